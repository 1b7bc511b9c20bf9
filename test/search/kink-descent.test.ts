/** Descents that end on kinks: against a minimum known in closed form, and on networks whose gates follow the weights. */
import { describe, expect, it } from 'vitest';
import { leastSubgradient } from '../../src/curvature/subgradient.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { families } from '../../src/landscapes/families.ts';
import type { AdjacentCells, Landscape } from '../../src/landscapes/landscape.ts';
import { type LandscapeJson, landscapeSpec, startAt } from '../../src/landscapes/landscape-spec.ts';
import { flat } from '../../src/landscapes/manifold.ts';
import { dense } from '../../src/linalg/operator.ts';
import { gradientDescent } from '../../src/search/gradient-descent.ts';
import { kinkDescent } from '../../src/search/kink-descent.ts';
import { newtonDescent } from '../../src/search/newton-descent.ts';
import { run } from '../../src/search/search.ts';

const kernels = createKernels();

function opened(fields: LandscapeJson) {
  const spec = landscapeSpec(families, 'test', fields);
  const tools = { kernels, data: [], arrays: [], precision: 'float64' } as const;
  const landscape = spec.family.open(spec.fields, tools) as Landscape;
  return { landscape, start: (k: number) => startAt(landscape, spec, k) };
}

/** ½ (x − a)·C (x − a) + 2 s |x_0| in the plane: two cells, gate 1 where x_0 > 0. */
function roof(sharp: number): Landscape {
  const C = Float64Array.of(2, 0.5, 0.5, 1);
  const a = [0.3, -1];
  const smooth = (gate: number) => {
    const valueAndGradient: Landscape['valueAndGradient'] = (points, count, values, gradients) => {
      for (let r = 0; r < count; r++) {
        const d = [points[2 * r]! - a[0]!, points[2 * r + 1]! - a[1]!] as const;
        const Cd = [C[0]! * d[0] + C[1]! * d[1], C[2]! * d[0] + C[3]! * d[1]] as const;
        const bend = 2 * sharp * (2 * gate - 1);
        values[r] = (d[0] * Cd[0] + d[1] * Cd[1]) / 2 + bend * points[2 * r]!;
        gradients.set([Cd[0] + bend, Cd[1]], 2 * r);
      }
    };
    const hessianAt = (point: Float64Array) => {
      const [value, gradient] = [new Float64Array(1), new Float64Array(2)];
      valueAndGradient(point, 1, value, gradient);
      const error = { value: 0, kind: 'estimate' } as const;
      return {
        ...dense(C, 2),
        value: value[0]!,
        gradient,
        formed: true,
        matrix: () => ({ entries: C, error }),
        release() {},
      };
    };
    return { valueAndGradient, hessianAt };
  };
  const gateAt = (point: Float64Array) => (point[0]! > 0 ? 1 : 0);
  return {
    ...{ name: 'a roof', dimension: 2, manifold: flat(2), quantity: { name: 'value', per: 1 }, symmetries: [] },
    regularity: { kinkDistance: (point) => Math.abs(point[0]!) },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++) {
        const point = points.subarray(2 * r, 2 * r + 2);
        smooth(gateAt(point)).valueAndGradient(point, 1, values.subarray(r), gradients.subarray(2 * r));
      }
    },
    adjacent(point, reach): AdjacentCells {
      const met = Math.abs(point[0]!) <= reach;
      return {
        own: met ? Float64Array.of(gateAt(point)) : new Float64Array(0),
        groups: met ? [[0]] : [],
        held: (gates) => smooth(met ? gates[0]! : gateAt(point)),
        part: (_group, gates) => smooth(gates[0]!),
      };
    },
  };
}

describe('kinkDescent', () => {
  it('ends on the ridge of a roof where its minimum is, x_1 = a_1 + C_01 a_0/C_11', () => {
    const end = run(kinkDescent({ landscape: roof(1), start: Float64Array.of(2, 3), tolerance: 1e-9, maxSteps: 200 }));
    expect(end.status).toBe('converged');
    expect(Math.abs(end.point[0]!)).toBeLessThan(1e-12);
    expect(end.point[1]!).toBeCloseTo(-1 + 0.5 * 0.3, 10);
    expect(end.kinks).toBe(1);
  });

  it('beside the ridge, where the roof is too flat to hold it, ends at the smooth minimum of its cell', () => {
    const end = run(
      kinkDescent({ landscape: roof(0.01), start: Float64Array.of(2, 3), tolerance: 1e-9, maxSteps: 200 }),
    );
    expect(end.status).toBe('converged');
    expect(end.kinks).toBe(0);
    // C (x − a) = −(2 s, 0).
    expect(end.point[0]!).toBeCloseTo(0.3 - 0.02 / 1.75, 8);
  });

  it('a point of the ridge that is no minimum has no subgradient 0', () => {
    const least = leastSubgradient(roof(1), Float64Array.of(0, 2), 1e-9)!;
    expect(least.relative).toBeGreaterThan(0.1);
    // Along the ridge the slope is C_1·(x − a).
    expect(Math.hypot(...least.vector)).toBeCloseTo(3 - 0.15, 12);
  });

  it('on a tied ReLU network ends on several kinks with 0 among the subgradients to 1e-6, at a minimum along random directions', () => {
    const fields = { family: 'gated-network', wiring: 'latin', size: 5, samples: 40, centring: 'samples', seed: 4 };
    const { landscape, start } = opened(fields);
    const slowed = (k: number) =>
      run(gradientDescent({ landscape, starts: start(k), count: 1, tolerance: 1e-9, maxSteps: 300 }))[0]!.point;
    const ends = [0, 1, 2].map((k) =>
      run(kinkDescent({ landscape, start: slowed(k), tolerance: 1e-6, maxSteps: 200 })),
    );
    const done = ends.filter(({ status }) => status === 'converged');
    expect(done.length).toBeGreaterThan(0);
    for (const { point, value, subgradient, kinks } of done) {
      expect(subgradient).toBeLessThanOrEqual(1e-6);
      expect(kinks).toBeGreaterThan(0);
      const [there, gradient] = [new Float64Array(1), new Float64Array(5)];
      for (let i = 0; i < 10; i++) {
        const moved = point.map((w, j) => w + 1e-5 * Math.sin(7 * i + 3 * j));
        landscape.manifold.retract(moved);
        landscape.valueAndGradient(moved, 1, there, gradient);
        expect(there[0]!).toBeGreaterThan(value - 1e-9 * Math.abs(value));
      }
    }
  });
});

describe('newtonDescent', () => {
  const fields = { family: 'gated-network', size: 3, samples: 20, sharpness: 8, loss: 'logistic', seed: 4 };

  it('goes down to a certified stationary point where gradient steps creep', () => {
    const { landscape, start } = opened(fields);
    const first = new Float64Array(1);
    landscape.valueAndGradient(start(0), 1, first, new Float64Array(landscape.dimension));
    const end = run(newtonDescent({ landscape, start: start(0), tolerance: 1e-9, maxSteps: 200 }));
    expect(end.status).toBe('converged');
    expect(end.residual).toBeLessThanOrEqual(1e-9);
    expect(end.value).toBeLessThan(first[0]!);
  });

  it('says so where its steps are not enough', () => {
    const { landscape, start } = opened(fields);
    const end = run(newtonDescent({ landscape, start: start(0), tolerance: 1e-9, maxSteps: 2 }));
    expect(end.status).toBe('step-limit');
  });
});
