/** Curvature: a landscape and a point come in; Hessians in the tangent frame, certified indices and labelled critical points go out. */
export { type BlockCurvature, blockCurvatures, type ParameterBlock, parameterBlocks } from './blocks.ts';
export {
  type Certainty,
  type ClassifyOptions,
  type CriticalPoint,
  certainties,
  certaintyMessages,
  classifyCriticalPoint,
} from './critical-point.ts';
export { spectralGap } from './gap.ts';
export { balancedGauge } from './gauge.ts';
export { type HessianIndex, hessianIndex, type IndexOptions } from './hessian-index.ts';
export { estimateGradientLipschitz, estimateHessianLipschitz } from './lipschitz.ts';
export { acrossModes, type Slice } from './modes.ts';
export { type NetworkHessianParts, networkHessian } from './network-hessian.ts';
export {
  type CouplingCertificate,
  couplingCertificate,
  type NegativeCount,
  type NetworkIndex,
  negativeCounts,
  networkIndex,
  networkIndexAt,
  networkIndexBound,
} from './network-hessian-index.ts';
export { sameNetwork } from './network-identity.ts';
export { type PerceptronIndex, perceptronIndex } from './perceptron-index.ts';
export {
  fullSpectrum,
  largestSpectrum,
  type SpectralReport,
  type SpectralReportOptions,
  spectralReport,
} from './spectrum.ts';
export { type TangentFrame, type TangentHessian, tangentFrame, tangentHessian, tangentOperator } from './tangent.ts';
