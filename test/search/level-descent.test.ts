import { describe, expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.ts';
import { type Fleet, fromCallbacks, type Landscape, randomStart, spinGlass } from '../../src/landscapes/index.ts';
import { fleetOf, levelDescent, run } from '../../src/search/index.ts';

const kernels = createKernels();

/** The landscape with a fleet that takes one step at a time, and the value of every point it looked at. */
function watched(landscape: Landscape): { landscape: Landscape; values: number[] } {
  const values: number[] = [];
  const fleet = (capacity: number): Fleet => {
    const own = fleetOf(landscape, capacity);
    const advance = (steps: number) => {
      for (let step = 0; step < steps; step++) {
        own.advance(1);
        values.push(own.energies[0]!);
      }
    };
    return new Proxy(own, { get: (target, key) => (key === 'advance' ? advance : Reflect.get(target, key)) });
  };
  return { landscape: { ...landscape, fleet }, values };
}

const valueAt = ({ valueAndGradient, dimension }: Landscape, point: Float64Array) => {
  const value = new Float64Array(1);
  valueAndGradient(point, 1, value, new Float64Array(dimension));
  return value[0]!;
};

describe('levelDescent', () => {
  it.each([7, 31, 50])(
    'Λ = %i: the value falls until it is below the level, and the end is on the sphere, a step below at most',
    (size) => {
      for (let replica = 0; replica < 5; replica++) {
        const shape = { order: 3, size, seed: 2, disorder: replica };
        const { landscape, values } = watched(spinGlass(shape, kernels, 'float64'));
        const start = new Float64Array(size);
        randomStart(shape, replica, start);
        const level = -0.4 * size;
        const end = run(levelDescent({ landscape, start, level, maxSteps: 10_000 }));
        expect(end.status).toBe('below');
        values.forEach((value, k) => void expect(value).toBeLessThanOrEqual(values[k - 1] ?? Infinity));
        expect(values.findIndex((value) => value <= level)).toBe(values.length - 1);
        expect(end.value).toBe(valueAt(landscape, end.point));
        expect(end.value).toBeLessThanOrEqual(values.at(-1) ?? level);
        const last = values.at(-2) === undefined ? Infinity : values.at(-2)! - values.at(-1)!;
        expect(values.at(-1)! - end.value).toBeLessThan(1.1 * last + 1e-9);
        expect(landscape.manifold.drift(end.point)).toBeLessThan(1e-14);
      }
    },
  );

  /** x⁴/4 + y²/2 without a declared Lipschitz constant. */
  const bowl = fromCallbacks({
    dimension: 2,
    name: 'bowl',
    value: ([x, y]) => x! ** 4 / 4 + y! ** 2 / 2,
    gradient: ([x, y], out) => out.set([x! ** 3, y!]),
  });

  it('without a declared curvature finds a step, and ends flat at the bottom above the level', () => {
    const start = Float64Array.of(20, -3);
    const end = run(levelDescent({ landscape: bowl, start, level: -1, maxSteps: 100_000 }));
    expect(end.status).toBe('flat');
    expect(end.value).toBeGreaterThanOrEqual(0);
    expect(end.value).toBeLessThan(1e-7); // |x|³ ≤ 1e-6
    expect(end.value).toBe(valueAt(bowl, end.point));
    expect([...start]).toEqual([20, -3]);
  });

  it('a start below the level is the end; no steps are a step-limit', () => {
    const start = Float64Array.of(1, 1);
    const there = run(levelDescent({ landscape: bowl, start, level: 1, maxSteps: 10 }));
    expect([there.status, ...there.point]).toEqual(['below', 1, 1]);
    expect(run(levelDescent({ landscape: bowl, start, level: 0, maxSteps: 0 })).status).toBe('step-limit');
  });

  it('names what is out of range', () => {
    const problem = { landscape: bowl, start: Float64Array.of(1, 1), level: Number.NaN, maxSteps: 1 };
    expect(() => run(levelDescent(problem))).toThrow(/levelDescent: level must be a finite number, got NaN/);
  });
});
