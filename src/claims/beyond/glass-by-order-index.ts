/** Index against energy at each order: one exact law in u/E∞, and what searches find beside it. */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap } from '../../ensembles/statistics.ts';
import { meanIndex, meanIndexOn } from '../../theory/index.ts';
import {
  type Bin,
  binsOf,
  deviationInterval,
  type Found,
  foundIn,
  meanShare,
} from '../choromanska2015/index-samples.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { above } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { bounded, list, quantity, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { barrierOf, id } from './glass-by-order-findings.ts';

export const indexRules = {
  /** Bins of u/E∞. */
  edges: [-1, -0.75, -0.5, -0.25, 0],
  /** Points and disorders a bin needs. */
  least: 8,
  fewest: 8,
  level: 0.95,
  /** u/E∞, sizes and orders at which the exact means are compared. */
  levels: [-0.95, -0.8, -0.5, -0.2],
  sizes: [15, 40],
  orders: [2, 4, 5, 6, 10],
  /** Twice what meanIndex promises, relative to Λ. */
  equal: 2e-11,
};

export interface OrderFound extends Found {
  readonly order: number;
  /** Bins of u/E∞ with enough in them. */
  readonly bins: readonly Bin[];
}

/** Records 'index-H-Λ'. */
export function foundByOrder(records: Readonly<Record<string, Records>>): OrderFound[] {
  return Object.entries(records).flatMap(([name, part]) => {
    const [kind, order, size] = name.split('-');
    if (kind !== 'index') return [];
    const [H, n] = [Number(order), Number(size)];
    const barrier = barrierOf(H);
    const found = foundIn(n, part, meanIndexOn(H, n, -1.1 * barrier, 0.2));
    const scaled = found.points.map((point) => ({ ...point, energy: point.energy / barrier }));
    const bins = binsOf(scaled, n, indexRules.edges).filter(
      ({ points, disorders }) => points.length >= indexRules.least && disorders.length >= 2,
    );
    return [{ ...found, order: H, points: scaled, bins }];
  });
}

/** E[index | u] depends on u/E∞ and Λ alone. */
export function oneLawFinding(mean: (order: number, size: number, u: number) => number = meanIndex): Finding {
  const { levels, sizes, orders, equal } = indexRules;
  const rows = sizes.map((size) => {
    const apart = levels.flatMap((t) =>
      orders.map((order) => Math.abs(mean(order, size, t * barrierOf(order)) - mean(3, size, t * barrierOf(3)))),
    );
    return { size, apart: Math.max(...apart) };
  });
  return exactFinding({
    id: 'one-law-of-index',
    statement:
      'The mean index of all critical points at an energy is one function of u/E∞ and Λ, whatever the order: it is that of GOE eigenvalues below √(2Λ) u/E∞.',
    ours: true,
    because: `At orders ${list(orders, String)} it is that of order 3 to ${list(rows, ({ size, apart }) => `${scientific(apart, 1)} (Λ = ${size})`)}.`,
    holds: rows.every(({ size, apart }) => apart <= equal * size),
    by: 'comparison',
    rule: `confirmed when the exact means differ by at most ${equal} Λ at u/E∞ = ${list(levels, (t) => decimal(t, 2))}; refuted otherwise`,
    quantities: rows.map(({ size, apart }) =>
      bounded(`largest difference from order 3, Λ = ${size}`, { value: apart, error: equal * size }),
    ),
  });
}

const range = ({ from, to }: Bin) => `u/E∞ from ${decimal(from, 2)} to ${decimal(to, 2)}`;

/** The paper's sentence at other orders than its own. */
export function risesFinding(found: readonly OrderFound[], run: Pick<ClaimRun, 'seed'>): Finding {
  const steps = found.flatMap(({ order, bins }) => bins.slice(1).map((bin, i) => ({ order, lower: bins[i]!, bin })));
  const level = 1 - (1 - indexRules.level) / Math.max(1, steps.length);
  const parts = steps.map(({ order, lower, bin }, i) => ({
    name: `rise of the index share, H = ${order}, to ${range(bin)}`,
    interval: bootstrap(
      stream(run.seed, id, i, 'index rises'),
      [lower.disorders, bin.disorders],
      ([a, b]) => [meanShare(b!) - meanShare(a!)],
      { level },
    )[0]!,
    region: above(0),
  }));
  const least = parts.reduce((a, b) => (b.interval.estimate < a.interval.estimate ? b : a), parts[0]!);
  return intervalFinding({
    id: 'index-rises',
    statement: 'At orders 4 and 5 too, the higher a critical point lies the larger its index.',
    ours: true,
    because: least
      ? `From a bin of u/E∞ to the next the mean index share changes by ${spanned(least.interval, (x) => decimal(x, 3))} or more.`
      : 'Too few certified critical points for two bins of energy.',
    parts,
    of: 'of the change of the mean index share from a bin of u/E∞ to the next (bootstrap over disorders)',
    level: indexRules.level,
    units: {
      unit: 'disorder',
      count: Math.min(Infinity, ...steps.flatMap(({ lower, bin }) => [lower.disorders.length, bin.disorders.length])),
      fewest: indexRules.fewest,
    },
  });
}

/** How far searches are off the exact mean at each order. */
export function biasFinding(found: readonly OrderFound[], run: Pick<ClaimRun, 'seed'>): Finding {
  const rows = found.flatMap(({ order, size, bins }) =>
    bins.map((bin, i) => ({
      order,
      size,
      bin,
      interval: deviationInterval(bin, stream(run.seed, `${id}/${order}`, i, 'index bias'), indexRules.level),
    })),
  );
  return measuredFinding({
    id: 'index-bias',
    statement: 'How far the index of points that searches find is off the exact mean at their energies, by order.',
    ours: true,
    because:
      rows.length > 0
        ? `Relative to that mean by ${list(rows, ({ order, bin, interval }) => `${spanned(interval, (x) => `${decimal(100 * x, 1)} %`)} (H = ${order}, ${range(bin)})`)}.`
        : 'Too few certified critical points for a bin of energy.',
    why: 'searches do not sample all points alike (ls/index-versus-energy); 95 % intervals by bootstrap over disorders',
    enough: rows.length > 0,
    quantities: rows.map(({ order, size, bin, interval }) =>
      quantity(`relative deviation of the index share, H = ${order}, Λ = ${size}, ${range(bin)}`, interval),
    ),
  });
}
