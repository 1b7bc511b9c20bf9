/**
 * A run's records as one file for other programs. csv: a vector is spread over columns name_0, name_1, …; parquet: all shards end to
 * end; npz and safetensors: one array a column, the end points under their plural, networks as their matrices. Statuses are text,
 * but in safetensors, which knows none, they are numbers that the file's metadata explain.
 */
import { type Dataset, encodeNpz, encodeSafetensors, type Tensor } from '../data/index.ts';
import { type Arrays, columnArrays, couplingArrays } from './export/arrays.ts';
import { csvPieces } from './export/csv.ts';
import { datasetArrays, networkArrays, networkSpec } from './export/networks.ts';
import { canonicalJson } from './hash.ts';
import type { Manifest } from './manifest.ts';
import { encodeShard } from './shard.ts';
import type { Records } from './spec.ts';

export const exportFormats = ['csv', 'npz', 'parquet', 'safetensors'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Formats that hold arrays of any shape. */
export const archiveFormats = ['npz', 'safetensors'] as const satisfies readonly ExportFormat[];

/** What an archive holds besides the records. */
export interface ExportExtras {
  /** The couplings of every disorder, as couplings_0 … (Λ^H each). */
  readonly disorder?: boolean;
  /** Images and labels the networks were trained and tested on, as trainInputs, trainLabels, testInputs, testLabels. */
  readonly dataset?: Dataset;
}

/**
 * The file in pieces, to be written in order.
 * @throws ArgumentError  when the run has no such extras
 * @throws CapacityError  when the arrays do not fit one file
 */
export function encodeExport(
  format: ExportFormat,
  manifest: Manifest,
  records: Records,
  extras: ExportExtras = {},
): Uint8Array[] {
  const { specHash, version, spec } = manifest;
  const metadata = { generator: 'glasscape', version, specHash, spec: canonicalJson({ ...spec }) };
  switch (format) {
    case 'csv':
      return csvPieces(records);
    case 'parquet':
      return [encodeShard(records, metadata)];
    case 'npz':
      return encodeNpz(arraysOf(manifest, records, extras));
    case 'safetensors': {
      const { tensors, words } = numbered(arraysOf(manifest, records, extras));
      return encodeSafetensors(tensors, { ...metadata, ...words });
    }
  }
}

function arraysOf(manifest: Manifest, records: Records, { disorder, dataset }: ExportExtras): Arrays {
  const spec = networkSpec(manifest);
  const { parameters, ...others } = records.columns;
  return {
    ...columnArrays(spec ? { ...records, columns: others } : records),
    ...(spec ? networkArrays(spec, records) : {}),
    ...(disorder ? couplingArrays(manifest) : {}),
    ...(dataset ? datasetArrays(manifest, dataset) : {}),
  };
}

/** Texts as their places in the sorted list of the words that occur; the list goes to the metadata, as JSON under the array's name. */
function numbered(arrays: Arrays): { tensors: Record<string, Tensor>; words: Record<string, string> } {
  const tensors: Record<string, Tensor> = {};
  const words: Record<string, string> = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (!('text' in array)) {
      tensors[name] = array;
      continue;
    }
    const list = [...new Set(array.text)].sort();
    words[name] = JSON.stringify(list);
    tensors[name] = { shape: [array.text.length], data: Int32Array.from(array.text, (word) => list.indexOf(word)) };
  }
  return { tensors, words };
}
