/** In: a ReLU network and its data. Out: how far each assumption behind the spin-glass model is from holding, 0 where it holds, with errors and nulls. */
export {
  type Clustering,
  clusterCount,
  clusterWeights,
  type Redundancy,
  redundancy,
  type Uniformity,
  uniformity,
} from './clustered-weights.ts';
export { type GateMeasureOptions, type GateMeasures, gateMeasures } from './gate-overlaps.ts';
export { type InputMeasure, inputMeasure } from './gaussian-inputs.ts';
export type { Estimate } from './jackknife.ts';
export {
  type FieldCovariance,
  fieldCovariance,
  type MaximumMeasure,
  maximumMeasure,
  meanLoss,
  normSquared,
  normVariation,
  pulls,
  radialSlope,
  randomPart,
  scaledLayers,
} from './loss-field.ts';
export {
  type ForwardPass,
  forward,
  type Inputs,
  type PathCount,
  pathCount,
  type RectifiedLayers,
  randomLayers,
} from './rectified-layers.ts';
