/**
 * Krawczyk's operator: a proof that a system F(x) = 0 of n equations in n unknowns has exactly one solution in a box.
 *
 *     K(X) = c − Y F(c) + (I − Y F′(X)) (X − c),    Y near F′(c)⁻¹
 *
 * When K(X) lies inside X, X holds one solution and no other, and that lies in K(X). Nothing is assumed of Y.
 * @source [krawczyk1969newton]; [neumaier1990interval]
 */
import { above, add, below, type Interval, isInside, magnitude, multiply, point, subtract, zero } from './interval.ts';
import { addScaled, entry, type IntervalVector, set, zeros } from './vectors.ts';

export interface System {
  /** F on the box: values, and the matrix F′ row by row; undefined where F has no derivative there. */
  at(
    box: IntervalVector,
  ): { readonly values: readonly Interval[]; readonly jacobian: readonly IntervalVector[] } | undefined;
}

/** A box around the center that holds one zero. */
export interface ZeroFound {
  readonly box: IntervalVector;
}

/** Boxes that are tried, each four times as wide as the one before. */
const mostTries = 12;

/**
 * @param inverse  Y, n × n, row-major
 * @returns        a box, or undefined when none was found to hold a zero
 */
export function proveZero(system: System, center: Float64Array, inverse: Float64Array): ZeroFound | undefined {
  const n = center.length;
  const points: IntervalVector = { low: center, high: center };
  const here = system.at(points);
  if (!here) return undefined;
  const step = Array.from({ length: n }, (_, i) => productOf(row(inverse, i, n), here.values));
  const moved = step.map((s, i) => 2 * magnitude(s) + 4 * Number.EPSILON * Math.abs(center[i]!));
  // No side is so short that what the others' rounding does to it sticks out.
  const least = 2 ** -20 * Math.max(...moved, 1e-200);
  let radii = moved.map((r) => Math.max(r, least));
  for (let attempt = 0; attempt < mostTries; attempt++, radii = radii.map((r) => 4 * r)) {
    const box = {
      low: Float64Array.from(center, (c, i) => below(c - radii[i]!)),
      high: Float64Array.from(center, (c, i) => above(c + radii[i]!)),
    };
    const there = system.at(box);
    if (!there) return undefined;
    const image = imageOf(center, inverse, step, there.jacobian, box);
    if (image.every((k, i) => isInside(k, entry(box, i)))) {
      const found = zeros(n);
      image.forEach((k, i) => void set(found, i, k));
      return { box: found };
    }
  }
  return undefined;
}

function imageOf(
  center: Float64Array,
  inverse: Float64Array,
  step: readonly Interval[],
  jacobian: readonly IntervalVector[],
  box: IntervalVector,
): Interval[] {
  const n = center.length;
  const offsets = Array.from(center, (c, i) => subtract(entry(box, i), point(c)));
  return step.map((s, i) => {
    const contraction = zeros(n);
    for (let k = 0; k < n; k++) addScaled(contraction, point(-inverse[i * n + k]!), jacobian[k]!);
    set(contraction, i, add(entry(contraction, i), point(1)));
    const moved = offsets.reduce((sum, d, j) => add(sum, multiply(entry(contraction, j), d)), zero);
    return add(subtract(point(center[i]!), s), moved);
  });
}

const row = (matrix: Float64Array, i: number, n: number) => matrix.subarray(i * n, (i + 1) * n);

function productOf(numbers: Float64Array, values: readonly Interval[]): Interval {
  return values.reduce((sum, v, k) => add(sum, multiply(point(numbers[k]!), v)), zero);
}
