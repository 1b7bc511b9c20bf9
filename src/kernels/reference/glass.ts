/**
 * The glass as the formula says it, from the whole tensor X: every order, float64, no symmetry used. The oracle.
 *     L(w) = Λ^{−(H−1)/2} Σ X_{i₁…i_H} w_{i₁}…w_{i_H}
 * @source [choromanska2015loss, eq. 2]
 */
import { fillNormals, streamAddress } from '../../base/philox.ts';
import type { GlassKernel, GlassShape } from '../contract.ts';
import { plainFleet } from './fleet.ts';

export function referenceGlass(shape: GlassShape): GlassKernel {
  const { order: H, size: L } = shape;
  const X = new Float64Array(L ** H);
  fillNormals(streamAddress(shape.seed, 'spin-glass', shape.disorder, 'couplings'), 0, X);
  const scale = L ** (-(H - 1) / 2);
  const indices = new Int32Array(H);
  /** Calls `see` with each coupling; `indices` holds i₁ … i_H. */
  const each = (see: (coupling: number) => void) => {
    for (let n = 0; n < X.length; n++) {
      for (let m = H - 1, rest = n; m >= 0; m--, rest = Math.floor(rest / L)) indices[m] = rest % L;
      see(scale * X[n]!);
    }
  };
  /** Product of w over all positions but a and b (−1: none). */
  const without = (w: Float64Array, a: number, b: number) => {
    let p = 1;
    for (let m = 0; m < H; m++) if (m !== a && m !== b) p *= w[indices[m]!]!;
    return p;
  };
  const energyAndGradient = (w: Float64Array, gradient: Float64Array) => {
    let energy = 0;
    gradient.fill(0);
    each((x) => {
      energy += x * without(w, -1, -1);
      for (let a = 0; a < H; a++) gradient[indices[a]!]! += x * without(w, a, -1);
    });
    return energy;
  };
  const evaluate = (points: Float64Array, count: number, energies: Float64Array, gradients: Float64Array) => {
    for (let r = 0; r < count; r++)
      energies[r] = energyAndGradient(points.subarray(r * L, (r + 1) * L), gradients.subarray(r * L, (r + 1) * L));
  };
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  return {
    shape,
    fleet: (capacity) =>
      plainFleet(
        {
          dimension: L,
          residualUnit: Math.sqrt(L),
          onRise: 'halve',
          evaluate,
          project(point, vector) {
            const along = dot(point, vector) / L;
            for (let i = 0; i < L; i++) vector[i]! -= along * point[i]!;
          },
          retract(point) {
            const k = Math.sqrt(L / dot(point, point));
            for (let i = 0; i < L; i++) point[i]! *= k;
          },
        },
        capacity,
      ),
    evaluate: (points, count, _precision, energies, gradients) => evaluate(points, count, energies, gradients),
    hessian(w, gradient, out) {
      out.fill(0);
      each((x) => {
        for (let a = 0; a < H; a++)
          for (let b = 0; b < H; b++) if (a !== b) out[indices[a]! * L + indices[b]!]! += x * without(w, a, b);
      });
      return energyAndGradient(w, gradient);
    },
  };
}
