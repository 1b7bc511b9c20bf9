/** The signs of the eigenvalues of every symmetric matrix in an interval matrix: L D Lᵀ in intervals, and Sylvester's law of inertia. */
import { divide, type Interval, middle, multiply, signOf, subtract } from './interval.ts';
import { entry, type IntervalVector } from './vectors.ts';

export interface Signs {
  readonly negative: number;
  readonly positive: number;
}

/**
 * @param matrix  n × n; the symmetric matrices in it are meant
 * @returns       undefined when a pivot is not seen to differ from 0
 */
export function proveSigns(matrix: IntervalVector, n: number): Signs | undefined {
  const rows = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(matrix, i * n + j)));
  const left = new Set(rows.keys());
  let negative = 0;
  while (left.size > 0) {
    const pivot = largest(rows, left);
    const d = rows[pivot]![pivot]!;
    const sign = signOf(d);
    if (sign === undefined || sign === 0) return undefined;
    if (sign < 0) negative++;
    left.delete(pivot);
    for (const i of left) {
      const factor = divide(rows[i]![pivot]!, d);
      for (const j of left) rows[i]![j] = subtract(rows[i]![j]!, multiply(factor, rows[j]![pivot]!));
    }
  }
  return { negative, positive: n - negative };
}

/** The largest diagonal entry that is left. */
function largest(rows: readonly (readonly Interval[])[], left: ReadonlySet<number>): number {
  let best = -1;
  let most = -1;
  for (const i of left) {
    const size = Math.abs(middle(rows[i]![i]!));
    if (size > most || best < 0) [best, most] = [i, size];
  }
  return best;
}
