/** The executor without workers: one task after the other in this thread. For tests, and inside a page's own worker. */
import type { BackendName, Kernels } from '../../kernels/contract.ts';
import { type Executor, TaskError, type TaskHandler } from './executor.ts';

/** @param createKernels called once for an execution */
export function inlineExecutor(
  handler: TaskHandler,
  createKernels: (backend: BackendName) => Kernels | Promise<Kernels>,
): Executor {
  return {
    workers: 1,
    async execute({ tasks, backend, signal, artifact, onProgress, wanted, onRecords }) {
      const kernels = await createKernels(backend);
      for (const task of tasks) {
        signal?.throwIfAborted();
        if (wanted && !(await wanted(task))) continue;
        const began = performance.now();
        const progress = (fraction: number) => onProgress(task, fraction);
        const records = await handler(task, { kernels, artifact, progress }).catch((error: unknown) => {
          throw new TaskError(task, error instanceof Error ? error.message : String(error));
        });
        signal?.throwIfAborted();
        await onRecords(task, records, (performance.now() - began) / 1000);
      }
    },
  };
}
