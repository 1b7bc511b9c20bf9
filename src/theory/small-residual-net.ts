/**
 * A linear residual net with small layers that computes a given map exactly: (I + V_H) ⋯ (I + V_1) = R with max ‖V_k‖₂ = O(1/H) for every R of
 * positive determinant. R = U P (polar): a layers are P^{1/a}, the others U^{1/b}, a + b = H, so that
 *
 *     max ‖V_k‖ = max(max_i |σ_i^{1/a} − 1|, 2 sin(θ/2b)),    σ_i the singular values of R, θ the largest angle of the rotation U.
 *
 * Most R have no real logarithm; U and P have one each. With det R < 0 no net with ‖V_k‖ < 1 computes R: then all determinants are positive,
 * and the loss stays above its minimum by at least σ_min(R Σ^½)², the squared distance to the singular maps between.
 * @source [hardt2017identity], who assume det R > 0; the construction by the two factors is worked out here
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { symmetricEigensystem } from '../linalg/jacobi.ts';
import {
  columnsOf,
  frobenius,
  identityMatrix,
  type Matrix,
  matrix,
  plus,
  scaledColumns,
  times,
  transpose,
} from '../linalg/matrix.ts';
import { svd } from '../linalg/svd.ts';

/** An invariant space of a rotation: cos θ + sin θ J there, J² = −1. */
interface Turn {
  readonly angle: number;
  /** d × m, orthonormal columns. */
  readonly space: Matrix;
  /** m × m, skew and orthogonal; zero where the angle is 0. */
  readonly J: Matrix;
}

/** Cosines nearer than this belong to one angle. */
const sameAngle = 1e-12;
/** Sines below this are rounding next to half a turn, where any J does. */
const straight = 1e-8;

/**
 * V_1, …, V_H and their largest norm.
 * @param R       d × d
 * @param layers  H ≥ 2; 1 is enough for a symmetric R or a rotation
 * @throws ArgumentError when R is not square, singular to rounding, or of negative determinant
 */
export function smallResidualNet(R: Matrix, layers: number): { layers: readonly Matrix[]; norm: number } {
  integer('smallResidualNet', 'layers', layers, 1);
  const d = R.rows;
  if (R.columns !== d) throw new ArgumentError('smallResidualNet', 'R', 'square', `${d} × ${R.columns}`);
  const { left, right, values } = svd(R);
  if (!(values.at(-1)! > 1e-13 * values[0]!))
    throw new ArgumentError(
      'smallResidualNet',
      'R',
      'invertible',
      `singular values from ${values.at(-1)} to ${values[0]}`,
    );
  const U = times(left, transpose(right));
  if (determinantSign(U) < 0)
    throw new ArgumentError(
      'smallResidualNet',
      'R',
      'of positive determinant (products of small layers are)',
      'det R < 0',
    );
  const turns = turnsOf(U);
  const largest = Math.max(...turns.map(({ angle }) => angle));
  const stretched = values.some((σ) => Math.abs(σ - 1) > 1e-14);
  const turned = largest > 1e-14;
  if (layers === 1 && stretched && turned)
    throw new ArgumentError('smallResidualNet', 'layers', 'at least 2 for a map that stretches and turns', layers);
  const normWith = (a: number) =>
    Math.max(
      ...values.map((σ) => (a === 0 ? 0 : Math.abs(σ ** (1 / a) - 1))),
      layers === a ? 0 : 2 * Math.sin(largest / (2 * (layers - a))),
    );
  let stretching = stretched ? 1 : 0;
  for (let a = stretching; a <= layers - (turned ? 1 : 0); a++) if (normWith(a) < normWith(stretching)) stretching = a;
  const I = identityMatrix(d);
  const stretch =
    stretching > 0
      ? times(
          scaledColumns(
            right,
            values.map((σ) => σ ** (1 / stretching)),
          ),
          transpose(right),
        )
      : I;
  const turn = stretching < layers ? rotated(turns, d, 1 / (layers - stretching)) : I;
  const all = Array.from({ length: layers }, (_, k) => plus(k < stretching ? stretch : turn, -1, I));
  return { layers: all, norm: Math.max(...[all[0]!, all.at(-1)!].map((V) => svd(V).values[0]!)) };
}

