import { afterAll, describe, expect, it } from 'vitest';
import { add, type DoubleDouble, divide, exact, multiply, squareRoot } from '../../src/base/double-double.ts';
import { stream } from '../../src/base/philox.ts';
import { tangentFrame, tangentHessian } from '../../src/curvature/tangent.ts';
import type { GlassKernel } from '../../src/kernels/contract.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { sphere } from '../../src/landscapes/manifold.ts';
import { couplingNorm, glassLipschitz, glassRegularity } from '../../src/landscapes/spin-glass/regularity.ts';
import { couplings, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { symmetricEigensystem } from '../../src/linalg/jacobi.ts';
import { allWith } from '../support/backends.ts';
import { median, moved, norm, randomUnit } from './network/some-networks.ts';

const draw = stream(31, 'test/regularity', 0, 'glass');
const kernels = createKernels();
const shapes = [
  [2, 2],
  [2, 7],
  [3, 2],
  [3, 5],
  [3, 9],
  [4, 3],
  [4, 6],
  [5, 2],
  [5, 4],
].map(([order, size]) => ({ order: order!, size: size!, seed: 5, disorder: 1 }));
const ratios = new Map<string, number[]>();

afterAll(() => {
  const lines = [...ratios].map(
    ([what, all]) => `  ${what}: ${median(all).toFixed(2)} (${Math.min(...all).toFixed(3)} …)`,
  );
  process.stdout.write(`bound/observed on glasses, median\n${lines.join('\n')}\n`);
});

function record(what: string, ratio: number) {
  ratios.set(what, [...(ratios.get(what) ?? []), ratio]);
}

/** A point of the sphere; `steps` of descent bring it nearer to a critical point. */
function somePoint(kernel: GlassKernel, steps: number): Float64Array {
  const { size } = kernel.shape;
  const w = randomUnit(draw, size).map((x) => x * Math.sqrt(size));
  const fleet = kernel.fleet(16, 'float64');
  fleet.load(w, 1, 0.02);
  fleet.advance(steps);
  fleet.point(0, w);
  return w;
}

/** ∇²f at t in the chart t ↦ √Λ (w + Qt)/‖w + Qt‖, from the Euclidean derivatives at w + Qt and those of (1 + ‖t‖²/Λ)^{−H/2}. */
function chartHessian(kernel: GlassKernel, w: Float64Array, t: Float64Array): Float64Array {
  const { order: H, size: L } = kernel.shape;
  const m = L - 1;
  const frame = tangentFrame(sphere(L), w);
  const lifted = new Float64Array(L);
  frame.lift(t, lifted);
  const [x, gradient, matrix] = [moved(w, 1, lifted), new Float64Array(L), new Float64Array(L * L)];
  const energy = kernel.hessian(x, gradient, matrix);
  const g = new Float64Array(m);
  frame.restrict(gradient, g);
  const half = new Float64Array(L * m);
  for (let i = 0; i < L; i++) frame.restrict(matrix.subarray(i * L, (i + 1) * L), half.subarray(i * m, (i + 1) * m));
  const out = new Float64Array(m * m);
  const column = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    frame.restrict(
      Float64Array.from({ length: L }, (_, i) => half[i * m + j]!),
      column,
    );
    for (let i = 0; i < m; i++) out[i * m + j] = column[i]!;
  }
  const y = 1 + t.reduce((sum, ti) => sum + ti * ti, 0) / L;
  const [h0, h1, h2] = [y ** (-H / 2), (-H / L) * y ** (-H / 2 - 1), ((H * (H + 2)) / L ** 2) * y ** (-H / 2 - 2)];
  return out.map((a, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    return h0 * a + h1 * (g[i]! * t[j]! + t[i]! * g[j]!) + energy * (h2 * t[i]! * t[j]! + (i === j ? h1 : 0));
  });
}

function spectralNorm(matrix: Float64Array, n: number): number {
  const { values } = symmetricEigensystem(matrix, n);
  return Math.max(-values[0]!, values[n - 1]!);
}

