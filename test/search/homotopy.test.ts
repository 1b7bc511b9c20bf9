import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels, type GlassShape } from '../../src/kernels/index.ts';
import { couplings, spinGlass } from '../../src/landscapes/index.ts';
import { eigenpairs } from '../../src/search/homotopy.ts';
import { circleEigenvectors, realRoots } from '../../src/search/homotopy-circle.ts';
import {
  eigenpairCount,
  equations,
  type SymmetricTensor,
  startPoints,
  symmetricTensor,
} from '../../src/search/homotopy-family.ts';
import { censusOf } from '../../src/search/homotopy-glass.ts';
import { factorComplex, inverseNorm, solveComplex } from '../../src/search/homotopy-linear.ts';
import { track } from '../../src/search/homotopy-track.ts';
import golden from '../golden/theory/small-counts.json' with { type: 'json' };

const kernels = createKernels();
const glassTensor = (shape: GlassShape) =>
  symmetricTensor(couplings(shape), shape.order, shape.size, shape.size ** -0.5);
const gamma = (k: number) => stream(3, 'test/homotopy', k, 'gamma');

/** S(x, …, x, ·). */
function apply({ order, size, entries }: SymmetricTensor, x: Float64Array): Float64Array {
  let rest = entries;
  for (let h = 1; h < order; h++) {
    const from = rest;
    rest = Float64Array.from({ length: from.length / size }, (_, row) =>
      x.reduce((sum, xk, k) => sum + from[row * size + k]! * xk, 0),
    );
  }
  return rest;
}

describe('complex systems', () => {
  it('A A⁻¹ b = b to 1e-13 for awkward sizes, with pivoting', () => {
    for (const n of [1, 2, 3, 7, 9]) {
      const draw = stream(5, 'test/complex', n, 'entries');
      const A = Float64Array.from({ length: 2 * n * n }, () => draw.normal());
      A[0] = A[1] = n === 1 ? 1 : 0; // a zero pivot
      const b = Float64Array.from({ length: 2 * n }, () => draw.normal());
      const x = b.slice();
      const factor = factorComplex(A.slice(), n)!;
      solveComplex(factor, x);
      for (let i = 0; i < n; i++) {
        let [re, im] = [0, 0];
        for (let j = 0; j < n; j++) {
          const at = 2 * (i * n + j);
          re += A[at]! * x[2 * j]! - A[at + 1]! * x[2 * j + 1]!;
          im += A[at]! * x[2 * j + 1]! + A[at + 1]! * x[2 * j]!;
        }
        expect(Math.hypot(re - b[2 * i]!, im - b[2 * i + 1]!)).toBeLessThan(1e-13 * (1 + inverseNorm(factor)) * 10);
      }
    }
    expect(factorComplex(new Float64Array(8), 2)).toBeNull();
  });
});

describe('the family of tensors', () => {
  it('has ((H−1)^Λ − 1)/(H−2) starts, each solving γ D x^{H−1} = λ x to rounding', () => {
    for (const [order, size, count] of [
      [3, 2, 3],
      [3, 5, 31],
      [4, 3, 13],
      [5, 3, 21],
      [3, 9, 511],
    ] as const) {
      const γ = [0.6, -0.8] as const;
      const starts = startPoints(order, size, γ);
      expect(starts.length).toBe(count);
      expect(eigenpairCount(order, size)).toBe(count);
      const system = equations(glassTensor({ order, size, seed: 1, disorder: 0 }), γ);
      const m = size + 1;
      for (const z of starts) {
        const F = new Float64Array(2 * m);
        system.evaluate(z, 0, z, F, new Float64Array(2 * m * m), new Float64Array(2 * m));
        expect(Math.max(...F.map(Math.abs))).toBeLessThan(1e-14);
      }
    }
  });

  it('Jacobian and ∂F/∂t are the derivatives of F: central differences agree to 1e-8', () => {
    for (const [order, size] of [
      [3, 4],
      [4, 3],
      [5, 2],
    ] as const) {
      const system = equations(glassTensor({ order, size, seed: 2, disorder: 1 }), [0.3, 0.7]);
      const m = size + 1;
      const draw = stream(6, 'test/family', order, 'z');
      const z = Float64Array.from({ length: 2 * m }, () => draw.normal() / 2);
      const patch = Float64Array.from({ length: 2 * m }, () => draw.normal());
      const [t, h] = [0.37, 1e-5];
      const F = (at: Float64Array, time: number) => {
        const out = new Float64Array(2 * m);
        system.evaluate(at, time, patch, out, new Float64Array(2 * m * m), new Float64Array(2 * m));
        return out;
      };
      const J = new Float64Array(2 * m * m);
      const dt = new Float64Array(2 * m);
      system.evaluate(z, t, patch, new Float64Array(2 * m), J, dt);
      const [ahead, behind] = [F(z, t + h), F(z, t - h)];
      for (let i = 0; i < 2 * m; i++) expect((ahead[i]! - behind[i]!) / (2 * h)).toBeCloseTo(dt[i]!, 7);
      for (let j = 0; j < m; j++) {
        const [up, down] = [z.slice(), z.slice()];
        up[2 * j]! += h;
        down[2 * j]! -= h;
        const [fu, fd] = [F(up, t), F(down, t)];
        for (let i = 0; i < m; i++)
          for (const part of [0, 1])
            expect((fu[2 * i + part]! - fd[2 * i + part]!) / (2 * h)).toBeCloseTo(J[2 * (i * m + j) + part]!, 7);
      }
    }
  });
});

