/** Carries one ensemble from its spec to its finished run folder, with forecast, progress and a resumable end: the way of every command that computes. */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ArgumentError } from '../base/errors.ts';
import type { Submitted } from '../cluster/submit.ts';
import { forecastSpec, formatForecast, type Limits } from '../ensembles/forecast.ts';
import { type Manifest, requireManifest } from '../ensembles/manifest.ts';
import { completeSpec, type Experiments } from '../ensembles/parameters.ts';
import { type ArtifactSource, type Plan, planEnsemble } from '../ensembles/plan.ts';
import { admit, RunError, type RunProgress, runEnsemble } from '../ensembles/run.ts';
import type { EnsembleSpec, Forecast } from '../ensembles/spec.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import { storedBytes } from '../ensembles/whole-shards.ts';
import type { ClusterOptions } from './cluster-words.ts';
import { Interrupted } from './exit.ts';
import { newFolder } from './folders.ts';
import type { Host } from './host.ts';
import { hostFacts } from './host-facts.ts';
import { agreeing, counted, shellWord } from './print.ts';
import { showProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Everything a command is given. */
export interface Context {
  readonly host: Host;
  readonly terminal: Terminal;
}

export interface Assignment extends ClusterOptions {
  readonly spec: EnsembleSpec;
  /** Ends the default folder's name. */
  readonly name: string;
  readonly out?: string;
  readonly workers: number;
  readonly dryRun?: boolean;
  /** Folder with the files of MNIST. */
  readonly data?: string | undefined;
  /** Where artifacts come from, when several assignments share them. */
  readonly source?: ArtifactSource;
  /** A damaged or missing manifest is made again from the shards. */
  readonly rebuild?: boolean;
  /** Of the machines that will compute, in bytes; this machine's when absent. */
  readonly memory?: number;
  /** It was forecast when it was submitted, and not much of it is left: no forecast, and no look at its jobs. */
  readonly ordered?: boolean;
}

export interface Prepared {
  readonly plan: Plan;
  readonly forecast: Forecast;
}

const forecastBefore: Forecast = { seconds: 0, memory: 0, disk: 0, basis: 'made when it was submitted' };

/** Checks the spec, forecasts its cost, and splits it; nothing is written. */
export async function prepare({ host, terminal }: Context, assignment: Assignment): Promise<Prepared> {
  const { spec, workers, data, out, source = host.artifacts(data) } = assignment;
  const experiments = await host.experiments();
  const folder = fileStore(out ?? '.');
  const { backend } = completeSpec(experiments, spec).spec;
  const disk = (await folder.freeBytes()) + (out === undefined ? 0 : await storedBytes(folder));
  const limits: Limits = { memory: assignment.memory ?? (await host.memory()), disk };
  const { loaded, shapes } = await userData(experiments, spec, source);
  const forecast = assignment.ordered
    ? forecastBefore
    : await forecastSpec(experiments, spec, workers, await host.kernels(backend), limits, host.timings, shapes);
  const plan = await planEnsemble(experiments, spec, async (name) => loaded.get(name) ?? source(name));
  if (assignment.source === undefined && data !== undefined && Object.keys(plan.artifacts).length === 0)
    throw new ArgumentError(spec.experiment, 'data', 'given to an ensemble that reads data', data);
  stopIfAsked(terminal);
  return { plan, forecast };
}

/** The user's data that a spec names, and their shapes; other data are known by name. */
async function userData(experiments: Experiments, asked: EnsembleSpec, source: ArtifactSource) {
  const { experiment, parsed } = completeSpec(experiments, asked);
  const files = (experiment.artifacts?.(parsed) ?? []).filter((name) => name.startsWith('file:'));
  const loaded = new Map<string, Uint8Array>();
  for (const name of files) loaded.set(name, await source(name));
  const { decodeDataset, knownShapes } = await import('../data/index.ts');
  return { loaded, shapes: knownShapes([...loaded.values()].map(decodeDataset)) };
}

export interface Performed extends Prepared {
  readonly done?: { readonly store: Store; readonly manifest: Manifest };
  /** Left to a batch system. */
  readonly submitted?: Submitted & { readonly run: string };
  /** How it would be, of a dry run. */
  readonly campaign?: { readonly text: string; readonly json: object };
}

/** The whole way. Without a folder in the result it was a dry run, or is left to a batch system. */
export async function perform(context: Context, assignment: Assignment): Promise<Performed> {
  const { terminal } = context;
  const { askedCluster, onNodes, requirePortableBits } = await import('./cluster-options.ts');
  const cluster = await askedCluster(assignment.spec.experiment, assignment);
  if (cluster) requirePortableBits(assignment.spec.experiment, [assignment.spec.backend], cluster);
  // Nodes work elsewhere.
  const at = (path: string) => (cluster ? resolve(path) : path);
  const asked = assignment.out === undefined ? undefined : fileStore(at(assignment.out), { note: terminal.note });
  await asked?.requireWritable();
  if (asked && !assignment.ordered && !assignment.force) await requireNoJobs(asked);
  const prepared = await prepare(context, cluster ? { ...assignment, ...onNodes(cluster) } : assignment);
  if (asked) await admit(prepared.plan, asked, assignment.rebuild);
  const workers = cluster ? 1 : assignment.workers;
  if (!assignment.ordered)
    terminal.note(`forecast: ${formatForecast(prepared.forecast)} with ${counted(workers, 'worker')}`);
  const { data, rebuild } = assignment;
  const members = [{ ...prepared.forecast, run: '.', plan: prepared.plan }];
  if (assignment.dryRun) {
    if (!cluster) return prepared;
    const { showCampaign } = await import('./campaign.ts');
    const top = asked ?? fileStore(at('<run folder>'));
    return { ...prepared, campaign: await showCampaign(context, { top, members, cluster, data, rebuild }) };
  }
  const store = asked ?? fileStore(at(await newFolder(assignment.name, terminal.now())));
  terminal.note(`run folder: ${store.location}`);
  if (cluster) {
    const { submitCampaign } = await import('./campaign.ts');
    const submitted = await submitCampaign(context, { top: store, members, cluster, data, rebuild });
    if (submitted && !cluster.wait) return { ...prepared, submitted: { ...submitted, run: store.location } };
    // What was waited for is complete, or what is left of it is told below.
    if (submitted) return { ...prepared, done: { store, manifest: await requireComplete(store) } };
  }
  const progress = await showProgress(terminal, prepared.forecast.seconds);
  const watch = ({ done, fraction, kept, replicas }: RunProgress) =>
    progress.update(fraction, kept, `${Math.floor(done)} of ${replicas} replicas`);
  try {
    const manifest = await execute(context, prepared.plan, store, assignment, watch);
    return { ...prepared, done: { store, manifest } };
  } finally {
    progress.stop();
  }
}

/** @throws StoreError while jobs of the folder may still write; asks no queue where nothing was ever submitted */
export async function requireNoJobs(top: Store): Promise<void> {
  const { refuseWhileLive } = await import('./campaign.ts');
  await refuseWhileLive(top);
}

/** The manifest of a run whose jobs have ended. @throws RunError when they left something */
async function requireComplete(store: Store): Promise<Manifest> {
  const manifest = await requireManifest(store);
  if (manifest.status === 'complete') return manifest;
  const { status, message = 'the jobs have ended before the work' } = manifest;
  throw new RunError(
    `${message} (${status}); what is done is kept, go on with: glasscape resume ${shellWord(store.location)}`,
  );
}

/**
 * Runs a plan in a folder to its end.
 * @throws Interrupted, RunError  with the command that goes on
 */
export async function execute(
  { host, terminal }: Context,
  plan: Plan,
  store: Store,
  assignment: Pick<Assignment, 'workers' | 'data' | 'rebuild'> & { readonly preset?: string; readonly resume?: string },
  onProgress: (progress: RunProgress) => void,
): Promise<Manifest> {
  const { note } = terminal;
  const goOn = `go on with: glasscape resume ${shellWord(assignment.resume ?? store.location)}`;
  const interrupted = `interrupted; what is done is kept, ${goOn}`;
  terminal.lastWords(interrupted);
  const manifest = await runEnsemble(plan, {
    store,
    label: `local-${hostname()}-${process.pid}`,
    rebuild: assignment.rebuild,
    executor: await host.executor(plan.spec.backend, assignment.workers),
    clock: terminal.now,
    host: { ...hostFacts(assignment.data), engine: await host.engine(plan.spec.backend) },
    preset: assignment.preset,
    signal: terminal.signal,
    drain: terminal.drain,
    onProgress,
    onRedo: (shard, reason) => note(`${store.location}/${shard} is ${reason}; it is computed again`),
    onAdopt: ({ length }) =>
      note(
        `${store.location}: no checksum was noted of ${counted(length, 'shard')}, kept by what ${agreeing(length, 'it says of itself', 'they say of themselves')}`,
      ),
  }).catch((error: unknown) => {
    throw error instanceof RunError ? new RunError(`${error.message}; what is done is kept, ${goOn}`) : error;
  });
  if (manifest.status === 'interrupted') throw new Interrupted(interrupted);
  terminal.lastWords('interrupted');
  return manifest;
}

export function stopIfAsked(terminal: Terminal): void {
  if (terminal.signal.aborted) throw new Interrupted('interrupted');
}

/** Where a run had its data from: the user's folder, or undefined for the packaged files. */
export function dataFolderOf(sessions: Manifest['sessions']): string | undefined {
  const folder = sessions.at(-1)?.host['data'];
  return typeof folder === 'string' ? folder : undefined;
}
