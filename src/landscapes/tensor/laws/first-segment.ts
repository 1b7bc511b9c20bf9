/**
 * Paths that share an input all have the same coupling: J_i = x_{i₁}, so that L = q (x·w)(𝟙·w)^{H−1}, the deep linear network. Solved: with x ⊥ 𝟙 the
 * least energy per spin is −(|x|/√Λ) Λ^{(H−1)/2} H^{−1/2}((H−1)/H)^{(H−1)/2}.
 */
import { inputsOf, type TensorLaw } from './law.ts';

export const firstSegment: TensorLaw = {
  name: 'first-segment',
  statement: 'J = x of the first index',
  isotropic: false,
  entries({ order, size, centred }, draw) {
    const x = inputsOf(size, centred, draw('inputs'));
    const rest = size ** (order - 1);
    return Float64Array.from({ length: size ** order }, (_, at) => x[Math.floor(at / rest)]!);
  },
};
