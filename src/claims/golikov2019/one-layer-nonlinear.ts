/**
 * ll/one-layer-nonlinear: the lecture asks whether σ(W x) or a deep linear net is harder, and goes on with the linear one. A sigmoid unit has 2^d minima on
 * data that we construct, all but one of them bad, while every minimum of a deep linear net on the same data is global. On random data
 * we search both and count what is found.
 *
 * The data: d axes, on each a steep sample (8, 0) and a flat one (1, 0.9), so that the error is a sum of functions of one weight each,
 *     f(w) = σ(8 w)² + (0.9 − σ(w))²,
 * whose slope changes sign three times. The idea is that of [auer1996exponentially]: a loss that saturates forgets far samples.
 */
import { sigmoid } from '../../base/functions.ts';
import { isCertified } from '../../curvature/index.ts';
import { minima } from '../../instruments/index.ts';
import { deepLinear, type Landscape, networkLandscape } from '../../landscapes/index.ts';
import { run as runSearch } from '../../search/index.ts';
import { criticalValues } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { bounded, exact, list } from '../quantities.ts';
import { drawOf, problemOf } from './linear-problems.ts';

export const oneLayerNonlinear = theoryClaim({
  id: 'll/one-layer-nonlinear',
  statement: 'Either a one-layer non-linear net σ(W x) or a multi-layer linear net is harder: the lecture asks which.',
  source: { key: 'golikov2019landscape', place: 'slide on more complex cases' },
  openQuestions: [
    'The lecture asks and does not answer; we take the logistic function for σ and the squared error on both sides.',
    'How large the random problems are was not fixed before: two inputs, one output, ten samples with targets uniform in (0, 1).',
  ],
  evaluate,
});

const sizes = {
  smoke: { dimensions: [1, 2], problems: 3, starts: 8 },
  laptop: { dimensions: [1, 2, 3, 4, 5], problems: 40, starts: 30 },
  paper: { dimensions: [1, 2, 3, 4, 5, 6, 7], problems: 200, starts: 60 },
} as const;
/** x and target on an axis. */
const onAxis = [
  [8, 0],
  [1, 0.9],
] as const;
/** Where the slope is looked at, and the sign it must have: one minimum in between each − and +. */
const looks = [-1, 0, 1, 3] as const;
const wanted = [-1, 1, -1, 1] as const;
/** |f'| computed − exact: a dozen roundings of numbers of size 8 at most. */
const slopeError = 1e-13;
/** Relative to 1 + the least value found: a minimum above it is not global. */
const above = 1e-6;

export interface Slopes {
  readonly at: readonly number[];
  readonly slopes: readonly number[];
  /** Values of f at its two minima, by bisection. */
  readonly values: readonly number[];
}

export interface Counted {
  readonly dimension: number;
  readonly found: number;
  readonly expected: number;
  /** Kinds of the critical values of the deep linear net d-2-1 on the same data that are no saddles. */
  readonly linearMinima: number;
}

/** What descents from all starts find on one random data set. */
export interface Searched {
  readonly minima: number;
  readonly bad: number;
  readonly linearMinima: number;
  readonly linearBad: number;
  readonly linearStrict: boolean;
}

