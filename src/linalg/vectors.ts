/** What is done with vectors one by one; sums in the order of the entries. */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** ‖v‖₂. */
export function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

/** w ← w + factor · q. */
export function add(w: Float64Array, factor: number, q: Float64Array): void {
  for (let i = 0; i < w.length; i++) w[i]! += factor * q[i]!;
}

/** w ← factor · w. */
export function scale(w: Float64Array, factor: number): void {
  for (let i = 0; i < w.length; i++) w[i]! *= factor;
}
