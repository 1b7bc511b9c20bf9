/**
 * lm/blind-spot: Lemmas 1 and 2, Corollary 1, Theorem 1 and B.3. A hidden layer that is off at all samples leaves one number as output; if it is
 * the mean of the targets the point is a local minimum, at any depth, and a network with three units in its first layer does better. Points are
 * constructed for data sets drawn at random and judged in exact arithmetic; how often descents end there is measured.
 */

import { zeroNetwork } from '../../certificates/constructions/blind-spot.ts';
import { approximate, blindSpot, tentNetwork } from '../../certificates/index.ts';
import { exactProblem } from '../../certificates/problem.ts';
import { lossOf } from '../../certificates/prove/state.ts';
import { print, rational } from '../../certificates/rational.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { smallTrainingColumns } from '../../ensembles/experiments/small-training.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { exact, extreme, list, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type Asleep, sleepingPoints } from './blind-spot-points.ts';
import { d1, type Judged, judge, slopeOf } from './regression.ts';

const sizes: Readonly<Record<Preset, { readonly networks: number; readonly steps: number }>> = {
  smoke: { networks: 24, steps: 200 },
  laptop: { networks: 200, steps: 1500 },
  paper: { networks: 200, steps: 1500 },
};
/** Shapes whose descents are followed: widths with one hidden layer, then depths at width 3. */
const shapes = [
  ...[1, 2, 3, 5, 10].map((width) => ({ width, depth: 1 })),
  ...[2, 3, 5, 10, 20].map((depth) => ({ width: 3, depth })),
];
const nameOf = ({ width, depth }: { width: number; depth: number }) => `width-${width}-depth-${depth}`;

/** D₁ with inputs of mean 0 and variance 1 up to rounding: (x − 12/5)/√(116/25). */
const inputs = [5, 4, 3, 1, -1].map((x) => [(x - 2.4) / Math.sqrt(4.64)]);
const targets = [2, 1, 0, -3, 3];
/** Σ(y − ȳ)²/(2N): the mean loss of a blind spot. */
const blindLoss = 106 / 5 / 10;