function evaluate(run: ClaimRun): Evaluation {
  const { dimensions, problems } = sizes[run.preset];
  const shape = slopesOf();
  const counted = dimensions.map((d) => countedOf(run, d));
  const searched = Array.from({ length: problems }, (_, k) => searchedOf(run, k));
  const findings = [exponentiallyMany(shape), minimaFound(counted), onRandomData(searched)];
  return evaluation({
    title:
      findings[0]!.verdict === 'proved' && findings[1]!.verdict === 'confirmed'
        ? 'One sigmoid unit can have 2^{d} minima where a deep linear net has global ones only'
        : 'That one sigmoid unit can have 2^{d} minima is not confirmed by these searches',
    findings,
    figures: [
      figureOf(run, {
        id: 'minima',
        title: `One sigmoid unit has ${counted.at(-1)!.found} minima found on ${counted.at(-1)!.dimension} axes`,
        subtitle: 'Samples (8, 0) and (1, 0.9) on each of d axes; squared error',
        panels: [
          xy('Error along one axis', 'weight *w*', 'squared error *f*', [
            curve(
              'error of one axis',
              'measured',
              Array.from({ length: 281 }, (_, i) => -4 + i / 20),
              (w) => [w, error(w)],
            ),
          ]),
          xy('Minima of the whole error', 'axes *d*', logAxis('different minima'), [
            points('found, certified', counted, ({ dimension, found }) => ({ x: dimension, y: found })),
            curve('2^{d}', 'theory', counted, ({ dimension, expected }) => [dimension, expected]),
          ]),
        ],
        canShow: 'one family of data on which the number of minima grows exponentially.',
        cannotShow: 'how many minima there are on other data.',
      }),
    ],
    tables: [
      tableOf('The constructed data', counted, {
        d: ({ dimension }) => dimension,
        'minima found': ({ found }) => found,
        '2^d': ({ expected }) => expected,
        'values at which the deep linear net has minima': ({ linearMinima }) => linearMinima,
      }),
    ],
  });
}

function error(w: number): number {
  return onAxis.reduce((sum, [x, t]) => sum + (sigmoid(w * x) - t) ** 2, 0);
}

function slope(w: number): number {
  return onAxis.reduce((sum, [x, t]) => {
    const p = sigmoid(w * x);
    return sum + 2 * (p - t) * p * sigmoid(-w * x) * x;
  }, 0);
}

function slopesOf(): Slopes {
  const values = [0, 2].map((k) => {
    let [low, high] = [looks[k]! as number, looks[k + 1]! as number];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (slope(middle) < 0) low = middle;
      else high = middle;
    }
    return error(low);
  });
  return { at: looks, slopes: looks.map(slope), values };
}

/** Starts on a grid of all corners, so that every basin has one. */
function countedOf(run: ClaimRun, d: number): Counted {
  const x = new Float64Array(2 * d * d);
  const t = new Float64Array(2 * d);
  for (let i = 0; i < d; i++)
    onAxis.forEach(([input, target], s) => {
      x[(2 * i + s) * d + i] = input;
      t[2 * i + s] = target;
    });
  const examples = { count: 2 * d, inputs: d, outputs: 1, x, t };
  const corner = (k: number) => Float64Array.from({ length: d }, (_, i) => ((k >> i) & 1 ? 2 : -0.5));
  const { minima: found } = search(run, unit(run, examples), `axes/${d}`, 2 ** d, corner);
  const { values } = criticalValues(problemOf(examples), [d, 2, 1]);
  const linear = values.filter(({ kind }) => kind === 'global');
  return { dimension: d, found: found.length, expected: 2 ** d, linearMinima: linear.length };
}

function unit(run: ClaimRun, examples: Parameters<typeof networkLandscape>[1]): Landscape {
  const { inputs, outputs } = examples;
  const model = { sizes: [inputs, outputs], activation: 'identity', output: 'sigmoid', loss: 'squared' } as const;
  return networkLandscape({ ...model, bias: false }, examples, run.kernels);
}

function search(
  run: ClaimRun,
  landscape: Landscape,
  purpose: string,
  starts: number,
  start: (k: number) => Float64Array,
) {
  const asked = { starts, start, threshold: 1e-7, tolerance: 1e-12, maxSteps: 20_000 };
  const tools = { kernels: run.kernels, draw: drawOf(run, 'll-one-layer-nonlinear', 0, `tools/${purpose}`) };
  return runSearch(minima.search(landscape, asked, tools));
}

