/** What host and worker thread say to each other. Everything is plain data that structured clone carries. */
import type { BackendName } from '../../kernels/contract.ts';
import type { Records, Task } from '../spec.ts';

export type ToWorker =
  | { readonly type: 'task'; readonly task: Task; readonly backend: BackendName; readonly restart?: RestartTerms }
  /** Keep the state of the task in work at its next opportunity. */
  | { readonly type: 'keep' }
  | { readonly type: 'artifact'; readonly hash: string; readonly bytes: Uint8Array }
  | { readonly type: 'no-artifact'; readonly hash: string; readonly reason: string };

export type FromWorker =
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'artifact'; readonly hash: string }
  | { readonly type: 'state'; readonly state: Uint8Array }
  | { readonly type: 'records'; readonly records: Records }
  | { readonly type: 'failed'; readonly reason: string };

/** What an earlier process kept of a task, and the milliseconds between two states of it. */
export interface RestartTerms {
  readonly kept?: Uint8Array;
  readonly interval: number;
}

/** The buffers of a table, to be handed over instead of copied. */
export function buffersOf(records: Records): ArrayBuffer[] {
  const buffers = Object.values(records.columns).flatMap((column) =>
    column.kind === 'text' ? [] : [column.values.buffer],
  );
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
