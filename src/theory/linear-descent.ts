/** Directions in which the loss of a deep linear net falls from a critical point that is no global minimum, and to which order. */
import { columnsOf, inner, type Matrix, matrix, plus, scaledColumns, times, transpose } from '../linalg/matrix.ts';
import { pseudoInverse, svd } from '../linalg/svd.ts';
import { productOf, widthsOf } from './linear-hessian.ts';
import { largestOf, lifted, type NormalForm } from './linear-normal-form.ts';
import { isTied, type LinearProblem, mapOf } from './reduced-rank.ts';

export interface LinearDescent {
  /** k: L(W + t V) − L(W) falls as −c t^k for small t > 0, c > 0. Two: negative curvature. */
  readonly order: number;
  /** c. */
  readonly coefficient: number;
  /** V_1, …, V_H. */
  readonly direction: readonly Matrix[];
  /** Layers that move, from 1. */
  readonly layers: readonly number[];
}

/** A product of blocks below this share of its factors' sizes is zero. */
const zero = 1e-9;

/**
 * @param weights  critical, with the product of the subset, as X sees them; the subset not that of the global minimum
 * @param form     their normal form, with blocks that are zero where they count as zero
 * @param data     diag(S) and Y Q
 */
export function descentOf(
  problem: LinearProblem,
  subset: readonly number[],
  weights: readonly Matrix[],
  form: NormalForm,
  data: { readonly X: Matrix; readonly Y: Matrix },
): LinearDescent {
  const { eigenvalues } = problem;
  const map = times(mapOf(problem, subset), problem.inputs.P);
  const outside = [...eigenvalues.keys()].filter((i) => !subset.includes(i + 1));
  const most = outside[0]!;
  const least = subset.at(-1);
  if (least !== undefined && most < least - 1 && !isTied(problem, eigenvalues[most]!, eigenvalues[least - 1]!))
    return exchange(problem, weights, map, most, least - 1);
  return filling(form, widthsOf(weights), map, data);
}

/**
 * Eigenvalue j of the product turns into i: with K = u_i u_jᵀ − u_j u_iᵀ, V_H = K W_H and W_H ⋯ W_2 V_1 = u_j u_iᵀ B, the loss changes by
 * −(λ_i − λ_j) t² to second order.
 */
function exchange(
  problem: LinearProblem,
  weights: readonly Matrix[],
  map: Matrix,
  i: number,
  j: number,
): LinearDescent {
  const { answer, eigenvalues, inputs } = problem;
  const H = weights.length;
  const widths = widthsOf(weights);
  const [ui, uj] = [columnsOf(answer.U, [i]), columnsOf(answer.U, [j])];
  const K = plus(times(ui, transpose(uj)), -1, times(uj, transpose(ui)));
  const B = mapOf(problem, [i + 1]);
  // W_1 carries the row space of the product; what leads to u_j there is sent by u_i's inputs.
  const carried = times(productOf(weights, widths, 1, 1), pseudoInverse(map), uj);
  const direction = weights.map(({ rows, columns }) => matrix(rows, columns));
  direction[0] = times(carried, transpose(ui), B, inputs.P);
  direction[H - 1] = times(K, weights[H - 1]!);
  return { order: 2, coefficient: eigenvalues[i]! - eigenvalues[j]!, direction, layers: [1, H] };
}

/** A new singular pair comes in through the smallest set of layers that can carry it. */
function filling(
  form: NormalForm,
  widths: readonly number[],
  map: Matrix,
  { X, Y }: { readonly X: Matrix; readonly Y: Matrix },
): LinearDescent {
  const { rank, blocks, bases } = form;
  const H = blocks.length;
  const Δ = times(plus(Y, -1, times(map, X)), transpose(X));
  const last = (A: Matrix) => Array.from({ length: A.columns - rank }, (_, k) => rank + k);
  const top = bases[H]!.basis;
  const bottom = transpose(bases[0]!.inverse);
  const missing = times(transpose(columnsOf(top, last(top))), Δ, columnsOf(bottom, last(bottom)));
  const sizes = widths.map((width) => width - rank);
  const scale = Math.max(...blocks.map(largestOf), 0);
  const isZero = (A: Matrix, factors: number, of = 1) => largestOf(A) <= zero * of * scale ** factors;
  /** Z_{i−1} ⋯ Z_{j+1} */
  const between = (i: number, j: number) => productOf(blocks, sizes, i - 1, j + 1);
  /** Z_{j−1} ⋯ Z_1 Δ′ᵀ Z_H ⋯ Z_{i+1} */
  const around = (i: number, j: number) =>
    times(productOf(blocks, sizes, j - 1, 1), transpose(missing), productOf(blocks, sizes, H, i + 1));
  const joined = (i: number, j: number) => i === j + 1 || !isZero(between(i, j), i - j - 1);
  let best: number[] | undefined;
  for (let j = 1; j < H; j++)
    for (let i = j + 1; i <= H; i++) {
      if (isZero(around(i, j), H - 1 - i + j, largestOf(missing))) continue;
      const way = shortestWay(j, i, joined);
      if (way && (!best || way.length < best.length)) best = way;
    }
  const layers = best!;
  const moves = sizes.slice(1).map((rows, h) => matrix(rows, sizes[h]!));
  const pair = (A: Matrix) => {
    const { left, right, values } = svd(A);
    return { left: columnsOf(left, [0]), right: columnsOf(right, [0]), value: values[0]! };
  };
  // around ends in what the first layer must take, and begins in what the last must give.
  const ends = pair(around(layers.at(-1)!, layers[0]!));
  let coefficient = 2 * ends.value;
  let taken = ends.left;
  layers.forEach((h, m) => {
    const next = layers[m + 1];
    const link = next === undefined ? undefined : pair(between(next, h));
    moves[h - 1] = times(link ? link.right : ends.right, transpose(taken));
    if (!link) return;
    coefficient *= link.value;
    taken = link.left;
  });
  const direction = lifted(form, moves);
  const whole = Math.sqrt(direction.reduce((sum, V) => sum + inner(V, V), 0));
  const unit = direction.map((V) => scaledColumns(V, new Float64Array(V.columns).fill(1 / whole)));
  return { order: layers.length, coefficient: coefficient / whole ** layers.length, direction: unit, layers };
}

/** The fewest layers from j up to i of which consecutive ones are joined. */
function shortestWay(j: number, i: number, joined: (i: number, j: number) => boolean): number[] | undefined {
  const ways = new Map<number, number[]>([[j, [j]]]);
  for (let h = j + 1; h <= i; h++)
    for (let below = j; below < h; below++) {
      const way = ways.get(below);
      if (!way || !joined(h, below)) continue;
      const known = ways.get(h);
      if (!known || way.length + 1 < known.length) ways.set(h, [...way, h]);
    }
  return ways.get(i);
}
