// How often the comparison of ensembles is right: a glass against a glass must agree, paths with 4Λ unique weights against the glass must depart.
//
//   npm run build && node scripts/comparison-null.mjs glass --repetitions 100 --disorders 40 --replicas 8 --sizes 8,12
//   npm run build && node scripts/comparison-null.mjs colored --repetitions 100 --disorders 12 --replicas 6 --sizes 6,8
//
// Prints how many repetitions were called agrees, departs or inconclusive, and how far the single p-values of the first distance are from uniform.
import { parseArgs } from 'node:util';
import { stream } from '../dist/base/philox.js';
import { compareEnds, descents, disorderEnds } from '../dist/claims/beyond/descent-samples.js';
import { experiments } from '../dist/ensembles/experiments/index.js';
import { createKernels } from '../dist/kernels/index.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: 'string', default: '100' },
    disorders: { type: 'string', default: '40' },
    replicas: { type: 'string', default: '8' },
    sizes: { type: 'string', default: '8,12' },
    permutations: { type: 'string', default: '499' },
    seed: { type: 'string', default: '17' },
  },
});
const [other = 'glass'] = positionals;
const sizes = options.sizes.split(',').map(Number);
const [repetitions, disorders, replicas, permutations, seed] = [
  'repetitions',
  'disorders',
  'replicas',
  'permutations',
  'seed',
].map((name) => Number(options[name]));
const kernels = createKernels();
const experiment = experiments['landscape-descent'];
const glass = (size, at) => ({ family: 'random-tensor', law: 'glass', order: 3, size, seed: at });
const others = {
  glass,
  colored: (size, at) => ({
    family: 'path-polynomial',
    wiring: 'colored',
    order: 3,
    size,
    weights: 4 * size,
    seed: at,
  }),
};

async function ends(landscape) {
  const { parameters } = descents(landscape, disorders, replicas, { points: 1000 });
  const spec = experiment.onLandscape.parse(parameters);
  const context = { kernels, artifact: () => Promise.reject(new Error('no data')), progress() {} };
  const units = [];
  for (const task of experiment.split(spec)) units.push(...disorderEnds(await experiment.run(task, context)));
  return units;
}

const labels = {};
const pValues = [];
for (let k = 0; k < repetitions; k++) {
  const splits = [];
  for (const size of sizes)
    splits.push({
      size,
      left: await ends(others[other](size, seed + 2 * k + 1)),
      right: await ends(glass(size, seed + 2 * k)),
    });
  const comparison = compareEnds(stream(seed, 'comparison-null', k, 'permutations'), splits, { permutations });
  labels[comparison.label] = (labels[comparison.label] ?? 0) + 1;
  pValues.push(...comparison.tests.filter(({ name }) => name === comparison.tests[0].name).map(({ pValue }) => pValue));
  if ((k + 1) % 10 === 0) console.error(k + 1, JSON.stringify(labels));
}
pValues.sort((a, b) => a - b);
const apart = Math.max(
  ...pValues.map((p, i) => Math.max(Math.abs(p - i / pValues.length), Math.abs(p - (i + 1) / pValues.length))),
);
console.log(
  JSON.stringify({
    other,
    sizes,
    disorders,
    replicas,
    repetitions,
    labels,
    kolmogorov: Number(apart.toFixed(4)),
    critical5: Number((1.358 / Math.sqrt(pValues.length)).toFixed(4)),
    p: pValues.length,
  }),
);
