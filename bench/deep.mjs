// Training of one network 784-n×5-10 (ReLU, cross-entropy) on MNIST at full size with Adam, float32, 1 thread each: minibatches of 200.
// Times are milliseconds of a processor for a step, the best of the rounds; a pass is ten steps.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeNpy, joinPieces, loadDataset } from '../dist/data/index.js';
import { classExamples } from '../dist/kernels/index.js';
import { drawNetwork } from '../dist/landscapes/network/start.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { startPeer } from './peer.mjs';
import { kernelsAtHand, spent } from './processor.mjs';
import { alternate, printRatios } from './rounds.mjs';
import { firstSamples } from './samples.mjs';

const batch = 200;
const images = 2000;
const rate = 1e-3;
/** Relative difference allowed between the losses after one pass from the same start: Adam's early steps amplify rounding. */
const tolerance = 1e-2;

export async function deep({
  sizes = [100, 500],
  peers = ['torch', 'jax', 'numpy'],
  backend,
  engine,
  quick,
  rounds,
  print,
}) {
  const { train } = await loadDataset('mnist-28x28', packagedMnist());
  const samples = firstSamples(train, images);
  const hand = await kernelsAtHand(backend, engine);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers.map((name) => ({ name, peer: startPeer(`deep_${name}`, name, 1) })).filter(({ peer }) => peer);
  try {
    for (const width of sizes) {
      const shape = {
        sizes: [train.inputs, width, width, width, width, width, 10],
        activation: 'relu',
        loss: 'cross-entropy',
      };
      const ours = startOurs(hand.kernels, shape, samples);
      const files = writeInputs(samples, ours.start, folder);
      const prepared = [];
      for (const { name, peer } of running) {
        const { form, loss } = await peer.ask({ do: 'prepare', sizes: shape.sizes, batch, rate, ...files });
        if (!(Math.abs(loss / ours.loss - 1) < tolerance))
          throw new Error(`bench: the loss of ${name} at width ${width} is ${loss}, ours ${ours.loss}`);
        prepared.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
      }
      const times = await alternate(
        [ours.run, ...prepared.map(({ run }) => run)],
        rounds ?? (quick ? 1 : 7),
        quick ? 100 : 600,
      );
      const [oursMs, ...theirs] = times.map((list) => Math.min(...list) / (images / batch));
      const timed = prepared.map((peer, k) => ({ ...peer, ms: theirs[k] }));
      printRatios(print, width, oursMs, timed, {
        backend,
        engine: hand.engine,
        threads: 1,
        layers: 5,
        optimizer: 'adam',
      });
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Our network after one pass, with its loss, and what it started from. */
function startOurs(kernels, shape, samples) {
  const fleet = kernels.networks(shape, 1, 'float32', { name: 'adam' });
  const start = new Float64Array(fleet.dimension);
  drawNetwork({ seed: 1, gain: Math.sqrt(6) }, shape.sizes, 0, start);
  fleet.setParameters(0, start);
  const order = Uint32Array.from({ length: images }, (_, i) => i);
  const rates = new Float64Array(images / batch).fill(rate);
  const losses = new Float64Array(1);
  const examples = classExamples(samples, shape.sizes.at(-1));
  fleet.train(examples, order, batch, rates);
  fleet.evaluate(examples, losses, new Float64Array(1));
  return {
    start,
    loss: losses[0],
    run: (repeats) => spent(() => fleet.train(examples, order, batch, rates), repeats),
  };
}

function writeInputs(samples, parameters, folder) {
  const save = (name, shape, data) => {
    const path = join(folder, `${name}.npy`);
    writeFileSync(path, joinPieces(encodeNpy({ shape, data })));
    return path;
  };
  return {
    images: save('images', [samples.count, samples.inputs], samples.images),
    labels: save('labels', [samples.count], samples.labels),
    parameters: save('parameters', [parameters.length], Float32Array.from(parameters)),
  };
}
