/** The findings of ls/index-versus-energy. */
import type { Stream } from '../../base/philox.ts';
import { bootstrap } from '../../ensembles/statistics.ts';
import { energyBarrier, indexFraction, meanIndex } from '../../theory/index.ts';
import type { Finding, Quantity } from '../claim.ts';
import { above, place, within } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding, type Part } from '../findings.ts';
import { bounded, exact, extreme, falls, list, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { binned, type JudgedBin, judged, order, rules } from './index-rules.ts';
import { type Bin, deviationInterval, type Found, type FoundPoint, meanShare } from './index-samples.ts';

type Draw = (at: number) => Stream;

const range = ({ from, to }: Bin) => `u from ${decimal(from, 1)} to ${decimal(to, 1)}`;
const percent = (x: number) => `${decimal(100 * x, 1)} %`;
const fewestOf = (bins: readonly JudgedBin[]) => Math.min(Infinity, ...bins.map(({ disorders }) => disorders.length));

/** The paper's sentence: index rises with height. */
export function riseFinding(found: readonly Found[], draw: Draw): Finding {
  const steps = found.flatMap((one) => {
    const bins = binned(one).filter(judged);
    return bins.slice(1).map((bin, i) => ({ lower: bins[i]!, bin }));
  });
  const level = 1 - (1 - rules.level) / Math.max(1, steps.length);
  const parts = steps.map(({ lower, bin }, i): Part => {
    const [interval] = bootstrap(
      draw(i),
      [lower.disorders, bin.disorders],
      ([a, b]) => [meanShare(b!) - meanShare(a!)],
      {
        level,
      },
    );
    return {
      name: `rise of the index share, Λ = ${bin.size}, to ${range(bin)}`,
      interval: interval!,
      region: above(0),
    };
  });
  const least = parts.reduce((a, b) => (b.interval.estimate < a.interval.estimate ? b : a), parts[0]!);
  return intervalFinding({
    id: 'rises',
    statement: 'The higher a critical point lies above the barrier, the larger its index.',
    because: least
      ? `From a bin of energy to the next the mean index share changes by ${spanned(least.interval, (x) => decimal(x, 3))} or more.`
      : 'Too few certified critical points for two bins of energy.',
    parts,
    of: 'of the change of the mean index share from a bin of energy to the next (bootstrap over disorders)',
    level: rules.level,
    units: { unit: 'disorder', count: fewestOf(steps.flatMap(({ lower, bin }) => [lower, bin])), fewest: rules.fewest },
  });
}

/** Does the exact mean tend to the semicircle's share? */
export function lawFinding(mean = (size: number, u: number) => meanIndex(order, size, u)): Finding {
  const rows = rules.energies.map((u) => {
    const limit = indexFraction(order, u);
    return { u, limit, gaps: rules.sizes.map((size) => Math.abs(mean(size, u) / (size - 1) - limit)) };
  });
  const last = rules.sizes.at(-1)!;
  return exactFinding({
    id: 'semicircle',
    statement:
      'The mean index share of all critical points at energy u tends to α(u) = ½ + (t√(1−t²) + asin t)/π, t = u/E∞, as Λ → ∞.',
    ours: true,
    because: `The exact mean is off α by ${list(rows, ({ u, limit, gaps }) => `${percent(gaps[0]! / limit)} of it at Λ = ${rules.sizes[0]} and ${percent(gaps.at(-1)! / limit)} at Λ = ${last} (u = ${decimal(u, 1)})`)}.`,
    holds: rows.every(({ gaps }) => falls(gaps) && gaps.at(-1)! < rules.left * gaps[0]!),
    by: 'comparison',
    rule: `confirmed when the distance falls at every step of Λ = ${list(rules.sizes, String)}, to less than an eighth, at each energy`,
    quantities: rows.map(({ u, gaps }) =>
      bounded(`|E[index | u]/(Λ − 1) − α(u)|, u = ${decimal(u, 1)}, Λ = ${last}`, {
        value: gaps.at(-1)!,
        error: 1e-11,
      }),
    ),
  });
}

const typicalRegion = within(0, rules.relative, '0');

/**
 * What the finding `typical` says, as a title: in which direction the bins that refute it lie off, and whether they are the lowest.
 * @param bins  those that it was made of
 */
export function typicalTitle({ verdict, quantities }: Finding, bins: readonly JudgedBin[]): string {
  const kept = bins.filter(judged);
  const off = kept.flatMap((bin, i) => {
    const [low, high] = quantities[i]?.interval ?? [Number.NaN, Number.NaN];
    return place({ low, high }, typicalRegion) === 'fails' ? [{ bin, fewer: high < 0 }] : [];
  });
  if (verdict === 'confirmed') return 'Critical points that searches find have the annealed mean index of their energy';
  if (verdict !== 'refuted')
    return 'Whether points that searches find have the annealed mean index of their energy is open';
  const few = off.filter(({ fewer }) => fewer).length;
  if (few > 0 && few < off.length)
    return 'Critical points found have more downhill directions at some energies, fewer at others';
  const many = few > 0 ? 'fewer' : 'more';
  return off.every(({ bin }) => bin.from === rules.edges[0])
    ? `Just above the barrier, points found have ${many} downhill directions than the annealed mean`
    : `Critical points that searches find have ${many} downhill directions than the annealed mean`;
}

/** Have the points found the index of all points at their energies? */
export function typicalFinding(bins: readonly JudgedBin[], draw: Draw): Finding {
  const kept = bins.filter(judged);
  const level = 1 - (1 - rules.level) / Math.max(1, kept.length);
  const parts = kept.map((bin, i): Part => {
    return {
      name: `relative deviation of the index share, Λ = ${bin.size}, ${range(bin)}`,
      interval: deviationInterval(bin, draw(i), level),
      region: typicalRegion,
    };
  });
  const worst = parts.reduce(
    (a, b) => (Math.abs(b.interval.estimate) > Math.abs(a.interval.estimate) ? b : a),
    parts[0]!,
  );
  const at = kept[parts.indexOf(worst)];
  return intervalFinding({
    id: 'typical',
    statement: 'The points that searches find have the annealed mean index of all critical points at their energies.',
    ours: true,
    because: at
      ? `Of ${kept.length} bins of energy the one farthest off the exact mean has an index share ${spanned(worst.interval, percent)} from it (Λ = ${at.size}, ${range(at)}).`
      : 'Too few certified critical points for a single bin of energy.',
    parts,
    of: 'of the relative deviation from E[index | u] at the same energies (bootstrap over disorders)',
    level: rules.level,
    units: { unit: 'disorder', count: fewestOf(kept), fewest: rules.fewest },
  });
}

/** Each method in the lowest bin, where single eigenvalues matter most. */
export function methodFindings(found: readonly Found[], draw: Draw): Finding {
  const rows = found.flatMap((one, i) =>
    one.yields.flatMap(({ method }, j) => {
      const mine = { ...one, points: one.points.filter((point: FoundPoint) => point.method === method) };
      const [bin] = binned(mine).filter(judged);
      if (!bin || bin.from !== rules.edges[0]) return [];
      return [{ method, bin, interval: deviationInterval(bin, draw(100 * i + j), rules.level) }];
    }),
  );
  const names = rows.map(({ method, bin }) => `${method}, Λ = ${bin.size}`);
  return measuredFinding({
    id: 'deviation-by-method',
    statement: 'How far the index of the points that each method finds lies from the exact annealed mean.',
    because:
      rows.length > 0
        ? `With ${range(rows[0]!.bin)} the index share is off the exact mean by ${list(rows, ({ interval }, i) => `${spanned(interval, percent)} (${names[i]})`)}.`
        : 'No method found enough certified points in the lowest bin.',
    why: 'which points a search finds is a property of the method, and the annealed mean weighs disorders by their number of points: the deviation has both causes, and intervals that overlap tell no method from another; each 95 % interval by bootstrap over disorders',
    quantities: rows.map(({ interval }, i) => quantity(`relative deviation of the index share, ${names[i]}`, interval)),
    enough: rows.length > 0,
  });
}

/** Where the minima end and where the index begins. */
export function layerFinding(found: readonly Found[]): Finding {
  const barrier = -energyBarrier(order).value;
  const parts = found.map(({ size, points }) => {
    const over = points.filter(({ energy }) => energy > barrier);
    const minima = points.filter(({ index }) => index === 0);
    return {
      size,
      above: over.length,
      saddles: over.filter(({ index }) => index > 0).length,
      highest: Math.max(...minima.map(({ energy }) => energy)),
    };
  });
  return measuredFinding({
    id: 'saddles-above',
    statement: 'Above the barrier there are only saddles of high index, at large Λ.',
    because: list(
      parts,
      (p) =>
        `At Λ = ${p.size}, of ${p.above} certified points above −E∞, ${p.saddles} are saddles${Number.isFinite(p.highest) ? ` and the highest minimum found lies at ${decimal(p.highest, 3)}` : ''}.`,
      ' ',
    ),
    why: 'the statement is one of the limit Λ → ∞; at these sizes most minima lie above the barrier (gs/finite-size-minima)',
    quantities: parts.flatMap((p): Quantity[] => [
      exact(`saddles above −E∞, Λ = ${p.size}`, p.saddles),
      exact(`points above −E∞, Λ = ${p.size}`, p.above),
    ]),
  });
}

export function reachFinding(found: readonly Found[]): Finding {
  const parts = found.map(({ size, points, searches }) => ({
    size,
    searches,
    certified: points.length,
    least: Math.min(...points.map(({ index }) => index)),
    most: Math.max(...points.map(({ index }) => index)),
  }));
  return measuredFinding({
    id: 'reach',
    statement: 'Critical points of every index can be found and certified.',
    because: list(
      parts,
      (p) =>
        `At Λ = ${p.size} ${p.certified} of ${p.searches} searches end at certified critical points${p.certified > 0 ? `, of index ${p.least} to ${p.most} among ${p.size - 1} directions` : ''}.`,
      ' ',
    ),
    why: 'yields are properties of the methods, not of the landscape alone',
    quantities: parts.flatMap((p): Quantity[] => [
      exact(`certified, Λ = ${p.size}`, p.certified),
      ...(p.certified > 0 ? [extreme(`largest index found, Λ = ${p.size}`, p.most, p.certified)] : []),
    ]),
  });
}
