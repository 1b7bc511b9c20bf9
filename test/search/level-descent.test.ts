import { describe, expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.ts';
import { flat, type Landscape, randomStart, spinGlass } from '../../src/landscapes/index.ts';
import { levelDescent, run } from '../../src/search/index.ts';

const kernels = createKernels('wasm');

describe('levelDescent', () => {
  it.each([7, 31, 50])(
    'Λ = %i: the value falls, and the end is the first point below the level, on the sphere',
    (size) => {
      for (let replica = 0; replica < 5; replica++) {
        const shape = { order: 3, size, seed: 2, disorder: replica };
        const landscape = spinGlass(shape, kernels, 'float64');
        const start = new Float64Array(size);
        randomStart(shape, replica, start);
        const level = -0.4 * size;
        const values: number[] = [];
        const problem = { landscape, start, level, maxSteps: 10_000 };
        const end = run(levelDescent, problem, ({ value }) => values.push(value) > 0);
        expect(end.status).toBe('below');
        values.forEach((value, k) => void expect(value).toBeLessThanOrEqual(values[k - 1] ?? Infinity));
        expect(values.findIndex((value) => value <= level)).toBe(values.length - 1);
        expect(end.value).toBe(values.at(-1) ?? end.value);
        expect(landscape.manifold.drift(end.point)).toBeLessThan(1e-14);
      }
    },
  );

  /** x⁴/4 + y²/2 without a declared Lipschitz constant. */
  const bowl: Landscape = {
    name: 'bowl',
    dimension: 2,
    manifold: flat(2),
    smoothness: 'analytic',
    symmetries: [],
    gradientScale: 1,
    valueAndGradient([x, y], _count, values, gradients) {
      values[0] = x! ** 4 / 4 + y! ** 2 / 2;
      gradients.set([x! ** 3, y!]);
    },
  };

  it('without a declared curvature finds a step, and ends flat at the bottom above the level', () => {
    const start = Float64Array.of(20, -3);
    const end = run(levelDescent, { landscape: bowl, start, level: -1, maxSteps: 100_000 });
    expect(end.status).toBe('flat');
    expect(end.value).toBeGreaterThanOrEqual(0);
    expect(end.value).toBeLessThan(1e-7); // |x|³ ≤ 1e-6
    expect([...start]).toEqual([20, -3]);
  });

  it('a start below the level is the end; no steps are a step-limit', () => {
    const start = Float64Array.of(1, 1);
    const there = run(levelDescent, { landscape: bowl, start, level: 1, maxSteps: 10 });
    expect([there.status, ...there.point]).toEqual(['below', 1, 1]);
    expect(run(levelDescent, { landscape: bowl, start, level: 0, maxSteps: 0 }).status).toBe('step-limit');
  });

  it('names what is out of range', () => {
    const problem = { landscape: bowl, start: Float64Array.of(1, 1), level: Number.NaN, maxSteps: 1 };
    expect(() => run(levelDescent, problem)).toThrow(/levelDescent: level must be a finite number, got NaN/);
  });
});
