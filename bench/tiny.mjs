// Full-batch gradient descent of 2-h-1 networks on XOR, squared loss, linear output, float32, one thread each. Times are nanoseconds of one
// step of one network; the best of the rounds. 2048 networks side by side, in every contestant.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamAddress } from '../dist/base/philox.js';
import { encodeNpy, joinPieces } from '../dist/data/index.js';
import { smallSets } from '../dist/data/small-sets.js';
import { createKernels, openKernels } from '../dist/kernels/index.js';
import { openEngine } from '../dist/node/engine.js';
import { startPeer } from './peer.mjs';
import { processorMs } from './processor.mjs';
import { alternate } from './rounds.mjs';

const count = 2048;
const steps = 1000;
const rate = 0.1;
/** Relative difference of the mean losses after the steps: rounding in float32, grown over them. */
const tolerance = 0.02;

export async function tiny({ sizes = [2], peers = ['torch', 'jax'], quick, rounds, print }) {
  const { x, y } = smallSets.xor;
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers.map((name) => ({ name, peer: startPeer(`tiny_${name}`, name, 1) })).filter(({ peer }) => peer);
  const native = await openEngine();
  const engines = {
    wasm: createKernels(),
    ...(native.name === 'native' && { [`native ${native.width}`]: await openKernels(native.order) }),
  };
  try {
    for (const hidden of sizes)
      for (const activation of ['relu', 'sigmoid']) {
        const dimension = 4 * hidden + 1;
        const parameters = new Float64Array(count * dimension);
        createKernels('reference').fillNormals(streamAddress(1, 'bench', 0, 'tiny'), 0, parameters);
        const path = join(folder, `${activation}-${hidden}.npy`);
        writeFileSync(path, joinPieces(encodeNpy({ shape: [count, dimension], data: Float32Array.from(parameters) })));
        const asked = { do: 'prepare', x, t: y, hidden, activation, rate, steps, parameters: path };
        const ours = Object.entries(engines).map(([name, kernels]) => startOurs(name, kernels, asked, parameters));
        const theirs = [];
        for (const { name, peer } of running) {
          const { form, losses } = await peer.ask(asked);
          compare(name, ours[0].loss, losses.reduce((sum, loss) => sum + loss, 0) / count);
          theirs.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
        }
        const all = [...ours, ...theirs];
        const times = await alternate(
          all.map(({ run }) => run),
          rounds ?? (quick ? 1 : 7),
          quick ? 50 : 400,
        );
        const nanoseconds = times.map((list) => Number(((1e6 * Math.min(...list)) / steps / count).toPrecision(3)));
        all.forEach(({ name, form }, k) => {
          const ratios = Object.fromEntries(
            ours.map((own, o) => [own.name, Number((nanoseconds[k] / nanoseconds[o]).toPrecision(3))]),
          );
          print({
            size: hidden,
            activation,
            contestant: name,
            form,
            nanoseconds: nanoseconds[k],
            timesOurs: ratios,
            networks: count,
            threads: 1,
          });
        });
      }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

function startOurs(name, kernels, { x, t, hidden, activation }, parameters) {
  const shape = { inputs: 2, hidden, activation, loss: 'squared', output: 'identity' };
  const samples = { x: Float64Array.from(x.flat()), t: Float64Array.from(t) };
  const fleet = kernels.tiny(shape, samples, count, 'float32', { name: 'sgd' });
  const { dimension } = fleet;
  for (let k = 0; k < count; k++) fleet.setParameters(k, parameters.subarray(k * dimension, (k + 1) * dimension));
  const rates = new Float64Array(steps).fill(rate);
  fleet.train(rates);
  const loss = meanLoss(fleet, shape, samples);
  return {
    name,
    form: 'a lane a network',
    loss,
    run(repeats) {
      const began = processorMs();
      for (let r = 0; r < repeats; r++) fleet.train(rates);
      return processorMs() - began;
    },
  };
}

function meanLoss(fleet, { hidden, activation }, { x, t }) {
  const act = activation === 'relu' ? (z) => Math.max(z, 0) : (z) => 1 / (1 + Math.exp(-z));
  const theta = new Float64Array(fleet.dimension);
  let sum = 0;
  for (let k = 0; k < fleet.count; k++) {
    fleet.getParameters(k, theta);
    t.forEach((target, s) => {
      let z = theta[4 * hidden];
      for (let u = 0; u < hidden; u++)
        z +=
          theta[3 * hidden + u] *
          act(theta[2 * u] * x[2 * s] + theta[2 * u + 1] * x[2 * s + 1] + theta[2 * hidden + u]);
      sum += (0.5 * (z - target) ** 2) / t.length;
    });
  }
  return sum / fleet.count;
}

function compare(name, ours, theirs) {
  if (!(Math.abs(ours - theirs) <= tolerance * ours))
    throw new Error(`bench: mean loss of ${name} is ${theirs}, ours is ${ours}`);
}
