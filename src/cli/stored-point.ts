/**
 * The points of a stored run, and the landscapes they lie on: end points of spin glasses on their sphere, kept networks in flat space
 * under the mean loss over the images they saw.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { networkSpec } from '../ensembles/export/networks.ts';
import { readRecords } from '../ensembles/records.ts';
import { isVectors, rowsOf } from '../ensembles/shard.ts';
import type { PerceptronShape } from '../landscapes/index.ts';
import { datasetOf } from './commands/export.ts';
import { findRun } from './folders.ts';
import { namedGlass } from './named-glass.ts';
import type { NamedLandscape, Room } from './named-landscape.ts';
import { namedNetwork } from './named-network.ts';
import type { Context } from './perform.ts';

export interface StoredPoints {
  readonly experiment: string;
  /** Coordinates of record k. @throws ArgumentError when there is no such record, or the run kept no points */
  position(k: number): Float64Array;
  /** What tells the landscape of record k from those of others: "disorder 1", "hidden 25". */
  which(k: number): string;
  /**
   * The landscape of record k.
   * @param images  of a network, instead of those it saw
   * @throws        CapacityError when its Hessian does not fit
   */
  landscape(k: number, images: number | undefined, room: Room): Promise<NamedLandscape>;
}

/** @throws DataError when there is no such run, or it is not complete */
export async function storedPoints(context: Context, where: string, run: string): Promise<StoredPoints> {
  const { manifest, records } = await readRecords((await findRun(run)).store);
  const { spec } = manifest;
  const { experiment, parameters } = spec;
  const network = networkSpec(manifest);
  const column = records.columns[network ? 'parameters' : 'point'];
  const rows = isVectors(column) ? rowsOf(column, records.count) : [];
  const number = (name: string, k: number) => Number(records.columns[name]?.values[k] ?? 0);
  const hidden = (k: number) => network?.hidden ?? [number('width', k)];
  return {
    experiment,
    position(k) {
      const position = rows[integer(where, 'point', k, 0, records.count - 1)];
      if (position) return position;
      const remedy = network ? 'train with --keep-parameters' : 'spin-glass runs keep them';
      throw new ArgumentError(where, 'run', `one that kept its points (${remedy})`, experiment);
    },
    which: (k) => (network ? `hidden ${hidden(k).join('-')}` : `disorder ${number('disorder', k)}`),
    async landscape(k, images, room) {
      const kernels = await context.house.kernels(spec.backend);
      const memory = await context.house.memory();
      if (!network) {
        if (images !== undefined) throw new ArgumentError(where, 'images', 'asked of networks', experiment);
        const [order, size, seed] = ['order', 'size', 'seed'].map((name) => Number(parameters[name]));
        const shape = { order: order!, size: size!, seed: seed!, disorder: number('disorder', k) };
        return namedGlass(where, shape, kernels, memory, room);
      }
      const { activation = 'relu', loss = 'cross-entropy' } = parameters as Partial<PerceptronShape>;
      const seed = Number(parameters['seed'] ?? 1);
      const name = { hidden: hidden(k), activation, loss, images: images ?? network.trainSize, seed };
      return namedNetwork(where, name, await datasetOf(context, manifest), kernels, memory, room);
    },
  };
}
