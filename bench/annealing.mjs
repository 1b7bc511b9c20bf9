// Proposals of a Metropolis walk of 100-n₁-10 ReLU networks on 1000 images of 10 × 10 MNIST, float32, one thread: the incremental walk
// against a full evaluation of the network at every proposal, by our own fleet, alone and with four networks side by side (which a
// single walk could not use). Times are milliseconds of a processor of 1000 proposals; the best of the rounds.
import { streamAddress } from '../dist/base/philox.js';
import { loadDataset } from '../dist/data/index.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { processorMs } from './processor.mjs';
import { alternate, printRatios } from './rounds.mjs';
import { firstSamples } from './samples.mjs';

const images = 1000;
/** The walk that is timed is neither hot nor frozen: halfway down the schedule of ls/annealing-versus-sgd. */
const temperature = 3e-4;
const step = 0.2;
const warmUp = 50_000;

export async function annealing({ sizes = [10, 25, 50, 100, 250], backend, quick, rounds, print }) {
  const { train, inputs, classes } = await loadDataset('mnist-10x10', packagedMnist());
  const samples = firstSamples(train, images);
  const kernels = createKernels(backend);
  for (const hidden of sizes) {
    const shape = { inputs, hidden, outputs: classes };
    for (const levels of [null, 3]) {
      const walk = start(kernels, shape, samples, levels);
      walk.advance(quick ? warmUp / 10 : warmUp, temperature, step);
      let [accepted, proposed] = [0, 0];
      const ours = async (repeats) => {
        const begin = processorMs();
        accepted += walk.advance(1000 * repeats, temperature, step);
        proposed += 1000 * repeats;
        return processorMs() - begin;
      };
      const peers = [1, 4].map((count) => fullEvaluations(kernels, shape, samples, walk, count));
      const times = await alternate(
        [ours, ...peers.map(({ run }) => run)],
        rounds ?? (quick ? 1 : 7),
        quick ? 50 : 400,
      );
      const [oursMs, ...theirs] = times.map((list) => Math.min(...list));
      const timed = peers.map((peer, k) => ({ ...peer, ms: theirs[k] }));
      printRatios(print, hidden, oursMs, timed, {
        backend,
        levels,
        acceptance: Number((accepted / proposed).toFixed(3)),
        proposalsPerSecond: Math.round(1e6 / oursMs),
        drift: walk.refresh(),
      });
    }
  }
}

function start(kernels, shape, samples, levels) {
  const stream = streamAddress(1, 'bench', shape.hidden, 'proposals');
  const walk = kernels.rectifiedWalk(shape, samples, { stream, levels, bound: null, precision: 'float32' });
  const uniform = new Float64Array(walk.dimension);
  kernels.fillNormals(streamAddress(1, 'bench', shape.hidden, 'parameters'), 0, uniform);
  walk.load(uniform.map((x) => (levels === null ? 0.3 * x : Math.max(-1, Math.min(1, Math.round(x))))));
  return walk;
}

/** 1000 evaluations from scratch of the network the walk is at, `count` at a time. */
function fullEvaluations(kernels, shape, samples, walk, count) {
  const fleet = kernels.rectified(shape, count, 'float32');
  const point = new Float64Array(walk.dimension);
  walk.point(point);
  for (let k = 0; k < count; k++) fleet.setParameters(k, point);
  const [losses, accuracies] = [new Float64Array(count), new Float64Array(count)];
  const examples = classExamples(samples, shape.outputs);
  const evaluations = 20;
  return {
    name: 'full evaluation',
    form: count === 1 ? 'one network' : `${count} networks side by side`,
    async run(repeats) {
      const begin = processorMs();
      for (let k = 0; k < evaluations * repeats; k++) fleet.evaluate(examples, losses, accuracies);
      return ((processorMs() - begin) * 1000) / (evaluations * count);
    },
  };
}
