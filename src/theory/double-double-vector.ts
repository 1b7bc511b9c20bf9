/**
 * Vectors of double-doubles as a pair of arrays, and the few operations on them that the counting law is made of. They work in
 * place and make no object for an element, which costs two to three nanoseconds: the arithmetic, and nothing else.
 * Source: as double-double.ts; [ogita2005accurate] for the dot product.
 */
import type { DoubleDouble } from '../base/double-double.ts';
import { divide, exact, ln2, negate, one, splitter } from '../base/double-double.ts';

/** A vector or a row-major matrix of double-doubles. */
export interface DoubleDoubles {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

export function allocate(length: number): DoubleDoubles {
  return { hi: new Float64Array(length), lo: new Float64Array(length) };
}

export function copy({ hi, lo }: DoubleDoubles): DoubleDoubles {
  return { hi: hi.slice(), lo: lo.slice() };
}

export function get(from: DoubleDoubles, i: number): DoubleDouble {
  return { hi: from.hi[i]!, lo: from.lo[i]! };
}

export function set(to: DoubleDoubles, i: number, value: DoubleDouble): void {
  to.hi[i] = value.hi;
  to.lo[i] = value.lo;
}

/** Σ_i a[ao + i] b[bo + i], i < n; error n·2⁻¹⁰⁴ of the sum of absolute values. */
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
  const hi = s + c;
  return { hi, lo: c - (hi - s) };
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
  const { hi: xhi, lo: xlo } = x;
  const { hi: yhi, lo: ylo } = y;
  const g = f.hi;
  const rest = f.lo;
  const cg = splitter * g;
  const gh = cg - (cg - g);
  const gl = g - gh;
  for (let i = 0; i < n; i++) {
    const u = xhi[xo + i]!;
    const p = g * u;
    const cu = splitter * u;
    const uh = cu - (cu - u);
    const ul = u - uh;
    const e = gh * uh - p + gh * ul + gl * uh + gl * ul + (g * xlo[xo + i]! + rest * u);
    const w = yhi[yo + i]!;
    const s = w + p;
    const v = s - w;
    const t = w - (s - v) + (p - v) + (e + ylo[yo + i]!);
    const hi = s + t;
    yhi[yo + i] = hi;
    ylo[yo + i] = t - (hi - s);
  }
}

/** y[yo + i] += x[xo + i] · z[zo + i], i < n. The loop of addMultiple with a factor that changes: it is split anew for every element. */
export function addProducts(
  x: DoubleDoubles,
  xo: number,
  z: DoubleDoubles,
  zo: number,
  y: DoubleDoubles,
  yo: number,
  n: number,
): void {
  const { hi: xhi, lo: xlo } = x;
  const { hi: zhi, lo: zlo } = z;
  const { hi: yhi, lo: ylo } = y;
  for (let i = 0; i < n; i++) {
    const g = xhi[xo + i]!;
    const u = zhi[zo + i]!;
    const p = g * u;
    const cg = splitter * g;
    const gh = cg - (cg - g);
    const gl = g - gh;
    const cu = splitter * u;
    const uh = cu - (cu - u);
    const ul = u - uh;
    const e = gh * uh - p + gh * ul + gl * uh + gl * ul + (g * zlo[zo + i]! + xlo[xo + i]! * u);
    const w = yhi[yo + i]!;
    const s = w + p;
    const v = s - w;
    const t = w - (s - v) + (p - v) + (e + ylo[yo + i]!);
    const hi = s + t;
    yhi[yo + i] = hi;
    ylo[yo + i] = t - (hi - s);
  }
}

/** out[oo + i] = Σ_j matrix[i n + j] x[xo + j], i < n. */
export function apply(
  matrix: DoubleDoubles,
  x: DoubleDoubles,
  xo: number,
  out: DoubleDoubles,
  oo: number,
  n: number,
): void {
  for (let i = 0; i < n; i++) set(out, oo + i, dot(matrix, i * n, x, xo, n));
}

/** f · x. */
export function scaled(f: DoubleDouble, x: DoubleDoubles): DoubleDoubles {
  const out = allocate(x.hi.length);
  addMultiple(f, x, 0, out, 0, x.hi.length);
  return out;
}

/** x_i z_i. */
export function products(x: DoubleDoubles, z: DoubleDoubles): DoubleDoubles {
  const out = allocate(x.hi.length);
  addProducts(x, 0, z, 0, out, 0, x.hi.length);
  return out;
}

/** out[oo + i] = 0, i < n: a buffer to add to. */
export function clear({ hi, lo }: DoubleDoubles, oo: number, n: number): void {
  hi.fill(0, oo, oo + n);
  lo.fill(0, oo, oo + n);
}

/** e^{x_i} for x_i ≤ 700, and 0 below −700; relative error 1e-30 max(1, |x_i|). */
export function exponentials(x: DoubleDoubles): DoubleDoubles {
  const n = x.hi.length;
  const doublings = { hi: x.hi.map((value) => Math.round(value / Math.LN2)), lo: new Float64Array(n) };
  // r = (x − doublings · ln 2)/256, |r| < 0.0014.
  const r = copy(x);
  addMultiple(negate(ln2), doublings, 0, r, 0, n);
  for (const part of [r.hi, r.lo]) for (let i = 0; i < n; i++) part[i] = part[i]! / 256;
  // e^r − 1 by its series, then s ← (1 + s)² − 1 = 2s + s² eight times.
  const sum = copy(r);
  let [power, next] = [copy(r), allocate(n)];
  let factor = one;
  for (let k = 2; k <= 12; k++) {
    clear(next, 0, n);
    addProducts(power, 0, r, 0, next, 0, n);
    [power, next] = [next, power];
    factor = divide(factor, exact(k));
    addMultiple(factor, power, 0, sum, 0, n);
  }
  for (let i = 0; i < 8; i++) {
    power.hi.set(sum.hi);
    power.lo.set(sum.lo);
    addMultiple(one, power, 0, sum, 0, n);
    addProducts(power, 0, power, 0, sum, 0, n);
  }
  const ones = { hi: new Float64Array(n).fill(1), lo: new Float64Array(n) };
  addMultiple(one, ones, 0, sum, 0, n);
  for (const part of [sum.hi, sum.lo]) {
    for (let i = 0; i < n; i++) part[i] = x.hi[i]! < -700 ? 0 : part[i]! * 2 ** doublings.hi[i]!;
  }
  return sum;
}
