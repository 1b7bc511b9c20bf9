/** The findings of gs/hessian-descent: ends of walks beside their limits, beside gradient descent, and where they go as the glass grows. */
import { stream } from '../../base/philox.ts';
import { bootstrap, type Interval, mean, meanInterval, slope } from '../../ensembles/statistics.ts';
import { energyBarrier, groundState, hessianDescentLevel } from '../../theory/index.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { above, within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { list, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';

const id = 'gs/hessian-descent';

export const rules = {
  /** Numbers of steps whose ends are compared with the limit: more steps need larger glasses. */
  few: [5, 10],
  /** From the limit of as many steps, at the largest size. */
  near: 0.05,
  /**
   * Powers of Λ that the distance of ends to where they go is taken to be affine in: that of the semicircle's edge, those that sizes to 500
   * allowed, and between. No theory says which; a power that was read off the distance to the barrier would presume the barrier.
   */
  powers: [-2 / 3, -0.5, -0.4],
  /** 0.603 E∞ Λ^(−2/3) above the barrier is where the lowest eigenvalues of the semicircle's edge leave a walk; and how near to it counts. */
  edge: { factor: 0.603, power: -2 / 3, tolerance: 0.2 },
  level: 0.95,
  fewest: 10,
};

/** Energies per spin, the mean over the descents of each disorder. */
export interface Sample {
  readonly size: number;
  /** K, and where walks end; gradient descent alone has neither. */
  readonly steps: number;
  readonly walked: readonly number[];
  /** Where the descents end that begin there, or at the same random starts. */
  readonly ends: readonly number[];
}

/** Disorders of the sample that has the fewest; 0 without samples. */
const fewestOf = (samples: readonly Sample[]): number =>
  samples.length === 0 ? 0 : Math.min(...samples.map(({ walked }) => walked.length));

export const written = (values: readonly number[]) => spanned(meanInterval(values, rules.level), (x) => decimal(x, 4));

/** Walks with few steps at the largest size: their mean lies near the limit of as many steps. Whether it came nearer since the size before is told. */
export function limit(walks: readonly Sample[]): Finding {
  const sizes = [...new Set(walks.map(({ size }) => size))].sort((a, b) => a - b);
  const [before, last] = sizes.slice(-2);
  const level = 1 - (1 - rules.level) / rules.few.length;
  const at = (size: number | undefined, steps: number) =>
    walks.find((walk) => walk.size === size && walk.steps === steps);
  const rows = rules.few.flatMap((steps) => {
    const [here, smaller] = [at(last, steps), at(before, steps)];
    return here && smaller ? [{ steps, here, smaller, limit: hessianDescentLevel(3, steps) }] : [];
  });
  return intervalFinding({
    id: 'limit',
    statement:
      'Hessian descent of K steps ends at −√6 Σ_{k<K} √(k/K)/K per spin as Λ → ∞, which tends to the barrier −E∞ as K grows.',
    because:
      rows.length > 0
        ? `At Λ = ${last} walks of ${list(rows, ({ steps }) => String(steps), ' and ')} steps end at ${list(rows, ({ here }) => written(here.walked), ' and ')}, where the limits are ${list(rows, (row) => decimal(row.limit, 4), ' and ')}; at Λ = ${before} they ended at ${list(rows, ({ smaller }) => decimal(mean(smaller.walked), 4), ' and ')}, ${list(rows, (row) => `${movedWords(row)} for ${row.steps} steps`, ' and ')}. The barrier is ${decimal(-energyBarrier(3).value, 4)}.`
        : 'No two sizes were run.',
    parts: rows.map(({ steps, here, limit }) => ({
      name: `energy after ${steps} steps less its limit`,
      interval: meanInterval(
        here.walked.map((energy) => energy - limit),
        level,
      ),
      region: within(0, rules.near),
    })),
    of: `of the difference from the limit at the largest size (normal law, over disorders)`,
    level: rules.level,
    units: {
      unit: 'disorder',
      count: fewestOf(rows.map(({ here }) => here)),
      fewest: rules.fewest,
    },
  });
}

function movedWords({
  here,
  smaller,
  limit,
}: {
  readonly here: Sample;
  readonly smaller: Sample;
  readonly limit: number;
}) {
  const gain = Math.abs(mean(smaller.walked) - limit) - Math.abs(mean(here.walked) - limit);
  return gain >= 0 ? `${decimal(gain, 4)} farther from it` : `${decimal(-gain, 4)} nearer to it`;
}

