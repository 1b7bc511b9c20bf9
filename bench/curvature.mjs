// Second derivatives of a trained 64-n₁-10 tanh network with cross-entropy on the inner 8 × 8 pixels of 1,797 digits, float64, one thread.
//   product  H v at a prepared point; torch: the best of functional.vhp, functional.hvp, and a second derivative through a kept graph
//   block    the same for one of 16 vectors at once; torch: the best of vmap over the kept graph and forward over reverse
//   index    the dense Hessian and what is negative, zero, positive at 0.001: form and inertia; torch: the best dense form, eigvalsh
// The contestants' products and counts must agree. Times of products are medians of rounds; `parts` of the index are form and count.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exp, log } from '../dist/base/functions.js';
import { stream, streamAddress } from '../dist/base/philox.js';
import { encodeNpy, joinPieces, loadDataset } from '../dist/data/index.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { countBelow } from '../dist/linalg/counting.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { startPeer } from './peer.mjs';
import { processorMs } from './processor.mjs';
import { alternate, median, printRatios } from './rounds.mjs';

const [inputs, outputs, count] = [64, 10, 1797];
const threshold = 0.001;
const vectors = 16;
const epochs = 20;

export async function curvature({ sizes = [32], peers = ['torch'], backend, quick, rounds, print }) {
  const samples = innerPixels((await loadDataset('mnist-10x10', packagedMnist())).train, quick ? 300 : count);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers
    .map((name) => ({ name, peer: startPeer(`curvature_${name}`, name, 1) }))
    .filter(({ peer }) => peer);
  try {
    for (const hidden of sizes) {
      const network = trained([inputs, hidden, outputs], samples, backend);
      const files = writeInputs(samples, network, folder);
      for (const work of ['product', 'block', 'index']) {
        const ours = contestants[work](network);
        const theirs = [];
        for (const { name, peer } of running) {
          const { form, ...answer } = await peer.ask({ do: 'prepare', work, hidden, threshold, ...files });
          ours.compare(name, answer);
          theirs.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
        }
        const run = async (repeats) => {
          const start = processorMs();
          for (let k = 0; k < repeats; k++) ours.run();
          return processorMs() - start;
        };
        const times = await alternate(
          [run, ...theirs.map((peer) => peer.run)],
          rounds ?? (quick ? 1 : work === 'index' ? 3 : 9),
          quick ? 50 : 300,
        );
        const [oursMs, ...peersMs] = times.map((list) => median(list) / ours.units);
        const timed = theirs.map((peer, k) => ({ ...peer, ms: peersMs[k] }));
        const { dimension } = network.kernel;
        printRatios(print, hidden, oursMs, timed, {
          work,
          backend,
          samples: samples.count,
          dimension,
          ...ours.details(),
        });
      }
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

const contestants = {
  product: (network) => multiplied(network, 1),
  block: (network) => multiplied(network, vectors),
  index({ kernels, point, kernel }) {
    const n = kernel.dimension;
    const symmetric = kernels.symmetric(n);
    let counts;
    let parts;
    const run = () => {
      const start = processorMs();
      point.matrix(symmetric);
      const formed = processorMs();
      const error = point.errors.matrix.value;
      const [below, notAbove] = [countBelow(symmetric, -threshold, error), countBelow(symmetric, threshold, error)];
      counts = { negative: below.low, zero: notAbove.low - below.high, positive: n - notAbove.high };
      parts = { form: Math.round(formed - start), count: Math.round(processorMs() - formed) };
    };
    run();
    return {
      run,
      units: 1,
      compare(name, theirs) {
        for (const side of Object.keys(counts))
          if (theirs[side] !== counts[side])
            throw new Error(`bench: ${name} counts ${theirs[side]} ${side} eigenvalues, we ${counts[side]}`);
      },
      details: () => ({ ...counts, parts }),
    };
  },
};

/** Products of a block of vectors; times are of one of them. */
function multiplied({ point, kernel, directions }, some) {
  const n = kernel.dimension;
  const out = new Float64Array(some * n);
  const run = () => point.multiply(directions, some, out);
  run();
  return {
    run,
    units: some,
    compare(name, { product }) {
      const size = Math.max(...out.map(Math.abs));
      product.forEach((x, i) => {
        if (!(Math.abs(x - out[i]) < 1e-12 * size)) throw new Error(`bench: ${name} has another product than we`);
      });
    },
    details: () => ({ vectors: some }),
  };
}

/** The first images without their border. */
function innerPixels({ x: images, labels }, some) {
  const x = new Float32Array(some * inputs);
  for (let s = 0; s < some; s++)
    for (let row = 0; row < 8; row++)
      x.set(images.subarray(s * 100 + (row + 1) * 10 + 1, s * 100 + (row + 1) * 10 + 9), s * inputs + row * 8);
  return { count: some, inputs, images: x, labels: labels.slice(0, some) };
}

/** A point after a few passes of Adam, prepared; and directions. */
function trained(sizes, samples, backend) {
  const kernels = createKernels(backend);
  const shape = { sizes, activation: 'tanh', loss: 'cross-entropy' };
  const fleet = kernels.networks(shape, 1, 'float64', { name: 'adam' });
  const parameters = new Float64Array(fleet.dimension);
  kernels.fillNormals(streamAddress(1, 'bench', 0, 'parameters'), 0, parameters);
  fleet.setParameters(
    0,
    parameters.map((x) => 0.1 * x),
  );
  const examples = classExamples(samples, sizes.at(-1));
  const order = Uint32Array.from({ length: samples.count }, (_, k) => k);
  const rates = new Float64Array(Math.ceil(samples.count / 100)).fill(0.003);
  for (let epoch = 0; epoch < epochs; epoch++) fleet.train(examples, order, 100, rates);
  fleet.getParameters(0, parameters);
  const draw = stream(1, 'bench', 1, 'directions');
  const directions = Float64Array.from({ length: vectors * parameters.length }, () => draw.normal());
  const kernel = kernels.networkCurvature(
    { sizes, activation: 'tanh', bias: true },
    { count: samples.count, x: samples.images },
  );
  return { kernels, kernel, parameters, directions, point: kernel.at(parameters, crossEntropy(samples)) };
}

/** The mean cross-entropy of the softmax, with its derivatives at the outputs. */
function crossEntropy({ count: some, labels }) {
  return (z) => {
    const probabilities = new Float64Array(z.length);
    const gradient = new Float64Array(z.length);
    let value = 0;
    for (let s = 0, at = 0; s < some; s++, at += outputs) {
      const row = z.subarray(at, at + outputs);
      const largest = Math.max(...row);
      const weights = row.map((x) => exp(x - largest));
      const total = weights.reduce((sum, w) => sum + w, 0);
      value += (log(total) + largest - row[labels[s]]) / some;
      for (let o = 0; o < outputs; o++) {
        probabilities[at + o] = weights[o] / total;
        gradient[at + o] = (probabilities[at + o] - (o === labels[s] ? 1 : 0)) / some;
      }
    }
    const weights = new Float64Array(some).fill(1 / some);
    return { value, gradient, curvature: { kind: 'covariance', weights, probabilities } };
  };
}

function writeInputs(samples, { parameters, directions }, folder) {
  const save = (name, shape, data) => {
    const path = join(folder, `${name}.npy`);
    writeFileSync(path, joinPieces(encodeNpy({ shape, data })));
    return path;
  };
  return {
    images: save('images', [samples.count, inputs], samples.images),
    labels: save('labels', [samples.count], samples.labels),
    parameters: save('parameters', [parameters.length], parameters),
    directions: save('directions', [vectors, parameters.length], directions),
  };
}
