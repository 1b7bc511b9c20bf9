import { describe, expect, it } from 'vitest';
import { exact, subtract } from '../../src/base/double-double.ts';
import type { DoubleDoubles } from '../../src/theory/double-double-vector.ts';
import { addMultiple, allocate, dot, get, products, scaled, set } from '../../src/theory/double-double-vector.ts';
import { lnOnePointDensity } from '../../src/theory/goe.ts';
import { boundaryConstant, oscillatorPair, tailRatio } from '../../src/theory/oscillator.ts';
import { signRule } from '../../src/theory/quadrature.ts';

/** Nodes on (from, to) and their weights. */
function ruleOn(count: number, from: number, to: number) {
  const rule = signRule(count);
  const half = 0.5 * (to - from);
  const nodes = allocate(count);
  nodes.hi.fill(0.5 * (from + to));
  addMultiple(exact(half), rule.nodes, 0, nodes, 0, count);
  return { nodes, weights: scaled(exact(half), rule.weights) };
}

const integral = (weights: DoubleDoubles, values: DoubleDoubles) => dot(weights, 0, values, 0, weights.hi.length);

describe('oscillator functions', () => {
  for (const size of [2, 3, 8, 33]) {
    it(`N = ${size}: φ_N and φ_(N−1) are orthonormal on the line, φ_N² − φ_(N−1)² cancels to 1e-27`, () => {
      const end = Math.sqrt(2 * size) + 10;
      const { nodes, weights } = ruleOn(100 + Math.ceil(1.2 * end * Math.sqrt(2 * size)), -end, end);
      const { upper, lower, sigma } = oscillatorPair(size)(nodes);
      // Largest on the line: e^σ is of order one there.
      expect(Math.abs(sigma)).toBeLessThan(3);
      const norm = Math.exp(-2 * sigma);
      for (const values of [upper, lower]) {
        const square = integral(weights, products(values, values));
        expect(Math.abs(square.hi / norm - 1)).toBeLessThan(1e-14);
      }
      expect(Math.abs(integral(weights, products(upper, lower)).hi / norm)).toBeLessThan(1e-27);
      const [a, b] = [integral(weights, products(upper, upper)), integral(weights, products(lower, lower))];
      expect(Math.abs(subtract(a, b).hi / norm)).toBeLessThan(1e-27);
    });
  }

  it('N = 2, 3: Hermite polynomials at x = −1.5, and their ratio far out at x = −37', () => {
    const nodes = allocate(2);
    set(nodes, 0, exact(-1.5));
    set(nodes, 1, exact(-37));
    for (const [size, H, below] of [
      [2, (x: number) => 4 * x * x - 2, (x: number) => 2 * x],
      [3, (x: number) => 8 * x ** 3 - 12 * x, (x: number) => 4 * x * x - 2],
    ] as const) {
      const { upper, lower, sigma } = oscillatorPair(size)(nodes);
      for (const [i, x] of [-1.5, -37].entries()) {
        // φ_N/φ_{N−1} = H_N/(H_{N−1} √(2N)), and φ_N itself where e^σ keeps it.
        expect(upper.hi[i]! / lower.hi[i]!).toBeCloseTo(H(x) / below(x) / Math.sqrt(2 * size), 11);
      }
      const factorial = size === 2 ? 2 : 6;
      const phi = (H(-1.5) * Math.exp(-1.125)) / Math.sqrt(2 ** size * factorial * Math.sqrt(Math.PI));
      expect((upper.hi[0]! * Math.exp(sigma)) / phi).toBeCloseTo(1, 13);
    }
  });

  it('N = 1000 outside the zeros, x = −50: φ_(N−1) τ is the density of the GOE, to 1e-9', () => {
    const nodes = allocate(1);
    set(nodes, 0, exact(-50));
    const { lower, sigma } = oscillatorPair(1000)(nodes);
    // Far out the boundary term is nearly all of R1.
    const ln = Math.log(Math.abs(lower.hi[0]!)) + sigma + Math.log(Math.abs(boundaryConstant(1000).hi));
    expect(Math.abs(lnOnePointDensity(1000, -50) - ln)).toBeLessThan(1e-9);
  });

  it('∫φ_(N−1) left of x over φ_(N−1)(x) agrees with quadrature to 1e-13 for N = 2, 3, 8, 33', () => {
    for (const size of [2, 3, 8, 33]) {
      const x = -Math.sqrt(2 * size) - 8;
      const { nodes, weights } = ruleOn(90, x - 8, x);
      const values = oscillatorPair(size)(nodes).lower;
      const end = allocate(2);
      set(end, 0, exact(x));
      set(end, 1, get(nodes, 89));
      const pair = oscillatorPair(size)(end).lower;
      // Both vectors have their own e^σ: the last node is common.
      const ratio = (integral(weights, values).hi / values.hi[89]!) * (pair.hi[1]! / pair.hi[0]!);
      expect(Math.abs(tailRatio(size, x) / ratio - 1)).toBeLessThan(1e-13);
    }
  });

  it('the boundary constant is −½√(N/2) ∫φ_N or 1/∫φ_(N−1)', () => {
    for (const size of [2, 3, 8, 33]) {
      const end = Math.sqrt(2 * size) + 12;
      const { nodes, weights } = ruleOn(60 + Math.ceil(0.7 * end * Math.sqrt(2 * size)), -end, end);
      const { upper, lower, sigma } = oscillatorPair(size)(nodes);
      const whole = Math.exp(sigma) * integral(weights, size % 2 ? lower : upper).hi;
      const expected = size % 2 ? 1 / whole : -0.5 * Math.sqrt(size / 2) * whole;
      expect(boundaryConstant(size).hi / expected).toBeCloseTo(1, 13);
    }
  });
});