/** The least excess over the minimum of nets whose layers all have ‖V_k‖ < 1: zero, or σ_min(R F)² where det R < 0. @param F  F Fᵀ = Σ */
export function smallNetExcess(R: Matrix, F: Matrix): number {
  const { left, right, values } = svd(R);
  const negative = values.at(-1)! > 0 && determinantSign(times(left, transpose(right))) < 0;
  return negative ? svd(times(R, F)).values.at(-1)! ** 2 : 0;
}

/** U^t on the shortest way from the identity. */
function rotated(turns: readonly Turn[], d: number, t: number): Matrix {
  return turns.reduce(
    (sum, { angle, space, J }) => {
      const m = space.columns;
      const inside = plus(
        scaledColumns(identityMatrix(m), new Float64Array(m).fill(Math.cos(t * angle))),
        Math.sin(t * angle),
        J,
      );
      return plus(sum, 1, times(space, inside, transpose(space)));
    },
    matrix(d, d),
  );
}

/** The angles of a rotation with their spaces, from its symmetric part, which is cos θ, and its skew part, which is sin θ J. */
function turnsOf(U: Matrix): Turn[] {
  const d = U.rows;
  const [S, A] = [1, -1].map((sign) => halved(plus(U, sign, transpose(U)))) as [Matrix, Matrix];
  const { values, vectors } = symmetricEigensystem(S.entries, d);
  const basis = transpose(matrix(d, d, vectors));
  const turns: Turn[] = [];
  for (let start = 0; start < d; ) {
    let end = start + 1;
    while (end < d && Math.abs(values[end]! - values[start]!) <= sameAngle) end++;
    const space = columnsOf(
      basis,
      Array.from({ length: end - start }, (_, k) => start + k),
    );
    turns.push(turnIn(space, times(transpose(space), A, space), mean(values.subarray(start, end))));
    start = end;
  }
  return turns;
}

function turnIn(space: Matrix, A: Matrix, cosine: number): Turn {
  const m = space.columns;
  const { left, right, values } = svd(A);
  if (values[m - 1]! > straight) {
    const angle = Math.atan2(mean(values), cosine);
    return { angle, space, J: times(left, transpose(right)) };
  }
  if (cosine > 0) return { angle: 0, space, J: matrix(m, m) };
  // Half a turn in pairs of any orthonormal vectors; their number is even where the determinant is positive.
  const J = matrix(m, m);
  for (let k = 0; k + 1 < m; k += 2) {
    J.entries[k * m + k + 1] = -1;
    J.entries[(k + 1) * m + k] = 1;
  }
  return { angle: Math.PI, space, J };
}

/** Of an orthogonal matrix, by elimination with pivots. */
function determinantSign(Q: Matrix): number {
  const n = Q.rows;
  const a = Q.entries.slice();
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[best * n + k]!)) best = i;
    if (best !== k) {
      sign = -sign;
      for (let j = 0; j < n; j++) [a[k * n + j], a[best * n + j]] = [a[best * n + j]!, a[k * n + j]!];
    }
    sign *= Math.sign(a[k * n + k]!);
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      for (let j = k; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  return sign;
}

const halved = (A: Matrix): Matrix => ({ ...A, entries: A.entries.map((x) => x / 2) });
const mean = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** ‖(I + V_H) ⋯ (I + V_1) − R‖_F. */
export function productError(layers: readonly Matrix[], R: Matrix): number {
  const I = identityMatrix(R.rows);
  return frobenius(
    plus(
      layers.reduce((product, V) => times(plus(I, 1, V), product), I),
      -1,
      R,
    ),
  );
}
