/**
 * Runs an ensemble in a folder, or goes on with it: the same function. Tasks go to the executor, records come back as shards, each
 * written whole and noted in this process's journal; the manifest is written at the beginning and at the end. What is whole is kept, what is
 * missing, truncated or corrupt is computed again; the bytes are those of an uninterrupted run. A folder of another spec or of other bits
 * is refused.
 */
import { StoreError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { sha256Hex } from '../data/hash.ts';
import type { Executor, JobRestart } from './executors/executor.ts';
import { canonicalJson } from './hash.ts';
import { openJournal, removeJournals, sessionsIn } from './journal.ts';
import {
  type Manifest,
  manifestName,
  type RunIdentity,
  type RunStatus,
  readManifest,
  type Session,
  writeManifest,
} from './manifest.ts';
import { type Plan, shardIndex, shardName } from './plan.ts';
import { restartFiles, usualRestartInterval } from './restart-files.ts';
import { encodeShard, type ShardMetadata } from './shard.ts';
import type { Json, Records, Task } from './spec.ts';
import type { Store } from './store.ts';
import { identityOf, shardsOf } from './whole-shards.ts';

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
  /** A shard that lies there, or was noted, is not whole, and is computed again. */
  readonly onRedo?: (shard: string, reason: string) => void;
  /** Shards that are kept although nothing but their own metadata vouches for them. */
  readonly onAdopt?: (shards: readonly string[]) => void;
  /** A manifest that is missing or damaged is made again from what the shards say of themselves. */
  readonly rebuild?: boolean;
  /** No further task of a chunk begins, and long tasks keep their state. */
  readonly drain?: AbortSignal;
  /** Milliseconds between two states that are kept of a long task; default five minutes. */
  readonly restartInterval?: number;
  /** Names the journal of this process; another one for each process that writes at the same time. */
  readonly label?: string;
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
 * @throws StoreError  another spec or other bits in the folder, another process writing, an unwritable folder, a damaged manifest
 * @throws RunError    a task failed or the disk is full
 */
export async function runEnsemble(plan: Plan, options: RunOptions): Promise<Manifest> {
  const { store, rebuild } = options;
  await admit(plan, store, rebuild);
  const release = await store.lock();
  try {
    return await continueRun(plan, options, await earlierOf(store, rebuild));
  } finally {
    await release();
  }
}

/**
 * Can the plan run in this folder? Nothing is written.
 * @param rebuild  from the shards where the manifest is damaged
 * @throws StoreError  another spec or other bits in it, another process writing, not writable, a damaged manifest
 */
export async function admit(plan: Plan, store: Store, rebuild = false): Promise<void> {
  await store.requireWritable();
  const earlier = await earlierOf(store, rebuild);
  if (!earlier) {
    if ((await store.list()).some((name) => name.endsWith('.parquet')))
      throw new StoreError(`${store.location} holds Parquet files but no ${manifestName}; choose another folder`);
    return;
  }
  requireSame(plan, store, earlier);
}

function requireSame(plan: Plan, { location }: Store, earlier: RunIdentity): void {
  const { bits } = plan;
  if (earlier.bits !== bits && earlier.spec.backend === plan.spec.backend)
    throw new StoreError(`${location} has the bits ${earlier.bits}, this is ${bits}; choose another folder`);
  if (earlier.specHash !== plan.hash)
    throw new StoreError(
      `${location} holds a run of another spec (${differences(earlier, plan)}); choose another folder`,
    );
}

/** What a folder holds: its manifest, or what its shards say where there is none. */
type Earlier = RunIdentity & Partial<Manifest>;

/** @throws StoreError for a damaged manifest, unless it may be rebuilt and the shards say what it was */
export async function earlierOf(store: Store, rebuild = false): Promise<Earlier | undefined> {
  try {
    const manifest = await readManifest(store);
    if (manifest) return manifest;
  } catch (error) {
    const identity = error instanceof StoreError ? await identityOf(store) : undefined;
    if (!identity) throw error;
    if (rebuild) return identity;
    const { message } = error as StoreError;
    throw new StoreError(`${message}; its shards are there: "glasscape resume" on the folder rebuilds it`);
  }
  return identityOf(store);
}

/** The first few settings that differ, as "size 50, not 100". */
function differences(earlier: RunIdentity, plan: Plan): string {
  const settings = ({ spec, artifacts }: Pick<Plan, 'spec' | 'artifacts'>): Record<string, Json> => ({
    experiment: spec.experiment,
    backend: spec.backend,
    ...spec.parameters,
    ...artifacts,
  });
  const [theirs, ours] = [settings(earlier), settings(plan)];
  return Object.keys({ ...theirs, ...ours })
    .filter((key) => canonicalJson(theirs[key] ?? null) !== canonicalJson(ours[key] ?? null))
    .map((key) => `${key} ${canonicalJson(theirs[key] ?? null)}, not ${canonicalJson(ours[key] ?? null)}`)
    .slice(0, 3)
    .join('; ');
}

async function continueRun(plan: Plan, options: RunOptions, earlier: Earlier | undefined): Promise<Manifest> {
  const { store, executor, clock } = options;
  const [started, began] = [new Date(clock()).toISOString(), performance.now()];
  const { whole, missing, faults, adopted } = await shardsOf(plan, store, fullManifest(earlier));
  for (const [shard, reason] of faults) options.onRedo?.(shard, reason);
  if (adopted.length > 0) options.onAdopt?.(adopted);
  const noted = earlier?.status === 'complete' ? (earlier as Manifest).shards : {};
  if (missing.length === 0 && Object.entries(whole).every(([name, { sha256 }]) => noted[name]?.sha256 === sha256)) {
    // One that was killed behind its last word left them.
    await removeJournals(store);
    await restartFiles(plan, store).dropAll();
    return earlier as Manifest;
  }
  const preset = earlier ? earlier.preset : options.preset;
  const shards = { ...whole };
  // What others computed is summed up when their journals go.
  let others: readonly Session[] = [];

  const manifest = (status: RunStatus, message?: string): Manifest => {
    const session: Session = {
      started,
      // By a clock that only goes forward: that of the day may be set back meanwhile.
      seconds: (performance.now() - began) / 1000,
      workers: executor.workers,
      host: options.host ?? {},
    };
    const sessions = [...(earlier?.sessions ?? []), ...others, session];
    return manifestOf(plan, { preset, status, message, shards: inOrder(shards), sessions });
  };
  const progress = progressOf(plan, missing, options);
  const work = keeper(plan, preset, options.label ?? 'local', options);
  try {
    await writeManifest(store, manifest('running'));
    await executor.execute({
      tasks: missing,
      backend: plan.spec.backend,
      signal: options.signal,
      artifact: plan.artifact,
      onProgress: progress,
      restart: restarting(plan, options),
      onRecords: (task, records, seconds) =>
        work.keep(task, records, seconds, (name, entry) => {
          shards[name] = entry;
          progress(task, 1);
        }),
    });
    others = await sessionsIn(store, plan.hash);
    const last = manifest('complete');
    await writeManifest(store, last);
    await removeJournals(store);
    await restartFiles(plan, store).dropAll();
    return last;
  } catch (error) {
    await work.end();
    if (options.signal?.aborted) {
      const last = manifest('interrupted');
      // Where the disk has no room for it, the journal says the same.
      await writeManifest(store, last).catch(() => undefined);
      return last;
    }
    const reason = error instanceof Error ? error.message : String(error);
    await writeManifest(store, manifest('failed', reason)).catch(() => undefined);
    if (error instanceof StoreError) throw error;
    throw new RunError(reason, { cause: error });
  }
}

function manifestOf(
  plan: Plan,
  rest: Pick<Manifest, 'preset' | 'status' | 'message' | 'shards' | 'sessions'>,
): Manifest {
  return {
    format: 1,
    kind: 'ensemble',
    spec: plan.spec,
    specHash: plan.hash,
    preset: rest.preset,
    artifacts: plan.artifacts,
    version,
    bits: plan.bits,
    status: rest.status,
    message: rest.message,
    replicas: plan.replicas,
    tasks: plan.tasks.length,
    shards: rest.shards,
    sessions: rest.sessions,
  };
}

/**
 * Writes the manifest of a run that others work on, or that nobody does any more: what is whole, and a status.
 * @param whole  shards of which that is known
 * @throws       StoreError as runEnsemble
 */
export async function stateRun(
  plan: Plan,
  whole: Manifest['shards'],
  status: 'submitted' | 'interrupted' | 'failed',
  { store, preset, rebuild, message }: Pick<RunOptions, 'store' | 'preset' | 'rebuild'> & { readonly message?: string },
): Promise<void> {
  await admit(plan, store, rebuild);
  const release = await store.lock();
  try {
    const earlier = await earlierOf(store, rebuild);
    const said = { preset: earlier ? earlier.preset : preset, status, message, shards: inOrder(whole) };
    await writeManifest(store, manifestOf(plan, { ...said, sessions: earlier?.sessions ?? [] }));
  } finally {
    await release();
  }
}

/**
 * Computes some tasks of a run whose manifest somebody else keeps: takes no lock, writes shards and its own journal alone. A task whose
 * shard is whole by the time its turn comes is left out; after `drain` no further task begins, and those that run end.
 * @param label    names the journal; no two processes have the same
 * @returns        how many tasks were computed, were whole, and are left
 * @throws RunError when a task failed or the disk is full; StoreError; the signal's reason
 */
export async function workOff(
  plan: Plan,
  tasks: readonly Task[],
  label: string,
  options: RunOptions,
): Promise<{ computed: number; kept: number; left: number }> {
  const { store, executor, signal, drain } = options;
  const earlier = await earlierOf(store);
  if (earlier) requireSame(plan, store, earlier);
  const progress = progressOf(plan, tasks, options);
  const work = keeper(plan, earlier ? earlier.preset : options.preset, label, options);
  let [computed, kept] = [0, 0];
  try {
    await executor.execute({
      tasks,
      backend: plan.spec.backend,
      signal,
      artifact: plan.artifact,
      onProgress: progress,
      restart: restarting(plan, options),
      async wanted(task) {
        if (drain?.aborted) return false;
        // Journals of all that work on the run are read only where there is something to compare.
        if (!(await store.exists(shardName(task.index)))) return true;
        const one = { ...plan, tasks: [task] };
        const isWhole = (await shardsOf(one, store, undefined)).missing.length === 0;
        if (isWhole) kept++;
        return !isWhole;
      },
      onRecords: (task, records, seconds) =>
        work.keep(task, records, seconds, () => {
          computed++;
          progress(task, 1);
        }),
    });
  } catch (error) {
    await work.end();
    if (signal?.aborted || error instanceof StoreError) throw error;
    throw new RunError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return { computed, kept, left: tasks.length - computed - kept };
}

function restarting(plan: Plan, { store, drain, restartInterval = usualRestartInterval }: RunOptions): JobRestart {
  return { ...restartFiles(plan, store), interval: restartInterval, now: drain };
}

/** Writes shards one after the other, each noted in the journal once it is whole. */
function keeper(plan: Plan, preset: string | undefined, label: string, { store, host = {} }: RunOptions) {
  const metadata = metadataOf(plan, preset);
  const journal = openJournal(store, label);
  const restart = restartFiles(plan, store);
  const { bits } = plan;
  let writing = Promise.resolve();
  let ended = false;
  const write = async (task: Task, records: Records, seconds: number, told: Told) => {
    const shard = shardName(task.index);
    const content = encodeShard(records, { ...metadata, task: String(task.index) });
    await store.write(shard, content);
    const entry = { sha256: await sha256Hex(content), bytes: content.length, rows: records.count };
    await journal.note({ specHash: plan.hash, bits, task: task.index, shard, ...entry, seconds, host });
    await restart.drop(task);
    told(shard, entry);
  };
  return {
    keep(task: Task, records: Records, seconds: number, told: Told): Promise<void> {
      // A worker may still deliver when the others have been stopped; the manifest has its last word by then.
      if (!ended) writing = writing.then(() => write(task, records, seconds, told));
      return writing;
    },
    /** Waits for what is being written; nothing is from here on. */
    async end(): Promise<void> {
      ended = true;
      await writing.catch(() => undefined);
    },
  };
}

type Told = (shard: string, entry: Manifest['shards'][string]) => void;

/** Undefined for what was read from shards. */
function fullManifest(earlier: Earlier | undefined): Manifest | undefined {
  return earlier?.shards === undefined ? undefined : (earlier as Manifest);
}

function inOrder(shards: Manifest['shards']): Manifest['shards'] {
  return Object.fromEntries(Object.entries(shards).sort(([a], [b]) => shardIndex(a)! - shardIndex(b)!));
}

/** What a shard says about itself: all that decides its bytes, nothing else. */
function metadataOf(plan: Plan, preset: string | undefined): ShardMetadata {
  const { experiment, backend, parameters } = plan.spec;
  return {
    generator: 'glasscape',
    version,
    bits: plan.bits,
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
  // Finished tasks are sums; those in flight, a few, are added up at each report.
  let [replicas, work] = [plan.replicas - sum(pending, (task) => task.replicas), 0];
  const inFlight = new Map<Task, number>();
  const report = () => {
    let [done, share] = [replicas, work];
    for (const [task, fraction] of inFlight) {
      done += fraction * task.replicas;
      share += fraction * cost(task);
    }
    onProgress?.({ replicas: plan.replicas, done, fraction: kept + share / whole, kept });
  };
  const isDone = new Set<number>();
  report();
  return (task: Task, fraction: number) => {
    if (isDone.has(task.index)) return;
    if (fraction < 1) inFlight.set(task, Math.max(inFlight.get(task) ?? 0, fraction));
    else {
      inFlight.delete(task);
      isDone.add(task.index);
      replicas += task.replicas;
      work += cost(task);
    }
    report();
  };
}
