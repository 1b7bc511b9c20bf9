/** The same small runs on the built package, in Node and in a browser's worker: shards by name with their hashes. */
import { sha256Hex } from '../../dist/data/index.js';
import { experiments, inlineExecutor, memoryStore, runEnsemble } from '../../dist/ensembles/index.js';
import { planEnsemble } from '../../dist/ensembles/plan.js';
import { createKernels } from '../../dist/kernels/index.js';
import { firstShards } from '../../scripts/first-shards.mjs';

/** Besides the small runs of every experiment: several precisions, orders, families. */
const specs = [
  {
    experiment: 'spin-glass-descent',
    parameters: { size: 31, replicas: 20, disorders: 2, seed: 3, temperature: 0.1, coolingSteps: 20 },
  },
  { experiment: 'spin-glass-descent', parameters: { order: 4, size: 9, replicas: 5, precision: 'float64' } },
  {
    experiment: 'network-training',
    parameters: { widths: [13], networks: 3, epochs: 2, trainSize: 700, testSize: 300, keepParameters: true },
  },
  // Landscapes by their families: the registry is there too.
  {
    experiment: 'saddle-search',
    parameters: { landscape: { family: 'spin-glass', order: 4, size: 7, seed: 2 }, disorders: 2, starts: 3 },
  },
  {
    experiment: 'saddle-search',
    parameters: {
      landscape: { family: 'network', activation: 'identity', loss: 'squared', pixels: 10, images: 60 },
      starts: 1,
      methods: ['newton-mr'],
    },
  },
] as const;

/** @param dataset bytes of the artifact the networks train on */
export async function shards(dataset: Uint8Array): Promise<Record<string, string>> {
  const hashes = await firstShards(createKernels(), dataset);
  for (const [i, spec] of specs.entries()) {
    const plan = await planEnsemble(experiments, spec, async () => dataset);
    const store = memoryStore();
    const executor = inlineExecutor((task, context) => experiments[task.experiment]!.run(task, context), createKernels);
    await runEnsemble(plan, { store, executor, clock: () => 0 });
    for (const name of await store.list())
      if (name.endsWith('.parquet'))
        hashes[`${i} ${spec.experiment} ${name}`] = await sha256Hex(await store.read(name));
  }
  return hashes;
}
