/**
 * lm/zig-zag: Figure 5. Rectified networks of one hidden layer learn a zig-zag through 20 points whose inputs are scaled by τ, by Adam with batches of
 * 10. The smaller τ is, the more points share a linear region of the fresh network, and the larger the error that is left.
 */
import { smallSets } from '../../data/small-sets.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type Interval, meanInterval, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { above } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points as pointsOf, tableOf, xy } from '../layout.ts';
import { exact, list, quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { climbsOnLine } from './line-from-start.ts';
import { level, points, type Run, runsOf } from './tiny-runs.ts';
import { type CornerRuns, cornerName, cornersOf, rates, scales, stepsOf, zigZagEnsembles } from './zig-zag-runs.ts';

/** A mean squared error above this is no fit; the mean of the targets alone leaves 0.365. */
const noFit = 0.01;
/** “Close to 3000 units.” */
const wide = 3000;
const fewest = 10;

export const zigZag: Claim = {
  id: 'lm/zig-zag',
  statement:
    'The more points of Zig-Zag share a linear region of the fresh network, the harder learning becomes, even with close to 3000 units.',
  source: { key: 'swirszcz2017local', place: 'Figure 5, §3.1.3, Appendix A' },
  openQuestions: [
    'The 20 points are drawn in a figure and not printed; we use a triangle wave of two and a half periods on [−1, 1] with values from −1 to 1.',
    'The paper does not specify the law of the start; we use weights of variance 1/inputs and normal biases of variance 1: with biases 0 every kink lies at 0, and τ changes nothing of the regions.',
    'Of the scales only τ = 0.01 is printed as text; we use 1, 0.1 and 0.01.',
    'Widths are drawn from 100 to 3000 and rates from {10⁻⁴, 10⁻³}; we use some widths, and both rates at each.',
  ],
  needs: zigZagEnsembles,
  evaluate,
};

/** Mean squared error: the loss has a factor ½. */
const errorOf = ({ loss }: Pick<Run, 'loss'>): number => 2 * loss;

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const corners = cornersOf(run.preset).flatMap((corner): CornerRuns[] => {
    const some = records[cornerName(corner)];
    return some ? [{ ...corner, runs: runsOf(some) }] : [];
  });
  const harder = harderWhenScaled(corners);
  const widest = Math.max(...corners.map(({ hidden }) => hidden));
  const failures = (scale: number) => {
    const own = corners.filter((each) => each.scale === scale && each.hidden === widest).flatMap(({ runs }) => runs);
    return decimal((100 * own.filter((one) => errorOf(one) > noFit).length) / Math.max(1, own.length), 0);
  };
  const errors = corners.flatMap(({ runs }) => runs.map((one) => Math.max(errorOf(one), 1e-8)));
  const span = [Math.min(...errors) / 1.3, 1.3 * Math.max(...errors)] as const;
  return evaluation({
    title:
      corners.length > 0
        ? `At ${widest} units ${failures(1)} % of networks miss Zig-Zag, and ${failures(0.01)} % with inputs scaled by 0.01`
        : 'How well wide networks learn Zig-Zag',
    findings: [harder, evenWide(corners), stillFalling(corners), climbs(corners)],
    figures:
      corners.length > 0
        ? [
            figureOf(run, {
              id: 'errors',
              title: `${failures(0.01)} % of networks of ${widest} units do not fit 20 points with inputs scaled by 0.01`,
              subtitle: `Zig-Zag, Adam, batches of 10, ${stepsOf(run.preset)} updates; each point is a network`,
              panels: scales.map((scale) =>
                xy(
                  `τ = ${scale}`,
                  logAxis('hidden units *h*'),
                  { ...logAxis('mean squared error'), domain: span },
                  rates.map((rate, k) =>
                    pointsOf(
                      `rate ${rate}`,
                      corners
                        .filter((each) => each.scale === scale && each.rate === rate)
                        .flatMap(({ hidden, runs }) => runs.map((one) => ({ hidden, error: errorOf(one) }))),
                      ({ hidden, error }) => ({ x: hidden * (k === 0 ? 0.93 : 1.07), y: Math.max(error, 1e-8) }),
                    ),
                  ),
                ),
              ),
              canShow: 'the error left after so many updates at each width, scale and rate.',
              cannotShow: 'whether a network is stuck or slow.',
            }),
            ...solutionsFigure(corners, run),
          ]
        : [],
    tables: [
      tableOf('Mean squared error by width, scale and rate', corners, {
        h: ({ hidden }) => hidden,
        τ: ({ scale }) => scale,
        rate: ({ rate }) => rate,
        networks: ({ runs }) => runs.length,
        'geometric mean': ({ runs }) =>
          quantity('geometric mean', powersOfTen(meanInterval(runs.map(logError), level))),
        'log₁₀': ({ runs }) => quantity('log₁₀ of the error', meanInterval(runs.map(logError), level)),
        'error above 0.01': ({ runs }) => exact('no fit', runs.filter((one) => errorOf(one) > noFit).length),
      }),
    ],
    differences: [
      'The points and the law of the start are ours.',
      ...(run.preset === 'paper'
        ? []
        : [`Widths go to ${widest} and updates to ${stepsOf(run.preset)}; the paper has 3000 and 2,000,000.`]),
      'All networks of an ensemble see the samples in the same order.',
    ],
  });
}