export const blindSpots: Claim = {
  id: 'lm/blind-spot',
  statement:
    'Every decent regression data set has blind spots, which are local minima and not global, with a large basin of attraction.',
  source: { key: 'swirszcz2017local', place: 'Lemmas 1 and 2, Corollary 1, Theorem 1, B.3' },
  openQuestions: [
    '“Large” is given no number: the share of descents that end in a blind spot is measured, from weights of variance 2/inputs and hidden biases of standard deviation 0.1, at rate 0.02.',
    'Theorem 1 writes W_n h_n and does not bind n: W_n h_{n−1} for some hidden layer n is read.',
  ],
  needs: (preset, seed) =>
    Object.fromEntries(
      shapes.map((shape): [string, EnsembleSpec] => [
        nameOf(shape),
        {
          experiment: 'small-training',
          parameters: {
            x: inputs,
            y: targets,
            hidden: Array.from({ length: shape.depth }, () => shape.width),
            deviation: Math.SQRT2,
            scale: 'fan-in',
            biasDeviation: 0.1,
            rate: 0.02,
            networksPerTask: 50,
            seed,
            ...sizes[preset],
          },
        },
      ]),
    ),
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const asleep = sleepingPoints();
  const descents = shapes.flatMap((shape) => {
    const some = records[nameOf(shape)];
    return some ? [descentsOf(shape, some)] : [];
  });
  const counterexample = { printed: judge(d1, fivePoint(), []), corrected: judge(d1, blindSpot(zeroOn(d1, [1]), 1)) };
  const corrected = theoremCorrected(asleep, counterexample.corrected);
  const basin = basinFinding(descents);
  const deepest = descents.at(-1);
  const of = (kind: 'widths' | 'depths') =>
    descents.filter(({ width, depth }) => (kind === 'widths' ? depth === 1 : width === 3));
  return evaluation({
    title:
      corrected.verdict === 'proved' && deepest
        ? `Blind spots that answer the mean are minima; ${decimal(100 * deepest.ends.estimate, 0)} % of descents end there at depth ${deepest.depth}`
        : 'Blind spots are local minima: how each point was judged',
    findings: [
      theoremAsPrinted(counterexample.printed),
      corrected,
      notMoved(asleep, descents),
      openRegion(asleep),
      betterNetwork(asleep),
      deepAsPrinted(deepLosses([-2, -1])),
      deepCorrected(asleep),
      basin,
    ],
    figures: [
      figureOf(run, {
        id: 'basin',
        title: deepest
          ? `${decimal(100 * descents[0]!.ends.estimate, 0)} % of descents end in a blind spot at one unit, ${decimal(100 * deepest.ends.estimate, 0)} % at depth ${deepest.depth}`
          : 'Descents that end in a blind spot',
        subtitle: 'D₁ with standardized inputs, full-batch descent, Wilson intervals at 95 %',
        panels: [
          xy(
            'One hidden layer',
            logAxis('hidden units *h*'),
            'share of descents',
            basinMarks(of('widths'), ({ width }) => width),
          ),
          xy(
            'Three units in a layer',
            logAxis('hidden layers *k*'),
            'share of descents',
            basinMarks(of('depths'), ({ depth }) => depth),
          ),
        ],
        canShow: 'how often these starts begin and end with a layer that is off at all samples.',
        cannotShow:
          'other data and other starts. A dead layer stays dead, so that more steps can only add to the shares.',
      }),
    ],
    tables: [
      tableOf('Blind spots that were constructed', [1, 2, 3, 4], {
        'hidden layers': (k) => k,
        points: (k) => exact('points', asleep.filter(({ hiddenLayers }) => hiddenLayers === k).length),
        'local minima at the mean': (k) =>
          exact('minima', asleep.filter((at) => at.hiddenLayers === k && isMinimum(at.atMean)).length),
        'critical beside it': (k) =>
          exact(
            'critical',
            asleep.filter((at) => at.hiddenLayers === k && at.beside.verdict !== 'not-critical').length,
          ),
        'better by the tent': (k) => exact('better', asleep.filter((at) => at.hiddenLayers === k && at.better).length),
        'as printed': (k) =>
          exact('as printed', asleep.filter((at) => at.hiddenLayers === k && at.betterAsPrinted).length),
      }),
      tableOf('Descents on D₁', descents, {
        units: ({ width }) => width,
        layers: ({ depth }) => depth,
        'dead at the start': ({ starts }) => quantity('starts', starts),
        'dead at the end': ({ ends }) => quantity('ends', ends),
        'of those dead at the start, alive at the end': ({ revived }) => exact('revived', revived),
      }),
    ],
    differences: ['The paper measures no basin; data, starts, rate and number of steps are ours.'],
  });
}

const isMinimum = ({ verdict }: Judged): boolean => verdict === 'local-minimum' || verdict === 'global-minimum';
const zeroOn = (data: typeof d1, hidden: readonly number[]) => ({
  ...data,
  network: zeroNetwork(data.x[0]!.length, hidden),
});
const fivePoint = () => blindSpot(zeroOn(d1, [1]), 1, rational(5n));

interface Descents {
  readonly width: number;
  readonly depth: number;
  readonly networks: number;
  readonly starts: ReturnType<typeof wilsonInterval>;
  readonly ends: ReturnType<typeof wilsonInterval>;
  /** Networks with a dead layer at the start and none at the end. */
  readonly revived: number;
  /** Of networks with a dead layer at the end, the largest distance of the loss from that of the mean. */
  readonly away: number;
  readonly diverged: number;
}

function descentsOf({ width, depth }: { width: number; depth: number }, records: Records): Descents {
  const { deadBefore: before, deadAfter: after, lossAfter: loss } = columnsOf(records, smallTrainingColumns);
  const rows = Array.from(before, (dead, k) => ({ dead, end: after[k]!, loss: loss[k]! }));
  const count = (of: (row: (typeof rows)[number]) => boolean) => rows.filter(of).length;
  return {
    width,
    depth,
    networks: records.count,
    starts: wilsonInterval(
      count(({ dead }) => dead > 0),
      records.count,
    ),
    ends: wilsonInterval(
      count(({ end }) => end > 0),
      records.count,
    ),
    revived: count(({ dead, end }) => dead > 0 && end === 0),
    away: rows.reduce((most, row) => (row.end > 0 ? Math.max(most, Math.abs(row.loss - blindLoss)) : most), 0),
    diverged: count((row) => !Number.isFinite(row.loss)),
  };
}

function basinMarks(rows: readonly Descents[], at: (row: Descents) => number) {
  const bar = ({ estimate, low, high }: Descents['ends']) => ({ y: estimate, low, high });
  return [
    points('end in a blind spot', rows, (row) => ({ x: at(row), ...bar(row.ends) })),
    curve('start in one', 'fit' as const, rows, (row) => [at(row), row.starts.estimate]),
  ];
}

