/**
 * ll/linear-regression: y = W x with a convex loss is a convex problem, so that there are no saddles and no bad minima. The lecture says "a unique
 * minimum": its value is unique; the minimum itself is not where X X^T is singular, and need not exist for a loss without a least value.
 */

import { type Separation, separate } from '../../certificates/index.ts';
import { minima } from '../../instruments/index.ts';
import { deepLinear, type Landscape, networkLandscape, randomExamples } from '../../landscapes/index.ts';
import { run as runSearch } from '../../search/index.ts';
import { rankConstrainedMinimum } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, extreme, list } from '../quantities.ts';
import { drawOf, lookAt, problemOf, signsAt, startOf } from './linear-problems.ts';

export const linearRegression = theoryClaim({
  id: 'll/linear-regression',
  statement: 'Linear regression with a convex loss has a unique minimum and no saddles.',
  source: { key: 'golikov2019landscape', place: 'slides on the trivial special case' },
  openQuestions: [
    'Whether the unique minimum is a point or a value the lecture does not say: both are looked at.',
    'The lecture allows any convex loss; the squared error and the logistic loss are looked at.',
  ],
  evaluate,
});

const sizes = {
  smoke: { problems: 2, points: 3, starts: 4 },
  laptop: { problems: 10, points: 20, starts: 10 },
  paper: { problems: 50, points: 50, starts: 20 },
} as const;
const [inputs, outputs] = [3, 2];
/** Samples: more than inputs, and fewer, where X X^T is singular. */
const samples = { many: 15, few: 2 } as const;
/** Relative to 1 + the value, and distance of two points relative to their size. */
const sameValue = 1e-9;
const samePoint = 1e-5;

export interface Signs {
  readonly loss: string;
  readonly points: number;
  readonly negative: number;
  readonly undetermined: number;
}

/** Ends of descents on one problem. */
export interface OneValue {
  readonly fullRank: boolean;
  readonly ends: number;
  readonly converged: number;
  /** Largest distance of a value from the closed form, and of two ends. */
  readonly off: number;
  readonly apart: number;
}

function evaluate(run: ClaimRun): Evaluation {
  const signs = [signsOf(run, 'squared'), signsOf(run, 'cross-entropy')];
  const { problems } = sizes[run.preset];
  const values = Array.from({ length: problems }, (_, k) => [oneValueOf(run, k, 'many'), oneValueOf(run, k, 'few')]);
  const twoMinima = underdetermined([1, 1], 1, [
    [1, 0],
    [0, 1],
  ]);
  const separated = [
    { x: [2, 1], label: 1 },
    { x: [1, 3], label: 1 },
    { x: [-1, -1], label: -1 },
    { x: [1, -2], label: -1 },
  ];
  const [printed, logistic, value] = [uniquePoint(twoMinima), attained(separated), uniqueValue(values.flat())];
  return evaluation({
    title:
      falls(printed) && falls(logistic) && stands(value)
        ? 'Linear regression has one least value, not always one minimum, and sometimes none'
        : 'How many minima linear regression has is not settled by these',
    findings: [convex(signs), printed, logistic, value],
    tables: [
      tableOf('Curvature at random weights', signs, {
        loss: ({ loss }) => loss,
        points: ({ points }) => points,
        'negative eigenvalues': ({ negative }) => negative,
        'not placed': ({ undetermined }) => undetermined,
      }),
      tableOf('Descents', [...new Set([true, false])], {
        'X Xᵀ': (full) => (full ? 'invertible' : 'singular'),
        converged: (full) => sumOf(values.flat(), full, ({ converged }) => converged),
        'largest difference from the closed form': (full) => largestOf(values.flat(), full, 'off').toExponential(1),
        'largest distance of two ends': (full) => largestOf(values.flat(), full, 'apart').toPrecision(2),
      }),
    ],
  });
}

