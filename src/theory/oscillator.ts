/**
 * Oscillator functions φ_n(x) = H_n(x) e^{−x²/2} / √(2ⁿ n! √π), orthonormal on the line, and their integrals from −∞,
 *      f_n(x) = ∫_{−∞}^x φ_n,   κ_n = ∫ φ_n (0 for odd n).
 * φ_{n+1} = √(2/(n+1)) x φ_n − √(n/(n+1)) φ_{n−1} is stable outside the zeros and neutral between them. The pair obeys
 *      φ_N′ = √(2N) φ_{N−1} − x φ_N,   φ_{N−1}′ = x φ_{N−1} − √(2N) φ_N,
 * by which it is carried from node to node. Values are returned divided by e^σ, because e^{−x²/2} underflows beyond |x| = 38.
 * Source: [mehta2004random, §6.1].
 */
import type { DoubleDouble, DoubleDoubles } from './double-double.ts';
import {
  add,
  allocate,
  divide,
  exact,
  get,
  ln2,
  multiply,
  pi,
  scale,
  set,
  squareRoot,
  subtract,
  zero,
} from './double-double.ts';

/** φ_N, φ_{N−1}, f_N, f_{N−1} on nodes, all divided by e^σ. */
export interface OscillatorPair {
  readonly upper: DoubleDoubles;
  readonly lower: DoubleDoubles;
  readonly upperIntegral: DoubleDoubles;
  readonly lowerIntegral: DoubleDoubles;
  readonly sigma: DoubleDouble;
}

/** The pair on ascending nodes; the integrals start with 0 at the first node, which must lie where φ is negligible.
 *  @accuracy about 1e-29 relative to the largest value on the nodes */
export function oscillatorPair(size: number, nodes: DoubleDoubles): OscillatorPair {
  const count = nodes.hi.length;
  const [upper, lower, upperIntegral, lowerIntegral] = [0, 0, 0, 0].map(() => allocate(count));
  const first = oscillatorAt(size, get(nodes, 0));
  let state: Step = { upper: first.upper, lower: first.lower, upperIntegral: zero, lowerIntegral: zero };
  for (let i = 0; ; i++) {
    set(upper!, i, state.upper);
    set(lower!, i, state.lower);
    set(upperIntegral!, i, state.upperIntegral);
    set(lowerIntegral!, i, state.lowerIntegral);
    if (i + 1 === count) break;
    state = taylorStep(size, get(nodes, i), get(nodes, i + 1), state);
  }
  let exponent = -1100;
  for (let i = 0; i < count; i++) {
    exponent = Math.max(exponent, Math.ceil(Math.log2(Math.abs(upper!.hi[i]!) + Math.abs(lower!.hi[i]!))));
  }
  for (const values of [upper!, lower!, upperIntegral!, lowerIntegral!]) {
    for (let i = 0; i < count; i++) set(values, i, scale(get(values, i), 2 ** -exponent));
  }
  const sigma = add(first.sigma, multiply(exact(exponent), ln2));
  return { upper: upper!, lower: lower!, upperIntegral: upperIntegral!, lowerIntegral: lowerIntegral!, sigma };
}

interface Step {
  readonly upper: DoubleDouble;
  readonly lower: DoubleDouble;
  readonly upperIntegral: DoubleDouble;
  readonly lowerIntegral: DoubleDouble;
}

/** Taylor series of the pair about `from`, summed until three terms in a row are below 1e-33 of the sum. */
function taylorStep(size: number, from: DoubleDouble, to: DoubleDouble, state: Step): Step {
  const root = squareRoot(exact(2 * size));
  const step = subtract(to, from);
  let { upper, lower, upperIntegral, lowerIntegral } = state;
  let [a, b, aBefore, bBefore] = [upper, lower, zero, zero];
  [upper, lower] = [zero, zero];
  // a and b are coefficient times step^n; the recurrences of the coefficients are multiplied through by step.
  const squared = multiply(step, step);
  const fromStep = multiply(from, step);
  const rootStep = multiply(root, step);
  for (let n = 0, small = 0; small < 3 && n < 200; n++) {
    upper = add(upper, a);
    lower = add(lower, b);
    const share = divide(step, exact(n + 1));
    upperIntegral = add(upperIntegral, multiply(a, share));
    lowerIntegral = add(lowerIntegral, multiply(b, share));
    const negligible = Math.abs(a.hi) < 1e-33 * Math.abs(upper.hi) && Math.abs(b.hi) < 1e-33 * Math.abs(lower.hi);
    small = negligible ? small + 1 : 0;
    const next = subtract(multiply(rootStep, b), add(multiply(fromStep, a), multiply(squared, aBefore)));
    const nextLower = subtract(add(multiply(fromStep, b), multiply(squared, bBefore)), multiply(rootStep, a));
    [aBefore, bBefore] = [a, b];
    [a, b] = [divide(next, exact(n + 1)), divide(nextLower, exact(n + 1))];
  }
  return { upper, lower, upperIntegral, lowerIntegral };
}

/** φ_N(x) and φ_{N−1}(x), divided by e^σ, by the recursion in n. */
function oscillatorAt(
  size: number,
  x: DoubleDouble,
): { upper: DoubleDouble; lower: DoubleDouble; sigma: DoubleDouble } {
  let lower = inverseFourthRootOfPi();
  let upper = multiply(multiply(squareRoot(exact(2)), x), lower);
  let shift = 0;
  for (let n = 1; n < size; n++) {
    const forward = multiply(multiply(squareRoot(divide(exact(2), exact(n + 1))), x), upper);
    const back = multiply(squareRoot(divide(exact(n), exact(n + 1))), lower);
    [lower, upper] = [upper, subtract(forward, back)];
    if (Math.abs(upper.hi) > 1e60) {
      [lower, upper] = [scale(lower, 2 ** -200), scale(upper, 2 ** -200)];
      shift += 200;
    }
  }
  return { upper, lower, sigma: add(multiply(exact(shift), ln2), multiply(exact(-0.5), multiply(x, x))) };
}

/** The tail of the boundary term: −½√(N/2) κ_N for even N, 1/κ_{N−1} for odd N (nearly a smooth function of N). */
export function boundaryConstant(size: number): DoubleDouble {
  if (size % 2 === 1) return divide(exact(1), integralOverLine(size - 1));
  return multiply(exact(-0.5), multiply(squareRoot(exact(size / 2)), integralOverLine(size)));
}

/** κ_n = 2 π^{−1/4} √(π/2) Π_{i=1,3,…,n−1} √(i/(i+1)), n even. */
function integralOverLine(n: number): DoubleDouble {
  let product = exact(1);
  for (let i = 1; i < n; i += 2) product = multiply(product, divide(exact(i), exact(i + 1)));
  return multiply(scale(inverseFourthRootOfPi(), 2), squareRoot(multiply(scale(pi, 0.5), product)));
}

function inverseFourthRootOfPi(): DoubleDouble {
  return divide(exact(1), squareRoot(squareRoot(pi)));
}
