// What a shard costs beside its computation: runs of shards with ten records each, in a folder of the temporary files' disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { inlineExecutor } from '../dist/ensembles/executors/inline.js';
import { planEnsemble } from '../dist/ensembles/plan.js';
import { readRecords } from '../dist/ensembles/records.js';
import { runEnsemble, stateRun, workOff } from '../dist/ensembles/run.js';
import { fileStore } from '../dist/ensembles/stores/files.js';
import { wholeShards } from '../dist/ensembles/whole-shards.js';

const perTask = 10;

const counting = {
  name: 'counting',
  title: 'Numbers in their order',
  schema: z.object({ tasks: z.int() }),
  split: ({ tasks }) =>
    Array.from({ length: tasks }, (_, index) => ({
      ...{ index, experiment: 'counting', replicas: perTask, artifacts: [] },
      parameters: { first: index * perTask },
    })),
  async run({ parameters: { first } }) {
    const values = Float64Array.from({ length: perTask }, (_, i) => first + i);
    return { count: perTask, columns: { value: { kind: 'float64', values } } };
  },
};

export async function measureShards(tasks) {
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-shards-'));
  const store = fileStore(folder);
  const times = {};
  const timed = async (name, work) => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(used);
    times[`${name}MsAShard`] = (performance.now() - began) / tasks;
    times[`${name}CpuMsAShard`] = (user + system) / 1000 / tasks;
    return result;
  };
  try {
    const spec = { experiment: 'counting', parameters: { tasks }, backend: 'wasm' };
    const plan = await planEnsemble({ counting }, spec, async () => new Uint8Array());
    const executor = inlineExecutor(counting.run, () => undefined);
    const common = { store, executor, clock: Date.now };
    await stateRun(plan, {}, 'submitted', common);
    // As elements of a job array do: shards and journal lines, each flushed to the disk.
    await timed('work', () => workOff(plan, plan.tasks, 'bench', common));
    const listed = await timed('list', () => store.list());
    const { missing } = await timed('check', () => wholeShards(plan, store));
    // As the finishing job does: everything is checked, the manifest written, the journals removed.
    const manifest = await timed('finish', () => runEnsemble(plan, common));
    const { records } = await timed('read', () => readRecords(store));
    if (
      missing.length > 0 ||
      manifest.status !== 'complete' ||
      records.count !== tasks * perTask ||
      listed.length < tasks
    )
      throw new Error('the run is not what was written');
    return { bench: 'shards', shards: tasks, ...times, peakMB: process.resourceUsage().maxRSS / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
