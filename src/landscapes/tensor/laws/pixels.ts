/**
 * Couplings with the law of pixels (A2 dropped): independent, 64 values equally likely, the quantiles of the pixels of MNIST at 10 × 10 with mean 0 and mean
 * square 1. 41 of them are the dark pixel. Far from normal, the covariance Λ R^H stays. scripts/pixel-law.mjs computes them.
 */
import type { TensorLaw } from './law.ts';

const dark = -0.523238946404;
const darkQuantiles = 41;
const lit = [
  -0.516183993966, -0.494057098297, -0.457098767585, -0.402342719862, -0.329628605449, -0.237513379876, -0.125435853794,
  0.004439417289, 0.153154595253, 0.320549395727, 0.513919220564, 0.725086790401, 0.940022252053, 1.153835454419,
  1.365163278774, 1.572963712507, 1.776434885951, 1.995619600047, 2.211517066468, 2.429739536966, 2.659666796864,
  2.921581909467, 3.271363308661,
];

/** All of them; mean 0 and mean square 1 to the digits given. */
export const pixelQuantiles: readonly number[] = [...new Array<number>(darkQuantiles).fill(dark), ...lit];

export const pixels: TensorLaw = {
  name: 'pixels',
  statement: 'J independent, by the law of the pixels of MNIST, mean 0',
  isotropic: false,
  entries({ order, size }, draw) {
    const which = draw('pixels');
    return Float64Array.from(
      { length: size ** order },
      () => pixelQuantiles[Math.floor(which.uniform() * pixelQuantiles.length)]!,
    );
  },
};
