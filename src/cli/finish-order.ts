/**
 * `glasscape finish`, the other end of a submission: when all elements have ended, it completes the runs as `resume` does, or submits again
 * what was lost.
 */

import { openQueue } from '../cluster/queues.ts';
import type { Submission } from '../cluster/submission.ts';
import { sizeOf } from '../cluster/submit.ts';
import { formatSeconds } from '../ensembles/forecast.ts';
import { requireManifest } from '../ensembles/manifest.ts';
import { loadOnce, type Plan } from '../ensembles/plan.ts';
import { RunError, stateRun, workOff } from '../ensembles/run.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import { memoryStore } from '../ensembles/stores/memory.ts';
import { type Conflict, shardsOf, wholeShards } from '../ensembles/whole-shards.ts';
import { handIn, reachedBy, type Unfinished, unfinished } from './campaign.ts';
import { type Context, perform } from './perform.ts';
import { counted, shellWord } from './print.ts';
import { openSubmission, planOf } from './work-order.ts';

/** Seconds between looks at a folder that may lag behind the one that wrote there, and how many. @source nfs(5), acregmax is 60 s but files are opened by name */
const lag = { seconds: 5, looks: 3 };

/**
 * Ends a submission.
 * @throws RunError when work is left that is not submitted again, or two machines computed different bytes; what completing throws
 */
export async function finish(context: Context, folder: string, name: string): Promise<void> {
  const { terminal } = context;
  const top = fileStore(folder, { note: terminal.note });
  const submission = await openSubmission(top, name);
  const { settings, attempt, data, runs } = submission;
  const source = loadOnce(context.host.artifacts(data));
  const members = [];
  for (const { run, seconds, memory } of runs)
    members.push({ run, seconds, memory, plan: await planOf(context, top.child(run), source) });
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
  { settings, attempt, data, reached }: Submission,
  left: readonly Unfinished[],
  what: string,
): Promise<void> {
  const { terminal } = context;
  const goOn = `go on with: glasscape resume ${shellWord(top.location)} --executor ${settings.queue}`;
  const campaign = { top, members: left, cluster: { settings, wait: false, force: true, oneProcessor: true }, data };
  // Long tasks that went on were ended by a time limit as they may be; that is no attempt that failed.
  const next = (await reachedBy(top, left)) === (reached ?? '') ? attempt + 1 : attempt;
  if (next > settings.attempts) {
    await markInterrupted(top, left);
    throw new RunError(`${what} left after ${counted(attempt, 'attempt')}; ${goOn}`);
  }
  const queue = openQueue(settings.queue);
  try {
    const submitted = await handIn(queue, campaign, left, next, terminal.now());
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
