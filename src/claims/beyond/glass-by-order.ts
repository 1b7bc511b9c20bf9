/**
 * gs/glass-by-order: the theorems of [auffinger2013random] hold at every order H ≥ 3, the paper's glasses have H = 3 alone. Here descents run
 * on glasses of orders 3, 4 and 5, the last that kernels have, where the band between −E_0 and −E∞ is two and four times as wide, so that sizes that can
 * be run tell the barrier from the ground state. Order 2, where both are one and descents end there, is judged by gs/order-of-the-network, as
 * are spreads at orders 3 and 4.
 */

import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { bootstrap, pooledMean } from '../../ensembles/statistics.ts';
import { energyMoments, groundState, indexFraction, meanIndexOn, orderTwoGroundState } from '../../theory/index.ts';
import { meanCounts } from '../choromanska2015/exact-counts.ts';
import { meanShare } from '../choromanska2015/index-samples.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { valuesAlong } from '../findings.ts';
import { barOf, curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  barrierOf,
  distanceOf,
  freeFinding,
  id,
  limitFinding,
  meanFinding,
  nearerFinding,
  ratioFinding,
  rules,
  spreadFinding,
} from './glass-by-order-findings.ts';
import { biasFinding, foundByOrder, type OrderFound, oneLawFinding, risesFinding } from './glass-by-order-index.ts';
import { type Series, seriesOf } from './order-series.ts';

interface Plan {
  readonly descents: readonly (readonly [order: number, sizes: readonly number[]])[];
  readonly disorders: number;
  readonly replicas: number;
  /** Searches for critical points of every index. */
  readonly searches: {
    readonly at: readonly (readonly [order: number, size: number])[];
    readonly disorders: number;
    readonly starts: number;
  };
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    descents: [
      [3, [8, 10, 12]],
      [4, [8, 10, 12]],
      [5, [6, 8, 10]],
    ],
    disorders: 6,
    replicas: 4,
    searches: { at: [[4, 8]], disorders: 4, starts: 4 },
  },
  laptop: {
    descents: [
      [3, [10, 15, 20, 25, 40, 60]],
      [4, [10, 15, 25, 40, 60]],
      [5, [10, 15, 20, 25]],
    ],
    disorders: 16,
    replicas: 16,
    searches: {
      at: [
        [4, 20],
        [5, 15],
      ],
      disorders: 12,
      starts: 16,
    },
  },
  paper: {
    descents: [
      [3, [10, 15, 20, 25, 40, 60, 100, 200]],
      [4, [10, 15, 25, 40, 60, 80]],
      [5, [10, 15, 20, 25, 35]],
    ],
    disorders: 40,
    replicas: 25,
    searches: {
      at: [
        [4, 30],
        [5, 20],
      ],
      disorders: 24,
      starts: 32,
    },
  },
};

export const glassByOrder: Claim = {
  id,
  statement:
    'At every order H ≥ 3 descents on the spherical glass end near the barrier −E∞ of that order, above its ground state.',
  source: { key: 'auffinger2013random', place: 'Theorems 2.14 to 2.18, at every order H ≥ 3' },
  openQuestions: [
    'The theorems count critical points and do not speak of descents; that these end at the barrier is the reading of [choromanska2015loss, §4 and §5], at H = 3.',
    'How fast ends come to the barrier no source says for H ≥ 3; at H = 2 it is Λ^(−2/3), and that is taken for the limit. With the exponent free, sizes reach too little far.',
    'At order 2 barrier and ground state are one, and descents end there: gs/order-of-the-network.',
  ],
  needs(preset, seed) {
    const { descents, disorders, replicas, searches } = plans[preset];
    const spec = (experiment: string, parameters: EnsembleSpec['parameters']): EnsembleSpec => ({
      experiment,
      parameters: { seed, ...parameters },
    });
    const { at, ...each } = searches;
    return Object.fromEntries([
      ...descents.flatMap(([order, sizes]) =>
        sizes.map((size) => [
          `glass-${order}-${size}`,
          spec('spin-glass-descent', { order, size, disorders, replicas, keepPoints: false }),
        ]),
      ),
      ...at.map(([order, size]) => [
        `index-${order}-${size}`,
        spec('saddle-search', { order, size, ...each, lowest: -Number(barrierOf(order).toFixed(2)) }),
      ]),
    ]) as Record<string, EnsembleSpec>;
  },
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const glasses = Object.entries(records).filter(([name]) => name.startsWith('glass-'));
  const series = seriesOf(Object.fromEntries(glasses)).sort((a, b) => a.order - b.order);
  const found = foundByOrder(records);
  const limit = limitFinding(series, run);
  const findings = [
    limit,
    nearerFinding(series, run),
    ratioFinding(series, run),
    meanFinding(series, run),
    freeFinding(series, run),
    spreadFinding(series, run),
    oneLawFinding(),
    risesFinding(found, run),
    biasFinding(found, run),
  ];
  const title = titleOf(limit);
  return evaluation({
    title,
    findings,
    figures: series.length > 0 ? [figure(series, found, title, run)] : [],
    tables: [
      tableOf(
        'Mean ends of descents, energies per spin',
        series.flatMap(({ order, along }) => {
          const values = valuesAlong({ along, statistic: (some) => pooledMean(some), level: rules.level }, (at) =>
            stream(run.seed, `${id}/${order}`, at, 'mean end'),
          );
          return along.map(({ at, units }, i) => ({ order, at, count: units.length, mean: values[i]! }));
        }),
        {
          'order H': ({ order }) => order,
          Λ: ({ at }) => at,
          disorders: ({ count }) => count,
          'mean end': ({ mean }) => quantity('mean end', mean),
          'mean of all minima, exact': ({ order, at }) =>
            decimal(energyMoments(order, meanCounts(at).statistics, 0).mean, 4),
          '−E∞': ({ order }) => decimal(-barrierOf(order), 4),
          '−E_0': ({ order }) => decimal(-groundState(order).value, 4),
        },
      ),
    ],
    differences: ['Orders 4 and 5 beside the paper’s 3; kernels end at order 5.'],
  });
}

