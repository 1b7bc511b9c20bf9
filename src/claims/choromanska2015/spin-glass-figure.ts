/** Fig. 3 left anew: where descents stop at each size, and their mean against Λ^(−1/2) with the joint fit. */
import { pooledDeviation, pooledMean } from '../../ensembles/statistics.ts';
import { type Figure, type Mark, sizeRank } from '../../report/figure.ts';
import { type EnergyMoments, energyBarrier, groundState } from '../../theory/index.ts';
import type { ClaimRun } from '../claim.ts';
import { barrierLine, decimal, groundLine } from '../theory-lines.ts';
import type { GlassSample, SizeSummary } from './glass-samples.ts';
import { minimaLaw } from './minima-law.ts';
import type { ScheduledPair } from './spin-glass-schedule.ts';

interface Law {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly error: number;
}

export function descentFigure(
  samples: readonly GlassSample[],
  summaries: readonly SizeSummary[],
  law: Law | undefined,
  minima: readonly { readonly size: number; readonly moments: EnergyMoments }[],
  pairs: readonly ScheduledPair[],
  title: string,
  run: ClaimRun,
  what: string,
): Figure {
  const lines: Mark[] = [
    { type: 'band', axis: 'x', from: -groundState(3).value, to: -energyBarrier(3).value },
    { type: 'theory', axis: 'x', lines: [groundLine(3), barrierLine(3)] },
  ];
  const across: Mark[] = [
    { type: 'band', axis: 'y', from: -groundState(3).value, to: -energyBarrier(3).value },
    { type: 'theory', axis: 'y', lines: [groundLine(3), barrierLine(3)] },
  ];
  const reach = Math.max(...samples.map((s) => s.size ** -0.5)) * 1.08;
  const fit: Mark[] = law
    ? [
        {
          type: 'curve',
          role: 'fit',
          label: `fit, Λ → ∞: ${decimal(law.a, 3)} ± ${decimal(law.error, 3)}`,
          points: Array.from({ length: 81 }, (_, i) => {
            const x = (reach * i) / 80;
            return [x, law.a + (x === 0 ? 0 : law.b * x ** (2 * law.c))] as const;
          }),
        },
      ]
    : [];
  const sizes = samples.map((s) => s.size);
  const scheduled: Mark[] =
    pairs.length === 0
      ? []
      : [
          {
            type: 'points',
            label: 'mean, schedule of the public code',
            // Beside the plain ones, where both can be seen.
            points: pairs.map(({ size, ends }) => {
              const [center, deviation] = [pooledMean(ends), pooledDeviation(ends)];
              return { x: size ** -0.5 - 0.012 * reach, y: center, low: center - deviation, high: center + deviation };
            }),
          },
        ];
  return {
    id: 'descents',
    title,
    subtitle: `Spherical spin glass of order *H* = 3; ${what}; energy per spin where gradient descent stops${pairs.length > 0 ? ', and after the schedule of the public code' : ''}`,
    panels: [
      {
        layout: 'ridges',
        title: 'Where they stop',
        x: { name: 'energy per spin *u*; lines: all minima, exact law' },
        y: { name: 'size Λ' },
        marks: [...lines, ...piles(samples, pairs)],
      },
      {
        layout: 'xy',
        title: 'Their mean against the size',
        x: { name: 'size, as Λ^(−1/2); bars: one standard deviation', domain: [0, reach] },
        y: { name: 'mean energy per spin *u*' },
        marks: [
          ...across,
          ...fit,
          {
            type: 'curve',
            role: 'theory',
            dashed: true,
            label: 'mean of all minima, exact',
            points: minima.map(({ size, moments }) => [size ** -0.5, moments.mean] as const),
          },
          ...scheduled,
          {
            type: 'points',
            label: 'mean',
            points: samples.map((s, i) => ({
              x: s.size ** -0.5,
              y: summaries[i]!.mean,
              low: summaries[i]!.mean - summaries[i]!.spread.estimate,
              high: summaries[i]!.mean + summaries[i]!.spread.estimate,
              label: `Λ = ${s.size}`,
              rank: sizeRank(s.size, 'spins'),
            })),
          },
        ],
      },
    ],
    canShow: `how the energies where descent stops depend on the size, from Λ = ${Math.min(...sizes)} to ${Math.max(...sizes)}${law ? ', and a fit with its error' : ''}.`,
    cannotShow:
      'that the limit is reached (it is extrapolated; the lines are those of Λ → ∞), nor anything about trained networks.',
    source: run.source,
  };
}

/** A pile for each size, and where the schedule was run one of its ends below it. */
function piles(samples: readonly GlassSample[], pairs: readonly ScheduledPair[]): Mark[] {
  const sizes = [...new Set([...samples, ...pairs].map(({ size }) => size))].sort((a, b) => a - b);
  return sizes.flatMap((size): Mark[] => {
    const rank = sizeRank(size, 'spins');
    const sample = samples.find((one) => one.size === size);
    const pair = pairs.find((one) => one.size === size);
    return [
      ...(sample
        ? [
            {
              type: 'histogram',
              values: sample.energies,
              expected: minimaLaw(size),
              label: `Λ = ${size}`,
              rank,
            } as const,
          ]
        : []),
      ...(pair ? [{ type: 'histogram', values: pair.ends.flat(), label: `Λ = ${size}, schedule`, rank } as const] : []),
    ];
  });
}
