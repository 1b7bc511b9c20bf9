import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { tangentHessian } from '../../src/curvature/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { randomStart, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { gradientDescent } from '../../src/search/gradient-descent.ts';
import { newtonPolish } from '../../src/search/newton.ts';
import { run } from '../../src/search/search.ts';

const kernels = createKernels();

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

  it('what a float32 fleet gives up is on the sphere to 1e-15, with value and residual of that very point: Λ = 150', () => {
    const problem = glass(150, 8);
    const polish = newtonPolish(problem.landscape);
    for (const { status, point, value, residual } of run(
      gradientDescent({ ...problem, tolerance: 1e-10, maxSteps: 30, polish }),
    )) {
      expect(status).toBe('step-limit');
      const there = tangentHessian(problem.landscape, point);
      expect(problem.landscape.manifold.drift(point)).toBeLessThan(1e-15);
      expect(Math.abs(value / there.value - 1)).toBeLessThan(1e-13);
      expect(Math.abs((residual * Math.sqrt(150)) / Math.hypot(...there.gradient) - 1)).toBeLessThan(1e-10);
      there.release();
    }
  });

  it('a replica has converged in float32 when its residual in float64 says so', () => {
    const tolerance = 1e-4;
    const ends = run(gradientDescent({ ...glass(33, 24), tolerance, maxSteps: 20_000 }));
    for (const { status, residual } of ends) {
      expect(status).toBe('converged');
      expect(residual).toBeLessThanOrEqual(tolerance);
    }
  });

  it('a tail from 0.02 on ends at the minima of the plain descent, in at most two thirds of the gradients: 96 replicas', () => {
    const problem = { ...glass(50, 96), tolerance: 1e-10, maxSteps: 20_000 };
    const search = (handOver: number) =>
      gradientDescent({ ...problem, handOver, polish: newtonPolish(problem.landscape) });
    const gradients = [0, 0];
    const ends = [0, 0.02].map((handOver, k) =>
      run(search(handOver), ({ evaluations }) => {
        gradients[k] = evaluations;
      }),
    );
    const same = ends[0]!.filter(({ point }, r) => {
      const overlap = point.reduce((sum, x, i) => sum + x * ends[1]![r]!.point[i]!, 0) / 50;
      return overlap > 1 - 1e-9;
    });
    expect(ends.flat().every(({ status }) => status === 'converged')).toBe(true);
    expect(same.length).toBe(96);
    expect(gradients[1]! / gradients[0]!).toBeLessThan(2 / 3);
  });

  it.each([0, 0.02])('a replica ends as it would alone, to the bit: float32, handed over at %f', (handOver) => {
    const { landscape, starts, count } = glass(24, 21);
    // Some converge, some meet the limit; ends are looked at in float64, several at once.
    const rest = { landscape, tolerance: 1e-4, maxSteps: handOver > 0 ? 93 : 150, handOver };
    const together = run(gradientDescent({ ...rest, starts, count }));
    const alone = Array.from({ length: count }, (_, r) => {
      const start = starts.slice(r * 24, (r + 1) * 24);
      return run(gradientDescent({ ...rest, starts: start, count: 1 }))[0]!;
    });
    expect(together).toEqual(alone);
    expect(new Set(together.map(({ status }) => status))).toEqual(new Set(['converged', 'step-limit']));
  });

  it('a tail takes a valley of curvatures 1 and 1000 to 1e-6 in a quarter of the steps', () => {
    const steps = [0, 1e3].map(
      (handOver) =>
        run(
          gradientDescent({
            landscape: valley(1000),
            starts: Float64Array.of(3, 0.01),
            count: 1,
            tolerance: 1e-6,
            maxSteps: 100_000,
            handOver,
          }),
        )[0]!,
    );
    expect(steps.map(({ status }) => status)).toEqual(['converged', 'converged']);
    expect(steps[1]!.steps).toBeLessThan(steps[0]!.steps / 4);
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

describe('without a declared constant', () => {
  /** ½ ‖W_H … W_1 X − Y‖² of seeded X and Y, by networks of identity units without biases. */
  function deepLinear(sizes: readonly number[], replica: number): Landscape {
    const draw = stream(15, 'test/deep-linear', replica, sizes.join('-'));
    const count = 5;
    const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
    const x = Float64Array.from({ length: count * inputs }, () => draw.normal());
    const t = Float64Array.from({ length: count * outputs }, () => draw.normal());
    const model = { sizes, activation: 'identity', loss: 'squared', bias: false } as const;
    return networkLandscape(model, { count, inputs, outputs, x, t });
  }

  const shapes = [
    ...[
      [2, 2],
      [3, 2, 3],
      [4, 2, 4],
      [5, 3, 5],
      [2, 4, 2],
      [1, 3, 1],
      [6, 1, 6],
    ],
    ...[
      [2, 2, 2, 2],
      [3, 2, 2, 3],
      [4, 3, 2, 1],
      [2, 5, 5, 2],
      [3, 1, 1, 3],
    ],
    ...[
      [2, 2, 2, 2, 2],
      [3, 3, 3, 3, 3],
      [4, 2, 4, 2, 4],
      [2, 1, 2, 1, 2],
    ],
    ...[
      [2, 2, 2, 2, 2, 2],
      [3, 2, 3, 2, 3, 2],
      [1, 1, 1, 1, 1, 1],
      [2, 3, 4, 3, 2, 1],
    ],
  ];

  it.each(shapes.map((sizes, k) => [sizes.join('-'), k] as const))(
    'a deep linear net %s, from starts up to ± 10: no descent rises, none is lost',
    (name, k) => {
      const landscape = deepLinear(shapes[k]!, k);
      const [n, count] = [landscape.dimension, 8];
      const draw = stream(15, 'test/far starts', k, name);
      const starts = Float64Array.from({ length: count * n }, () => 20 * draw.uniform() - 10);
      const values = new Float64Array(count);
      landscape.valueAndGradient(starts, count, values, new Float64Array(count * n));
      const ends = run(gradientDescent({ landscape, starts, count, tolerance: 1e-8, maxSteps: 400 }));
      ends.forEach(({ status, value }, r) => {
        expect(['converged', 'step-limit']).toContain(status);
        expect(value).toBeLessThan(values[r]!);
      });
    },
  );

  /** Σ c_k (x − a_k)^d, d even, in each coordinate, and a product that couples them. */
  it.each([4, 6, 8])('a polynomial of degree %i, from starts up to ± 10: none is lost', (degree) => {
    const n = 3;
    const landscape = fromCallbacks({
      dimension: n,
      value: (x) => x.reduce((sum, xi, i) => sum + (i + 1) * (xi - i) ** degree, 0) + x[0]! * x[1]! * x[2]!,
      gradient: (x, out) => {
        x.forEach((xi, i) => {
          out[i] = degree * (i + 1) * (xi - i) ** (degree - 1) + x[(i + 1) % n]! * x[(i + 2) % n]!;
        });
      },
    });
    const draw = stream(15, 'test/far starts', degree, 'polynomial');
    const starts = Float64Array.from({ length: 16 * n }, () => 20 * draw.uniform() - 10);
    const ends = run(gradientDescent({ landscape, starts, count: 16, tolerance: 1e-6, maxSteps: 20_000 }));
    for (const { status, residual } of ends) {
      expect(['converged', 'step-limit']).toContain(status);
      expect(residual).toBeLessThan(0.1);
    }
  });
});

describe('Newton polish', () => {
  it('refuses a point where the Hessian is not positive definite, and one from which the step is long', () => {
    const problem = glass(15, 1);
    expect(newtonPolish(problem.landscape)(problem.starts, 1e-10)).toBeUndefined();
  });
});
