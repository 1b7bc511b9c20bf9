/** In: what identifies a landscape, and kernels. Out: a function on a manifold that every instrument can work on. */
export type { Fleet, Landscape, Smoothness, Symmetry } from './landscape.ts';
export { flat, lattice, type Manifold, product, sphere } from './manifold.ts';
export { type ActivationName, activations } from './network/activations.ts';
export { answers } from './network/answers.ts';
export { type Examples, labeledExamples } from './network/examples.ts';
export { type Gates, gatesOf } from './network/gates.ts';
export { type LossName, losses } from './network/losses.ts';
export { type PathSum, pathSums } from './network/path-sum.ts';
export { type Perceptron, type PerceptronShape, perceptron } from './network/perceptron.ts';
export { quantize } from './network/quantize.ts';
export { type RectifiedNetwork, rectifiedNetwork } from './network/rectified.ts';
export { zeroModes } from './network/zero-modes.ts';
export {
  couplings,
  glassBytes,
  largestSize,
  orders,
  randomStart,
  type SpinGlass,
  spinGlass,
} from './spin-glass/spin-glass.ts';
