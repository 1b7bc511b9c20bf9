/**
 * Double-double arithmetic: an unevaluated sum hi + lo of two doubles, about 32 decimal digits, with the exponent range of doubles.
 * Sums by Knuth, products by Dekker and Veltkamp (no fused multiply-add needed, so the bits are the same on every engine).
 * Relative error of one operation: at most 2⁻¹⁰², of a dot product of n terms n·2⁻¹⁰⁴ times the sum of absolute values.
 * Values beyond 1e290 or below 1e-270 lose the second part; callers scale.
 * Source: [dekker1971floating], [hida2001algorithms], [ogita2005accurate] for the dot product.
 */

export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** A vector or a row-major matrix of double-doubles. */
export interface DoubleDoubles {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

const splitter = 134217729; // 2²⁷ + 1

export const zero: DoubleDouble = { hi: 0, lo: 0 };
export const one: DoubleDouble = { hi: 1, lo: 0 };
export const pi: DoubleDouble = { hi: Math.PI, lo: 1.2246467991473532e-16 };
export const ln2: DoubleDouble = { hi: Math.LN2, lo: 2.3190468138462996e-17 };

export function exact(value: number): DoubleDouble {
  return { hi: value, lo: 0 };
}

export function allocate(length: number): DoubleDoubles {
  return { hi: new Float64Array(length), lo: new Float64Array(length) };
}

export function get(from: DoubleDoubles, i: number): DoubleDouble {
  return { hi: from.hi[i]!, lo: from.lo[i]! };
}

export function set(to: DoubleDoubles, i: number, value: DoubleDouble): void {
  to.hi[i] = value.hi;
  to.lo[i] = value.lo;
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

/** Σ_i a[ao + i] b[bo + i], i < n. */
export function dot(a: DoubleDoubles, ao: number, b: DoubleDoubles, bo: number, n: number): DoubleDouble {
  const { hi: ahi, lo: alo } = a;
  const { hi: bhi, lo: blo } = b;
  let s = 0;
  let c = 0;
  for (let i = 0; i < n; i++) {
    const x = ahi[ao + i]!;
    const y = bhi[bo + i]!;
    const p = x * y;
    const cx = splitter * x;
    const xh = cx - (cx - x);
    const xl = x - xh;
    const cy = splitter * y;
    const yh = cy - (cy - y);
    const yl = y - yh;
    const t = s + p;
    const v = t - s;
    c += s - (t - v) + (p - v) + (xh * yh - p + xh * yl + xl * yh + xl * yl) + (x * blo[bo + i]! + alo[ao + i]! * y);
    s = t;
  }
  return quickSum(s, c);
}

/** y[yo + i] += f · x[xo + i], i < n. */
export function addMultiple(
  f: DoubleDouble,
  x: DoubleDoubles,
  xo: number,
  y: DoubleDoubles,
  yo: number,
  n: number,
): void {
  const cf = splitter * f.hi;
  const fh = cf - (cf - f.hi);
  const fl = f.hi - fh;
  for (let i = 0; i < n; i++) {
    const u = x.hi[xo + i]!;
    const p = f.hi * u;
    const cu = splitter * u;
    const uh = cu - (cu - u);
    const ul = u - uh;
    const e = fh * uh - p + fh * ul + fl * uh + fl * ul + (f.hi * x.lo[xo + i]! + f.lo * u);
    const w = y.hi[yo + i]!;
    const s = w + p;
    const v = s - w;
    const t = w - (s - v) + (p - v) + (e + y.lo[yo + i]!);
    const hi = s + t;
    y.hi[yo + i] = hi;
    y.lo[yo + i] = t - (hi - s);
  }
}

/** e^a for a ≤ 700, and 0 below −700; relative error 1e-30 max(1, |a|). */
export function exponential(a: DoubleDouble): DoubleDouble {
  if (a.hi < -700) return zero;
  const halvings = Math.round(a.hi / Math.LN2);
  const reduced = scale(subtract(a, multiply(exact(halvings), ln2)), 2 ** -8);
  // e^r − 1 by its series for |r| < 0.0014, then (1 + s)² − 1 = 2s + s² eight times.
  let term = one;
  let sum = zero;
  for (let n = 1; n <= 12; n++) {
    term = divide(multiply(term, reduced), exact(n));
    sum = add(sum, term);
  }
  for (let i = 0; i < 8; i++) sum = add(scale(sum, 2), multiply(sum, sum));
  return scale(add(sum, one), 2 ** halvings);
}
