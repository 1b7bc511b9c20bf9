/**
 * The number # of GOE eigenvalues below s by Pfaffians on J = (−∞, s). Every argument below s of the skew form ∬ sgn(y − x) f(x) g(y)
 * on the span of φ_0 … φ_{N−1} weighs z; its Pfaffian becomes that of T − (1 − z²) L − (1 − z) u∧w, with T the whole form, L its part
 * on J × J, u and w the integrals over J and over the line (for odd N a border is added). Hence, with t = z²,
 *      E z^# = Q(t) − (1 − z) R(t),   Q = √det(I − (1 − t) CΩ),   R = Q(t) · τ uᵀ (I − (1 − t) CΩ)⁻¹ φ_{N−1},
 * where Ω is sgn(y − x) on J, and C is T⁻¹ there, that is ½ ∂_y S with
 *      S(x, y) = K_N(x, y) + φ_{N−1}(x) (√(N/2) f_N(y) + τ),   τ = −½√(N/2) κ_N (N even) or 1/κ_{N−1} (N odd).
 * R(1) = P(# odd) = τ f_{N−1}(s). C is smooth and sgn is exact on Gauss nodes (quadrature.ts): convergence is exponential.
 * Source: [debruijn1955multiple], [tracy-widom1998correlation] for S; derivation in docs/theory.md.
 */
import type { DoubleDouble } from '../base/double-double.ts';
import { add, exact, multiply, negate, one, scale, squareRoot, subtract } from '../base/double-double.ts';
import type { DoubleDoubles } from './double-double-vector.ts';
import { addMultiple, addProducts, allocate, clear, dot, get, products, scaled, set } from './double-double-vector.ts';
import { boundaryConstant, oscillatorPair, tailRatio } from './oscillator.ts';
import type { SignRule } from './quadrature.ts';
import { rateAtAngle } from './rate.ts';

/** On the nodes of a sign rule, each side with the root of its weight. φ is divided by e^σ, therefore C by e^{2σ}. */
export interface PfaffianKernel {
  readonly sigma: number;
  /** The nodes on J, then its left end. */
  readonly nodes: DoubleDoubles;
  /** C with the scale of Ω: row-major, antisymmetric. */
  readonly kernel: DoubleDoubles;
  /** φ_{N−1} up to a factor. */
  readonly boundary: DoubleDoubles;
  /** P(# odd) e^{−σ}. */
  readonly odd: DoubleDouble;
}

/** ln of the factor that φ loses between s, or the edge, and the left end of the nodes: e^{−42} = 6e-19, which enters squared. */
const decay = 42;

/** s ↦ the kernel at s ≤ 0, each valid until the next is asked for. */
export function pfaffianKernels(size: number, rule: SignRule): (s: number) => PfaffianKernel {
  const { count, weights, roots } = rule;
  const oscillators = oscillatorPair(size);
  const tau = boundaryConstant(size);
  // K_N = c (φ_N φ_{N−1} − φ_{N−1} φ_N)/(x − y), c = √(N/2): both functions carry √(c/2).
  const carried = scaled(squareRoot(scale(squareRoot(exact(size / 2)), 0.5)), roots);
  const kernel = allocate(count * count);
  return (s) => {
    const half = 0.5 * (s - leftEnd(size, s));
    const nodes = nodesOf(s, half, rule);
    const { upper, lower, sigma } = oscillators(nodes);
    const beyond = tailRatio(size, nodes.hi[count]!) * lower.hi[count]!;
    const integral = add(multiply(exact(half), dot(weights, 0, lower, 0, count)), exact(beyond));
    const boundary = products(carried, lower);
    setDerivativeKernel(kernel, size, half, rule, nodes, products(carried, upper), boundary);
    return { sigma, nodes, kernel, boundary, odd: multiply(tau, integral) };
  };
}

/** Where the decaying solution has lost e^{−decay} against its value at s (or at the edge, if s lies inside). */
function leftEnd(size: number, s: number): number {
  const turning = Math.sqrt(2 * size + 1);
  const action = (angle: number) => 0.5 * turning * turning * rateAtAngle(angle);
  const start = Math.acosh(Math.max(1, -s / turning));
  const target = action(start) + decay;
  let [low, high] = [start, start + 1];
  while (action(high) < target) high *= 1.5;
  for (let i = 0; i < 50; i++) {
    const middle = 0.5 * (low + high);
    if (action(middle) < target) low = middle;
    else high = middle;
  }
  return -turning * Math.cosh(high);
}

/** The nodes of the rule on (s − 2·half, s), then its left end. */
function nodesOf(s: number, half: number, { count, nodes }: SignRule): DoubleDoubles {
  const middle = subtract(exact(s), exact(half));
  const placed = allocate(count + 1);
  for (let i = 0; i < count; i++) set(placed, i, add(middle, multiply(exact(half), get(nodes, i))));
  set(placed, count, subtract(middle, exact(half)));
  return placed;
}

/** half² √(w_x w_y) ½ ∂_y S row by row. In units of half, with P = φ_N, Q = φ_{N−1}, r = √(2N), P′ = rQ − xP, Q′ = xQ − rP:
 *      ∂_y K_N = c (slope + value/gap)/gap,   value = P_x Q_y − Q_x P_y,   slope = P_x Q_y′ − Q_x P_y′,   gap = x − y. */
function setDerivativeKernel(
  kernel: DoubleDoubles,
  size: number,
  half: number,
  { count, inverseGaps }: SignRule,
  nodes: DoubleDoubles,
  P: DoubleDoubles,
  Q: DoubleDoubles,
): void {
  const r = multiply(exact(half), squareRoot(exact(2 * size)));
  const x = scaled(exact(half), nodes);
  const minusP = scaled(negate(one), P);
  const slopeP = scaled(r, Q);
  addProducts(x, 0, minusP, 0, slopeP, 0, count);
  const slopeQ = scaled(r, minusP);
  addProducts(x, 0, Q, 0, slopeQ, 0, count);
  const square = multiply(exact(half), exact(half));
  const value = allocate(count);
  const inner = allocate(count);
  for (let i = 1; i < count; i++) {
    const [p, q, row] = [get(P, i), get(Q, i), i * count];
    clear(value, 0, i);
    addMultiple(p, Q, 0, value, 0, i);
    addMultiple(q, minusP, 0, value, 0, i);
    clear(inner, 0, i);
    addProducts(value, 0, inverseGaps, row, inner, 0, i);
    addMultiple(p, slopeQ, 0, inner, 0, i);
    addMultiple(negate(q), slopeP, 0, inner, 0, i);
    clear(kernel, row, i);
    addProducts(inner, 0, inverseGaps, row, kernel, row, i);
    addMultiple(multiply(square, q), P, 0, kernel, row, i);
    for (let j = 0; j < i; j++) set(kernel, j * count + i, negate(get(kernel, row + j)));
  }
}
