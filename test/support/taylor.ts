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
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Matrix (row-major n × n) times vector. */
export function times(matrix: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * v[j]!;
    out[i] = sum;
  }
  return out;
}
