/**
 * Couplings that share d inputs without structure (A6 dropped): J_i = x_{h(i)}, h a random map in which every input has as many couplings as any
 * other, to one. Over h and x: Cov(J_i, J_j) = p for i ≠ j, p = (Λ^H/d − 1)/(Λ^H − 1) where d divides Λ^H.
 */
import { inputsOf, shuffle, type TensorLaw } from './law.ts';

export const hashed: TensorLaw = {
  name: 'hashed',
  statement: 'J = x at a random one of d inputs',
  isotropic: false,
  entries({ order, size, inputs, centred }, draw) {
    const x = inputsOf(inputs, centred, draw('inputs'));
    const places = shuffle(
      Int32Array.from({ length: size ** order }, (_, i) => i % inputs),
      draw('places'),
    );
    return Float64Array.from(places, (place) => x[place]!);
  },
};
