// A Hessian-vector product of a 100-n₁-10 ReLU network against its own gradient on the same samples: ratio = gradient / product.

import { loadDataset } from '../dist/data/index.js';
import { labeledExamples, networkLandscape } from '../dist/landscapes/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { alternate, median, printRatios } from './rounds.mjs';

export async function hessianVector({ sizes = [100], quick, rounds, print }) {
  const { images, labels } = (await loadDataset('mnist-10x10', packagedMnist())).train;
  const count = quick ? 200 : 2000;
  const samples = { count, inputs: 100, images: images.slice(0, count * 100), labels: labels.slice(0, count) };
  for (const hidden of sizes) {
    const shape = { sizes: [100, hidden, 10], activation: 'relu', loss: 'cross-entropy' };
    const landscape = networkLandscape(shape, labeledExamples(samples, 10, shape.loss));
    const point = Float64Array.from({ length: landscape.dimension }, (_, i) => 0.2 * Math.sin(i * i));
    const direction = point.map((_, i) => Math.cos(i * i));
    const [value, out] = [new Float64Array(1), new Float64Array(point.length)];
    const hessian = landscape.hessianAt(point);
    const timed = (call) => async (repeats) => {
      const start = performance.now();
      for (let k = 0; k < repeats; k++) call();
      return performance.now() - start;
    };
    const times = await alternate(
      [timed(() => hessian.apply(direction, out)), timed(() => landscape.valueAndGradient(point, 1, value, out))],
      rounds ?? (quick ? 1 : 7),
      quick ? 50 : 300,
    );
    const [product, gradient] = times.map(median);
    printRatios(print, hidden, product, [{ name: 'gradient', form: 'ours', ms: gradient }], { samples: count });
  }
}
