/** In: order, size, index and energy per spin of a spherical spin glass. Out: what theorems and exact formulas say should be seen. */
export { complexity, indexComplexity, indexComplexityAsPrinted } from './complexity.ts';
export type { Prediction } from './prediction.ts';
export { barrierComplexity, rateFunction } from './rate.ts';
export { energyBarrier, groundState, layerEnergy, layers } from './thresholds.ts';
