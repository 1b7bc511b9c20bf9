/** The points of a stored run, and the landscapes they lie on, as its experiment says. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { findExperiment } from '../ensembles/parameters.ts';
import { readRecords } from '../ensembles/records.ts';
import { isVectors, rowsOf } from '../ensembles/shard.ts';
import { type LandscapeJson, landscapeSpec, type MemoryNeed } from '../landscapes/landscape-spec.ts';
import { artifactsOf } from './commands/export.ts';
import { findRun } from './folders.ts';
import { type OpenedLandscape, openSpec } from './opened-landscape.ts';
import type { Context } from './perform.ts';

export interface StoredTrace {
  readonly losses: Float64Array;
  readonly norms: Float64Array;
}

export interface StoredPoints {
  readonly experiment: string;
  /** Coordinates of record k. @throws ArgumentError when there is no such record, or the run kept no points */
  position(k: number): Float64Array;
  /** Losses and norms on the way to it, where the run kept them. */
  trace(k: number): StoredTrace | undefined;
  /** The landscape of record k, by what tells it from that of another record: empty where nothing does. */
  which(k: number, other: number): string;
  /**
   * The landscape of record k.
   * @param fields  of the family, instead of those of the run
   * @throws        ArgumentError when a field may not be another; CapacityError when it does not fit
   */
  landscape(k: number, fields: Readonly<Record<string, Json>>, need: MemoryNeed): Promise<OpenedLandscape>;
}

/** @throws DataError when there is no such run, or it is not complete */
export async function storedPoints(context: Context, where: string, run: string): Promise<StoredPoints> {
  const { host } = context;
  const { manifest, records } = await readRecords((await findRun(run)).store);
  const { spec } = manifest;
  const { points } = findExperiment(await host.experiments(), spec.experiment);
  const column = points && records.columns[points.column];
  const rows = isVectors(column) ? rowsOf(column, records.count) : [];
  const json = (k: number): LandscapeJson => {
    if (points) return points.landscape(spec.parameters, records, k);
    throw new ArgumentError(where, 'run', 'one whose records are points', spec.experiment);
  };
  return {
    experiment: spec.experiment,
    position(k) {
      const position = rows[integer(where, 'point', k, 0, records.count - 1)];
      if (position) return position;
      const remedy = points ? ` (${points.remedy})` : '';
      throw new ArgumentError(where, 'run', `one that kept its points${remedy}`, spec.experiment);
    },
    trace(k) {
      const [losses, norms] = [points?.trace?.values, points?.trace?.norms].map((name) => {
        const kept = name === undefined ? undefined : records.columns[name];
        return isVectors(kept) ? rowsOf(kept, records.count)[k] : undefined;
      });
      return losses && norms ? { losses, norms } : undefined;
    },
    which(k, other) {
      const there = json(other);
      return Object.entries(json(k))
        .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(there[name]))
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ');
    },
    async landscape(k, fields, need) {
      const families = await host.families();
      const known = json(k);
      const family = families[known.family]!;
      for (const name of Object.keys(fields))
        if (!family.adjustable?.includes(name)) {
          const owners = Object.values(families).filter(({ adjustable }) => adjustable?.includes(name));
          const rule = owners.length > 0 ? `asked of a ${owners.map((o) => o.name).join(' or ')}` : 'left to the run';
          throw new ArgumentError(where, name, rule, `a ${family.name}`);
        }
      const which = landscapeSpec(families, where, { ...known, ...fields });
      return openSpec(context, where, which, artifactsOf(context, manifest), spec.backend, need);
    },
  };
}
