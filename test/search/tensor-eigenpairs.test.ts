/** Eigenpairs of tensors with known answers: published ones, forms whose eigenvectors are known, and those that have infinitely many. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { existingPoints } from '../../src/instruments/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { spinGlass } from '../../src/landscapes/index.ts';
import { censusOf, run, tensorEigenpairs } from '../../src/search/index.ts';
import glass from '../golden/cases/glass-4-4.json' with { type: 'json' };
import cases from '../golden/cases/tensors.json' with { type: 'json' };

const find = (order: number, size: number, entries: ArrayLike<number>, seed = 1) =>
  run(
    tensorEigenpairs(stream(seed, 'test/eigenpairs', 0, 'gamma'), { order, size, entries: Float64Array.from(entries) }),
  );

const sorted = (values: readonly number[]) => values.map(Math.abs).sort((a, b) => a - b);

describe.each(['kolda-mayo-3x3x3', 'fermat-cubic-3', 'fermat-quartic-3', 'product-xyz'] as const)('%s', (name) => {
  const { order, size, entries, expected } = cases[name];
  it('has the published eigenvalues, all of them, each an eigenpair to 1e-12', () => {
    const { status, pairs, nonreal } = find(order, size, entries);
    expect(status).toBe('complete');
    expect(pairs.length + nonreal).toBe(expected.D);
    expect(pairs).toHaveLength(expected.real_count);
    const want = sorted(expected.real);
    sorted(pairs.map(({ value }) => value)).forEach((value, k) => void expect(value).toBeCloseTo(want[k]!, 10));
    for (const { vector: x, value } of pairs) {
      let rest = Float64Array.from(entries);
      for (let h = 1; h < order; h++)
        rest = Float64Array.from({ length: rest.length / size }, (_, row) =>
          x.reduce((sum, xi, i) => sum + rest[row * size + i]! * xi, 0),
        );
      rest.forEach((s, i) => void expect(Math.abs(s - value * x[i]!)).toBeLessThan(1e-12));
    }
  });
});

it('a 4-spin glass of 4 spins: the 14 energies and indices of its case, ±w once', () => {
  const { pairs, status, nonreal } = find(4, 4, glass.couplings);
  expect({ status, nonreal }).toEqual({ status: 'complete', nonreal: 26 });
  expect(pairs.map(({ index }) => index)).toEqual(glass.expected.map(([, index]) => index));
  pairs.forEach(({ value }, k) => void expect(value / 2).toBeCloseTo(glass.expected[k]![0]!, 7));
});

it('the symmetric part of a tensor has the eigenvalues of its case', () => {
  const { order, size, entries, expected } = cases['nonsymmetric-2x2x2'];
  find(order, size, entries).pairs.forEach(({ value }, k) => {
    expect(value).toBeCloseTo(expected.symmetrized[k]!, 4);
  });
});

it('does not depend on the scale of the tensor', () => {
  const { order, size, entries } = cases['kolda-mayo-3x3x3'];
  const plain = find(order, size, entries);
  for (const scale of [2 ** -40, 2 ** 30]) {
    const scaled = find(
      order,
      size,
      entries.map((x) => scale * x),
    );
    expect(scaled.pairs.map(({ value }) => value / scale)).toEqual(plain.pairs.map(({ value }) => value));
  }
});

it('says why not: curves of eigenvectors, real ones and isolated ones beside them, and multiple eigenvectors', () => {
  const quartic = cases['sphere-squared-quartic'];
  expect(find(quartic.order, quartic.size, quartic.entries)).toMatchObject({ status: 'infinitely-many', pairs: [] });
  const power = (size: number) => Float64Array.from({ length: size ** 3 }, (_, i) => (i === 0 ? 1 : 0));
  // x₁³ in three dimensions: every vector across e₁ has λ = 0; in two there is one, twice.
  const three = find(3, 3, power(3));
  expect(three.status).toBe('infinitely-many');
  expect(three.reason).toMatch(/^real eigenpairs fill a curve/);
  const two = find(3, 2, power(2));
  expect({ status: two.status, values: two.pairs.map(({ value }) => value.toFixed(12)) }).toEqual({
    status: 'multiple',
    values: ['1.000000000000'],
  });
  expect(find(3, 2, new Float64Array(8)).status).toBe('infinitely-many');
});

it('of matrices: eigenvalues with their indices; a repeated one has infinitely many vectors', () => {
  const { pairs, status } = find(2, 3, [2, 1, 0, 1, 2, 0, 0, 0, 5]);
  expect(status).toBe('complete');
  expect(pairs.map(({ value, index }) => [Math.round(value * 1e12) / 1e12, index])).toEqual([
    [1, 0],
    [3, 1],
    [5, 2],
  ]);
  expect(find(2, 3, [1, 0, 0, 0, 1, 0, 0, 0, 2]).status).toBe('infinitely-many');
});

it('existingPoints: 2Λ over the sign for matrices, the census of small glasses, nothing of large ones', () => {
  const kernels = createKernels();
  const draw = () => stream(1, 'test', 0, 'gamma');
  const glassOf = (order: number, size: number) => spinGlass({ order, size, seed: 3, disorder: 0 }, kernels);
  const count = (order: number, size: number) => run(existingPoints(glassOf(order, size), draw()))?.count;
  expect(count(2, 7)).toBe(7);
  expect(count(3, 5)).toBe(censusOf(draw(), glassOf(3, 5)).points.length);
  expect(count(4, 3)).toBe(censusOf(draw(), glassOf(4, 3)).points.length / 2);
  expect(count(3, 40)).toBeUndefined();
});