function searchedOf(run: ClaimRun, k: number): Searched {
  const { starts } = sizes[run.preset];
  const draw = drawOf(run, 'll-one-layer-nonlinear', k, 'data');
  const [count, inputs] = [10, 2];
  const x = Float64Array.from({ length: count * inputs }, () => 3 * draw.normal());
  const t = Float64Array.from({ length: count }, () => draw.uniform());
  const examples = { count, inputs, outputs: 1, x, t };
  const begin = (n: number, width: number) => () => Float64Array.from({ length: n }, () => width * draw.normal());
  const one = search(run, unit(run, examples), `unit/${k}`, starts, begin(inputs, 3)).minima;
  const widths = [inputs, 2, 1];
  const deep = search(run, deepLinear(widths, examples, run.kernels), `linear/${k}`, starts, begin(6, 1));
  const { values } = criticalValues(problemOf(examples), widths);
  // Modulo symmetries all global minima are one family: by value.
  const ends = deep.ends.filter((end) => end !== null && isCertified(end) && end.kind === 'minimum');
  const levels = distinct(ends.map((end) => end!.value));
  const bad = (levelsUp: readonly number[]) =>
    levelsUp.filter((value) => value > levelsUp[0]! + above * (1 + levelsUp[0]!)).length;
  return {
    minima: one.length,
    bad: bad(one.map(({ value }) => value)),
    linearMinima: levels.length,
    linearBad: bad(levels),
    linearStrict: values.every(({ kind }) => kind === 'global' || kind === 'strict-saddle'),
  };
}

/** Values that differ by more than rounding, rising. */
function distinct(values: readonly number[]): number[] {
  const up = [...values].sort((a, b) => a - b);
  return up.filter((value, i) => i === 0 || value - up[i - 1]! > above * (1 + value));
}

export function exponentiallyMany({ at, slopes, values }: Slopes): Finding {
  const signs = slopes.every((s, i) => s * wanted[i]! > slopeError);
  const differ = Math.abs(values[0]! - values[1]!) > above;
  return exactFinding({
    id: 'exponentially-many',
    statement:
      'One sigmoid unit with d inputs has data of 2 d samples on which its squared error has 2^d strict minima or more, one value of them least.',
    ours: true,
    because: `The slope along an axis is ${list(slopes, (s) => s.toPrecision(3))} at w = ${list(at, String)}, so there are at least two minima an axis, of errors ${list(values, (v) => v.toFixed(4), ' and ')}; the whole error is the sum over axes.`,
    quantities: slopes.map((s, i) => bounded(`slope at w = ${at[i]}`, { value: s, error: slopeError })),
    holds: signs && differ ? true : undefined,
    by: 'proof',
    rule: `proved when the slope of f at w = ${list(at, String)} has the signs −, +, −, + beyond ${slopeError} (an analytic f then has a strict minimum inside each of two intervals) and the two minima differ in value; a sum over axes has their products`,
  });
}

export function minimaFound(rows: readonly Counted[]): Finding {
  const all = rows.every(({ found, expected }) => found === expected);
  const one = rows.every(({ linearMinima }) => linearMinima === 1);
  return exactFinding({
    id: 'found',
    statement:
      'Descents find all 2^d minima of the sigmoid unit; the deep linear net on the same data has minima at one value only.',
    ours: true,
    because: `At d = ${list(rows, ({ dimension }) => String(dimension))} descents find ${list(rows, ({ found }) => String(found))} different certified minima; the enumeration for d-2-1 has ${list(rows, ({ linearMinima }) => String(linearMinima))} value that is no saddle's.`,
    quantities: rows.map(({ dimension, found }) => exact(`minima found, d = ${dimension}`, found)),
    holds: all && one,
    by: 'comparison',
    rule: 'confirmed when at every d the certified minima found, modulo symmetries, number 2^d and the enumeration of the linear net has one global value and saddles; refuted otherwise',
  });
}

export function onRandomData(rows: readonly Searched[]): Finding {
  const several = rows.filter(({ bad }) => bad > 0).length;
  const linear = rows.filter(({ linearBad }) => linearBad > 0).length;
  const most = Math.max(...rows.map(({ minima: count }) => count));
  const none = rows.filter(({ minima: count }) => count === 0).length;
  return measuredFinding({
    id: 'random-data',
    statement: 'How often each of the two has minima that are not global, on random data.',
    because: `Of ${rows.length} data sets ${several} have bad minima of the sigmoid unit (at most ${most} minima on one; ${none} on which every descent runs off or ends at nothing certified), ${linear} have any of the linear net.`,
    quantities: [
      exact('data sets with bad minima of the unit', several),
      exact('data sets with bad minima of the linear net', linear),
      exact('data sets', rows.length),
    ],
    why: 'the lecture asks without a number; minima that no descent reached are not counted',
  });
}
