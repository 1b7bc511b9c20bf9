/** Linear systems over the rationals, solved in integers: rows are cleared of denominators and of common factors as they are combined. */
import type { Matrix, Vector } from '../format.ts';
import { type Rational, rational } from '../rational.ts';

type Row = readonly bigint[];

/** Integers with no common factor, the first positive, of which the vector is a multiple; the zero vector stays. */
export function primitive(vector: Vector): Vector {
  const row = reduce(integers(vector));
  return row.map((entry) => rational(entry));
}

/** A basis of {v : row · v = 0 for all rows}, of primitive integer vectors up to sign. */
export function nullspace(rows: Matrix, width: number): Vector[] {
  const { reduced, pivots } = eliminate(rows.map(integers), width);
  const scale = reduced.reduce((multiple, row, k) => leastCommonMultiple(multiple, row[pivots[k]!]!), 1n);
  const free = Array.from({ length: width }, (_, column) => column).filter((column) => !pivots.includes(column));
  return free.map((column) => {
    const vector = new Array<bigint>(width).fill(0n);
    vector[column] = scale;
    for (const [k, row] of reduced.entries()) vector[pivots[k]!] = -(row[column]! * scale) / row[pivots[k]!]!;
    return reduce(vector).map((entry) => rational(entry));
  });
}

export function rankOf(rows: Matrix, width: number): number {
  return eliminate(rows.map(integers), width).pivots.length;
}

/** The solution of a square system; undefined when it is singular. */
export function solve(matrix: Matrix, right: Vector): Vector | undefined {
  const size = right.length;
  const { reduced, pivots } = eliminate(
    matrix.map((row, i) => integers([...row, right[i]!])),
    size,
  );
  if (pivots.length < size) return undefined;
  const solution = new Array<Rational>(size);
  for (const [k, row] of reduced.entries()) solution[pivots[k]!] = rational(row[size]!, row[pivots[k]!]!);
  return solution;
}

/** Gauss–Jordan: each row has a pivot column in which the others are 0. */
function eliminate(rows: readonly Row[], width: number): { reduced: Row[]; pivots: number[] } {
  let reduced: Row[] = [];
  const pivots: number[] = [];
  for (const given of rows) {
    let row = given;
    for (const [k, other] of reduced.entries()) row = cancel(row, other, pivots[k]!);
    const pivot = row.findIndex((entry, column) => column < width && entry !== 0n);
    if (pivot < 0) continue;
    const own = row;
    reduced = reduced.map((other) => cancel(other, own, pivot));
    reduced.push(own);
    pivots.push(pivot);
  }
  return { reduced, pivots };
}

/** The row with a multiple of `other` added that makes it 0 at the pivot. */
function cancel(row: Row, other: Row, pivot: number): Row {
  if (row[pivot] === 0n) return row;
  const [a, b] = [other[pivot]!, row[pivot]!];
  return reduce(row.map((entry, k) => entry * a - other[k]! * b));
}

/** Divides by the greatest common divisor; the first entry becomes positive. */
function reduce(row: Row): Row {
  let divisor = 0n;
  for (const entry of row) {
    if (entry !== 0n) divisor = greatestCommonDivisor(divisor, entry);
    if (divisor === 1n) break;
  }
  const first = row.find((entry) => entry !== 0n) ?? 1n;
  const unit = first < 0n ? -divisor : divisor;
  return unit === 1n || unit === 0n ? row : row.map((entry) => entry / unit);
}

function integers(vector: Vector): Row {
  const scale = vector.reduce((multiple, { d }) => leastCommonMultiple(multiple, d), 1n);
  return vector.map(({ n, d }) => n * (scale / d));
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  const positive = b < 0n ? -b : b;
  return a === positive ? a : (a / greatestCommonDivisor(a, positive)) * positive;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
