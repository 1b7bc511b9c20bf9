/** Linear algebra over the rationals, as far as the check needs it, and how a certificate is refused. */
import type { Matrix, Vector } from '../format.ts';
import { divide, dot, isZero, multiply, negate, one, subtract, zero } from '../rational.ts';

/** The certificate is refused for this reason. */
export class Rejection extends Error {}

export function demand(truth: boolean, otherwise: string): asserts truth {
  if (!truth) throw new Rejection(otherwise);
}

/** What would take more than a million eliminations, cells or paths is refused before it begins. */
export const demandFeasible = (work: bigint, what: string) =>
  demand(work <= 1_000_000n, `the check would take more than 1000000 ${what}`);

/** n over k, or some number above a million if it is larger. */
export function choose(n: number, k: number): bigint {
  let count = 1n;
  for (let i = 1; i <= k && count <= 1_000_000n; i++) count = (count * BigInt(n - k + i)) / BigInt(i);
  return count;
}

/** A basis of {v : row · v = 0 for all rows}: Gauss–Jordan elimination, then one vector for each column without a pivot. */
export function kernel(rows: Matrix, width: number): Vector[] {
  let reduced: { row: Vector; pivot: number }[] = [];
  for (const given of rows) {
    const left = reduced.reduce((rest, { row, pivot }) => minus(rest, row, rest[pivot]!), given);
    const pivot = left.findIndex((entry) => !isZero(entry));
    if (pivot < 0) continue;
    const scaled = left.map((entry) => divide(entry, left[pivot]!));
    reduced = reduced.map((other) => ({ ...other, row: minus(other.row, scaled, other.row[pivot]!) }));
    reduced.push({ row: scaled, pivot });
  }
  const columns = Array.from({ length: width }, (_, column) => column);
  const rowOf = columns.map((column) => reduced.find(({ pivot }) => pivot === column)?.row);
  const free = columns.filter((column) => !rowOf[column]);
  return free.map((f) => rowOf.map((row, column) => (row ? negate(row[f]!) : column === f ? one : zero)));
}

const minus = (a: Vector, b: Vector, factor: Vector[number]): Vector =>
  isZero(factor) ? a : a.map((entry, k) => subtract(entry, multiply(factor, b[k]!)));

/**
 * The hyperplanes normal · η = 0 cut space into cones. Modulo the lines that lie in all hyperplanes a cone is spanned by its edges, and on
 * an edge so many independent normals vanish that one dimension is left: here is a vector on the line of every edge, of some more than once.
 */
export function* edges(normals: Matrix, width: number): Generator<Vector> {
  const core = kernel(normals, width).length;
  if (core === width) return;
  demandFeasible(choose(normals.length, width - core - 1), 'subsets of kinks');
  for (const subset of subsets(normals, width - core - 1)) {
    const line = kernel(subset, width);
    if (line.length === core + 1) yield line.find((vector) => normals.some((normal) => !isZero(dot(normal, vector))))!;
  }
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  for (let i = from; size > 0 && i <= items.length - size; i++)
    for (const rest of subsets(items, size - 1, i + 1)) yield [items[i]!, ...rest];
}
