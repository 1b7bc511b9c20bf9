/**
 * A run's records as one file for other programs. csv: a vector is spread over columns name_0, name_1, …; parquet: all shards end to
 * end; npz and safetensors: one array a column, the end points under their plural, networks as their matrices. Statuses are text,
 * but in safetensors, which knows none, they are numbers that the file's metadata explain.
 */
import { type Dataset, encodeNpz, encodeSafetensors, type Tensor } from '../data/index.ts';
import { type Arrays, columnArrays, disorderArrays } from './export/arrays.ts';
import { csvPieces } from './export/csv.ts';
import { datasetArrays, layoutArrays, pointsOf, type Registries } from './export/points.ts';
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
  of: Registries,
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
      return encodeNpz(arraysOf(of, manifest, records, extras));
    case 'safetensors': {
      const { tensors, words } = numbered(arraysOf(of, manifest, records, extras));
      return encodeSafetensors(tensors, { ...metadata, ...words });
    }
  }
}

function arraysOf(of: Registries, manifest: Manifest, records: Records, { disorder, dataset }: ExportExtras): Arrays {
  const layouts = layoutArrays(of, manifest, records);
  const column = pointsOf(of.experiments, manifest)?.column;
  // Points that are written array by array are not written once more as a column.
  const { [column ?? '']: _, ...others } = records.columns;
  return {
    ...columnArrays(Object.keys(layouts).length > 0 ? { ...records, columns: others } : records),
    ...layouts,
    ...(disorder ? disorderArrays(of.families, manifest) : {}),
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

export type { Registries } from './export/points.ts';
