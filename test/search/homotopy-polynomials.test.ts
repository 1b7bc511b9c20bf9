/** Homotopies of polynomial systems in blocks: numbers of solutions that are known, ends at infinity, and families. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { type Complex, stationaryEquations } from '../../src/landscapes/deep-linear/stationary-equations.ts';
import { deepLinear, randomExamples } from '../../src/landscapes/index.ts';
import { complexEvaluation, type Term } from '../../src/linalg/polynomials.ts';
import { isolatedZero } from '../../src/search/homotopy-isolated.ts';
import { pathCount, type Solved, solveAll, solveFrom } from '../../src/search/homotopy-polynomials.ts';
import { bezoutNumber, linearProducts } from '../../src/search/homotopy-products.ts';
import type { BlockedSystem } from '../../src/search/homotopy-projective.ts';

const last = (search: Generator<number, Solved, void>): Solved => {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
};
const term = (c: number, ...variables: number[]): Term => ({ coefficient: [c, 0], variables });
const system = (blocks: number[], ...equations: Term[][]): BlockedSystem => ({
  unknowns: equations.length,
  blocks,
  equations,
});

/** A net with these complex numbers of data and decay. */
function member(widths: readonly number[], seed: number): BlockedSystem {
  const draw = stream(seed, 'test', 0, widths.join('-'));
  const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
  const blocks = widths.slice(1).map((d, h) => d * widths[h]!);
  const numbers = (n: number) => Array.from({ length: n }, (): Complex => [draw.normal(), draw.normal()]);
  const [M, B] = [numbers(inputs ** 2), numbers(inputs * outputs)];
  const λ = numbers(blocks.reduce((sum, n) => sum + n, 0));
  const given = {
    widths,
    inputs: (k: number, l: number) => M[Math.min(k, l) * inputs + Math.max(k, l)]!,
    answers: (i: number, l: number) => B[i * inputs + l]!,
    decay: (w: number) => λ[w]!,
  };
  return { ...stationaryEquations(given), blocks };
}

describe('all solutions', () => {
  it.each([
    // x² + y² = 5, x y = 2: (±1, ±2), (±2, ±1).
    [
      'a circle and a hyperbola',
      system([2], [term(1, 0, 0), term(1, 1, 1), term(-5)], [term(1, 0, 1), term(-2)]),
      4,
      0,
    ],
    // Two circles meet in two points besides the two at infinity that all circles pass through.
    [
      'two circles',
      system(
        [2],
        [term(1, 0, 0), term(1, 1, 1), term(-1)],
        [term(1, 0, 0), term(1, 1, 1), term(-1, 0), term(-1, 1), term(0.3)],
      ),
      2,
      2,
    ],
    // x y = 1 and x y² = 2 in blocks of one: y = 2.
    ['a product in two blocks', system([1, 1], [term(1, 0, 1), term(-1)], [term(1, 0, 1, 1), term(-2)]), 1, 2],
  ])('%s', (_, equations, count, infinite) => {
    const { solutions, lost, repeated, ...found } = last(solveAll(stream(1, 'test', 0, 'γ'), equations));
    expect({ count: solutions.length, infinite: found.infinite, lost, repeated }).toEqual({
      count,
      infinite,
      lost: 0,
      repeated: 0,
    });
    const [F, J] = [new Float64Array(2 * equations.unknowns), new Float64Array(2 * equations.unknowns ** 2)];
    for (const { x, error } of solutions) {
      complexEvaluation(equations)(x, F, J, equations.unknowns);
      expect(Math.hypot(...F)).toBeLessThan(1e-12);
      expect(error).toBeLessThan(1e-10);
    }
  });

  it('does not call a double zero isolated', () => {
    const double = system([1], [term(1, 0, 0), term(-2, 0), term(1)]);
    expect(isolatedZero(double, Float64Array.of(1.001, 0))).toBeNull();
    expect(last(solveAll(stream(2, 'test', 0, 'γ'), double))).toMatchObject({ solutions: [], lost: 2 });
  });

  it('tells zeros apart that lie nearer together than floats can show', () => {
    // x² = 2 and (y − x)² = 2⁻⁵⁶: y = x ± 2⁻²⁸, while √2 as a float is off by 2⁻⁵³.
    const near = system(
      [2],
      [term(1, 0, 0), term(-2)],
      [term(1, 1, 1), term(-2, 0, 1), term(1, 0, 0), term(-(2 ** -56))],
    );
    const root = Math.SQRT2;
    const [above, below] = [1, -1].map((side) =>
      isolatedZero(near, Float64Array.of(root, 0, root + side * 2 ** -28, 0)),
    );
    for (const [zero, side] of [
      [above, 1],
      [below, -1],
    ] as const) {
      expect(zero!.x[2]! - zero!.x[0]!).toBeCloseTo(side * 2 ** -28, 15);
      expect(zero!.error).toBeLessThan(zero!.radius / 5);
    }
  });

  it('starts at zeros of all equations, as many as Bézout’s number in blocks', () => {
    const degrees = [
      [2, 1],
      [1, 2],
      [2, 1],
    ];
    const start = linearProducts(stream(3, 'test', 0, 'forms'), degrees, [2, 1]);
    const zeros = [...start.solutions()];
    // Coefficient of a² b in (2a + b)(a + 2b)(2a + b).
    expect(zeros.length).toBe(12);
    expect(bezoutNumber(degrees, [2, 1])).toBe(12);
    const [F, J] = [new Float64Array(6), new Float64Array(30)];
    for (const z of zeros) {
      start.evaluate(z, F, J, 5);
      expect(Math.hypot(...F)).toBeLessThan(1e-13);
    }
    // Derivatives by central differences at a generic point.
    const at = Float64Array.from({ length: 10 }, (_, i) => Math.sin(i + 1));
    start.evaluate(at, F, J, 5);
    for (let v = 0; v < 5; v++) {
      const [above, below] = [new Float64Array(6), new Float64Array(6)];
      for (const [out, h] of [
        [above, 1e-5],
        [below, -1e-5],
      ] as const) {
        const moved = at.slice();
        moved[2 * v]! += h;
        start.evaluate(moved, out, new Float64Array(30), 5);
      }
      for (let i = 0; i < 3; i++) expect((above[2 * i]! - below[2 * i]!) / 2e-5).toBeCloseTo(J[2 * (5 * i + v)]!, 7);
    }
  });
});

