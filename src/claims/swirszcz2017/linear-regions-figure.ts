/** The figure of lm/linear-regions: mean rank of the loss left at each number of points per region. */
import { meanInterval } from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { around, figureOf, logAxis, points as pointsOf, xy } from '../layout.ts';
import { names, type Stratum, type Task } from './linear-regions-strata.ts';
import { level } from './tiny-runs.ts';

export function regionsFigure(
  tests: readonly { readonly task: Task; readonly own: readonly Stratum[] }[],
  findings: readonly Finding[],
  run: ClaimRun,
) {
  const shown = tests.filter(({ own }) => own.length > 0);
  return figureOf(run, {
    id: 'points-per-region',
    title: `Points per region at the start go with the loss left on ${findings.filter(stands).length} of ${shown.length} data sets`,
    subtitle:
      'ReLU networks; mean rank of the loss left, 0 the least and 1 the largest, at each number of points per region',
    panels: shown.map(({ task, own }) =>
      xy(
        names[task].replace('jelly', 'Jelly'),
        largestCrowd(own) > manyPoints ? logAxis('points per region at the start') : 'points per region at the start',
        { name: 'mean rank of the loss left', domain: [0, 1] },
        [pointsOf(names[task], rankedByRegions(own), ({ x, rank, half }) => ({ x, ...around(rank, half) }))],
      ),
    ),
    canShow: 'whether crowded starts end higher, among runs of one size and optimizer.',
    cannotShow: 'a cause: crowded starts may differ in other ways.',
  });
}

/** Beyond so many points per region runs are shown by half octaves. */
const manyPoints = 20;
const largestCrowd = (strata: readonly Stratum[]): number =>
  Math.max(...strata.flatMap(({ pairs }) => pairs.map(({ x }) => x)));

/** Mean rank of the loss within its stratum, over all runs with (nearly) as many points per region. */
function rankedByRegions(strata: readonly Stratum[]) {
  const ranked = strata.flatMap(({ pairs }) => {
    const sorted = pairs.map(({ y }) => y).sort((a, b) => a - b);
    return pairs.map(({ x, y }) => {
      const [first, last] = [sorted.indexOf(y), sorted.lastIndexOf(y)];
      return { x, rank: (first + last) / 2 / Math.max(1, pairs.length - 1) };
    });
  });
  const groups = new Map<number, number[]>();
  for (const { x, rank } of ranked) {
    const place = x > manyPoints ? 2 ** (Math.round(2 * Math.log2(x)) / 2) : Math.round(2 * x) / 2;
    groups.set(place, [...(groups.get(place) ?? []), rank]);
  }
  return [...groups]
    .filter(([, ranks]) => ranks.length >= 10)
    .sort(([a], [b]) => a - b)
    .map(([x, ranks]) => {
      const { estimate, high } = meanInterval(ranks, level);
      return { x, rank: estimate, half: high - estimate };
    });
}
