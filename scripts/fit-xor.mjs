// Chooses what Table 1 of [swirszcz2017local] leaves open, on XOR alone: every combination of the grid in
// src/claims/swirszcz2017/tiny-settings.ts is trained, and docs/results/xor-settings.md lists how far each is from the printed percentages.
//
//   npm run build && node scripts/fit-xor.mjs [--networks 96] [--seed N] [--out FILE] [--workers 2]
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  cellParameters,
  cellsOf,
  distanceFromPrinted,
  grid,
  isConverged,
} from '../dist/claims/swirszcz2017/tiny-settings.js';
import { tinyTraining } from '../dist/ensembles/experiments/tiny-training.js';
import { openKernels } from '../dist/kernels/index.js';
import { openEngine } from '../dist/node/engine.js';

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: '96' },
    seed: { type: 'string', default: '20170217' },
    workers: { type: 'string', default: '2' },
    part: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('../docs/results/xor-settings.md', import.meta.url)) },
  },
});
const networks = Number(values.networks);
const workers = Number(values.workers);
const combinations = Object.keys(grid.losses).flatMap((loss) =>
  Object.keys(grid.starts).flatMap((start) =>
    Object.entries(grid.rates).flatMap(([optimizer, rates]) => rates.map((rate) => ({ loss, start, optimizer, rate }))),
  ),
);

/** Shares that converged, after each of the kept numbers of steps, for the cells of one combination. */
async function sharesOf({ loss, start, optimizer, rate }, kernels) {
  const cells = cellsOf(['xor']).filter((cell) => cell.optimizer === optimizer);
  const shares = [];
  for (const cell of cells) {
    const parameters = cellParameters({ loss, start, rate, steps: grid.steps }, cell);
    const spec = tinyTraining.schema.parse({
      ...parameters,
      networks,
      networksPerTask: networks,
      seed: Number(values.seed),
    });
    const [task] = tinyTraining.split(spec);
    const { width, values: worsts } = (await tinyTraining.run(task, { kernels, progress() {} })).columns.worsts;
    const count = new Array(width).fill(0);
    worsts.forEach((worst, i) => {
      count[i % width] += Number(isConverged(worst));
    });
    shares.push({ cell, shares: count.map((n) => n / networks) });
  }
  return shares;
}

if (values.part !== undefined) {
  const kernels = await openKernels((await openEngine()).order);
  for (const [k, combination] of combinations.entries())
    if (k % workers === Number(values.part)) process.send({ k, cells: await sharesOf(combination, kernels) });
  process.disconnect();
} else {
  const found = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: workers }, (_, part) => {
      const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--part', String(part)]);
      child.on('message', ({ k, cells }) => {
        found.push({ ...combinations[k], cells });
        process.stderr.write(
          `${found.length} of ${combinations.length} after ${Math.round((performance.now() - began) / 1000)} s\n`,
        );
      });
      return new Promise((resolve, reject) =>
        child.on('close', (code) => (code ? reject(new Error(`worker ${part}`)) : resolve())),
      );
    }),
  );
  writeFileSync(values.out, documentOf(settingsOf(found)));
}

/** Every loss, start and number of steps, with the best rate of either optimizer there and the distance of both together. */
function settingsOf(found) {
  const halvings = found[0].cells[0].shares.length - 1;
  return Object.keys(grid.losses).flatMap((loss) =>
    Object.keys(grid.starts).flatMap((start) =>
      Array.from({ length: halvings + 1 }, (_, h) => {
        const steps = Math.floor(grid.steps * 2 ** (h - halvings));
        const at = (optimizer) =>
          found
            .filter((each) => each.loss === loss && each.start === start && each.optimizer === optimizer)
            .map(({ rate, cells }) => {
              const shares = cells.map(({ cell, shares }) => ({ cell, share: shares[h] }));
              return { rate, shares, distance: distanceFromPrinted(shares) };
            })
            .sort((a, b) => a.distance - b.distance);
        const [adam, descent] = [at('adam'), at('gradient-descent')];
        const distance = distanceFromPrinted([...adam[0].shares, ...descent[0].shares]);
        return { loss, start, steps, adam, descent, distance };
      }),
    ),
  );
}

function documentOf(settings) {
  const ordered = settings.toSorted((a, b) => a.distance - b.distance);
  const percent = (share) => (100 * share).toFixed(1);
  const rates = (list) =>
    list
      .toSorted((a, b) => a.rate - b.rate)
      .map(({ rate, distance }) => `${rate}: ${percent(distance)}`)
      .join(', ');
  const [best] = ordered;
  const cells = [...best.adam[0].shares, ...best.descent[0].shares].map(
    ({ cell, share }) => `| ${cell.activation} | ${cell.optimizer} | ${cell.hidden} | ${percent(share)} |`,
  );
  return `# Settings of XOR

What the paper leaves open of Table 1 [swirszcz2017local] is chosen here, on XOR alone. A combination's distance is the root mean square, over the
24 cells of XOR, of the share that converged less the printed one, in points of percent. ${networks} networks a cell, seed ${values.seed}, float32; written by
\`node scripts/fit-xor.mjs --networks ${networks} --seed ${values.seed}\`.

The nearest: ${best.loss}; ${best.start}; ${best.steps} steps; rate ${best.adam[0].rate} of Adam, ${best.descent[0].rate} of gradient descent; distance ${percent(best.distance)}.

| activation | optimizer | units | converged, % |
| --- | --- | --- | --- |
${cells.join('\n')}

## All combinations

Each rate with its distance on the 12 cells of its optimizer; the distance of a row is that of the two nearest rates together.

| loss | start | steps | Adam, rate: distance | gradient descent, rate: distance | distance |
| --- | --- | --- | --- | --- | --- |
${ordered.map((row) => `| ${row.loss} | ${row.start} | ${row.steps} | ${rates(row.adam)} | ${rates(row.descent)} | ${percent(row.distance)} |`).join('\n')}
`;
}
