/**
 * A layered network whose loss has every product of Λ weights exactly once (A3, A4 hold, A6 does not): J_{i₁…i_H} = x_{p₀}, p the one path whose weights
 * are i₁, …, i_H, its layers wired by squares. The path polynomial of wiring latin as a tensor.
 */
import { tensorOfPaths, wirings } from '../../paths/wirings.ts';
import type { TensorLaw } from './law.ts';

export const latin: TensorLaw = {
  name: 'latin',
  statement: 'J = x of the first unit on the path that squares wire',
  isotropic: false,
  entries({ order, size, squares, centred }, draw) {
    const spec = { order, size, weights: size, squares, centered: centred };
    return tensorOfPaths({ ...wirings.latin.paths(spec, draw), weights: size });
  },
};
