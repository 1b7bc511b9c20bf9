/**
 * ls/descent-avoids-saddles, the half on the spin glass: gradient descents with small steps are watched, energy, gradient and index of
 * the tangent Hessian at looks in geometric progression, and the certified end.
 */
import { stream } from '../../base/philox.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean, wilsonInterval } from '../../ensembles/statistics.ts';
import { indexFraction } from '../../theory/index.ts';
import type { Finding, Preset, ResultTable } from '../claim.ts';
import { integers, vectors } from '../columns.ts';
import { above, below, place } from '../decide.ts';
import { intervalFinding, jointly } from '../findings.ts';
import { tableOf } from '../layout.ts';
import { meanOf, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';

export const order = 3;

/**
 * On the glass. high, near and share: fixed before the run of any preset, but after a trial of 24 descents a size (Λ = 25, 50, 100), which met residuals from 0.17 up while
 * the index share was at least 0.05.
 */
export const rules = {
  /** Index share from which a region counts as one of high index: ten times what the paper calls very low. */
  high: 0.1,
  /** Residual ‖tangent gradient‖/√Λ at which a descent is near a critical point; it starts at √3. */
  near: 0.1,
  /** Share of descents that may come near a critical point of high index where it is avoided easily. */
  share: 0.05,
  /** More than this share of descents end at certified minima. */
  minima: 0.98,
  /** Index share, of that of a random point, below which descents have fewer downhill directions than their small gradient alone gives them. */
  matched: 0.5,
  level: 0.95,
  /** Disorders of a size below which an interval over them decides nothing. */
  fewest: 10,
};

/**
 * Mean index share of a random point, whatever the norm of its gradient: gradient and tangent Hessian are independent at a point, and the
 * Hessian has the same law with either sign (docs/theory.md, Averaging).
 */
const randomShare = 0.5;

const plans: Readonly<Record<Preset, { sizes: number[]; disorders: number; replicas: number }>> = {
  smoke: { sizes: [20], disorders: 4, replicas: 6 },
  laptop: { sizes: [25, 50], disorders: 10, replicas: 10 },
  paper: { sizes: [25, 50, 100], disorders: 20, replicas: 20 },
};

export function descentEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { sizes, disorders, replicas } = plans[preset];
  return Object.fromEntries(
    sizes.map((size) => [
      `size-${size}`,
      {
        experiment: 'descent-trajectory',
        parameters: { order, size, seed, disorders, replicas },
      },
    ]),
  );
}

interface Look {
  readonly energy: number;
  readonly share: number;
  readonly residual: number;
}

export interface Descents {
  readonly size: number;
  readonly count: number;
  readonly minima: number;
  readonly saddles: number;
  /** Per descent, the smallest residual while the index share is high, and while the index is not 0. */
  readonly leastHigh: readonly number[];
  readonly leastAny: readonly number[];
  /** Per descent that comes near at all, by disorder: the index share at the first look at which it is near. */
  readonly sharesWhenNear: readonly (readonly number[])[];
  /** Means over descents at each look, and of each disorder. */
  readonly course: readonly (Look & { step: number; disorders: readonly Look[] })[];
  /** (energy, index share) of single looks, by disorder. */
  readonly looks: readonly (readonly { readonly energy: number; readonly share: number }[])[];
}

/** By size, ascending. */
export function glassDescents(records: Readonly<Record<string, Records>>): Descents[] {
  return Object.entries(records)
    .filter(([name]) => name.startsWith('size-'))
    .map(([name, part]) => watched(Number(name.slice(5)), part))
    .sort((a, b) => a.size - b.size);
}

export const glassFindings = (descents: readonly Descents[], seed: number): Finding[] => [
  avoidsFinding(descents),
  endsFinding(descents),
  matchedFinding(descents, seed),
  lowFinding(descents),
  courseFinding(descents),
];

export function glassSetup(preset: Preset): string {
  const { disorders, replicas } = plans[preset];
  return `${disorders} disorders with ${replicas} descents each`;
}

