/** A worker thread of the command line: joins the experiments and the kernels to the executor. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread } from '../ensembles/executors/serve-thread.ts';
import { experiments } from '../ensembles/experiments/index.ts';
import { findExperiment } from '../ensembles/parameters.ts';
import { createKernels } from '../kernels/index.ts';
import { engineOf, type SharedEngine } from '../node/engine.ts';

/** Serves the thread that this is called in. */
export function serveTasks(): void {
  const { kernels } = workerData as { readonly kernels: SharedEngine };
  serveThread(
    parentPort!,
    (task, context) => findExperiment(experiments, task.experiment).run(task, context),
    (backend) => createKernels(backend, engineOf(kernels)),
  );
}
