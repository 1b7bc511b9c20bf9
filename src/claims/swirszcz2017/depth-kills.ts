/**
 * lm/depth-kills: Proposition 5 and the last panel of Figure 6. A hidden layer with negative weights only is dead whatever the data, so that
 * deep networks of fixed width nearly always have one. The printed lower bound stands beside drawn networks of up to 100 hidden layers, and
 * beside an upper bound that drawn networks come near to.
 */

import { exactProblem } from '../../certificates/problem.ts';
import { stateOf } from '../../certificates/prove/state.ts';
import { isZero, print } from '../../certificates/rational.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { smallTrainingColumns } from '../../ensembles/experiments/small-training.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { wilsonInterval } from '../../ensembles/statistics.ts';
import { deadAtOneSample, deadLayerBound, deadLayerUnionBound } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, below, within } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { exact, list, quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';

const widths = [2, 3, 4, 5, 8] as const;
const depth: Readonly<Record<Preset, number>> = { smoke: 30, laptop: 100, paper: 100 };
const networks: Readonly<Record<Preset, number>> = { smoke: 300, laptop: 2000, paper: 2000 };

/** Ten points in two features, in all directions; the first of them alone for the law of one sample. */
const samples = [
  [2, 1],
  [-1, 2],
  [-2, -1],
  [1, -2],
  [3, 0],
  [0, -3],
  [-1, -1],
  [1, 3],
  [-3, 1],
  [2, -3],
];

export const depthKills: Claim = {
  id: 'lm/depth-kills',
  statement:
    'The probability that a random rectified network has a dead layer, and never learns, goes to 1 with depth.',
  source: { key: 'swirszcz2017local', place: 'Proposition 5, Figure 6 right, B.2' },
  openQuestions: [
    'Figure 6 does not say for which widths its curve is, nor whether biases are 0: widths 2 to 8 with biases 0 are drawn, and widths 2 and 3 with biases as random as the weights.',
    '“Every feed forward rectifier network” is read as in the proof: all hidden layers have the same width while their number grows.',
  ],
  needs: (preset, seed) => {
    const of = (
      hidden: number,
      x: readonly (readonly number[])[],
      more: EnsembleSpec['parameters'] = {},
    ): EnsembleSpec => ({
      experiment: 'small-training',
      parameters: {
        x: x.map((row) => [...row]),
        y: x.map(() => 0),
        hidden: Array.from({ length: depth[preset] }, () => hidden),
        // Variance 2/inputs keeps the size of activations; with biases 0 signs do not depend on it.
        deviation: Math.SQRT2,
        scale: 'fan-in',
        networks: networks[preset],
        networksPerTask: 500,
        seed,
        ...more,
      },
    });
    return Object.fromEntries([
      ...widths.map((width) => [`width-${width}`, of(width, samples)]),
      ...[2, 3].map((width) => [`width-${width}-random-biases`, of(width, samples, { biasDeviation: 1 })]),
      ['one-sample', of(3, samples.slice(0, 1))],
    ]);
  },
  evaluate,
};

/** A width with the first dead layer of each network, 0 for none. */
export interface Drawn {
  readonly width: number;
  readonly first: Int32Array;
}

const shareDead = ({ first }: Drawn, k: number, level = 0.95) =>
  wilsonInterval(
    first.reduce((sum, layer) => sum + Number(layer > 0 && layer <= k), 0),
    first.length,
    level,
  );
const zeroBias = { negativeWeight: 0.5, notPositiveBias: 1 };
const boundAt = (width: number, k: number) => deadLayerBound({ width, hiddenLayers: k, ...zeroBias });
const lawAt = (width: number, k: number) => deadAtOneSample({ width, hiddenLayers: k });

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const drawn = (name: string, width: number): Drawn[] =>
    records[name] ? [{ width, first: columnsOf(records[name], smallTrainingColumns).deadBefore }] : [];
  const zero = widths.flatMap((width) => drawn(`width-${width}`, width));
  const random = [2, 3].flatMap((width) => drawn(`width-${width}-random-biases`, width));
  const [one] = drawn('one-sample', 3);
  const last = depth[run.preset];
  const lower = lowerBound(zero, random, last);
  const ks = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100].filter((k) => k <= last);
  const wide = zero.find(({ width }) => width === 5);
  return evaluation({
    title: wide
      ? `${decimal(100 * shareDead(wide, last).estimate, 0)} % of networks of ${last} layers of 5 have a dead layer; the bound is ${scientific(100 * boundAt(5, last), 1)} %`
      : 'How often a deep network has a dead layer',
    findings: [
      limit(),
      lower,
      ...(one ? [oneSample(one, last)] : []),
      upperBound(zero, last),
      howLoose(zero, last),
      everyNetwork(),
      printedConstant(),
      printedComplement(),
    ],
    figures: [
      figureOf(run, {
        id: 'figure-6-depth',
        title:
          lower.verdict === 'not-reproduced'
            ? 'Fewer networks have a dead layer than the bound says'
            : `Of ${last} layers of five units ${decimal(100 * (wide ? shareDead(wide, last).estimate : Number.NaN), 0)} % have a dead one`,
        subtitle: `Ten samples in two features, symmetric weights, biases 0; ${networks[run.preset]} networks per width`,
        panels: [
          xy('Printed bound (warm) and networks', logAxis('hidden layers *k*'), 'share with a dead layer', [
            ...[2, 3].map((width) => curve(`bound, *h* = ${width}`, 'theory', ks, (k) => [k, boundAt(width, k)])),
            ...zero.map((some) =>
              curve(`*h* = ${some.width}`, 'measured', ks, (k) => [k, shareDead(some, k).estimate]),
            ),
          ]),
          xy('Upper bound (thin) and networks', logAxis('hidden layers *k*'), 'share with a dead layer', [
            ...zero.map(({ width }) => curve(`at most, *h* = ${width}`, 'layer', ks, (k) => [k, lawAt(width, k)])),
            ...zero.map((some) =>
              points(`*h* = ${some.width}`, ks, (k) => {
                const { estimate, low, high } = shareDead(some, k);
                return { x: k, y: estimate, low, high };
              }),
            ),
          ]),
        ],
        canShow: 'how often some layer is off at all samples before training begins.',
        cannotShow: 'other ways in which training fails.',
      }),
    ],
    tables: [
      tableOf(
        'Share of networks with a dead layer',
        [...zero.map((some) => ({ ...some, biases: '0' })), ...random.map((some) => ({ ...some, biases: 'random' }))],
        {
          width: ({ width }) => width,
          biases: ({ biases }) => biases,
          ...Object.fromEntries(
            [10, 30, 100]
              .filter((k) => k <= last)
              .flatMap((k) => [
                [`k = ${k}`, (row: Drawn) => quantity('share', shareDead(row, k))],
                [`bound, k = ${k}`, (row: Drawn & { biases: string }) => scientific(boundOf(row, k), 3)],
              ]),
          ),
        },
      ),
    ],
    differences: ['The paper draws the bound alone; the networks beside it are ours.'],
  });
}

