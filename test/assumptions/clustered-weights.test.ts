/** Redundancy and uniformity: clustered weights, and how often paths share their colours, by enumeration and closed forms. */
import { describe, expect, it } from 'vitest';
import { equalPairs } from '../../src/assumptions/clustered-weights.ts';
import { clusterCount, clusterWeights, randomLayers, redundancy, uniformity } from '../../src/assumptions/index.ts';
import { drawOf, mean, normals } from './fixtures/draws.ts';

describe('clustered weights', () => {
  it('at most Λ different weights: δ3 = 0 exactly, however unequal their shares', () => {
    const draw = drawOf(7);
    const sizes = [8, 8, 1];
    const network = randomLayers(draw, sizes);
    const weights = network.weights.map((W) => W.map((_, i) => (i % 11 === 0 ? [5, -3, 1][i % 3]! : 0.25)));
    const data = { count: 50, inputs: 8, x: normals(draw, 400) };
    expect(clusterCount(network)).toBe(8);
    const found = redundancy({ ...network, weights }, data);
    expect(found).toEqual({ s: 8, delta3: 0, changed: 0 });
  });

  it('clusters are the nearest of their means: no weight is nearer to another value', () => {
    const network = randomLayers(drawOf(8), [9, 7, 2]);
    const { values, colours } = clusterWeights(network, 6);
    for (const [k, layer] of colours.entries())
      layer.forEach((c, i) => {
        const w = network.weights[k]![i]!;
        const nearest = Math.min(...values.map((v) => Math.abs(v - w)));
        expect(Math.abs(values[c]! - w)).toBeCloseTo(nearest, 12);
      });
    expect(values).toEqual(values.slice().sort());
  });

  it.each([
    [[3, 4, 2, 2], 3],
    [[6, 5, 3], 9],
    [[7, 2], 4],
  ])('Σ t² of %j with %i colours is that of enumeration', (sizes, s) => {
    const draw = drawOf(sizes.length, 'colours');
    const colours = sizes.slice(1).map((n, k) => Int32Array.from({ length: n * sizes[k]! }, () => draw.uniform() * s));
    const t = new Map<string, number>();
    const walk = (k: number, u: number, tuple: string) => {
      if (k === sizes.length - 1) return void t.set(tuple, (t.get(tuple) ?? 0) + 1);
      for (let v = 0; v < sizes[k + 1]!; v++) walk(k + 1, v, `${tuple},${colours[k]![v * sizes[k]! + u]}`);
    };
    for (let i = 0; i < sizes[0]!; i++) walk(0, i, '');
    expect(equalPairs(sizes, colours, s)).toBe([...t.values()].reduce((sum, n) => sum + n * n, 0));
  });

  it('δ4: 0 when every tuple has one path, ln(N^H/Ψ) of weights that are all different', () => {
    const n = 5;
    // Cyclic squares: path ↦ colour tuple is a bijection; the last layer has colour p.
    const cyclic = Int32Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) + at) % n);
    const last = Int32Array.from({ length: n }, (_, i) => i);
    expect(equalPairs([n, n, n, 1], [cyclic, cyclic, last], n)).toBe(n ** 3);
    const network = randomLayers(drawOf(9), [4, 3, 2]);
    expect(uniformity(network, 18).delta4).toBeCloseTo(Math.log(18 ** 2 / 24), 12);
  });

  it('random colours of 6-5-3, s = 9: mean 1 + CV² is the formula’s 2.511, within 4 errors', () => {
    const [sizes, s] = [[6, 5, 3], 9];
    const draw = drawOf(10);
    const values = Array.from({ length: 600 }, () => {
      const colours = sizes
        .slice(1)
        .map((n, k) => Int32Array.from({ length: n * sizes[k]! }, () => draw.uniform() * s));
      return (s ** 2 * equalPairs(sizes, colours, s)) / 90 ** 2;
    });
    const formula = (s ** 2 / 90) * (1 + (6 + 3 - 2) / s) + 1 - (6 + 3 - 1) / 90;
    expect(formula).toBeCloseTo(2.5111, 4);
    const sd = Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
    expect(Math.abs(mean(values) - formula)).toBeLessThan((4 * sd) / Math.sqrt(600));
  });
});
