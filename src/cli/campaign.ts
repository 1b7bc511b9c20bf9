/**
 * Leaves ensembles to a batch system: what is missing of each is cut into chunks and submitted; their manifests say so. The command returns at
 * once, or waits and shows progress. The job that finishes does what `resume` does.
 */
import { StoreError } from '../base/errors.ts';
import type { Workload } from '../cluster/chunks.ts';
import { type Queue, QueueError, type QueueName } from '../cluster/queue.ts';
import { openQueue } from '../cluster/queues.ts';
import type { Settings } from '../cluster/submission.ts';
import { type Handed, planSubmission, type Submitted, showOrders, sizeOf, submit } from '../cluster/submit.ts';
import { taskSeconds } from '../cluster/task-seconds.ts';
import { liveJobs, sayLive } from '../cluster/watch.ts';
import { formatBytes, formatSeconds } from '../ensembles/forecast.ts';
import { journalEntries } from '../ensembles/journal.ts';
import { type Manifest, readManifest, writeManifest } from '../ensembles/manifest.ts';
import type { Plan } from '../ensembles/plan.ts';
import { restartFiles } from '../ensembles/restart-files.ts';
import { stateRun } from '../ensembles/run.ts';
import type { Store } from '../ensembles/store.ts';
import { wholeShards } from '../ensembles/whole-shards.ts';
import type { AskedCluster } from './cluster-options.ts';
import { Interrupted } from './exit.ts';
import { agreeing, counted, shellWord, table } from './print.ts';
import { showProgress } from './progress.ts';
import { markReproduction, readReproduction } from './reproduction-manifest.ts';
import type { Terminal } from './terminal.ts';

/** Where a command speaks, and hears that it shall stop. */
interface Context {
  readonly terminal: Terminal;
}

/** One ensemble of a campaign. */
export interface Member {
  /** Its folder below the campaign's. */
  readonly run: string;
  readonly plan: Plan;
  /** Of the whole on one core: seconds, and bytes of one process. */
  readonly seconds: number;
  readonly memory: number;
}

/** A member with what is missing of it. */
export interface Unfinished extends Member {
  readonly whole: Manifest['shards'];
  readonly missing: readonly { readonly index: number; readonly seconds: number }[];
}

export interface Campaign {
  readonly top: Store;
  readonly members: readonly Member[];
  readonly cluster: AskedCluster;
  readonly data?: string;
  readonly preset?: string;
  readonly rebuild?: boolean;
}

/** Shorter work is sooner done than a queue has begun it. */
const worthwhileSeconds = 600;

/** How many seconds pass between two looks at queue and shards. */
const lookSeconds: Readonly<Record<Settings['queue'], number>> = { slurm: 5, processes: 0.5 };

/** @throws StoreError while jobs that the folder recorded have not ended, or might not have */
export async function refuseWhileLive(top: Store): Promise<void> {
  const live = await liveJobs(top);
  if (!live || (live.pending + live.running === 0 && !live.unknown)) return;
  const ids = Object.values(live.ids).flat().join(', ');
  throw new StoreError(
    `${top.location} has jobs that have not ended (${ids}: ${sayLive(live)}); wait, or "glasscape cancel" them, or --force`,
  );
}

/** Cancels the jobs of a folder that have not ended, and says so in its manifests. @returns their ids; undefined where nothing was submitted */
export async function cancelJobs(top: Store): Promise<string[] | undefined> {
  const live = await liveJobs(top);
  if (!live) return undefined;
  if (live.unknown) throw new QueueError('the queue does not answer, so that nothing is known of the jobs');
  for (const [name, ids] of Object.entries(live.ids)) await openQueue(name as QueueName).cancel(ids);
  const reproduction = await readReproduction(top).catch(() => undefined);
  if (reproduction?.status === 'submitted') await markReproduction(top, 'interrupted');
  for (const run of reproduction ? reproduction.runs.map((name) => `runs/${name}`) : ['.']) {
    const store = top.child(run);
    const manifest = await readManifest(store).catch(() => undefined);
    if (manifest?.status === 'submitted') await writeManifest(store, { ...manifest, status: 'interrupted' });
  }
  return Object.values(live.ids).flat();
}

/** What is missing of each member, with the seconds that each task takes: of the forecast, or of what was computed. */
export async function unfinished(top: Store, members: readonly Member[]): Promise<Unfinished[]> {
  const all: Unfinished[] = [];
  for (const member of members) {
    const store = top.child(member.run);
    const { whole, missing } = await wholeShards(member.plan, store);
    const measured = (await journalEntries(store, member.plan.hash)).values();
    const seconds = taskSeconds(member.plan.tasks, member.seconds, measured);
    all.push({
      ...member,
      whole,
      missing: missing.map(({ index }) => ({ index, seconds: seconds.get(index)! })),
    });
  }
  return all;
}

function handedOf({ top, cluster, data }: Campaign, left: readonly Unfinished[], attempt: number, now: number): Handed {
  const runs = left.map(({ run, seconds, memory }) => ({ run, seconds, memory }));
  const work: Workload[] = left.map(({ run, missing, memory, plan }) => ({
    ...{ run, tasks: missing, memory },
    restarts: plan.experiment.restarts === true,
  }));
  return { top, settings: cluster.settings, data, attempt, runs, work, now };
}

