/** Reads the records of a run back from its shards, in the order of the tasks, each checked against its checksum and by what it says of itself. */
import { DataError } from '../base/errors.ts';
import { type Manifest, manifestName, requireManifest } from './manifest.ts';
import { shardName } from './plan.ts';
import { concatRecords, decodeShard } from './shard.ts';
import type { Column, Records } from './spec.ts';
import type { Store } from './store.ts';
import { faultOf, foreign, identityOf } from './whole-shards.ts';

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
  const manifest = await manifestOf(store);
  const parts: Records[] = [];
  for (let index = 0; index < manifest.tasks; index++) {
    const name = shardName(index);
    const entry = manifest.shards[name];
    if (!entry)
      throw new DataError(
        `${store.location} is not complete (${parts.length} of ${manifest.tasks} shards or fewer); resume it first`,
      );
    const refuse = (fault: string): never => {
      throw new DataError(`${store.location}/${name} is ${fault}; resume the run to compute it again`);
    };
    const content = (await store.exists(name)) ? await store.read(name) : refuse('missing');
    const fault = await faultOf(content, entry);
    if (fault) refuse(fault);
    const { records, metadata } = await decodeShard(content, name, wanted);
    const stranger = foreign(metadata, manifest, index);
    if (stranger) refuse(stranger);
    parts.push(records);
  }
  return { manifest, records: concatRecords(parts) };
}

async function manifestOf(store: Store): Promise<Manifest> {
  const orphaned = !(await store.exists(manifestName)) && (await identityOf(store)) !== undefined;
  if (orphaned) throw new DataError(`${store.location} has no ${manifestName}, but shards; resume it to rebuild that`);
  return requireManifest(store);
}