describe.each(shapes)('order $order, Λ = $size', (shape) => {
  const kernel = kernels.glass(shape);
  const { order: H, size: L } = shape;
  const m = L - 1;
  const regularity = glassRegularity(kernel);

  it('the chart’s Hessian at 0 is the Riemannian one', () => {
    const w = somePoint(kernel, 0);
    const matrix = tangentHessian(spinGlass(shape, kernels), w).matrix().entries;
    chartHessian(kernel, w, new Float64Array(m)).forEach((x, i) => void expect(x).toBeCloseTo(matrix[i]!, 11));
  });

  it.each([0, 200])(
    '‖∇²f(t) − ∇²f(t′)‖₂ ≤ K ‖t − t′‖ and ‖∇²f‖₂ ≤ G in balls of any radius, %i steps down',
    (steps) => {
      for (const radius of [1e-3, 0.1, 1, 5])
        for (let trial = 0; trial < 12; trial++) {
          const w = somePoint(kernel, steps);
          const K = regularity.hessianLipschitz(w, radius).value;
          const G = regularity.gradientLipschitz(w, radius).value;
          // Pairs near each other see the third derivative; the first of them is at the edge, or at the center.
          const share = trial % 3 === 0 ? 0 : 0.99;
          const t = randomUnit(draw, m).map((x) => share * radius * x);
          let v = randomUnit(draw, m);
          const step = 0.01 * radius;
          for (let iteration = 0; iteration < 4; iteration++) {
            const [a, b] = [chartHessian(kernel, w, moved(t, step, v)), chartHessian(kernel, w, moved(t, -step, v))];
            const change = moved(a, -1, b);
            const seen = spectralNorm(change, m);
            expect(seen).toBeLessThanOrEqual(2 * step * K + 1e-13 * G);
            expect(spectralNorm(a, m)).toBeLessThanOrEqual(G * (1 + 1e-12));
            if (iteration === 3 && seen > 1e-9 * G) record(`K, order ${H}`, (2 * step * K) / seen);
            if (iteration === 3) record(`G, order ${H}`, G / spectralNorm(a, m));
            // Towards the direction in which the Hessian changes most, which is the same one thrice.
            const { values, vectors } = symmetricEigensystem(change, m);
            const k = -values[0]! > values[m - 1]! ? 0 : m - 1;
            v = vectors.slice(k * m, (k + 1) * m);
          }
          // And far pairs.
          const far = randomUnit(draw, m).map((x) => radius * x);
          const apart = moved(chartHessian(kernel, w, t), -1, chartHessian(kernel, w, far));
          expect(spectralNorm(apart, m)).toBeLessThanOrEqual(K * norm(moved(t, -1, far)) + 1e-13 * G);
        }
    },
  );

  it('|sym X(x, …, x)| ≤ σ ≤ ‖sym X‖_F at the largest energies that descent and ascent find', () => {
    const σ = couplingNorm(kernel);
    expect(σ).toBeLessThanOrEqual(kernel.norms().frobenius);
    for (let trial = 0; trial < 10; trial++) {
      const w = somePoint(kernel, 500);
      const energy = kernel.hessian(w, new Float64Array(L), new Float64Array(L * L));
      expect(Math.abs(energy) / Math.sqrt(L)).toBeLessThanOrEqual(σ);
      if (trial === 9) record(`σ, order ${H}`, (σ * Math.sqrt(L)) / Math.abs(energy));
    }
  });

  it('a point off the sphere has the bounds of the point on its ray, to 1e-6', () => {
    const w = somePoint(kernel, 0);
    const off = w.map((x) => x * 1.01);
    expect(regularity.hessianLipschitz(off, 0.1).value / regularity.hessianLipschitz(w, 0.1).value).toBeCloseTo(1, 6);
    expect(regularity.gradientLipschitz(off, 0.1).value / regularity.gradientLipschitz(w, 0.1).value).toBeCloseTo(1, 6);
  });
});

describe('closed forms at H = 2', () => {
  it('at an eigenvector of eigenvalue λ: G = 2(σ + |λ|)/√Λ at the point itself, and K vanishes with the radius', () => {
    const shape = { order: 2, size: 9, seed: 5, disorder: 2 };
    const at = { energy: 3 * -0.7, gradientNorm: 0 }; // L = √Λ λ
    const { gradient, hessian } = glassLipschitz(shape, 2, at, 0);
    expect(gradient.value).toBeCloseTo((2 * (2 + 0.7)) / 3, 8);
    expect(hessian.value).toBe(0);
    expect(glassLipschitz(shape, 2, at, 1e-6).hessian.value).toBeLessThan(1e-5);
  });

  it('σ is the largest |eigenvalue| of sym X, within 4 percent', () => {
    const shape = { order: 2, size: 9, seed: 5, disorder: 2 };
    const X = couplings(shape);
    const S = X.map((x, at) => (x + X[(at % 9) * 9 + Math.floor(at / 9)]!) / 2);
    const ratio = couplingNorm(kernels.glass(shape)) / spectralNorm(S, 9);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.04);
  });
});

