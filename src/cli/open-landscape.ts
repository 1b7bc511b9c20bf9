/** From the options of a command line to the landscape they name, and to the points on it. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { maxDrift } from '../curvature/index.ts';
import type { Families } from '../landscapes/family.ts';
import type { Landscape } from '../landscapes/index.ts';
import { landscapeSpec, type MemoryNeed } from '../landscapes/landscape-spec.ts';
import { dataOptionWithoutData, dataRule } from './data-option.ts';
import { type LandscapeOptions, landscapeName, type PointOptions } from './landscape-options.ts';
import { type OpenedLandscape, openSpec } from './opened-landscape.ts';
import type { Context } from './perform.ts';
import { namedByFile, openPointFile, type PointRead } from './point-file.ts';
import { type StoredTrace, storedPoints } from './stored-point.ts';

/** A landscape that is named by its family. */
export async function openLandscape(
  context: Context,
  where: string,
  options: LandscapeOptions,
  need: MemoryNeed,
): Promise<OpenedLandscape> {
  const families = await context.host.families();
  const { data, folder } = await dataOption(context, where, families, options);
  const name = landscapeName(where, families, { ...options, data });
  if (name.kind === 'run') throw new ArgumentError(where, 'run', 'asked with a point', name.run);
  const which = landscapeSpec(families, where, name.landscape);
  return openSpec(context, where, which, context.host.artifacts(folder), undefined, need);
}

/** The name of the data set that --data asks for, or the folder with MNIST's files. */
async function dataOption(
  { host }: Context,
  where: string,
  families: Families,
  options: LandscapeOptions,
): Promise<{ readonly data: string | undefined; readonly folder: string | undefined }> {
  const { data, landscape } = options;
  const rule = dataRule(options);
  if (data === undefined) {
    const asked = dataOptionWithoutData(options);
    if (asked !== undefined) throw new ArgumentError(where, asked, 'given with --data', 'no data');
    return { data: undefined, folder: undefined };
  }
  const family = landscape === undefined ? undefined : families[landscape];
  if (family && !family.data) throw new ArgumentError(where, 'data', 'asked of a landscape of data', family.name);
  const found = await host.data(data, rule);
  return found.kind === 'mnist' ? { data: undefined, folder: found.folder } : { data: found.name, folder: undefined };
}

/** A point on an opened landscape. */
export interface PlacedPoint {
  readonly opened: OpenedLandscape;
  readonly position: Float64Array;
  /** For JSON documents: where the point is from. */
  readonly about: Readonly<Record<string, Json>>;
  /** What its run kept on the way to it. */
  readonly trace?: StoredTrace | undefined;
  /** What it was read from, where it is from a file. */
  readonly read?: Pick<PointRead, 'read' | 'ignored'>;
}

/**
 * A landscape and `points` on it: records of a run, rows of a file, or random starts.
 * @throws ArgumentError, DataError, CapacityError  before anything is computed
 */
export async function openPoints(
  context: Context,
  where: string,
  given: PointOptions,
  points: readonly number[],
  need: MemoryNeed,
): Promise<PlacedPoint[]> {
  const families = await context.host.families();
  const { parameters, retract } = given;
  if (given.run === undefined) for (const k of points) integer(where, 'point', k, 0);
  const file = parameters === undefined || given.run !== undefined ? undefined : await openPointFile(parameters);
  const options = file ? namedByFile(where, families, given, file, points[0]!) : given;
  const name = landscapeName(where, families, options);
  if (name.kind === 'run') {
    const stored = await storedPoints(context, where, name.run);
    const positions = points.map((k) => stored.position(k));
    const [first] = points as [number];
    const other = points.find((k) => stored.which(k, first) !== '');
    if (other !== undefined) {
      const rule = `on the landscape of point ${first} (${stored.which(first, other)})`;
      throw new ArgumentError(where, `point ${other}`, rule, stored.which(other, first));
    }
    const opened = await stored.landscape(points[0]!, name.fields, need);
    return points.map((point, i) => ({
      opened,
      position: checkPosition(where, opened.landscape, positions[i]!, retract),
      trace: stored.trace(point),
      about: { experiment: stored.experiment, run: name.run, point },
    }));
  }
  const opened = await openLandscape(context, where, options, need);
  return points.map((point): PlacedPoint => {
    if (!file) return { opened, position: opened.start(point), about: { start: point } };
    const { position, read, ignored } = opened.read(where, file, options.array, point);
    return {
      opened,
      position: checkPosition(where, opened.landscape, position, retract),
      about: { parameters: parameters!, row: point },
      read: { read, ignored },
    };
  });
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
    throw new ArgumentError(
      where,
      'point',
      `one that can be put on the ${manifold.name}`,
      drift < Infinity ? 'its center' : 'numbers whose squares overflow',
    );
  return back;
}
