/**
 * The Taylor test: f(R(w + t v)) minus its expansion to first (second) order must fall like t² (t³). Returns the slope of
 * log remainder against log t over steps where rounding does not yet speak.
 */
export function slope(remainder: (t: number) => number, steps: readonly number[]): number {
  const xs = steps.map((t) => Math.log(t));
  const ys = steps.map((t) => Math.log(Math.abs(remainder(t))));
  const mean = (v: number[]) => v.reduce((a, b) => a + b) / v.length;
  const [mx, my] = [mean(xs), mean(ys)];
  return xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0) / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** Matrix (row-major n × n) times vector. */
export function times(matrix: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, i) => dot(matrix.subarray(i * v.length, (i + 1) * v.length), v));
}
