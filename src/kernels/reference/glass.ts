/**
 * The glass as the formula says it, from the whole tensor X: every order, float64, no symmetry used. The oracle.
 *     L(w) = Λ^{−(H−1)/2} Σ X_{i₁…i_H} w_{i₁}…w_{i_H}
 * @source [choromanska2015loss, eq. 2]
 */

import { fillNormals, streamAddress } from '../../base/philox.ts';
import { power } from '../../base/power.ts';
import type { CouplingNorms, GivenTensor, GlassKernel, GlassShape } from '../contract.ts';
import { gamma } from '../coupling-norms.ts';
import { plainFleet } from './fleet.ts';

export function referenceGlass(shape: GlassShape | GivenTensor): GlassKernel {
  const { order: H, size: L } = shape;
  const X = 'entries' in shape ? shape.entries : drawn(shape);
  const scale = power(L, -(H - 1) / 2);
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
  let norms: CouplingNorms | undefined;
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  return {
    shape,
    norms() {
      norms ??= plainNorms(shape, X);
      return norms;
    },
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

function drawn({ order, size, seed, disorder }: GlassShape): Float64Array {
  const X = new Float64Array(size ** order);
  fillNormals(streamAddress(seed, 'spin-glass', disorder, 'couplings'), 0, X);
  return X;
}

/** Norms as their formulas say, from all couplings. Every order of the indices adds to every pair of positions in the Hessian, one by one. */
function plainNorms({ order: H, size: L }: Pick<GlassShape, 'order' | 'size'>, X: Float64Array): CouplingNorms {
  const up = 1 + 1e-9; // roundings of the sums of squares themselves
  const S = symmetrized(H, L, X);
  const lengthOf = (tensor: Float64Array) => up * Math.sqrt(tensor.reduce((sum, x) => sum + x * x, 0));
  const [all, held] = [lengthOf(X), lengthOf(S.tensor)];
  const off = gamma(S.orders + 1) * all;
  const frobenius = held + off;
  return {
    frobenius,
    hessianRounding: up * gamma(H * (H - 1) * L ** (H - 2) + H + 8) * all,
    gradientRounding: up * gamma(H * L ** (H - 1) + H + 8) * all,
    gram(out) {
      const others = L ** (H - 1);
      for (let i = 0; i < L; i++)
        for (let j = 0; j < L; j++) {
          let sum = 0;
          for (let k = 0; k < others; k++) sum += S.tensor[i * others + k]! * S.tensor[j * others + k]!;
          out[i * L + j] = sum;
        }
      return up * (gamma(others + 1) * held ** 2 + 2 * frobenius * off);
    },
  };
}

/** Mean of X over the orders of its indices. */
function symmetrized(H: number, L: number, X: Float64Array): { tensor: Float64Array; orders: number } {
  const orders = permutations(Array.from({ length: H }, (_, m) => m));
  const tensor = new Float64Array(X.length);
  const digits = new Int32Array(H);
  for (let n = 0; n < X.length; n++) {
    for (let m = H - 1, rest = n; m >= 0; m--, rest = Math.floor(rest / L)) digits[m] = rest % L;
    for (const places of orders) tensor[n]! += X[places.reduce((at, m) => at * L + digits[m]!, 0)]! / orders.length;
  }
  return { tensor, orders: orders.length };
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
