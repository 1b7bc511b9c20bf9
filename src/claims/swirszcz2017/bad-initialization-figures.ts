/** Figures of lm/bad-initialization: Figure 1 by its columns, and accuracy against updates by width. */
import { mean } from '../../ensembles/statistics.ts';
import { type Figure, type Mark, sizeRank } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { curve, figureOf, logAxis, points as pointsOf, xy } from '../layout.ts';
import {
  at,
  depths,
  type GridRun,
  type Labeling,
  labelings,
  type Place,
  percentRight,
  runsIn,
  sizesOf,
  startNames,
  startTitle,
  updatesOf,
  type WithRuns,
} from './mnist-grids.ts';

const accuracyAxis = { name: 'training accuracy', domain: [0, 1.02] as const };
/** Linear, as in the paper. */
export const unitsAxis = (widths: readonly number[]) => ({
  name: 'hidden units *h*',
  domain: [0, 1.15 * widths.at(-1)!] as const,
});
const labelNames: Readonly<Record<Labeling, string>> = { true: 'true labels', permuted: 'permuted labels' };

export function gridFigures(places: readonly WithRuns<Place>[], run: ClaimRun): Figure[] {
  const { side, images, widths } = sizesOf(run.preset);
  return labelings.flatMap((labels) => {
    const own = at(places, { labels });
    if (own.length === 0) return [];
    const updates = updatesOf(own[0]!.runs[0]!);
    const accuracy = (of: Partial<Place>) => percentRight(runsIn(own, of));
    const subtitle = `MNIST ${side} × ${side}, ${images} images, ${labelNames[labels]}; Adam, rate 0.0001, batches of 200`;
    return [
      figureOf(run, {
        id: `grid-${labels}`,
        title: `With ${labelNames[labels]} usual starts learn ${accuracy({ start: 'usual' })} % of the images, lowest weights ${accuracy({ start: 'lowest weights' })} %`,
        subtitle: `${subtitle}, ${updates} updates; each point is a network`,
        panels: startNames.map((start) =>
          xy(
            startTitle(start, side),
            unitsAxis(widths),
            accuracyAxis,
            depths.map((depth, k) =>
              pointsOf(
                `${depth} layers`,
                at(own, { start, depth }).flatMap(({ hidden, runs }) => runs.map((one) => ({ hidden, one }))),
                ({ hidden, one }) => ({ x: hidden * (k === 0 ? 0.95 : 1.05), y: one.accuracy }),
              ),
            ),
          ),
        ),
        canShow: 'which networks learned, by start, depth and width.',
        cannotShow: 'whether a network is stuck or slow.',
      }),
      figureOf(run, {
        id: `course-${labels}`,
        title: `Half of the gain comes ${halfway(runsIn(own, { depth: 2, start: 'usual' }))} from usual starts, ${halfway(runsIn(own, { depth: 2, start: 'low weights' }))} from low weights`,
        subtitle: `${subtitle}; 2 layers, mean over networks of each width`,
        panels: startNames.map((start) =>
          xy(
            startTitle(start, side),
            logAxis('updates'),
            accuracyAxis,
            at(own, { start, depth: 2 }).map(({ hidden, runs }): Mark => courseCurve(hidden, runs)),
          ),
        ),
        canShow: 'when networks of each width learn.',
        cannotShow: 'how single networks differ.',
      }),
    ];
  });
}

/** Mean accuracy of the networks against the updates, without the start, which a logarithmic axis does not show. */
export function courseCurve(hidden: number, runs: readonly GridRun[]): Mark {
  const steps = runs[0]!.steps.map((step, look) => ({ step, look })).slice(1);
  return {
    ...curve(`h = ${hidden}`, 'measured', steps, ({ step, look }) => [
      step,
      mean(runs.map(({ accuracies }) => accuracies[look]!)),
    ]),
    rank: sizeRank(hidden, 'units'),
  };
}

/** A mean accuracy that grows by less has not begun to. */
const noGain = 0.05;

/** The look after which half of the gain in mean accuracy is there. */
function halfway(runs: readonly GridRun[]): string {
  if (runs.length === 0) return '…';
  const { steps } = runs[0]!;
  const means = steps.map((_, look) => mean(runs.map(({ accuracies }) => accuracies[look]!)));
  const [first, last] = [means[0]!, means.at(-1)!];
  if (last - first < noGain) return 'not at all';
  return `after ${steps[means.findIndex((accuracy) => accuracy >= (first + last) / 2)]} updates`;
}
