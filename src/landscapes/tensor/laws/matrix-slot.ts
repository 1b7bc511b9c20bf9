/**
 * A glass with a random matrix in its first slot: J_{i₁i₂…} = Λ^{−1/2} Σ_b S_{b i₁} G_{b i₂…}, G independent N(0, 1), each row of S a random order of Λ
 * inputs. Given S, Cov = (wᵀSᵀSw′/Λ) R^{H−1}.
 */
import { couplings } from '../../spin-glass/spin-glass.ts';
import { inputsOf, shuffle, type TensorLaw } from './law.ts';

export const matrixSlot: TensorLaw = {
  name: 'matrix-slot',
  statement: 'independent N(0, 1) times a matrix of permuted inputs in the first slot',
  isotropic: false,
  entries(spec, draw) {
    const { order, size, seed, disorder } = spec;
    const G = couplings({ order, size, seed, disorder });
    const S = slotMatrix(size, spec.centred, draw);
    const rest = size ** (order - 1);
    const J = new Float64Array(G.length);
    for (let b = 0; b < size; b++)
      for (let i = 0; i < size; i++) {
        const s = S[b * size + i]! / Math.sqrt(size);
        for (let k = 0; k < rest; k++) J[i * rest + k]! += s * G[b * rest + k]!;
      }
    return J;
  },
};

/** S, Λ × Λ. */
export function slotMatrix(size: number, centred: boolean, draw: Parameters<TensorLaw['entries']>[1]): Float64Array {
  const x = inputsOf(size, centred, draw('inputs'));
  const rows = draw('rows');
  const S = new Float64Array(size * size);
  for (let b = 0; b < size; b++) S.set(shuffle(x.slice(), rows), b * size);
  return S;
}
