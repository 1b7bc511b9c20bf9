import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { sampleLowestEigenvalues } from '../../src/theory/goe.ts';
import { indexFraction, lnMeanByIndex, meanIndex, meanIndexOn } from '../../src/theory/index.ts';
import { energyScale } from '../../src/theory/kac-rice.ts';
import { orderStatistics } from '../../src/theory/order-statistics.ts';

const order = 3;
const energyOf = (size: number, m: number) => m / energyScale(order, size).hi;

/** ∫ f over [a, b] by Simpson's rule. */
function simpson(f: (x: number) => number, a: number, b: number, n = 400): number {
  const h = (b - a) / n;
  let sum = f(a) + f(b);
  for (let i = 1; i < n; i++) sum += (i % 2 ? 4 : 2) * f(a + i * h);
  return (sum * h) / 3;
}

describe('the mean index at an energy', () => {
  it('Λ = 2: the other eigenvalue has density |x − m| e^{−x²/2}', () => {
    for (const m of [-3, -1.2, -0.1, 0.7]) {
      const under = simpson((x) => (m - x) * Math.exp(-0.5 * x * x), -12, m, 2000);
      const over = simpson((x) => (x - m) * Math.exp(-0.5 * x * x), m, 12, 2000);
      expect(meanIndex(order, 2, energyOf(2, m))).toBeCloseTo(under / (under + over), 9);
    }
  });

  it('Λ = 3: the two others, by integrals over both', () => {
    const m = -1.1;
    const weight = (x: number, y: number) => Math.abs((x - y) * (x - m) * (y - m)) * Math.exp(-0.5 * (x * x + y * y));
    // y < x, cut where the weight has kinks; f counts those below m.
    const parts = [
      [2, (x: number) => [-9, x], -9, m],
      [1, () => [-9, m], m, 9],
      [0, (x: number) => [m, x], m, 9],
    ] as const;
    const [all, counted] = parts.reduce(
      ([sum, weighed], [below, inner, from, to]) => {
        const part = simpson((x) => simpson((y) => weight(x, y), inner(x)[0]!, inner(x)[1]!), from, to);
        return [sum + part, weighed + below * part];
      },
      [0, 0],
    );
    expect(meanIndex(order, 3, energyOf(3, m))).toBeCloseTo(counted! / all!, 8);
  });

  it.each([6, 7, 20])('Λ = %i: Σ k E C_k / Σ E C_k over a narrow range of energies', (size) => {
    const law = orderStatistics(size, size - 1);
    const h = 1e-3;
    for (const u of [-1.7, -1.3, -0.6]) {
      let [all, counted] = [0, 0];
      for (let k = 0; k < size; k++) {
        const [high, low] = [u + h, u - h].map((at) => lnMeanByIndex(order, law, k, at));
        if (!high || !low) continue;
        const share = Math.exp(high.ln) - Math.exp(low.ln);
        all += share;
        counted += k * share;
      }
      // The range leaves an error of order h² times a second derivative; counts far out of reach add nothing.
      expect(Math.abs(meanIndex(order, size, u) - counted / all)).toBeLessThan(2e-4);
    }
  });

  it('at Λ = 40, matrices weighted by |det(M − m)|', () => {
    const [size, m] = [40, -7];
    const draw = stream(5, 'mean-index', 0, 'matrices');
    let [all, counted, squares] = [0, 0, 0];
    const exactly = meanIndex(order, size, energyOf(size, m));
    for (let i = 0; i < 3000; i++) {
      const eigenvalues = sampleLowestEigenvalues(draw, size - 1, size - 1);
      const weight = eigenvalues.reduce((product, x) => product * (Math.abs(x - m) / 6), 1);
      const below = eigenvalues.filter((x) => x < m).length;
      all += weight;
      counted += weight * below;
      squares += (weight * (below - exactly)) ** 2;
    }
    expect(Math.abs(counted / all - exactly)).toBeLessThan((4 * Math.sqrt(squares)) / all);
  });

  it('mirrored at u = 0, and near the semicircle at large Λ', () => {
    expect(meanIndex(order, 9, 0.4)).toBeCloseTo(8 - meanIndex(order, 9, -0.4), 10);
    const gaps = [25, 100, 400].map((size) =>
      Math.abs(meanIndex(order, size, -1) / (size - 1) - indexFraction(order, -1)),
    );
    expect(gaps[1]! < gaps[0]! / 3 && gaps[2]! < gaps[1]! / 3).toBe(true);
  });

  it('the interpolant is the function', () => {
    const on = meanIndexOn(order, 100, -1.8, 0.2);
    for (const u of [-1.79, -1.61, -1.2, 0.1]) expect(Math.abs(on(u) - meanIndex(order, 100, u))).toBeLessThan(1e-4);
    expect(on(0.5)).toBe(meanIndex(order, 100, 0.5));
  });

  it('a size out of range or an energy that is no number: a clear error', () => {
    expect(() => meanIndex(order, 501, -1)).toThrow('size must be');
    expect(() => meanIndex(order, 3, Number.NaN)).toThrow('energy must be');
  });
});
