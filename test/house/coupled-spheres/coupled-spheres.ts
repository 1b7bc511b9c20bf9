/**
 * Two spheres with a coupling between them, as a landscape in plain TypeScript: nothing of it is known to src.
 *     L(x, y) = n^{−(p−1)/2} Σ A_{i₁…i_p} x_{i₁}…x_{i_p} + m^{−(p−1)/2} Σ B_{j₁…j_p} y_{j₁}…y_{j_p} ± ε Σ J_ij x_i y_j
 * on |x|² = n, |y|² = m; A, B symmetric and J of standard normals. Gradient and Hessian are exact: a symmetric form contracted with the
 * point once or twice less often.
 */
import { type Stream, stream } from '../../../src/base/philox.ts';
import type { Landscape, PointHessian, Symmetry } from '../../../src/landscapes/landscape.ts';
import { product, sphere } from '../../../src/landscapes/manifold.ts';
import { dense } from '../../../src/linalg/operator.ts';

export interface CoupledSpheresSpec {
  readonly firstSize: number;
  readonly secondSize: number;
  readonly form: 'cubic' | 'quartic';
  readonly coupling: number;
  readonly repulsive: boolean;
  readonly seed: number;
  readonly disorder: number;
}

export function coupledSpheres(spec: CoupledSpheresSpec): Landscape {
  const { firstSize: n, secondSize: m, form, seed, disorder } = spec;
  const order = form === 'cubic' ? 3 : 4;
  const draw = (what: string) => stream(seed, `coupled-spheres/${disorder}`, 0, what);
  const forms = [symmetricForm(draw('A'), order, n), symmetricForm(draw('B'), order, m)];
  const strength = spec.repulsive ? -spec.coupling : spec.coupling;
  const normals = draw('J');
  const J = Float64Array.from({ length: n * m }, () => strength * normals.normal());
  const parts = (point: Float64Array) => [point.subarray(0, n), point.subarray(n, n + m)] as const;
  const look = (point: Float64Array, gradient: Float64Array): number => {
    const [x, y] = parts(point);
    let value = 0;
    for (const [k, at] of [x, y].entries()) {
      const slopes = contracted(forms[k]!, at, order - 1);
      slopes.forEach((s, i) => {
        gradient[k * n + i] = order * s;
        value += s * at[i]!;
      });
    }
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) {
        value += J[i * m + j]! * x[i]! * y[j]!;
        gradient[i]! += J[i * m + j]! * y[j]!;
        gradient[n + j]! += J[i * m + j]! * x[i]!;
      }
    return value;
  };
  const size = n + m;
  return {
    name: `two coupled spheres of ${n} and ${m} coordinates`,
    dimension: size,
    manifold: product([sphere(n), sphere(m)]),
    quantity: { name: 'energy per coordinate', per: size },
    symmetries: order === 4 ? [sign] : [],
    regularity: { kinkDistance: () => Infinity },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++)
        values[r] = look(points.subarray(r * size, (r + 1) * size), gradients.subarray(r * size, (r + 1) * size));
    },
    hessianAt(point): PointHessian {
      const gradient = new Float64Array(size);
      const value = look(point, gradient);
      const entries = new Float64Array(size * size);
      for (const [k, at] of parts(point).entries()) {
        const block = contracted(forms[k]!, at, order - 2);
        const own = at.length;
        for (let i = 0; i < own; i++)
          for (let j = 0; j < own; j++)
            entries[(k * n + i) * size + k * n + j] = order * (order - 1) * block[i * own + j]!;
      }
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) entries[i * size + n + j] = entries[(n + j) * size + i] = J[i * m + j]!;
      return {
        ...dense(entries, size),
        value,
        gradient,
        formed: true,
        matrix: () => ({ entries, error: { value: 1e-13 * Math.hypot(...entries), kind: 'estimate' } }),
        release() {},
      };
    },
  };
}

/** A start, uniform on both spheres. */
export function coupledStart(
  { seed, disorder }: CoupledSpheresSpec,
  { manifold }: Landscape,
  k: number,
  out: Float64Array,
): void {
  const draw = stream(seed, `coupled-spheres/${disorder}`, k, 'start');
  for (let i = 0; i < out.length; i++) out[i] = draw.normal();
  manifold.retract(out);
}

/** A form whose values depend on which indices there are, not on their order: size^order numbers, scaled. */
function symmetricForm(draw: Stream, order: number, size: number): Float64Array {
  const known = new Map<string, number>();
  return Float64Array.from({ length: size ** order }, (_, k) => {
    const indices = Array.from({ length: order }, (_, place) => Math.floor(k / size ** place) % size).sort(
      (a, b) => a - b,
    );
    const key = indices.join();
    if (!known.has(key)) known.set(key, draw.normal() / size ** ((order - 1) / 2));
    return known.get(key)!;
  });
}

/** The form with `times` of its indices summed against x. */
function contracted(form: Float64Array, x: Float64Array, times: number): Float64Array {
  if (times === 0) return form;
  const rows = form.length / x.length;
  const out = new Float64Array(rows);
  for (let r = 0; r < rows; r++) for (let i = 0; i < x.length; i++) out[r]! += form[r * x.length + i]! * x[i]!;
  return contracted(out, x, times - 1);
}

/** At even order; J couples x with y, so both change. */
const sign: Symmetry = {
  name: 'sign',
  statement: 'L(−x, −y) = L(x, y) for a quartic form',
  sample: (point) => point.map((t) => -t),
  nearest(target, point) {
    const along = target.reduce((sum, t, i) => sum + t * point[i]!, 0);
    return along < 0 ? point.map((t) => -t) : point.slice();
  },
};
