/**
 * ls/reduction-image, §3.3 and §8: Definition 3.3, Theorem 3.2 and Lemma 8.1. What the paper says: a network and an image of it with s
 * unique weights whose accuracy differs by at most ε have signs of correlation (1−2ε)/(1+2ε) at least. Checked on every sign table of
 * up to 40 points in integers, step by step through the proof, and measured on networks quantized to s values.
 */
import { counted } from '../../base/words.ts';
import type { Records } from '../../ensembles/spec.ts';
import { mean, standardError } from '../../ensembles/statistics.ts';
import { type Figure, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, ResultTable } from '../claim.ts';
import { integers, vectors } from '../columns.ts';
import { exact, extreme, meanOf } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { exactFindings } from './reduction-image-exact.ts';
import {
  compare,
  correlation,
  decimalOf,
  disagreements,
  lemmaBound,
  points,
  positives,
  type SignTable,
  theoremBound,
} from './sign-tables.ts';

interface Plan {
  readonly width: number;
  readonly networks: number;
  readonly values: readonly number[];
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
}

const values = [2, 3, 5, 9, 17, 33];
/** The title names the first s whose images change less than this share of the answers. */
const few = 0.05;
const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { width: 10, networks: 4, values: [2, 5, 17], epochs: 1, trainSize: 2000, testSize: 1000 },
  laptop: { width: 25, networks: 16, values, epochs: 5, trainSize: 20_000, testSize: 10_000 },
  paper: { width: 100, networks: 100, values, epochs: 20, trainSize: 60_000, testSize: 10_000 },
};

export const reductionImage: Claim = {
  id: 'ls/reduction-image',
  statement:
    'The signs of a network and of its (s, ε)-reduction image have correlation (1−2ε)/(1+2ε) at least, and few unique weights suffice for a small ε.',
  source: { key: 'choromanska2015loss', place: 'Definition 3.3, Theorem 3.2, Lemma 8.1' },
  openQuestions: [
    'Definition 3.3 bounds the difference of accuracy, the proof uses the share of points classified differently. The second is taken for ε; both are checked.',
    'The theorem is on expectations over active paths, Y_N and Y_s; the measurement is on trained networks themselves.',
    'The paper does not specify how an image with s unique weights is made (it cites work that learns it); we round weights and biases to the s values of least squared error; a better image has a smaller ε.',
    'The paper’s networks here are binary; measured are networks that tell odd digits from even ones.',
  ],
  needs: (preset, seed) => ({
    quantized: {
      experiment: 'quantized-networks',
      parameters: { ...plans[preset], values: [...plans[preset].values], seed },
    },
  }),
  evaluate: (records, run) => evaluate(records['quantized'], run),
};

/** One network and one image of it. */
interface Image {
  readonly s: number;
  readonly ε: number;
  /** Share of +1 of the network. */
  readonly p: number;
  readonly correlation: number;
  readonly bound: number;
  /** The lemma applies: ε is at most the smaller share of the network’s answers. */
  readonly applies: boolean;
  readonly obeys: boolean;
  readonly accuracyDrop: number;
}

function evaluate(records: Records | undefined, run: ClaimRun): Evaluation {
  const plan = plans[run.preset];
  const images = records ? imagesOf(records, plan.values) : [];
  const exact = exactFindings();
  const measured = measuredFindings(images);
  const smallest = plan.values.find((s) => {
    const changed = select(images, s, ({ ε }) => ε);
    return changed.length > 0 && mean(changed) < few;
  });
  const title = titleOf(exact, smallest);
  return {
    title,
    findings: [...exact, ...measured],
    figures: [figure(images, plan, title, run)],
    tables: [table(images, plan)],
    differences: [
      `The paper measures no reduction image; we train ${plan.networks} networks 100–${plan.width}–2 with ${counted(plan.epochs, 'epoch')} on ${plan.trainSize} images, tested on ${plan.testSize}.`,
    ],
    story: [
      'Two classifiers that differ on a share ε of the points have correlated signs. The paper bounds the correlation from below; the bound holds, and on symmetric outputs the correlation is exactly 1 − 2ε. What does not hold is the step from equal accuracy to equal answers.',
      ...measured.map(({ because }) => because),
    ],
  };
}

function titleOf(exact: readonly Finding[], smallest: number | undefined): string {
  const verdict = (id: string) => exact.find((f) => f.id === id)?.verdict;
  const theorem = verdict('theorem-3.2') === 'proved' ? 'The sign bound holds' : 'The sign bound fails';
  const definition = verdict('definition-3.3') === 'contradicted' ? ' for disagreement, not accuracy' : '';
  return `${theorem}${definition}${smallest === undefined ? '' : `; ${smallest} values keep ${100 - 100 * few} % of answers`}`;
}

/** The four counts of each network and image. A classifier that always gives one answer has no correlation, and is left out. */
function imagesOf(records: Records, list: readonly number[]): Image[] {
  const [both, lost, won, neither, imageRight] = ['both', 'lost', 'won', 'neither', 'imageRight'].map((name) =>
    vectors(records, name),
  );
  const right = integers(records, 'right');
  return list.flatMap((s, v) =>
    Array.from({ length: records.count }, (_, k) =>
      imageOf(
        s,
        { both: both![k]![v]!, lost: lost![k]![v]!, won: won![k]![v]!, neither: neither![k]![v]! },
        right[k]! - imageRight![k]![v]!,
      ),
    ).flat(),
  );
}

