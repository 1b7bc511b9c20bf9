/**
 * Where parameters live, as a value. A manifold projects, retracts, frames its tangent spaces, joins two points by the shortest path,
 * and corrects a Euclidean Hessian to the Riemannian one. Whatever an instrument needs of the geometry is asked here; nobody compares
 * names.
 */
import { positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import { dot } from '../linalg/vectors.ts';

/** An orthonormal basis q₁ … q_m of the tangent space at one point, as a pair of maps between coordinates in it and ambient vectors. */
export interface Frame {
  readonly dimension: number;
  /** out ← Σ_j t_j q_j, an ambient vector. */
  lift(t: Float64Array, out: Float64Array): void;
  /** out_j ← q_j · a, the coordinates of the tangent part of an ambient vector. */
  restrict(a: Float64Array, out: Float64Array): void;
  /** ‖computed − exact‖ ≤ rounding · ‖argument‖ for both maps; absent where it is not known. */
  readonly rounding?: number;
  /** The least radius of curvature: ρ of a sphere, Infinity in flat space; absent where it is not known. */
  readonly radius?: number;
}

export interface Manifold {
  /** In words: "sphere", "product of 2 manifolds". */
  readonly name: string;
  /** Ambient dimension. */
  readonly dimension: number;
  /** Dimension of the tangent space (Λ − 1 on the sphere; 0 on a lattice). */
  readonly tangentDimension: number;
  /**
   * The unit in which lengths are shown and gradient residuals are measured, so that numbers of different sizes compare: the radius of
   * a sphere (√Λ for spins), 1 in flat space, √Σρ² on a product. `symbol` goes to axes and tables; empty for 1.
   */
  readonly lengthUnit: { readonly value: number; readonly symbol: string };
  /** In place: the tangent part of an ambient vector at `point`. */
  project(point: Float64Array, vector: Float64Array): void;
  /** In place: the nearest point of the manifold. */
  retract(point: Float64Array): void;
  /** How far the point is off the manifold, in units of the manifold's size (0 when on it). */
  drift(point: Float64Array): number;
  /**
   * Riemannian Hessian-vector product from the Euclidean one. `product` holds ∇²L·v on entry and, on return,
   * P(∇²L·v) minus the curvature term; `vector` is tangent.
   */
  correct(point: Float64Array, gradient: Float64Array, vector: Float64Array, product: Float64Array): void;
  /** The frame at a point of the manifold; the point is copied. */
  frame(point: Float64Array): Frame;
  /**
   * The point at `share` in [0, 1] of the way from one point to another along the shortest path.
   * @throws ArgumentError where no shortest path is unique (opposite points of a sphere), or none is continuous (a lattice)
   */
  geodesic(from: Float64Array, to: Float64Array, share: number, out: Float64Array): void;
}

/** Standard normal coordinates, moved onto the manifold: uniform on a sphere and on a product of spheres. */
export function normalPoint(manifold: Manifold, draw: Stream, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = draw.normal();
  manifold.retract(out);
}

/** ℝⁿ: nothing to do. */
export function flat(dimension: number): Manifold {
  return {
    name: 'flat space',
    dimension,
    tangentDimension: dimension,
    lengthUnit: { value: 1, symbol: '' },
    project() {},
    retract() {},
    drift: () => 0,
    correct() {},
    frame: () => ({
      dimension,
      lift: (t, out) => out.set(t),
      restrict: (a, out) => out.set(a),
      rounding: 0,
      radius: Infinity,
    }),
    geodesic(from, to, share, out) {
      for (let i = 0; i < dimension; i++) out[i] = (1 - share) * from[i]! + share * to[i]!;
    },
  };
}

/**
 * The sphere of radius ρ in ℝⁿ: P = I − wwᵀ/ρ²; Hessian P∇²L P − (w·∇L/ρ²) P.
 * @source [choromanska2015loss, eq. 3]; [absil2008optimization, §5.3]
 */
export function sphere(dimension: number, radius = Math.sqrt(dimension)): Manifold {
  positive('sphere', 'radius', radius);
  const square = radius * radius;
  const project = (point: Float64Array, vector: Float64Array) => {
    const along = dot(point, vector) / square;
    for (let i = 0; i < dimension; i++) vector[i]! -= along * point[i]!;
  };
  return {
    name: 'sphere',
    dimension,
    tangentDimension: dimension - 1,
    lengthUnit: { value: radius, symbol: radius === Math.sqrt(dimension) ? '√Λ' : 'ρ' },
    project,
    retract(point) {
      const scale = radius / Math.sqrt(dot(point, point));
      for (let i = 0; i < dimension; i++) point[i]! *= scale;
    },
    drift: (point) => Math.abs(Math.sqrt(dot(point, point)) / radius - 1),
    correct(point, gradient, vector, product) {
      const curvature = dot(point, gradient) / square;
      for (let i = 0; i < dimension; i++) product[i]! -= curvature * vector[i]!;
      project(point, product);
    },
    frame: reflectorFrame,
    geodesic(from, to, share, out) {
      const angle = angleBetween(from, to);
      if (angle > Math.PI - 1e-6) throw new ArgumentError('geodesic', 'to', 'not opposite to from', angle);
      // Next to each other the arc is its chord to rounding, and dividing by its sine would lose digits.
      const near = !(angle > 1e-6);
      const [a, b] = near ? [1 - share, share] : [Math.sin((1 - share) * angle), Math.sin(share * angle)];
      const scale = near ? 1 : 1 / Math.sin(angle);
      for (let i = 0; i < dimension; i++) out[i] = scale * (a * from[i]! + b * to[i]!);
    },
  };
}

/**
 * The reflector Q = I − v vᵀ/(1 + |u₁|) with v = u + sign(u₁) e₁, u = w/‖w‖, maps w to the first axis; its other columns are the frame.
 * v errs by n + 5 roundings relative to ‖v‖ ≤ 2, one application of Q by some 4n + 20 more [higham2002accuracy, Lemma 19.2]; the bound
 * is twice as large, which covers the point's own drift of 1e-15.
 * @source [golub2013matrix, §5.1]
 */
function reflectorFrame(point: Float64Array): Frame {
  const norm = Math.sqrt(dot(point, point));
  const v = point.map((x) => x / norm);
  const β = 1 / (1 + Math.abs(v[0]!));
  v[0]! += v[0]! < 0 ? -1 : 1;
  return {
    dimension: point.length - 1,
    lift(t, out) {
      out[0] = 0;
      out.set(t, 1);
      const along = β * dot(v, out);
      for (let j = 0; j < v.length; j++) out[j]! -= along * v[j]!;
    },
    restrict(a, out) {
      const along = β * dot(v, a);
      for (let j = 1; j < v.length; j++) out[j - 1] = a[j]! - along * v[j]!;
    },
    rounding: (16 * point.length + 80) * 2 ** -53,
    radius: norm,
  };
}

/** Angle in [0, π] between two vectors, accurate for small ones too. */
function angleBetween(a: Float64Array, b: Float64Array): number {
  const [na, nb] = [a, b].map((v) => Math.sqrt(dot(v, v)));
  let [minus, plus] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    minus += (a[i]! / na! - b[i]! / nb!) ** 2;
    plus += (a[i]! / na! + b[i]! / nb!) ** 2;
  }
  return 2 * Math.atan2(Math.sqrt(minus), Math.sqrt(plus));
}

