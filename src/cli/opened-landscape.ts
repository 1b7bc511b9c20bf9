/** A landscape opened from its spec, with what every command asks of one. */
import { dataShape, decodeDataset } from '../data/index.ts';
import type { ArtifactSource } from '../ensembles/plan.ts';
import type { BackendName, Kernels } from '../kernels/contract.ts';
import { type DataShape, type Examples, examplesOf, type Landscape } from '../landscapes/index.ts';
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
  { host, terminal }: Context,
  where: string,
  asked: LandscapeSpec,
  source: ArtifactSource,
  backend: BackendName,
  need: MemoryNeed,
): Promise<OpenedLandscape> {
  const arrays = await Promise.all(arraysOf(asked).map((name) => readArray(where, name)));
  const which = sized(
    asked,
    arrays.map(({ shape }) => shape),
  );
  const names = dataOf(which);
  const memory = await host.memory();
  // What is known of the data before they are read refuses what cannot fit.
  checkLandscapeFits(where, which, names.map(dataShape), need, 1, memory);
  const data: Examples[] = [];
  for (const name of names) {
    const { train, classes } = decodeDataset(await source(name));
    data.push(examplesOf(train, classes));
  }
  const kernels = await host.kernels(backend);
  const landscape = await which.family.open(which.fields, { kernels, data, arrays, precision: 'float64' });
  const shapes: readonly DataShape[] = data;
  for (const remark of landscape.remarks ?? []) terminal.note(remark);
  return {
    landscape,
    kernels,
    about: { ...landscapeJson(which), ...(landscape.remarks && { remarks: landscape.remarks }) },
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
