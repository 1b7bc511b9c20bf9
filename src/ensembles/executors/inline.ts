/** The executor without workers: one task after the other in this thread. For tests, and inside a page's own worker. */
import type { BackendName, Kernels } from '../../kernels/contract.ts';
import { restartOf } from '../restart.ts';
import type { Task } from '../spec.ts';
import { type Executor, type JobRestart, TaskError, type TaskHandler } from './executor.ts';

/** @param createKernels called once for an execution */
export function inlineExecutor(
  handler: TaskHandler,
  createKernels: (backend: BackendName) => Kernels | Promise<Kernels>,
): Executor {
  return {
    workers: 1,
    async execute({ tasks, backend, signal, artifact, onProgress, restart, wanted, onRecords }) {
      const kernels = await createKernels(backend);
      for (const task of tasks) {
        signal?.throwIfAborted();
        if (wanted && !(await wanted(task))) continue;
        const began = performance.now();
        const progress = (fraction: number) => onProgress(task, fraction);
        const context = { kernels, artifact, progress, restart: restart && (await restarting(task, restart)) };
        const records = await handler(task, context).catch((error: unknown) => {
          throw new TaskError(task, error instanceof Error ? error.message : String(error));
        });
        signal?.throwIfAborted();
        await onRecords(task, records, (performance.now() - began) / 1000);
      }
    },
  };
}

async function restarting(task: Task, { load, save, interval, now }: JobRestart) {
  let answered = false;
  const isAsked = () => {
    const asked = now?.aborted === true && !answered;
    answered ||= asked;
    return asked;
  };
  return restartOf(await load(task), { interval, isAsked, save: (state) => save(task, state) });
}
