// The first shard of a small run of every experiment, with its hash: what no engine, version of Node or browser may change.
import { sha256Hex } from '../dist/data/index.js';
import { experiments, inlineExecutor, memoryStore, planEnsemble, runEnsemble } from '../dist/ensembles/index.js';
import { smallRuns } from './small-runs.mjs';

/**
 * Runs in Node and in a browser.
 * @param kernels   that compute
 * @param dataset   bytes of the artifact that networks train on
 * @returns         sha256 by the experiment's name
 */
export async function firstShards(kernels, dataset) {
  const hashes = {};
  for (const [experiment, parameters] of Object.entries(smallRuns)) {
    const whole = await planEnsemble(experiments, { experiment, parameters }, async () => dataset);
    const [first] = whole.tasks;
    const store = memoryStore();
    const executor = inlineExecutor(
      (task, context) => experiments[task.experiment].run(task, context),
      () => kernels,
    );
    await runEnsemble({ ...whole, tasks: [first], replicas: first.replicas }, { store, executor, clock: () => 0 });
    const [shard] = (await store.list()).filter((name) => name.endsWith('.parquet'));
    hashes[experiment] = await sha256Hex(await store.read(shard));
  }
  return hashes;
}