describe('eigenpairs', () => {
  it('finds all of a tensor whose eigenpairs are known: Σ a_i x_i³, with 2^Λ − 1 of them, all real', () => {
    const a = [1, -0.7, 1.9, 0.4];
    const X = new Float64Array(64);
    a.forEach((ai, i) => void X.fill(ai, 21 * i, 21 * i + 1));
    const { real, complex, expected } = eigenpairs(gamma(0), symmetricTensor(X, 3, 4));
    expect([real.length, complex, expected]).toEqual([15, 0, 15]);
    // on the axes of a set K the eigenvalue is ± (Σ_K a_i⁻²)^{−½}
    const known = Array.from(
      { length: 15 },
      (_, s) => a.filter((_, i) => ((s + 1) >> i) & 1).reduce((sum, ai) => sum + ai ** -2, 0) ** -0.5,
    ).sort((x, y) => x - y);
    const found = real.map(({ value }) => Math.abs(value)).sort((x, y) => x - y);
    found.forEach((value, k) => void expect(value).toBeCloseTo(known[k]!, 12));
  });

  it('every real one solves S x^{H−1} = λ x within its own error bound, and all D are accounted for', () => {
    for (const [order, size] of [
      [3, 3],
      [3, 5],
      [4, 3],
      [5, 3],
      [3, 7],
    ] as const)
      for (let disorder = 0; disorder < 4; disorder++) {
        const tensor = glassTensor({ order, size, seed: 4, disorder });
        const { real, complex, expected } = eigenpairs(gamma(disorder), tensor);
        expect(real.length + complex).toBe(expected);
        expect(complex % 2).toBe(0);
        for (const { x, value, error } of real) {
          const residual = apply(tensor, x).map((s, i) => s - value * x[i]!);
          expect(Math.max(...residual.map(Math.abs))).toBeLessThan(20 * tensor.norm * error + 1e-14);
          expect(error).toBeLessThan(1e-9);
        }
      }
  });

  it('does not depend on γ', () => {
    const tensor = glassTensor({ order: 3, size: 5, seed: 8, disorder: 2 });
    const [one, other] = [eigenpairs(gamma(1), tensor), eigenpairs(gamma(2), tensor)];
    expect(one.real.length).toBe(other.real.length);
    const sizes = (pairs: typeof one) => pairs.real.map(({ value }) => Math.abs(value)).sort();
    sizes(one).forEach((value, k) => void expect(value).toBeCloseTo(sizes(other)[k]!, 12));
  });

  it('a path into a degenerate end does not pass as found: x₁³ has e₂ twice', () => {
    const X = new Float64Array(8);
    X[0] = 1;
    const { status, real, complex, expected, failures, rounds } = eigenpairs(gamma(3), symmetricTensor(X, 3, 2));
    expect(real.length + complex).toBeLessThan(expected);
    expect(failures).toBeGreaterThan(0);
    expect({ status, rounds }).toEqual({ status: 'multiple', rounds: 3 });
  });

  it('an eigenpair that float64 cannot tell from a double one is not certified: x₁³ + 10⁻⁷ x₂³', () => {
    const X = new Float64Array(8);
    X[0] = 1;
    X[7] = 1e-7;
    const { real, complex, expected } = eigenpairs(gamma(4), symmetricTensor(X, 3, 2));
    expect(real.length + complex).toBeLessThan(expected);
  });

  it('steps are taken with care: two tracks of one path, loose and tight, end at the same point', () => {
    const tensor = glassTensor({ order: 3, size: 4, seed: 9, disorder: 0 });
    const γ = [0.5, 1.2] as const;
    for (const start of startPoints(3, 4, γ)) {
      const [loose, tight] = [1, 1000].map((care) => track(equations(tensor, γ), start, care)!);
      expect(tight!.steps).toBeGreaterThan(loose!.steps);
      const overlap = Math.hypot(
        ...[0, 1].map((part) => {
          let sum = 0;
          for (let i = 0; i < 8; i += 2)
            sum +=
              part === 0
                ? loose!.z[i]! * tight!.z[i]! + loose!.z[i + 1]! * tight!.z[i + 1]!
                : loose!.z[i]! * tight!.z[i + 1]! - loose!.z[i + 1]! * tight!.z[i]!;
          return sum;
        }),
      );
      expect(overlap).toBeCloseTo(1, 6);
    }
  });

  it('refuses order 2', () => {
    expect(() => symmetricTensor(new Float64Array(9), 2, 3)).toThrow(/order must be an integer ≥ 3, got 2/);
  });
});

