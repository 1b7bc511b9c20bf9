/**
 * A network that is better than any blind spot, for any data that are not the same everywhere: it answers ν, the mean of y at one place x_r,
 * there, and μ, the mean of all other y, at all other samples. Three units make the tent
 *
 *     relu(t + 1) − relu(2t) + relu(t − 1),   t = u·(x − x_r) with |t| > 2 at all other places: 1 at t = 0, 0 for |t| ≥ 1.
 *
 * Behind the first layer one unit carries the number. It passes through relu on its way: raised by T = max(|μ|, |ν|), and lowered at the
 * output, it arrives. As printed, without T, negative numbers are lost as soon as there are two hidden layers.
 * @source [swirszcz2017local, B.3]; the correction is ours
 */
import { ArgumentError } from '../../base/errors.ts';
import type { Layers, Problem, Vector } from '../format.ts';
import { areEqual } from '../prove/state.ts';
import {
  add,
  divide,
  dot,
  equal,
  isLess,
  isZero,
  multiply,
  negate,
  one,
  type Rational,
  rational,
  sign,
  subtract,
  zero,
} from '../rational.ts';
import { magnitude, meanTarget } from './blind-spot.ts';

export interface TentOptions {
  /** Hidden layers' units; the first has three or more. */
  readonly hidden: readonly number[];
  /** As printed, without the shift T by which negative numbers pass through relu. Default false. */
  readonly asPrinted?: boolean;
}

/**
 * @returns  undefined when the data are not decent: the mean of y is the same at every place, and no such network is better
 * @throws ArgumentError when the first hidden layer has fewer than three units
 */
export function tentNetwork(
  data: Pick<Problem, 'x' | 'y'>,
  { hidden, asPrinted = false }: TentOptions,
): Layers | undefined {
  if (!((hidden[0] ?? 0) >= 3))
    throw new ArgumentError('tentNetwork', 'hidden', 'three or more units in the first layer', hidden);
  const { x } = data;
  const mean = meanTarget(data);
  const isAt = (r: number) => (i: number) => areEqual(x[i]!, x[r]!);
  const r = x.findIndex((_, i) => !equal(meanTarget(data, isAt(i)), mean));
  if (r < 0) return undefined;
  const [ν, μ] = [meanTarget(data, isAt(r)), meanTarget(data, (i) => !isAt(r)(i))];
  const shift = hidden.length === 1 || asPrinted ? zero : larger(magnitude(μ), magnitude(ν));
  const u = separatingDirection(x, x[r]!);
  const at = dot(u, x[r]!);
  const twice = (value: Rational) => multiply(rational(2n), value);
  const tent = {
    W: rows(hidden[0]!, [u, u.map(twice), u], u.length),
    b: entries(hidden[0]!, [subtract(one, at), negate(twice(at)), subtract(negate(one), at)]),
  };
  const height = subtract(ν, μ);
  const sizes = [...hidden.slice(1), 1];
  const behind = sizes.map((units, l) => {
    const isLast = l === sizes.length - 1;
    const row = l === 0 ? [height, negate(height), height] : [one];
    const bias = l === 0 ? add(μ, isLast ? zero : shift) : isLast ? negate(shift) : zero;
    return { W: rows(units, [row], hidden[l]!), b: entries(units, [bias]) };
  });
  return [tent, ...behind];
}

const larger = (a: Rational, b: Rational): Rational => (isLess(a, b) ? b : a);

/** These numbers, then zeros. */
const entries = (length: number, first: Vector): Vector => Array.from({ length }, (_, i) => first[i] ?? zero);
const rows = (count: number, first: readonly Vector[], width: number): readonly Vector[] =>
  Array.from({ length: count }, (_, u) => entries(width, first[u] ?? []));

/**
 * u with |u·(x_s − x_r)| ≥ 3 at all places x_s ≠ x_r. The directions (1, t, t², …) are tried for t = 1, 2, …: a difference is orthogonal to at
 * most d − 1 of them, so that one of the first (N − 1)(d − 1) + 1 is to no difference.
 */
function separatingDirection(x: readonly Vector[], place: Vector): Vector {
  const others = x
    .filter((row) => !areEqual(row, place))
    .map((row) => row.map((value, k) => subtract(value, place[k]!)));
  for (let t = 1n; ; t++) {
    const u = place.map((_, k) => rational(t ** BigInt(k)));
    const heights = others.map((difference) => magnitude(dot(u, difference)));
    if (heights.some(isZero)) continue;
    const least = heights.reduce((low, height) => (sign(subtract(height, low)) < 0 ? height : low), heights[0] ?? one);
    return u.map((value) => divide(multiply(rational(3n), value), least));
  }
}
