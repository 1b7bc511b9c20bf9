import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type { RectifiedFleet, TrainingFleet } from '../../src/kernels/contract.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { classExamples } from '../../src/kernels/minibatch.ts';
import { run } from '../../src/search/search.ts';
import { type SgdProblem, sgd, sgdProgress, stepsDone } from '../../src/search/sgd.ts';

const shape = { inputs: 6, hidden: 5, outputs: 3 };
const draw = stream(1, 'test', 0, 'data');
const train = classExamples(
  {
    count: 101,
    inputs: 6,
    images: Float32Array.from({ length: 606 }, () => draw.uniform()),
    labels: Uint8Array.from({ length: 101 }, () => draw.integer(3)),
  },
  3,
);

function fleet(): RectifiedFleet {
  const networks = createKernels().rectified(shape, 3, 'float64');
  for (let k = 0; k < 3; k++) {
    const s = stream(2, 'test', k, 'weights');
    networks.setParameters(
      k,
      Float64Array.from({ length: 53 }, () => s.uniform() - 0.5),
    );
  }
  return networks;
}

function order(epoch: number): Uint32Array {
  const indices = Uint32Array.from({ length: 101 }, (_, i) => i);
  stream(3, 'test', epoch, 'order').shuffle(indices);
  return indices;
}

const problem: SgdProblem = {
  start: fleet,
  train,
  order,
  epochs: 3,
  batch: 10,
  rate: 0.5,
  decay: 0.25,
  tolerance: 0.01,
};

function parameters(networks: TrainingFleet, k: number): Float64Array {
  const out = new Float64Array(53);
  networks.getParameters(k, out);
  return out;
}

describe('sgd', () => {
  it('is the fleet trained an epoch at a time with η/(1 + decay t), t = steps/11, to the bit', () => {
    const { fleet: searched, losses } = run(sgd(problem));
    const trained = fleet();
    for (let epoch = 0; epoch < 3; epoch++) {
      const rates = Float64Array.from({ length: 11 }, (_, i) => 0.5 / (1 + 0.25 * (epoch + i / 11)));
      trained.train(train, order(epoch), 10, rates);
    }
    const [expected, accuracies] = [new Float64Array(3), new Float64Array(3)];
    trained.evaluate(train, expected, accuracies);
    for (let k = 0; k < 3; k++) expect(parameters(searched, k)).toEqual(parameters(trained, k));
    expect(losses).toEqual(expected);
  });

  it('a slice ends at every stop, inside of epochs and between them, and the end has the same bits', () => {
    const stops = [1, 2, 5, 11, 13, 30, 33];
    const seen: number[] = [];
    const stopping = { ...problem, stops };
    const { losses } = run(sgd(stopping), (state) => void seen.push(stepsDone(stopping, state)));
    expect(seen).toEqual([1, 2, 5, 11, 13, 22, 30, 33]); // 11 minibatches an epoch
    expect(losses).toEqual(run(sgd(problem)).losses);
  });

  it('counts progress from 0 to 1', () => {
    const search = sgd(problem);
    const state = search.begin();
    expect([sgdProgress(problem, state), search.share(state)[0]]).toEqual([0, 0]);
    while (!search.done(state)) search.step(state);
    expect([sgdProgress(problem, state), search.share(state)[0]]).toEqual([1, 1]);
  });

  it('calls a network that ends above its start diverged, and one that stands still converged', () => {
    expect(run(sgd({ ...problem, rate: 1e4 })).statuses.some((s) => s === 'diverged' || s === 'non-finite')).toBe(true);
    expect(run(sgd({ ...problem, rate: 0 })).statuses).toEqual(['converged', 'converged', 'converged']);
  });
});
