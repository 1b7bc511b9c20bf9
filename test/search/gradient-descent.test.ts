import { describe, expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.ts';
import { fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { randomStart, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { gradientDescent } from '../../src/search/gradient-descent.ts';
import { newtonPolish } from '../../src/search/newton.ts';
import { run } from '../../src/search/search.ts';

const kernels = createKernels('wasm');

function glass(size: number, count: number, precision: 'float32' | 'float64' = 'float32') {
  const shape = { order: 3, size, seed: 2, disorder: 0 };
  const landscape = spinGlass(shape, kernels, precision);
  const starts = new Float64Array(count * size);
  for (let r = 0; r < count; r++) randomStart(shape, r, starts.subarray(r * size, (r + 1) * size));
  return { landscape, starts, count };
}

/** A valley in the plane with curvatures 1 and `steep`, and nothing else: no fleet, no Hessian. */
const valley = (steep: number): Landscape => {
  const { hessianAt: _, ...landscape } = fromCallbacks({
    dimension: 2,
    name: 'valley',
    regularity: { usual: { gradientLipschitz: steep } },
    value: ([x, y]) => (x! * x! + steep * y! * y!) / 2,
    gradient: ([x, y], out) => out.set([x!, steep * y!]),
  });
  return landscape;
};

describe('gradient descent', () => {
  it('with polish every replica of a glass converges to 1e-10, on the sphere to 1e-15, and never above its start', () => {
    const problem = glass(33, 40);
    const results = run(
      gradientDescent({
        ...problem,
        tolerance: 1e-10,
        maxSteps: 20_000,
        polish: newtonPolish(problem.landscape),
      }),
    );
    const startEnergies = new Float64Array(40);
    problem.landscape.valueAndGradient(problem.starts, 40, startEnergies, new Float64Array(40 * 33));
    results.forEach((result, r) => {
      expect(result.status).toBe('converged');
      expect(result.residual).toBeLessThanOrEqual(1e-10);
      expect(problem.landscape.manifold.drift(result.point)).toBeLessThan(1e-15);
      expect(result.value).toBeLessThan(startEnergies[r]!);
    });
  });

  it('the polish does not leave the basin: descent alone in float64 ends at the same energies to 1e-9', () => {
    const problem = glass(21, 12, 'float64');
    const alone = run(gradientDescent({ ...problem, tolerance: 1e-7, maxSteps: 200_000 }));
    const polished = run(
      gradientDescent({
        ...problem,
        tolerance: 1e-10,
        maxSteps: 20_000,
        polish: newtonPolish(problem.landscape),
      }),
    );
    alone.forEach((result, r) => {
      expect(result.status).toBe('converged');
      expect(Math.abs(result.value - polished[r]!.value)).toBeLessThan(1e-9);
    });
  });

  it('works on a landscape that offers value and gradient only', () => {
    const [result] = run(
      gradientDescent({
        landscape: valley(10),
        starts: Float64Array.of(3, -2),
        count: 1,
        tolerance: 1e-9,
        maxSteps: 1000,
      }),
    );
    expect(result).toMatchObject({ status: 'converged' });
    expect(Math.hypot(...result!.point)).toBeLessThan(1e-8);
  });

  it('halves a step length that is too long: curvature 40 with rate 1 still converges', () => {
    const [result] = run(
      gradientDescent({
        landscape: valley(40),
        starts: Float64Array.of(3, -2),
        count: 1,
        rate: 1,
        tolerance: 1e-9,
        maxSteps: 5000,
      }),
    );
    expect(result!.status).toBe('converged');
  });

  it('names what stopped it: step limit, divergence, non-finite', () => {
    const limited = run(gradientDescent({ ...glass(20, 3), tolerance: 1e-10, maxSteps: 40 }));
    expect(limited.map((r) => [r.status, r.steps])).toEqual(Array(3).fill(['step-limit', 40]));
    const hole: Landscape = {
      ...valley(1),
      valueAndGradient(_points, count, values, gradients) {
        values.fill(Number.NaN, 0, count);
        gradients.fill(0);
      },
    };
    expect(
      run(
        gradientDescent({
          landscape: hole,
          starts: Float64Array.of(1, 1),
          count: 1,
          tolerance: 1e-9,
          maxSteps: 100,
        }),
      )[0]!.status,
    ).toBe('non-finite');
    const fall: Landscape = {
      ...valley(1),
      valueAndGradient(points, count, values, gradients) {
        for (let r = 0; r < count; r++) values[r] = -(points[2 * r]! ** 2);
        gradients.set(points.map((x, i) => (i % 2 ? 0 : -2 * x)));
      },
    };
    expect(
      run(
        gradientDescent({
          landscape: fall,
          starts: Float64Array.of(1, 1),
          count: 1,
          tolerance: 1e-9,
          maxSteps: 10_000,
        }),
      )[0]!.status,
    ).toBe('diverged');
  });
});

describe('Newton polish', () => {
  it('refuses a point where the Hessian is not positive definite, and one from which the step is long', () => {
    const problem = glass(15, 1);
    expect(newtonPolish(problem.landscape)(problem.starts, 1e-10)).toBeUndefined();
  });
});
