/**
 * The laws every landscape keeps, as a function to call: what its parts say of each other. The contract test runs it over every family;
 * whoever brings a function of their own can ask it where a gradient is wrong.
 */
import { type Stream, stream } from '../base/philox.ts';
import { applyEach } from '../linalg/operator.ts';
import { dot, norm } from '../linalg/vectors.ts';
import type { Landscape, PointHessian } from './landscape.ts';

export interface LawCheck {
  readonly law: string;
  readonly holds: boolean;
  readonly measured: number;
  /** The most that may be measured; for Taylor slopes the least. */
  readonly demanded: number;
}

/** Steps of the Taylor remainders, relative to the size of the point: rounding is far below, higher terms too. */
const steps = [1e-3, 3e-4, 1e-4];
/** The longest step stays within this share of the distance to a kink. */
const clearOfKinks = 0.5;
/** A remainder of second order falls with slope 2. */
const leastSlope = 1.9;
/** Remainders below this, relative to the terms they are left of, are rounding. */
const nothing = 1e-10;

/**
 * @param point  on the manifold and generic
 * @param seed   of the directions
 * @returns      one entry a law; those of optional parts only where the landscape has them
 */
export function checkLandscape(landscape: Landscape, point: Float64Array, seed: number): readonly LawCheck[] {
  const draw = stream(seed, 'check-landscape', 0, 'directions');
  return [
    ...onManifold(landscape, point),
    ...batches(landscape, point, draw),
    ...derivatives(landscape, point, draw),
    ...secondDerivatives(landscape, point, draw),
    ...fleets(landscape, point),
    ...invariance(landscape, point),
    ...zeroModeChecks(landscape, point),
  ];
}

function most(law: string, measured: number, demanded: number): LawCheck {
  return { law, measured, demanded, holds: measured <= demanded };
}

function look({ valueAndGradient, dimension }: Landscape, point: Float64Array) {
  const value = new Float64Array(1);
  const gradient = new Float64Array(dimension);
  valueAndGradient(point, 1, value, gradient);
  return { value: value[0]!, gradient };
}

function onManifold({ manifold }: Landscape, point: Float64Array): LawCheck[] {
  return [most('the point lies on the manifold', manifold.drift(point), 1e-14)];
}

function batches(landscape: Landscape, point: Float64Array, draw: Stream): LawCheck[] {
  const n = landscape.dimension;
  const count = 3;
  const points = new Float64Array(count * n);
  for (let r = 0; r < count; r++) points.set(moved(point, normals(draw, n), r * 1e-2), r * n);
  const values = new Float64Array(count);
  const gradients = new Float64Array(count * n);
  landscape.valueAndGradient(points, count, values, gradients);
  let difference = 0;
  for (let r = 0; r < count; r++) {
    const alone = look(landscape, points.slice(r * n, (r + 1) * n));
    difference = Math.max(difference, Math.abs(values[r]! - alone.value));
    alone.gradient.forEach((g, i) => {
      difference = Math.max(difference, Math.abs(gradients[r * n + i]! - g));
    });
  }
  return [most('a batch gives what its points give alone, to the bit', difference, 0)];
}

function derivatives(landscape: Landscape, point: Float64Array, draw: Stream): LawCheck[] {
  const here = look(landscape, point);
  const direction = normals(draw, landscape.dimension);
  const size = reach(landscape, point) / norm(direction);
  const slopeAlong = dot(here.gradient, direction);
  const remainder = (t: number) =>
    look(landscape, moved(point, direction, t * size)).value - here.value - t * size * slopeAlong;
  return [
    taylor('gradient: Taylor remainder of the value', remainder, Math.abs(here.value) + Math.abs(size * slopeAlong)),
  ];
}

function secondDerivatives(landscape: Landscape, point: Float64Array, draw: Stream): LawCheck[] {
  if (!landscape.hessianAt) return [];
  const n = landscape.dimension;
  const here = look(landscape, point);
  const hessian = landscape.hessianAt(point);
  const scale = 1 + norm(here.gradient);
  const direction = normals(draw, n);
  const size = reach(landscape, point) / norm(direction);
  const product = multiply(hessian, direction);
  const checks = [
    most('value of the prepared point', Math.abs(hessian.value - here.value), 1e-11 * (1 + Math.abs(here.value))),
    most('gradient of the prepared point', distance(hessian.gradient, here.gradient), 1e-11 * scale),
    taylor(
      'Hessian: Taylor remainder of the gradient',
      (t) => {
        const there = look(landscape, moved(point, direction, t * size)).gradient;
        return norm(there.map((g, i) => g - here.gradient[i]! - t * size * product[i]!));
      },
      norm(here.gradient) + size * norm(product),
    ),
  ];
  const { entries, error } = hessian.matrix();
  const along = entriesTimes(entries, direction);
  const large = norm(entries) * norm(direction);
  checks.push(
    most('matrix times vector is the product', distance(along, product), 1e-10 * large + error.value * norm(direction)),
    most('the matrix is symmetric', asymmetry(entries, n), 0),
    most('rows said to be zero are zero', idleSize(hessian, entries), 0),
  );
  if (hessian.applyBlock) {
    const block = Float64Array.from({ length: 3 * n }, (_, i) => (i < n ? direction[i]! : draw.normal()));
    const out = new Float64Array(3 * n);
    applyEach(hessian, block, 3, out);
    const alone = multiply(hessian, block.slice(2 * n));
    checks.push(
      most('a block of products is its products', distance(out.slice(2 * n), alone), 1e-11 * (large + norm(alone))),
    );
  }
  const again = multiply(hessian, direction);
  const other = landscape.hessianAt(moved(point, direction, 1e-2 * size));
  other.matrix();
  const { entries: kept } = hessian.matrix();
  const still = distance(multiply(hessian, direction), again) + distance(entriesTimes(kept, direction), along);
  checks.push(most('another point prepared changes nothing', still, 0));
  if (hessian.countBelow) {
    const far = 2 * norm(entries) + 1;
    const { low, high } = hessian.countBelow(far);
    const below = hessian.countBelow(-far);
    checks.push(
      most('all eigenvalues lie below twice the norm, none below minus it', n - low + (high - n) + below.high, 0),
    );
  }
  other.release();
  hessian.release();
  return checks;
}

