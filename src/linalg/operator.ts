/**
 * A linear operator v ↦ A v: the one currency of curvature. Whoever only multiplies (Lanczos, trace estimates, Newton–MR) asks
 * for an `Operator` and does not know whether a matrix, a Hessian-vector product or a shift of either stands behind it.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';

export interface Operator {
  /** n: length of v and of A v. */
  readonly size: number;
  /** Whether A = Aᵀ. */
  readonly symmetric: boolean;
  /** out ← A v. `v` is read only; `v` and `out` must not overlap. */
  apply(v: Float64Array, out: Float64Array): void;
  /**
   * The same for several vectors, count × n with one vector a row, where that is cheaper than one after another; `applyEach` loops where
   * it is absent. Whoever wraps `apply` wraps this too, or leaves it out.
   */
  applyBlock?(vectors: Float64Array, count: number, out: Float64Array): void;
  /** ε with ‖computed − A v‖ ≤ ε ‖v‖; absent where nothing is known. */
  readonly error?: Bound;
}

/** A number with what it is worth, an a-priori bound or a measured estimate: no verdict "certified" or "proved" may rest on an estimate. */
export interface Bound {
  readonly value: number;
  readonly kind: 'bound' | 'estimate';
}

/** low ≤ N(s) = #{λ < s} ≤ high. They are equal unless an eigenvalue lies within `bound` of s. */
export interface Count {
  readonly low: number;
  readonly high: number;
  readonly bound: number;
}

/** out ← A v for each row v of `vectors` (count × n): at once where the operator can, else one after another. */
export function applyEach(operator: Operator, vectors: Float64Array, count: number, out: Float64Array): void {
  const n = operator.size;
  integer('applyEach', 'count', count, 0);
  for (const [name, { length }] of Object.entries({ vectors, out }))
    if (length !== count * n) throw new ArgumentError('applyEach', name, `of length count · n = ${count * n}`, length);
  if (operator.applyBlock) operator.applyBlock(vectors, count, out);
  else for (let at = 0; at < count * n; at += n) operator.apply(vectors.subarray(at, at + n), out.subarray(at, at + n));
}

/** The operator of a row-major n × n matrix, read at every product (not copied). Symmetry is looked at, not assumed. */
export function dense(matrix: Float64Array, n: number): Operator {
  integer('dense', 'n', n, 0);
  if (matrix.length !== n * n) throw new ArgumentError('dense', 'matrix', `of length n² = ${n * n}`, matrix.length);
  return {
    size: n,
    symmetric: isSymmetric(matrix, n),
    apply: (v, out) => multiplyRows(matrix, n, v, 1, out),
    applyBlock: (vectors, count, out) => multiplyRows(matrix, n, vectors, count, out),
  };
}

/**
 * Four vectors share each number of the matrix, and four rows each number of a vector that is left over: sums side by side do not wait for each
 * other. Each sum keeps its order, for any count, and so its bits.
 */
function multiplyRows(matrix: Float64Array, n: number, vectors: Float64Array, count: number, out: Float64Array): void {
  const together = count - (count % 4);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let c = 0; c < together; c += 4) {
      const [v0, v1, v2, v3] = [c * n, (c + 1) * n, (c + 2) * n, (c + 3) * n];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let j = 0; j < n; j++) {
        const a = matrix[row + j]!;
        s0 += a * vectors[v0 + j]!;
        s1 += a * vectors[v1 + j]!;
        s2 += a * vectors[v2 + j]!;
        s3 += a * vectors[v3 + j]!;
      }
      out[v0 + i] = s0;
      out[v1 + i] = s1;
      out[v2 + i] = s2;
      out[v3 + i] = s3;
    }
  }
  for (let c = together; c < count; c++) multiplyOne(matrix, n, vectors, c * n, out);
}

/** out[at …] = matrix · vectors[at …]. */
function multiplyOne(matrix: Float64Array, n: number, vectors: Float64Array, at: number, out: Float64Array): void {
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const [r0, r1, r2, r3] = [i * n, (i + 1) * n, (i + 2) * n, (i + 3) * n];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let j = 0; j < n; j++) {
      const x = vectors[at + j]!;
      s0 += matrix[r0 + j]! * x;
      s1 += matrix[r1 + j]! * x;
      s2 += matrix[r2 + j]! * x;
      s3 += matrix[r3 + j]! * x;
    }
    out[at + i] = s0;
    out[at + i + 1] = s1;
    out[at + i + 2] = s2;
    out[at + i + 3] = s3;
  }
  for (; i < n; i++) {
    let sum = 0;
    for (let j = 0, row = i * n; j < n; j++) sum += matrix[row + j]! * vectors[at + j]!;
    out[at + i] = sum;
  }
}

/** The operator of a symmetric matrix given by its upper triangle (row-major n × n) and its diagonal, as the kernels hold it. */
export function fromUpper(matrix: Float64Array, diagonal: Float64Array): Operator {
  const n = diagonal.length;
  if (matrix.length !== n * n) throw new ArgumentError('fromUpper', 'matrix', `of length n² = ${n * n}`, matrix.length);
  return {
    size: n,
    symmetric: true,
    apply: (v, out) => multiplyUpper(matrix, diagonal, v, 1, out),
    applyBlock: (vectors, count, out) => multiplyUpper(matrix, diagonal, vectors, count, out),
  };
}