function titleOf(limit: Finding): string {
  if (stands(limit)) return 'At orders 4 and 5 too descents come to the barrier, not to the ground state';
  if (falls(limit)) return 'At orders 4 and 5 ends of descents do not extrapolate to the barrier';
  return 'Whether descents at orders 4 and 5 come to the barrier stays open';
}

function figure(series: readonly Series[], found: readonly OrderFound[], title: string, run: ClaimRun) {
  const sizes = [...new Set(series.flatMap(({ along }) => along.map(({ at }) => at)))].sort((a, b) => a - b);
  const distances = series.map(({ order, along }, k) => {
    const bars = along.map(
      ({ at, units }) =>
        bootstrap(stream(run.seed, `${id}/${order}`, at, 'distance'), [units], ([some]) => [distanceOf(some!, order)], {
          resamples: 400,
          level: rules.level,
        })[0]!,
    );
    const rank = 2 * k + 1;
    // Points of equal Λ would hide each other.
    const at = (size: number) => size * 1.03 ** (k - 1);
    const row = ({ at: size }: { readonly at: number }, i: number) => ({ x: at(size), ...barOf(bars[i]!), rank });
    return { ...points(`H = ${order}`, along, row), rank };
  });
  const t = Array.from({ length: 41 }, (_, i) => -1 + i / 40);
  return figureOf(run, {
    id: 'distance',
    title,
    subtitle:
      'Left: how far above −E∞ descents end on the mean, over E∞, 95 % intervals over disorders; points of equal Λ are set apart by 3 %',
    panels: [
      xy('Distance to the barrier', logAxis('Λ'), logAxis('1 + u/E∞'), [
        curve('H = 2, exact', 'theory', sizes, (size) => {
          return [size, 1 + orderTwoGroundState(size).mean / barrierOf(2)];
        }),
        ...distances,
      ]),
      ...(found.some(({ bins }) => bins.length > 0)
        ? [
            xy('Index share against energy', 'u/E∞', 'index/(Λ − 1)', [
              curve('Λ → ∞, every order', 'theory', t, (x) => [x, indexFraction(3, x * barrierOf(3))]),
              ...found.map(({ order, size }, k) => {
                const law = meanIndexOn(order, size, -1.1 * barrierOf(order), 0.2);
                return {
                  ...curve(`mean of all, Λ = ${size}`, 'theory' as const, t, (x) => [
                    x,
                    law(x * barrierOf(order)) / (size - 1),
                  ]),
                  dashed: true,
                  rank: 2 * k + 3,
                };
              }),
              ...found.map(({ order, bins }, k) => ({
                ...points(`found, H = ${order}`, bins, ({ points: some, disorders }) => ({
                  x: some.reduce((sum, { energy }) => sum + energy, 0) / some.length,
                  y: meanShare(disorders),
                  rank: 2 * k + 3,
                })),
                rank: 2 * k + 3,
              })),
            ]),
          ]
        : []),
    ],
    canShow:
      'how the distance to the barrier depends on order and size, and that index against energy is one law in u/E∞.',
    cannotShow: 'the limit Λ → ∞ without a law for the approach.',
  });
}
