/**
 * The census of a small glass: every critical point, none missing, each with its certified index. A critical point of L on the sphere
 * is ±√Λ x for a real eigenvector x of the symmetrized couplings, so two dimensions need the roots of one polynomial, and more the
 * homotopy. Three checks that know nothing of either: the Euler characteristic Σ (−1)^index = 1 + (−1)^{Λ−1}, the antipode of each
 * point (index k at odd order ↔ Λ − 1 − k, at even order k ↔ k), and an even number of eigenpairs that are not real.
 * @source [auffinger2013random] (the critical points); [cartwright2013number] (their number)
 */
import type { Stream } from '../base/philox.ts';
import { type CriticalPoint, classifyCriticalPoint, isCertified } from '../curvature/critical-point.ts';
import { couplings, type SpinGlass } from '../landscapes/spin-glass/spin-glass.ts';
import { eigenpairs } from './homotopy.ts';
import { circleEigenvectors } from './homotopy-circle.ts';
import { eigenpairCount, type SymmetricTensor, symmetricTensor } from './homotopy-family.ts';

export interface Census {
  /** In order of energy. */
  readonly points: readonly CriticalPoint[];
  /** D complex eigenpairs: 2 (D − nonreal) critical points when complete. */
  readonly expected: number;
  readonly nonreal: number;
  /** Paths tracked, those that failed, and rounds; 0 in two dimensions. */
  readonly paths: number;
  readonly failures: number;
  readonly rounds: number;
  /** Every eigenpair accounted for, and every point certified. */
  readonly complete: boolean;
  /** Σ (−1)^index = 1 + (−1)^{Λ−1}. Says nothing at odd order and even Λ, where antipodes cancel. */
  readonly euler: boolean;
  /** Every point's antipode is there with the index that it must have. */
  readonly paired: boolean;
}

/** Eigenvalues of the tangent Hessian, of order 1, within this of 0 count as zero. */
const threshold = 1e-6;

/** @param stream  decides the homotopies
 *  @throws        ArgumentError at order 2, whose critical points are eigenvectors of a matrix */
export function censusOf(stream: Stream, glass: SpinGlass): Census {
  const { order, size } = glass.shape;
  const tensor = symmetricTensor(couplings(glass.shape), order, size, 1 / Math.sqrt(size));
  const { vectors, ...account } = realEigenvectors(stream, tensor);
  const lipschitz = { value: hessianLipschitz(tensor), kind: 'bound' } as const;
  const points = vectors
    .flatMap((x) => [x, x.map((xi) => -xi)])
    .map((x) => {
      const position = x.map((xi) => Math.sqrt(size) * xi);
      glass.manifold.retract(position);
      return classifyCriticalPoint(glass, position, { threshold, lipschitz });
    });
  const certified = points.every(isCertified);
  const sum = points.reduce((total, { index }) => total + (index.negative % 2 === 0 ? 1 : -1), 0);
  const antipode = (index: number) => (order % 2 === 0 ? index : size - 1 - index);
  const paired = points.every(
    ({ index }, i) => i % 2 === 1 || points[i + 1]!.index.negative === antipode(index.negative),
  );
  return {
    points: points.sort((a, b) => a.value - b.value),
    ...account,
    complete: certified && vectors.length + account.nonreal === account.expected && account.nonreal % 2 === 0,
    euler: sum === 1 + (size % 2 === 0 ? -1 : 1),
    paired,
  };
}

function realEigenvectors(stream: Stream, tensor: SymmetricTensor) {
  if (tensor.size === 2) {
    const vectors = circleEigenvectors(tensor);
    const expected = eigenpairCount(tensor.order, 2);
    return { vectors, expected, nonreal: expected - vectors.length, paths: 0, failures: 0, rounds: 0 };
  }
  const { real, complex: nonreal, expected, paths, failures, rounds } = eigenpairs(stream, tensor);
  return { vectors: real.map(({ x }) => x), expected, nonreal, paths, failures, rounds };
}

/**
 * A bound, not an estimate: along a geodesic of the unit sphere Hess S = H(H−1) S(·,·,x…) − H S(x…) I changes by at most
 * [H(H−1)(H−2) + 2H(H−1) + H²] ‖S‖ a unit, and L = Λ S on the radius √Λ.
 */
function hessianLipschitz({ order: H, size, norm }: SymmetricTensor): number {
  return ((H * (H - 1) * (H - 2) + 2 * H * (H - 1) + H * H) * norm) / Math.sqrt(size);
}
