/**
 * Eigenvalues of a skew-Hamiltonian matrix M = [A G; F Aᵀ] in double-doubles, each taken once, largest first in Krylov order:
 * the isotropic Arnoldi process (Krylov vectors are kept orthogonal to each other and to their images under J = [0 I; −I 0], so
 * that no eigenvalue appears twice) followed by the shifted QR algorithm on the Hessenberg matrix.
 * Source: [mehrmann-watkins2001structure]; QR as in [golub2013matrix, §7.5].
 */
import type { DoubleDouble, DoubleDoubles } from './double-double.ts';
import {
  add,
  addMultiple,
  allocate,
  divide,
  dot,
  exact,
  get,
  multiply,
  negate,
  one,
  set,
  squareRoot,
  subtract,
  zero,
} from './double-double.ts';

/** One real eigenvalue (size 1: trace) or two that belong together (size 2: their sum and product). */
export interface EigenBlock {
  readonly size: 1 | 2;
  readonly trace: DoubleDouble;
  readonly determinant: DoubleDouble;
}

/** Leading eigenvalues of the `width` × `width` matrix, from at most `steps` Krylov vectors; the start vector decides which are found
 *  first. Unless the Krylov space became invariant, only values that two steps less confirm to 1e-4 are returned, because an
 *  unfinished process also has spurious ones; a confirmed value is far more accurate than that. */
export function skewHamiltonianEigenvalues(
  matrix: DoubleDoubles,
  width: number,
  start: DoubleDoubles,
  steps: number,
): EigenBlock[] {
  const { rows, count, remainder } = isotropicArnoldi(matrix, width, start, steps);
  const blocks = hessenbergEigenvalues(leading(rows, count), count).flatMap(split);
  if (remainder < complete || count < 3) return blocks;
  const fewer = hessenbergEigenvalues(leading(rows, count - 2), count - 2).flatMap(split);
  const confirmed = ({ size, trace }: EigenBlock) =>
    fewer.some((other) => other.size === size && Math.abs(other.trace.hi - trace.hi) <= 1e-4 * Math.abs(trace.hi));
  return blocks.filter(confirmed);
}

/** Krylov remainder, relative to the first diagonal entry, below which the space counts as invariant. */
const complete = 1e-12;

function leading(rows: DoubleDouble[][], count: number): DoubleDouble[][] {
  return rows.slice(0, count).map((row) => row.slice(0, count));
}

/** A real pair as two values; a complex pair stays one block. */
function split(block: EigenBlock): EigenBlock[] {
  if (block.size === 1) return [block];
  const half = multiply(exact(0.5), block.trace);
  const discriminant = subtract(multiply(half, half), block.determinant);
  if (discriminant.hi < 0) return [block];
  const root = squareRoot(discriminant);
  const larger = half.hi < 0 ? subtract(half, root) : add(half, root);
  const smaller = larger.hi === 0 ? zero : divide(block.determinant, larger);
  return [larger, smaller].map((trace) => ({ size: 1, trace, determinant: zero }));
}

function isotropicArnoldi(matrix: DoubleDoubles, width: number, start: DoubleDoubles, steps: number) {
  const rows: DoubleDouble[][] = Array.from({ length: steps }, () => new Array<DoubleDouble>(steps).fill(zero));
  const basis: DoubleDoubles[] = [];
  const images: DoubleDoubles[] = [];
  let vector = start;
  let count = 0;
  let remainder = Infinity;
  for (;;) {
    const length = squareRoot(dot(vector, 0, vector, 0, width));
    // A vanishing remainder: the Krylov space is invariant and holds every eigenvalue that the start vector contains.
    if (count > 0) remainder = length.hi / Math.abs(rows[0]![0]!.hi);
    if (count === steps || remainder < 1e-30) return { rows, count, remainder };
    if (count > 0) rows[count]![count - 1] = length;
    const inverse = divide(one, length);
    const unit = allocate(width);
    addMultiple(inverse, vector, 0, unit, 0, width);
    basis.push(unit);
    images.push(rotate(unit, width));
    const next = allocate(width);
    for (let i = 0; i < width; i++) set(next, i, dot(matrix, i * width, unit, 0, width));
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i <= count; i++) {
        const share = dot(next, 0, basis[i]!, 0, width);
        rows[i]![count] = add(rows[i]![count]!, share);
        addMultiple(negate(share), basis[i]!, 0, next, 0, width);
      }
      for (const image of images) addMultiple(negate(dot(next, 0, image, 0, width)), image, 0, next, 0, width);
    }
    vector = next;
    count++;
  }
}

