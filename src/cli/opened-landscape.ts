/** A landscape opened from its spec, with what every command asks of one. */
import { decodeDataset, knownShapes, sha256Hex, wholeSet } from '../data/index.ts';
import type { ArtifactSource } from '../ensembles/plan.ts';
import type { BackendName, Kernels } from '../kernels/contract.ts';
import { type DataShape, datasetExamples, type Examples, type Landscape, type Layout } from '../landscapes/index.ts';
import {
  arraysOf,
  checkLandscapeFits,
  dataOf,
  heightsAt,
  type LandscapeJson,
  type LandscapeSpec,
  landscapeJson,
  type MemoryNeed,
  sized,
  startAt,
} from '../landscapes/landscape-spec.ts';
import { readArray } from './array-file.ts';
import type { Context } from './perform.ts';
import { type PointFile, type PointRead, pointIn } from './point-file.ts';

/** A landscape with what its family knows of it. */
export interface OpenedLandscape {
  readonly landscape: Landscape;
  readonly kernels: Kernels;
  /** For JSON documents. */
  readonly about: LandscapeJson;
  start(k: number): Float64Array;
  heights(start: Float64Array): { readonly lowest: number; readonly highest: number };
  /** Point number `row` of a file. */
  read(where: string, file: PointFile, array: string | undefined, row: number): PointRead;
  readonly layout: Layout | undefined;
  /** What its points are made of, where they are made of named arrays. */
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The data it was opened with, by name and content. */
  readonly data: readonly { readonly name: string; readonly sha256: string }[];
}

/** @throws ArgumentError, DataError, CapacityError  before anything is computed */
export async function openSpec(
  { host, terminal }: Context,
  where: string,
  asked: LandscapeSpec,
  source: ArtifactSource,
  backend: BackendName | undefined,
  need: MemoryNeed,
): Promise<OpenedLandscape> {
  const arrays = await Promise.all(arraysOf(asked).map((name) => readArray(where, name)));
  const which = sized(
    asked,
    arrays.map(({ shape }) => shape),
  );
  const names = dataOf(which);
  const memory = await host.memory();
  const contents = new Map<string, Uint8Array>();
  const read = async (name: string) => {
    const bytes = await source(wholeSet(name));
    contents.set(wholeSet(name), bytes);
    return { ...decodeDataset(bytes), name };
  };
  // A user's files are small enough to read; what is known of other data before they are read refuses what cannot fit.
  const files = await Promise.all(names.filter((name) => name.startsWith('file:')).map(read));
  checkLandscapeFits(where, which, names.map(knownShapes(files)), need, 1, memory);
  const data: Examples[] = [];
  const hashes: { readonly name: string; readonly sha256: string }[] = [];
  for (const name of names) {
    const set = files.find((file) => file.name === name) ?? (await read(name));
    data.push(datasetExamples(set));
    hashes.push({ name, sha256: await sha256Hex(contents.get(wholeSet(name))!) });
  }
  const kernels = await host.kernels(backend);
  const landscape = await which.family.open(which.fields, { kernels, data, arrays, precision: 'float64' });
  const layout = which.family.layout?.(which.fields, data satisfies readonly DataShape[]);
  for (const remark of landscape.remarks ?? []) terminal.note(remark);
  return {
    landscape,
    kernels,
    about: { ...landscapeJson(which), ...(landscape.remarks && { remarks: landscape.remarks }) },
    start: (k) => startAt(landscape, which, k),
    heights: (start) => heightsAt(landscape, which, start),
    read: (caller, file, array, row) => pointIn(caller, file, { array, row, ...which, layout }),
    layout,
    layers: layout?.arrays.map(({ name, shape }) => ({ name, shape })) ?? [],
    data: hashes,
  };
}
