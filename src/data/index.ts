/** Files go in (MNIST's IDX; npy, npz, csv, safetensors), checked arrays come out, and arrays go out as files. `files.ts`, for Node only, stands apart. */
export { type Cell, type CsvTable, decodeCsv, encodeCsv } from './csv.ts';
export type { DataFile, DataFileOptions, FilePart } from './data-file.ts';
export {
  type DataChange,
  type DataName,
  type DataRule,
  fileDataName,
  parseDataName,
  plainDataName,
  testSplit,
  wholeSet,
  withRule,
} from './data-name.ts';
export {
  type DataFiles,
  type DataPart,
  type DataShape,
  type DataShapes,
  type Dataset,
  dataShape,
  decodeDataset,
  defaultDataset,
  encodeDataset,
  head,
  imageDataset,
  knownShapes,
  labeledSamples,
  loadDataset,
  namedPart,
  shapeOfDataset,
} from './dataset.ts';
export { downsample } from './downsample.ts';
export { readDataFile, readDataFolder } from './examples-file.ts';
export { sha256Hex } from './hash.ts';
export { type IdxArray, parseIdx } from './idx.ts';
export type { ReadLimits } from './limits.ts';
export { type ByteSource, type LabeledImages, loadMnist, mnistClasses, mnistHashes, verified } from './mnist.ts';
export { decodeNpy, encodeNpy, openNpy, type TextArray } from './npy.ts';
export { decodeNpz, encodeNpz, openNpz } from './npz.ts';
export { type OutlierOptions, type OutlierSamples, outlierSamples } from './outlier-samples.ts';
export { decodeSafetensors, encodeSafetensors, openSafetensors, type SafetensorsFile } from './safetensors.ts';
export { joinPieces, type StoredArray, type Tensor, type TensorData } from './tensor.ts';