const logError = (one: Run): number => Math.log10(Math.max(errorOf(one), 1e-8));

export function harderWhenScaled(corners: readonly CornerRuns[]): Finding {
  const steps = corners.flatMap((corner) => {
    const next = scales[scales.indexOf(corner.scale as (typeof scales)[number]) + 1];
    const other = corners.find(
      ({ hidden, rate, scale }) => hidden === corner.hidden && rate === corner.rate && scale === next,
    );
    return other ? [{ corner, other }] : [];
  });
  const joint = 1 - (1 - level) / Math.max(1, steps.length);
  const parts = steps.map(({ corner, other }) => ({
    name: `change of log₁₀ of the error, h = ${corner.hidden}, rate ${corner.rate}, τ = ${corner.scale} to ${other.scale}`,
    // Networks of one number begin alike.
    interval: meanInterval(
      other.runs.map((one, k) => logError(one) - logError(corner.runs[k]!)),
      joint,
    ),
    region: above(0),
  }));
  return intervalFinding({
    id: 'harder-when-scaled',
    statement: 'As the points come to share linear regions of the fresh network, learning becomes really hard.',
    because: list(
      scales,
      (scale) =>
        `τ = ${scale}: ${points(shareUnfit(corners.filter((each) => each.scale === scale)))} % of networks leave an error above ${noFit}`,
      '; ',
    ),
    parts,
    of: '(by network, the order of samples given) of the change',
    level,
    units: { unit: 'network', count: Math.min(...corners.map(({ runs }) => runs.length)), fewest },
  });
}

function shareUnfit(corners: readonly CornerRuns[]): number {
  const runs = corners.flatMap((corner) => corner.runs);
  return runs.length === 0 ? Number.NaN : runs.filter((one) => errorOf(one) > noFit).length / runs.length;
}

export function evenWide(corners: readonly CornerRuns[]): Finding {
  const widest = Math.max(...corners.map(({ hidden }) => hidden));
  const smallest = scales.at(-1)!;
  const runs = corners
    .filter(({ hidden, scale }) => hidden === widest && scale === smallest)
    .flatMap((each) => each.runs);
  const unfit = runs.filter((one) => errorOf(one) > noFit).length;
  return intervalFinding({
    id: 'even-with-3000-units',
    statement: 'Learning is really hard even if the model has close to 3000 units.',
    because: `At ${widest} units and τ = ${smallest}, ${unfit} of ${runs.length} networks leave an error above ${noFit}.`,
    parts:
      runs.length === 0
        ? []
        : [
            {
              name: 'share without a fit',
              interval: wilsonInterval(unfit, runs.length, level),
              region: above(0.5, 'one half'),
            },
          ],
    of: '(Wilson, by network) of the share of networks without a fit',
    level,
    units: { unit: 'network', count: runs.length, fewest },
    besides: { outcome: widest >= wide ? 'holds' : 'open', rule: `the widest networks have ${wide} units` },
  });
}

