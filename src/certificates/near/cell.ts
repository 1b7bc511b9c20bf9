/**
 * The minimum next to a point of a network with one hidden layer of relu units under squared errors. With gates and output weights v held, the
 * loss is a convex quadratic in θ = (w_j, b_j, c), and its minima are those in (v_j w_j, v_j b_j, c) too:
 *
 *     f(x_i) = c + Σ_j v_j g_ij (w_j·x_i + b_j),    minimize Σ r_i² with w_j·x_i + b_j = 0 at the kinks found
 *
 * Of its minima the one nearest to the point is solved for in rationals. Samples that it carries across a kink are held on the kink, until
 * solution and cell agree in exact numbers. What kind of point that is decides the exact prover, which knows nothing of cells.
 */
import type { Examples } from '../../landscapes/network/examples.ts';
import { layerPlaces } from '../../landscapes/network/layers.ts';
import type { NetworkModel } from '../../landscapes/network/shape.ts';
import { approximate } from '../approximate.ts';
import type { Layers, Matrix, Problem, Vector } from '../format.ts';
import { above, below } from '../interval/interval.ts';
import { nullspace } from '../prove/elimination.ts';
import { certify } from '../prove/index.ts';
import {
  add,
  divide,
  dot,
  fromBinary64,
  isZero,
  multiply,
  negate,
  one,
  print,
  type Rational,
  SizeError,
  sign,
  subtract,
  zero,
} from '../rational.ts';
import { distanceTo } from './distance.ts';
import type { Attempt } from './outcome.ts';

/** Rational elimination with numbers of thousands of bits: seconds. */
const most = { samples: 40, parameters: 120 };

/** A pre-activation below this share of |w|·|x| + |b| is taken for a kink. */
const kinkShare = 1e-8;
/** An output weight below this share of the largest, or of 1, may be 0. */
const deadShare = 1e-8;

export function proveCell(model: Required<NetworkModel>, examples: Examples, theta: Float64Array): Attempt {
  const unfit = unfitness(model, examples, theta.length);
  if (unfit) return { reason: unfit };
  try {
    return decide(cellOf(model, examples, theta), theta);
  } catch (error) {
    if (error instanceof SizeError) return { reason: 'numbers of the exact solution become too long' };
    throw error;
  }
}

function unfitness(
  { sizes, activation, loss, output, decay, bias }: Required<NetworkModel>,
  { count, weights }: Examples,
  n: number,
): string | undefined {
  if (activation !== 'relu' || sizes.length !== 3) return 'exact cells are those of one hidden layer of relu units';
  if (sizes[2] !== 1 || output !== 'identity' || !bias)
    return 'exact cells are those of one linear output, with biases';
  if (loss !== 'squared' && loss !== 'mean-squared') return 'exact cells are those of squared errors';
  if (decay > 0 || weights) return 'exact cells know no penalty and no weights of samples';
  if (count > most.samples || n > most.parameters)
    return `exact cells have up to ${most.samples} samples and ${most.parameters} parameters`;
  return undefined;
}

/** The network at the point and what of it is linear: rows over θ = (w_1, b_1, …, w_h, b_h, c). */
interface Cell {
  readonly x: Matrix;
  readonly y: Vector;
  readonly v: Vector;
  /** θ of the point. */
  readonly start: Vector;
  /** −1, 0 (a kink) or 1 at each sample, a unit a row. */
  readonly gates: readonly (readonly number[])[];
}

function cellOf({ sizes }: Required<NetworkModel>, { x, t, count }: Examples, theta: Float64Array): Cell {
  const [inputs, units] = sizes as [number, number, number];
  const { layers } = layerPlaces(sizes, true);
  const [hidden, output] = layers as [(typeof layers)[0], (typeof layers)[0]];
  const own = Array.from({ length: units }, (_, j) => [
    ...theta.subarray(hidden.weights + j * inputs, hidden.weights + (j + 1) * inputs),
    theta[hidden.biases! + j]!,
  ]);
  const samples = Array.from({ length: count }, (_, i) => [...x.subarray(i * inputs, (i + 1) * inputs), 1]);
  const gates = own.map((w) =>
    samples.map((row) => {
      const z = row.reduce((sum, value, k) => sum + value * w[k]!, 0);
      const size = row.reduce((sum, value, k) => sum + Math.abs(value * w[k]!), 0);
      return Math.abs(z) <= kinkShare * size ? 0 : Math.sign(z);
    }),
  );
  const v = Array.from({ length: units }, (_, j) => fromBinary64(theta[output.weights + j]!));
  return {
    x: samples.map((row) => row.map(fromBinary64)),
    y: Array.from(t, fromBinary64),
    v,
    start: [...own.flat(), theta[output.biases!]!].map(fromBinary64),
    gates,
  };
}

/** The cell as found; and where it has no minimum, with output weights next to 0 put there: such units have no place of their own. */
function decide(cell: Cell, theta: Float64Array): Attempt {
  const sizes = cell.v.map((weight) => Math.abs(approximate(weight)));
  const dead = cell.v.map((weight, j) => (sizes[j]! <= deadShare * Math.max(1, ...sizes) ? zero : weight));
  const first = decideCell(cell, theta);
  if (dead.every((weight, j) => weight === cell.v[j])) return first;
  const second = decideCell({ ...cell, v: dead }, theta);
  if ('reason' in second) return first;
  return 'reason' in first || second.proved.distance < first.proved.distance ? second : first;
}

