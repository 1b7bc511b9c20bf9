/**
 * A critical point, labelled for what it is. A small gradient is not believed: a point counts as `certified` only when
 * Newton–Kantorovich puts a true critical point next to it and every eigenvalue of its Hessian is placed.
 */
import { finite } from '../base/arguments.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { symmetricNorm } from '../linalg/inertia.ts';
import { type HessianIndex, hessianIndex, type IndexOptions } from './hessian-index.ts';
import { acrossModes } from './modes.ts';
import { tangentHessian } from './tangent.ts';

export const certainties = ['certified', 'gradient-flat', 'nonsmooth', 'undetermined'] as const;
export type Certainty = (typeof certainties)[number];

export const certaintyMessages: Readonly<Record<Certainty, string>> = {
  certified: 'a critical point lies within the stated distance and every eigenvalue of its Hessian is placed',
  'gradient-flat':
    'the Hessian has eigenvalues inside the threshold, so that a small gradient does not imply a critical point nearby',
  nonsmooth: 'a kink of the landscape may lie between the point and the critical point, or its distance is not known',
  undetermined:
    'the gradient residual is too large to certify a critical point or to place every eigenvalue; polish further',
};

export interface CriticalPoint {
  readonly position: Float64Array;
  /** L at the position, not per parameter. */
  readonly energy: number;
  /** ‖tangent gradient‖ in units of the landscape's gradientScale. */
  readonly residual: number;
  readonly index: HessianIndex;
  readonly certainty: Certainty;
}

export interface ClassifyOptions extends Omit<IndexOptions, 'gradientNorm' | 'lipschitz'> {
  /** K of hessianIndex; the landscape's own hessianLipschitz when absent. */
  readonly lipschitz?: number;
  /** Distance from the position to the nearest kink; needed on piecewise smooth landscapes, where an unknown one counts as 0. */
  readonly kinkDistance?: number;
  /**
   * Independent tangent vectors, ambient, along which a symmetry keeps the landscape constant. The point is certified on the slice
   * across them; each counts as one eigenvalue zero, which speaks against nothing.
   */
  readonly modes?: readonly Float64Array[];
}

/**
 * Takes the Hessian at a position, counts its index and says how far it is certified.
 * @param position   on the landscape's manifold; copied
 * @throws           ArgumentError as tangentHessian and hessianIndex do, or when no Lipschitz constant is known
 */
export function classifyCriticalPoint(
  landscape: Landscape,
  position: Float64Array,
  options: ClassifyOptions,
): CriticalPoint {
  const smooth = landscape.smoothness === 'analytic' ? Infinity : (options.kinkDistance ?? 0);
  if (smooth < Infinity) finite('classifyCriticalPoint', 'kinkDistance', smooth, 0);
  const { modes = [] } = options;
  const { matrix, dimension, energy, gradient, frame } = tangentHessian(landscape, position);
  const gradientNorm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  const lipschitz = finite('classifyCriticalPoint', 'lipschitz', options.lipschitz ?? landscape.hessianLipschitz, 0);
  const inFrame = modes.map((mode) => {
    const out = new Float64Array(dimension);
    frame.restrict(mode, out);
    return out;
  });
  const across = acrossModes(matrix, dimension, inFrame);
  const formed = options.hessianError ?? dimension * 2 ** -53 * symmetricNorm(matrix, dimension);
  const hessianError = formed + across.error;
  const index = hessianIndex(across.matrix, across.n, { ...options, gradientNorm, lipschitz, hessianError });
  return {
    position: position.slice(),
    energy,
    residual: gradientNorm / landscape.gradientScale,
    index: { ...index, dimension, zero: index.zero + modes.length },
    certainty: certaintyOf(index, smooth),
  };
}

/** The first reason against `certified` decides; `smooth` is the radius of the ball in which the landscape has no kink. */
function certaintyOf({ zero, undetermined, distance }: HessianIndex, smooth: number): Certainty {
  if (smooth <= (distance ?? 0)) return 'nonsmooth';
  if (zero > 0) return 'gradient-flat';
  return undetermined > 0 || distance === null ? 'undetermined' : 'certified';
}