const ofRank = (rows: readonly OneValue[], full: boolean) => rows.filter(({ fullRank }) => fullRank === full);
const sumOf = (rows: readonly OneValue[], full: boolean, of: (row: OneValue) => number) =>
  ofRank(rows, full).reduce((sum, row) => sum + of(row), 0);
const largestOf = (rows: readonly OneValue[], full: boolean, what: 'off' | 'apart') =>
  Math.max(0, ...ofRank(rows, full).map((row) => row[what]));

function signsOf(run: ClaimRun, loss: 'squared' | 'cross-entropy'): Signs {
  const { problems, points } = sizes[run.preset];
  let [negative, undetermined] = [0, 0];
  for (let k = 0; k < problems; k++) {
    const draw = drawOf(run, 'll-linear-regression', k, `weights/${loss}`);
    const landscape = landscapeOf(run, k, loss);
    for (let p = 0; p < points; p++) {
      const point = startOf(draw, [inputs, outputs]).map((w) => 3 * w);
      const index = signsAt(landscape, point);
      negative += index.negative;
      undetermined += index.undetermined;
    }
  }
  return { loss, points: problems * points, negative, undetermined };
}

function landscapeOf(run: ClaimRun, k: number, loss: 'squared' | 'cross-entropy'): Landscape {
  const examples = randomExamples(run.seed, k, inputs, outputs, samples.many);
  if (loss === 'squared') return deepLinear([inputs, outputs], examples, run.kernels);
  // The larger of the drawn outputs is the class.
  const t = examples.t.map((_, at) => {
    const row = at - (at % outputs);
    const own = Array.from(examples.t.slice(row, row + outputs));
    return Number(own.indexOf(Math.max(...own)) === at % outputs);
  });
  const model = { sizes: [inputs, outputs], activation: 'identity', loss, bias: false } as const;
  return networkLandscape(model, { ...examples, t }, run.kernels);
}

function oneValueOf(run: ClaimRun, k: number, many: keyof typeof samples): OneValue {
  const examples = randomExamples(run.seed, k, inputs, outputs, samples[many]);
  const landscape = deepLinear([inputs, outputs], examples, run.kernels);
  const least = rankConstrainedMinimum(problemOf(examples), outputs).value;
  const start = (r: number) => startOf(drawOf(run, 'll-linear-regression', r, `start/${many}/${k}`), [inputs, outputs]);
  const asked = { starts: sizes[run.preset].starts, start, threshold: 1e-6, tolerance: 1e-10, maxSteps: 20_000 };
  const tools = { kernels: run.kernels, draw: drawOf(run, 'll-linear-regression', k, `tools/${many}`) };
  const { descents } = runSearch(minima.search(landscape, asked, tools));
  const done = descents.filter(({ status }) => status === 'converged');
  const off = Math.max(0, ...done.map(({ point }) => Math.abs(lookAt(landscape, point).value - least) / (1 + least)));
  const size = Math.max(1, ...done.map(({ point }) => Math.hypot(...point)));
  const apart = Math.max(
    0,
    ...done.flatMap(({ point: a }) => done.map(({ point: b }) => Math.hypot(...a.map((x, i) => x - b[i]!)) / size)),
  );
  return { fullRank: many === 'many', ends: descents.length, converged: done.length, off, apart };
}

/** Squared errors of integer weights on one integer sample. */
export function underdetermined(
  x: readonly number[],
  y: number,
  weights: readonly (readonly number[])[],
): { readonly x: readonly number[]; readonly y: number; readonly losses: readonly number[] } {
  const losses = weights.map((w) => (y - w.reduce((sum, wi, i) => sum + wi * x[i]!, 0)) ** 2);
  return { x, y, losses };
}

