/**
 * Every eigenpair of a symmetric tensor of any order, S x^{H−1} = λ x with ‖x‖ = 1 (Z-eigenpairs): the critical points of S(x, …, x) on the
 * unit sphere. At order 2 they are those of a matrix, above all complex ones are tracked by the homotopy, and the real ones taken. The list
 * is complete, or the reason stands beside it.
 * @source [cartwright2013number]
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import type { GivenTensor } from '../kernels/contract.ts';
import { householderEigensystem, symmetricEigenvalues } from '../linalg/eigenvalues.ts';
import { type EigenpairsStatus, trackEigenpairs } from './homotopy.ts';
import { type SymmetricTensor, symmetricTensor } from './homotopy-family.ts';
import { type Search, type Share, stepwise } from './search.ts';

export interface TensorEigenpair {
  /** S(x, …, x). At odd order (−x, −λ) is the same eigenpair: the one with λ ≥ 0 stands here. */
  readonly value: number;
  /** ‖x‖ = 1. */
  readonly vector: Float64Array;
  /** An exact eigenpair lies within this of (x, λ), of a tensor scaled to ‖S‖ between 1 and 2: certified above order 2. */
  readonly error: number;
  /** Negative eigenvalues of the Hessian of S(x, …, x) on the unit sphere at x; null where the error leaves a sign open. */
  readonly index: number | null;
}

export interface TensorEigenpairs {
  readonly status: EigenpairsStatus;
  /** In words; what to try where the list is not complete. */
  readonly reason: string;
  /** In order of value. */
  readonly pairs: readonly TensorEigenpair[];
  /** Isolated eigenpairs that are not real. */
  readonly nonreal: number;
  /** ((H−1)^Λ − 1)/(H−2), or Λ at order 2. */
  readonly expected: number;
  readonly paths: number;
  readonly failures: number;
  readonly rounds: number;
}

/**
 * @param stream  decides the homotopies
 * @param tensor  its symmetrization is taken
 * @throws ArgumentError when the order is below 2 or there are more than 10⁵ paths; DataError when an entry is not finite
 */
export function tensorEigenpairs(stream: Stream, tensor: GivenTensor): Search<unknown, TensorEigenpairs> {
  const { order, size, entries } = tensor;
  integer('tensorEigenpairs', 'order', order, 2);
  integer('tensorEigenpairs', 'size', size, 1);
  if (entries.length !== size ** order)
    throw new ArgumentError('tensorEigenpairs', 'entries', `Λ^H = ${size ** order} numbers`, entries.length);
  const wrong = entries.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) throw new DataError(`tensorEigenpairs: entry ${wrong} must be finite, got ${entries[wrong]}`);
  const begun: TensorEigenpairs = {
    status: 'unfinished',
    reason: 'stopped before all paths were tracked',
    pairs: [],
    nonreal: 0,
    expected: 0,
    paths: 0,
    failures: 0,
    rounds: 0,
  };
  return stepwise(
    function* () {
      return order === 2 ? ofMatrix(tensor) : yield* ofTensor(stream, tensor);
    },
    () => begun,
  );
}

function* ofTensor(stream: Stream, { order, size, entries }: GivenTensor): Generator<Share, TensorEigenpairs, void> {
  const plain = symmetricTensor(entries, order, size);
  if (plain.norm === 0) return degenerate(order, size, 'the tensor is 0: every vector is an eigenvector of 0');
  // A power of two: no entry is rounded.
  const scale = 2 ** -Math.floor(Math.log2(plain.norm));
  const tensor = symmetricTensor(entries, order, size, scale);
  const found = yield* trackEigenpairs(stream, tensor);
  const { status, expected, paths, failures, rounds } = found;
  const pairs = found.real.map(({ x, value, error }): TensorEigenpair => {
    const flip = order % 2 === 1 && value < 0;
    const vector = flip ? x.map((xi) => -xi) : x;
    const here = flip ? -value : value;
    return { value: here / scale, vector, error, index: indexOf(tensor, vector, here, error) };
  });
  const isolated = found.real.length + found.complex;
  const missing = `${expected - isolated} of ${expected} paths`;
  const reason = {
    complete: `${expected} isolated eigenpairs, as many as there can be`,
    'infinitely-many': `${found.realCurve ? 'real' : 'complex'} eigenpairs fill a curve (seen by walking along it, to rounding)`,
    multiple: `${missing} end at multiple eigenpairs, which are not listed`,
    unfinished: `${missing} could not be followed in ${rounds} rounds, and no singular eigenpair was seen; try another --seed`,
  }[status];
  return {
    status,
    reason,
    pairs: pairs.sort((a, b) => a.value - b.value),
    nonreal: found.complex,
    expected,
    paths,
    failures,
    rounds,
  };
}

