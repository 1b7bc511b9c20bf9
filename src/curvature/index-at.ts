/**
 * The index of a point on any landscape: how many directions go down, are flat, go up. Counted by inertia, never from eigenvalues, and
 * by the landscape's own route where it has a faster one.
 */
import { positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Landscape, PointHessian } from '../landscapes/landscape.ts';
import type { Count } from '../linalg/operator.ts';
import { norm } from '../linalg/vectors.ts';
import { classifyCriticalPoint, isCertified, usuallyStationary } from './critical-point.ts';
import type { HessianIndex } from './hessian-index.ts';
import type { Certainty, PointKind } from './point-kind.ts';
import { hessianAt } from './tangent.ts';

/** What was shown besides the counts. */
export type IndexCertificate =
  | {
      readonly kind: 'newton-kantorovich';
      /** A critical point is within `distance`, and the counts are those at it. */
      readonly holds: boolean;
      readonly certainty: Certainty;
      readonly distance: number | null;
    }
  | {
      /** What the floor comes from: "coupling". */
      readonly kind: string;
      /** No eigenvalue lies below −τ, which was known without a matrix. */
      readonly holds: boolean;
      /** No eigenvalue lies below it. */
      readonly floor: number;
    };

export interface PointIndex extends HessianIndex {
  readonly value: number;
  /** ‖tangent gradient‖ in the manifold's unit of length: counts are those of the point itself unless a critical point was shown to be near. */
  readonly gradientNorm: number;
  /** null where the counts alone were asked of a faster route. */
  readonly pointKind: PointKind | null;
  readonly certificate: IndexCertificate | null;
}

/**
 * Counts the eigenvalues of the Hessian below −τ, inside (−τ, τ) and above τ at a point.
 * @throws ArgumentError when the point is off the manifold or not finite, or τ is not positive; CapacityError as the landscape's Hessian
 */
export function indexAt(landscape: Landscape, point: Float64Array, { threshold }: { threshold: number }): PointIndex {
  const τ = positive('indexAt', 'threshold', threshold);
  const wrong = point.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new ArgumentError('indexAt', 'point', 'finite', wrong);
  const counted = countsAt(landscape, point, τ);
  if (counted) return counted;
  const critical = classifyCriticalPoint(landscape, point, { threshold: τ, polish: false });
  const { index, residual, certainty, kind, value } = critical;
  const certificate = {
    kind: 'newton-kantorovich' as const,
    holds: isCertified(critical),
    certainty,
    distance: index.distance,
  };
  return { ...index, value, gradientNorm: residual, pointKind: kind, certificate };
}

/** Largest dimension in which a point that may be critical is classified by dense factorizations, some seconds at most. */
const classified = 1000;

/** By the landscape's own counting, where it has one and no critical point is near, or the space is large. */
function countsAt(landscape: Landscape, point: Float64Array, τ: number): PointIndex | undefined {
  const hessian = hessianAt(landscape, point);
  try {
    const gradientNorm = norm(hessian.gradient) / landscape.manifold.lengthUnit.value;
    if (!hessian.countBelow || (gradientNorm <= usuallyStationary && hessian.size <= classified)) return undefined;
    return { ...counts(hessian, hessian.countBelow, τ), gradientNorm };
  } finally {
    hessian.release();
  }
}

function counts(
  hessian: PointHessian,
  countBelow: (level: number) => Count,
  τ: number,
): Omit<PointIndex, 'gradientNorm'> {
  const { size: n, value, floor } = hessian;
  const below = countBelow(-τ);
  const notAbove = countBelow(τ);
  const zero = Math.max(0, notAbove.low - below.high);
  const above = n - notAbove.high;
  return {
    dimension: n,
    threshold: τ,
    negative: below.low,
    zero,
    positive: above,
    undetermined: n - below.low - zero - above,
    bound: Math.max(below.bound, notAbove.bound),
    distance: null,
    value,
    pointKind: null,
    certificate: floor ? { kind: floor.name, holds: floor.value >= -τ, floor: floor.value } : null,
  };
}
