/**
 * lm/scaled-inputs: Figure 2. Rectified networks of one hidden layer learn MNIST whose inputs are scaled by τ, by Adam with batches of 50. The
 * smaller τ is, the more images share a linear region of the fresh network, and the less is learned.
 */

import type { Records } from '../../ensembles/spec.ts';
import { meanInterval, standardDeviation, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { above, below } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { evaluation, tableOf } from '../layout.ts';
import { list, meanOf, quantity } from '../quantities.ts';
import { good, goodShare } from './bad-initialization-findings.ts';
import { climbsOnLine, isMonotone } from './line-from-start.ts';
import {
  accuracyCell,
  at,
  type GridGroup,
  type GridRun,
  percentRight,
  rates,
  runsAt,
  runsIn,
  type ScaledPlace,
  scaledInputsEnsembles,
  scaledName,
  scaledPlacesOf,
  scales,
  sizesOf,
  updatesOf,
  type WithRuns,
} from './mnist-grids.ts';
import { scaledFigures } from './scaled-inputs-figures.ts';
import { stillLearning } from './still-learning.ts';
import { level, shown } from './tiny-runs.ts';

type Places = readonly WithRuns<ScaledPlace>[];
const fewest = 10;

export const scaledInputs: Claim = {
  id: 'lm/scaled-inputs',
  statement:
    'The smaller the scale of MNIST’s inputs, the fewer linear regions hold them at the start, and the worse learning behaves.',
  source: { key: 'swirszcz2017local', place: 'Figure 2, §3.1.1, Appendix A' },
  openQuestions: [
    'The scales stand in titles of panels that the text does not repeat; we use τ = 1, 0.1 and 0.01, as for Zig-Zag.',
    'The paper does not specify the law of the start; we use weights of variance 1/inputs and normal biases of variance 1: with biases 0 every kink passes through the origin, and τ changes nothing of the regions.',
    '“Less well behaved” has no measure; we use the training accuracy after so many updates.',
    'Widths and rates are drawn at random; we use some widths, and both rates at each.',
  ],
  needs: scaledInputsEnsembles,
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const places = runsAt(scaledPlacesOf(run.preset), scaledName, records);
  const findings = [
    harderWhenScaled(places),
    fewerRegions(places),
    spread(places),
    evenWidest(places),
    stillLearning(byScale(places)),
    climbsOnLine(byScale(places)),
  ];
  const { side, images, scaledWidths } = sizesOf(run.preset);
  const accuracy = (scale: number) => percentRight(runsIn(places, { scale }));
  const updates = places[0] ? updatesOf(places[0].runs[0]!) : 0;
  return evaluation({
    title:
      places.length === 0
        ? 'What networks learn of MNIST with scaled inputs'
        : `Networks learn ${accuracy(1)} % of MNIST, ${accuracy(0.01)} % with inputs scaled by 0.01`,
    findings,
    figures: places.length === 0 ? [] : scaledFigures(places, run),
    tables: [
      tableOf('Training accuracy at the end, by scale, rate and width', places, {
        τ: ({ scale }) => scale,
        rate: ({ rate }) => rate,
        h: ({ hidden }) => hidden,
        networks: ({ runs }) => runs.length,
        accuracy: ({ runs }) => accuracyCell(runs),
        'with 95 %': ({ runs }) => quantity('share', goodShare(runs)),
        'images per region at the start': ({ runs }) => meanOf('images', runs, ({ crowd }) => crowd),
        'climb on the line': ({ runs }) => `${runs.filter((one) => !isMonotone(one)).length} of ${runs.length}`,
      }),
    ],
    differences: [
      'The scales and the law of the start are ours; all networks of an ensemble see the images in the same order.',
      ...(run.preset === 'paper'
        ? []
        : [
            `Images are averaged to ${side} × ${side}, ${images} of them; widths go to ${scaledWidths.at(-1)} and updates to ${updates}; the paper has 28 × 28, 60,000, 2000 and 1,200,000.`,
          ]),
    ],
  });
}

const byScale = (places: Places): GridGroup[] =>
  scales.map((scale) => ({ name: `τ = ${scale}`, runs: runsIn(places, { scale }) }));

interface Step {
  readonly name: string;
  readonly pairs: readonly (readonly [GridRun, GridRun])[];
}

/** Network k at one scale and at the next, over all widths: they begin with the same draws. */
function stepsOf(places: Places): Step[] {
  return rates.flatMap((rate) =>
    scales.slice(1).flatMap((scale, k): Step[] => {
      const from = scales[k]!;
      const pairs = at(places, { rate, scale }).flatMap(({ hidden, runs }) => {
        const before = at(places, { rate, scale: from, hidden })[0];
        return before ? runs.map((one, i) => [before.runs[i]!, one] as const) : [];
      });
      return pairs.length === 0 ? [] : [{ name: `rate ${rate}, τ = ${from} to ${scale}`, pairs }];
    }),
  );
}

const unitsOf = (counts: readonly number[]) => ({ unit: 'network', count: Math.min(...counts), fewest });

export function harderWhenScaled(places: Places): Finding {
  const steps = stepsOf(places);
  const joint = 1 - (1 - level) / Math.max(1, steps.length);
  const parts = steps.map(({ name, pairs }) => ({
    name: `change of the accuracy, ${name}`,
    interval: meanInterval(
      pairs.map(([a, b]) => b.accuracy - a.accuracy),
      joint,
    ),
    region: below(0),
  }));
  return intervalFinding({
    id: 'harder-when-scaled',
    statement:
      'As inputs are scaled down, so that images come to share linear regions of the fresh network, learning becomes less well behaved.',
    because: `Change of the training accuracy in points: ${list(parts, ({ interval }, i) => `${shown(interval)} at ${steps[i]!.name}`, '; ')}.`,
    parts,
    of: '(by network, mean over widths) of the change',
    level,
    units: unitsOf(steps.map(({ pairs }) => pairs.length)),
  });
}

export function fewerRegions(places: Places): Finding {
  const steps = stepsOf(places);
  const joint = 1 - (1 - level) / Math.max(1, steps.length);
  const crowds = scales.flatMap((scale) => {
    const runs = runsIn(places, { scale });
    return runs.length === 0
      ? []
      : [
          {
            scale,
            crowd: meanInterval(
              runs.map(({ crowd }) => crowd),
              level,
            ),
          },
        ];
  });
  return intervalFinding({
    id: 'fewer-regions',
    statement: 'As inputs are scaled down, more images share a linear region of the fresh network.',
    because: `Images that share a region, of a thousand or fewer: ${list(crowds, ({ scale, crowd }) => `${crowd.estimate.toPrecision(3)} at τ = ${scale}`)}.`,
    parts: steps.map(({ name, pairs }) => ({
      name: `change of the images per region, ${name}`,
      interval: meanInterval(
        pairs.map(([a, b]) => b.crowd - a.crowd),
        joint,
      ),
      region: above(0),
    })),
    of: '(by network, mean over widths) of the change',
    level,
    units: unitsOf(steps.map(({ pairs }) => pairs.length)),
  });
}

/** How far networks of one place lie apart. */
export function spread(places: Places): Finding {
  const rows = scales.flatMap((scale) => {
    const deviations = at(places, { scale }).map(({ runs }) => standardDeviation(runs.map(({ accuracy }) => accuracy)));
    return deviations.length === 0 ? [] : [{ scale, deviation: meanInterval(deviations, level) }];
  });
  return measuredFinding({
    id: 'spread',
    statement: 'How far apart networks end that differ in their start alone.',
    because: `Standard deviation of the accuracy in points, mean over widths and rates: ${list(rows, ({ scale, deviation }) => `${shown(deviation)} at τ = ${scale}`)}.`,
    quantities: rows.map(({ scale, deviation }) =>
      quantity(`standard deviation of the accuracy, τ = ${scale}`, deviation),
    ),
    why: '“less well behaved” may mean it, and the paper shows it as clouds of points; normal intervals over places at 95 %',
    enough: rows.length > 0,
  });
}

export function evenWidest(places: Places): Finding {
  const widest = Math.max(...places.map(({ hidden }) => hidden));
  const smallest = scales.at(-1)!;
  const runs = runsIn(places, { hidden: widest, scale: smallest });
  const missed = runs.filter(({ accuracy }) => accuracy < good).length;
  return measuredFinding({
    id: 'even-the-widest',
    statement: 'How many of the widest networks do not learn 95 % of the images at the smallest scale.',
    because:
      runs.length === 0 ? 'There are no runs.' : `${missed} of ${runs.length} of ${widest} units at τ = ${smallest}.`,
    quantities: runs.length === 0 ? [] : [quantity('share', wilsonInterval(missed, runs.length, level))],
    why: 'the text says it of Zig-Zag alone; Wilson interval at 95 %',
    enough: runs.length > 0,
  });
}
