// Index of a trained 100-n₁-10 network on 10 × 10 MNIST at threshold 0.001: form the Hessian and count, from parameters to counts, one
// thread each. Ours: inertia with certified counts. Torch: autograd.functional.hessian, then eigvalsh. Numpy: JᵀSJ written by hand, then
// eigvalsh. The contestants' counts must agree. Times are of the processor, so that other work on the machine counts little, with the
// samples at hand: a peer's one run, and the median of ours with the parts of the last round, a `pass` over the samples, `form`, `count`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamAddress } from '../dist/base/philox.js';
import { encodeNpy, joinPieces, loadDataset } from '../dist/data/index.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { rectifiedIndex } from '../dist/landscapes/network/rectified-index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { startPeer } from './peer.mjs';
import { processorMs } from './processor.mjs';
import { median, printRatios } from './rounds.mjs';
import { firstSamples } from './samples.mjs';

const [inputs, outputs] = [100, 10];
const threshold = 0.001;
const epochs = 5;
/** Rounds before the clock runs: engines compile what they have seen run. */
const warmUps = 2;

export async function index({ sizes, peers = ['torch', 'numpy'], backend, quick, rounds, print }) {
  const samples = firstSamples((await loadDataset('mnist-10x10', packagedMnist())).train, quick ? 1000 : 10000);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers.map((name) => ({ name, peer: startPeer(`index_${name}`, name, 1) })).filter(({ peer }) => peer);
  try {
    for (const hidden of sizes ?? [quick ? 5 : 25]) {
      const shape = { inputs, hidden, outputs };
      const parameters = trained(shape, samples, backend);
      const files = writeInputs(samples, parameters, folder);
      const hessians = createKernels(backend).rectifiedHessians(shape, samples);
      const times = [];
      let counts;
      let parts;
      for (let round = -warmUps; round < (rounds ?? 5); round++) {
        const spent = { pass: 0, form: 0 };
        const start = processorMs();
        counts = rectifiedIndex({ ...hessians, at: timedCalls(hessians, spent) }, parameters, threshold);
        const ms = processorMs() - start;
        if (round >= 0) times.push(ms);
        parts = { ...spent, count: ms - spent.pass - spent.form };
      }
      const timed = [];
      for (const { name, peer } of running) {
        const { form, ms, ...theirs } = await peer.ask({ do: 'prepare', ...shape, threshold, ...files });
        compare(name, hidden, counts, theirs);
        timed.push({ name, form, ms });
      }
      const { negative, zero, positive, undetermined } = counts;
      for (const name of Object.keys(parts)) parts[name] = Math.round(parts[name]);
      const details = { backend, threads: 1, samples: samples.count, negative, zero, positive, undetermined, parts };
      printRatios(print, hidden, median(times), timed, details);
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

/** `at`, which adds the time that it takes to `spent.pass`, and that of its `form` to `spent.form`. */
function timedCalls(hessians, spent) {
  const timed = (name, call) => {
    const start = processorMs();
    const result = call();
    spent[name] += processorMs() - start;
    return result;
  };
  return (parameters) => {
    const point = timed('pass', () => hessians.at(parameters));
    return { ...point, form: () => timed('form', point.form) };
  };
}

/** Parameters after a few passes of SGD from normal weights with deviation 0.1. */
function trained(shape, samples, backend) {
  const kernels = createKernels(backend);
  const fleet = kernels.rectified(shape, 1, 'float64');
  const parameters = new Float64Array(shape.hidden * (inputs + 1) + outputs * (shape.hidden + 1));
  kernels.fillNormals(streamAddress(1, 'bench', 0, 'parameters'), 0, parameters);
  fleet.setParameters(
    0,
    parameters.map((x) => 0.1 * x),
  );
  const order = Uint32Array.from({ length: samples.count }, (_, k) => k);
  const rates = new Float64Array(Math.ceil(samples.count / 100)).fill(0.2);
  const examples = classExamples(samples, outputs);
  for (let epoch = 0; epoch < epochs; epoch++) fleet.train(examples, order, 100, rates);
  fleet.getParameters(0, parameters);
  return parameters;
}

function writeInputs(samples, parameters, folder) {
  const save = (name, shape, data) => {
    const path = join(folder, `${name}.npy`);
    writeFileSync(path, joinPieces(encodeNpy({ shape, data })));
    return path;
  };
  return {
    images: save('images', [samples.count, inputs], samples.images),
    labels: save('labels', [samples.count], samples.labels),
    parameters: save('parameters', [parameters.length], parameters),
  };
}

function compare(name, hidden, ours, theirs) {
  for (const side of ['negative', 'zero', 'positive'])
    if (Math.abs(theirs[side] - ours[side]) > ours.undetermined)
      throw new Error(`bench: ${name} counts ${theirs[side]} ${side} eigenvalues at ${hidden} units, we ${ours[side]}`);
}
