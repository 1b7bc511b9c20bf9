// How the training recipe was chosen, and how much hangs on it: median held-out loss over rate × decay, rate × batch and rate × start,
// on training images only. The networks learn from the first 50,000 training images and are measured on the last 10,000; no test image
// is looked at. Seeds are not those of any preset. Rule, fixed before the run: of the plane rate × decay at the default batch and cube,
// the point with the least mean over the widths of ln(median held-out loss), no network lost.
//   npm run build && node scripts/training-grid.mjs [--epochs 10] [--networks 4] [--widths 25,100,500] [--plane]
// Prints Markdown for docs/decisions; --plane computes rate × decay alone. About four minutes on a free core.
import { parseArgs } from 'node:util';
import { labeledSamples, loadDataset } from '../dist/data/index.js';
import {
  dataOrder,
  drawParameters,
  networkTrainingSchema,
  shapeOf,
} from '../dist/ensembles/experiments/network-training-spec.js';
import { placed } from '../dist/ensembles/experiments/training-records.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { run } from '../dist/search/search.js';
import { sgd } from '../dist/search/sgd.js';

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: '10' },
    networks: { type: 'string', default: '4' },
    widths: { type: 'string', default: '25,100,500' },
    plane: { type: 'boolean', default: false },
  },
});
const epochs = Number(values.epochs);
const networks = Number(values.networks);
const widths = values.widths.split(',').map(Number);

const rates = [0.1, 0.2, 0.5, 1, 2];
const decays = [0, 0.1, 0.5, 2].map((decay) => ({ name: `decay ${decay}`, decay }));
const batches = [10, 30, 300].map((batch) => ({ name: `batch ${batch}`, batch }));
const starts = [
  { name: 'cube [−1, 1]', cube: 1 },
  { name: 'cube [0, 1]', cubeCenter: 0.5 },
  { name: '[−½, ½]/√inputs', fanIn: true },
];

const kernels = createKernels();
const train = labeledSamples('mnist-10x10', (await loadDataset('mnist-10x10', packagedMnist())).train);
const [learned, heldOut] = [part(train, 0, 50_000), part(train, 50_000, 60_000)];
const began = performance.now();

const plane = table('Rate × decay, batch 100, cube [−½, ½]', decays);
if (!values.plane) {
  table('Rate × batch, decay 0.1, cube [−½, ½]', batches);
  table('Rate × start, decay 0.1, batch 100', starts);
}
const sound = plane.filter(({ lost }) => lost === 0).sort((a, b) => a.score - b.score);
console.log(
  `Least score: ${sound
    .slice(0, 3)
    .map(({ name, score }) => `${name} (${score.toFixed(4)})`)
    .join(', ')}.`,
);
console.log(
  `\n${networks} networks a width, ${epochs} epochs, seed 7001; ${Math.round((performance.now() - began) / 1000)} s.`,
);

/** Prints the median held-out losses, one row a variant, one column a rate; returns every point with its score. */
function table(title, variants) {
  console.log(
    `### ${title}\n\n| | ${rates.map((rate) => `η = ${rate}`).join(' | ')} |\n|${' --- |'.repeat(rates.length + 1)}`,
  );
  const points = variants.flatMap(({ name, ...settings }) => {
    const row = rates.map((rate) => ({ name: `η = ${rate}, ${name}`, ...measure({ ...settings, rate }) }));
    console.log(`| ${name} | ${row.map(({ cell }) => cell).join(' | ')} |`);
    return row;
  });
  console.log('');
  return points;
}

function measure(settings) {
  const spec = networkTrainingSchema.parse({
    ...settings,
    widths,
    networks,
    epochs,
    trainSize: learned.count,
    seed: 7001,
  });
  const medians = [];
  let lost = 0;
  for (const width of widths) {
    const shape = shapeOf(spec, width);
    const { fleet, statuses } = run(
      sgd({
        ...spec,
        train: learned,
        order: (epoch) => dataOrder(spec, epoch),
        start: () =>
          placed(kernels.rectified(shape, networks, spec.precision), (k, out) => drawParameters(spec, shape, k, out)),
      }),
    );
    const losses = new Float64Array(networks);
    fleet.evaluate(heldOut, losses, new Float64Array(networks));
    lost += statuses.filter((status) => status === 'diverged' || status === 'non-finite').length;
    medians.push(median([...losses].map((loss) => (Number.isFinite(loss) ? loss : Infinity))));
  }
  const score = medians.reduce((sum, loss) => sum + Math.log(loss), 0) / medians.length;
  const cell = `${medians.map((loss) => loss.toFixed(4)).join(', ')}${lost ? ` (${lost} lost)` : ''}`;
  return { score, lost, cell };
}

function part({ inputs, images, labels }, from, to) {
  const [first, last] = [from * inputs, to * inputs];
  const some = { count: to - from, inputs, images: images.slice(first, last), labels: labels.slice(from, to) };
  return classExamples(some, 10);
}

function median(numbers) {
  const sorted = numbers.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