describe('deep linear nets with a decay for every weight', () => {
  it('has half the gradient of the loss as equations', () => {
    for (const widths of [
      [2, 3, 2],
      [2, 1, 2, 1],
    ]) {
      const examples = randomExamples(4, 0, widths[0]!, widths.at(-1)!, 6);
      const landscape = deepLinear(widths, examples);
      const n = landscape.dimension;
      const draw = stream(5, 'test', 0, 'point');
      const [point, λ] = [0, 1].map(() => Float64Array.from({ length: n }, () => draw.normal())) as [
        Float64Array,
        Float64Array,
      ];
      const { x, t, inputs: d, outputs: o, count } = examples;
      const sum = (of: (s: number) => number): Complex => [
        Array.from({ length: count }, (_, s) => of(s)).reduce((a, b) => a + b),
        0,
      ];
      const equations = stationaryEquations({
        widths,
        inputs: (k, l) => sum((s) => x[s * d + k]! * x[s * d + l]!),
        answers: (i, l) => sum((s) => t[s * o + i]! * x[s * d + l]!),
        decay: (w) => [λ[w]!, 0],
      });
      const [value, gradient] = [new Float64Array(1), new Float64Array(n)];
      landscape.valueAndGradient(point, 1, value, gradient);
      const [F, J] = [new Float64Array(2 * n), new Float64Array(2 * n * n)];
      complexEvaluation(equations)(Float64Array.from([...point].flatMap((w) => [w, 0])), F, J, n);
      for (let i = 0; i < n; i++) {
        expect(2 * F[2 * i]!).toBeCloseTo(gradient[i]! + 2 * λ[i]! * point[i]!, 9);
        // A Hessian.
        for (let j = 0; j < i; j++) expect(J[2 * (i * n + j)]!).toBeCloseTo(J[2 * (j * n + i)]!, 9);
      }
    }
  });

  // One input and one output: at most one unit is not 0, and each adds four: w_2k/w_1k is a square root, and signs.
  it.each([
    [[1, 1, 1], 5, 5],
    [[1, 2, 1], 33, 9],
    [[1, 1, 1, 1], 29, 17],
  ])('%s has %d paths and %d solutions, whatever γ and the member', (widths, paths, count) => {
    const generic = member(widths, 1);
    expect(pathCount(generic)).toBe(paths);
    const first = last(solveAll(stream(1, 'test', 0, 'γ'), generic));
    for (const found of [
      first,
      last(solveAll(stream(2, 'test', 0, 'γ'), generic)),
      last(
        solveFrom(
          stream(3, 'test', 0, 'γ'),
          member(widths, 2),
          generic,
          first.solutions.map(({ x }) => x),
        ),
      ),
    ])
      expect({ count: found.solutions.length, lost: found.lost, repeated: found.repeated }).toEqual({
        count,
        lost: 0,
        repeated: 0,
      });
  });

  it('refuses more paths than can be followed, with their number', () => {
    expect(() => last(solveAll(stream(1, 'test', 0, 'γ'), member([3, 3, 3], 1)))).toThrow(/paths/);
  });
});
