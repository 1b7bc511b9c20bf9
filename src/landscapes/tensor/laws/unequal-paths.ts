/**
 * Paths of unequal activation (A1 dropped): J_{i₁…i_H} Π_k √a_{i_k} with a_i = 2(i + 1)/(Λ + 1), mean 1. Cov = Λ (Σ a_i w_i w′_i/Λ)^H: a glass on
 * an ellipsoid.
 */
import { couplings } from '../../spin-glass/spin-glass.ts';
import type { TensorLaw } from './law.ts';

/** a_i. */
export const activations = (size: number) => Float64Array.from({ length: size }, (_, i) => (2 * (i + 1)) / (size + 1));

export const unequalPaths: TensorLaw = {
  name: 'unequal-paths',
  statement: 'J Π √a of independent N(0, 1), a from 2/(Λ+1) to 2Λ/(Λ+1)',
  isotropic: false,
  entries({ order, size, seed, disorder }) {
    const J = couplings({ order, size, seed, disorder });
    const root = activations(size).map(Math.sqrt);
    return J.map((x, at) => {
      let factor = 1;
      for (let h = 0, rest = at; h < order; h++, rest = Math.floor(rest / size)) factor *= root[rest % size]!;
      return factor * x;
    });
  },
};
