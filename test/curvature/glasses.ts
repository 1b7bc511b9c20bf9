/** Small glasses written out plainly, for the tests of curvature: no kernels, every formula visible. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { stream } from '../../src/base/philox.ts';
import { fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { sphere } from '../../src/landscapes/manifold.ts';

function couplings(count: number, order: number, replica: number): Float64Array {
  const draw = stream(11, 'test/curvature', replica, `couplings-${order}-${count}`);
  return Float64Array.from({ length: count }, () => draw.normal());
}

/** L = Λ^{−1/2} Σ X_ij w_i w_j, with the closed form of its critical points: ±√Λ e_k, e_k the eigenvectors of sym X. */
export function twoSpinGlass(size: number, replica = 0) {
  const X = couplings(size * size, 2, replica);
  const S = X.map((x, at) => (x + X[(at % size) * size + Math.floor(at / size)]!) / 2);
  const c = 1 / Math.sqrt(size);
  const row = (i: number, w: Float64Array) => w.reduce((sum, wj, j) => sum + S[i * size + j]! * wj, 0);
  const landscape = fromCallbacks({
    name: 'two-spin',
    dimension: size,
    manifold: sphere(size),
    value: (w) => c * w.reduce((sum, wi, i) => sum + wi * row(i, w), 0),
    gradient(w, out) {
      for (let i = 0; i < size; i++) out[i] = 2 * c * row(i, w);
    },
    hessianVector(_w, v, out) {
      for (let i = 0; i < size; i++) out[i] = 2 * c * row(i, v);
    },
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(size, size, S), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[a]! - realEigenvalues[b]!);
  return {
    landscape,
    /** The Euclidean Hessian, row-major. */
    hessian: S.map((s) => 2 * c * s),
    /** Eigenvalues of sym X, increasing. */
    eigenvalues: order.map((k) => realEigenvalues[k]!),
    /** The k-th critical point from below. */
    critical: (k: number) => Float64Array.from(eigenvectorMatrix.getColumn(order[k]!), (x) => x * Math.sqrt(size)),
    /** The third derivative along a unit-speed great circle is at most 8‖S‖c/ρ: L is a + b cos 2θ + d sin 2θ, θ = s/ρ. */
    lipschitz: {
      value: (8 * c * Math.max(...realEigenvalues.map(Math.abs))) / Math.sqrt(size),
      kind: 'bound',
    } as const,
  };
}

/** L = Λ^{−1} Σ X_ijk w_i w_j w_k without a dense Hessian: only Hessian-vector products. */
export function threeSpinGlass(size: number, replica = 0): Landscape {
  const n = size;
  const X = couplings(n ** 3, 3, replica);
  const at = (i: number, j: number, k: number) => X[(i * n + j) * n + k]!;
  /** Sum over the six orders of the three arguments, for each i in the first. */
  const contract = (v: Float64Array, w: Float64Array, out: Float64Array) => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++)
        for (let k = 0; k < n; k++) sum += (at(i, j, k) + at(j, i, k) + at(j, k, i)) * (v[j]! * w[k]! + w[j]! * v[k]!);
      out[i] = sum / n;
    }
  };
  return fromCallbacks({
    name: 'three-spin',
    dimension: n,
    manifold: sphere(n),
    value(w) {
      const out = new Float64Array(n);
      contract(w, w, out);
      return w.reduce((sum, wi, i) => sum + (wi * out[i]!) / 6, 0);
    },
    gradient(w, out) {
      contract(w, w, out);
      for (let i = 0; i < n; i++) out[i]! /= 2;
    },
    hessianVector: (w, v, out) => contract(v, w, out),
  });
}