/** Two vectors share each number of the triangle; the order of sums is the same for any count, and so are the bits. */
function multiplyUpper(
  matrix: Float64Array,
  diagonal: Float64Array,
  vectors: Float64Array,
  count: number,
  out: Float64Array,
): void {
  const n = diagonal.length;
  for (let at = 0; at < count * n; at++) out[at] = diagonal[at % n]! * vectors[at]!;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let c = 0;
    for (; c + 1 < count; c += 2) {
      const [v, w] = [c * n, (c + 1) * n];
      const [vi, wi] = [vectors[v + i]!, vectors[w + i]!];
      let [vSum, wSum] = [0, 0];
      for (let j = i + 1; j < n; j++) {
        const a = matrix[row + j]!;
        vSum += a * vectors[v + j]!;
        wSum += a * vectors[w + j]!;
        out[v + j]! += a * vi;
        out[w + j]! += a * wi;
      }
      out[v + i]! += vSum;
      out[w + i]! += wSum;
    }
    for (; c < count; c++) {
      const v = c * n;
      const vi = vectors[v + i]!;
      let sum = 0;
      for (let j = i + 1; j < n; j++) {
        const a = matrix[row + j]!;
        sum += a * vectors[v + j]!;
        out[v + j]! += a * vi;
      }
      out[v + i]! += sum;
    }
  }
}

/** The block of rows and columns start … end − 1. */
export function blockOf(operator: Operator, start: number, end: number): Operator {
  integer('blockOf', 'start', start, 0, operator.size);
  integer('blockOf', 'end', end, start, operator.size);
  const n = operator.size;
  const m = end - start;
  const one = { whole: new Float64Array(n), product: new Float64Array(n) };
  const applyBlock: Operator['applyBlock'] = (vectors, count, out) => {
    const many = { whole: new Float64Array(count * n), product: new Float64Array(count * n) };
    for (let c = 0; c < count; c++) many.whole.set(vectors.subarray(c * m, (c + 1) * m), c * n + start);
    applyEach(operator, many.whole, count, many.product);
    for (let c = 0; c < count; c++) out.set(many.product.subarray(c * n + start, c * n + end), c * m);
  };
  return {
    size: m,
    symmetric: operator.symmetric,
    error: operator.error,
    apply(v, out) {
      one.whole.set(v, start);
      operator.apply(one.whole, one.product);
      out.set(one.product.subarray(start, end));
    },
    ...(operator.applyBlock && { applyBlock }),
  };
}

/** A − shift · I. Its `error` is not known: the subtraction rounds by the size of the result. */
export function shifted(operator: Operator, shift: number): Operator {
  const subtract = (vectors: Float64Array, out: Float64Array) => {
    for (let i = 0; i < vectors.length; i++) out[i]! -= shift * vectors[i]!;
  };
  const applyBlock: Operator['applyBlock'] = (vectors, count, out) => {
    applyEach(operator, vectors, count, out);
    subtract(vectors, out);
  };
  return {
    size: operator.size,
    symmetric: operator.symmetric,
    apply(v, out) {
      operator.apply(v, out);
      subtract(v, out);
    },
    ...(operator.applyBlock && { applyBlock }),
  };
}

/** An operator from a function that multiplies, for example a Hessian-vector product. */
export function fromProduct(size: number, symmetric: boolean, apply: Operator['apply']): Operator {
  return { size: integer('fromProduct', 'size', size, 0), symmetric, apply };
}

/** Unit vectors that are multiplied at once: memory of 64 vectors beside the matrix. */
const blockSize = 32;

/** The row-major n × n matrix of an operator, by n products, in blocks where it has them; the mean of A and Aᵀ when it is symmetric. */
export function matrixOf(operator: Operator): Float64Array {
  const { size: n, symmetric } = operator;
  const matrix = new Float64Array(n * n);
  const width = operator.applyBlock ? Math.min(n, blockSize) : 1;
  const units = new Float64Array(width * n);
  const columns = new Float64Array(width * n);
  for (let start = 0; start < n; start += width) {
    const count = Math.min(width, n - start);
    for (let c = 0; c < count; c++) units[c * n + start + c] = 1;
    applyEach(operator, units.subarray(0, count * n), count, columns.subarray(0, count * n));
    units.fill(0);
    for (let i = 0; i < n; i++) for (let c = 0; c < count; c++) matrix[i * n + start + c] = columns[c * n + i]!;
  }
  if (symmetric) symmetrize(matrix, n);
  return matrix;
}

/** A ← (A + Aᵀ)/2. */
function symmetrize(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = (matrix[i * n + j]! + matrix[j * n + i]!) / 2;
      matrix[i * n + j] = mean;
      matrix[j * n + i] = mean;
    }
}

function isSymmetric(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) if (matrix[i * n + j] !== matrix[j * n + i]) return false;
  return true;
}
