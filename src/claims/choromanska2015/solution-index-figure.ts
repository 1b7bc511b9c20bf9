/** The picture of ls/solution-index: histograms of the normalized index as in Figs. 4 and 5, and the index against the threshold. */
import { mean } from '../../ensembles/statistics.ts';
import { type Figure, type Mark, type Panel, sizeRank } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { decimal } from '../theory-lines.ts';
import { type IndexSample, setupOf, structuralShare, threshold } from './solution-index-samples.ts';

export function solutionIndexFigure(samples: readonly IndexSample[], title: string, run: ClaimRun): Figure {
  const bound = Math.max(...samples.map(({ width }) => structuralShare(width)));
  const counted = samples.filter(({ solutions }) => solutions[0]!.further.length > 0);
  return {
    id: 'normalized-index',
    title,
    subtitle: setupOf(samples, run.preset),
    panels: [histograms(samples, bound), ...(counted.length > 0 ? [againstThreshold(counted)] : [])],
    canShow:
      'which share of directions goes down at the end of SGD, beside the largest that the architecture allows, and how it depends on the threshold.',
    cannotShow:
      'the index of critical points: the gradient is not zero at the ends of SGD, and small but not zero after polishing.',
    source: run.source,
  };
}

function histograms(samples: readonly IndexSample[], bound: number): Panel {
  return {
    layout: 'ridges',
    title: `Share of eigenvalues below −${threshold} at the end of SGD`,
    x: { name: 'normalized index', domain: [0, Math.max(1.08 * bound, 0.09)] },
    y: { name: 'hidden units *n*₁' },
    marks: [
      ...samples.map(({ width, solutions }) => ({
        type: 'histogram' as const,
        values: solutions.map(({ share }) => share),
        label: `n₁ = ${width}`,
        rank: sizeRank(width, 'units'),
      })),
      {
        type: 'theory',
        axis: 'x',
        lines: [
          { kind: 'barrier', value: bound, label: `largest possible ${decimal(bound, 4)}`, short: 'largest possible' },
        ],
      },
    ],
  };
}

/** Means over the solutions, as trained and (dashed) after full-batch descent. */
function againstThreshold(samples: readonly IndexSample[]): Panel {
  return {
    layout: 'xy',
    title: 'What the threshold hides',
    x: { name: 'threshold τ', scale: 'log' },
    y: { name: 'eigenvalues below −τ, over the largest possible', domain: [0, 1] },
    marks: samples.flatMap(({ width, solutions }): Mark[] => {
      const curve = (at: number, further: (t: number) => readonly number[]) =>
        [
          [threshold, at] as const,
          ...solutions[0]!.further.map(({ threshold: τ }, t) => [τ, mean(further(t))] as const),
        ]
          .filter(([, y]) => Number.isFinite(y))
          .sort(([a], [b]) => a - b);
      const rank = sizeRank(width, 'units');
      const trained = curve(mean(solutions.map((s) => s.negative / s.indexBound)), (t) =>
        solutions.map((s) => s.further[t]!.below / s.indexBound),
      );
      const polished = curve(mean(solutions.map((s) => (s.polished?.negative ?? Number.NaN) / s.indexBound)), (t) =>
        solutions.map((s) => (s.further[t]!.polishedBelow ?? Number.NaN) / s.indexBound),
      );
      return [
        { type: 'curve', role: 'measured', label: `n₁ = ${width}`, rank, points: trained },
        ...(polished.length > 0
          ? [
              {
                type: 'curve' as const,
                role: 'measured' as const,
                dashed: true,
                label: `n₁ = ${width}, polished`,
                rank,
                points: polished,
              },
            ]
          : []),
      ];
    }),
  };
}