export function theoremAsPrinted(at: Judged): Finding {
  return exactFinding({
    id: 'theorem-1-as-printed',
    statement:
      'As printed, Theorem 1 (i): every point at which all units of a layer are off at all samples is a local minimum.',
    because: `On D₁ a unit that is off, with output 5, has loss ${at.text} and slope ${slopeOf(at).replace('-', '−') || '0'} along the output bias: ${at.verdict}. Corollary 1, which the proof rests on, speaks of what training ends at.`,
    quantities: [exact('loss', Number(at.text))],
    holds: isMinimum(at),
    by: 'proof',
    rule: 'contradicted when the checker accepts a certificate of a negative slope for one such point',
    erratum: 'theorem',
  });
}

export function theoremCorrected(asleep: readonly Asleep[], onD1: Judged): Finding {
  const minima = asleep.filter(({ atMean }) => isMinimum(atMean)).length;
  const losses = asleep.filter(({ lossIsVariance }) => lossIsVariance).length;
  return exactFinding({
    id: 'theorem-1-corrected',
    statement:
      'Corrected: such a point is a local minimum, not strict, with value Σ(y − ȳ)², when its output is the mean ȳ.',
    ours: true,
    because: `Nearby the output is one number for all samples, and ȳ is the best one (Lemma 1). ${minima} of ${asleep.length} constructed points, one to four hidden layers each put to sleep in turn, have certificates of a minimum that the checker accepts, ${losses} have exactly this loss; on D₁ it is ${onD1.text}.`,
    quantities: [exact('points', asleep.length), exact('certified minima', minima)],
    holds: minima === asleep.length && losses === asleep.length && isMinimum(onD1),
    by: 'proof',
    rule: 'proved when every constructed point has an accepted certificate and the stated loss; the argument for all others stands beside it',
  });
}

export function notMoved(
  asleep: readonly Pick<Asleep, 'parameters' | 'slopes' | 'slopesBelow'>[],
  descents: readonly Pick<Descents, 'revived'>[],
): Finding {
  const [parameters, slopes] = [
    asleep.reduce((sum, at) => sum + at.parameters, 0),
    asleep.reduce((sum, at) => sum + at.slopes, 0),
  ];
  const below = asleep.reduce((sum, at) => sum + at.slopesBelow, 0);
  const revived = descents.reduce((sum, at) => sum + at.revived, 0);
  return exactFinding({
    id: 'no-gradient-moves-it',
    statement:
      'Lemma 2 and Corollary 1: local optimization does not change a layer that is off, nor those before it, and leads to the mean.',
    because: `At the constructed points ${slopes} of ${parameters} parameters have a slope; with another output than the mean ${below} of those up to the sleeping layer have. Of the descents none that begins with a dead layer may end without: ${revived} do.`,
    quantities: [
      exact('parameters with a slope at the mean', slopes),
      exact('up to the sleeping layer, beside the mean', below),
      exact('descents that wake up', revived),
    ],
    holds: slopes === 0 && below === 0 && revived === 0,
    by: 'proof',
    rule: 'proved when all one-sided derivatives are 0 in exact arithmetic and no descent wakes a dead layer',
    erratum: 'theorem',
  });
}

export function openRegion(asleep: readonly Pick<Asleep, 'squaredRadius'>[]): Finding {
  const radii = asleep.flatMap(({ squaredRadius }) => (squaredRadius ? [squaredRadius] : []));
  const smallest = Math.sqrt(Math.min(...radii.map(approximate)));
  return exactFinding({
    id: 'open-region',
    statement: 'The blind spot is a region of full dimension in parameter space.',
    because: `The conditions w·x_i + b < 0 are open, and stay true when (W, b) is multiplied by any s > 0 or b is lowered: for a first layer, a cone. The minima in it are those with the right output bias, one dimension less. At the ${radii.length} points with a first layer asleep (w, b) of a unit can move by ${decimal(smallest, 3)} at least; the smallest squared radius is exact.`,
    quantities: [extreme('smallest radius', smallest, radii.length)],
    holds: radii.length > 0 && radii.every(({ n }) => n > 0n),
    by: 'proof',
    rule: 'proved when min z²/|(x, 1)|² over units and samples is positive in exact arithmetic at every point',
    erratum: 'statement',
  });
}