const boundOf = ({ width, biases }: { width: number; biases: string }, k: number): number =>
  deadLayerBound({ width, hiddenLayers: k, negativeWeight: 0.5, notPositiveBias: biases === '0' ? 1 : 0.5 });

export function limit(bound = boundAt): Finding {
  const needed = [1, 2, 3, 4].map((width) => {
    const p = 2 ** -(width * width);
    return { width, k: 1 + Math.ceil(Math.log(0.01) / Math.log1p(-p)) };
  });
  const holds = needed.every(({ width, k }) => bound(width, k) >= 0.99 && bound(width, k - 2) < 0.99);
  return exactFinding({
    id: 'goes-to-one',
    statement:
      'For a fixed width the bound 1 − (1 − P(b ≤ 0)^h P(w < 0)^(h²))^(k−1) goes to 1 with the number k of hidden layers.',
    because: `The inner power is a number below 1. With biases 0 and symmetric weights 99 % takes ${list(needed, ({ width, k }) => `${k} layers at h = ${width}`)}.`,
    quantities: needed.map(({ width, k }) => exact(`layers for 99 %, h = ${width}`, k)),
    holds,
    by: 'proof',
    rule: 'proved because 0 < P(w < 0) < 1; the numbers of layers are checked on both sides of 99 %',
    erratum: 'theorem',
  });
}

