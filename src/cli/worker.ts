/** A worker thread of the command line: joins the experiments and the kernels to the executor. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread } from '../ensembles/executors/serve-thread.ts';
import { experiments } from '../ensembles/experiments/index.ts';
import { findExperiment } from '../ensembles/parameters.ts';
import { createKernels } from '../kernels/index.ts';

const { module } = workerData as { readonly module?: WebAssembly.Module };

serveThread(
  parentPort!,
  (task, context) => findExperiment(experiments, task.experiment).run(task, context),
  (backend) => createKernels(backend, module),
);
