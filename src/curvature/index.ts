/** Curvature: a landscape and a point come in; Hessians in the tangent frame, certified indices and labelled critical points go out. */
export { type BlockCurvature, blockCurvatures, type ParameterBlock } from './blocks.ts';
export { type ClassifyOptions, type CriticalPoint, classifyCriticalPoint, isCertified } from './critical-point.ts';
export { type Gap, spectralGap } from './gap.ts';
export { type CriticalIndex, type HessianIndex, hessianIndex, type IndexOptions } from './hessian-index.ts';
export { type IndexCertificate, indexAt, type PointIndex } from './index-at.ts';
export {
  estimateGradientLipschitz,
  estimateHessianLipschitz,
  hessianLipschitz,
  usualHessianLipschitz,
} from './lipschitz.ts';
export { acrossModes, knownZeroModes, type Slice } from './modes.ts';
export { type Certainty, certainties, kindMessages, type PointKind, pointKinds } from './point-kind.ts';
export {
  fullSpectrum,
  largestSpectrum,
  type SpectralReport,
  type SpectralReportOptions,
  spectralReport,
} from './spectrum.ts';
export { hessianAt, maxDrift, type TangentHessian, tangentFrame, tangentHessian } from './tangent.ts';