/** Depths at which the bound says something and networks are not yet all dead. */
export function lowerBound(zero: readonly Drawn[], random: readonly Drawn[], last: number): Finding {
  const parts = [
    ...zero
      .filter(({ width }) => width <= 3)
      .flatMap((some) => [5, 10, 30].filter((k) => k <= last).map((k) => ({ some, k, biases: '0' }))),
    ...random.flatMap((some) => [5, 30].filter((k) => k <= last).map((k) => ({ some, k, biases: 'random' }))),
  ];
  const level = 1 - 0.05 / Math.max(1, parts.length);
  return intervalFinding({
    id: 'lower-bound',
    statement: 'A network of k hidden layers of h units has a dead layer at least as often as the bound says.',
    because: list(
      parts,
      ({ some, k, biases }) =>
        `h = ${some.width}, k = ${k}${biases === '0' ? '' : ', random biases'}: ${decimal(shareDead(some, k).estimate, 3)} (bound ${scientific(boundOf({ width: some.width, biases }, k), 3)})`,
    ),
    parts: parts.map(({ some, k, biases }) => ({
      name: `share dead, h = ${some.width}, k = ${k}, biases ${biases}`,
      interval: shareDead(some, k, level),
      region: above(boundOf({ width: some.width, biases }, k) - 1e-3, 'the bound less 0.001'),
    })),
    of: '(Wilson, by network) of the share of networks with a dead layer',
    level: 0.95,
    units: { unit: 'network', count: zero[0]?.first.length ?? 0, fewest: 10 },
  });
}

export function oneSample(one: Drawn, last: number): Finding {
  const ks = [1, 5, 10, 30].filter((k) => k <= last);
  const level = 1 - 0.05 / ks.length;
  return intervalFinding({
    id: 'one-sample',
    statement: 'At one sample, with biases 0, some layer is off with probability 1 − (1 − 2^(−h))^k exactly.',
    ours: true,
    because: `h = 3: ${list(ks, (k) => `${decimal(shareDead(one, k).estimate, 3)} at k = ${k}, ${decimal(lawAt(3, k), 3)} expected`)}. As long as a layer is on, the next one’s h inputs are independent and each negative with probability ½.`,
    parts: ks.map((k) => ({
      name: `share off at the sample, h = 3, k = ${k}`,
      interval: shareDead(one, k, level),
      region: within(lawAt(3, k), 0.06, `the law (${decimal(lawAt(3, k), 4)})`),
    })),
    of: '(Wilson, by network)',
    level: 0.95,
    units: { unit: 'network', count: one.first.length, fewest: 10 },
  });
}

export function upperBound(zero: readonly Drawn[], last: number): Finding {
  const parts = zero.flatMap((some) => [5, 10].filter((k) => k <= last).map((k) => ({ some, k })));
  const level = 1 - 0.05 / Math.max(1, parts.length);
  return intervalFinding({
    id: 'upper-bound',
    statement: 'With biases 0 a dead layer is at most as probable as 1 − (1 − 2^(−h))^k, whatever the data.',
    ours: true,
    because: list(
      parts,
      ({ some, k }) =>
        `h = ${some.width}, k = ${k}: ${decimal(shareDead(some, k).estimate, 3)} (at most ${decimal(lawAt(some.width, k), 3)})`,
    ),
    parts: parts.map(({ some, k }) => ({
      name: `share dead, h = ${some.width}, k = ${k}`,
      interval: shareDead(some, k, level),
      region: below(lawAt(some.width, k), 'the law of one sample'),
    })),
    of: '(Wilson, by network) of the share of networks with a dead layer',
    level: 0.95,
    units: { unit: 'network', count: zero[0]?.first.length ?? 0, fewest: 10 },
  });
}

