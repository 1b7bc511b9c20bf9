/**
 * A polynomial over the paths of a network as a landscape: L(w) = √(D/Ψ) Σ_p J_p Π_h w_{c_h}, D weights on one sphere |w|² = D or on a product of
 * spheres. With one weight for every spin and J independent it is the spherical glass; Var L = D for J of variance 1 wherever squares of weights average 1
 * over paths.
 */
import { power } from '../../base/power.ts';
import type { PathKernel } from '../../kernels/path-polynomial.ts';
import { pathPolynomial } from '../../kernels/path-polynomial.ts';
import { fromProduct, matrixOf } from '../../linalg/operator.ts';
import { norm as length } from '../../linalg/vectors.ts';
import type { Landscape, PointHessian, Symmetry } from '../landscape.ts';
import { type Manifold, product, sphere } from '../manifold.ts';
import { glassAtPoint, glassLipschitz } from '../spin-glass/regularity.ts';
import { sign } from '../spin-glass/spin-glass.ts';

/** Unit roundoff of float64. */
const u = 2 ** -53;

export const domains = ['sphere', 'layers', 'units'] as const;
/** One sphere |w|² = D; one for the weights of each layer; one for the incoming weights of each unit. Mean square weight 1 on each. */
export type Domain = (typeof domains)[number];

/** @param widths  of a network whose weights are all its edges, for other domains than one sphere */
/** How many weights each sphere of a domain has, one sphere after another. */
export function spheresOf(domain: Domain, weights: number, widths: readonly number[]): number[] {
  if (domain === 'sphere') return [weights];
  const layers = widths.slice(1).map((units, h) => ({ units, inputs: widths[h]! }));
  return layers.flatMap(({ units, inputs }) =>
    domain === 'layers' ? [units * inputs] : new Array<number>(units).fill(inputs),
  );
}

export function domainOf(domain: Domain, weights: number, widths: readonly number[]): Manifold {
  const [first, ...others] = spheresOf(domain, weights, widths).map((size) => sphere(size));
  return domain === 'sphere' ? first! : product([first!, ...others]);
}

export function pathLandscape(kernel: PathKernel, domain: Domain, name: string): Landscape {
  const { shape, roundings } = kernel;
  const { weights: D, widths, scale, couplings } = shape;
  const H = widths.length - 1;
  const manifold = domainOf(domain, D, widths);
  const absolute = pathPolynomial({ ...shape, couplings: couplings.map(Math.abs) });
  const γ = (2 * roundings * u) / (1 - 2 * roundings * u);
  const at = (point: Float64Array) => {
    const gradient = new Float64Array(D);
    return { value: kernel.evaluate(point, gradient), gradient };
  };
  const gradientError = (point: Float64Array) => {
    const sums = new Float64Array(D);
    absolute.evaluate(point.map(Math.abs), sums);
    return γ * length(sums);
  };
  const norm = formNorm(shape);
  const lipschitz = (point: Float64Array, radius: number) =>
    glassLipschitz(
      { order: H, size: D },
      norm * Math.abs(scale) * power(D, (H - 1) / 2),
      glassAtPoint({ order: H, size: D }, point, at(point).gradient, gradientError(point)),
      radius,
    );
  let usual: number | undefined;
  return {
    name,
    dimension: D,
    manifold,
    quantity: { name: 'energy per weight', per: D },
    symmetries: symmetriesOf(kernel),
    regularity: {
      kinkDistance: () => Infinity,
      // The bounds are those of a chart of one sphere.
      ...(domain === 'sphere' && {
        gradientLipschitz: (point: Float64Array, radius: number) => lipschitz(point, radius).gradient,
        hessianLipschitz: (point: Float64Array, radius: number) => lipschitz(point, radius).hessian,
      }),
      get usual() {
        usual ??= usualCurvature(kernel, manifold);
        return { gradientLipschitz: usual };
      },
    },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++)
        values[r] = kernel.evaluate(points.subarray(r * D, (r + 1) * D), gradients.subarray(r * D, (r + 1) * D));
    },
    hessianAt: (given) => hessianOf(kernel, absolute, γ, given.slice(), gradientError),
  };
}

/** Products by the kernel; the error is γ‖S‖₂, S the matrix of absolute values, ‖S‖₂ ≤ max (S v)_i/v_i for v > 0 (Collatz–Wielandt). */
function hessianOf(
  kernel: PathKernel,
  absolute: PathKernel,
  γ: number,
  point: Float64Array,
  gradientError: (point: Float64Array) => number,
): PointHessian {
  const D = point.length;
  const gradient = new Float64Array(D);
  const value = kernel.evaluate(point, gradient);
  const magnitudes = point.map(Math.abs);
  let v: Float64Array = new Float64Array(D).fill(1);
  const Sv = new Float64Array(D);
  let largest = Infinity;
  for (let step = 0; step < 4; step++) {
    absolute.product(magnitudes, v, Sv);
    largest = Math.min(
      largest,
      Sv.reduce((most, x, i) => Math.max(most, x / v[i]!), 0),
    );
    const top = Sv.reduce((most, x) => Math.max(most, x), 0);
    if (!(top > 0)) break;
    v = Sv.map((x) => Math.max(x / top, 1e-6));
  }
  const error = { value: γ * largest, kind: 'bound' } as const;
  const operator = { ...fromProduct(D, true, (x, out) => kernel.product(point, x, out)), error };
  let entries: Float64Array | undefined;
  return {
    ...operator,
    value,
    gradient,
    gradientError: { value: gradientError(point), kind: 'bound' },
    formed: false,
    matrix() {
      // Entry by entry |E| ≤ γ S, so that ‖E‖₂ ≤ γ‖S‖₂; the mean of E and its transpose is no larger.
      entries ??= matrixOf(operator);
      return { entries, error };
    },
    release() {},
  };
}

