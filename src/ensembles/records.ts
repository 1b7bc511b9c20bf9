/** Reads the records of a run back from its shards, in the order of the tasks, each checked against its checksum. */
import { DataError } from '../base/errors.ts';
import { type Manifest, requireManifest } from './manifest.ts';
import { shardName } from './plan.ts';
import { faultOf } from './run.ts';
import { concatRecords, decodeShard } from './shard.ts';
import type { Column, Records } from './spec.ts';
import type { Store } from './store.ts';

/** Leaves vectors in the shards: end points and parameters, which are large, are wanted by few. */
export function scalars(kind: Column['kind']): boolean {
  return kind !== 'vector' && kind !== 'ragged';
}

/**
 * @param wanted  which columns are read; all when absent
 * @throws DataError when the run is not complete or a shard is not what the manifest says; both are mended by resuming the run
 */
export async function readRecords(
  store: Store,
  wanted?: (kind: Column['kind']) => boolean,
): Promise<{ manifest: Manifest; records: Records }> {
  const manifest = await requireManifest(store);
  const parts: Records[] = [];
  for (let index = 0; index < manifest.tasks; index++) {
    const name = shardName(index);
    const entry = manifest.shards[name];
    if (!entry)
      throw new DataError(
        `${store.location} is not complete (${parts.length} of ${manifest.tasks} shards or fewer); resume it first`,
      );
    const fault = await faultOf(store, name, entry.sha256, entry.bytes);
    if (fault) throw new DataError(`${store.location}/${name} is ${fault}; resume the run to compute it again`);
    parts.push((await decodeShard(await store.read(name), name, wanted)).records);
  }
  return { manifest, records: concatRecords(parts) };
}
