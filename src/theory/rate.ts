/**
 * The pieces that thresholds and complexities share. Every one is written in the angle θ = acosh(|u|/E∞), in which the rate
 * function has no cancellation near the barrier: I = ½ sinh 2θ − θ. Source: [auffinger2013random, eqs. 2.12–2.16].
 */

/** E∞ = 2√((H−1)/H), two roundings. */
export function barrier(order: number): number {
  return 2 * Math.sqrt((order - 1) / order);
}

/** ½ ln(H−1) − (H−2)/H: the complexity at the barrier, where Θ_H and all Θ_{k,H} meet; 0 for H = 2. */
export function barrierComplexity(order: number): number {
  return order === 2 ? 0 : 0.5 * Math.log(order - 1) - (order - 2) / order;
}

/** ½ sinh 2θ − θ = (2/3)θ³ + …, to a few units in the last place for every θ ≥ 0. */
export function rateAtAngle(theta: number): number {
  const t = 2 * theta;
  if (t > 1) return 0.5 * (Math.sinh(t) - t);
  // sinh t − t = Σ_{j≥1} t^{2j+1}/(2j+1)!, all terms positive; nine terms leave less than 1e-17 of the first for t ≤ 1.
  let term = (t * t * t) / 6;
  let sum = 0;
  for (let j = 1; j <= 9; j++) {
    sum += term;
    term *= (t * t) / ((2 * j + 2) * (2 * j + 3));
  }
  return 0.5 * sum;
}

/** Rate function of the smallest eigenvalue, for u ≤ −E∞:
 *      I(u) = (2/E∞²) ∫_{E∞}^{|u|} √(z² − E∞²) dz = −(u/E∞²)√(u²−E∞²) − ln(−u + √(u²−E∞²)) + ln E∞,
 *  and 0 for u ≥ −E∞. Absolute error below 1e-15 max(1, I). Infinite at u = −∞. */
export function rateFunction(order: number, u: number): number {
  const edge = barrier(order);
  if (u >= -edge) return 0;
  if (u === -Infinity) return Infinity;
  const excess = (-u - edge) / edge;
  return rateAtAngle(Math.log1p(excess + Math.sqrt(excess * (excess + 2))));
}
