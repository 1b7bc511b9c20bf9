// How the schedule of annealed networks was chosen: held-out losses over the interval that weights are confined to × the temperature at
// the end (images and rule: scripts/held-out.mjs, fixed before the run).
//   npm run build && node scripts/annealing-grid.mjs [--widths 10,25,50] [--networks 2] [--proposals 500000] [--levels]
// Prints Markdown for docs/decisions; --levels computes the temperatures of three values instead. About ten minutes on a free core.
import { parseArgs } from 'node:util';
import { streamAddress } from '../dist/base/philox.js';
import { drawStart, networkAnnealingSchema } from '../dist/ensembles/experiments/network-annealing-spec.js';
import { shapeOf } from '../dist/ensembles/experiments/network-training-spec.js';
import { annealing } from '../dist/search/annealing.js';
import { run } from '../dist/search/search.js';
import { kernels, learned, lossesOf, printGrid, seed } from './held-out.mjs';

const { values } = parseArgs({
  options: {
    widths: { type: 'string', default: '10,25,50' },
    networks: { type: 'string', default: '2' },
    proposals: { type: 'string', default: '500000' },
    levels: { type: 'boolean', default: false },
  },
});
const widths = values.widths.split(',').map(Number);
const networks = Number(values.networks);

const ends = [1e-3, 3e-4, 1e-4, 3e-5];
// None below 0.5, the cube that the starts are drawn in, which SGD shares.
const bounds = [null, 1, 0.7, 0.5];
const rows = values.levels
  ? [1e-2, 1e-3].map((startTemperature) => ({
      name: `3 values, T₀ = ${startTemperature}`,
      settings: { levels: 3, startTemperature },
    }))
  : bounds.map((bound) => ({
      name: bound === null ? 'unbounded' : `± ${bound}`,
      settings: { bound, startTemperature: 1e-3, startStep: 0.5, endStep: 0.1 },
    }));
const columns = ends.map((endTemperature) => ({ name: `T₁ = ${endTemperature}`, settings: { endTemperature } }));

printGrid(
  '',
  rows,
  columns,
  measure,
  `${networks} networks at n₁ = ${widths.join(', ')}, ${values.proposals} proposals`,
);

function measure(settings) {
  const spec = networkAnnealingSchema.parse({
    ...settings,
    widths,
    networks,
    proposals: Number(values.proposals),
    seed,
  });
  return widths.map((width) => {
    const shape = shapeOf(spec, width);
    const fleet = kernels.rectified(shape, networks, spec.precision);
    for (let k = 0; k < networks; k++) {
      const problem = {
        ...spec,
        start() {
          const stream = streamAddress(spec.seed, 'network-annealing', k, `proposals/${width}`);
          const { levels, bound, precision } = spec;
          const walk = kernels.rectifiedWalk(shape, learned, { stream, levels, bound, precision });
          const start = new Float64Array(walk.dimension);
          drawStart(spec, shape, k, start);
          walk.load(start);
          return walk;
        },
      };
      const { walk } = run(annealing(problem));
      const end = new Float64Array(walk.dimension);
      walk.point(end);
      fleet.setParameters(k, end);
    }
    return lossesOf(fleet);
  });
}
