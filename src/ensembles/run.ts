/**
 * Runs an ensemble in a folder, or goes on with it: the same function. Tasks go to the executor, records come back as shards, each
 * written whole, its checksum noted in the manifest. What is whole is kept, what is missing, truncated or corrupt is computed again;
 * the bytes are those of an uninterrupted run. A folder of another spec or of other bits is refused.
 */
import { StoreError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { sha256Hex } from '../data/hash.ts';
import { backends } from '../kernels/backends.ts';
import type { Executor } from './executors/executor.ts';
import { canonicalJson } from './hash.ts';
import { type Manifest, manifestName, type RunStatus, readManifest, type Session, writeManifest } from './manifest.ts';
import { type Plan, shardName } from './plan.ts';
import { encodeShard, type ShardMetadata } from './shard.ts';
import type { Json, Records, Task } from './spec.ts';
import { isDiskFull, type Store } from './store.ts';

export interface RunOptions {
  readonly store: Store;
  readonly executor: Executor;
  /** Milliseconds since 1970; goes into the manifest only. */
  readonly clock: () => number;
  /** What the host says about itself in the manifest. */
  readonly host?: Readonly<Record<string, Json>>;
  /** Name of the preset the spec came from, noted in the shards. A resumed run keeps the one it began with. */
  readonly preset?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /** A shard of an earlier session that is not what the manifest says and is computed again. */
  readonly onRedo?: (shard: string, reason: string) => void;
}

export interface RunProgress {
  readonly replicas: number;
  /** Replicas of whole shards plus the reported fractions of tasks in flight. */
  readonly done: number;
  /** Fraction of the work done, 0 to 1: tasks weighed by their cost. */
  readonly fraction: number;
  /** The part of `fraction` that an earlier session did. */
  readonly kept: number;
}

/** The run stopped before its end although nobody asked it to; the folder stays resumable. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/**
 * @returns the manifest; its status is `complete`, or `interrupted` when the signal was aborted
 * @throws StoreError  another spec or other bits in the folder, another process writing, an unwritable folder
 * @throws RunError    a task failed or the disk is full
 */
export async function runEnsemble(plan: Plan, options: RunOptions): Promise<Manifest> {
  const { store } = options;
  await admit(plan, store);
  const release = await store.lock();
  try {
    return await continueRun(plan, options, await readManifest(store));
  } finally {
    await release();
  }
}

/**
 * Can the plan run in this folder? Nothing is written.
 * @throws StoreError  another spec or other bits in it, another process writing, not writable
 */
export async function admit(plan: Plan, store: Store): Promise<void> {
  await store.requireWritable();
  const manifest = await readManifest(store);
  if (!manifest) {
    if ((await store.list()).some((name) => name.endsWith('.parquet')))
      throw new StoreError(`${store.location} holds Parquet files but no ${manifestName}; choose another folder`);
    return;
  }
  const { bits } = backends[plan.spec.backend];
  const theirs = manifest.bits ?? `kernel version ${manifest.kernelVersion}`;
  if (theirs !== bits && manifest.spec.backend === plan.spec.backend)
    throw new StoreError(`${store.location} has the bits ${theirs}, this is ${bits}; choose another folder`);
  if (manifest.specHash !== plan.hash)
    throw new StoreError(
      `${store.location} holds a run of another spec (${differences(manifest, plan)}); choose another folder`,
    );
}

/** The first few settings that differ, as "size 50, not 100". */
function differences(manifest: Manifest, plan: Plan): string {
  const settings = ({ spec, artifacts }: Pick<Plan, 'spec' | 'artifacts'>): Record<string, Json> => ({
    experiment: spec.experiment,
    backend: spec.backend,
    ...spec.parameters,
    ...artifacts,
  });
  const [theirs, ours] = [settings(manifest), settings(plan)];
  return Object.keys({ ...theirs, ...ours })
    .filter((key) => canonicalJson(theirs[key] ?? null) !== canonicalJson(ours[key] ?? null))
    .map((key) => `${key} ${canonicalJson(theirs[key] ?? null)}, not ${canonicalJson(ours[key] ?? null)}`)
    .slice(0, 3)
    .join('; ');
}

async function continueRun(plan: Plan, options: RunOptions, earlier: Manifest | undefined): Promise<Manifest> {
  const { store, executor, clock } = options;
  const began = clock();
  const shards = await wholeShards(plan, options, earlier);
  const pending = plan.tasks.filter((task) => !shards[shardName(task.index)]);
  const preset = earlier ? earlier.preset : options.preset;
  const metadata = metadataOf(plan, preset);

  const manifest = (status: RunStatus, message?: string): Manifest => {
    const session: Session = {
      started: new Date(began).toISOString(),
      seconds: (clock() - began) / 1000,
      workers: executor.workers,
      host: options.host ?? {},
    };
    return {
      format: 1,
      kind: 'ensemble',
      spec: plan.spec,
      specHash: plan.hash,
      preset,
      artifacts: plan.artifacts,
      version,
      bits: backends[plan.spec.backend].bits,
      status,
      message,
      replicas: plan.replicas,
      tasks: plan.tasks.length,
      shards,
      sessions: [...(earlier?.sessions ?? []), session],
    };
  };
  if (pending.length === 0 && earlier?.status === 'complete') return earlier;

  const progress = progressOf(plan, pending, options);
  let writing = Promise.resolve();
  let stopped = false;
  const keep = async (task: Task, records: Records) => {
    const name = shardName(task.index);
    const bytes = encodeShard(records, { ...metadata, task: String(task.index) });
    await store.write(name, bytes);
    shards[name] = { sha256: await sha256Hex(bytes), bytes: bytes.length, rows: records.count };
    await writeManifest(store, manifest('running'));
    progress(task, 1);
  };
  try {
    await writeManifest(store, manifest('running'));
    await executor.execute({
      tasks: pending,
      backend: plan.spec.backend,
      signal: options.signal,
      artifact: plan.artifact,
      onProgress: progress,
      onRecords: (task, records) => {
        // A worker may still deliver when the others have been stopped; the manifest has its last word by then.
        if (!stopped) writing = writing.then(() => keep(task, records));
        return writing;
      },
    });
    return await finish(store, manifest('complete'));
  } catch (error) {
    stopped = true;
    await writing.catch(() => undefined);
    if (options.signal?.aborted) return await finish(store, manifest('interrupted'));
    const reason = isDiskFull(error) ? 'the disk is full' : error instanceof Error ? error.message : String(error);
    // On a full disk the manifest of the last whole shard stays; it is as resumable.
    await writeManifest(store, manifest('failed', reason)).catch(() => undefined);
    if (error instanceof StoreError) throw error;
    throw new RunError(reason, { cause: error });
  }
}

async function finish(store: Store, manifest: Manifest): Promise<Manifest> {
  await writeManifest(store, manifest);
  return manifest;
}

/** Shards of an earlier session whose content is what the manifest says. */
async function wholeShards(plan: Plan, { store, onRedo }: RunOptions, earlier: Manifest | undefined) {
  const whole: Record<string, Manifest['shards'][string]> = {};
  for (const name of plan.tasks.map((task) => shardName(task.index))) {
    const entry = earlier?.shards[name];
    if (!entry) continue;
    const reason = await faultOf(store, name, entry.sha256, entry.bytes);
    if (reason) onRedo?.(name, reason);
    else whole[name] = entry;
  }
  return whole;
}

/** What is wrong with a stored shard, or undefined when it is whole. */
export async function faultOf(store: Store, name: string, sha256: string, bytes: number): Promise<string | undefined> {
  if (!(await store.exists(name))) return 'missing';
  const content = await store.read(name);
  if (content.length < bytes) return `truncated (${content.length} of ${bytes} bytes)`;
  return (await sha256Hex(content)) === sha256 ? undefined : 'corrupt (its checksum differs)';
}

/** What a shard says about itself: all that decides its bytes, nothing else. */
function metadataOf(plan: Plan, preset: string | undefined): ShardMetadata {
  const { experiment, backend, parameters } = plan.spec;
  return {
    generator: 'glasscape',
    version,
    bits: backends[backend].bits,
    experiment,
    specHash: plan.hash,
    ...(preset === undefined ? {} : { preset }),
    seed: canonicalJson(parameters['seed'] ?? null),
    backend,
    parameters: canonicalJson(parameters),
    artifacts: canonicalJson(plan.artifacts),
  };
}

function progressOf(plan: Plan, pending: readonly Task[], { onProgress }: RunOptions) {
  const cost = ({ cost, replicas }: Task) => cost ?? replicas;
  const sum = (tasks: readonly Task[], of: (task: Task) => number) =>
    tasks.reduce((total, task) => total + of(task), 0);
  const whole = sum(plan.tasks, cost);
  const kept = 1 - sum(pending, cost) / whole;
  const keptReplicas = plan.replicas - sum(pending, (task) => task.replicas);
  const fractions = new Map<number, number>();
  const ofPending = (of: (task: Task) => number) => sum(pending, (task) => of(task) * (fractions.get(task.index) ?? 0));
  const report = () =>
    onProgress?.({
      replicas: plan.replicas,
      done: keptReplicas + ofPending((task) => task.replicas),
      fraction: kept + ofPending(cost) / whole,
      kept,
    });
  report();
  return (task: Task, fraction: number) => {
    fractions.set(task.index, Math.max(fractions.get(task.index) ?? 0, fraction));
    report();
  };
}
