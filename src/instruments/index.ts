/** In: any landscape, a point or starts on it, and options. Out: what a researcher asks of it, as a search that can be watched and stopped. */
export { type BarrierFound, type BarrierOptions, barrier, type PathEnd } from './barrier.ts';
export { type DescentLook, type DescentOptions, type DescentsFollowed, descent, lookSteps } from './descent.ts';
export { type ExistingPoints, existingPoints } from './existing-points.ts';
export { type IndexInstrumentOptions, indexOfPoint } from './index-of-point.ts';
export type { Instrument, Tools } from './instrument.ts';
export { differentMinima, type FoundMinimum, type MinimaFound, type MinimaOptions, minima } from './minima.ts';
export {
  type Fate,
  type FoundPoint,
  type SaddleSearchOptions,
  type SaddlesFound,
  type SaddlesOptions,
  type SearchRecord,
  saddles,
  searchFrom,
  startAtHeight,
  type Yield,
} from './saddles.ts';
export {
  type Block,
  type BlockFound,
  type EigenvalueFound,
  type SpectrumFound,
  type SpectrumOptions,
  spectrum,
  usualProducts,
  type VectorsFound,
} from './spectrum.ts';
