// How the recipe of SGD beside annealing was chosen: held-out losses over the rate × its decay, for 200 epochs of minibatches of 100, on the
// images on which the schedule of annealing was chosen and by the same rule (scripts/held-out.mjs), fixed before the run; as many points.
//   npm run build && node scripts/sgd-grid.mjs [--widths 10,25,50] [--networks 8] [--epochs 200]
// Prints Markdown for docs/decisions. About two minutes on a free core.
import { parseArgs } from 'node:util';
import {
  dataOrder,
  drawParameters,
  networkTrainingSchema,
  shapeOf,
} from '../dist/ensembles/experiments/network-training-spec.js';
import { placed } from '../dist/ensembles/experiments/training-records.js';
import { classExamples } from '../dist/kernels/index.js';
import { run } from '../dist/search/search.js';
import { sgd } from '../dist/search/sgd.js';
import { kernels, learned, lossesOf, printGrid, seed } from './held-out.mjs';

const { values } = parseArgs({
  options: {
    widths: { type: 'string', default: '10,25,50' },
    networks: { type: 'string', default: '8' },
    epochs: { type: 'string', default: '200' },
  },
});
const widths = values.widths.split(',').map(Number);
const [networks, epochs] = [Number(values.networks), Number(values.epochs)];
const settingsOf = (name, all) => all.map((value) => ({ name: `${name} ${value}`, settings: { [name]: value } }));

printGrid(
  '',
  settingsOf('rate', [0.1, 0.3, 1, 3]),
  settingsOf('decay', [0, 0.03, 0.1, 0.3]),
  measure,
  `${networks} networks at n₁ = ${widths.join(', ')}, ${epochs} epochs`,
);

function measure(settings) {
  const spec = networkTrainingSchema.parse({ ...settings, widths, networks, epochs, trainSize: learned.count, seed });
  return widths.map((width) => {
    const shape = shapeOf(spec, width);
    const problem = {
      ...spec,
      train: classExamples(learned, 10),
      order: (epoch) => dataOrder(spec, epoch),
      start: () =>
        placed(kernels.rectified(shape, networks, spec.precision), (k, out) => drawParameters(spec, shape, k, out)),
    };
    return lossesOf(run(sgd(problem)).fleet);
  });
}
