/**
 * ll/hardness: training even a network of three threshold nodes is NP-complete (Blum and Rivest): a set-splitting instance becomes a training
 * set that can be learned exactly where the instance can be split. Both sides are decided exactly on small instances: by a search over
 * splits, and by a search over pairs of planes with linear separation in exact arithmetic at every step.
 */

import { counted } from '../../base/words.ts';
import {
  approximate,
  decideThreeNode,
  type Rational,
  type SetSplitting,
  splitOf,
  type ThreeNode,
  type TrainingSet,
  trainingSet,
} from '../../certificates/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { exact, meanOf } from '../quantities.ts';
import { drawOf } from './linear-problems.ts';

export const trainingHardness = theoryClaim({
  id: 'll/hardness',
  statement: 'Global optimization stays NP-complete for very simple networks.',
  source: { key: 'golikov2019landscape', place: 'slides on black-box optimization' },
  openQuestions: [
    'NP-hardness is a theorem about all sizes and is not decided by instances: what is checked is the reduction, on instances that both sides can solve.',
    'Šíma’s statement on one sigmoid neuron [sima2002training] is about the error within a constant of its infimum, and his construction is not in the lecture: it is not checked here.',
  ],
  evaluate,
});

/** Instances at each size. */
const instances = { smoke: 4, laptop: 25, paper: 100 } as const;
const sizes = { smoke: [3, 4, 5], laptop: [3, 4, 5, 6, 7], paper: [3, 4, 5, 6, 7, 8] } as const;
const outputs = ['and', 'general'] as const;

export interface Agreement {
  readonly elements: number;
  readonly output: (typeof outputs)[number];
  readonly canSplit: boolean;
  readonly canLearn: boolean;
  readonly looks: number;
  readonly separations: number;
}

function evaluate(run: ClaimRun): Evaluation {
  const rows = sizes[run.preset].flatMap((elements) =>
    Array.from({ length: instances[run.preset] }, (_, k) => agreements(instanceOf(run, elements, k))).flat(),
  );
  const [equivalence, cost] = [theyAgree(rows), howItGrows(rows)];
  const grown = summary(rows);
  const other = sima();
  const picture = pictureOf(run);
  return evaluation({
    title: stands(equivalence!)
      ? 'An instance can be split where three threshold nodes can learn its training set'
      : 'The two sides of the reduction do not agree on every instance, or are not decided',
    findings: [equivalence, cost, other],
    figures: [
      figureOf(run, {
        id: 'growth',
        title: 'How the work of the two searches grows with the number of elements',
        subtitle: 'Means over random instances with as many pairs and triples as elements, and one to three more',
        panels: [
          xy('Work of the two searches', 'elements', logAxis('steps'), [
            points('colorings looked at', grown, ({ elements, looks }) => ({ x: elements, y: looks })),
            points('separations decided', grown, ({ elements, separations }) => ({ x: elements, y: separations })),
          ]),
        ],
        canShow: 'the work of these two searches on small random instances.',
        cannotShow: 'how any other algorithm grows, nor what happens in the limit.',
      }),
      ...(picture ? [instanceFigure(run, picture)] : []),
    ],
    tables: [
      tableOf('Both sides, decided exactly', grown, {
        elements: ({ elements }) => elements,
        'training sets': ({ count }) => count,
        'can be split': ({ split }) => split,
        'can be learned': ({ learned }) => learned,
        'separations, mean': ({ own }) => meanOf('separations', own, ({ separations }) => separations),
      }),
    ],
  });
}

/** Pairs and triples at random, so many that some instances can be split and some not. */
function instanceOf(run: ClaimRun, elements: number, k: number): SetSplitting {
  const draw = drawOf(run, 'll-hardness', k, `instance/${elements}`);
  const subsets = Array.from({ length: elements + 1 + draw.integer(3) }, () => {
    const order = Uint32Array.from({ length: elements }, (_, e) => e);
    draw.shuffle(order);
    return [...order.slice(0, 2 + draw.integer(2))];
  });
  return { elements, subsets };
}

/** An instance that can be split, with the network that learns its training set. */
export interface Picture {
  readonly instance: SetSplitting;
  readonly split: readonly boolean[];
  readonly set: TrainingSet;
  readonly network: ThreeNode;
}

/** The first instance of five elements that both sides say yes to. */
function pictureOf(run: ClaimRun): Picture | undefined {
  for (let k = 0; k < instances[run.preset]; k++) {
    const instance = instanceOf(run, 5, k);
    const { split } = splitOf(instance);
    const set = trainingSet(instance, 'and');
    const { network } = decideThreeNode(set, 'and');
    if (split && network) return { instance, split, set, network };
  }
  return undefined;
}

