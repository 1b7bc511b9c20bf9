// Hessian-vector products at a prepared point, of a 100-50-10 ReLU network and of glasses, against the way without preparation: passes over
// the samples at every product, the Hessian formed at every product. Ratio = that / the prepared product.

import { loadDataset } from '../dist/data/index.js';
import { createKernels } from '../dist/kernels/index.js';
import { labeledExamples, networkHessian, networkLandscape, randomStart, spinGlass } from '../dist/landscapes/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { alternate, median, printRatios } from './rounds.mjs';
import { firstSamples } from './samples.mjs';

export async function hessianVector({ quick, rounds, print }) {
  const kernels = createKernels();
  const compare = async (size, landscape, point, unprepared, form, more) => {
    const hessian = landscape.hessianAt(point);
    const direction = point.map((_, i) => Math.cos(i * i));
    const out = new Float64Array(point.length);
    const times = await alternate(
      [timed(() => hessian.apply(direction, out)), timed(() => unprepared(direction, out))],
      rounds ?? (quick ? 1 : 7),
      quick ? 50 : 300,
    );
    hessian.release();
    const [product, peer] = times.map(median);
    printRatios(print, size, product, [{ name: 'unprepared', form, ms: peer }], more);
  };

  const { train } = await loadDataset('mnist-10x10', packagedMnist());
  const count = quick ? 200 : 2000;
  const samples = firstSamples(train, count);
  const model = { sizes: [100, 50, 10], activation: 'relu', loss: 'cross-entropy' };
  const examples = labeledExamples(samples, 10, model.loss);
  const network = networkLandscape(model, examples, kernels);
  const point = Float64Array.from({ length: network.dimension }, (_, i) => 0.2 * Math.sin(i * i));
  const passes = networkHessian(model, examples, point).whole;
  await compare(50, network, point, (v, out) => passes.apply(v, out), 'passes', { of: 'network', samples: count });

  for (const size of quick ? [100] : [100, 200, 300]) {
    const shape = { order: 3, size, seed: 1, disorder: 0 };
    const glass = spinGlass(shape, kernels, 'float64');
    const start = new Float64Array(size);
    randomStart(shape, 0, start);
    const formed = (v, out) => {
      const hessian = glass.hessianAt(start);
      hessian.apply(v, out);
      hessian.release();
    };
    await compare(size, glass, start, formed, 'formed', { of: 'glass' });
  }
}

function timed(call) {
  return async (repeats) => {
    const start = performance.now();
    for (let k = 0; k < repeats; k++) call();
    return performance.now() - start;
  };
}
