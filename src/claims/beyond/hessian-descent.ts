/**
 * gs/hessian-descent: on pure spherical glasses E∞, which the paper calls the energy barrier, is where algorithms are known to stop. Hessian descent
 * of K steps gets there as first Λ and then K grow [subag2021following]. Nothing that depends on the couplings in a stable way gets below
 * [huang2024tight], nor do Langevin dynamics at low temperature, run for a bounded time [sellke2023threshold]. The claim asks how near both get at
 * sizes that can be run.
 */
import type { Json } from '../../base/json.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import type { Records } from '../../ensembles/spec.ts';
import { mean, meanInterval } from '../../ensembles/statistics.ts';
import { energyBarrier, hessianDescentLevel } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { stands } from '../decide.ts';
import { barOf, curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { decimal } from '../theory-lines.ts';
import { descents } from './descent-samples.ts';
import {
  afterwards,
  against,
  edgeLaw,
  extrapolation,
  limit,
  rules,
  type Sample,
  written,
} from './hessian-descent-findings.ts';

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