/** J x. */
function rotate(x: DoubleDoubles, width: number): DoubleDoubles {
  const half = width / 2;
  const image = allocate(width);
  for (let i = 0; i < half; i++) {
    set(image, i, get(x, half + i));
    set(image, half + i, negate(get(x, i)));
  }
  return image;
}

const size = (x: DoubleDouble) => Math.abs(x.hi);

/** Francis' double-shift QR on an upper Hessenberg matrix, which it overwrites. */
export function hessenbergEigenvalues(h: DoubleDouble[][], count: number): EigenBlock[] {
  const blocks: EigenBlock[] = [];
  let last = count - 1;
  let iterations = 0;
  while (last >= 0) {
    const first = activeBlock(h, last);
    if (first === last) {
      blocks.push({ size: 1, trace: h[last]![last]!, determinant: zero });
    } else {
      const corner = cornerBlock(h, last);
      if (first < last - 1) {
        if (iterations++ > 300) throw new Error('hessenbergEigenvalues: no convergence in 300 iterations');
        sweep(h, first, last, iterations % 11 === 10 ? exceptional(h, last) : corner);
        continue;
      }
      blocks.push(corner);
    }
    last = first - 1;
    iterations = 0;
  }
  return blocks;
}

/** The first row of the unreduced block that ends at `last`; negligible subdiagonal entries are set to zero. */
function activeBlock(h: DoubleDouble[][], last: number): number {
  for (let i = last; i > 0; i--) {
    const around = size(h[i - 1]![i - 1]!) + size(h[i]![i]!);
    if (size(h[i]![i - 1]!) <= 1e-31 * (around || Number.MIN_VALUE)) {
      h[i]![i - 1] = zero;
      return i;
    }
  }
  return 0;
}

function cornerBlock(h: DoubleDouble[][], last: number): EigenBlock {
  const [a, b] = [h[last - 1]![last - 1]!, h[last - 1]![last]!];
  const [c, d] = [h[last]![last - 1]!, h[last]![last]!];
  return { size: 2, trace: add(a, d), determinant: subtract(multiply(a, d), multiply(b, c)) };
}

function exceptional(h: DoubleDouble[][], last: number): EigenBlock {
  const shift = exact(size(h[last]![last - 1]!) + size(h[last - 1]![last - 2]!));
  return { size: 2, trace: multiply(exact(1.5), shift), determinant: multiply(shift, shift) };
}

/** One implicit double-shift step on rows and columns first … last. */
function sweep(h: DoubleDouble[][], first: number, last: number, { trace, determinant }: EigenBlock): void {
  const [h00, h10] = [h[first]![first]!, h[first + 1]![first]!];
  const square = add(multiply(h00, subtract(h00, trace)), multiply(h[first]![first + 1]!, h10));
  let column: DoubleDouble[] = [
    add(square, determinant),
    multiply(h10, subtract(add(h00, h[first + 1]![first + 1]!), trace)),
    multiply(h10, h[first + 2]![first + 1]!),
  ];
  for (let k = first; k < last; k++) {
    const rows = Math.min(3, last - k + 1);
    reflect(h, k, rows, column, first, last);
    if (k > first) for (let i = 1; i < rows; i++) h[k + i]![k - 1] = zero;
    column = Array.from({ length: Math.min(3, last - k) }, (_, i) => h[k + 1 + i]![k]!);
  }
}

/** Applies the Householder reflection that sends `column` to its first coordinate, from both sides, to rows k … k+rows−1. */
function reflect(h: DoubleDouble[][], k: number, rows: number, column: DoubleDouble[], first: number, last: number) {
  const largest = Math.max(...column.slice(0, rows).map(size));
  if (largest === 0) return;
  const v = column.slice(0, rows).map((x) => divide(x, exact(largest)));
  const length = squareRoot(v.reduce((sum, x) => add(sum, multiply(x, x)), zero));
  const signed = v[0]!.hi > 0 ? negate(length) : length;
  v[0] = subtract(v[0]!, signed);
  const beta = divide(negate(one), multiply(signed, v[0]));
  for (let j = Math.max(first, k - 1); j <= last; j++) {
    let sum = zero;
    for (let i = 0; i < rows; i++) sum = add(sum, multiply(v[i]!, h[k + i]![j]!));
    sum = multiply(sum, beta);
    for (let i = 0; i < rows; i++) h[k + i]![j] = subtract(h[k + i]![j]!, multiply(sum, v[i]!));
  }
  for (let i = first; i <= Math.min(last, k + 3); i++) {
    const row = h[i]!;
    let sum = zero;
    for (let j = 0; j < rows; j++) sum = add(sum, multiply(v[j]!, row[k + j]!));
    sum = multiply(sum, beta);
    for (let j = 0; j < rows; j++) row[k + j] = subtract(row[k + j]!, multiply(sum, v[j]!));
  }
}