export function convex(rows: readonly Signs[]): Finding {
  const negative = rows.reduce((sum, row) => sum + row.negative, 0);
  const open = rows.reduce((sum, row) => sum + row.undetermined, 0);
  const points = rows.reduce((sum, row) => sum + row.points, 0);
  return exactFinding({
    id: 'convex',
    statement:
      'If the loss is convex in the output, it is convex in W: the Hessian has no negative eigenvalue anywhere.',
    because: `Inertia finds ${negative} negative eigenvalues at ${points} random weights (${list(rows, ({ loss }) => loss)}).`,
    quantities: [exact('points', points), exact('negative eigenvalues', negative)],
    holds: negative > 0 ? false : open === 0 && points > 0 ? true : undefined,
    by: 'comparison',
    rule: 'reproduced when inertia finds no negative eigenvalue beyond rounding at any of the random weights; not reproduced when it finds one; open when one cannot be placed',
    erratum: 'theorem',
  });
}

export function uniquePoint({ x, y, losses }: ReturnType<typeof underdetermined>): Finding {
  const two = losses.length > 1 && losses.every((loss) => loss === 0);
  return exactFinding({
    id: 'as-printed',
    statement: 'As printed: there is a unique minimum.',
    because: `On the one sample x = (${x.join(', ')}), y = ${y} the ${losses.length} weights looked at have the squared errors ${losses.join(' and ')}, and none is below 0.`,
    quantities: losses.map((loss, k) => exact(`squared error of weights ${k + 1}`, loss)),
    holds: two ? false : undefined,
    by: 'proof',
    rule: 'contradicted when two different integer weights have the squared error 0 in integers, the least there can be',
    erratum: 'statement',
  });
}

/** A plane through the origin that separates the labels: every margin grows along its normal, and the mean logistic loss falls to 0. */
export function attained(rows: readonly { readonly x: readonly number[]; readonly label: number }[]): Finding {
  // Separable through the origin exactly where the points label · x lie strictly on one side of it.
  const turned = rows.map(({ x, label }) => x.map((xi) => label * xi));
  const found: Separation = separate(turned, [rows[0]!.x.map(() => 0)], rows[0]!.x.length);
  return exactFinding({
    id: 'attained',
    statement: 'As printed, for the logistic loss: there is a minimum.',
    because:
      found.kind === 'plane'
        ? `Exact arithmetic finds weights for which all ${rows.length} margins are positive: along them the loss falls to 0, and no weights have the loss 0.`
        : `No weights make all ${rows.length} margins positive: exact arithmetic finds 0 in the convex hull of label · x.`,
    quantities: [exact('samples', rows.length)],
    holds: found.kind === 'plane' ? false : undefined,
    by: 'proof',
    rule: 'contradicted when a separating plane through the origin is found in exact rationals: then inf ln(1 + e^{−m}) = 0 over positive margins, and it is not reached',
    erratum: 'statement',
  });
}

export function uniqueValue(rows: readonly OneValue[]): Finding {
  const off = Math.max(0, ...rows.map((row) => row.off));
  const one = largestOf(rows, true, 'apart');
  const other = largestOf(rows, false, 'apart');
  const all = rows.every(({ ends, converged }) => converged === ends);
  const [full, singular] = [ofRank(rows, true), ofRank(rows, false)];
  return exactFinding({
    id: 'unique-value',
    statement:
      'Corrected: the least squared error is unique; where it is reached is unique exactly if X Xᵀ is invertible.',
    because: `All converged descents end within ${off.toExponential(1)} of the closed form. Ends lie ${one.toExponential(1)} apart at most where X Xᵀ is invertible, and up to ${other.toPrecision(2)} where it is singular.`,
    quantities: [exact('problems', rows.length), extreme('largest difference of a value', off, rows.length)],
    holds:
      off > sameValue || one > samePoint || singular.some(({ apart }) => apart <= samePoint)
        ? false
        : all && full.length > 0 && singular.length > 0
          ? true
          : undefined,
    by: 'comparison',
    rule: `reproduced when all descents converge, to values within ${sameValue} of the closed form (relative to 1 + it), to points within ${samePoint} of each other where X Xᵀ is invertible, and to points farther apart on every problem where it is singular; not reproduced when a converged one fails that; open when one does not converge`,
    erratum: 'statement',
  });
}