/** Each coordinate takes one of s values spaced uniformly in [−1, 1]. Nothing is tangent to it: searches move by single coordinates. */
export function lattice(dimension: number, values: number): Manifold {
  const spacing = 2 / (values - 1);
  const nearest = (x: number) => Math.min(values - 1, Math.max(0, Math.round((x + 1) / spacing))) * spacing - 1;
  return {
    name: 'lattice',
    dimension,
    tangentDimension: 0,
    lengthUnit: { value: 1, symbol: '' },
    project: (_point, vector) => void vector.fill(0),
    retract(point) {
      for (let i = 0; i < dimension; i++) point[i] = nearest(point[i]!);
    },
    drift: (point) => point.reduce((worst, x) => Math.max(worst, Math.abs(x - nearest(x))), 0),
    correct: (_point, _gradient, _vector, product) => void product.fill(0),
    frame: () => ({ dimension: 0, lift: (_t, out) => void out.fill(0), restrict() {}, rounding: 0, radius: Infinity }),
    geodesic() {
      throw new ArgumentError('geodesic', 'manifold', 'one with continuous paths', 'a lattice');
    },
  };
}

/** Coordinates split into consecutive blocks, each on its own manifold. */
export function product(factors: readonly Manifold[]): Manifold {
  const blocks: { factor: Manifold; start: number; end: number; tangentStart: number; tangentEnd: number }[] = [];
  let [start, tangentStart] = [0, 0];
  for (const factor of factors) {
    const [end, tangentEnd] = [start + factor.dimension, tangentStart + factor.tangentDimension];
    blocks.push({ factor, start, end, tangentStart, tangentEnd });
    [start, tangentStart] = [end, tangentEnd];
  }
  const dimension = start;
  const tangentDimension = tangentStart;
  const curved = factors.filter(({ lengthUnit }) => lengthUnit.symbol !== '');
  return {
    name: `product of ${factors.length} manifolds`,
    dimension,
    tangentDimension,
    lengthUnit:
      curved.length === 0
        ? { value: 1, symbol: '' }
        : { value: Math.sqrt(curved.reduce((sum, { lengthUnit }) => sum + lengthUnit.value ** 2, 0)), symbol: 'ρ' },
    project(point, vector) {
      for (const { factor, start, end } of blocks)
        factor.project(point.subarray(start, end), vector.subarray(start, end));
    },
    retract(point) {
      for (const { factor, start, end } of blocks) factor.retract(point.subarray(start, end));
    },
    drift: (point) => blocks.reduce((worst, b) => Math.max(worst, b.factor.drift(point.subarray(b.start, b.end))), 0),
    correct(point, gradient, vector, out) {
      for (const { factor, start, end } of blocks)
        factor.correct(
          point.subarray(start, end),
          gradient.subarray(start, end),
          vector.subarray(start, end),
          out.subarray(start, end),
        );
    },
    frame(point) {
      const frames = blocks.map(({ factor, start, end }) => factor.frame(point.subarray(start, end)));
      const known = frames.every(({ rounding, radius }) => rounding !== undefined && radius !== undefined);
      return {
        ...(known && {
          rounding: Math.max(...frames.map(({ rounding }) => rounding!)),
          radius: Math.min(...frames.map(({ radius }) => radius!)),
        }),
        dimension: tangentDimension,
        lift(t, out) {
          blocks.forEach((b, k) => {
            frames[k]!.lift(t.subarray(b.tangentStart, b.tangentEnd), out.subarray(b.start, b.end));
          });
        },
        restrict(a, out) {
          blocks.forEach((b, k) => {
            frames[k]!.restrict(a.subarray(b.start, b.end), out.subarray(b.tangentStart, b.tangentEnd));
          });
        },
      };
    },
    geodesic(from, to, share, out) {
      for (const { factor, start, end } of blocks)
        factor.geodesic(from.subarray(start, end), to.subarray(start, end), share, out.subarray(start, end));
    },
  };
}
