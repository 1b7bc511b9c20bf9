// The work of a preset as `reproduce --executor slurm` hands it in: every distinct ensemble of all claims, its tasks with their seconds on one core.
import { host } from '../dist/cli/host.js';
import { taskSeconds } from '../dist/cluster/task-seconds.js';
import { forecastSpec } from '../dist/ensembles/forecast.js';
import { canonicalJson } from '../dist/ensembles/hash.js';
import { completeSpec } from '../dist/ensembles/parameters.js';

const unlimited = { memory: Infinity, disk: Infinity };

export async function forecastWork(preset, seed = 1) {
  const experiments = await host.experiments();
  const specs = new Map();
  for (const claim of Object.values(await host.claims()))
    for (const spec of Object.values(claim.needs(preset, seed))) specs.set(canonicalJson({ ...spec }), spec);
  const timings = new Map();
  const loads = [];
  for (const spec of specs.values()) {
    const kernels = await host.kernels(spec.backend);
    const { seconds, memory } = await forecastSpec(experiments, spec, 1, kernels, unlimited, timings);
    const { experiment, parsed } = completeSpec(experiments, spec);
    const each = taskSeconds(experiment.split(parsed), seconds);
    loads.push({
      run: `run-${loads.length}`,
      experiment: experiment.name,
      restarts: experiment.restarts === true,
      memory,
      tasks: [...each].map(([index, s]) => ({ index, seconds: s })),
    });
  }
  return loads;
}
