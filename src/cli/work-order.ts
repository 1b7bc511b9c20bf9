/**
 * The two ends of a submission on a node: `work` computes one chunk of its plan, `finish` does what is left when all have ended: completes
 * the runs as `resume` does, or submits again what was lost.
 */
import { hostname } from 'node:os';
import { StoreError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { openQueue } from '../cluster/queues.ts';
import { readSubmission, type Submission } from '../cluster/submission.ts';
import { sizeOf } from '../cluster/submit.ts';
import { formatSeconds } from '../ensembles/forecast.ts';
import { requireManifest } from '../ensembles/manifest.ts';
import { type Plan, planEnsemble } from '../ensembles/plan.ts';
import { RunError, stateRun, workOff } from '../ensembles/run.ts';
import type { Json } from '../ensembles/spec.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import { memoryStore } from '../ensembles/stores/memory.ts';
import { type Conflict, shardsOf, wholeShards } from '../ensembles/whole-shards.ts';
import { handIn, type Unfinished, unfinished } from './campaign.ts';
import { Interrupted } from './exit.ts';
import { type Context, hostFacts, perform } from './perform.ts';
import { counted, printJson, shellWord } from './print.ts';

/** Seconds between looks at a folder that may lag behind the one that wrote there, and how many. @source nfs(5), acregmax is 60 s but files are opened by name */
const lag = { seconds: 5, looks: 3 };

/** @throws StoreError when this is not the version that the plan was made by: its bytes might be others */
async function openSubmission(top: Store, name: string): Promise<Submission> {
  const submission = await readSubmission(top, name);
  if (submission.version !== version)
    throw new StoreError(`${top.location} was submitted by glasscape ${submission.version}, this is ${version}`);
  return submission;
}

/** The plan of a run as its manifest has it, checked by hash and bits. */
async function planOf({ host }: Context, store: Store, data: string | undefined): Promise<Plan> {
  const { spec, specHash } = await requireManifest(store);
  const plan = await planEnsemble(await host.experiments(), spec, host.artifacts(data));
  if (plan.hash !== specHash) throw new StoreError(`${store.location}: the data here are not those of the submission`);
  return plan;
}

/**
 * Computes one chunk, one thread. Told to drain it begins no further task and ends as if it were done: the finishing job sees to the rest.
 * @throws StoreError, DataError before anything is computed; RunError; Interrupted
 */
export async function work(
  context: Context,
  folder: string,
  { submission: name, chunk: number, label, json }: WorkOptions,
): Promise<void> {
  const { host, terminal } = context;
  const top = fileStore(folder, { note: terminal.note });
  const { arrays, data } = await openSubmission(top, name);
  const chunk = arrays.flatMap(({ chunks }) => chunks)[number];
  if (!chunk) throw new StoreError(`${folder}: submission ${name} has no chunk ${number}`);
  const parts = [];
  for (const { run, tasks } of chunk.parts) {
    const store = top.child(run);
    parts.push({ store, plan: await planOf(context, store, data), tasks: new Set(tasks) });
  }
  const facts = { ...hostFacts(data), submission: name, chunk: number, label, startedAt: startOf(terminal.now()) };
  const total = { computed: 0, kept: 0, left: 0 };
  for (const { store, plan, tasks } of parts) {
    const mine = plan.tasks.filter(({ index }) => tasks.has(index));
    const done = await workOff(plan, mine, `${name}-${number}-${label}`, {
      store,
      executor: await host.executor(plan.spec.backend, 1),
      clock: terminal.now,
      host: withPeak({ ...facts, engine: await host.engine(plan.spec.backend) }),
      signal: terminal.signal,
      drain: terminal.drain,
    }).catch((error: unknown) => {
      throw terminal.signal.aborted ? new Interrupted('interrupted; whole shards are kept') : error;
    });
    total.computed += done.computed;
    total.kept += done.kept;
    total.left += done.left;
  }
  if (json) printJson(terminal, total);
  else terminal.out(`${hostname()}: ${total.computed} computed, ${total.kept} were whole, ${total.left} left\n`);
}

export interface WorkOptions {
  readonly submission: string;
  readonly chunk: number;
  /** Of this process among all that may compute the chunk: job and restart. */
  readonly label: string;
  readonly json?: boolean;
}

function startOf(now: number): string {
  return new Date(now).toISOString();
}

/** With the peak of resident memory, in bytes, as it is when a line is written. */
function withPeak(facts: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.defineProperty({ ...facts }, 'maxRss', {
    enumerable: true,
    get: () => 1024 * process.resourceUsage().maxRSS,
  });
}

/**
 * Ends a submission.
 * @throws RunError when work is left that is not submitted again, or two machines computed different bytes; what completing throws
 */
export async function finish(context: Context, folder: string, name: string): Promise<void> {
  const { terminal } = context;
  const top = fileStore(folder, { note: terminal.note });
  const submission = await openSubmission(top, name);
  const { settings, attempt, data, runs } = submission;
  const members = [];
  for (const { run, seconds, memory } of runs)
    members.push({ run, seconds, memory, plan: await planOf(context, top.child(run), data) });
  for (const { run, plan } of members) await requireAgreement(context, plan, top.child(run));
  const left = await settled(context, top, members);
  const missing = left.flatMap((member) => member.missing);
  const seconds = missing.reduce((sum, task) => sum + task.seconds, 0);
  if (seconds > 60 * settings.chunkMinutes) {
    await again(context, top, submission, left, `${counted(missing.length, 'task')}, ${formatSeconds(seconds)}`);
    return;
  }
  if (missing.length > 0) terminal.note(`${counted(missing.length, 'task')} left, computed here (attempt ${attempt})`);
  await complete(context, top, data);
}

/** What is missing once a file system that lags had its time. */
async function settled({ terminal }: Context, top: Store, members: Parameters<typeof unfinished>[1]) {
  for (let look = 1; ; look++) {
    const left = await unfinished(top, members);
    if (look > lag.looks || left.every(({ missing }) => missing.length === 0)) return left;
    // Without a line about a missing shard there is nothing to wait for.
    if (!(await isNoted(top, left))) return left;
    terminal.note(`a shard that a journal names is not to be seen yet; looking again in ${lag.seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * lag.seconds));
  }
}

/** Does a journal name a shard that is missing? */
async function isNoted(top: Store, left: readonly Unfinished[]): Promise<boolean> {
  for (const { run, plan } of left)
    if ([...(await wholeShards(plan, top.child(run))).faults.values()].includes('missing')) return true;
  return false;
}

async function complete(context: Context, top: Store, data: string | undefined): Promise<void> {
  const { runIn } = await import('./folders.ts');
  const ours = { data, out: top.location, workers: 1, executor: 'local', ordered: true } as const;
  if ((await runIn(top.location))?.kind === 'reproduction') {
    const { askedOf } = await import('./reproduction-manifest.ts');
    const { reproduce } = await import('./reproduction.ts');
    return reproduce(context, { ...(await askedOf(top)), ...ours });
  }
  const { spec } = await requireManifest(top);
  await perform(context, { ...ours, spec, name: 'finished' });
  context.terminal.out(`complete: ${top.location}\n`);
}

/** Submits what was lost, with twice the time and memory. @throws RunError with the command that goes on */
async function again(
  context: Context,
  top: Store,
  { settings, attempt, data }: Submission,
  left: readonly Unfinished[],
  what: string,
): Promise<void> {
  const { terminal } = context;
  const goOn = `go on with: glasscape resume ${shellWord(top.location)} --executor ${settings.queue}`;
  const campaign = { top, members: left, cluster: { settings, wait: false, force: true, oneProcessor: true }, data };
  if (attempt >= settings.attempts) {
    await markInterrupted(top, left);
    throw new RunError(`${what} left after ${counted(attempt, 'attempt')}; ${goOn}`);
  }
  const queue = openQueue(settings.queue);
  try {
    const submitted = await handIn(queue, campaign, left, attempt + 1, terminal.now());
    const { elements } = sizeOf(submitted.submission);
    terminal.out(
      `${what} left: submitted again, ${counted(elements, 'element')} in ${submitted.jobs.arrays.join(', ')}\n`,
    );
    await queue.settle?.();
  } catch (error) {
    await markInterrupted(top, left);
    throw new RunError(`${what} left, and ${error instanceof Error ? error.message : String(error)}; ${goOn}`);
  }
}

async function markInterrupted(top: Store, left: readonly Unfinished[]): Promise<void> {
  for (const { run, plan, whole, missing } of left)
    if (missing.length > 0) await stateRun(plan, whole, 'interrupted', { store: top.child(run) });
  const { markReproduction } = await import('./reproduction-manifest.ts');
  await markReproduction(top, 'interrupted');
}

/**
 * Two journals that noted different bytes of one shard: the shard is computed once more, which says who was right, and the run is failed.
 * @throws RunError naming both machines
 */
async function requireAgreement({ host, terminal }: Context, plan: Plan, store: Store): Promise<void> {
  const { whole, conflicts } = await wholeShards(plan, store);
  const [first] = conflicts;
  if (!first) return;
  const judge = memoryStore();
  const tasks = plan.tasks.filter(({ index }) => first.entries.some(({ task }) => task === index));
  const executor = await host.executor(plan.spec.backend, 1);
  const { preset } = await requireManifest(store);
  await workOff(plan, tasks, 'judge', { store: judge, executor, clock: terminal.now, preset });
  const once = (await shardsOf({ ...plan, tasks }, judge, undefined)).whole[first.shard]?.sha256;
  const message = `${store.location}/${first.shard} has different bytes by ${told(first, once)}: one of these machines computes wrongly`;
  await stateRun(plan, whole, 'failed', { store, message });
  throw new RunError(message);
}

function told({ entries }: Conflict, once: string | undefined): string {
  return [...new Map(entries.map((entry) => [`${entry.host['machine']} ${entry.sha256}`, entry])).values()]
    .map(({ host, sha256 }) => `${host['machine']}${sha256 === once ? ' (the same when computed once more)' : ''}`)
    .join(' and ');
}