/** Chunks, limits and the system's own lines: for people, and for programs. Nothing is submitted or written. */
export async function showCampaign(context: Context, campaign: Campaign): Promise<{ text: string; json: object }> {
  const queue = openQueue(campaign.cluster.settings.queue);
  const left = await unfinished(campaign.top, campaign.members);
  const submission = await planSubmission(queue, handedOf(campaign, left, 1, context.terminal.now()));
  const { elements, seconds } = sizeOf(submission);
  const orders = showOrders(queue, campaign.top, submission);
  const { setup, command } = campaign.cluster.settings;
  const arrays = submission.arrays.map(({ chunks, timeMinutes, memoryMB }) => ({
    elements: chunks.length,
    tasks: chunks.reduce((sum, { parts }) => sum + parts.reduce((n, { tasks }) => n + tasks.length, 0), 0),
    longest: Math.max(...chunks.map((chunk) => chunk.seconds)),
    timeMinutes,
    memoryMB,
  }));
  const rows = arrays.map((array) => [
    String(array.elements),
    String(array.tasks),
    formatSeconds(array.longest),
    formatSeconds(60 * array.timeMinutes),
    formatBytes(1e6 * array.memoryMB),
  ]);
  const head = ['elements', 'tasks', 'longest by the forecast', 'time limit', 'memory limit'];
  const script = [...setup, `exec ${command} work …`].map((line) => `  ${line}`);
  return {
    text: [
      await table(context.terminal, head, rows),
      `${counted(elements, 'element')}, ${coreHours(seconds)} by the forecast; nothing is submitted`,
      ...orders,
      'script:',
      ...script,
    ].join('\n'),
    json: { elements, seconds, arrays, orders, setup, command },
  };
}

/**
 * Submits what is missing and, where that was asked, waits.
 * @returns    what was submitted; undefined when nothing is missing
 * @throws     QueueError with the system's words, the runs marked as interrupted; Interrupted while waiting
 */
export async function submitCampaign(context: Context, campaign: Campaign): Promise<Submitted | undefined> {
  const { top, members, cluster } = campaign;
  const { terminal } = context;
  const left = await unfinished(top, members);
  if (left.every(({ missing }) => missing.length === 0)) return undefined;
  const seconds = left.flatMap(({ missing }) => missing).reduce((sum, task) => sum + task.seconds, 0);
  if (cluster.settings.queue === 'slurm' && seconds < worthwhileSeconds)
    terminal.note(
      `all of this is about ${formatSeconds(seconds)} of one core by the forecast: --executor local is done sooner`,
    );
  const queue = openQueue(cluster.settings.queue);
  const submitted = await handIn(queue, campaign, left, 1, terminal.now());
  for (const line of describe(queue, submitted, top)) terminal.note(line);
  if (cluster.wait) await waitFor(context, queue, campaign);
  return submitted;
}

/** Marks the runs, and submits. What the system refuses leaves them resumable. */
export async function handIn(
  queue: Queue,
  campaign: Campaign,
  left: readonly Unfinished[],
  attempt: number,
  now: number,
): Promise<Submitted> {
  const state = async (status: 'submitted' | 'interrupted') => {
    for (const { run, plan, whole, missing } of left)
      if (missing.length > 0) await stateRun(plan, whole, status, { ...campaign, store: campaign.top.child(run) });
  };
  await state('submitted');
  try {
    const reached = await reachedBy(campaign.top, left);
    return await submit(queue, { ...handedOf(campaign, left, attempt, now), reached });
  } catch (error) {
    await state('interrupted');
    throw error;
  }
}

/** Names what the long tasks of all members have reached. */
export async function reachedBy(top: Store, members: readonly Member[]): Promise<string> {
  const all: string[] = [];
  for (const { plan, run } of members)
    if (plan.experiment.restarts) all.push(`${run} ${await restartFiles(plan, top.child(run)).reached()}`);
  return all.join();
}

function describe(queue: Queue, { submission, jobs }: Submitted, { location }: Store): string[] {
  const { elements, seconds } = sizeOf(submission);
  const ids = jobs.arrays.join(', ');
  return [
    `submitted to ${queue.name}: ${counted(elements, 'element')} in ${agreeing(jobs.arrays.length, 'job', 'jobs')} ${ids}, ` +
      `finished by job ${jobs.finish}; ${coreHours(seconds)} by the forecast`,
    `progress: glasscape runs ${shellWord(location.replace(/\/[^/]*$/, '') || '.')}`,
  ];
}

function coreHours(seconds: number): string {
  return seconds < 600 ? `${formatSeconds(seconds)} of one core` : `${(seconds / 3600).toPrecision(2)} core hours`;
}

/** Until the queue has none of the folder's jobs any more. */
async function waitFor(
  { terminal }: Context,
  queue: Queue,
  { top, members, cluster: { settings } }: Campaign,
): Promise<void> {
  const local = queue.settle !== undefined;
  const goOn = `glasscape resume ${shellWord(top.location)}`;
  const words = local ? `interrupted; what is done is kept, go on with: ${goOn}` : 'interrupted; the jobs go on';
  terminal.lastWords(words);
  const progress = await showProgress(terminal);
  const total = members.reduce((sum, { plan }) => sum + plan.tasks.length, 0);
  const first = await shardsThere(top, members);
  let said = '';
  try {
    for (;;) {
      const live = (await liveJobs(top, () => queue))!;
      const there = await shardsThere(top, members);
      const state = `${there} of ${total} shards, ${sayLive(live)}`;
      if (state !== said) progress.update(there / total, first / total, state);
      said = state;
      if (!live.unknown && live.pending + live.running === 0) return;
      await pause(1000 * lookSeconds[settings.queue], terminal.signal);
      if (!terminal.signal.aborted) continue;
      if (local) await queue.cancel(Object.values(live.ids).flat());
      throw new Interrupted(words);
    }
  } finally {
    progress.stop();
    terminal.lastWords('interrupted');
  }
}

async function shardsThere(top: Store, members: readonly Member[]): Promise<number> {
  let sum = 0;
  for (const { run } of members)
    sum += (await top.child(run).list()).filter((name) => name.endsWith('.parquet')).length;
  return sum;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
