import { describe, expect, it } from 'vitest';
import { add, divide, exact, multiply, squareRoot, subtract } from '../../src/base/double-double.ts';
import type { BigFloat } from '../../src/theory/big-float.ts';
import { add as addBig, divide as divideBig, logarithm } from '../../src/theory/big-float.ts';
import { edgeUnit, nodesNeeded } from '../../src/theory/counting-law.ts';
import { eigenvalueCounts, lostBits } from '../../src/theory/counting-law-multiprecision.ts';
import { get } from '../../src/theory/double-double-vector.ts';
import { oscillatorPair } from '../../src/theory/oscillator.ts';
import { pfaffianKernels } from '../../src/theory/pfaffian-kernel.ts';
import { signRule } from '../../src/theory/quadrature.ts';

const ruleAt = (size: number, s: number) => signRule(nodesNeeded((s + Math.sqrt(2 * size)) / edgeUnit(size)));

describe('kernel of the Pfaffian', () => {
  it('P(# odd) = τ f_(N−1)(s) is that of multiprecision to 1e-14, N = 2 … 30, from s = 0 to far out', () => {
    for (const [size, s] of [
      [2, -1],
      [3, 0],
      [7, -4.5],
      [8, -9],
      [15, -0.5],
      [30, -7.5],
      [30, -14],
    ] as const) {
      const { odd, sigma } = pfaffianKernels(size, ruleAt(size, s))(s);
      const counts = eigenvalueCounts(size, s, 64 + lostBits(size, s));
      const sum = (values: readonly BigFloat[]) => values.reduce(addBig);
      const ln = logarithm(divideBig(sum(counts.filter((_, j) => j % 2 === 1)), sum(counts)));
      expect(Math.abs(Math.log(odd.hi) + sigma - ln)).toBeLessThan(1e-14 * (2 + Math.abs(ln)));
    }
  });

  for (const [size, s] of [
    [2, -2],
    [3, -2.5],
    [9, -3],
    [9, -11],
  ] as const) {
    it(`N = ${size}, s = ${s}: C is ½ Σ_(j<N) √(j/2) (φ_j φ_(j−1)ᵀ − φ_(j−1) φ_jᵀ) to 1e-15`, () => {
      const rule = ruleAt(size, s);
      const { kernel, nodes, sigma } = pfaffianKernels(size, rule)(s);
      const { count, roots } = rule;
      const half = 0.5 * (s - nodes.hi[count]!);
      // φ_j and φ_(j−1) come from pairs with factors e^σ of their own.
      const pairs = Array.from({ length: size - 2 }, (_, i) => oscillatorPair(i + 2)(nodes));
      const first = oscillatorPair(2)(nodes).lower;
      const zeroth = Array.from({ length: count }, (_, a) =>
        divide(get(first, a), multiply(squareRoot(exact(2)), get(nodes, a))),
      );
      const term = (j: number, a: number, b: number) => {
        const upper = (i: number) => (j === 1 ? get(first, i) : get(pairs[j - 2]!.upper, i));
        const lower = (i: number) => (j === 1 ? zeroth[i]! : get(pairs[j - 2]!.lower, i));
        const skew = subtract(multiply(upper(a), lower(b)), multiply(lower(a), upper(b)));
        const own = j === 1 ? oscillatorPair(2)(nodes).sigma : pairs[j - 2]!.sigma;
        return multiply(multiply(exact(0.5 * Math.exp(2 * (own - sigma))), squareRoot(exact(j / 2))), skew);
      };
      const square = multiply(exact(half), exact(half));
      const largest = Math.max(...kernel.hi.map(Math.abs));
      for (const [a, b] of [
        [0, 1],
        [count - 1, count - 2],
        [count - 1, 3],
        [5, count >> 1],
      ] as const) {
        let sum = exact(0);
        for (let j = 1; j < size; j++) sum = add(sum, term(j, a, b));
        const expected = multiply(multiply(square, multiply(get(roots, a), get(roots, b))), sum);
        // e^{2(σ_j − σ)} is a double: what it loses is smooth and of relative size 1e-16.
        expect(Math.abs(subtract(get(kernel, a * count + b), expected).hi)).toBeLessThan(
          1e-15 * Math.abs(expected.hi) + 1e-26 * largest,
        );
        expect(get(kernel, a * count + b).hi).toBe(-get(kernel, b * count + a).hi);
      }
    });
  }
});
