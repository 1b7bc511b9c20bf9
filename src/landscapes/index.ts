/** In: what identifies a landscape, and kernels. Out: a function on a manifold that every instrument can work on. */

export type { DataShape } from '../data/dataset.ts';
export { checkLandscape, type LawCheck } from './check-landscape.ts';
export { deepLinear, imbalance } from './deep-linear/deep-linear.ts';
export { randomExamples } from './deep-linear/random-data.ts';
export { type Complex, type StationaryCoefficients, stationaryEquations } from './deep-linear/stationary-equations.ts';
export { type WhitenedData, whitenedExamples } from './deep-linear/whitened-data.ts';
export { families } from './families.ts';
export type {
  Families,
  Family,
  FileArray,
  Given,
  GivenArray,
  Layout,
  ParameterArray,
  PointFound,
  PointsAsked,
} from './family.ts';
export { layerBlocks } from './family.ts';
export { type Callbacks, fromCallbacks } from './from-callbacks.ts';
export { gaussNewtonLandscape } from './gauss-newton.ts';
export type {
  AdjacentCells,
  Fleet,
  HomogeneousForm,
  IsotropicField,
  Landscape,
  Perceptron,
  PointHessian,
  Regularity,
  Symmetry,
  Work,
} from './landscape.ts';
export type { LandscapeJson } from './landscape-spec.ts';
export { linearResnet, type ResnetProblem } from './linear-resnet/linear-resnet.ts';
export { type Frame, flat, lattice, type Manifold, product, sphere } from './manifold.ts';
export { type ActivationName, activations, type Smoothness } from './network/activations.ts';
export { answers } from './network/answers.ts';
export {
  datasetExamples,
  type Examples,
  examplesOf,
  type LabelRule,
  labeledExamples,
  labelTargets,
  weighLabels,
} from './network/examples.ts';
export { balancedGauge } from './network/gauge.ts';
export { type NetworkHessianParts, networkHessian } from './network/hessian.ts';
export { inactiveUnits } from './network/inactive-units.ts';
export { examplesPerRegion, linearRegions } from './network/linear-regions.ts';
export { type Loss, type LossName, losses, type ScalarLoss } from './network/losses.ts';
export { type NetworkLandscape, networkLandscape } from './network/network.ts';
export { type PathSum, pathSums } from './network/path-sum.ts';
export { quantize } from './network/quantize.ts';
export type { NetworkModel } from './network/shape.ts';
export { zeroModes } from './network/zero-modes.ts';
export {
  couplings,
  glassBytes,
  orders,
  randomStart,
  type SpinGlass,
  spinGlass,
} from './spin-glass/spin-glass.ts';
export { asymmetry, symmetrize } from './tensor/symmetrize.ts';
export { type TensorLandscapeOptions, tensorLandscape } from './tensor/tensor.ts';
