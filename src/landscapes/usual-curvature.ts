/** Usual curvature of a random field on the sphere from its derivatives at one generic point. An estimate: lengths of steps rest on it, no verdict. */

/**
 * 4 rms eigenvalue of the Riemannian Hessian ∇²L − (w·∇L/Λ), the 4√(H(H−1)) of a glass, and twice the tangent slope, which bends a field on the sphere of
 * radius √Λ where it is linear.
 * @param point    w, |w|² = Λ
 * @param entries  ∇²L, Λ × Λ
 */
export function usualCurvature(point: Float64Array, entries: Float64Array, gradient: Float64Array): number {
  const size = point.length;
  const along = point.reduce((sum, w, i) => sum + w * gradient[i]!, 0) / size;
  const rms = (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / size);
  const bent = entries.map((x, k) => (k % (size + 1) === 0 ? x - along : x));
  return 4 * rms(bent) + 2 * rms(gradient.map((g, i) => g - along * point[i]!)) || 1;
}

/** A point of the sphere |w|² = Λ that no direction favors. */
export function genericPoint(size: number): Float64Array {
  const point = Float64Array.from({ length: size }, (_, i) => Math.cos(1 + 2.4 * i) + 0.3);
  const scale = Math.sqrt(size / point.reduce((sum, x) => sum + x * x, 0));
  return point.map((x) => scale * x);
}
