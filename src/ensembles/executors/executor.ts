/**
 * An executor works off tasks and hands back records, in whatever order they finish. It moves JSON and columns of numbers only;
 * what a task means is the handler's business, which its host joins to it.
 */
import type { BackendName } from '../../kernels/contract.ts';
import type { RestartFiles } from '../restart-files.ts';
import type { Records, Task, TaskContext } from '../spec.ts';

/** What runs one task: usually `experiments[task.experiment].run`. */
export type TaskHandler = (task: Task, context: TaskContext) => Promise<Records>;

/** One execution: the tasks, what they may ask for, and who listens. */
export interface Job {
  readonly tasks: readonly Task[];
  readonly backend: BackendName;
  readonly signal?: AbortSignal;
  artifact(hash: string): Promise<Uint8Array>;
  /** Fraction of one task done, 0 to 1. */
  onProgress(task: Task, fraction: number): void;
  /** Where the states of long tasks are kept; nowhere when absent. */
  readonly restart?: JobRestart;
  /** Asked right before a task begins; one that is not wanted is left out. */
  wanted?(task: Task): Promise<boolean>;
  /** Called once for every finished task, with the seconds it took; a rejection stops the execution. */
  onRecords(task: Task, records: Records, seconds: number): Promise<void>;
}

export interface JobRestart extends Pick<RestartFiles, 'load' | 'save'> {
  /** Milliseconds between two states of a task. */
  readonly interval: number;
  /** Aborted: every task keeps its state at its next opportunity. */
  readonly now?: AbortSignal;
}

export interface Executor {
  readonly workers: number;
  /** Resolves when the records of every wanted task were taken. @throws TaskError naming the task that failed; the signal's reason when aborted */
  execute(job: Job): Promise<void>;
}

/** A task that could not be finished; the message names it. */
export class TaskError extends Error {
  override readonly name = 'TaskError';

  constructor(task: Task, reason: string) {
    super(`task ${task.index} of ${task.experiment} failed: ${reason}`);
  }
}
