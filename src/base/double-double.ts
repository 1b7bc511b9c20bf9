/**
 * Double-double arithmetic: an unevaluated sum hi + lo of two doubles, about 32 decimal digits, with the exponent range of doubles.
 * Sums by Knuth, products by Dekker and Veltkamp (no fused multiply-add needed, so the bits are the same on every engine).
 * Relative error of one operation: at most 2⁻¹⁰². An object for every number is slow: double-double-vector.ts has the loops.
 * Values beyond 1e290 or below 1e-270 lose the second part; callers scale.
 * Source: [dekker1971floating], [hida2001algorithms].
 */

export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** 2²⁷ + 1: cuts a double into two halves of 26 bits. */
export const splitter = 134217729;

export const zero: DoubleDouble = { hi: 0, lo: 0 };
export const one: DoubleDouble = { hi: 1, lo: 0 };
export const pi: DoubleDouble = { hi: Math.PI, lo: 1.2246467991473532e-16 };
export const ln2: DoubleDouble = { hi: Math.LN2, lo: 2.3190468138462996e-17 };

export function exact(value: number): DoubleDouble {
  return { hi: value, lo: 0 };
}

/** hi + lo as a double-double when |lo| ≤ |hi|. */
function quickSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: b - (hi - a) };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const s = a.hi + b.hi;
  const v = s - a.hi;
  const e = a.hi - (s - v) + (b.hi - v);
  const t = a.lo + b.lo;
  const w = t - a.lo;
  const f = a.lo - (t - w) + (b.lo - w);
  const first = quickSum(s, e + t);
  return quickSum(first.hi, first.lo + f);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { hi: -a.hi, lo: -a.lo };
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, negate(b));
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const p = a.hi * b.hi;
  const ca = splitter * a.hi;
  const ah = ca - (ca - a.hi);
  const al = a.hi - ah;
  const cb = splitter * b.hi;
  const bh = cb - (cb - b.hi);
  const bl = b.hi - bh;
  const e = ah * bh - p + ah * bl + al * bh + al * bl;
  return quickSum(p, e + (a.hi * b.lo + a.lo * b.hi));
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const q1 = a.hi / b.hi;
  const r1 = subtract(a, multiply(b, exact(q1)));
  const q2 = r1.hi / b.hi;
  const r2 = subtract(r1, multiply(b, exact(q2)));
  return add(quickSum(q1, q2), exact(r2.hi / b.hi));
}

/** Square root of a ≥ 0 by one Newton step on the reciprocal root. */
export function squareRoot(a: DoubleDouble): DoubleDouble {
  if (a.hi === 0) return zero;
  const x = 1 / Math.sqrt(a.hi);
  const root = exact(a.hi * x);
  const rest = subtract(a, multiply(root, root));
  const better = add(root, exact(rest.hi * (x * 0.5)));
  const last = subtract(a, multiply(better, better));
  return add(better, exact(last.hi * (x * 0.5)));
}

export function scale(a: DoubleDouble, byPowerOfTwo: number): DoubleDouble {
  return { hi: a.hi * byPowerOfTwo, lo: a.lo * byPowerOfTwo };
}
