/**
 * Which shards of a run are whole, by whatever vouches for them: the manifest, the journals, and for a shard of which neither speaks its
 * own metadata. A shard whose bytes are none of those that were noted is not whole, whatever it says of itself.
 */
import { DataError } from '../base/errors.ts';
import { sha256Hex } from '../data/hash.ts';
import { canonicalJson, specHash } from './hash.ts';
import { type JournalEntry, journalEntries } from './journal.ts';
import { bitsOf, type Manifest, type RunIdentity, readManifest, type ShardEntry } from './manifest.ts';
import { type Plan, shardIndex, shardName } from './plan.ts';
import { decodeShard, type ShardMetadata } from './shard.ts';
import type { CompleteSpec, Records, Task } from './spec.ts';
import type { Store } from './store.ts';

/** Two journals noted different bytes of one shard. */
export interface Conflict {
  readonly shard: string;
  readonly entries: readonly JournalEntry[];
}

export interface WholeShards {
  readonly whole: Record<string, ShardEntry>;
  readonly missing: readonly Task[];
  readonly conflicts: readonly Conflict[];
  /** Why a shard that was noted, or lies there, is not whole. */
  readonly faults: ReadonlyMap<string, string>;
  /** Those that nothing but their own metadata vouches for. */
  readonly adopted: readonly string[];
}

/** Every shard of the plan, each read once and compared with the checksums that were noted. @throws StoreError when the manifest is damaged */
export async function wholeShards(plan: Plan, store: Store): Promise<WholeShards> {
  return shardsOf(plan, store, await readManifest(store));
}

/** The same with a manifest that was read before, or without. */
export async function shardsOf(plan: Plan, store: Store, manifest: Manifest | undefined): Promise<WholeShards> {
  const journals = await journalEntries(store, plan.hash);
  const there = new Set(await store.list());
  const whole: Record<string, ShardEntry> = {};
  const missing: Task[] = [];
  const faults = new Map<string, string>();
  const adopted: string[] = [];
  for (const task of plan.tasks) {
    const name = shardName(task.index);
    const noted = [manifest?.specHash === plan.hash ? manifest.shards[name] : undefined, ...(journals.get(name) ?? [])];
    const found = await examine(
      plan,
      task,
      there.has(name) ? await store.read(name) : undefined,
      noted.filter((entry) => entry !== undefined),
    );
    if (found.entry) whole[name] = found.entry;
    else missing.push(task);
    if (found.fault) faults.set(name, found.fault);
    if (found.adopted) adopted.push(name);
  }
  const conflicts = [...journals]
    .filter(([, entries]) => new Set(entries.map((entry) => entry.sha256)).size > 1)
    .map(([shard, entries]) => ({ shard, entries }));
  return { whole, missing, conflicts, faults, adopted };
}

interface Examined {
  readonly entry?: ShardEntry;
  readonly fault?: string;
  readonly adopted?: boolean;
}

async function examine(
  plan: Plan,
  task: Task,
  content: Uint8Array | undefined,
  noted: readonly ShardEntry[],
): Promise<Examined> {
  if (!content) return noted.length > 0 ? { fault: 'missing' } : {};
  const sha256 = await sha256Hex(content);
  const [first] = noted;
  const match = noted.find((entry) => entry.sha256 === sha256);
  if (match) return { entry: { sha256, bytes: content.length, rows: match.rows } };
  if (first) return { fault: difference(content, first.bytes) };
  try {
    const { records, metadata } = await decodeShard(content, shardName(task.index));
    const fault = foreign(metadata, { ...plan, specHash: plan.hash }, task.index) ?? wrongCount(records, task);
    if (fault) return { fault };
    return { entry: { sha256, bytes: content.length, rows: records.count }, adopted: true };
  } catch (error) {
    if (error instanceof DataError) return { fault: 'no readable shard' };
    throw error;
  }
}

/** What is wrong with a shard whose checksum is not the one that was noted. */
function difference(content: Uint8Array, bytes: number): string {
  return content.length < bytes ? `truncated (${content.length} of ${bytes} bytes)` : 'corrupt (its checksum differs)';
}

function wrongCount({ count }: Records, { replicas }: Task): string | undefined {
  return count === replicas ? undefined : `a shard of ${count} records, not ${replicas}`;
}

/** What is wrong with the bytes of a shard, or undefined when they are those that were noted. */
export async function faultOf(content: Uint8Array, { sha256, bytes }: ShardEntry): Promise<string | undefined> {
  return (await sha256Hex(content)) === sha256 ? undefined : difference(content, bytes);
}

/** What is foreign about a shard that should be part number `task` of a run; undefined when it says that it is. */
export function foreign(
  metadata: ShardMetadata,
  run: Pick<RunIdentity, 'spec' | 'specHash' | 'bits'>,
  task: number,
): string | undefined {
  const { specHash: hash, task: own, experiment, backend, parameters } = metadata;
  if (own !== String(task)) return `the shard of task ${own}`;
  const isSame =
    hash === run.specHash &&
    bitsOf(metadata) === run.bits &&
    experiment === run.spec.experiment &&
    backend === run.spec.backend &&
    parameters === canonicalJson(run.spec.parameters);
  return isSame ? undefined : 'part of another run';
}

/** What the shards of a folder say that they are parts of, by the first that can be read; undefined when none can. */
export async function identityOf(store: Store): Promise<RunIdentity | undefined> {
  for (const name of await store.list()) {
    if (shardIndex(name) === undefined) continue;
    const identity = await ownIdentity(await store.read(name), name).catch(() => undefined);
    if (identity) return identity;
  }
  return undefined;
}

async function ownIdentity(content: Uint8Array, name: string): Promise<RunIdentity | undefined> {
  const { metadata } = await decodeShard(content, name);
  const { experiment, backend, preset, version, specHash: hash } = metadata;
  const spec = { experiment, backend, parameters: JSON.parse(metadata['parameters']!) } as CompleteSpec;
  const artifacts = JSON.parse(metadata['artifacts']!) as Record<string, string>;
  if ((await specHash(spec, artifacts)) !== hash) return undefined;
  const known = {
    spec,
    specHash: hash,
    artifacts,
    version: version!,
    bits: String(bitsOf(metadata)),
  };
  return preset === undefined ? known : { ...known, preset };
}

/** Bytes of the shards that a folder holds already, as far as manifest and journals know them; 0 when it holds no run. */
export async function storedBytes(store: Store): Promise<number> {
  const manifest = await readManifest(store).catch(() => undefined);
  if (!manifest) return 0;
  const journals = await journalEntries(store, manifest.specHash);
  const noted = new Map(Object.entries(manifest.shards).map(([name, { bytes }]) => [name, bytes]));
  for (const [name, entries] of journals) noted.set(name, entries.at(-1)!.bytes);
  return [...noted.values()].reduce((sum, bytes) => sum + bytes, 0);
}
