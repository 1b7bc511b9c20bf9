/** Laws of couplings: the glass to the bit, mean and covariance of each over disorders, the structure that each promises, and solved ones. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { couplings, families, spinGlass } from '../../src/landscapes/index.ts';
import { landscapeSpec, startAt } from '../../src/landscapes/landscape-spec.ts';
import { laws } from '../../src/landscapes/tensor/laws/index.ts';
import { pixelQuantiles } from '../../src/landscapes/tensor/laws/pixels.ts';
import { activations } from '../../src/landscapes/tensor/laws/unequal-paths.ts';
import { randomTensor } from '../../src/landscapes/tensor/random-family.ts';
import { gradientDescent, run } from '../../src/search/index.ts';
import { firstSegmentMinimum } from '../../src/theory/index.ts';

const kernels = createKernels();
const spec = (law: string, order: number, size: number, disorder = 0, rest: object = {}) => ({
  law,
  order,
  size,
  seed: 9,
  disorder,
  uncentred: false,
  ...rest,
});

it('the law glass has the couplings, and gives the landscape, of a spin glass to the bit', () => {
  const shape = { order: 3, size: 8, seed: 9, disorder: 2 };
  expect(randomTensor(spec('glass', 3, 8, 2))).toEqual(couplings(shape));
  const { family, fields } = landscapeSpec(families, 'test', { family: 'random-tensor', law: 'glass', ...shape });
  const one = family.open(fields, { kernels, data: [], arrays: [], precision: 'float64' }) as ReturnType<
    typeof spinGlass
  >;
  const glass = spinGlass(shape, kernels, 'float64');
  const w = startAt(one, { family, fields }, 3);
  expect(one.hessianAt(w).matrix().entries).toEqual(glass.hessianAt(w).matrix().entries);
  expect(one.isotropic).toEqual(glass.isotropic);
  expect(one.remarks).toBeUndefined();
});

it('no other law claims to be isotropic, and every draw is its own', () => {
  expect(
    Object.values(laws)
      .filter(({ isotropic }) => isotropic)
      .map(({ name }) => name),
  ).toEqual(['glass']);
  for (const [name, law] of Object.entries(laws)) {
    expect(law.name).toBe(name);
    expect(randomTensor(spec(name, 3, 4))).toEqual(randomTensor(spec(name, 3, 4)));
    expect(randomTensor(spec(name, 3, 4))).not.toEqual(randomTensor(spec(name, 3, 4, 1)));
  }
});

describe.each([
  [2, 4],
  [3, 4],
])('order %i, size %i: mean 0 and covariance over 20,000 disorders at two points, within 4 errors', (H, L) => {
  const draw = stream(3, 'test/laws', H, 'points');
  const point = () => {
    const w = Float64Array.from({ length: L }, () => draw.normal() + 0.3);
    const k = Math.sqrt(L / w.reduce((sum, x) => sum + x * x, 0));
    return w.map((x) => k * x);
  };
  const [w, v] = [point(), point()];
  const dot = (f: (i: number) => number) => Array.from({ length: L }, (_, i) => f(i)).reduce((a, b) => a + b, 0);
  const R = dot((i) => w[i]! * v[i]!) / L;
  const mm = (dot((i) => w[i]!) * dot((i) => v[i]!)) / L ** 2;
  const N = L ** H;
  // Σ C_ij w_i v_j/Λ for x of mean 0 and mean square 1: C_ij = −1/(Λ−1) off the diagonal.
  const centredR = (L * R - L * mm) / (L - 1);
  const shared = (c: number) => (1 - c) * R ** H + c * L ** H * mm ** H;
  const p = (N / 4 - 1) / (N - 1);
  const cases: [string, object, number][] = [
    ['glass', {}, R ** H],
    ['rademacher', {}, R ** H],
    ['pixels', {}, R ** H],
    ['unequal-paths', {}, (dot((i) => activations(L)[i]! * w[i]! * v[i]!) / L) ** H],
    ['hashed', { inputs: 4, uncentred: true }, shared(p)],
    ['hashed', { inputs: 4 }, shared(-1 / (N - 1))],
    ['matrix-slot', {}, centredR * R ** (H - 1)],
    ['matrix-slot', { uncentred: true }, R ** H],
    ['first-segment', {}, centredR * (L * mm) ** (H - 1)],
    ['first-segment', { uncentred: true }, R * (L * mm) ** (H - 1)],
  ];

  it.each(cases)('%s %j', (law, rest, covariance) => {
    const count = 20_000;
    const q = L ** (-(H - 1) / 2);
    const value = (J: Float64Array, x: Float64Array) => {
      let tensor = J;
      for (let h = 0; h < H; h++) {
        const next = new Float64Array(tensor.length / L);
        for (let row = 0; row < next.length; row++)
          for (let i = 0; i < L; i++) next[row]! += tensor[row * L + i]! * x[i]!;
        tensor = next;
      }
      return (q * tensor[0]!) / Math.sqrt(L);
    };
    let [first, second, square, fourth] = [0, 0, 0, 0];
    for (let disorder = 0; disorder < count; disorder++) {
      const J = randomTensor(spec(law, H, L, disorder, rest));
      const [a, b] = [value(J, w), value(J, v)];
      first += a / count;
      second += (a * a) / count;
      square += (a * b) / count;
      fourth += (a * b) ** 2 / count;
    }
    expect(Math.abs(first)).toBeLessThan(4 * Math.sqrt(second / count));
    expect(Math.abs(square - covariance)).toBeLessThan(4 * Math.sqrt((fourth - square ** 2) / count));
  });
});

it('hashed: every input has as many couplings as any other, to one', () => {
  const J = randomTensor(spec('hashed', 3, 5, 0, { inputs: 7 }));
  const counts = new Map<number, number>();
  for (const x of J) counts.set(x, (counts.get(x) ?? 0) + 1);
  expect(counts.size).toBe(7);
  expect([...counts.values()].every((count) => count === 17 || count === 18)).toBe(true);
  expect(() => randomTensor(spec('hashed', 2, 3, 0, { inputs: 10 }))).toThrow(
    /inputs must be at most Λ\^H = 9, got 10/,
  );
});

it('first-segment, solved: the lowest descent ends at the predicted energy to 1e-9', () => {
  for (const [order, size] of [
    [2, 6],
    [3, 7],
    [4, 5],
  ] as const) {
    const { family, fields } = landscapeSpec(families, 'test', {
      family: 'random-tensor',
      law: 'first-segment',
      order,
      size,
      seed: 5,
    });
    const landscape = family.open(fields, { kernels, data: [], arrays: [], precision: 'float64' }) as ReturnType<
      typeof spinGlass
    >;
    const starts = new Float64Array(12 * size);
    for (let k = 0; k < 12; k++) starts.set(startAt(landscape, { family, fields }, k), k * size);
    const ends = run(gradientDescent({ landscape, starts, count: 12, tolerance: 1e-9, maxSteps: 20_000 }));
    const lowest = Math.min(...ends.map(({ value }) => value / size));
    // x is centred and has mean square 1.
    expect(lowest / firstSegmentMinimum(order, size, 1)).toBeCloseTo(1, 9);
  }
});

it('pixels: 64 quantiles of mean 0 and mean square 1, and only these are drawn', () => {
  expect(pixelQuantiles).toHaveLength(64);
  const mean = (f: (x: number) => number) => pixelQuantiles.reduce((sum, x) => sum + f(x), 0) / 64;
  expect(Math.abs(mean((x) => x))).toBeLessThan(1e-12);
  expect(Math.abs(mean((x) => x * x) - 1)).toBeLessThan(1e-12);
  const J = randomTensor(spec('pixels', 3, 9));
  expect(J.every((x) => pixelQuantiles.includes(x))).toBe(true);
});