/** Of each size: the walk that ends lowest, and gradient descent on the same disorders. */
function bestOf(samples: readonly Sample[]) {
  const sizes = [...new Set(samples.map(({ size }) => size))].sort((a, b) => a - b);
  return sizes.flatMap((size) => {
    const descent = samples.find((one) => one.size === size && one.steps === 0);
    const walks = samples.filter((one) => one.size === size && one.steps > 0);
    if (!descent || walks.length === 0) return [];
    const best = walks.reduce((low, one) => (mean(one.walked) < mean(low.walked) ? one : low));
    return [{ size, descent, best }];
  });
}

export function against(samples: readonly Sample[]): Finding {
  const rows = bestOf(samples);
  const level = 1 - (1 - rules.level) / Math.max(1, rows.length);
  const differences = rows.map(({ descent, best }) =>
    meanInterval(
      best.walked.map((energy, k) => energy - descent.ends[k]!),
      level,
    ),
  );
  return intervalFinding({
    id: 'against-descent',
    statement: 'At sizes of some hundred spins gradient descent ends lower than Hessian descent.',
    ours: true,
    because: `The lowest of the numbers of steps, chosen for each size, ends above gradient descent on the same glasses by ${list(rows, ({ size, best }, at) => `${spanned(differences[at]!, (x) => decimal(x, 4))} per spin (Λ = ${size}, K = ${best.steps})`)}.`,
    parts: rows.map(({ size }, at) => ({
      name: `Hessian descent less gradient descent, Λ = ${size}`,
      interval: differences[at]!,
      region: above(0),
    })),
    of: 'of the difference (normal law, over disorders; the choice of K favours Hessian descent)',
    level: rules.level,
    units: {
      unit: 'disorder',
      count: fewestOf(rows.map(({ best }) => best)),
      fewest: rules.fewest,
    },
  });
}

/**
 * Where the lowest ends of walks go as Λ grows: intercepts of affine fits in Λ^power through all sizes, each weighing the same. The interval
 * is the hull of those of all powers, the estimate that of the power in the middle.
 */
export function extrapolation(samples: readonly Sample[], run: ClaimRun): Finding {
  const rows = bestOf(samples).map(({ best }) => best);
  const barrier = -energyBarrier(3).value;
  const half = (groundState(3).value - energyBarrier(3).value) / 2;
  const intercepts = rows.length < 3 ? [] : rules.powers.map((power) => interceptOf(rows, power, run));
  const ends = intercepts.map(({ estimate }) => estimate);
  const hull = intercepts.length > 0 ? hullOf(intercepts) : undefined;
  return intervalFinding({
    id: 'extrapolation',
    ours: true,
    statement: 'Ends of Hessian descent at finite sizes, extrapolated to Λ → ∞, come to the barrier.',
    because: hull
      ? `Lines through the lowest ends at Λ = ${list(rows, ({ size }) => String(size), ', ')} meet Λ → ∞ at ${list(rules.powers, (power, at) => `${spanned(intercepts[at]!, (y) => decimal(y, 4))} in Λ^(${decimal(power, 2)})`, ', ')}; the barrier is ${decimal(barrier, 4)}, and half the band above the ground state ${decimal(half, 4)}. The powers move the limit by ${decimal(Math.max(...ends) - Math.min(...ends), 4)}.`
      : 'Fewer than three sizes were run.',
    parts: hull
      ? [
          {
            name: 'energy per spin extrapolated to Λ → ∞',
            interval: hull,
            region: within(barrier, half, '−E∞'),
          },
        ]
      : [],
    of: `of the intercept, over lines in Λ to the powers ${list(rules.powers, (power) => decimal(power, 2), ', ')} (hull of bootstraps over disorders); the tolerance is half the band between the barrier and the ground state`,
    level: rules.level,
    units: { unit: 'disorder', count: fewestOf(rows), fewest: rules.fewest },
  });
}

function interceptOf(rows: readonly Sample[], power: number, run: ClaimRun): Interval {
  const x = rows.map(({ size }) => size ** power);
  return bootstrap(
    stream(run.seed, id, 0, 'extrapolation'),
    rows.map(({ walked }) => walked),
    (strata) => {
      const y = strata.map(mean);
      return [mean(y) - slope(x, y) * mean(x)];
    },
    { level: rules.level, method: 'percentile' },
  )[0]!;
}

