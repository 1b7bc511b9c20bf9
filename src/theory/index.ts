/**
 * In: order, size, index and energy per spin of a spherical spin glass; the data and weights of a linear net; widths, depth and weight laws of a
 * network's start. Out: what theorems and exact formulas say should be seen.
 */
export type { Asymptotic, Regime } from './asymptotics.ts';
export {
  asymptoticAtBarrierAsPrinted,
  asymptoticMinima,
  asymptoticMinimaOfAllEnergies,
  asymptoticTotal,
} from './asymptotics.ts';
export type { ChainShape, DeepChain, Deviation, WeightGroup } from './bad-outlier.ts';
export {
  deadAtOneSample,
  deadLayerBound,
  deadLayerUnionBound,
  deviations,
  fixedDeviation,
  lnAllPositive,
  meanNeeded,
  weightGroups,
} from './bad-outlier.ts';
export { complexity, indexComplexity, indexComplexityAsPrinted } from './complexity.ts';
export type { CountOptions, CountReport } from './count-report.ts';
export { countReport, countStatistics } from './count-report.ts';
export { energyDensity } from './energy-density.ts';
export { lnOnePointDensity, sampleLowestEigenvalues } from './goe.ts';
export { hessianDescentLevel } from './hessian-descent-level.ts';
export { type IsotropicMixture, isotropicMixture, type MixtureTerm, mixtureComplexity } from './isotropic-mixture.ts';
export type { LogMean } from './kac-rice.ts';
export { closedFormTotal, lnMeanTotal } from './kac-rice.ts';
export type { EnergyMoments } from './kac-rice-index.ts';
export { energyMoments, lnMeanBetween, lnMeanByIndex } from './kac-rice-index.ts';
export { classifyLinear, type LinearCriticalPoint, nearestSubset } from './linear-critical-point.ts';
export type { LinearDescent } from './linear-descent.ts';
export { alignedStart, lossOfStrengths, type Mode, strengthAt, timeOfStrength } from './linear-dynamics.ts';
export { type LinearDerivatives, linearDerivatives, pointOf, productOf, weightsAt } from './linear-hessian.ts';
export { representative } from './linear-representative.ts';
export { lowSetEuler } from './low-set-euler.ts';
export { equalCounts, type LowestMinimum, lowestMinimum } from './lowest-minimum.ts';
export { marchenkoPasturBelow } from './marchenko-pastur.ts';
export { meanIndex, meanIndexOn } from './mean-index.ts';
export { groundStateByReplicas, oneStepBound } from './one-step.ts';
export type { OrderStatistics, Panel } from './order-statistics.ts';
export type { Prediction } from './prediction.ts';
export { lnMinimaAbove, lnMinimaOfAllEnergies, lnShareBelowBarrier, pushedRate } from './pushed-edge.ts';
export { barrierComplexity, rateFunction } from './rate.ts';
export {
  type Conditions,
  type CriticalValue,
  conditionsOf,
  criticalValues,
  type LinearKind,
  type LinearProblem,
  linearProblem,
  lossOf,
  mapOf,
  rankConstrainedMinimum,
} from './reduced-rank.ts';
export { firstOrderShare, hermiteCoefficients, type SampledLoss, sampledLosses } from './sampled-loss.ts';
export type { Semicircle } from './semicircle.ts';
export {
  energyAtIndexFraction,
  hessianSpectrum,
  indexFraction,
  orderTwoGroundState,
  smallestHessianEigenvalue,
} from './semicircle.ts';
export { productError, smallNetExcess, smallResidualNet } from './small-residual-net.ts';
export {
  arcCosineKernel,
  cyclicLatinLevels,
  firstSegmentMinimum,
  pathGlassLevels,
  pathGlassSpectrum,
  pathGlassUnitSpheres,
  wideNetworkCovariance,
} from './solved-tensors.ts';
export {
  type SpikeMinimum,
  spikeAppears,
  spikedComplexity,
  spikeIsGroundState,
  spikeMinimum,
} from './spiked-tensor.ts';
export { energyBarrier, groundState, layerEnergy, layers } from './thresholds.ts';
