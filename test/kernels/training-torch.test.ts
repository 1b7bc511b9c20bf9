/** Training against torch: same start, same minibatches, 50 steps. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  Examples,
  Kernels,
  NetworkShape,
  Optimizer,
  Precision,
  TrainingFleet,
} from '../../src/kernels/contract.ts';
import { labelTargets, weighLabels } from '../../src/landscapes/network/examples.ts';
import { allWith, enginesWith } from '../support/backends.ts';

interface Case extends NetworkShape {
  readonly kernel: 'networks' | 'rectified';
  readonly optimizer: Optimizer;
  readonly rate: number;
  readonly weighted?: boolean;
  readonly classWeights?: number[];
  readonly smoothing?: number;
  readonly start: number[];
  readonly float64: number[];
  readonly float32: number[];
}
interface Golden {
  readonly batch: number;
  readonly x: number[];
  readonly t: number[];
  readonly labels: number[];
  readonly weights: number[];
  readonly order: number[][];
  readonly cases: Case[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/torch/training.json', import.meta.url), 'utf8'));

function examplesOf({ sizes, loss, weighted, classWeights, smoothing = 0 }: Case): Examples {
  const outputs = sizes.at(-1)!;
  const labels = Uint8Array.from(golden.labels);
  const isRegression = loss === 'squared' || loss === 'mean-squared';
  const targets = Float64Array.from(golden.t.filter((_, i) => i % 2 < outputs));
  const examples: Examples = {
    count: labels.length,
    inputs: 3,
    outputs,
    x: Float64Array.from(golden.x),
    t: isRegression ? targets : labelTargets(labels, outputs, loss),
    ...(!isRegression && { labels }),
    ...(weighted && { weights: Float64Array.from(golden.weights) }),
  };
  return weighLabels(examples, loss, { smoothing, ...(classWeights && { classWeights }) });
}

function fleetOf(kernels: Kernels, given: Case, precision: Precision): TrainingFleet {
  const { kernel, sizes, optimizer } = given;
  const [inputs, hidden, outputs] = sizes as [number, number, number];
  return kernel === 'networks'
    ? kernels.networks(given, 1, precision, optimizer)
    : kernels.rectified({ inputs, hidden, outputs }, 1, precision, given);
}

/** Largest difference of the parameters at the end from torch's, over the largest move from the start. */
function deviation(kernels: Kernels, given: Case, precision: Precision): number {
  const fleet = fleetOf(kernels, given, precision);
  fleet.setParameters(0, Float64Array.from(given.start));
  const examples = examplesOf(given);
  for (const epoch of golden.order) {
    const rates = new Float64Array(Math.ceil(epoch.length / golden.batch)).fill(given.rate);
    fleet.train(examples, Uint32Array.from(epoch), golden.batch, rates);
  }
  const end = new Float64Array(fleet.dimension);
  fleet.getParameters(0, end);
  const largest = (numbers: number[]) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return (
    largest(given[precision].map((x, i) => end[i]! - x)) / largest(given[precision].map((x, i) => x - given.start[i]!))
  );
}

const words = ({ kernel, sizes, loss, optimizer: { name }, weighted, classWeights, decay, decays }: Case) =>
  [
    kernel,
    sizes.join('-'),
    loss,
    name,
    weighted && 'weights',
    classWeights && 'class weights',
    decay && `decay of ${decays ?? 'all'}`,
  ]
    .filter(Boolean)
    .join(', ');

describe.each(golden.cases.map((given) => [words(given), given] as const))('%s', (_words, given) => {
  it.each(allWith(given.kernel))('by %s in float64: torch’s parameters to 1e-12', (_engine, kernels) => {
    expect(deviation(kernels, given, 'float64')).toBeLessThan(1e-12);
  });

  it.each(enginesWith(given.kernel))(
    'by %s in float32: to rounding, 50 steps of 2⁻²⁴ through sums of tens of terms',
    (_engine, kernels) => {
      const measured = deviation(kernels, given, 'float32');
      expect(measured).toBeLessThan(1e-5);
      expect(measured).toBeGreaterThan(1e-12);
    },
  );
});
