/** The exact learning curves of balanced whitened starts, against gradient descent with smaller and smaller steps. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { deepLinear, imbalance } from '../../src/landscapes/deep-linear/deep-linear.ts';
import { matrix, plus, scaledColumns, times, transpose } from '../../src/linalg/matrix.ts';
import { svd } from '../../src/linalg/svd.ts';
import { alignedStart, lossOfStrengths, strengthAt, timeOfStrength } from '../../src/theory/linear-dynamics.ts';
import { linearDerivatives, pointOf } from '../../src/theory/linear-hessian.ts';
import { linearProblem, lossOf } from '../../src/theory/reduced-rank.ts';

const kernels = createKernels();

/** X Xᵀ = c I, modes of strengths 3, 1.5, 0.5. */
function whitened(samples: number, c: number) {
  const draw = stream(1, 'linear-dynamics', 0, 'data');
  const normals = (a: number, b: number) =>
    matrix(
      a,
      b,
      Float64Array.from({ length: a * b }, () => draw.normal()),
    );
  const X = scaledColumns(transpose(svd(normals(samples, 3)).left), new Float64Array(samples).fill(Math.sqrt(c)));
  const { left, right } = svd(normals(3, 3));
  const map = times(scaledColumns(left, [3, 1.5, 0.5]), transpose(right));
  const noise = normals(3, samples);
  // Noise that X does not see.
  const unseen = plus(noise, -1 / c, times(noise, transpose(X), X));
  return linearProblem(X, plus(times(map, X), 0.1, unseen));
}

const problem = whitened(11, 2);

describe.each([[[3, 4, 3]], [[3, 3, 3, 3]], [[3, 3, 4, 3, 3]]])(
  'a balanced start along the modes, widths %o',
  (widths) => {
    const H = widths.length - 1;
    const starts = [0.02, 0.01, 0.015];
    const { modes, weights } = alignedStart(problem, widths, starts);

    it('is balanced', () => {
      expect(imbalance(widths, pointOf(weights))).toBeLessThan(1e-15);
    });

    it('has the loss of its strengths, and moves as they do: dL/dt = −‖∇L‖²', () => {
      const { gradients } = linearDerivatives(weights, problem.X, problem.Y);
      const square = gradients.reduce((sum, g) => sum + g.entries.reduce((s, x) => s + x * x, 0), 0);
      const h = 1e-6;
      const at = (t: number) =>
        lossOfStrengths(
          problem,
          modes.map((mode) => strengthAt(mode, t)),
        );
      expect((at(h) - at(0)) / h / -square).toBeCloseTo(1, 4);
    });

    it('descends along the exact curve: the difference falls with the step, and is gone by extrapolation', () => {
      const { X, Y } = problem;
      const examples = { count: X.columns, inputs: 3, outputs: 3, x: transpose(X).entries, t: transpose(Y).entries };
      const landscape = deepLinear(widths, examples, kernels);
      const time = 0.6 * timeOfStrength(modes[1]!, 0.75);
      const lossAfter = (steps: number) => {
        const [point, value, gradient] = [pointOf(weights), new Float64Array(1), new Float64Array(landscape.dimension)];
        for (let step = 0; step <= steps; step++) {
          landscape.valueAndGradient(point, 1, value, gradient);
          for (let i = 0; i < point.length; i++) point[i]! -= (time / steps) * gradient[i]!;
        }
        return value[0]!;
      };
      const exact = lossOfStrengths(
        problem,
        modes.map((mode) => strengthAt(mode, time)),
      );
      const [coarse, fine, finest] = [2000, 4000, 8000].map((steps) => lossAfter(steps) - exact) as [
        number,
        number,
        number,
      ];
      // Euler's method is of order 1.
      expect(coarse / fine).toBeGreaterThan(1.9);
      expect(coarse / fine).toBeLessThan(2.1);
      expect(Math.abs(2 * finest - fine)).toBeLessThan(0.01 * Math.abs(fine));
    });

    it('time and strength are each other’s inverse', () => {
      for (const mode of modes)
        for (const share of [0.1, 0.5, 0.9, 0.999]) {
          const a = (share * mode.strength) / mode.scale;
          if (a <= mode.start) continue;
          expect(strengthAt(mode, timeOfStrength(mode, a)) / a).toBeCloseTo(1, 8);
        }
    });

    it('waits at the critical values of {}, {1}, {1, 2} from a small start, the longer the smaller it is', () => {
      const plateaus = (start: number) => {
        const small = alignedStart(problem, widths, [start, start, start]).modes;
        const half = small.map((mode) => timeOfStrength(mode, mode.strength / mode.scale / 2));
        expect(half).toEqual([...half].sort((a, b) => a - b));
        // In the middle between two rises, in the scale in which waiting is counted.
        const between = [half[0]! / 2, Math.sqrt(half[0]! * half[1]!), Math.sqrt(half[1]! * half[2]!)];
        return between.map((t) =>
          lossOfStrengths(
            problem,
            small.map((mode) => strengthAt(mode, t)),
          ),
        );
      };
      const levels = [[], [1], [1, 2]].map((subset) => lossOf(problem, subset));
      const off = (start: number) => Math.max(...plateaus(start).map((loss, k) => Math.abs(loss / levels[k]! - 1)));
      expect(off(1e-8)).toBeLessThan(H === 2 ? 0.02 : 0.05);
      expect(off(1e-8)).toBeLessThan(off(1e-4));
    });
  },
);

it('data that are not whitened, and starts beyond the end, are refused', () => {
  const raw = linearProblem(matrix(2, 2, Float64Array.of(1, 2, 0, 1)), matrix(1, 2, Float64Array.of(1, 1)));
  expect(() => alignedStart(raw, [2, 1, 1], [0.1])).toThrow('X must be whitened');
  expect(() => alignedStart(problem, [3, 3, 3], [9])).toThrow('start must be in (0, ');
  expect(() => strengthAt({ strength: 1, scale: 1, start: 0.1, layers: 3 }, -1)).toThrow('time must be ≥ 0');
});
