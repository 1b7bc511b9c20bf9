// The images on which settings of networks are chosen: networks learn the first 1000 training images, as in the claims that use the
// settings, and are measured on the last 10,000 training images; no test image is looked at. Of a grid the point with the least mean over
// the widths of ln(mean held-out loss) is taken. Seed 7002 is of no preset.
import { labeledSamples, loadDataset } from '../dist/data/index.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';

export const seed = 7002;
export const kernels = createKernels();
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
export const learned = part(0, 1000);
const heldOut = part(50_000, 60_000);

/** Mean losses of the networks of a fleet on the held-out and on the learned images. */
export function lossesOf(fleet) {
  const loss = (samples) => {
    const losses = new Float64Array(fleet.count);
    fleet.evaluate(classExamples(samples, 10), losses, new Float64Array(fleet.count));
    return losses.reduce((sum, l) => sum + l, 0) / fleet.count;
  };
  return { heldOut: loss(heldOut), training: loss(learned) };
}

/** Prints the grid as Markdown, and the best of it. @param measure  of settings, the losses of each width */
export function printGrid(corner, rows, columns, measure, made) {
  const began = performance.now();
  console.log(
    `| ${corner} | ${columns.map(({ name }) => name).join(' | ')} |\n|${' --- |'.repeat(columns.length + 1)}`,
  );
  const points = rows.flatMap((row) => {
    const points = columns.map((column) => {
      const means = measure({ ...row.settings, ...column.settings });
      const score = means.reduce((sum, { heldOut: l }) => sum + Math.log(l), 0) / means.length;
      const cell = means.map((m) => `${m.heldOut.toFixed(4)} (${m.training.toFixed(4)})`).join(', ');
      return { name: `${row.name}, ${column.name}`, score, cell };
    });
    console.log(`| ${row.name} | ${points.map(({ cell }) => cell).join(' | ')} |`);
    return points;
  });
  points.sort((a, b) => a.score - b.score);
  const best = points.slice(0, 3).map(({ name, score }) => `${name} (${score.toFixed(4)})`);
  console.log(`\nLeast score: ${best.join(', ')}.`);
  console.log(
    `Mean held-out (training) losses, ${made}, seed ${seed}; ${Math.round((performance.now() - began) / 1000)} s.`,
  );
}
