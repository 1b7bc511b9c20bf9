/**
 * ll/resnet-reparametrization: the linear residual net is the deep linear net in other coordinates, W_k = I + V_k, "the same optimization problem". Losses and
 * gradients are compared with formulas that know neither landscape; then the neighborhoods of the two usual starts, V ≈ 0 and W ≈ 0, are.
 */
import { linearResnet } from '../../landscapes/index.ts';
import { frobenius, identityMatrix, type Matrix, matrix, plus, times } from '../../linalg/index.ts';
import { linearDerivatives, pointOf, productOf, weightsAt } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, tableOf, theoryClaim, xy } from '../layout.ts';
import { exact, extreme, list, rounded } from '../quantities.ts';
import { drawOf, lookAt } from './linear-problems.ts';

export const resnetReparametrization = theoryClaim({
  id: 'll/resnet-reparametrization',
  statement: 'Reparametrized as a ResNet, the linear net is the same optimization problem.',
  source: { key: 'golikov2019landscape', place: 'slides on the linear ResNet' },
  openQuestions: [
    'The lecture states theorems near V = 0 and does not specify a rate; we measure what a start there changes, at one rate for both.',
  ],
  evaluate,
});

const sizes = {
  smoke: { layers: [2, 3], points: 5, starts: 2, steps: 400 },
  laptop: { layers: [2, 3, 5, 8], points: 50, starts: 20, steps: 4000 },
  paper: { layers: [2, 3, 5, 8, 12], points: 200, starts: 100, steps: 10_000 },
} as const;
const width = 3;
/** Largest difference of the two sides, relative. */
const same = 1e-11;
/** Standard deviation of the weights of a start around V = 0 or W = 0. */
const spread = 0.05;
/** Step length of all descents over the number of layers, and the excess, over that at the start, at which one has arrived. */
const rate = 0.02;
const arrived = 1e-6;

export interface Sides {
  readonly layers: number;
  readonly points: number;
  readonly value: number;
  readonly gradient: number;
}

export interface Origins {
  readonly layers: number;
  /** ‖∇L‖ and largest entry of ∇²L at V = 0, and at W = 0. */
  readonly residual: { readonly slope: number; readonly curvature: number };
  readonly plain: { readonly slope: number; readonly curvature: number };
}

export interface Way {
  readonly layers: number;
  readonly from: 'V ≈ 0' | 'W ≈ 0';
  readonly starts: number;
  readonly arrived: number;
  /** Mean steps of those that arrived. */
  readonly steps: number;
  /** Excess of the first descent at the looks. */
  readonly course: readonly (readonly [step: number, excess: number])[];
}

interface Problem {
  readonly map: Matrix;
  readonly factor: Matrix;
  readonly landscape: ReturnType<typeof linearResnet>;
}

function evaluate(run: ClaimRun): Evaluation {
  const { layers } = sizes[run.preset];
  const problems = layers.map((H, k) => problemOf(run, H, k));
  const sides = layers.map((H, k) => sidesOf(run, problems[k]!, H, k));
  const origins = layers.map((H, k) => originsOf(problems[k]!, H));
  const ways = layers.flatMap((H, k) => [wayOf(run, problems[k]!, H, k, 1), wayOf(run, problems[k]!, H, k, 0)]);
  const findings = [sameProblem(sides), startsDiffer(origins), whatStartsChange(ways)];
  const shown = ways.filter(({ layers: H }) => H === Math.max(...layers.filter((other) => other <= 5)));
  return evaluation({
    title:
      findings[0]!.verdict === 'reproduced'
        ? 'The linear ResNet is the deep linear net in other coordinates; its start lies elsewhere'
        : 'The linear ResNet is not seen to be the deep linear net in other coordinates',
    findings,
    figures: [
      figureOf(run, {
        id: 'descents',
        title: `At H = ${shown[0]!.layers} descents end at the optimum from ${list(shown, ({ from, arrived: n, starts }) => `${from} in ${n} of ${starts} cases`, ', from ')}`,
        subtitle: `Linear nets of width ${width} and ${shown[0]!.layers} layers, gradient descent with rate ${rate}/H, weights of spread ${spread} at the start`,
        panels: [
          xy('One descent from each start', 'step', logAxis('excess loss *L* − min *L*'), [
            ...shown.map(({ from, course }) => curve(from, 'measured', course, (point) => point)),
          ]),
        ],
        canShow: 'one descent each, at one rate.',
        cannotShow: 'what tuned rates or other maps give.',
      }),
    ],
    tables: [
      tableOf('At the two origins', origins, {
        layers: ({ layers: H }) => H,
        '‖∇L‖ at V = 0': ({ residual }) => residual.slope.toPrecision(3),
        '‖∇L‖ at W = 0': ({ plain }) => plain.slope.toPrecision(3),
        'largest entry of ∇²L at V = 0': ({ residual }) => residual.curvature.toPrecision(3),
        'at W = 0': ({ plain }) => plain.curvature.toPrecision(3),
      }),
      tableOf('Descents', ways, {
        layers: ({ layers: H }) => H,
        start: ({ from }) => from,
        arrived: ({ arrived: n, starts }) => `${n} of ${starts}`,
        'mean steps of those': ({ steps }) => (Number.isFinite(steps) ? steps.toFixed(0) : 'none'),
      }),
    ],
  });
}