function watched(size: number, part: Records): Descents {
  const [energies, residuals, indices, steps] = ['energies', 'residuals', 'indices', 'steps'].map((name) =>
    vectors(part, name),
  ) as [number[][], number[][], number[][], number[][]];
  const least = (from: number) =>
    residuals.map((row, r) => Math.min(...row.filter((_, k) => indices[r]![k]! / (size - 1) >= from)));
  const [outcome, endIndex] = [outcomes(part), integers(part, 'endIndex')];
  const certified = [...outcome.keys()].filter((r) => outcome[r] === 'certified');
  return {
    size,
    count: part.count,
    minima: certified.filter((r) => endIndex[r] === 0).length,
    saddles: certified.filter((r) => endIndex[r]! > 0).length,
    leastHigh: least(rules.high),
    leastAny: least(0.5 / (size - 1)),
    sharesWhenNear: byDisorder(
      integers(part, 'disorder'),
      residuals.map((row, r) => indices[r]![row.findIndex((residual) => residual <= rules.near)]! / (size - 1)),
    ),
    course: steps[0]!.map((step, k) => {
      const looks = energies.map((row, r) => {
        return { energy: row[k]!, share: indices[r]![k]! / (size - 1), residual: residuals[r]![k]! };
      });
      return { step, ...meanLook(looks), disorders: grouped(integers(part, 'disorder'), looks).map(meanLook) };
    }),
    looks: grouped(
      integers(part, 'disorder'),
      energies.map((row, r) => row.map((energy, k) => ({ energy, share: indices[r]![k]! / (size - 1) }))),
    ).map((rows) => rows.flat()),
  };
}

const meanLook = (looks: readonly Look[]): Look => ({
  energy: mean(looks.map(({ energy }) => energy)),
  share: mean(looks.map(({ share }) => share)),
  residual: mean(looks.map(({ residual }) => residual)),
});

/** Numbers of the descents of each disorder; NaN are left out, and disorders that have no others. */
const byDisorder = (disorders: ArrayLike<number>, values: readonly number[]): number[][] =>
  grouped(disorders, values)
    .map((some) => some.filter(Number.isFinite))
    .filter(({ length }) => length > 0);

/** What the descents of each disorder have. */
function grouped<T>(disorders: ArrayLike<number>, values: readonly T[]): T[][] {
  const groups = new Map<number, T[]>();
  for (const [r, value] of values.entries()) groups.set(disorders[r]!, [...(groups.get(disorders[r]!) ?? []), value]);
  return [...groups.values()];
}

export function avoidsFinding(descents: readonly Descents[]): Finding {
  const parts = descents.map(({ size, count, leastHigh }) => {
    const near = leastHigh.filter((residual) => residual <= rules.near).length;
    return { size, count, near, least: Math.min(...leastHigh), interval: wilsonInterval(near, count, rules.level) };
  });
  const random = descents.map(
    ({ size, sharesWhenNear, count }) => `${sharesWhenNear.flat().length} of ${count} (Λ = ${size})`,
  );
  return intervalFinding({
    id: 'avoids',
    statement: 'Descents avoid the critical points of high index.',
    because: `Of ${parts.map((p) => `${p.count} descents ${p.near} at Λ = ${p.size}`).join(', of ')} come near a region of index share ${rules.high} or more; the smallest residual met there is ${parts.map((p) => `${decimal(p.least, 3)} (Λ = ${p.size})`).join(', ')}. Random points with the gradient norms of the descents have index share ${randomShare} on average, and would be near such a region with ${random.join(', ')}.`,
    parts: parts.map((p) => ({
      name: `share of descents near a high index, Λ = ${p.size}`,
      interval: p.interval,
      region: { low: -Infinity, high: rules.share, closed: true, words: `at ${rules.share} or below` },
    })),
    of: `(Wilson) of the share of descents that come near, with a residual of at most ${rules.near}, where the index share is at least ${rules.high},`,
    level: rules.level,
    units: { unit: 'descent', count: Math.min(...parts.map(({ count }) => count)) },
  });
}

/** Are downhill directions lost because the gradient is small, or because a descent went there? */
export function matchedFinding(descents: readonly Descents[], seed: number, resamples = 2000): Finding {
  const seen = descents.filter(({ sharesWhenNear }) => sharesWhenNear.length > 1);
  const intervals = jointly(
    seen.map(({ size: at, sharesWhenNear }) => ({ at, strata: [sharesWhenNear] })),
    ([groups]) => mean(groups!.flat()),
    rules.level,
    (size) => stream(seed, 'ls/descent-avoids-saddles', size, 'bootstrap matched'),
    resamples,
  );
  const limit = rules.matched * randomShare;
  const told = seen.map(({ size }, i) => `${spanned(intervals[i]!, (x) => decimal(x, 4))} at Λ = ${size}`);
  return intervalFinding({
    id: 'below-matched',
    statement: 'Descents have fewer downhill directions than random points of the same gradient norm.',
    ours: true,
    because: `When their residual first is at most ${rules.near}, descents have a mean index share of ${told.join(', ') || 'nothing: none came near'}; random points of that gradient norm have ${randomShare}, since gradient and Hessian are independent at a point.`,
    parts: seen.map(({ size }, i) => ({
      name: `index share at a residual of ${rules.near}, Λ = ${size}`,
      interval: intervals[i]!,
      region: below(limit),
    })),
    of: `(bootstrap over disorders) of the mean index share at the first look with a residual of at most ${rules.near}, at a size,`,
    level: rules.level,
    units: {
      unit: 'disorder',
      count: seen.length > 0 ? Math.min(...seen.map(({ sharesWhenNear }) => sharesWhenNear.length)) : 0,
      fewest: rules.fewest,
    },
  });
}

