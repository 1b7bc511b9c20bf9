/** Figures of lm/scaled-inputs: Figure 2, and accuracy against updates by width. */
import type { Figure } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { figureOf, logAxis, points as pointsOf, xy } from '../layout.ts';
import { courseCurve, unitsAxis } from './bad-initialization-figures.ts';
import {
  at,
  percentRight,
  rates,
  runsIn,
  type ScaledPlace,
  scales,
  sizesOf,
  updatesOf,
  type WithRuns,
} from './mnist-grids.ts';

export function scaledFigures(places: readonly WithRuns<ScaledPlace>[], run: ClaimRun): Figure[] {
  const updates = updatesOf(places[0]!.runs[0]!);
  const { side, images, scaledWidths } = sizesOf(run.preset);
  const subtitle = `MNIST ${side} × ${side}, ${images} images; one hidden layer, Adam, batches of 50`;
  const axis = { name: 'training accuracy', domain: [0, 1.02] as const };
  const accuracy = (scale: number, of: Partial<ScaledPlace> = {}) => percentRight(runsIn(places, { scale, ...of }));
  return [
    figureOf(run, {
      id: 'scaled',
      title: `Networks learn ${accuracy(1)} % of the images at τ = 1, ${accuracy(0.1)} % at 0.1 and ${accuracy(0.01)} % at 0.01`,
      subtitle: `${subtitle}, ${updates} updates; each point is a network`,
      panels: scales.map((scale) =>
        xy(
          `τ = ${scale}`,
          unitsAxis(scaledWidths),
          axis,
          rates.map((rate, k) =>
            pointsOf(
              `rate ${rate}`,
              at(places, { scale, rate }).flatMap(({ hidden, runs }) => runs.map((one) => ({ hidden, one }))),
              ({ hidden, one }) => ({ x: hidden * (k === 0 ? 0.95 : 1.05), y: one.accuracy }),
            ),
          ),
        ),
      ),
      canShow: 'the accuracy reached by width, scale and rate.',
      cannotShow: 'whether a network is stuck or slow.',
    }),
    figureOf(run, {
      id: 'scaled-course',
      title: `At rate ${rates[1]} networks reach ${accuracy(1, { rate: rates[1] })} % at τ = 1 and ${accuracy(0.01, { rate: rates[1] })} % at 0.01`,
      subtitle: `${subtitle}, rate ${rates[1]}; mean over networks of each width`,
      panels: scales.map((scale) =>
        xy(
          `τ = ${scale}`,
          logAxis('updates'),
          axis,
          at(places, { scale, rate: rates[1] }).map(({ hidden, runs }) => courseCurve(hidden, runs)),
        ),
      ),
      canShow: 'when networks of each width learn.',
      cannotShow: 'how single networks differ.',
    }),
  ];
}