/** R near the identity with det R > 0, Σ = F Fᵀ. */
function problemOf(run: ClaimRun, layers: number, k: number): Problem {
  const draw = drawOf(run, 'll-resnet-reparametrization', k, 'problem');
  const near = (scale: number) =>
    matrix(
      width,
      width,
      Float64Array.from({ length: width ** 2 }, (_, at) => scale * draw.normal() + Number(at % (width + 1) === 0)),
    );
  let map = near(0.4);
  while (determinant(map) <= 0) map = near(0.4);
  const factor = near(0.2);
  const landscape = linearResnet(
    width,
    layers,
    { map: map.entries, factor: factor.entries, noise: width },
    run.kernels,
  );
  return { map, factor, landscape };
}

function determinant({ entries: a }: Matrix): number {
  const minor = (i: number, j: number) => a[3 + i]! * a[6 + j]! - a[3 + j]! * a[6 + i]!;
  return a[0]! * minor(1, 2) - a[1]! * minor(0, 2) + a[2]! * minor(0, 1);
}

/** The landscape in V against ‖(R − W_H ⋯ W_1) F‖² + d and its gradient in W, from formulas. */
function sidesOf(run: ClaimRun, { map, factor, landscape }: Problem, layers: number, k: number): Sides {
  const draw = drawOf(run, 'll-resnet-reparametrization', k, 'points');
  const widths = new Array(layers + 1).fill(width);
  const { points } = sizes[run.preset];
  let [value, gradient] = [0, 0];
  for (let p = 0; p < points; p++) {
    const V = Float64Array.from({ length: landscape.dimension }, () => 0.5 * draw.normal());
    const W = weightsAt(widths, V).map((part) => plus(part, 1, identityMatrix(width)));
    const Y = times(map, factor);
    const rest = plus(Y, -1, times(productOf(W, widths, layers, 1), factor));
    const expected = frobenius(rest) ** 2 + width;
    const [L, slope] = [new Float64Array(1), new Float64Array(V.length)];
    landscape.valueAndGradient(V, 1, L, slope);
    const other = pointOf(linearDerivatives(W, factor, Y).gradients);
    value = Math.max(value, Math.abs(L[0]! - expected) / expected);
    gradient = Math.max(gradient, Math.hypot(...slope.map((g, i) => g - other[i]!)) / Math.hypot(...other));
  }
  return { layers, points, value, gradient };
}

/** The point with all W = I + V = s I. */
function whereWis(s: number, layers: number): Float64Array {
  return Float64Array.from({ length: layers * width ** 2 }, (_, at) =>
    (at % width ** 2) % (width + 1) === 0 ? s - 1 : 0,
  );
}

function originsOf({ landscape }: Problem, layers: number): Origins {
  const look = (s: number) => {
    const point = whereWis(s, layers);
    const prepared = landscape.hessianAt!(point);
    const curvature = prepared.matrix().entries.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    prepared.release();
    return { slope: lookAt(landscape, point).slope, curvature };
  };
  return { layers, residual: look(1), plain: look(0) };
}

