/** The reference twin of wasm/symmetric.ts: Bunch–Kaufman one column at a time on a copy of the whole matrix. */

import { finite, integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { clearanceOf, pivotDirections, pivotWeights } from '../clearance.ts';
import type { Pivots, SymmetricKernel } from '../contract.ts';

export function referenceSymmetric(size: number): SymmetricKernel {
  const n = integer('symmetric', 'n', size, 1);
  const matrix = new Float64Array(n * n);
  const diagonal = new Float64Array(n);
  /** Both triangles of A − σI, a row an array. */
  const shifted = (shift: number) =>
    Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_, j) =>
        i === j ? diagonal[i]! - shift : matrix[Math.min(i, j) * n + Math.max(i, j)]!,
      ),
    );
  return {
    size: n,
    additions: n,
    matrix,
    diagonal,
    norm: (shift) => Math.max(...shifted(shift).map((row) => row.reduce((sum, a) => sum + Math.abs(a), 0))),
    factor(shift) {
      const { steps, ...pivots } = eliminate(shifted(finite('symmetric.factor', 'shift', shift)), n, true);
      return { ...pivots, clearance: (side) => clearance(n, steps, side) };
    },
    eliminate(shift, columns, complement) {
      finite('symmetric.eliminate', 'shift', shift);
      integer('symmetric.eliminate', 'columns', columns, 0, n);
      const left = n - columns;
      if (complement.length !== left * left)
        throw new ArgumentError('symmetric.eliminate', 'complement', `of length ${left}²`, complement.length);
      const A = shifted(shift);
      const { steps: _, ...pivots } = eliminate(A, columns, false);
      for (let i = 0; i < left; i++)
        for (let j = 0; j <= i; j++) complement[i * left + j] = A[columns + i]![columns + j]!;
      return pivots;
    },
  };
}

const α = (1 + Math.sqrt(17)) / 8;

/** Rows k + order − 1 and `row` change places, then the block D of rows k … is eliminated with the columns L (row i: L[i]). */
interface Step {
  readonly k: number;
  readonly row: number;
  readonly D: readonly number[][];
  readonly L: readonly number[][];
}

/** Eliminates `end` rows and columns of A in place. */
function eliminate(A: Float64Array[], end: number, pivoting: boolean): Pivots & { readonly steps: readonly Step[] } {
  const n = A.length;
  const steps: Step[] = [];
  const growth = new Float64Array(n);
  let [negative, zero] = [0, 0];
  for (let k = 0; k < end; ) {
    const { order, row } = pivoting ? choose(A, k) : { order: 1, row: k };
    exchange(A, growth, k + order - 1, row);
    const D = order === 1 ? [[A[k]![k]!]] : [k, k + 1].map((i) => [A[i]![k]!, A[i]![k + 1]!]);
    const determinant = order === 1 ? D[0]![0]! : D[0]![0]! * D[1]![1]! - D[0]![1]! * D[1]![0]!;
    if (determinant < 0) negative++;
    else if (determinant === 0) zero++;
    const solve = (c: number[]) => {
      if (c.every((x) => x === 0)) return c;
      if (order === 1) return [c[0]! / D[0]![0]!];
      return [
        (D[1]![1]! * c[0]! - D[0]![1]! * c[1]!) / determinant,
        (D[0]![0]! * c[1]! - D[1]![0]! * c[0]!) / determinant,
      ];
    };
    const pivots = Array.from({ length: order }, (_, p) => k + p);
    const L = A.map((a, i) => (i < k + order ? pivots.map((p) => (p === i ? 1 : 0)) : solve(pivots.map((p) => a[p]!))));
    steps.push({ k, row, D, L });
    const totals = pivots.map((_, p) => L.reduce((sum, l) => sum + Math.abs(l[p]!), 0));
    const weights = D.map((d) => d.reduce((sum, x, p) => sum + Math.abs(x) * totals[p]!, 0));
    L.forEach((l, i) => {
      growth[i]! += l.reduce((sum, x, p) => sum + Math.abs(x) * weights[p]!, 0);
    });
    for (let i = k + order; i < n; i++)
      for (let j = k + order; j < n; j++) for (const p of pivots) A[i]![j]! -= L[i]![p - k]! * A[p]![j]!;
    k += order;
  }
  return { negative, zero, growth: Math.max(...growth), steps };
}

/** Every wanted row of L⁻¹ by undoing the steps from the last to the first. */
function clearance(n: number, steps: readonly Step[], side: 'negative' | 'positive'): number {
  const D = new Float64Array(2 * n);
  for (const { k, D: block } of steps) {
    for (const [p, row] of block.entries()) D[k + p] = row[p]!;
    if (block.length === 2) D[n + k] = block[0]![1]!;
  }
  const weights = pivotWeights(D);
  let trace = 0;
  for (const { k, L } of steps)
    for (const row of L) for (const [p, l] of row.entries()) trace += weights[k + p]! * l * l;
  const Z = pivotDirections(D, side === 'positive' ? 1 : -1).map(({ row, vector, value }) => {
    const y = new Float64Array(n);
    y.set(vector, row);
    for (const { k, row: other, D: block, L } of steps.toReversed()) {
      for (let p = 0; p < block.length; p++) for (let i = k + block.length; i < n; i++) y[k + p]! -= y[i]! * L[i]![p]!;
      const last = k + block.length - 1;
      [y[last], y[other]] = [y[other]!, y[last]!];
    }
    return y.map((x) => x / Math.sqrt(Math.abs(value)));
  });
  const products = Z.map((a) => Z.map((b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)));
  const square = products.reduce((sum, row, i) => sum + row[i]!, 0);
  return clearanceOf(n, Math.hypot(...products.flat()), square, trace);
}

function choose(A: Float64Array[], k: number): { order: number; row: number } {
  const largest = (i: number) => {
    let r = k;
    let most = 0;
    for (let j = k; j < A.length; j++)
      if (j !== i && Math.abs(A[i]![j]!) > most) {
        most = Math.abs(A[i]![j]!);
        r = j;
      }
    return { r, most };
  };
  const { r, most } = largest(k);
  const size = Math.abs(A[k]![k]!);
  if (size >= α * most) return { order: 1, row: k };
  const beside = largest(r).most;
  if (size >= α * most * (most / beside)) return { order: 1, row: k };
  if (Math.abs(A[r]![r]!) >= α * beside) return { order: 1, row: r };
  return { order: 2, row: r };
}

function exchange(A: Float64Array[], growth: Float64Array, k: number, r: number): void {
  if (k === r) return;
  [A[k], A[r]] = [A[r]!, A[k]!];
  [growth[k], growth[r]] = [growth[r]!, growth[k]!];
  for (const row of A) [row[k], row[r]] = [row[r]!, row[k]!];
}
