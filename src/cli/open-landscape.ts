/** From the options of a command line to the landscape they name, and to the points on it. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { maxDrift } from '../curvature/index.ts';
import { dataShape, decodeDataset } from '../data/index.ts';
import type { ArtifactSource } from '../ensembles/plan.ts';
import type { BackendName, Kernels } from '../kernels/contract.ts';
import { type DataShape, type Examples, examplesOf, type Landscape } from '../landscapes/index.ts';
import {
  checkLandscapeFits,
  dataOf,
  heightsAt,
  type LandscapeJson,
  type LandscapeSpec,
  landscapeJson,
  landscapeSpec,
  type MemoryNeed,
  startAt,
} from '../landscapes/landscape-spec.ts';
import { type LandscapeOptions, landscapeName, type PointOptions } from './landscape-options.ts';
import type { Context } from './perform.ts';
import { readPoint } from './point-file.ts';
import { storedPoints } from './stored-point.ts';

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
  // What is known of the data before they are read refuses what cannot fit.
  checkLandscapeFits(where, which, names.map(dataShape), need, 1, memory);
  const data: Examples[] = [];
  for (const name of names) {
    const { train, classes } = decodeDataset(await source(name));
    data.push(examplesOf(train, classes));
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

/** A landscape that is named by its family. */
export async function openLandscape(
  context: Context,
  where: string,
  options: LandscapeOptions,
  need: MemoryNeed,
): Promise<OpenedLandscape> {
  const families = await context.host.families();
  const name = landscapeName(where, families, options);
  if (name.kind === 'run') throw new ArgumentError(where, 'run', 'asked with a point', name.run);
  const which = landscapeSpec(families, where, name.landscape);
  return openSpec(context, where, which, context.host.artifacts(options.data), 'wasm', need);
}

/** A point on an opened landscape. */
export interface PlacedPoint {
  readonly opened: OpenedLandscape;
  readonly position: Float64Array;
  /** For JSON documents: where the point is from. */
  readonly about: Readonly<Record<string, Json>>;
}

/**
 * A landscape and `points` on it: records of a run, rows of a file, or random starts.
 * @throws ArgumentError, DataError, CapacityError  before anything is computed
 */
export async function openPoints(
  context: Context,
  where: string,
  options: PointOptions,
  points: readonly number[],
  need: MemoryNeed,
): Promise<PlacedPoint[]> {
  const families = await context.host.families();
  const name = landscapeName(where, families, options);
  const { parameters, retract } = options;
  if (name.kind === 'run') {
    const stored = await storedPoints(context, where, name.run);
    const positions = points.map((k) => stored.position(k));
    const other = points.find((k) => stored.which(k) !== stored.which(points[0]!));
    if (other !== undefined) {
      const rule = `on the landscape of point ${points[0]} (${stored.which(points[0]!)})`;
      throw new ArgumentError(where, `point ${other}`, rule, stored.which(other));
    }
    const opened = await stored.landscape(points[0]!, name.fields, need);
    return points.map((point, i) => ({
      opened,
      position: checkPosition(where, opened.landscape, positions[i]!, retract),
      about: { experiment: stored.experiment, run: name.run, point },
    }));
  }
  for (const k of points) integer(where, 'point', k, 0);
  const opened = await openLandscape(context, where, options, need);
  return Promise.all(
    points.map(async (point): Promise<PlacedPoint> => {
      if (parameters === undefined) return { opened, position: opened.start(point), about: { start: point } };
      const position = await opened.read(where, parameters, options.array, point);
      return {
        opened,
        position: checkPosition(where, opened.landscape, position, retract),
        about: { parameters, row: point },
      };
    }),
  );
}

/**
 * The point where the instruments may look, put back onto its manifold if that was asked.
 * @throws ArgumentError when it has another number of coordinates, is not finite, or lies off the manifold
 */
function checkPosition(
  where: string,
  { manifold, dimension, name }: Landscape,
  position: Float64Array,
  retract = false,
): Float64Array {
  if (position.length !== dimension)
    throw new ArgumentError(where, 'point', `${dimension} numbers (${name})`, position.length);
  const wrong = position.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) throw new ArgumentError(where, `point[${wrong}]`, 'finite', position[wrong]);
  const drift = manifold.drift(position);
  if (drift <= maxDrift) return position;
  if (!retract) {
    const by = `off by ${drift.toPrecision(3)} of its size`;
    const rule = `on the ${manifold.name} to ${maxDrift} of its size (--retract puts it there)`;
    throw new ArgumentError(where, 'point', rule, by);
  }
  const back = position.slice();
  manifold.retract(back);
  if (!(manifold.drift(back) <= maxDrift))
    throw new ArgumentError(where, 'point', `one that can be put on the ${manifold.name}`, 'its center');
  return back;
}
