/** Usual curvature of a random field on the sphere from its derivatives at one generic point. An estimate: lengths of steps rest on it, no verdict. */

/**
 * 4 rms eigenvalue of ∇²L, the 4√(H(H−1)) of a glass, and twice the slope, which bends a field on the sphere of radius √Λ where it is linear.
 * @param entries  ∇²L, Λ × Λ
 */
export function usualCurvature(entries: Float64Array, gradient: Float64Array): number {
  const size = gradient.length;
  const rms = (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / size);
  return 4 * rms(entries) + 2 * rms(gradient) || 1;
}

/** A point of the sphere |w|² = Λ that no direction favors. */
export function genericPoint(size: number): Float64Array {
  const point = Float64Array.from({ length: size }, (_, i) => Math.cos(1 + 2.4 * i) + 0.3);
  const scale = Math.sqrt(size / point.reduce((sum, x) => sum + x * x, 0));
  return point.map((x) => scale * x);
}
