/**
 * Slurm by its own commands: sbatch, squeue, scancel, scontrol. sacct is not asked, since many sites have none; what squeue does not know any
 * more has ended. A controller that does not answer makes states unknown.
 * @source Slurm 22.05 manual pages of sbatch, squeue and scancel
 */
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { type ElementCounts, type JobId, type JobState, type Order, type Queue, QueueError } from './queue.ts';

const exec = promisify(execFile);

/** MaxArraySize where a site does not say otherwise. */
const usualMaxArray = 1001;

/** Milliseconds until a command counts as not answering. */
const patience = 30_000;

/** Seconds before the time limit at which an element is told to begin nothing more; Slurm may send it a minute early. */
const warning = 120;

const waiting = ['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESV_DEL_HOLD'];

export interface SlurmOptions {
  /** Milliseconds until a command counts as not answering. */
  readonly timeout?: number;
  /** Folders that hold Slurm's commands, as in PATH. */
  readonly path?: string;
}

export function slurmQueue({ timeout = patience, path = process.env['PATH'] }: SlurmOptions = {}): Queue {
  const call = async (program: string, args: readonly string[]): Promise<string> => {
    const env = { ...process.env, PATH: path };
    const options = { env, timeout, killSignal: 'SIGKILL', maxBuffer: 2 ** 28 } as const;
    const { stdout } = await exec(program, [...args], options).catch((error: Failure) => {
      throw new QueueError(`${program}: ${reasonOf(error, timeout)}`);
    });
    return stdout;
  };
  return {
    name: 'slurm',
    variables: { element: 'SLURM_ARRAY_TASK_ID', job: 'SLURM_JOB_ID', restarts: 'SLURM_RESTART_COUNT' },
    async limits() {
      const text = await call('scontrol', ['show', 'config']).catch(() => '');
      const found = /^MaxArraySize\s*=\s*(\d+)\s*$/m.exec(text)?.[1];
      return { maxArray: Math.max(1, Number(found ?? usualMaxArray)) };
    },
    show: (order) => ['sbatch', ...sbatchWords(order)].map(quoted).join(' '),
    async submit(order) {
      const answer = await call('sbatch', sbatchWords(order));
      // "123" or "123;cluster"; a site may print lines of its own before.
      const id = /^(\d+)(?:;\S*)?\s*$/m.exec(answer)?.[1];
      if (id === undefined) throw new QueueError(`sbatch: no job id in its answer ${JSON.stringify(answer.trim())}`);
      return id;
    },
    async states(ids) {
      if (ids.length === 0) return new Map();
      const words = ['--noheader', '--array', '--user', userInfo().username, '--format=%F|%T|%r'];
      const answer = await call('squeue', words).catch(() => undefined);
      return statesIn(answer, ids);
    },
    async cancel(ids) {
      if (ids.length > 0) await call('scancel', ids);
    },
  };
}

/** @param answer of squeue, a line an element: array job, state, reason; undefined when it did not answer */
function statesIn(answer: string | undefined, ids: readonly JobId[]): Map<JobId, JobState> {
  const states = new Map<JobId, JobState>(ids.map((id) => [id, answer === undefined ? 'unknown' : 'gone']));
  for (const line of (answer ?? '').split('\n')) {
    const [id = '', state = '', reason = ''] = line.trim().split('|');
    const known = states.get(id);
    if (known === undefined) continue;
    const counts: ElementCounts = typeof known === 'string' ? { pending: 0, running: 0 } : known;
    states.set(
      id,
      waiting.includes(state)
        ? { ...counts, pending: counts.pending + 1, reason: counts.reason ?? reason }
        : { ...counts, running: counts.running + 1 },
    );
  }
  return states;
}

function sbatchWords(order: Order): string[] {
  const { name, script, elements, parallel, after = [], minutes, memoryMB, cpus, logs, options } = order;
  const array =
    elements === undefined
      ? []
      : [
          `--array=0-${elements - 1}${parallel === undefined ? '' : `%${parallel}`}`,
          // To the batch shell, which is Node by exec.
          `--signal=B:USR2@${warning}`,
        ];
  return [
    '--parsable',
    `--job-name=${name}`,
    ...array,
    ...(after.length > 0 ? [`--dependency=afterany:${after.join(':')}`] : []),
    '--requeue',
    '--open-mode=append',
    `--time=${minutes}`,
    `--mem=${memoryMB}M`,
    `--cpus-per-task=${cpus}`,
    `--output=${logs}`,
    ...options,
    script,
  ];
}

function quoted(word: string): string {
  return /^[\w./@%+:,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

interface Failure extends Error {
  readonly code?: number | string;
  readonly killed?: boolean;
  readonly stderr?: string;
}

/** The system's own words, all lines of them. */
function reasonOf({ code, killed, stderr, message }: Failure, timeout: number): string {
  if (code === 'ENOENT') return 'is not installed here, or not in PATH';
  if (killed) return `did not answer within ${timeout / 1000} s`;
  return (stderr ?? '').trim().replace(/\s*\n\s*/g, '; ') || message;
}
