// Training of an ensemble of 100-n₁-10 ReLU networks on 10 × 10 MNIST, float32, 1 thread each: one pass over the samples in minibatches
// of 100. Times are milliseconds of a processor for one step of the whole ensemble; the best
// of the rounds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamAddress, streamAt } from '../dist/base/philox.js';
import { encodeNpy, joinPieces, loadDataset } from '../dist/data/index.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { startPeer } from './peer.mjs';
import { kernelsAtHand, spent } from './processor.mjs';
import { alternate, printRatios } from './rounds.mjs';
import { firstSamples } from './samples.mjs';

const batch = 100;
const rate = 0.05;
const inputs = 100;
const outputs = 10;
/** Networks side by side: about as many hidden units in all at every width, so that no contestant runs out of cache at one and not at another; vectors of 16 are full. */
const ensembleSize = (hidden) => 16 * Math.ceil(5000 / hidden / 16);
/** Relative difference allowed between the losses after one pass from the same start: rounding in float32, grown over the steps. */
const tolerance = 1e-3;

export async function networks({
  sizes = [25, 50, 100, 250, 500],
  peers = ['torch', 'jax', 'numpy'],
  backend,
  engine,
  quick,
  rounds,
  print,
}) {
  const samples = firstSamples((await loadDataset('mnist-10x10', packagedMnist())).train, quick ? 1000 : 5000);
  const order = Uint32Array.from({ length: samples.count }, (_, k) => k);
  streamAt(streamAddress(1, 'bench', 0, 'order')).shuffle(order);
  const hand = kernelsAtHand(backend, engine);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers
    .map((name) => ({ name, peer: startPeer(`networks_${name}`, name, 1) }))
    .filter(({ peer }) => peer);
  try {
    for (const hidden of sizes) {
      const count = ensembleSize(hidden);
      const parameters = startParameters(hidden, count);
      const files = writeInputs(samples, order, parameters, count, folder);
      const ours = startOurs({ kernels: hand.kernels, hidden, count, samples, order, parameters });
      const prepared = [];
      for (const { name, peer } of running) {
        const { form, losses } = await peer.ask({ do: 'prepare', inputs, hidden, outputs, batch, rate, ...files });
        compare(name, hidden, ours.losses, losses);
        prepared.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
      }
      const times = await alternate(
        [ours.run, ...prepared.map(({ run }) => run)],
        rounds ?? (quick ? 1 : 7),
        quick ? 50 : 400,
      );
      const [oursMs, ...theirs] = times.map((list) => Math.min(...list) / Math.ceil(samples.count / batch));
      const timed = prepared.map((peer, k) => ({ ...peer, ms: theirs[k] }));
      printRatios(print, hidden, oursMs, timed, { backend, engine: hand.engine, threads: 1, networks: count });
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

/** count × parameters in the contract's order, normal with deviation 0.1. */
function startParameters(hidden, count) {
  const parameters = new Float64Array(count * (hidden * (inputs + 1) + outputs * (hidden + 1)));
  createKernels('reference').fillNormals(streamAddress(1, 'bench', 0, 'parameters'), 0, parameters);
  return parameters.map((x) => Math.fround(0.1 * x));
}

function writeInputs(samples, order, parameters, count, folder) {
  const save = (name, shape, data) => {
    const path = join(folder, `${name}.npy`);
    writeFileSync(path, joinPieces(encodeNpy({ shape, data })));
    return path;
  };
  return {
    images: save('images', [samples.count, inputs], samples.images),
    labels: save('labels', [samples.count], samples.labels),
    order: save('order', [order.length], Int32Array.from(order)),
    parameters: save('parameters', [count, parameters.length / count], Float32Array.from(parameters)),
  };
}

function startOurs({ kernels, hidden, count, samples, order, parameters }) {
  const fleet = kernels.rectified({ inputs, hidden, outputs }, count, 'float32');
  const each = parameters.length / count;
  for (let k = 0; k < count; k++) fleet.setParameters(k, parameters.subarray(k * each, (k + 1) * each));
  const rates = new Float64Array(Math.ceil(samples.count / batch)).fill(rate);
  const losses = new Float64Array(count);
  const examples = classExamples(samples, outputs);
  fleet.train(examples, order, batch, rates);
  fleet.evaluate(examples, losses, new Float64Array(count));
  return {
    losses,
    run: (repeats) => spent(() => fleet.train(examples, order, batch, rates), repeats),
  };
}

function compare(name, hidden, ours, theirs) {
  const worst = Math.max(...Array.from(ours, (loss, k) => Math.abs(theirs[k] / loss - 1)));
  if (!(worst < tolerance))
    throw new Error(`bench: losses of ${name} at ${hidden} units differ from ours by ${worst}, relative`);
}
