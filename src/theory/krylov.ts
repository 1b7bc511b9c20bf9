/**
 * √det(I + w X) and the rational function uᵀ (I + w X)⁻¹ b of a product X = C Ω of two antisymmetric matrices, whose eigenvalues are
 * double. The isotropic Krylov process keeps the vectors that start with b orthogonal to each other and to each other's images under
 * Ω, so that every eigenvalue appears once; what it finds is a Hessenberg matrix H with the border uᵀV above and |b| before it, and
 * both polynomials in w follow from H by expansion along rows, without its eigenvalues.
 * Source: [mehrmann-watkins2001structure] for the process.
 */
import type { DoubleDouble } from '../base/double-double.ts';
import { add, divide, multiply, negate, one, squareRoot } from '../base/double-double.ts';
import type { DoubleDoubles } from './double-double-vector.ts';
import { addMultiple, allocate, apply, clear, dot, get, set } from './double-double-vector.ts';

/** H with the border as row 0 and column 0: entry (i, j) at i · stride + j. */
export interface BorderedHessenberg {
  readonly entries: DoubleDoubles;
  readonly stride: number;
  readonly steps: number;
}

export interface SkewProduct {
  /** C and Ω, row-major. */
  readonly kernel: DoubleDoubles;
  readonly sign: DoubleDoubles;
  /** u and b. */
  readonly functional: DoubleDoubles;
  readonly start: DoubleDoubles;
}

/** The process for matrices of one width, at most `most` steps; fewer when what is left of a vector is at most `negligible`, because the
 *  Krylov space is invariant then. Each result is valid until the next is asked for. */
export function isotropicKrylov(
  width: number,
  most: number,
): (product: SkewProduct, negligible: number) => BorderedHessenberg {
  const stride = most + 1;
  const entries = allocate(stride * stride);
  // Row after row, orthonormal.
  const basis = allocate(most * width);
  const images = allocate(most * width);
  const image = allocate(width);
  const next = allocate(width);
  return ({ kernel, sign, functional, start }, negligible) => {
    clear(entries, 0, stride * stride);
    clear(next, 0, width);
    addMultiple(one, start, 0, next, 0, width);
    for (let steps = 0; ; steps++) {
      const length = squareRoot(dot(next, 0, next, 0, width));
      if (steps === most || length.hi <= (steps > 0 ? negligible : 0)) return { entries, stride, steps };
      set(entries, (steps + 1) * stride + steps, length);
      const row = steps * width;
      setMultiple(divide(one, length), next, basis, row);
      set(entries, steps + 1, dot(functional, 0, basis, row, width));
      apply(sign, basis, row, image, 0, width);
      apply(kernel, image, 0, next, 0, width);
      orthogonalize(image, () => remove(image, images, steps));
      setMultiple(divide(one, squareRoot(dot(image, 0, image, 0, width))), image, images, row);
      orthogonalize(next, () => {
        remove(next, basis, steps + 1, (i, share) => {
          const at = (i + 1) * stride + steps + 1;
          set(entries, at, add(get(entries, at), share));
        });
        remove(next, images, steps + 1);
      });
    }
  };
}

function setMultiple(f: DoubleDouble, x: DoubleDoubles, out: DoubleDoubles, oo: number): void {
  clear(out, oo, x.hi.length);
  addMultiple(f, x, 0, out, oo, x.hi.length);
}

/** Once more when most of the vector went: rounding is then a larger part of the rest. */
function orthogonalize(vector: DoubleDoubles, removeAll: () => void): void {
  const norm = () => dot(vector, 0, vector, 0, vector.hi.length).hi;
  const before = norm();
  removeAll();
  if (norm() < 0.01 * before) removeAll();
}

/** Subtracts the components of a vector along the first `count` rows. */
function remove(
  vector: DoubleDoubles,
  rows: DoubleDoubles,
  count: number,
  record?: (row: number, share: DoubleDouble) => void,
): void {
  const width = vector.hi.length;
  for (let i = 0; i < count; i++) {
    const share = dot(vector, 0, rows, i * width, width);
    addMultiple(negate(share), rows, i * width, vector, 0, width);
    record?.(i, share);
  }
}

/** Q = det(I + w H) and Q · uᵀ (I + w H)⁻¹ |b| e_1 as coefficients of y, w = y − origin. With Q_k from rows k, k + 1, … alone,
 *      Q_k = Q_{k+1} + w row_k,   row_k = h_{k,k} Q_{k+1} − w h_{k+1,k} (h_{k,k+1} Q_{k+2} − w h_{k+2,k+1} (…)). */
export function borderedDeterminants(
  { entries, stride, steps }: BorderedHessenberg,
  origin: DoubleDouble,
): { determinant: DoubleDoubles; bordered: DoubleDoubles } {
  const length = steps + 1;
  // Q_k for k = steps + 1, …, 1 in rows k − 1.
  const trailing = allocate(length * length);
  trailing.hi[steps * length] = 1;
  let [inner, spare] = [allocate(length), allocate(length)];
  /** inner ← factor · w · inner */
  const climb = (factor: DoubleDouble) => {
    clear(spare, 0, length);
    addMultiple(multiply(factor, negate(origin)), inner, 0, spare, 0, length);
    addMultiple(factor, inner, 0, spare, 1, steps);
    [inner, spare] = [spare, inner];
  };
  const expand = (row: number, from: number) => {
    clear(inner, 0, length);
    for (let j = steps; j >= from; j--) {
      if (j < steps) climb(negate(get(entries, (j + 1) * stride + j)));
      addMultiple(get(entries, row * stride + j), trailing, j * length, inner, 0, length);
    }
  };
  for (let k = steps; k > 0; k--) {
    expand(k, k);
    climb(one);
    addMultiple(one, trailing, k * length, trailing, (k - 1) * length, length);
    addMultiple(one, inner, 0, trailing, (k - 1) * length, length);
  }
  expand(0, 1);
  const bordered = allocate(length);
  addMultiple(get(entries, stride), inner, 0, bordered, 0, length);
  return { determinant: { hi: trailing.hi.slice(0, length), lo: trailing.lo.slice(0, length) }, bordered };
}