function howLoose(zero: readonly Drawn[], last: number): Finding {
  const wide = zero.filter(({ width }) => width >= 4);
  return measuredFinding({
    id: 'how-loose',
    statement: 'How far the bound lies below the networks.',
    because: `At ${last} layers: ${list(wide, (some) => `h = ${some.width} ${decimal(shareDead(some, last).estimate, 3)} against ${scientific(boundAt(some.width, last), 2)}`)}. Deep layers see all samples in one direction, so that they die like one sample.`,
    quantities: wide.map((some) => quantity(`share dead, h = ${some.width}, k = ${last}`, shareDead(some, last))),
    why: 'the paper says nothing of how tight its bound is; Wilson intervals at 95 %',
    enough: wide.length > 0,
  });
}

/** Layers that widen one by one: Σ 2^(−h_j) bounds the probability for every depth. */
export function everyNetwork(widening = Array.from({ length: 60 }, (_, j) => j + 3)): Finding {
  const most = deadLayerUnionBound(widening) + 2 ** -62;
  return exactFinding({
    id: 'every-network',
    statement:
      'As printed, for every feed forward rectifier network: the probability of a dead layer goes to 1 as the number of hidden layers grows.',
    because: `Of layers with 3, 4, 5, … units, biases 0 and symmetric weights, one is dead with probability Σ 2^(−h_j) ≤ ${decimal(most, 2)} at most, however many there are. The proof has one width for all layers.`,
    quantities: [exact('largest probability, widths 3, 4, 5, …', most)],
    holds: most < 1 ? false : undefined,
    by: 'proof',
    rule: 'contradicted when a sequence of widths has a union bound below 1 for all depths',
    erratum: 'reading',
  });
}

/** The outputs of a layer of weight −1 and bias −5 behind relu. */
function constantOutputs() {
  const data = { x: [['1'], ['2']], y: ['0', '0'] };
  const problem = exactProblem(data, {
    layers: [
      { W: [['1']], b: ['0'] },
      { W: [['-1']], b: ['-5'] },
      { W: [['1']], b: ['0'] },
    ],
  });
  return stateOf(problem).residuals;
}

export function printedConstant(outputs = constantOutputs()): Finding {
  return exactFinding({
    id: 'printed-constant',
    statement:
      'As in B.2: behind non-negative activations a layer of negative weights and non-positive biases has h_{j+1} ≡ b_{j+1}.',
    because: `With w = −1 and b = −5 the layer gives ${list(outputs, print)} at two samples, not −5: it is 0, since relu cuts the bias too. That the output is one number stays true.`,
    holds: !outputs.every(isZero),
    by: 'proof',
    rule: 'contradicted by one such layer whose output differs from its bias, in exact arithmetic',
    erratum: 'slip',
  });
}

/** Signs are all that counts: for one unit and two hidden layers with P(b ≤ 0) = P(w < 0) = ½ both sides are counts of four cases. */
function sidesOfComplement() {
  const cases = [true, false].flatMap((biasPositive) =>
    [true, false].map((weightNegative) => ({ biasPositive, weightNegative })),
  );
  const share = (of: (c: (typeof cases)[number]) => boolean) => cases.filter(of).length / cases.length;
  const event = share(({ biasPositive, weightNegative }) => !biasPositive && weightNegative);
  const printed = 1 - share(({ biasPositive, weightNegative }) => biasPositive && !weightNegative);
  return { event, printed };
}

export function printedComplement({ event, printed } = sidesOfComplement()): Finding {
  return exactFinding({
    id: 'printed-complement',
    statement: 'As in B.2: P(∃j b_j ≤ 0, W_j < 0) = 1 − P(∀j b_j > 0, W_j ≥ 0).',
    because: `The complement of “b ≤ 0 and W < 0” is “b > 0 or W ≥ 0”. For one unit and symmetric laws the left side is ${event}, the right one ${printed}. The line after it is right again.`,
    quantities: [exact('left side', event), exact('right side', printed)],
    holds: event === printed,
    by: 'proof',
    rule: 'contradicted when the two sides differ for one unit, by counting cases',
    erratum: 'slip',
  });
}
