/**
 * The two Lipschitz constants that steps and certificates stand on: of the gradient, which limits the step of a descent, and of the
 * Hessian, which limits how far a Newton step can be trusted. One rule for all: what the landscape proves is a bound, what it does not
 * is estimated here, and an estimate says so.
 */
import { integer, positive } from '../base/arguments.ts';
import { type Stream, stream } from '../base/philox.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import type { Frame, Manifold } from '../landscapes/manifold.ts';
import { extremes } from '../linalg/lanczos.ts';
import { applyEach, type Bound } from '../linalg/operator.ts';
import { hessianAt, productsWithin, tangentFrame, tangentHessian } from './tangent.ts';

/** Relative accuracy of the extreme eigenvalues: a step length needs no more. */
const roughly = 1e-2;

/**
 * max |λ| of the tangent Hessians at some points, by Lanczos.
 * @randomness  start vectors, of `draw`
 * @accuracy    1 percent at each point; between the points it may be larger
 */
export function estimateGradientLipschitz(draw: Stream, landscape: Landscape, points: readonly Float64Array[]): number {
  return points.reduce((largest, point) => {
    const here = tangentHessian(landscape, point);
    const ends = extremes(draw, here.operator, 1, { tolerance: roughly });
    here.release();
    return Math.max(largest, Math.abs(ends.smallest[0]!.value), Math.abs(ends.largest[0]!.value));
  }, 0);
}

/** Step between the Hessians that are compared where no ball is given, in units of the manifold's length: the difference keeps ten digits. */
const step = 1e-4;
/** Vectors that either Hessian is multiplied with, for each probe. */
const vectors = 8;
/** What the estimate is multiplied by: with four probes its square errs by a factor of 1.7 (one standard deviation) at most. */
const caution = 2;

/**
 * K with ‖∇²L(x) − ∇²L(y)‖ ≤ K ‖x − y‖ next to a point, from the Frobenius norm of the third derivatives T within the tangent space,
 * which exceeds what any direction can give: for random unit tangent vectors v and independent normals z
 *      E ‖T v z‖² = ‖T‖_F² / m,   T v z ≈ (∇²L(R(x + δv)) z − ∇²L(x) z) / δ.
 * A Hessian with eight products a probe, and those products once at the point.
 * @param probes  default 4
 * @param radius  δ, of the ball that K is for; default 1e-4 of the manifold's length
 * @returns       2 ‖T‖_F, estimated
 * @randomness    8 m normals, then m a probe, of `draw`
 */
export function estimateHessianLipschitz(
  draw: Stream,
  landscape: Landscape,
  point: Float64Array,
  probes = 4,
  radius = step * landscape.manifold.lengthUnit.value,
): number {
  integer('estimateHessianLipschitz', 'probes', probes, 1);
  const { manifold } = landscape;
  const frame = tangentFrame(manifold, point);
  const m = frame.dimension;
  const δ = positive('estimateHessianLipschitz', 'radius', radius);
  const z = Float64Array.from({ length: vectors * m }, () => draw.normal());
  /** Products with the Riemannian Hessian of a point nearby; this point's frame is carried there, parallel to the first order in δ. */
  const productsAt = (place: Float64Array) => {
    const hessian = hessianAt(landscape, place);
    const products = new Float64Array(vectors * m);
    applyEach(productsWithin(manifold, place, carried(manifold, frame, place), hessian), z, vectors, products);
    hessian.release();
    return products;
  };
  const here = productsAt(point);
  let sum = 0;
  for (let probe = 0; probe < probes; probe++) {
    const v = Float64Array.from({ length: m }, () => draw.normal());
    const length = Math.sqrt(v.reduce((square, x) => square + x * x, 0));
    const place = new Float64Array(point.length);
    frame.lift(
      v.map((x) => (δ * x) / length),
      place,
    );
    for (let i = 0; i < place.length; i++) place[i]! += point[i]!;
    manifold.retract(place);
    const there = productsAt(place);
    for (let i = 0; i < here.length; i++) sum += ((there[i]! - here[i]!) / δ) ** 2;
  }
  return caution * Math.sqrt((m * sum) / (probes * vectors));
}

/** The frame at another point: its vectors, projected there. */
function carried(manifold: Manifold, frame: Frame, place: Float64Array): Frame {
  const inside = new Float64Array(place.length);
  return {
    ...frame,
    lift(t, out) {
      frame.lift(t, out);
      manifold.project(place, out);
    },
    restrict(x, out) {
      inside.set(x);
      manifold.project(place, inside);
      frame.restrict(inside, out);
    },
  };
}

/** K for a verdict, over the ball of `radius`: the landscape's own bound, else an estimate that says so. */
export function hessianLipschitz(landscape: Landscape, point: Float64Array, radius: number): Bound {
  const own = landscape.regularity.hessianLipschitz?.(point, radius);
  if (own) return own;
  const value = estimateHessianLipschitz(probing(), landscape, point, undefined, radius > 0 ? radius : undefined);
  return { value, kind: 'estimate' };
}

/** K for the length of a step: the landscape's usual one, else an estimate. A bound may be larger by orders and is not asked for. */
export function usualHessianLipschitz(landscape: Landscape, point: Float64Array): number {
  return landscape.regularity.usual?.hessianLipschitz ?? estimateHessianLipschitz(probing(), landscape, point);
}

/** The same probes everywhere: an estimate is a function of the landscape and the point. */
function probing(): Stream {
  return stream(1, 'hessian-lipschitz', 0, 'probes');
}
