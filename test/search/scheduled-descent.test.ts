/** Prescribed steps: those of a quadratic form are known, terms take turns, and the couplings are the sum of their terms. */
import { expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.ts';
import { flat, sphere } from '../../src/landscapes/manifold.ts';
import { couplingTerms } from '../../src/landscapes/spin-glass/coupling-terms.ts';
import { couplings, randomStart } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { type Gradients, scheduledDescent } from '../../src/search/scheduled-descent.ts';
import { run } from '../../src/search/search.ts';

/** ½ a |x|², gradient a x. */
const bowl =
  (a: number, seen: number[] = []): Gradients =>
  (points, _count, _values, gradients) => {
    seen.push(a);
    gradients.set(points.map((x) => a * x));
  };

it('in the plane every step multiplies by 1 − η a/(1 + δ i), terms in turn, phase after phase', () => {
  const starts = Float64Array.of(1, -2, 3, 0.5);
  const seen: number[] = [];
  const phases = [
    { steps: 3, rate: 0.3, decay: 0.5, turns: [bowl(1, seen), bowl(2, seen)] },
    { steps: 1, rate: 0.2, decay: 0, turns: [bowl(3, seen)] },
  ];
  const ends = run(scheduledDescent({ manifold: flat(2), dimension: 2, starts, count: 2, phases }));
  const factor = (1 - 0.3 / 1.5) * (1 - (0.3 * 2) / 2) * (1 - 0.3 / 2.5) * (1 - 0.2 * 3);
  expect(seen).toEqual([1, 2, 1, 3]);
  for (const [i, x] of starts.entries()) expect(ends[i]).toBeCloseTo(factor * x, 14);
  expect(starts[0]).toBe(1);
});

it('on the sphere points stay on it, and go by the tangent gradient alone', () => {
  const linear: Gradients = (_points, _count, _values, gradients) => gradients.set([1, 0]);
  const [x, y] = run(
    scheduledDescent({
      manifold: sphere(2),
      dimension: 2,
      starts: Float64Array.of(0, Math.SQRT2),
      count: 1,
      phases: [{ steps: 1, rate: 0.5, decay: 0, turns: [linear] }],
    }),
  );
  expect(Math.hypot(x!, y!)).toBeCloseTo(Math.SQRT2, 14);
  expect(x! / y!).toBeCloseTo(-0.5 / Math.SQRT2, 14);
});

it('refuses a phase without turns, and a rate that is no number', () => {
  const given = (phase: object) => () =>
    scheduledDescent({
      manifold: flat(1),
      dimension: 1,
      starts: new Float64Array(1),
      count: 1,
      phases: [{ steps: 1, rate: 1, decay: 0, turns: [bowl(1)], ...phase }],
    });
  expect(given({ turns: [] })).toThrow('turns must be at least 1, got 0');
  expect(given({ rate: Number.NaN })).toThrow('rate');
  expect(given({ steps: 1.5 })).toThrow('steps must be an integer');
});

it.each([
  [2, 9, 1],
  [3, 7, 5],
  [4, 4, 3],
])(
  'couplings of order %i and size %i are the sum of their %i terms, which are independent of variance 1/P',
  (order, size, P) => {
    const shape = { order, size, seed: 3, disorder: 2 };
    const terms = Array.from(couplingTerms(shape, P), (term) => term.slice());
    const X = couplings(shape);
    for (const [i, x] of X.entries()) expect(terms.reduce((sum, term) => sum + term[i]!, 0)).toBeCloseTo(x, 12);
    // Means of n squares, or of products, have a standard deviation of √2 or 1 over √n: four of them.
    const n = X.length;
    const product = (a: Float64Array, b: Float64Array) => (a.reduce((sum, x, i) => sum + x * b[i]!, 0) * P) / n;
    for (const [p, term] of terms.entries())
      for (const [q, other] of terms.entries())
        expect(Math.abs(product(term, other) - (p === q ? 1 : 0))).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(n));
  },
);

it('the gradients of the terms sum to that of the glass', () => {
  const kernels = createKernels('wasm');
  const shape = { order: 3, size: 9, seed: 1, disorder: 0 };
  const point = new Float64Array(9);
  randomStart(shape, 0, point);
  const at = (kernel: ReturnType<typeof kernels.glass>) => {
    const [energies, gradient] = [new Float64Array(1), new Float64Array(9)];
    kernel.evaluate(point, 1, 'float64', energies, gradient);
    return gradient;
  };
  const parts = Array.from(couplingTerms(shape, 4), (entries) => at(kernels.glass({ order: 3, size: 9, entries })));
  at(kernels.glass(shape)).forEach((g, i) => {
    expect(parts.reduce((sum, part) => sum + part[i]!, 0)).toBeCloseTo(g, 12);
  });
});
