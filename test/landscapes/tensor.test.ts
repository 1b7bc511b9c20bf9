/** Landscapes of given couplings against the glass with the same couplings, and the bounds that hold for any tensor. */
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { checkLandscape } from '../../src/landscapes/check-landscape.ts';
import { couplings, randomStart, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { asymmetry, symmetrize } from '../../src/landscapes/tensor/symmetrize.ts';
import { tensorLandscape } from '../../src/landscapes/tensor/tensor.ts';

const kernels = createKernels();
const reference = createKernels('reference');
const at = (order: number, size: number) => {
  const shape = { order, size, seed: 8, disorder: 1 };
  const w = new Float64Array(size);
  randomStart(shape, 0, w);
  return { shape, w, tensor: { order, size, entries: couplings(shape) } };
};

describe.each([
  [2, 9],
  [3, 8],
  [3, 7],
  [4, 5],
  [5, 3],
])('order %i, size %i', (order, size) => {
  const { shape, w, tensor } = at(order, size);
  const glass = spinGlass(shape, kernels, 'float64');
  const given = tensorLandscape(tensor, kernels, { name: 'given', precision: 'float64' });

  it('with a glass’s couplings: value, gradient and Hessian of that glass, to the bit', () => {
    const [a, b] = [glass.hessianAt(w), given.hessianAt!(w)];
    expect(b.value).toBe(a.value);
    expect(b.gradient).toEqual(a.gradient);
    expect(b.matrix().entries).toEqual(a.matrix().entries);
    const look = (landscape: typeof given) => {
      const [value, gradient] = [new Float64Array(1), new Float64Array(size)];
      landscape.valueAndGradient(w, 1, value, gradient);
      return { value, gradient };
    };
    expect(look(given)).toEqual(look(glass));
  });

  it('the symmetrized tensor is the same landscape to 1e-13, and has no remark', () => {
    const symmetric = { ...tensor, entries: symmetrize(tensor) };
    const same = tensorLandscape(symmetric, kernels, { name: 'symmetric' }).hessianAt!(w);
    const here = given.hessianAt!(w);
    const largest = Math.max(...here.matrix().entries.map(Math.abs));
    same.matrix().entries.forEach((x, i) => {
      expect(Math.abs(x - here.matrix().entries[i]!)).toBeLessThan(1e-13 * largest);
    });
    expect(asymmetry(tensor)).toBeGreaterThan(0.3);
    expect(given.remarks).toHaveLength(1);
    // sym sym X = sym X: the same additions once more leave rounding alone.
    expect(asymmetry(symmetric)).toBeLessThan(1e-15);
  });

  it('one entry of any size: rounding bounds hold against the reference, and the laws of a landscape', () => {
    for (const scale of [1e-12, 1, 1e9]) {
      const entries = tensor.entries.map((x, i) => scale * (i === 1 ? 1e3 : x));
      const [fast, plain] = [kernels, reference].map((k) =>
        tensorLandscape({ order, size, entries }, k, { name: 'odd', precision: 'float64' }),
      );
      const [a, b] = [fast!.hessianAt!(w), plain!.hessianAt!(w)];
      const apart = Math.sqrt(a.matrix().entries.reduce((sum, x, i) => sum + (x - b.matrix().entries[i]!) ** 2, 0));
      // The reference rounds less than the bound of the fast route allows.
      expect(apart).toBeLessThanOrEqual(a.matrix().error.value);
      expect(a.matrix().error.value).toBeLessThan(1e-9 * 1e3 * scale * size ** order);
      if (scale === 1) expect(checkLandscape(fast!, w, 2).filter(({ holds }) => !holds)).toEqual([]);
    }
  });

  it('is refused with an entry that is not finite, or too few of them', () => {
    const bad = tensor.entries.slice();
    bad[5] = Number.NaN;
    const open = (entries: Float64Array) => tensorLandscape({ order, size, entries }, kernels, { name: 'bad' });
    expect(() => open(bad)).toThrow(DataError);
    expect(() => open(bad)).toThrow(/entry 5 must be finite.*NaN/);
    expect(() => open(bad.subarray(1))).toThrow(/entries must be .*numbers, got/);
  });
});

it('the usual curvature sees a spike that Gaussian sizes hide: r m³ with r = 50', () => {
  const size = 12;
  const draw = stream(4, 'test/tensor', 0, 'spike');
  const v = Float64Array.from({ length: size }, () => draw.normal());
  const norm = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  const entries = new Float64Array(size ** 3);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < size; k++)
        entries[(i * size + j) * size + k] = draw.normal() - (50 * v[i]! * v[j]! * v[k]!) / norm ** 3;
  const { regularity } = tensorLandscape({ order: 3, size, entries }, kernels, { name: 'spiked' });
  // H(H−1) r/√Λ, the curvature at the spike, to the size of the noise.
  expect(regularity.usual!.gradientLipschitz! / ((6 * 50) / Math.sqrt(size))).toBeCloseTo(1, 1);
});
