/** What every instrument is tried on: a glass, a small network, a function of somebody's own, and two coupled spheres. */
import { type Stream, stream } from '../../src/base/philox.ts';
import type { Tools } from '../../src/instruments/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import {
  fromCallbacks,
  type Landscape,
  networkLandscape,
  product,
  randomStart,
  type Symmetry,
  sphere,
  spinGlass,
} from '../../src/landscapes/index.ts';

export const kernels = createKernels();
export const tools = (purpose: string): Tools => ({ kernels, draw: stream(12, 'test/instruments', 0, purpose) });

export interface Ground {
  readonly landscape: Landscape;
  /** Random start number k, on the manifold. */
  start(k: number): Float64Array;
}

/** Starts from `scatter`, put onto the manifold. */
function ground(landscape: Landscape, scatter: (draw: Stream) => number): Ground {
  return {
    landscape,
    start(k) {
      const draw = stream(12, 'test/instruments', k, `start/${landscape.name}`);
      const point = Float64Array.from({ length: landscape.dimension }, () => scatter(draw));
      landscape.manifold.retract(point);
      return point;
    },
  };
}

const shape = { order: 3, size: 7, seed: 6, disorder: 1 };
export const spins = spinGlass(shape, kernels, 'float64');
export const glass: Ground = {
  landscape: spins,
  start(k) {
    const out = new Float64Array(shape.size);
    randomStart(shape, k, out);
    return out;
  },
};

/** 2-2-1 tanh network on 31 examples that another one has set, with noise. */
const draw = stream(12, 'test/instruments', 0, 'examples');
const x = Float64Array.from({ length: 62 }, () => 2 * draw.normal());
const teacher = (a: number, b: number) => Math.tanh(a - 2 * b + 0.5) - Math.tanh(1.5 * a + b - 1);
const t = Float64Array.from({ length: 31 }, (_, s) => teacher(x[2 * s]!, x[2 * s + 1]!) + 0.3 * draw.normal());
export const network = ground(
  networkLandscape(
    { sizes: [2, 2, 1], activation: 'tanh', loss: 'squared' },
    { count: 31, inputs: 2, outputs: 1, x, t },
    kernels,
  ),
  (stream) => stream.normal(),
);

/** (x² + y − 11)² + (x + y² − 7)²: value and gradient alone. */
export const himmelblau = ground(
  fromCallbacks({
    dimension: 2,
    name: 'Himmelblau',
    value: ([x, y]) => (x! ** 2 + y! - 11) ** 2 + (x! + y! ** 2 - 7) ** 2,
    gradient([x, y], out) {
      const [a, b] = [x! ** 2 + y! - 11, x! + y! ** 2 - 7];
      out.set([4 * x! * a + 2 * b, 2 * a + 4 * y! * b]);
    },
  }),
  (stream) => 12 * stream.uniform() - 6,
);

/** Its nine critical points to 1e-6, with their index; values are right to the square of that. */
export const known: readonly (readonly [x: number, y: number, index: number])[] = [
  [3, 2, 0],
  [-2.805118, 3.131313, 0],
  [-3.77931, -3.283186, 0],
  [3.584428, -1.848127, 0],
  [3.385154, 0.073852, 1],
  [0.086678, 2.884255, 1],
  [-3.073026, -0.081353, 1],
  [-0.127961, -1.953715, 1],
  [-0.270845, -0.923039, 2],
];

/** Radii of the two spheres, and the couplings of their three axes. */
export const radii = [1.5, 2] as const;
export const axes = [1, 2, 4] as const;

const bothSigns: Symmetry = {
  name: 'sign',
  statement: 'L(−x, −y) = L(x, y)',
  sample: (point) => point.map((x) => -x),
  nearest: (target, point) =>
    target.reduce((sum, x, i) => sum + x * point[i]!, 0) < 0 ? point.map((x) => -x) : point.slice(),
};

/** The gradient of −Σ d_i x_i y_i, which is linear. */
const coupling = (p: Float64Array) => [...axes.map((d, i) => -d * p[3 + i]!), ...axes.map((d, i) => -d * p[i]!)];

/**
 * L(x, y) = −Σ d_i x_i y_i on a sphere of radius ρ₁ times one of ρ₂: two coupled spheres. Critical points: x = ±ρ₁ e_i, y = ±ρ₂ e_i,
 * L = −σ ρ₁ ρ₂ d_i with σ the product of the signs. The Hessian there is the sum over j ≠ i of [σ d_i ρ₂/ρ₁, −d_j; −d_j, σ d_i ρ₁/ρ₂].
 */
export const spheres = ground(
  fromCallbacks({
    dimension: 6,
    name: 'two coupled spheres',
    manifold: product([sphere(3, radii[0]), sphere(3, radii[1])]),
    symmetries: [bothSigns],
    value: (p) => -axes.reduce<number>((sum, d, i) => sum + d * p[i]! * p[3 + i]!, 0),
    gradient: (p, out) => out.set(coupling(p)),
    hessianVector: (_, v, out) => out.set(coupling(v)),
  }),
  (stream) => stream.normal(),
);

/** The critical points of the two spheres modulo the sign, the lowest first: value and index. */
export const coupled = axes
  .flatMap((d, i) => [1, -1].map((σ) => ({ i, σ, value: -σ * radii[0] * radii[1] * d })))
  .map(({ i, σ, value }) => ({
    i,
    σ,
    value,
    // Of each 2 × 2 block: indefinite where d_j > d_i, else of the sign of σ.
    index: axes.reduce<number>((sum, d, j) => sum + (j === i ? 0 : d > axes[i]! ? 1 : σ > 0 ? 0 : 2), 0),
  }))
  .sort((a, b) => a.value - b.value);

export const grounds: readonly (readonly [string, Ground])[] = [
  ['a glass', glass],
  ['a tanh network', network],
  ['Himmelblau', himmelblau],
  ['two coupled spheres', spheres],
];

export function valueAt({ valueAndGradient, dimension }: Landscape, point: Float64Array): number {
  const value = new Float64Array(1);
  valueAndGradient(point, 1, value, new Float64Array(dimension));
  return value[0]!;
}