/** The lemma wants p ≤ ½: otherwise all signs are turned, which changes no correlation. Beyond 64 points in float64, not in integers. */
function imageOf(s: number, table: SignTable, drop: number): Image[] {
  const found = correlation(table);
  if (!found) return [];
  const [n, a, e] = [points(table), positives(table), disagreements(table)];
  const smaller = Math.min(a, n - a);
  const bound = lemmaBound(n, smaller, e);
  return [
    {
      s,
      ε: e / n,
      p: a / n,
      correlation: decimalOf(found),
      bound: decimalOf(bound),
      applies: e <= smaller,
      obeys: compare(found, bound) >= 0,
      accuracyDrop: drop / n,
    },
  ];
}

function select(images: readonly Image[], s: number, value: (image: Image) => number): number[] {
  return images.filter((image) => image.s === s).map(value);
}

function measuredFindings(images: readonly Image[]): Finding[] {
  if (images.length === 0) return [];
  const list = [...new Set(images.map(({ s }) => s))];
  const parts = list.map((s) => select(images, s, ({ ε }) => ε));
  const errors = parts.map((part) => (part.length > 1 ? standardError(part) : undefined));
  const inside = images.filter(({ applies }) => applies);
  const broken = inside.filter(({ obeys }) => !obeys).length;
  const off = Math.max(...images.map((image) => Math.abs(image.correlation - (1 - 2 * image.ε))));
  return [
    {
      id: 'measured-bound',
      statement: 'Trained networks and their quantized images obey Lemma 8.1, with room to spare.',
      verdict: 'measured',
      because: `In ${inside.length - broken} of ${inside.length} pairs in the range of the lemma the correlation is at its bound or above, on average by ${decimal(inside.length > 0 ? mean(inside.map((i) => i.correlation - i.bound)) : 0, 3)}; in ${counted(images.length - inside.length, 'further pair')} ε exceeds p and the lemma says nothing.`,
      rule: 'measured: the inequality is a theorem, its slack is what is seen',
      quantities: [
        exact('pairs that break the bound', broken),
        exact('pairs outside its range', images.length - inside.length),
      ],
    },
    {
      id: 'measured-exact',
      statement: 'How near the correlation is to 1 − 2ε, its value when both answers are equally frequent.',
      verdict: 'measured',
      because: `The network says “odd” to ${decimal(100 * mean(images.map(({ p }) => p)), 1)} % of the images; the correlation is within ${decimal(off, 3)} of 1 − 2ε in every pair.`,
      rule: 'measured: real outputs are not symmetric',
      quantities: [extreme('largest |corr − (1 − 2ε)|', off, images.length)],
    },
    {
      id: 'few-values',
      statement: 'The redundancy assumption: ε stays close to 0 even with s far below the number of weights.',
      verdict: 'measured',
      because: `Mean ε is ${list.map((s, i) => `${decimal(100 * mean(parts[i]!), 1)}${errors[i] === undefined ? '' : ` ± ${decimal(100 * errors[i], 1)}`} % (s = ${s})`).join(', ')}.`,
      rule: 'measured: the source says how close neither of ε nor of s',
      quantities: list.map((s, i) => meanOf(`mean ε, s = ${s}`, parts[i]!, (ε) => ε)),
    },
  ];
}

function table(images: readonly Image[], plan: Plan): ResultTable {
  return {
    title: `Networks 100–${plan.width}–2 (${103 * plan.width + 2} parameters) and their images with s values`,
    columns: ['s', 'pairs', 'mean ε', 'mean drop of accuracy', 'mean correlation', '1 − 2ε', 'bound of Lemma 8.1'],
    rows: plan.values
      .filter((s) => images.some((image) => image.s === s))
      .map((s) => {
        const of = (name: string, value: (image: Image) => number) => meanOf(name, select(images, s, value), (x) => x);
        return [
          String(s),
          String(images.filter((image) => image.s === s).length),
          of('ε', ({ ε }) => ε),
          of('drop of accuracy', ({ accuracyDrop }) => accuracyDrop),
          of('correlation', ({ correlation }) => correlation),
          of('1 − 2ε', ({ ε }) => 1 - 2 * ε),
          images.some((image) => image.s === s && !image.applies) ? 'ε > p' : of('bound', ({ bound }) => bound),
        ];
      }),
  };
}

function figure(images: readonly Image[], plan: Plan, title: string, run: ClaimRun): Figure {
  const along = Array.from({ length: 51 }, (_, i) => i / 100);
  return {
    id: 'sign-correlation',
    title,
    subtitle: `${plan.networks} networks 100–*n*₁–2, *n*₁ = ${plan.width}, odd against even digits of 10×10 MNIST, each beside its images with *s* unique parameters`,
    panels: [
      {
        layout: 'xy',
        title: 'Correlation of the signs',
        x: { name: 'share of images classified differently, ε' },
        y: { name: 'correlation' },
        marks: [
          {
            type: 'curve',
            role: 'theory',
            label: 'bound (1−2ε)/(1+2ε)',
            points: along.map((ε) => [ε, decimalOf(theoremBound(100, Math.round(100 * ε)))] as const),
          },
          { type: 'curve', role: 'layer', label: '1 − 2ε', points: along.map((ε) => [ε, 1 - 2 * ε] as const) },
          { type: 'points', label: 'networks', points: images.map((i) => ({ x: i.ε, y: i.correlation })) },
        ],
      },
      {
        layout: 'xy',
        title: 'What few values cost',
        x: { name: 'unique parameters *s*', scale: 'log' },
        y: { name: 'share of images classified differently, ε' },
        marks: [
          {
            type: 'points',
            label: '',
            rank: sizeRank(plan.width, 'units'),
            points: images.map(({ s, ε }) => ({ x: s, y: ε })),
          },
        ],
      },
    ],
    canShow:
      'where measured pairs lie between the bound and 1 − 2ε or above, and how ε goes with the number of values.',
    cannotShow: 'the best image with s values: ours is rounded, not trained.',
    source: run.source,
  };
}
