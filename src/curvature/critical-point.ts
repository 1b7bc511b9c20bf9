/**
 * A critical point, labelled for what it is. A small gradient is not believed: a point counts as certified only when Newton–Kantorovich
 * puts a true critical point next to it, on a proved Lipschitz constant of the Hessian and proved errors of Hessian and gradient. Where
 * one of these is an estimate the label says so. Along the continuous symmetries of the landscape a critical point is never alone: it is
 * certified on the slice across them, and each counts as an eigenvalue zero that speaks against nothing.
 */
import { finite } from '../base/arguments.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { factorLdl, solveLdl } from '../linalg/ldl.ts';
import type { Bound } from '../linalg/operator.ts';
import { norm } from '../linalg/vectors.ts';
import { type CriticalIndex, type HessianIndex, hessianIndex, type IndexOptions } from './hessian-index.ts';
import { hessianLipschitz } from './lipschitz.ts';
import { acrossModes, knownZeroModes, type Slice } from './modes.ts';
import type { Certainty, PointKind } from './point-kind.ts';
import { type TangentHessian, tangentHessian } from './tangent.ts';

export interface CriticalPoint {
  readonly position: Float64Array;
  /** L at the position, not per parameter. */
  readonly value: number;
  /** ‖tangent gradient‖ in the manifold's unit of length. */
  readonly residual: number;
  readonly index: HessianIndex;
  readonly kind: PointKind;
  readonly certainty: Certainty;
  /** What `certified-given-K` is given: null where nothing was estimated. */
  readonly given: string | null;
  /** K over the ball in which the critical point was sought. */
  readonly lipschitz: Bound;
}

export interface ClassifyOptions extends Pick<IndexOptions, 'threshold' | 'cholesky'> {
  /** K over any ball, instead of the landscape's own. */
  readonly lipschitz?: Bound;
  /** Residual above which a point is `not-stationary`. Default 1e-6. */
  readonly stationary?: number;
  /** Newton steps that bring the point to rounding before it is judged; the position is the polished one. Default true. */
  readonly polish?: boolean;
}

/** Radius of the ball about the point in which constants hold, in units of the manifold's length. */
const reach = 1e-3;
export const usuallyStationary = 1e-6;
/** ‖H g‖ ≤ this · ‖H‖_F ‖g‖: g is so nearly in the kernel of H that ‖g‖² is stationary and not 0. */
const flatness = 1e-6;

/**
 * Takes the Hessian at a position, counts its index and says what kind of point it is, and how far that is certified.
 * @param position   on the landscape's manifold; copied
 * @throws           ArgumentError as tangentHessian and hessianIndex do
 */
export function classifyCriticalPoint(
  landscape: Landscape,
  position: Float64Array,
  options: ClassifyOptions,
): CriticalPoint {
  const { manifold, regularity } = landscape;
  const stationary = finite('classifyCriticalPoint', 'stationary', options.stationary ?? usuallyStationary, 0);
  const look = lookAcross(landscape, position, options.polish ?? true);
  const { point, here, across } = look;
  const unit = manifold.lengthUnit.value;
  const computed = norm(here.gradient);
  const smooth = regularity.kinkDistance(point);
  const radius = options.lipschitz ? Infinity : reach * unit;
  /** Where K holds: no nearer to a kink than half the way. */
  const sure = Math.min(radius, smooth / 2);
  const lipschitz = options.lipschitz ?? hessianLipschitz(landscape, point, sure);
  const { entries, error } = here.matrix();
  // Only where the gradient vanishes are the directions of symmetries zero modes.
  const critical = computed <= stationary * unit;
  const modes = critical ? look.modes.length : 0;
  const counted = hessianIndex(critical ? across.matrix : entries, critical ? across.n : here.dimension, {
    threshold: options.threshold,
    ...(options.cholesky && { cholesky: options.cholesky }),
    gradientNorm: computed === 0 && here.gradientError.value === 0 ? 0 : computed + here.gradientError.value,
    lipschitz: lipschitz.value,
    radius,
    hessianError: error.value + (critical ? across.error : 0),
  });
  const estimates = [
    { what: 'Lipschitz constant of the Hessian', bound: lipschitz },
    { what: 'rounding of the Hessian', bound: error },
    { what: 'rounding of the gradient', bound: here.gradientError },
  ].filter(({ bound }) => bound.kind === 'estimate');
  const found = kindOf(counted, {
    residual: computed / unit,
    stationary,
    smooth,
    sure,
    flat: () => isFlat(here, computed),
    vanishes: computed <= here.gradientError.value,
  });
  here.release();
  const given = found.certified && estimates.length > 0 ? estimates.map(({ what }) => what).join(', ') : null;
  const { below: _, ...index } = counted;
  return {
    position: point,
    value: here.value,
    residual: computed / unit,
    index: { ...index, dimension: here.dimension, zero: index.zero + modes },
    kind: found.kind,
    certainty: !found.certified ? 'uncertified' : given === null ? 'certified' : 'certified-given-K',
    given,
    lipschitz,
  };
}