/** Solves in the cell. A sample that the solution carries across a kink is held on it, and the cell is solved again. */
function decideCell({ gates: found, ...cell }: Cell, theta: Float64Array): Attempt {
  const { x, v } = cell;
  const width = x[0]!.length;
  const gates = found.map((row) => row.slice());
  let solution: Vector;
  for (;;) {
    solution = nearestMinimum({ ...cell, gates });
    const own = v.map((_, j) => solution.slice(j * width, (j + 1) * width));
    const crossed = gates.flatMap((row, j) =>
      row.flatMap((gate, i) => (sign(dot(x[i]!, own[j]!)) === gate ? [] : [[j, i] as const])),
    );
    if (crossed.length === 0) break;
    const [[j, i]] = crossed as [readonly [number, number]];
    if (gates[j]![i] === 0) return { reason: `a kink cannot be held (unit ${j} at sample ${i})` };
    for (const [unit, sample] of crossed) gates[unit]![sample] = 0;
  }
  const own = v.map((_, j) => solution.slice(j * width, (j + 1) * width));
  const kinks = gates.flat().filter((gate) => gate === 0).length;
  const network: Layers = [
    { W: own.map((row) => row.slice(0, -1)), b: own.map((row) => row.at(-1)!) },
    { W: [v], b: [solution.at(-1)!] },
  ];
  const problem: Problem = { x: x.map((row) => row.slice(0, -1)), y: cell.y, network };
  const exact = certify(problem, { limits: { cells: 0n } });
  if (exact.verdict === 'undecided') return { reason: exact.open };
  // Off kinks every point near a minimum of the cell has slopes: nothing is said by one that has.
  if (exact.verdict === 'not-critical' && kinks === 0)
    return { reason: 'the minimum of the cell is no critical point: a slope leads down in an output weight' };
  const box = boxOf(network);
  return {
    proved: {
      kind: 'cell',
      statement: statements[exact.verdict],
      distance: distanceTo(theta, box),
      box,
      free: Array.from({ length: theta.length }, (_, i) => i),
      loss: print(exact.loss),
      index: kinks === 0 && exact.verdict.endsWith('l-minimum') ? 0 : null,
      exact,
    },
  };
}

const statements = {
  'global-minimum': 'a global minimum',
  'local-minimum': 'a local minimum',
  'not-critical': 'the minimum on a kink, but no critical point: a slope leads down across it',
  'not-a-minimum': 'a critical point that is no minimum: a curve leads down from it',
} as const;

/**
 * θ + Mᵀ λ, M the rows of the outputs and of the kinks: orthogonal to all directions that change neither, hence the nearest.
 *     Aᵀ A Mᵀ λ + Cᵀ μ = Aᵀ r,    C Mᵀ λ = −C θ
 */
function nearestMinimum({ x, y, v, start, gates }: Cell): Vector {
  const width = x[0]!.length;
  const n = start.length;
  const A = x.map((row, i) => [
    ...v.flatMap((weight, j) => row.map((value) => (gates[j]![i]! > 0 ? multiply(weight, value) : zero))),
    one,
  ]);
  const C = gates.flatMap((row, j) =>
    row.flatMap((gate, i) => (gate === 0 ? [[...zeros(j * width), ...x[i]!, ...zeros(n - (j + 1) * width)]] : [])),
  );
  const M = [...A, ...C];
  const r = A.map((row, i) => subtract(y[i]!, dot(row, start)));
  const AM = A.map((a) => M.map((m) => dot(a, m)));
  // Aᵀ(…) column by column: unknowns λ (one a row of M) and μ (one a kink); one row an entry of θ, then one a kink.
  const rows: Vector[] = Array.from({ length: n }, (_, p) => [
    ...M.map((_m, k) => AM.reduce((sum, row, i) => add(sum, multiply(A[i]![p]!, row[k]!)), zero)),
    ...C.map((c) => c[p]!),
    negate(A.reduce((sum, row, i) => add(sum, multiply(row[p]!, r[i]!)), zero)),
  ]);
  for (const c of C) rows.push([...M.map((m) => dot(c, m)), ...zeros(C.length), dot(c, start)]);
  const solution = homogeneous(rows, M.length + C.length + 1);
  return start.map((value, p) => M.reduce((sum, row, k) => add(sum, multiply(row[p]!, solution[k]!)), value));
}

const zeros = (count: number): Rational[] => new Array<Rational>(count).fill(zero);

/** The solution whose last entry is 1: the normal equations always have one. */
function homogeneous(rows: Matrix, width: number): Vector {
  const vector = nullspace(rows, width).find((each) => !isZero(each.at(-1)!));
  if (!vector) throw new Error('normal equations without a solution');
  return vector.map((value) => divide(value, vector.at(-1)!));
}

/** Floats around exact numbers, in the order of the parameters. */
function boxOf(network: Layers) {
  const numbers = network.flatMap(({ W, b }) => [...W.flat(), ...b]);
  const near = numbers.map(approximate);
  const isExact = (k: number) => fromBinary64(near[k]!).n * numbers[k]!.d === numbers[k]!.n * fromBinary64(near[k]!).d;
  // Two units in the last place are the stated error of the approximation.
  const moved = (step: (x: number) => number) =>
    Float64Array.from(near, (x, k) => (isExact(k) ? x : step(step(step(x)))));
  return { low: moved(below), high: moved(above) };
}