/** The least interval that holds all of them, with the estimate of the one in the middle. */
function hullOf(intervals: readonly Interval[]): Interval {
  const middle = intervals[Math.floor(intervals.length / 2)]!;
  return {
    ...middle,
    low: Math.min(...intervals.map(({ low }) => low)),
    high: Math.max(...intervals.map(({ high }) => high)),
  };
}

/** Edges of spectra alone leave a walk so far above the barrier; the directions that are used up leave more. */
export function edgeLaw(samples: readonly Sample[]): Finding {
  const rows = bestOf(samples).map(({ best }) => best);
  const { factor, power, tolerance } = rules.edge;
  const barrier = energyBarrier(3).value;
  const level = 1 - (1 - rules.level) / Math.max(1, rows.length);
  const parts = rows.map(({ size, walked }) => {
    const expected = factor * barrier * size ** power;
    return {
      name: `distance to the barrier over 0.98 Λ^(−2/3), Λ = ${size}`,
      interval: meanInterval(
        walked.map((energy) => (energy + barrier) / expected),
        level,
      ),
      region: within(1, tolerance),
    };
  });
  return intervalFinding({
    id: 'edge-law',
    ours: true,
    statement: 'Hessian descent ends about 0.98 Λ^(−2/3) above the barrier, which edges of spectra alone would leave.',
    because: `Mean distance of the lowest ends to the barrier over 0.98 Λ^(−2/3): ${list(parts, ({ interval }, at) => `${spanned(interval, (x) => decimal(x, 2))} (Λ = ${rows[at]!.size})`) || 'no walks'}.`,
    parts,
    of: 'of that ratio (normal law, over disorders; the choice of K favours Hessian descent)',
    level: rules.level,
    units: { unit: 'disorder', count: fewestOf(rows), fewest: rules.fewest },
  });
}

/** Gradient descent that begins where the walk ended, beside one from the random start, and how both approach the barrier. */
export function afterwards(samples: readonly Sample[], run: ClaimRun): Finding {
  const rows = bestOf(samples);
  const gains = rows.map(({ descent, best }) =>
    meanInterval(
      best.ends.map((energy, k) => energy - descent.ends[k]!),
      rules.level,
    ),
  );
  const slopes =
    rows.length < 2
      ? []
      : [
          slopeOf(
            rows.map(({ best }) => best),
            'walked',
            run,
          ),
          slopeOf(
            rows.map(({ descent }) => descent),
            'ends',
            run,
          ),
        ];
  return measuredFinding({
    id: 'afterwards',
    ours: true,
    statement: 'How a descent that begins at the end of Hessian descent ends, beside one from a random start.',
    because: `Difference of the ends per spin: ${list(rows, ({ size }, at) => `${spanned(gains[at]!, (x) => decimal(x, 4))} (Λ = ${size})`)}.${slopes.length > 0 ? ` The distance to the barrier falls like Λ to the power ${spanned(slopes[0]!, (x) => decimal(x, 2))} for Hessian descent and ${spanned(slopes[1]!, (x) => decimal(x, 2))} for gradient descent.` : ''}`,
    why: 'no source gives a number at finite size; 95 % intervals by the normal law and by bootstrap, over disorders',
    enough: rows.length > 0,
    quantities: [
      ...rows.map(({ size }, at) => quantity(`descent after less descent without, Λ = ${size}`, gains[at]!)),
      ...slopes.map((interval, at) =>
        quantity(`exponent of the distance to the barrier, ${at === 0 ? 'Hessian' : 'gradient'} descent`, interval),
      ),
    ],
  });
}

/** Exponent of the mean distance to −E∞ against Λ, by least squares in logarithms. */
function slopeOf(samples: readonly Sample[], which: 'walked' | 'ends', run: ClaimRun): Interval {
  const barrier = -energyBarrier(3).value;
  const x = samples.map(({ size }) => Math.log(size));
  const draw = stream(run.seed, id, 0, `slope/${which}`);
  return bootstrap(
    draw,
    samples.map((sample) => sample[which]),
    (strata) => [
      slope(
        x,
        strata.map((energies) => Math.log(Math.max(1e-9, mean(energies) - barrier))),
      ),
    ],
    { level: rules.level, method: 'percentile' },
  )[0]!;
}