/**
 * σ with |Σ_p J_p Π w| ≤ σ for |w| = 1: by Cauchy–Schwarz at most ‖J‖ Π_h ‖W_h‖_F over paths, and Σ_h ‖W_h‖²_F ≤ m, the most edges that a weight has, so
 * that the product is at most (m/H)^{H/2}.
 */
function formNorm({ widths, weights, colors, couplings }: PathKernel['shape']): number {
  const H = widths.length - 1;
  const edges = new Int32Array(weights);
  for (const c of colors) edges[c]!++;
  const copies = widths.reduce((a, b) => a * b, 1) / couplings.length;
  const most = edges.reduce((a, b) => Math.max(a, b), 0);
  return Math.sqrt(copies) * length(couplings) * power(most / H, H / 2) * (1 + 1e-9);
}

/** Steps of the power method that looks for steep places. */
const powerSteps = 30;

/** Usual curvature: 4√(H(H−1)) of a glass, or (H−1)‖∇L‖/√D where ∇L is steepest, as ascent by whole gradients finds it. An estimate. */
function usualCurvature(kernel: PathKernel, manifold: Manifold): number {
  const { weights: D, widths } = kernel.shape;
  const H = widths.length - 1;
  const point = Float64Array.from({ length: D }, (_, i) => 1 + (i % 7) / 7);
  const gradient = new Float64Array(D);
  let steepest = 0;
  for (let step = 0; step < powerSteps; step++) {
    manifold.retract(point);
    kernel.evaluate(point, gradient);
    const slope = length(gradient);
    if (!(slope > 0)) break;
    steepest = Math.max(steepest, slope);
    point.set(gradient);
    if (manifold.drift(point) === Infinity || point.some((x) => !Number.isFinite(x))) break;
  }
  return Math.max(4 * Math.sqrt(H * (H - 1)), ((H - 1) * steepest) / Math.sqrt(D));
}

/** Signs of hidden units where every edge has a weight of its own; the sign of all weights at even order else. */
function symmetriesOf({ shape }: PathKernel): Symmetry[] {
  const { widths, weights, colors } = shape;
  const H = widths.length - 1;
  if (new Set(colors).size === colors.length && colors.length === weights && H > 1) return [unitSigns(shape)];
  return H % 2 === 0 ? [sign] : [];
}

/** The weights into and out of a hidden unit change sign together. */
function unitSigns({ widths, colors }: PathKernel['shape']): Symmetry {
  const starts = widths.slice(1).map((_, h) => {
    let start = 0;
    for (let k = 0; k < h; k++) start += widths[k]! * widths[k + 1]!;
    return start;
  });
  const into = (h: number, b: number) =>
    Array.from({ length: widths[h - 1]! }, (_, a) => colors[starts[h - 1]! + b * widths[h - 1]! + a]!);
  const from = (h: number, b: number) =>
    Array.from({ length: widths[h + 1]! }, (_, c) => colors[starts[h]! + c * widths[h]! + b]!);
  const units = widths
    .slice(1, -1)
    .flatMap((n, h) => Array.from({ length: n }, (_, b) => ({ into: into(h + 1, b), from: from(h + 1, b) })));
  const flip = (point: Float64Array, unit: (typeof units)[number]) => {
    for (const i of [...unit.into, ...unit.from]) point[i] = -point[i]!;
  };
  return {
    name: 'signs of units',
    statement: 'the weights into and out of a hidden unit change sign together',
    sample(point, choice) {
      const copy = point.slice();
      units.forEach((unit, k) => {
        if ((choice * 2 ** ((k % 40) + 1)) % 2 >= 1) flip(copy, unit);
      });
      return copy;
    },
    // By the weights into each unit, layer after layer, which finds exact copies; then unit by unit while it comes nearer.
    nearest(target, point) {
      const copy = point.slice();
      const along = (places: readonly number[]) => places.reduce((sum, i) => sum + target[i]! * copy[i]!, 0);
      for (const unit of units) if (along(unit.into) < 0) flip(copy, unit);
      for (let moved = true; moved; ) {
        moved = false;
        for (const unit of units)
          if (along(unit.into) + along(unit.from) < 0) {
            flip(copy, unit);
            moved = true;
          }
      }
      return copy;
    },
  };
}