export function endsFinding(descents: readonly Descents[]): Finding {
  const sum = (of: (d: Descents) => number) => descents.reduce((total, d) => total + of(d), 0);
  const [count, minima, saddles] = [sum((d) => d.count), sum((d) => d.minima), sum((d) => d.saddles)];
  const percent = `${Math.round(100 * (1 - rules.minima))} %`;
  return intervalFinding({
    id: 'ends-low',
    statement: 'Descents end at critical points of low index.',
    because: `${minima} of ${count} descents end at certified minima, ${saddles} at certified saddles.`,
    parts:
      count === 0
        ? []
        : [
            {
              name: 'share of certified minima',
              interval: wilsonInterval(minima, count, rules.level),
              region: above(rules.minima),
            },
          ],
    of: '(Wilson) of the share of descents that end at certified critical points of index 0',
    level: rules.level,
    units: { unit: 'descent', count },
    failure: {
      counts: count > 0 && place(wilsonInterval(saddles, count, rules.level), above(1 - rules.minima)) === 'holds',
      rule: `that of certified saddles lies above ${percent}`,
    },
  });
}

function lowFinding(descents: readonly Descents[]): Finding {
  const parts = descents.map(({ size, count, leastAny }) => ({
    size,
    near: wilsonInterval(leastAny.filter((residual) => residual <= rules.near).length, count, rules.level),
  }));
  return {
    id: 'low-index-saddles',
    statement: 'How many descents come near a saddle of any index on their way.',
    verdict: 'measured',
    because: `With residual at most ${rules.near} while the index is not yet 0: ${parts.map((p) => `${decimal(100 * p.near.estimate, 0)} % of the descents at Λ = ${p.size}`).join(', ')}. The few downhill directions left near the end are lost slowly.`,
    rule: 'measured: the paper speaks of high index only',
    quantities: parts.map((p) => quantity(`share near a saddle, Λ = ${p.size}`, p.near)),
  };
}

function courseFinding(descents: readonly Descents[]): Finding {
  const parts = descents.map(({ size, looks, course }) => ({
    size,
    deviation: meanOf(`mean deviation from α(u), Λ = ${size}`, looks, (some) =>
      mean(some.map(({ energy, share }) => share - indexFraction(order, energy))),
    ),
    step: course.find(({ share }) => share < rules.high / 10)?.step ?? Number.NaN,
  }));
  return {
    id: 'course',
    statement: 'How the index falls with the energy along a descent.',
    verdict: 'measured',
    because: `Along the way the index share differs from that of critical points of the same energy, α(u), by ${parts.map((p) => `${decimal(p.deviation.value, 3)} at Λ = ${p.size}`).join(', ')} in the mean over looks${parts.every((p) => Number.isFinite(p.step)) ? `; the mean share falls below ${rules.high / 10} after ${parts.map((p) => `${p.step} steps (Λ = ${p.size})`).join(', ')}` : ''}.`,
    rule: 'measured: no law is claimed for points that are not critical',
    quantities: parts.map((p) => p.deviation),
  };
}

export function glassTable(descents: readonly Descents[]): ResultTable {
  const rows = descents.flatMap(({ size, course }) =>
    course.filter((_, k) => k % 8 === 0 || k === course.length - 1).map((look) => ({ size, ...look })),
  );
  return tableOf('Along the descents, means ± standard error over disorders', rows, {
    'size Λ': ({ size }) => size,
    steps: ({ step }) => step,
    'energy per spin': ({ disorders }) => meanOf('energy', disorders, ({ energy }) => energy),
    'index share': ({ disorders }) => meanOf('share', disorders, ({ share }) => share),
    residual: ({ disorders }) => meanOf('residual', disorders, ({ residual }) => residual),
  });
}
