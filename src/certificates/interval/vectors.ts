/** Vectors of intervals as two arrays, for sums over many entries: row-major matrices are vectors too. */
import { above, below, type Interval } from './interval.ts';

export interface IntervalVector {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function zeros(size: number): IntervalVector {
  return { low: new Float64Array(size), high: new Float64Array(size) };
}

export function entry({ low, high }: IntervalVector, i: number): Interval {
  return { low: low[i]!, high: high[i]! };
}

export function set(out: IntervalVector, i: number, { low, high }: Interval): void {
  out.low[i] = low;
  out.high[i] = high;
}

/** out[i] += a */
export function addAt(out: IntervalVector, i: number, { low, high }: Interval): void {
  if (low !== 0) out.low[i] = below(out.low[i]! + low);
  if (high !== 0) out.high[i] = above(out.high[i]! + high);
}

/** out += s v. Numbers without bound are not met here: boxes are finite, and what overflows fails every test of inclusion. */
export function addScaled(out: IntervalVector, s: Interval, v: IntervalVector): void {
  if (s.low === 0 && s.high === 0) return;
  for (let i = 0; i < v.low.length; i++) {
    const [low, high] = [v.low[i]!, v.high[i]!];
    if (low === 0 && high === 0) continue;
    const [p, q, r, t] = [s.low * low, s.low * high, s.high * low, s.high * high] as const;
    out.low[i] = below(out.low[i]! + below(Math.min(p, q, r, t)));
    out.high[i] = above(out.high[i]! + above(Math.max(p, q, r, t)));
  }
}

/** out += s u vᵀ, out of u.length rows. */
export function addOuter(out: IntervalVector, s: Interval, u: IntervalVector, v: IntervalVector): void {
  const n = v.low.length;
  for (let i = 0; i < u.low.length; i++) {
    const [low, high] = [u.low[i]!, u.high[i]!];
    if (low === 0 && high === 0) continue;
    const products = [s.low * low, s.low * high, s.high * low, s.high * high];
    const factor = { low: below(Math.min(...products)), high: above(Math.max(...products)) };
    addScaled({ low: out.low.subarray(i * n, (i + 1) * n), high: out.high.subarray(i * n, (i + 1) * n) }, factor, v);
  }
}
