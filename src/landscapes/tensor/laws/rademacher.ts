/** Couplings of two values: A2 dropped, the covariance Λ R^H stays. */
import type { TensorLaw } from './law.ts';

export const rademacher: TensorLaw = {
  name: 'rademacher',
  statement: 'J independent ±1',
  isotropic: false,
  entries({ order, size }, draw) {
    const signs = draw('signs');
    return Float64Array.from({ length: size ** order }, () => (signs.uniform() < 0.5 ? -1 : 1));
  },
};
