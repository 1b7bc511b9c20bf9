/** What a batch system must be able to do. One file a system: slurm.ts, and processes.ts with children of this process. */

export interface Queue {
  readonly name: QueueName;
  /** Environment variables by which a script learns which element of which job it is, and how often it was begun again. */
  readonly variables: { readonly element: string; readonly job: string; readonly restarts: string };
  limits(): Promise<{ readonly maxArray: number }>;
  /** The system's own way to say an order, for people to read. */
  show(order: Order): string;
  /** @throws QueueError with the system's own words */
  submit(order: Order): Promise<JobId>;
  /** What became of jobs. A question that fails is no answer: unknown, never gone. */
  states(ids: readonly JobId[]): Promise<ReadonlyMap<JobId, JobState>>;
  cancel(ids: readonly JobId[]): Promise<void>;
  /** Of a queue whose jobs end with this process: resolves when none is left. */
  settle?(): Promise<void>;
}

export const queueNames = ['slurm', 'processes'] as const;
export type QueueName = (typeof queueNames)[number];

export type JobId = string;
/** gone: the queue does not know it any more, so that it has ended. unknown: the queue did not answer. */
export type JobState = ElementCounts | 'gone' | 'unknown';

/** Elements of a job that have not ended. */
export interface ElementCounts {
  readonly pending: number;
  readonly running: number;
  /** Why they wait, in the system's word. */
  readonly reason?: string;
}

export interface Order {
  readonly name: string;
  /** Path. */
  readonly script: string;
  /** An array of so many, from 0; one job when absent. */
  readonly elements?: number;
  /** Elements that run at once, at most. */
  readonly parallel?: number;
  /** Begins when these have ended, however they ended. */
  readonly after?: readonly JobId[];
  readonly minutes: number;
  readonly memoryMB: number;
  readonly cpus: number;
  /** Path of the log; %A is the job, %a the element, %j the job without an element. */
  readonly logs: string;
  /** Words for the system, passed on as they are. */
  readonly options: readonly string[];
}

/** A batch system refused. The message has its own words. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}
