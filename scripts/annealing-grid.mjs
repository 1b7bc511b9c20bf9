// How the schedule of annealed networks was chosen: held-out losses over the interval that weights are confined to × the temperature at
// the end, on training images only. Networks are annealed on the first 1000 training images, as in the claims that use the schedule, and
// measured on the last 10,000 training images; no test image is looked at. Seed 7002 is of no preset. Rule, fixed before the run: of the
// whole grid the point with the least mean over the widths of ln(mean held-out loss).
//   npm run build && node scripts/annealing-grid.mjs [--widths 10,25,50] [--networks 2] [--proposals 500000] [--levels]
// Prints Markdown for docs/decisions; --levels computes the temperatures of three values instead. About ten minutes on a free core.
import { parseArgs } from 'node:util';
import { streamAddress } from '../dist/base/philox.js';
import { labeledSamples, loadDataset } from '../dist/data/index.js';
import { drawStart, networkAnnealingSchema } from '../dist/ensembles/experiments/network-annealing-spec.js';
import { shapeOf } from '../dist/ensembles/experiments/network-training-spec.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { annealing } from '../dist/search/annealing.js';
import { run } from '../dist/search/search.js';

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
      levels: 3,
      startTemperature,
    }))
  : bounds.map((bound) => ({
      name: bound === null ? 'unbounded' : `± ${bound}`,
      bound,
      startTemperature: 1e-3,
      startStep: 0.5,
      endStep: 0.1,
    }));

const kernels = createKernels();
const { images, inputs, labels } = labeledSamples(
  'mnist-10x10',
  (await loadDataset('mnist-10x10', packagedMnist())).train,
);
const part = (from, to) => ({
  count: to - from,
  inputs,
  images: images.slice(from * inputs, to * inputs),
  labels: labels.slice(from, to),
});
const [learned, heldOut] = [part(0, 1000), part(50_000, 60_000)];
const began = performance.now();

console.log(`| | ${ends.map((end) => `T₁ = ${end}`).join(' | ')} |\n|${' --- |'.repeat(ends.length + 1)}`);
const points = rows.flatMap(({ name, ...settings }) => {
  const row = ends.map((endTemperature) => ({
    name: `${name}, T₁ = ${endTemperature}`,
    ...measure({ ...settings, endTemperature }),
  }));
  console.log(`| ${name} | ${row.map(({ cell }) => cell).join(' | ')} |`);
  return row;
});
points.sort((a, b) => a.score - b.score);
const best = points.slice(0, 3).map(({ name, score }) => `${name} (${score.toFixed(4)})`);
console.log(`\nLeast score: ${best.join(', ')}.`);
console.log(
  `Mean held-out and training losses at n₁ = ${widths.join(', ')}; ${networks} networks a width, ${values.proposals} proposals, seed 7002; ${Math.round((performance.now() - began) / 1000)} s.`,
);

function measure(settings) {
  const spec = networkAnnealingSchema.parse({
    ...settings,
    widths,
    networks,
    proposals: Number(values.proposals),
    seed: 7002,
  });
  const means = widths.map((width) => {
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
    const loss = (samples) => {
      const losses = new Float64Array(networks);
      fleet.evaluate(classExamples(samples, 10), losses, new Float64Array(networks));
      return losses.reduce((sum, l) => sum + l, 0) / networks;
    };
    return { heldOut: loss(heldOut), training: loss(learned) };
  });
  const score = means.reduce((sum, { heldOut: l }) => sum + Math.log(l), 0) / means.length;
  const cell = means.map((m) => `${m.heldOut.toFixed(4)} (${m.training.toFixed(4)})`).join(', ');
  return { score, cell };
}
