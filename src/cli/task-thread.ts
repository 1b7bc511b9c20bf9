/** A worker thread of the command line: joins the experiments and the kernels to the executor. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread } from '../ensembles/executors/serve-thread.ts';
import { experiments } from '../ensembles/experiments/index.ts';
import { findExperiment } from '../ensembles/parameters.ts';
import { openShared, type SharedBackend } from '../node/engine.ts';

/** Serves the thread that this is called in. */
export function serveTasks(): void {
  const { kernels } = workerData as { readonly kernels: readonly SharedBackend[] };
  serveThread(
    parentPort!,
    (task, context) => findExperiment(experiments, task.experiment).run(task, context),
    () => openShared(kernels),
  );
}
