/**
 * The law of the number of GOE eigenvalues below s as a Fredholm Pfaffian on J = (−∞, s), cut where φ has fallen by e^{−decay}:
 *      E (1−ξ)^{#{m_i < s}} = √det(I − ξM),   M = [A G; F Aᵀ],   G, F antisymmetric,
 *      Aᵀ(x,y) = S(x,y) = K_N(x,y) + φ_{N−1}(x) (√(N/2) f_N(y) + τ),   F = ½ ∂_y S,   G = sgn(x−y) − 2 ∫ S,
 * with K_N by Christoffel–Darboux and τ = −½√(N/2) κ_N (N even) or 1/κ_{N−1} (N odd). A skew-Hamiltonian matrix has every
 * eigenvalue twice, so the root is a product over eigenvalues taken once. The jump of sgn is represented exactly on Gauss nodes
 * (quadrature.ts), therefore the discretization converges exponentially. All φ are divided by e^σ; M is returned divided by e^σ.
 * Source: [tracy-widom1998correlation], [bornemann2010numerical]; the elimination of sgn is described in docs/theory.md.
 */
import type { DoubleDouble, DoubleDoubles } from './double-double.ts';
import {
  add,
  addMultiple,
  allocate,
  divide,
  exact,
  exponential,
  get,
  multiply,
  negate,
  scale,
  set,
  squareRoot,
  subtract,
} from './double-double.ts';
import type { OscillatorPair } from './oscillator.ts';
import { boundaryConstant, oscillatorPair } from './oscillator.ts';
import type { SignRule } from './quadrature.ts';
import { rateAtAngle } from './rate.ts';

export interface PfaffianKernel {
  /** 2·count × 2·count, row-major, divided by e^σ. */
  readonly matrix: DoubleDoubles;
  readonly count: number;
  readonly sigma: DoubleDouble;
}

/** ln of the factor lost between s and the left end: φ(left)/φ(s) = e^{−50} = 2e-22. */
const decay = 50;