/** The eigenpairs of a matrix: as many as its size unless two eigenvalues agree to rounding. */
function ofMatrix({ size: n, entries }: GivenTensor): TensorEigenpairs {
  const S = entries.map((x, at) => (x + entries[(at % n) * n + Math.floor(at / n)]!) / 2);
  const norm = Math.sqrt(S.reduce((sum, x) => sum + x * x, 0));
  const scale = norm > 0 ? 2 ** -Math.floor(Math.log2(norm)) : 1;
  const { values, vectors } = householderEigensystem(S, n);
  // An eigenvalue lies within ‖A v − θ v‖ of θ, ‖v‖ = 1 to rounding.
  const residual = (k: number) => {
    let square = 0;
    for (let i = 0; i < n; i++) {
      let rest = -values[k]! * vectors[k * n + i]!;
      for (let j = 0; j < n; j++) rest += S[i * n + j]! * vectors[k * n + j]!;
      square += rest * rest;
    }
    return 2 * (Math.sqrt(square) + (n + 2) * 2 ** -53 * norm);
  };
  const errors = Array.from(values, (_, k) => residual(k));
  const error = scale * Math.max(...errors);
  const pairs = Array.from(values, (value, k): TensorEigenpair => {
    const vector = vectors.slice(k * n, (k + 1) * n);
    return { value, vector, error: scale * errors[k]!, index: k };
  });
  const repeated = values.some((value, k) => k > 0 && (value - values[k - 1]!) * scale <= 2 * error);
  if (n > 1 && repeated) {
    const reason = 'two eigenvalues of the matrix agree to rounding, and their eigenvectors fill a circle';
    return { ...degenerate(2, n, reason), pairs: [] };
  }
  return { ...degenerate(2, n, `${n} eigenpairs of a matrix of size ${n}`), status: 'complete', pairs };
}

function degenerate(order: number, size: number, reason: string): TensorEigenpairs {
  const expected = order === 2 ? size : ((order - 1) ** size - 1) / (order - 2);
  return { status: 'infinitely-many', reason, pairs: [], nonreal: 0, expected, paths: 0, failures: 0, rounds: 0 };
}

/**
 * Negative eigenvalues of H [(H−1) S(·, ·, x, …, x) − λ] on the tangent space of x, by all eigenvalues of the projected matrix; x itself is
 * moved to ‖S‖ above. A point off by ε moves the matrix by at most ((H−1)(H−2) + H) ‖S‖ ε, and projection twice that again.
 */
function indexOf({ order: H, size: n, entries, norm }: SymmetricTensor, x: Float64Array, λ: number, ε: number) {
  let rest = entries;
  for (let h = 2; h < H; h++)
    rest = Float64Array.from({ length: rest.length / n }, (_, row) =>
      x.reduce((sum, xi, i) => sum + rest[row * n + i]! * xi, 0),
    );
  const above = (H + 1) * norm + 1;
  const M = rest.map((m, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    // S(·, x, …, x) = λ x, so that P S P = S − λ x xᵀ.
    return (H - 1) * (m - λ * x[i]! * x[j]!) - (i === j ? λ : 0) + (λ + above) * x[i]! * x[j]!;
  });
  const room = 3 * ((H - 1) * (H - 2) + H + 1) * (norm + above) * ε + 64 * n * 2 ** -53 * (H * norm + above);
  const values = symmetricEigenvalues(M, n);
  return values.some((value) => Math.abs(value) <= room) ? null : values.filter((value) => value < 0).length;
}
