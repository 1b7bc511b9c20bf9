/** A landscape opened from its spec, with what every command asks of one. */
import { decodeDataset, knownShapes, wholeSet } from '../data/index.ts';
import type { ArtifactSource } from '../ensembles/plan.ts';
import type { BackendName, Kernels } from '../kernels/contract.ts';
import { type DataShape, datasetExamples, type Examples, type Landscape } from '../landscapes/index.ts';
import {
  checkLandscapeFits,
  dataOf,
  heightsAt,
  type LandscapeJson,
  type LandscapeSpec,
  landscapeJson,
  type MemoryNeed,
  startAt,
} from '../landscapes/landscape-spec.ts';
import type { Context } from './perform.ts';
import { readPoint } from './point-file.ts';

/** A landscape with what its family knows of it. */
export interface OpenedLandscape {
  readonly landscape: Landscape;
  readonly kernels: Kernels;
  /** For JSON documents. */
  readonly about: LandscapeJson;
  start(k: number): Float64Array;
  heights(start: Float64Array): { readonly lowest: number; readonly highest: number };
  /** Point number `row` of a file. */
  read(where: string, file: string, array: string | undefined, row: number): Promise<Float64Array>;
}

/** @throws ArgumentError, DataError, CapacityError  before anything is computed */
export async function openSpec(
  { host }: Context,
  where: string,
  which: LandscapeSpec,
  source: ArtifactSource,
  backend: BackendName,
  need: MemoryNeed,
): Promise<OpenedLandscape> {
  const names = dataOf(which);
  const memory = await host.memory();
  const read = async (name: string) => ({ ...decodeDataset(await source(wholeSet(name))), name });
  // A user's files are small enough to read; what is known of other data before they are read refuses what cannot fit.
  const files = await Promise.all(names.filter((name) => name.startsWith('file:')).map(read));
  checkLandscapeFits(where, which, names.map(knownShapes(files)), need, 1, memory);
  const data: Examples[] = [];
  for (const name of names) {
    const set = files.find((file) => file.name === name) ?? (await read(name));
    data.push(datasetExamples(set));
  }
  const kernels = await host.kernels(backend);
  const landscape = await which.family.open(which.fields, { kernels, data, precision: 'float64' });
  const shapes: readonly DataShape[] = data;
  return {
    landscape,
    kernels,
    about: landscapeJson(which),
    start: (k) => startAt(landscape, which, k),
    heights: (start) => heightsAt(landscape, which, start),
    read: (caller, file, array, row) =>
      readPoint(caller, {
        file,
        ...(array !== undefined && { array }),
        row,
        layout: which.family.layout?.(which.fields, shapes),
        prefix: `${which.family.name}_${row}_`,
      }),
  };
}
