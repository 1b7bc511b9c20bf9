/**
 * gs/hessian-descent: on pure spherical glasses E∞, which the paper calls the energy barrier, is where algorithms are known to stop. Hessian descent
 * of K steps gets there as first Λ and then K grow [subag2021following]. Nothing that depends on the couplings in a stable way gets below
 * [huang2024tight], nor do Langevin dynamics at low temperature, run for a bounded time [sellke2023threshold]. The claim asks how near both get at
 * sizes that can be run.
 */
import type { Json } from '../../base/json.ts';
import { stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, type Interval, mean, meanInterval, slope } from '../../ensembles/statistics.ts';
import { energyBarrier, hessianDescentLevel } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, stands, within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { barOf, curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { list, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { descents } from './descent-samples.ts';

const rules = {
  /** Numbers of steps whose ends are compared with the limit: more steps need larger glasses. */
  few: [5, 10],
  /** From the limit of as many steps, at the largest size. */
  near: 0.05,
  /** Of the limit of large sizes, from the barrier. */
  limit: 0.03,
  /** Power of Λ that the distance of ends to the barrier is taken to be affine in: about what sizes to 200 showed. */
  power: -0.5,
  /** 0.603 E∞ Λ^(−2/3) above the barrier is where the lowest eigenvalues of the semicircle's edge leave a walk; and how near to it counts. */
  edge: { factor: 0.603, power: -2 / 3, tolerance: 0.2 },
  level: 0.95,
  fewest: 10,
};

interface Plan {
  readonly sizes: readonly (readonly [size: number, disorders: number])[];
  readonly steps: readonly number[];
  readonly replicas: number;
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    sizes: [
      [12, 3],
      [20, 3],
    ],
    steps: [5, 10],
    replicas: 1,
  },
  laptop: {
    sizes: [
      [50, 40],
      [100, 24],
      [200, 12],
    ],
    steps: [5, 10, 20, 40],
    replicas: 2,
  },
  paper: {
    sizes: [
      [50, 100],
      [100, 60],
      [200, 40],
      [300, 20],
      [500, 12],
    ],
    steps: [5, 10, 20, 40, 80],
    replicas: 1,
  },
};

export const hessianDescentClaim: Claim = {
  id: 'gs/hessian-descent',
  statement:
    'Following the lowest eigenvector of the Hessian from the centre outward leads to the energy barrier of a pure spherical glass in the limit of large size.',
  source: { key: 'subag2021following', place: 'abstract, pure models' },
  openQuestions: [
    'The theorem is about Λ → ∞ at a fixed number of steps; how fast the limit is approached it does not say. Edges of spectra alone would leave 0.98 Λ^(−2/3) above the barrier; the directions that are used up leave more.',
  ],
  needs(preset, seed) {
    const { sizes, steps, replicas } = plans[preset];
    return Object.fromEntries(
      sizes.flatMap(([size, disorders]) => {
        const landscape: Record<string, Json> = { family: 'spin-glass', order: 3, size, seed };
        const spec = (rest: object) => descents(landscape, disorders, replicas, { points: 64, ...rest });
        return [
          [`descent-${size}`, spec({})],
          ...steps.map((walk) => [`walk-${size}-${walk}`, spec({ walk })] as const),
        ];
      }),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
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

const byDisorder = (disorders: ArrayLike<number>, values: ArrayLike<number>): number[] => {
  const groups = new Map<number, number[]>();
  Array.from(disorders).forEach((disorder, row) => {
    groups.set(disorder, [...(groups.get(disorder) ?? []), values[row]!]);
  });
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => mean(group));
};

function sampleOf(name: string, records: Records): Sample {
  const [, size, steps] = name.split('-').map(Number) as [number, number, number | undefined];
  const { disorder, energy } = columnsOf(records, { disorder: 'int32', energy: 'float64' } as const);
  const walked = steps === undefined ? [] : columnsOf(records, { walked: 'float64' } as const).walked;
  return {
    size,
    steps: steps ?? 0,
    walked: steps === undefined ? [] : byDisorder(disorder, walked),
    ends: byDisorder(disorder, energy),
  };
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = Object.entries(records).map(([name, part]) => sampleOf(name, part));
  const walks = samples.filter(({ steps }) => steps > 0);
  const findings = [
    limit(walks),
    against(samples),
    extrapolation(samples, run),
    edgeLaw(samples),
    afterwards(samples, run),
  ];
  const largest = Math.max(...samples.map(({ size }) => size));
  return evaluation({
    title: stands(findings[1]!)
      ? `Hessian descent ends above gradient descent on glasses of up to ${largest} spins`
      : 'Hessian descent is not seen to end above gradient descent',
    findings,
    tables: [
      tableOf('Energies per spin, means over disorders', samples, {
        Λ: ({ size }) => size,
        'steps K': ({ steps }) => (steps === 0 ? 'gradient descent' : steps),
        'limit Λ → ∞': ({ steps }) => (steps === 0 ? '' : decimal(hessianDescentLevel(3, steps), 4)),
        'Hessian descent ends at': ({ walked }) => (walked.length === 0 ? '' : written(walked)),
        'descent from there, or from the start': ({ ends }) => written(ends),
        disorders: ({ ends }) => ends.length,
      }),
    ],
    figures: walks.length > 0 ? [figure(run, samples, findings[1]!)] : [],
    differences: [
      'Steps turn the point on the sphere; the theorem moves it from the centre outward, which is the same for a homogeneous energy.',
    ],
  });
}

/** Disorders of the sample that has the fewest; 0 without samples. */
const fewestOf = (samples: readonly Sample[]): number =>
  samples.length === 0 ? 0 : Math.min(...samples.map(({ walked }) => walked.length));

const written = (values: readonly number[]) => spanned(meanInterval(values, rules.level), (x) => decimal(x, 4));

/** Walks with few steps at the largest size: their mean lies near the limit of as many steps, and nearer than at the size before. */
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
        ? `At Λ = ${last} walks of ${list(rows, ({ steps }) => String(steps), ' and ')} steps end at ${list(rows, ({ here }) => written(here.walked), ' and ')}, where the limits are ${list(rows, (row) => decimal(row.limit, 4), ' and ')}; at Λ = ${before} they ended at ${list(rows, ({ smaller }) => decimal(mean(smaller.walked), 4), ' and ')}. The barrier is ${decimal(-energyBarrier(3).value, 4)}.`
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

/** Where the lowest ends of walks go as Λ grows: the intercept of an affine fit in Λ^power through all sizes, each weighing the same. */
export function extrapolation(samples: readonly Sample[], run: ClaimRun): Finding {
  const rows = bestOf(samples).map(({ best }) => best);
  const barrier = -energyBarrier(3).value;
  const x = rows.map(({ size }) => size ** rules.power);
  const interceptOf = (strata: readonly (readonly number[])[]) => {
    const y = strata.map(mean);
    return mean(y) - slope(x, y) * mean(x);
  };
  const [intercept] =
    rows.length < 3
      ? []
      : bootstrap(
          stream(run.seed, hessianDescentClaim.id, 0, 'extrapolation'),
          rows.map(({ walked }) => walked),
          (strata) => [interceptOf(strata)],
          { level: rules.level, method: 'percentile' },
        );
  return intervalFinding({
    id: 'extrapolation',
    ours: true,
    statement: 'Ends of Hessian descent at finite sizes, extrapolated to Λ → ∞, come to the barrier.',
    because: intercept
      ? `A line in Λ^(${decimal(rules.power, 1)}) through the lowest ends at Λ = ${list(rows, ({ size }) => String(size), ', ')} meets Λ → ∞ at ${spanned(intercept, (y) => decimal(y, 4))}; the barrier is ${decimal(barrier, 4)}.`
      : 'Fewer than three sizes were run.',
    parts: intercept
      ? [
          {
            name: 'energy per spin extrapolated to Λ → ∞',
            interval: intercept,
            region: within(barrier, rules.limit, '−E∞'),
          },
        ]
      : [],
    of: `of the intercept of a line in Λ^(${decimal(rules.power, 1)}) (bootstrap over disorders)`,
    level: rules.level,
    units: { unit: 'disorder', count: fewestOf(rows), fewest: rules.fewest },
  });
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
    statement: 'A descent from the end of Hessian descent ends where one from a random start does, or a little lower.',
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
  const draw = stream(run.seed, hessianDescentClaim.id, 0, `slope/${which}`);
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

function figure(run: ClaimRun, samples: readonly Sample[], finding: Finding) {
  const steps = [...new Set(samples.map((one) => one.steps))].sort((a, b) => a - b);
  const barrier = -energyBarrier(3).value;
  const sizes = [...new Set(samples.map(({ size }) => size))].sort((a, b) => a - b);
  const distance = (values: readonly number[]) => {
    const { estimate, low, high } = meanInterval(values, rules.level);
    return barOf({
      estimate: estimate - barrier,
      low: Math.max(1e-4, low - barrier),
      high: high - barrier,
      level: rules.level,
    });
  };
  return figureOf(run, {
    id: 'distance',
    title: stands(finding)
      ? 'Gradient descent gets nearer to the barrier than Hessian descent at sizes that can be run'
      : 'How near Hessian descent and gradient descent get to the barrier',
    subtitle: 'Mean energy per spin above −E∞, 3-spin glass, 95 % intervals over disorders',
    canShow: 'how far above the barrier both end at these sizes.',
    cannotShow: 'the limit of Hessian descent, in which size grows before the number of steps.',
    panels: [
      xy('Distance to the barrier', logAxis('Λ'), logAxis('E/Λ + E∞'), [
        curve('0.98 Λ^(−2/3)', 'theory', sizes, (size) => [size, -barrier * 0.603 * size ** (-2 / 3)]),
        ...steps.map((K) => {
          const some = samples.filter((one) => one.steps === K);
          return points(K === 0 ? 'gradient descent' : `K = ${K}`, some, (one) => ({
            x: one.size,
            ...distance(K === 0 ? one.ends : one.walked),
          }));
        }),
      ]),
    ],
  });
}