function fleets(landscape: Landscape, point: Float64Array): LawCheck[] {
  const fleet = landscape.fleet?.(4, 'take-back');
  if (!fleet) return [];
  fleet.load(point, 1, 0);
  fleet.measure();
  const { value, gradient } = look(landscape, point);
  landscape.manifold.project(point, gradient);
  const residual = norm(gradient) / landscape.manifold.lengthUnit.value;
  // Fleets descend in float32 where they may.
  return [
    most('the fleet measures the value', Math.abs(fleet.energies[0]! - value), 1e-5 * (1 + Math.abs(value))),
    most('the fleet measures the residual', Math.abs(fleet.residuals[0]! - residual), 1e-5 * (1 + residual)),
  ];
}

function invariance(landscape: Landscape, point: Float64Array): LawCheck[] {
  const here = look(landscape, point);
  return landscape.symmetries.flatMap((symmetry) => {
    let difference = 0;
    let apart = 0;
    for (const choice of [0, 0.3, 0.6, 0.99]) {
      const copy = symmetry.sample(point, choice);
      difference = Math.max(difference, Math.abs(look(landscape, copy).value - here.value));
      const back = symmetry.nearest?.(point, copy);
      if (back) apart = Math.max(apart, distance(back, point) - distance(copy, point));
    }
    const tolerance = 1e-11 * (1 + Math.abs(here.value));
    const checks = [most(`${symmetry.name}: a copy has the same value`, difference, tolerance)];
    if (symmetry.nearest)
      checks.push(most(`${symmetry.name}: the nearest copy is no farther`, apart, 1e-9 * norm(point)));
    for (const direction of symmetry.directions?.(point) ?? []) {
      const slope = Math.abs(dot(direction, here.gradient)) / (norm(direction) || 1);
      if (slope > 1e-11 * (1 + norm(here.gradient)))
        checks.push(most(`${symmetry.name}: the gradient has no part along its directions`, slope, 1e-11));
    }
    return checks;
  });
}

function zeroModeChecks(landscape: Landscape, point: Float64Array): LawCheck[] {
  if (!landscape.zeroModes) return [];
  const { gradient } = look(landscape, point);
  let slope = 0;
  for (const mode of landscape.zeroModes(point)) slope = Math.max(slope, Math.abs(dot(mode, gradient)) / norm(mode));
  return [most('the gradient has no part along the zero modes', slope, 1e-11 * (1 + norm(gradient)))];
}

/** The slope of |remainder| over the steps on a logarithmic scale; 2 at once where nothing is left but rounding. */
function taylor(law: string, remainder: (t: number) => number, scale: number): LawCheck {
  const left = steps.map((t) => Math.abs(remainder(t)));
  if (left.every((x, k) => x <= nothing * steps[k]! * scale + 1e-13 * scale))
    return { law, measured: 2, demanded: leastSlope, holds: true };
  const measured = Math.log(left[0]! / left.at(-1)!) / Math.log(steps[0]! / steps.at(-1)!);
  return { law, measured, demanded: leastSlope, holds: measured >= leastSlope };
}

/** What steps are relative to: the size of the point, or a distance within which there is no kink. */
function reach({ regularity }: Landscape, point: Float64Array): number {
  const kinks = (clearOfKinks * regularity.kinkDistance(point)) / steps[0]!;
  return Math.min(norm(point) || 1, kinks || Infinity);
}

function multiply(hessian: PointHessian, v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  hessian.apply(v, out);
  return out;
}

function entriesTimes(entries: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  return v.map((_, i) => dot(entries.subarray(i * n, (i + 1) * n), v));
}

function asymmetry(entries: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) most = Math.max(most, Math.abs(entries[i * n + j]! - entries[j * n + i]!));
  return most;
}

function idleSize({ idle, size: n }: PointHessian, entries: Float64Array): number {
  return Math.max(0, ...Array.from(idle ?? [], (row) => norm(entries.subarray(row * n, (row + 1) * n))));
}

function moved(point: Float64Array, direction: Float64Array, t: number): Float64Array {
  return point.map((x, i) => x + t * direction[i]!);
}

function normals(draw: Stream, n: number): Float64Array {
  return Float64Array.from({ length: n }, () => draw.normal());
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((x, i) => x - b[i]!));
}
