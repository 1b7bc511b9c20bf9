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
  /** Several vectors (count × size, one vector a row) at once; `applyEach` loops where it is absent. */
  applyBlock?(vectors: Float64Array, count: number, out: Float64Array): void;
  /** ε with ‖computed − A v‖ ≤ ε ‖v‖. */
  readonly error?: Bound;
}

/** A number with what it is worth: proved, or estimated. No verdict "certified" or "proved" rests on an estimate. */
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

/** Products with `count` vectors, one a row: in a block where the operator takes blocks, else one after another. */
export function applyEach(operator: Operator, vectors: Float64Array, count: number, out: Float64Array): void {
  const { size: n } = operator;
  if (operator.applyBlock) operator.applyBlock(vectors, count, out);
  else
    for (let k = 0; k < count; k++)
      operator.apply(vectors.subarray(k * n, (k + 1) * n), out.subarray(k * n, (k + 1) * n));
}

/** The operator of a row-major n × n matrix, read at every product (not copied). Symmetry is looked at, not assumed. */
export function dense(matrix: Float64Array, n: number): Operator {
  integer('dense', 'n', n, 0);
  if (matrix.length !== n * n) throw new ArgumentError('dense', 'matrix', `of length n² = ${n * n}`, matrix.length);
  return {
    size: n,
    symmetric: isSymmetric(matrix, n),
    apply(v, out) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0, row = i * n; j < n; j++) sum += matrix[row + j]! * v[j]!;
        out[i] = sum;
      }
    },
  };
}

/** The operator of a symmetric matrix given by its upper triangle (row-major n × n) and its diagonal, as the kernels hold it. */
export function fromUpper(matrix: Float64Array, diagonal: Float64Array): Operator {
  const n = diagonal.length;
  if (matrix.length !== n * n) throw new ArgumentError('fromUpper', 'matrix', `of length n² = ${n * n}`, matrix.length);
  return {
    size: n,
    symmetric: true,
    apply(v, out) {
      for (let i = 0; i < n; i++) out[i] = diagonal[i]! * v[i]!;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = i + 1, row = i * n; j < n; j++) {
          sum += matrix[row + j]! * v[j]!;
          out[j]! += matrix[row + j]! * v[i]!;
        }
        out[i]! += sum;
      }
    },
  };
}

/** The block of rows and columns start … end − 1. */
export function blockOf(operator: Operator, start: number, end: number): Operator {
  integer('blockOf', 'start', start, 0, operator.size);
  integer('blockOf', 'end', end, start, operator.size);
  const whole = new Float64Array(operator.size);
  const product = new Float64Array(operator.size);
  return {
    size: end - start,
    symmetric: operator.symmetric,
    apply(v, out) {
      whole.set(v, start);
      operator.apply(whole, product);
      out.set(product.subarray(start, end));
    },
  };
}

/** A − shift · I. */
export function shifted(operator: Operator, shift: number): Operator {
  return {
    size: operator.size,
    symmetric: operator.symmetric,
    apply(v, out) {
      operator.apply(v, out);
      for (let i = 0; i < v.length; i++) out[i]! -= shift * v[i]!;
    },
  };
}

/** An operator from a function that multiplies, for example a Hessian-vector product. */
export function fromProduct(size: number, symmetric: boolean, apply: Operator['apply']): Operator {
  return { size: integer('fromProduct', 'size', size, 0), symmetric, apply };
}

/** The row-major n × n matrix of an operator, by n products; the mean of A and Aᵀ when it is symmetric. */
export function matrixOf({ size: n, symmetric, apply }: Operator): Float64Array {
  const matrix = new Float64Array(n * n);
  const unit = new Float64Array(n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit[j] = 1;
    apply(unit, column);
    for (let i = 0; i < n; i++) matrix[i * n + j] = column[i]!;
    unit[j] = 0;
  }
  if (symmetric)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) {
        const mean = (matrix[i * n + j]! + matrix[j * n + i]!) / 2;
        matrix[i * n + j] = mean;
        matrix[j * n + i] = mean;
      }
  return matrix;
}

function isSymmetric(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) if (matrix[i * n + j] !== matrix[j * n + i]) return false;
  return true;
}
