/** From the options of a command line to the landscape they name, and to the point on it. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { decodeDataset } from '../data/index.ts';
import type { Json } from '../ensembles/spec.ts';
import { type LandscapeOptions, landscapeKind, type PointOptions } from './landscape-options.ts';
import { namedGlass } from './named-glass.ts';
import { checkPosition, type NamedLandscape, type Room } from './named-landscape.ts';
import { namedNetwork } from './named-network.ts';
import type { Context } from './perform.ts';
import { readPoint } from './point-file.ts';
import { storedPoints } from './stored-point.ts';

/** Images a network is looked at on when nothing is said: index and Hessians of small networks take seconds. */
const fewImages = 1000;

/** A landscape that is named by what it is made of, not by a run. @throws as namedGlass and namedNetwork */
export async function openLandscape(
  { house }: Context,
  where: string,
  options: LandscapeOptions,
  room: Room,
): Promise<NamedLandscape> {
  const kernels = await house.kernels('wasm');
  const memory = await house.memory();
  const { size, order = 3, seed = 1, disorder = 0, pixels = 10 } = options;
  if (size !== undefined) return namedGlass(where, { order, size, seed, disorder }, kernels, memory, room);
  const { hidden = [], activation = 'relu', loss = 'cross-entropy', data } = options;
  integer(where, 'pixels', pixels, 1, 28);
  const dataset = decodeDataset(await house.artifacts(data)(`mnist-${pixels}x${pixels}`));
  const images = options.images ?? Math.min(fewImages, dataset.train.count);
  return namedNetwork(where, { hidden, activation, loss, images, seed }, dataset, kernels, memory, room);
}

export interface Place {
  readonly named: NamedLandscape;
  readonly position: Float64Array;
  /** For JSON documents: where the point is from. */
  readonly about: Readonly<Record<string, Json>>;
}

/**
 * A landscape and `points` on it: records of a run, rows of a file, or random starts.
 * @throws ArgumentError, DataError, CapacityError  before anything is computed
 */
export async function openPlaces(
  context: Context,
  where: string,
  options: PointOptions,
  points: readonly number[],
  room: Room,
): Promise<Place[]> {
  const kind = landscapeKind(where, options);
  const { run, parameters, retract } = options;
  if (kind === 'run') {
    const stored = await storedPoints(context, where, run!);
    const positions = points.map((k) => stored.position(k));
    const other = points.find((k) => stored.which(k) !== stored.which(points[0]!));
    if (other !== undefined) {
      const rule = `on the landscape of point ${points[0]} (${stored.which(points[0]!)})`;
      throw new ArgumentError(where, `point ${other}`, rule, stored.which(other));
    }
    const named = await stored.landscape(points[0]!, options.images, room);
    return points.map((point, i) => ({
      named,
      position: checkPosition(where, named, positions[i]!, retract),
      about: { experiment: stored.experiment, run: run!, point },
    }));
  }
  for (const k of points) integer(where, 'point', k, 0);
  const named = await openLandscape(context, where, options, room);
  const sizes = named.about['sizes'] as readonly number[] | undefined;
  return Promise.all(
    points.map(async (point): Promise<Place> => {
      if (parameters === undefined) return { named, position: named.start(point), about: { start: point } };
      const position = await readPoint(where, { file: parameters, array: options.array, row: point, sizes });
      return { named, position: checkPosition(where, named, position, retract), about: { parameters, row: point } };
    }),
  );
}
