/**
 * A landscape in other coordinates and units: c L(θ + s) + b for a landscape L in flat space. What is known of L is known of it: bounds
 * grow by c and by what the sum θ + s and the product with c round.
 */
import { finite, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Bound, Operator } from '../linalg/operator.ts';
import { norm } from '../linalg/vectors.ts';
import type { Landscape, PointHessian, Regularity, Symmetry } from './landscape.ts';

export interface AffineChange {
  readonly name: string;
  readonly quantity: Landscape['quantity'];
  /** c > 0. Default 1. */
  readonly scale?: number;
  /** s; default 0. */
  readonly shift?: Float64Array;
  /** b; default 0. */
  readonly constant?: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of the bounds themselves. */
const up = 1 + 1e-12;

/**
 * @throws ArgumentError when the scale is not positive, the shift has another length than a point, or the landscape is not in flat space
 */
export function affine(inner: Landscape, change: AffineChange): Landscape {
  const { name, quantity, shift } = change;
  const scale = positive('affine', 'scale', change.scale ?? 1);
  const constant = finite('affine', 'constant', change.constant ?? 0);
  const { dimension, manifold, hessianAt, zeroModes, same, forecast, indexBound } = inner;
  if (manifold.lengthUnit.symbol !== '' || manifold.tangentDimension !== dimension)
    throw new ArgumentError('affine', 'inner', 'a landscape in flat space', manifold.name);
  if (shift && shift.length !== dimension)
    throw new ArgumentError('affine', 'shift', `${dimension} numbers`, shift.length);
  const moved = (point: Float64Array) => (shift ? point.map((x, i) => x + shift[i]!) : point);
  const back = (point: Float64Array) => (shift ? point.map((x, i) => x - shift[i]!) : point);
  return {
    name,
    dimension,
    manifold,
    quantity,
    regularity: regularityOf(inner.regularity, scale, moved),
    symmetries: inner.symmetries.map((symmetry) => symmetryOf(symmetry, moved, back)),
    ...(indexBound !== undefined && { indexBound }),
    valueAndGradient(points, count, values, gradients) {
      const there = shift ? points.map((x, i) => x + shift[i % dimension]!) : points;
      inner.valueAndGradient(there, count, values, gradients);
      for (let r = 0; r < count; r++) values[r] = scale * values[r]! + constant;
      for (let i = 0; i < count * dimension; i++) gradients[i]! *= scale;
    },
    ...(hessianAt && {
      hessianAt: (point) =>
        prepared(inner, hessianAt(moved(point)), {
          scale,
          constant,
          rounding: shift ? u * norm(moved(point)) : 0,
          point: moved(point),
        }),
    }),
    ...(zeroModes && { zeroModes: (point) => zeroModes(moved(point)) }),
    ...(same && { same: (a, b, closeness) => same(moved(a), moved(b), closeness) }),
    ...(forecast && { forecast: (work, point, clock) => forecast(work, moved(point), clock) }),
  };
}

function regularityOf(
  { gradientLipschitz, hessianLipschitz, kinkDistance, usual }: Regularity,
  scale: number,
  moved: (point: Float64Array) => Float64Array,
): Regularity {
  const grown = ({ value, kind }: Bound): Bound => ({ value: scale * value * up, kind });
  // The rounded sum θ + s is off by a share of itself: the ball about it reaches that much further.
  const wider = (point: Float64Array, radius: number) => radius + u * norm(moved(point));
  return {
    kinkDistance: (point) => kinkDistance(moved(point)),
    ...(gradientLipschitz && {
      gradientLipschitz: (point, radius) => grown(gradientLipschitz(moved(point), wider(point, radius))),
    }),
    ...(hessianLipschitz && {
      hessianLipschitz: (point, radius) => grown(hessianLipschitz(moved(point), wider(point, radius))),
    }),
    ...(usual && {
      usual: Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, scale * value])),
    }),
  };
}

function symmetryOf(
  { name, statement, sample, directions, nearest }: Symmetry,
  moved: (point: Float64Array) => Float64Array,
  back: (point: Float64Array) => Float64Array,
): Symmetry {
  return {
    name,
    statement,
    sample: (point, choice) => back(sample(moved(point), choice)),
    ...(directions && { directions: (point) => directions(moved(point)) }),
    ...(nearest && { nearest: (target, point) => back(nearest(moved(target), moved(point))) }),
  };
}

interface Preparation {
  readonly scale: number;
  readonly constant: number;
  /** How far the rounded sum may be from θ + s. */
  readonly rounding: number;
  readonly point: Float64Array;
}

function prepared(
  { regularity }: Landscape,
  inner: PointHessian,
  { scale, constant, rounding, point }: Preparation,
): PointHessian {
  const multiply = (out: Float64Array) => {
    for (let i = 0; i < out.length; i++) out[i]! *= scale;
  };
  const { applyBlock, floor } = inner;
  /** The bound of the inner landscape, what lies between the rounded sum and the sum, and the products with c. */
  const errorOf = (own: Bound | undefined, lipschitz: Regularity['gradientLipschitz'], size: number): Bound => {
    const beside = rounding === 0 ? { value: 0, kind: 'bound' as const } : lipschitz?.(point, rounding);
    const known = own?.kind === 'bound' && beside?.kind === 'bound';
    const value = scale * ((own?.value ?? 0) + (beside?.value ?? 0) * rounding + (scale === 1 ? 0 : 2 * u * size));
    return { value: value * up, kind: known ? 'bound' : 'estimate' };
  };
  const gradient = inner.gradient.map((g) => scale * g);
  const applied: Operator = {
    size: inner.size,
    symmetric: true,
    apply(v, out) {
      inner.apply(v, out);
      multiply(out);
    },
    ...(applyBlock && {
      applyBlock: (vectors, count, out) => {
        applyBlock(vectors, count, out);
        multiply(out.subarray(0, count * inner.size));
      },
    }),
  };
  return {
    ...applied,
    get error() {
      // ‖∇²L‖ by the Lipschitz constant of the gradient, where one is known.
      const size = regularity.gradientLipschitz?.(point, rounding);
      const own = errorOf(inner.error, regularity.hessianLipschitz, size?.value ?? 0);
      return size?.kind === 'bound' || scale === 1 ? own : { ...own, kind: 'estimate' as const };
    },
    value: scale * inner.value + constant,
    gradient,
    ...(inner.gradientError && {
      get gradientError() {
        return errorOf(inner.gradientError, regularity.gradientLipschitz, norm(inner.gradient));
      },
    }),
    formed: inner.formed,
    matrix() {
      const { entries, error } = inner.matrix();
      const bound = errorOf(error, regularity.hessianLipschitz, norm(entries));
      for (let i = 0; i < entries.length; i++) entries[i]! *= scale;
      return { entries, error: bound };
    },
    ...(inner.idle && { idle: inner.idle }),
    ...(floor && { floor: { name: floor.name, value: scale * floor.value } }),
    release: inner.release,
  };
}
