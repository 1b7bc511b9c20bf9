/**
 * Oscillator functions φ_n(x) = H_n(x) e^{−x²/2} / √(2ⁿ n! √π), orthonormal on the line, and their integrals from −∞,
 *      f_n(x) = ∫_{−∞}^x φ_n,   κ_n = ∫ φ_n (0 for odd n).
 * The monic polynomials p_n = H_n/2ⁿ obey p_{n+1} = x p_n − (n/2) p_{n−1}, which is stable outside the zeros and neutral between
 * them, and has coefficients without rounding. Values are returned divided by e^σ, because e^{−x²/2} underflows beyond |x| = 38.
 * Source: [mehta2004random, §6.1].
 */
import type { DoubleDouble } from '../base/double-double.ts';
import { divide, exact, ln2, multiply, one, pi, scale, squareRoot } from '../base/double-double.ts';
import type { DoubleDoubles } from './double-double-vector.ts';
import {
  addMultiple,
  addProducts,
  allocate,
  clear,
  copy,
  exponentials,
  products,
  scaled,
} from './double-double-vector.ts';

/** φ_N and φ_{N−1} on nodes, divided by e^σ; the largest value on the nodes is between e^{−2} and 1. */
export interface OscillatorPair {
  readonly upper: DoubleDoubles;
  readonly lower: DoubleDoubles;
  readonly sigma: number;
}

/** x ↦ φ_N(x), φ_{N−1}(x) on vectors of nodes.
 *  @accuracy about 1e-32 (N + x²) relative to the largest value nearby */
export function oscillatorPair(size: number): (nodes: DoubleDoubles) => OscillatorPair {
  const { mantissa, exponent } = monicNorm(size - 1);
  const root = divide(one, squareRoot(mantissa));
  const step = squareRoot(divide(exact(2), exact(size)));
  return (nodes) => {
    const count = nodes.hi.length;
    const { upper, lower, shifts } = monicPair(size, nodes);
    // φ_{N−1} = p_{N−1} e^g / √mantissa, g = (shift − exponent/2) ln 2 − x²/2.
    const growth = scaled(exact(-0.5), products(nodes, nodes));
    const doublings = { hi: shifts.map((shift) => shift - 0.5 * exponent), lo: new Float64Array(count) };
    addMultiple(ln2, doublings, 0, growth, 0, count);
    const heights = growth.hi.map((g, i) => g + Math.log(Math.hypot(lower.hi[i]!, step.hi * upper.hi[i]!)));
    const sigma = Math.ceil(Math.max(...heights) + Math.log(root.hi));
    addMultiple(exact(-sigma), ones(count), 0, growth, 0, count);
    const factor = scaled(root, exponentials(growth));
    return { upper: scaled(step, products(upper, factor)), lower: products(lower, factor), sigma };
  };
}

/** p_N and p_{N−1} on the nodes, each divided by 2^shift. */
function monicPair(size: number, nodes: DoubleDoubles) {
  const count = nodes.hi.length;
  const shifts = new Float64Array(count);
  let [lower, upper, next] = [ones(count), copy(nodes), allocate(count)];
  for (let n = 1; n < size; n++) {
    clear(next, 0, count);
    addMultiple(exact(-0.5 * n), lower, 0, next, 0, count);
    addProducts(nodes, 0, upper, 0, next, 0, count);
    [lower, upper, next] = [upper, next, lower];
    // Sixteen factors |x| ≤ 200 are less than 2¹²⁸.
    if (n % 16 === 0) lowerLargeValues(upper, lower, shifts);
  }
  return { upper, lower, shifts };
}

function lowerLargeValues(upper: DoubleDoubles, lower: DoubleDoubles, shifts: Float64Array): void {
  for (let i = 0; i < shifts.length; i++) {
    if (Math.abs(upper.hi[i]!) + Math.abs(lower.hi[i]!) < 2 ** 200) continue;
    shifts[i]! += 400;
    for (const part of [upper.hi, upper.lo, lower.hi, lower.lo]) part[i]! *= 2 ** -400;
  }
}

/** ∫ p_n² e^{−x²} = √π n!/2ⁿ as mantissa · 2^exponent. */
function monicNorm(n: number): { mantissa: DoubleDouble; exponent: number } {
  let mantissa = squareRoot(pi);
  let exponent = 0;
  for (let i = 1; i <= n; i++) {
    mantissa = multiply(mantissa, exact(0.5 * i));
    if (mantissa.hi > 2 ** 400) {
      mantissa = scale(mantissa, 2 ** -400);
      exponent += 400;
    }
  }
  return { mantissa, exponent };
}

function ones(count: number): DoubleDoubles {
  return { hi: new Float64Array(count).fill(1), lo: new Float64Array(count) };
}

/** f_{N−1}/φ_{N−1} at x left of all zeros, x ≤ −8, by a recursion of positive terms.
 *  @accuracy relative 1e-15 N */
export function tailRatio(size: number, x: number): number {
  // ∫_{−∞}^x e^{−y²/2} over e^{−x²/2} as a continued fraction.
  let mills = 0;
  for (let n = 60; n > 0; n--) mills = n / (mills - x);
  let [before, ratio, step] = [1 / (mills - x), -1 / x, Math.SQRT2 * x];
  for (let n = 1; n < size - 1; n++) {
    // step is φ_n/φ_{n−1};  f_{n+1} = √(n/(n+1)) f_{n−1} − √(2/(n+1)) φ_n.
    const next = Math.sqrt(2 / (n + 1)) * x - Math.sqrt(n / (n + 1)) / step;
    [before, ratio] = [ratio, (Math.sqrt(n / (n + 1)) * (before / step) - Math.sqrt(2 / (n + 1))) / next];
    step = next;
  }
  return ratio;
}

/** What the boundary contributes, τ = −½√(N/2) κ_N for even N, 1/κ_{N−1} for odd N (nearly a smooth function of N). */
export function boundaryConstant(size: number): DoubleDouble {
  if (size % 2 === 1) return divide(one, integralOverLine(size - 1));
  return multiply(exact(-0.5), multiply(squareRoot(exact(size / 2)), integralOverLine(size)));
}

/** κ_n = 2 π^{−1/4} √(π/2) Π_{i=1,3,…,n−1} √(i/(i+1)), n even. */
function integralOverLine(n: number): DoubleDouble {
  let product = one;
  for (let i = 1; i < n; i += 2) product = multiply(product, divide(exact(i), exact(i + 1)));
  return multiply(scale(divide(one, squareRoot(squareRoot(pi))), 2), squareRoot(multiply(scale(pi, 0.5), product)));
}