export function pfaffianKernel(size: number, s: number, rule: SignRule): PfaffianKernel {
  const { count } = rule;
  const half = 0.5 * (s - leftEnd(size, s));
  const nodes = allocate(count);
  const roots = allocate(count);
  const widthRoot = squareRoot(exact(half));
  for (let i = 0; i < count; i++) {
    set(nodes, i, add(add(exact(s), exact(-half)), multiply(exact(half), get(rule.nodes, i))));
    set(roots, i, multiply(widthRoot, get(rule.roots, i)));
  }
  const pair = oscillatorPair(size, nodes);
  const { kernel, derivative } = christoffelDarboux(size, nodes, roots, pair);
  const lowered = exponential(pair.sigma);
  const integral = integrate(rule, half, kernel, roots, pair, size, lowered);
  const balance = 2 ** Math.round(0.5 * Math.log2(frobenius(derivative) / frobenius(integral)));
  const matrix = assemble(size, count, roots, pair, kernel, derivative, integral, lowered, balance);
  return { matrix, count, sigma: pair.sigma };
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

/** √w_a √w_b K_N and √w_a √w_b F, both divided by e^{2σ}. */
function christoffelDarboux(size: number, nodes: DoubleDoubles, roots: DoubleDoubles, pair: OscillatorPair) {
  const count = nodes.hi.length;
  const kernel = allocate(count * count);
  const derivative = allocate(count * count);
  const c = squareRoot(exact(size / 2));
  const root = squareRoot(exact(2 * size));
  const half = exact(0.5);
  const at = Array.from({ length: count }, (_, i) => {
    const [x, p, q] = [get(nodes, i), get(pair.upper, i), get(pair.lower, i)];
    return {
      x,
      p,
      q,
      dp: subtract(multiply(root, q), multiply(x, p)),
      dq: subtract(multiply(x, q), multiply(root, p)),
      w: get(roots, i),
    };
  });
  for (let a = 0; a < count; a++) {
    const { x, p, q, dp, dq, w } = at[a]!;
    const diagonal = multiply(c, subtract(multiply(dp, q), multiply(dq, p)));
    set(kernel, a * count + a, multiply(multiply(w, w), diagonal));
    for (let b = 0; b < a; b++) {
      const other = at[b]!;
      const gap = subtract(x, other.x);
      const weight = multiply(w, other.w);
      const value = divide(multiply(c, subtract(multiply(p, other.q), multiply(q, other.p))), gap);
      const slope = multiply(c, subtract(multiply(p, other.dq), multiply(q, other.dp)));
      const inner = add(divide(add(slope, value), gap), multiply(c, multiply(q, other.p)));
      const entry = multiply(weight, multiply(half, inner));
      for (const place of [a * count + b, b * count + a]) set(kernel, place, multiply(weight, value));
      set(derivative, a * count + b, entry);
      set(derivative, b * count + a, negate(entry));
    }
  }
  return { kernel, derivative };
}

/** The antisymmetric block −G, i.e. −sgn + 2∫S, on weighted nodes. */
function integrate(
  rule: SignRule,
  half: number,
  kernel: DoubleDoubles,
  roots: DoubleDoubles,
  pair: OscillatorPair,
  size: number,
  lowered: DoubleDouble,
): DoubleDoubles {
  const { count, sign } = rule;
  const column = allocate(count);
  const jump = allocate(count * count);
  for (let a = 0; a < count; a++) {
    addMultiple(get(roots, a), kernel, a * count, column, 0, count);
    for (let t = 0; t < count; t++) {
      addMultiple(multiply(exact(half), get(sign, a * count + t)), kernel, t * count, jump, a * count, count);
    }
  }
  const c = squareRoot(exact(size / 2));
  const twiceTau = scale(boundaryConstant(size), 2);
  const squared = multiply(lowered, lowered);
  const block = allocate(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      const weight = multiply(get(roots, a), get(roots, b));
      const [ga, gb, fb] = [get(pair.lowerIntegral, a), get(pair.lowerIntegral, b), get(pair.upperIntegral, b)];
      const single = multiply(weight, multiply(twiceTau, subtract(ga, gb)));
      // 2 ∫_{−∞}^x K(t, y) dt = ∫_J K − ∫_J (−sgn(x − t)) K dt
      const twice = subtract(multiply(get(roots, a), get(column, b)), get(jump, a * count + b));
      const double = add(twice, multiply(weight, multiply(scale(c, 2), multiply(ga, fb))));
      const smooth = add(multiply(lowered, single), multiply(squared, double));
      set(block, a * count + b, add(multiply(exact(half), get(sign, a * count + b)), smooth));
    }
  }
  return block;
}

/** [A G; F Aᵀ] with F and G brought to like size by a symplectic scaling, which leaves the eigenvalues. */
function assemble(
  size: number,
  count: number,
  roots: DoubleDoubles,
  pair: OscillatorPair,
  kernel: DoubleDoubles,
  derivative: DoubleDoubles,
  block: DoubleDoubles,
  lowered: DoubleDouble,
  balance: number,
): DoubleDoubles {
  const width = 2 * count;
  const matrix = allocate(width * width);
  const c = squareRoot(exact(size / 2));
  const tau = boundaryConstant(size);
  for (let a = 0; a < count; a++) {
    const factor = add(tau, multiply(lowered, multiply(c, get(pair.upperIntegral, a))));
    for (let b = 0; b < count; b++) {
      const weight = multiply(get(roots, a), get(roots, b));
      const single = multiply(weight, multiply(get(pair.lower, b), factor));
      const entry = add(single, multiply(lowered, get(kernel, a * count + b)));
      set(matrix, a * width + b, entry);
      set(matrix, (count + b) * width + count + a, entry);
      const antisymmetric = subtract(get(block, b * count + a), get(block, a * count + b));
      set(matrix, a * width + count + b, scale(antisymmetric, 0.5 * balance));
      set(matrix, (count + a) * width + b, scale(get(derivative, a * count + b), 1 / balance));
    }
  }
  return matrix;
}

function frobenius(values: DoubleDoubles): number {
  return Math.sqrt(values.hi.reduce((sum, value) => sum + value * value, 0));
}