describe('two dimensions', () => {
  it('real roots: (τ−½)(τ+¼)(τ−0.9) and τ⁴ + 1', () => {
    const roots = realRoots(Float64Array.of(0.1125, 0.1, -1.15, 1), -1, 1).sort((a, b) => a - b);
    [-0.25, 0.5, 0.9].forEach((root, k) => void expect(roots[k]!).toBeCloseTo(root, 14));
    expect(realRoots(Float64Array.of(1, 0, 0, 0, 1), -1, 1)).toEqual([]);
  });

  it('polynomial roots and homotopy find the same critical points, 100 glasses of each order', () => {
    for (const order of [3, 4, 5])
      for (let disorder = 0; disorder < 100; disorder++) {
        const tensor = glassTensor({ order, size: 2, seed: 5, disorder });
        const angles = (vectors: Float64Array[]) =>
          vectors.map(([c, s]) => Math.atan2(s! * Math.sign(c!), Math.abs(c!))).sort((a, b) => a - b);
        const exact = angles(circleEigenvectors(tensor));
        const tracked = angles(eigenpairs(gamma(disorder), tensor).real.map(({ x }) => x));
        expect(tracked.length).toBe(exact.length);
        tracked.forEach((angle, k) => void expect(angle).toBeCloseTo(exact[k]!, 9));
      }
  });
});

describe('the census of a glass', () => {
  it('complete, certified, Euler and antipodes right in every one; mean counts within 4 standard errors of Kac–Rice', () => {
    for (const [order, size, disorders] of [
      [3, 2, 200],
      [3, 3, 200],
      [3, 4, 100],
      [3, 5, 60],
      [4, 2, 200],
      [4, 3, 100],
      [5, 3, 20],
    ] as const) {
      const counts = Array.from({ length: size }, () => [] as number[]);
      for (let disorder = 0; disorder < disorders; disorder++) {
        const glass = spinGlass({ order, size, seed: 1, disorder }, kernels);
        const { points, expected, nonreal, complete, euler, paired } = censusOf(gamma(disorder), glass);
        expect([complete, euler, paired]).toEqual([true, true, true]);
        expect(points.length).toBe(2 * (expected - nonreal));
        for (let k = 0; k < size; k++) counts[k]!.push(points.filter(({ index }) => index.negative === k).length);
      }
      const exact = (golden as Record<string, number[]>)[`${order},${size}`];
      exact?.forEach((mean, k) => {
        const sample = counts[k]!.reduce((a, b) => a + b) / disorders;
        const variance = counts[k]!.reduce((sum, c) => sum + (c - sample) ** 2, 0) / (disorders - 1);
        // 22 comparisons: a chance of 1e-3 that one of them leaves 4 standard errors
        expect(Math.abs(sample - mean)).toBeLessThan(4 * Math.sqrt(variance / disorders));
      });
    }
  });

  it('at Λ = 8 all 255 eigenpairs are found and the lowest points are where descent ends', () => {
    const glass = spinGlass({ order: 3, size: 8, seed: 2, disorder: 0 }, kernels);
    const { points, expected, complete, paired } = censusOf(gamma(0), glass);
    expect(expected).toBe(255);
    expect([complete, paired]).toEqual([true, true]);
    expect(points[0]!.index.negative).toBe(0);
    points.forEach((point, i) => void expect(point.value).toBeCloseTo(-points.at(-1 - i)!.value, 10));
  });
});
