/**
 * Interval arithmetic in binary64: each result contains every value that the operation takes on the operands. A computed endpoint is within
 * half a unit in the last place of the exact one, and is moved outwards by a whole one.
 * @source [moore2009introduction]
 */

/** All real x with low ≤ x ≤ high; low < ∞ and high > −∞. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const largest = Number.MAX_VALUE;
/** u (1 + 2u), u = 2⁻⁵³: |x| times this is more than half the distance from x to the next number, and less than twice it. */
const half = 2 ** -53 * (1 + 2 ** -52);

/** A number above x: the next one, or the one after it. */
export function above(x: number): number {
  if (x === -Infinity) return -largest;
  return x + (Math.abs(x) * half + Number.MIN_VALUE);
}

/** A number below x: the next one, or the one before it. */
export function below(x: number): number {
  return -above(-x);
}

export const zero: Interval = { low: 0, high: 0 };
export const whole: Interval = { low: -Infinity, high: Infinity };

/** The one number x. @throws RangeError when it is not finite */
export function point(x: number): Interval {
  if (!Number.isFinite(x)) throw new RangeError(`must be a finite number, got ${x}`);
  return { low: x, high: x };
}

/** x ± radius. */
export function ball(x: number, radius: number): Interval {
  return { low: below(x - radius), high: above(x + radius) };
}

/** Whether a lies in b and does not touch its ends. */
export const isInside = (a: Interval, b: Interval): boolean => b.low < a.low && a.high < b.high;
/** 1 or −1 when every number of it has that sign; 0 when it is {0}; undefined otherwise. */
export function signOf({ low, high }: Interval): -1 | 0 | 1 | undefined {
  if (low > 0) return 1;
  if (high < 0) return -1;
  return low === 0 && high === 0 ? 0 : undefined;
}
/** max |x|. */
export const magnitude = ({ low, high }: Interval): number => Math.max(-low, high);

/** A number of it, near the middle. */
export function middle({ low, high }: Interval): number {
  if (low === -Infinity) return high === Infinity ? 0 : Math.min(high, -largest / 2);
  if (high === Infinity) return Math.max(low, largest / 2);
  const m = low / 2 + high / 2;
  return Math.min(Math.max(m, low), high);
}

export const negate = ({ low, high }: Interval): Interval => ({ low: -high, high: -low });

export function add(a: Interval, b: Interval): Interval {
  if (a.low === 0 && a.high === 0) return b;
  if (b.low === 0 && b.high === 0) return a;
  return { low: below(a.low + b.low), high: above(a.high + b.high) };
}

export const subtract = (a: Interval, b: Interval): Interval => add(a, negate(b));

/** Encloses an operation that is monotone in each argument, by its values at the corners of the box. */
function ofCorners(operation: (x: number, y: number) => number, a: Interval, b: Interval): Interval {
  const [p, q] = [operation(a.low, b.low), operation(a.low, b.high)];
  const [r, s] = [operation(a.high, b.low), operation(a.high, b.high)];
  return { low: below(Math.min(p, q, r, s)), high: above(Math.max(p, q, r, s)) };
}

export function multiply(a: Interval, b: Interval): Interval {
  if ((a.low === 0 && a.high === 0) || (b.low === 0 && b.high === 0)) return zero;
  if (a.low === 1 && a.high === 1) return b;
  if (b.low === 1 && b.high === 1) return a;
  return ofCorners(product, a, b);
}

/** An endpoint at infinity stands for numbers without bound, and 0 times any of them is 0. */
const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

/** {x²}: no number below 0, which x · x does not know. */
export function square(a: Interval): Interval {
  const { low, high } = multiply(a, a);
  return { low: Math.max(low, 0), high };
}

/** a/b; all numbers when b contains 0. */
export function divide(a: Interval, b: Interval): Interval {
  if (b.low <= 0 && b.high >= 0) return whole;
  if (a.low === 0 && a.high === 0) return zero;
  return ofCorners(quotient, a, b);
}

/** Of ∞/∞ any number of the same sign is a quotient; the other endpoints hold the ones at the far end. */
function quotient(x: number, y: number): number {
  if (x === 0) return 0;
  if (Math.abs(x) === Infinity && Math.abs(y) === Infinity) return 0;
  return x / y;
}