export function betterNetwork(asleep: readonly Pick<Asleep, 'betterAsPrinted' | 'decent' | 'hiddenLayers'>[]): Finding {
  const shallow = asleep.filter(({ hiddenLayers, decent }) => hiddenLayers === 1 && decent);
  const better = shallow.filter(({ betterAsPrinted }) => betterAsPrinted).length;
  return exactFinding({
    id: 'better-network',
    statement:
      'Theorem 1 (ii) with one hidden layer: three units do better on decent data, by the network of B.3 as printed.',
    because: `On ${better} of ${shallow.length} decent data sets drawn for one hidden layer its exact loss is smaller than that of the blind spot.`,
    quantities: [exact('data sets', shallow.length)],
    holds: shallow.length > 0 ? better === shallow.length : undefined,
    by: 'proof',
    rule: 'proved when the exact loss is smaller on every decent data set; the tent is 1 at one place and 0 at all others',
    erratum: 'theorem',
  });
}

/** Losses of the networks of B.3 with two hidden layers, and of a blind spot, on (0, y₁), (10, y₂). */
export function deepLosses(y: readonly [number, number]) {
  const data = exactProblem({ x: [[0], [10]], y }, { W: [[0]], b: [0], v: [0], c: 0 });
  const hidden = [3, 2];
  return {
    printed: print(lossOf(data, tentNetwork(data, { hidden, asPrinted: true })!)),
    mended: print(lossOf(data, tentNetwork(data, { hidden })!)),
    blind: print(lossOf(data, blindSpot({ ...data, network: zeroNetwork(1, hidden) }, 1))),
  };
}

export function deepAsPrinted({ printed, mended, blind }: ReturnType<typeof deepLosses>): Finding {
  return exactFinding({
    id: 'deep-as-printed',
    statement: 'As printed in B.3, with W_n = I and b_n = 0 behind: the construction does better at any depth.',
    because: `On (0, −2), (10, −1) with two hidden layers its loss is ${printed}, that of the blind spot ${blind}: negative answers do not pass through relu. Raised by T = max(|μ|, |ν|) before and lowered at the output it is ${mended}.`,
    quantities: [exact('loss as printed', Number(printed)), exact('loss corrected', Number(mended))],
    holds: printed === mended,
    by: 'proof',
    rule: 'contradicted by one data set on which the printed network has a larger exact loss than the blind spot',
    erratum: 'theorem',
  });
}

export function deepCorrected(
  asleep: readonly Pick<Asleep, 'atMean' | 'better' | 'betterAsPrinted' | 'decent'>[],
): Finding {
  const decent = asleep.filter((at) => at.decent);
  const better = decent.filter((at) => at.better && at.atMean.proved?.certificate.better.length === 1).length;
  const printed = decent.filter((at) => at.betterAsPrinted).length;
  return exactFinding({
    id: 'deep-corrected',
    statement:
      'Corrected by the shift T: on decent data a blind spot is not a global minimum, at any depth, if the first layer has three units.',
    ours: true,
    because: `${better} of ${decent.length} certificates on decent data hold the better network, one to four hidden layers; as printed it is better at ${printed}.`,
    quantities: [exact('points on decent data', decent.length), exact('better networks in certificates', better)],
    holds: decent.length > 0 ? better === decent.length : undefined,
    by: 'proof',
    rule: 'proved when the checker accepts a certificate with the better network for every point on decent data; the argument for all others is that of B.3',
  });
}

function basinFinding(descents: readonly Descents[]): Finding {
  const away = Math.max(0, ...descents.map(({ away }) => away));
  const diverged = descents.reduce((sum, at) => sum + at.diverged, 0);
  return measuredFinding({
    id: 'basin',
    statement: 'How large the basin of the blind spots is.',
    because: `Descents on D₁ that end with a dead layer: ${list(descents, ({ width, depth, ends }) => `${decimal(100 * ends.estimate, 1)} % (h = ${width}, k = ${depth})`)}. Where a layer is dead at the end the loss is that of the mean within ${away.toExponential(0).replace('-', '−')}; ${diverged} descents left the finite numbers.`,
    quantities: descents.map(({ width, depth, ends }) =>
      quantity(`share ending in a blind spot, h = ${width}, k = ${depth}`, ends),
    ),
    why: 'the paper says “large” and gives no number; Wilson intervals at 95 %',
    enough: descents.length > 0,
  });
}