function stillFalling(corners: readonly CornerRuns[]): Finding {
  const rows = scales.map((scale) => {
    const runs = corners.filter((each) => each.scale === scale).flatMap((each) => each.runs);
    return {
      scale,
      fall: meanInterval(
        runs.map(({ losses }) => Math.log10(Math.max(losses.at(-1)!, 1e-8) / Math.max(losses.at(-2)!, 1e-8))),
        level,
      ),
    };
  });
  return measuredFinding({
    id: 'still-falling',
    statement: 'By how much the error fell in the second half of the updates.',
    because: `Mean of log₁₀ of the ratio: ${list(rows, ({ scale, fall }) => `${decimal(fall.estimate, 2)} at τ = ${scale}`)}. Where it is near 0 networks are stuck, or nearly; where not, more updates would lower the error.`,
    quantities: rows.map(({ scale, fall }) => quantity(`log₁₀ of the fall, τ = ${scale}`, fall)),
    why: 'the paper gives the error after its updates alone; normal intervals at 95 %',
    enough: corners.length > 0,
  });
}

function climbs(corners: readonly CornerRuns[]): Finding {
  return climbsOnLine(
    scales.map((scale) => {
      const runs = corners.filter((each) => each.scale === scale).flatMap((each) => each.runs);
      return { name: `τ = ${scale}`, runs: runs.map(({ rise, losses }) => ({ rise, firstLoss: losses[0]! })) };
    }),
  );
}

/** f(x) = c + Σ v relu(w x + b) of a network with one input. */
function valueAt(point: readonly number[], x: number): number {
  const hidden = (point.length - 1) / 3;
  let value = point.at(-1)!;
  for (let u = 0; u < hidden; u++) value += point[2 * hidden + u]! * Math.max(0, point[u]! * x + point[hidden + u]!);
  return value;
}

/** An interval of a decimal logarithm, as one of the number itself. */
const powersOfTen = ({ estimate, low, high, level: of }: Interval): Interval => ({
  estimate: 10 ** estimate,
  low: 10 ** low,
  high: 10 ** high,
  level: of,
});

function solutionsFigure(corners: readonly CornerRuns[], run: ClaimRun) {
  const widest = Math.max(...corners.map(({ hidden }) => hidden));
  const { x, y } = smallSets['zig-zag']!;
  const places = Array.from({ length: 301 }, (_, k) => -1.05 + (2.1 * k) / 300);
  const at = (scale: number) =>
    corners.find((each) => each.scale === scale && each.hidden === widest && each.rate === rates[0]);
  const shown = [scales[0], scales[2]].flatMap((scale) => at(scale) ?? []);
  if (shown.length < 2) return [];
  const errors = shown.map(({ runs }) =>
    scientific(10 ** meanInterval(runs.slice(0, 3).map(logError), level).estimate, 2),
  );
  const figure = figureOf(run, {
    id: 'solutions',
    title: `Three solutions leave an error of ${errors[0]} at τ = 1 and of ${errors.at(-1)} at τ = 0.01`,
    subtitle: `Zig-Zag, ${widest} ReLU units, Adam at rate ${rates[0]}, ${stepsOf(run.preset)} updates; the first three networks`,
    panels: shown.map(({ scale, runs }) =>
      xy(`τ = ${scale}`, 'input *x* before scaling', 'output', [
        ...runs
          .slice(0, 3)
          .map((one, k) =>
            curve(`network ${k}`, 'measured' as const, places, (place) => [place, valueAt(one.point, place)]),
          ),
        pointsOf('data', x, ([place], k) => ({ x: place!, y: y[k]! })),
      ]),
    ),
    canShow: 'what the first three networks of an ensemble answer.',
    cannotShow: 'what longer training would give.',
  });
  return [figure];
}