/** Where the two hidden nodes put a point: w · x − θ of each, over the largest of all, so that both axes run from −1 to 1. */
export function hiddenPlaces({ set, network }: Picture) {
  const margin = (k: 0 | 1, point: readonly number[]) => {
    const { weights, threshold } = network.planes[k];
    return point.reduce((sum, x, i) => sum + x * number(weights[i]!), -number(threshold));
  };
  const labeled = [
    ...set.positive.map((point) => ({ point, isPositive: true })),
    ...set.negative.map((point) => ({ point, isPositive: false })),
  ];
  const places = labeled.map(({ point, isPositive }) => ({
    isPositive,
    at: [margin(0, point), margin(1, point)] as const,
  }));
  const reach = ([0, 1] as const).map((k) => Math.max(...places.map(({ at }) => Math.abs(at[k]))));
  return places.map(({ isPositive, at }) => ({ isPositive, x: at[0] / reach[0]!, y: at[1] / reach[1]! }));
}

const number = (value: Rational): number => approximate(value);

function instanceFigure(run: ClaimRun, picture: Picture) {
  const { instance, split } = picture;
  const places = hiddenPlaces(picture);
  const negative = places.filter(({ isPositive }) => !isPositive);
  const named = (which: boolean) => `{${split.flatMap((color, e) => (color === which ? [e + 1] : [])).join(', ')}}`;
  const subsets = instance.subsets.map(
    (subset) =>
      `{${[...subset]
        .map((e) => e + 1)
        .sort()
        .join(', ')}}`,
  );
  return figureOf(run, {
    id: 'instance',
    title: 'A network is found: its two planes say how the elements are split',
    subtitle: `${subsets.join(' ')}, split by ${named(false)} and ${named(true)}; the elements are negative, subsets and origin positive`,
    panels: [
      xy(
        'Training points as the two hidden nodes see them',
        'first node, *w* · *x* − *θ* over its largest',
        'second node, likewise',
        [
          curve('threshold of the first', 'theory', [-1.05, 1.05], (y) => [0, y]),
          curve('threshold of the second', 'theory', [-1.05, 1.05], (x) => [x, 0]),
          points(
            'positive',
            places.filter(({ isPositive }) => isPositive),
            ({ x, y }) => ({ x, y }),
          ),
          points('negative', negative, ({ x, y }, e) => ({ x, y, label: String(e + 1) })),
        ],
      ),
    ],
    canShow: 'one instance and one network, found by exact search.',
    cannotShow: 'that the points lie in five dimensions; only their values at two nodes are drawn.',
  });
}

function agreements(instance: SetSplitting): Agreement[] {
  const { split, looks } = splitOf(instance);
  return outputs.map((output) => {
    const { network, separations } = decideThreeNode(trainingSet(instance, output), output);
    const { elements } = instance;
    return { elements, output, canSplit: split !== null, canLearn: network !== null, looks, separations };
  });
}

function summary(rows: readonly Agreement[]) {
  return [...new Set(rows.map(({ elements }) => elements))].map((elements) => {
    const own = rows.filter((row) => row.elements === elements);
    const mean = (of: (row: Agreement) => number) => own.reduce((sum, row) => sum + of(row), 0) / own.length;
    const number = (of: (row: Agreement) => boolean) => own.filter(of).length;
    return {
      elements,
      own,
      count: own.length,
      split: number(({ canSplit }) => canSplit),
      learned: number(({ canLearn }) => canLearn),
      looks: mean(({ looks }) => looks),
      separations: mean(({ separations }) => separations),
    };
  });
}

export function theyAgree(rows: readonly Agreement[]): Finding {
  const wrong = rows.filter(({ canSplit, canLearn }) => canSplit !== canLearn);
  const split = rows.filter(({ canSplit }) => canSplit).length;
  const both = split > 0 && split < rows.length;
  return exactFinding({
    id: 'reduction',
    statement:
      'An instance can be split exactly where its training set can be learned by three threshold nodes, with an AND as output node and with any.',
    because: `Of ${counted(rows.length, 'training set')} ${split} come from instances that can be split; the two exact decisions differ on ${wrong.length}.`,
    quantities: [exact('training sets', rows.length), exact('disagreements', wrong.length)],
    holds: wrong.length > 0 ? false : both ? true : undefined,
    by: 'comparison',
    rule: 'reproduced when both exact decisions agree on every training set, some that can be learned and some that cannot among them; not reproduced when they differ on one',
    erratum: 'theorem',
  });
}

export function howItGrows(rows: readonly Agreement[]): Finding {
  const grown = summary(rows);
  const [first, last] = [grown[0]!, grown.at(-1)!];
  return measuredFinding({
    id: 'cost',
    statement: 'How the work of the two searches grows with the number of elements.',
    because: `From ${first.elements} to ${last.elements} elements the mean number of separations grows from ${first.separations.toFixed(1)} to ${last.separations.toFixed(1)}, that of colorings from ${first.looks.toFixed(1)} to ${last.looks.toFixed(1)}.`,
    quantities: [
      meanOf(
        `mean separations at ${last.elements} elements`,
        rows.filter(({ elements }) => elements === last.elements),
        ({ separations }) => separations,
      ),
    ],
    why: 'hardness is about every algorithm; these are two',
  });
}

function sima(): Finding {
  return exactFinding({
    id: 'one-neuron',
    statement: 'Training a single sigmoid neuron to within a constant of its least squared error is NP-hard (Šíma).',
    because: 'The lecture gives the statement without the construction, and no instance of it is made here.',
    holds: undefined,
    by: 'proof',
    rule: 'not decided: the reduction is not at hand',
  });
}
