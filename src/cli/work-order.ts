/** `glasscape work` on a node: one chunk of a submission's plan, as shards and a journal. */
import { hostname } from 'node:os';
import { StoreError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { readSubmission, type Submission } from '../cluster/submission.ts';
import { requireManifest } from '../ensembles/manifest.ts';
import { type ArtifactSource, loadOnce, type Plan, planEnsemble } from '../ensembles/plan.ts';
import { workOff } from '../ensembles/run.ts';
import type { Json } from '../ensembles/spec.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import type { ComputingHost } from './computing-host.ts';
import { Interrupted } from './exit.ts';
import { hostFacts } from './host-facts.ts';
import { printJson } from './print.ts';
import type { Terminal } from './terminal.ts';

/** What it is given. */
export interface WorkContext {
  readonly host: ComputingHost;
  readonly terminal: Terminal;
}

/** @throws StoreError when this is not the version that the plan was made by: its bytes might be others */
export async function openSubmission(top: Store, name: string): Promise<Submission> {
  const submission = await readSubmission(top, name);
  if (submission.version !== version)
    throw new StoreError(`${top.location} was submitted by glasscape ${submission.version}, this is ${version}`);
  return submission;
}

/** The plan of a run as its manifest has it, checked by hash and bits. */
export async function planOf({ host }: WorkContext, store: Store, source: ArtifactSource): Promise<Plan> {
  const { spec, specHash } = await requireManifest(store);
  const plan = await planEnsemble(await host.experiments(), spec, source);
  if (plan.hash !== specHash) throw new StoreError(`${store.location}: the data here are not those of the submission`);
  return plan;
}

/**
 * Computes one chunk, one thread. Told to drain it begins no further task and ends as if it were done: the finishing job sees to the rest.
 * @throws StoreError, DataError before anything is computed; RunError; Interrupted
 */
export async function work(
  context: WorkContext,
  folder: string,
  { submission: name, chunk: number, label, json }: WorkOptions,
): Promise<void> {
  const { host, terminal } = context;
  const top = fileStore(folder, { note: terminal.note });
  const { arrays, data } = await openSubmission(top, name);
  const chunk = arrays.flatMap(({ chunks }) => chunks)[number];
  if (!chunk) throw new StoreError(`${folder}: submission ${name} has no chunk ${number}`);
  const source = loadOnce(host.artifacts(data));
  const parts = [];
  for (const { run, tasks } of chunk.parts) {
    const store = top.child(run);
    parts.push({ store, plan: await planOf(context, store, source), tasks: new Set(tasks) });
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