it.each([2, 3, 4, 5])(
  'on the circle, L = √2 cos Hθ with σ = 1: derivatives in t = √2 tan θ are within the bounds of every ball, order %i',
  (order) => {
    const shape = { order, size: 2 };
    const closest = { gradient: 0, hessian: 0 };
    for (let a = 0; a <= 60; a++) {
      const α = (a / 60) * (Math.PI / order);
      const at = { energy: Math.SQRT2 * Math.cos(order * α), gradientNorm: Math.abs(order * Math.sin(order * α)) };
      for (const q of [0, 0.01, 0.03, 0.1, 0.3, 1, 3]) {
        const bounds = glassLipschitz(shape, 1, at, Math.SQRT2 * q);
        for (let k = -20; k <= 20; k++) {
          const s = (k / 20) * q;
          const θ = α + Math.atan(s);
          const y = 1 + s * s;
          // Derivatives of cos Hθ in θ, and of θ = α + atan s in s.
          const [g1, g2, g3] = [
            -order * Math.sin(order * θ),
            -(order ** 2) * Math.cos(order * θ),
            order ** 3 * Math.sin(order * θ),
          ];
          const [θ1, θ2, θ3] = [1 / y, (-2 * s) / y ** 2, (6 * s * s - 2) / y ** 3];
          const second = Math.abs(g2 * θ1 ** 2 + g1 * θ2) / Math.SQRT2;
          const third = Math.abs(g3 * θ1 ** 3 + 3 * g2 * θ1 * θ2 + g1 * θ3) / 2;
          expect(second).toBeLessThanOrEqual(bounds.gradient.value);
          expect(third).toBeLessThanOrEqual(bounds.hessian.value + 1e-14);
          closest.gradient = Math.max(closest.gradient, second / bounds.gradient.value);
          closest.hessian = Math.max(closest.hessian, third / bounds.hessian.value || 0);
        }
      }
    }
    // At an extreme of L all of the gradient's bound is used, and at order 2 nearly all of the Hessian's.
    expect(closest.gradient).toBeGreaterThan(1 - 1e-8);
    expect(closest.hessian).toBeGreaterThan(order === 2 ? 0.99 : 0.4);
  },
);

it('at H = 3 next to a critical point K is 6σ/Λ', () => {
  const shape = { order: 3, size: 25 };
  expect(glassLipschitz(shape, 10, { energy: -40, gradientNorm: 0 }, 0).hessian.value).toBeCloseTo(60 / 25, 8);
  expect(glassLipschitz(shape, 10, { energy: -40, gradientNorm: 1 }, 0).hessian.value).toBeCloseTo((60 + 9) / 25, 8);
});

it('large glasses take the norm that costs nothing', () => {
  const kernel = kernels.glass({ order: 3, size: 215, seed: 1, disorder: 0 });
  expect(couplingNorm(kernel)).toBe(kernel.norms().frobenius);
});

describe.each(shapes)('rounding against double-doubles, order $order, Λ = $size', (shape) => {
  const { order: H, size: L } = shape;
  const X = couplings(shape);
  const truth = (w: Float64Array) => exactDerivatives(H, L, X, w);

  it.each(allWith('glass'))('by %s: Hessian and gradient are within their bounds', (engine, kernels) => {
    const kernel = kernels.glass(shape);
    const regularity = glassRegularity(kernel);
    for (let trial = 0; trial < 3; trial++) {
      const w = somePoint(kernel, trial * 100);
      const { hessian, gradient } = truth(w);
      const [g, A] = [new Float64Array(L), new Float64Array(L * L)];
      kernel.hessian(w, g, A);
      const E = A.map((a, i) => a - hessian[i]!.hi - hessian[i]!.lo);
      const e = g.map((x, i) => x - gradient[i]!.hi - gradient[i]!.lo);
      expect(spectralNorm(symmetrized(E, L), L)).toBeLessThanOrEqual(regularity.hessianError(w));
      expect(norm(e)).toBeLessThanOrEqual(regularity.gradientError(w));
      record(`rounding of the Hessian, ${engine}`, regularity.hessianError(w) / norm(E));
      record(`rounding of the gradient, ${engine}`, regularity.gradientError(w) / norm(e));
    }
  });
});

const symmetrized = (E: Float64Array, n: number) => E.map((e, at) => (e + E[(at % n) * n + Math.floor(at / n)]!) / 2);

/** ∇²L and ∇L by their formulas from all couplings, in double-doubles. */
function exactDerivatives(H: number, L: number, X: Float64Array, w: Float64Array) {
  const zero = { hi: 0, lo: 0 };
  const hessian: DoubleDouble[] = new Array<DoubleDouble>(L * L).fill(zero);
  const gradient: DoubleDouble[] = new Array<DoubleDouble>(L).fill(zero);
  const digits = new Array<number>(H).fill(0);
  for (let n = 0; n < X.length; n++) {
    for (let m = H - 1, rest = n; m >= 0; m--, rest = Math.floor(rest / L)) digits[m] = rest % L;
    const without = (a: number, b: number) =>
      digits.reduce((p, i, m) => (m === a || m === b ? p : multiply(p, exact(w[i]!))), exact(X[n]!));
    for (let a = 0; a < H; a++) {
      gradient[digits[a]!] = add(gradient[digits[a]!]!, without(a, a));
      for (let b = 0; b < H; b++) {
        const at = digits[a]! * L + digits[b]!;
        if (a !== b) hessian[at] = add(hessian[at]!, without(a, b));
      }
    }
  }
  let scale = exact(1);
  for (let k = 0; k < H - 1; k++) scale = divide(scale, squareRoot(exact(L)));
  return { hessian: hessian.map((x) => multiply(x, scale)), gradient: gradient.map((x) => multiply(x, scale)) };
}