/** Certified, on proved constants or on estimated ones. */
export function isCertified({ certainty }: Pick<CriticalPoint, 'certainty'>): boolean {
  return certainty !== 'uncertified';
}

interface Signs {
  readonly residual: number;
  readonly stationary: number;
  /** Radius of the ball without kinks, and of the one in which K holds. */
  readonly smooth: number;
  readonly sure: number;
  readonly flat: () => boolean;
  /** The gradient is zero to its rounding. */
  readonly vanishes: boolean;
}

function kindOf(
  { dimension: n, negative, zero, distance, below }: CriticalIndex,
  { residual, stationary, smooth, sure, flat, vanishes }: Signs,
): { kind: PointKind; certified: boolean } {
  if (distance !== null && below !== null)
    return smooth > distance && distance <= sure
      ? { kind: kindBySigns(below, n), certified: true }
      : { kind: 'nonsmooth', certified: false };
  if (!(residual <= stationary)) return { kind: flat() ? 'gradient-flat' : 'not-stationary', certified: false };
  if (smooth <= 0) return { kind: 'nonsmooth', certified: false };
  // Zero modes do not matter where the gradient is zero and an eigenvalue certainly below it.
  if (vanishes && negative > 0) return { kind: 'strict-saddle', certified: false };
  return { kind: zero > 0 ? 'degenerate' : 'undecided', certified: false };
}

function kindBySigns(below: number, n: number): PointKind {
  if (below === 0) return 'minimum';
  return below === n ? 'maximum' : 'strict-saddle';
}

/** ‖H g‖ beside ‖H‖ ‖g‖. */
function isFlat({ operator, gradient, matrix }: TangentHessian, length: number): boolean {
  const product = new Float64Array(gradient.length);
  operator.apply(gradient, product);
  return norm(product) <= flatness * norm(matrix().entries) * length;
}

interface Look {
  readonly point: Float64Array;
  readonly here: TangentHessian;
  readonly across: Slice;
  readonly modes: readonly Float64Array[];
}

/** Newton steps at most: each doubles the digits. */
const newtonSteps = 4;
/** A step is worth taking when it leaves at most this share of the gradient. */
const gain = 0.5;
/** Longest step of a polish, in units of the manifold's length: longer ones may end elsewhere. */
const longestStep = 1e-4;

/** The Hessian across the known zero modes, at the point or where Newton's method takes it. */
function lookAcross(landscape: Landscape, position: Float64Array, polish: boolean): Look {
  let look = lookAt(landscape, position.slice());
  for (let step = 0; polish && step < newtonSteps; step++) {
    const before = norm(look.here.gradient);
    if (before <= look.here.gradientError.value) break;
    const next = newtonStep(landscape, look);
    if (!next) break;
    const there = lookAt(landscape, next);
    if (!(norm(there.here.gradient) <= gain * before)) {
      there.here.release();
      break;
    }
    look.here.release();
    look = there;
  }
  return look;
}

function lookAt(landscape: Landscape, point: Float64Array): Look {
  const here = tangentHessian(landscape, point);
  const modes = knownZeroModes(landscape, point).map((mode) => {
    const out = new Float64Array(here.dimension);
    here.frame.restrict(mode, out);
    return out;
  });
  return { point, here, modes, across: acrossModes(here.matrix().entries, here.dimension, modes) };
}

/** The retracted Newton step across the modes, or null where it is long or the matrix singular to rounding. */
function newtonStep(landscape: Landscape, { point, here, across }: Look): Float64Array | null {
  const { manifold } = landscape;
  const direction = across.restrict(here.gradient).map((x) => -x);
  const ldl = factorLdl(across.matrix.slice(), across.n);
  if (ldl.blocks.some((kind, k) => kind === 1 && ldl.factor[k * across.n + k] === 0)) return null;
  solveLdl(ldl, direction);
  const length = norm(direction);
  if (!(length <= longestStep * manifold.lengthUnit.value)) return null;
  const move = new Float64Array(point.length);
  here.frame.lift(across.lift(direction), move);
  for (let i = 0; i < move.length; i++) move[i]! += point[i]!;
  manifold.retract(move);
  return move;
}