/** Gradient descents from W = s I + small normals. */
function wayOf(run: ClaimRun, { landscape }: Problem, layers: number, k: number, s: 0 | 1): Way {
  const { starts, steps } = sizes[run.preset];
  const draw = drawOf(run, 'll-resnet-reparametrization', k, `starts/${s}`);
  const n = landscape.dimension;
  const center = whereWis(s, layers);
  const all = Float64Array.from({ length: starts * n }, (_, at) => center[at % n]! + spread * draw.normal());
  const [values, gradients] = [new Float64Array(starts), new Float64Array(starts * n)];
  const need = arrived * (lookAt(landscape, whereWis(1, layers)).value - width);
  const reached = new Array<number | undefined>(starts).fill(undefined);
  const course: [number, number][] = [];
  for (let step = 0; step <= steps && reached.includes(undefined); step++) {
    landscape.valueAndGradient(all, starts, values, gradients);
    for (let r = 0; r < starts; r++) if (values[r]! - width <= need) reached[r] ??= step;
    if (step % Math.ceil(steps / 200) === 0 && values[0]! - width > need) course.push([step, values[0]! - width]);
    for (let i = 0; i < all.length; i++) all[i]! -= (rate / layers) * gradients[i]!;
  }
  const there = reached.filter((step) => step !== undefined);
  const mean = there.length > 0 ? there.reduce((sum, step) => sum + step, 0) / there.length : Number.NaN;
  return { layers, from: s === 1 ? 'V ≈ 0' : 'W ≈ 0', starts, arrived: there.length, steps: mean, course };
}

export function sameProblem(rows: readonly Sides[]): Finding {
  const worst = Math.max(...rows.map(({ value, gradient }) => Math.max(value, gradient)));
  const points = rows.reduce((sum, row) => sum + row.points, 0);
  return exactFinding({
    id: 'same-problem',
    statement: 'L_resnet(V) = L_deep(I + V), with the same gradient: the same optimization problem.',
    because: `At ${points} random points of ${list(rows, ({ layers }) => String(layers))} layers the two sides differ by at most ${worst.toExponential(1)}, relative, in value and gradient.`,
    quantities: [extreme('largest relative difference', worst, points)],
    holds: points === 0 ? undefined : worst <= same,
    by: 'comparison',
    rule: `reproduced when value and gradient of the residual net differ from ‖(R − W_H ⋯ W_1) F‖² + tr Cov ξ and its gradient at W = I + V by at most ${same}, relative, at every point; not reproduced otherwise`,
  });
}

export function startsDiffer(rows: readonly Origins[]): Finding {
  const plain = rows.every(({ layers, plain: { slope, curvature } }) => slope === 0 && (layers < 3 || curvature === 0));
  const residual = rows.every(({ residual: { slope, curvature } }) => slope > 0 && curvature > 0);
  return exactFinding({
    id: 'origins',
    statement:
      'V = 0 is no critical point, W = 0 is one, without curvature from three layers on: the neighborhoods of the usual starts differ.',
    ours: true,
    because: `‖∇L‖ at V = 0 is ${list(rows, ({ residual: { slope } }) => slope.toPrecision(2))}, at W = 0 ${list(rows, ({ plain: { slope } }) => String(slope))}; the largest second derivative at W = 0 is ${list(rows, ({ plain: { curvature } }) => curvature.toPrecision(2))} for H = ${list(rows, ({ layers }) => String(layers))}.`,
    quantities: rows.map(({ layers, residual: { slope } }) => rounded(`‖∇L‖ at V = 0, H = ${layers}`, slope)),
    holds: plain && residual,
    by: 'comparison',
    rule: 'confirmed when the gradient at W = 0 is 0 to the last bit, the Hessian too for H ≥ 3, and neither is at V = 0; refuted otherwise',
  });
}

export function whatStartsChange(rows: readonly Way[]): Finding {
  const tell = (from: Way['from']) =>
    list(
      rows.filter((row) => row.from === from),
      ({ arrived: n, starts, layers, steps }) =>
        `${n} of ${starts} at H = ${layers}${n > 0 ? ` in ${steps.toFixed(0)} steps` : ''}`,
    );
  return measuredFinding({
    id: 'descents',
    statement: 'How descents from V ≈ 0 and from W ≈ 0 fare, with the same rate.',
    because: `From V ≈ 0 arrive ${tell('V ≈ 0')}; from W ≈ 0 ${tell('W ≈ 0')}.`,
    quantities: rows.map(({ layers, from, arrived: n }) => exact(`arrived from ${from}, H = ${layers}`, n)),
    why: 'the lecture gives neither number nor direction; one rate, one spread of starts',
  });
}
