/**
 * One-hidden-layer ReLU networks with softmax cross-entropy in plain TypeScript and float64: the oracle of the WASM fleet. One
 * network, one image, one sum at a time, in the order of the formulas.
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { exp, log } from '../../base/functions.ts';
import type { RectifiedFleet, RectifiedShape, Samples } from '../contract.ts';
import { checkShape, countSteps, inspectSamples, parameterCount } from '../minibatch.ts';

export function referenceRectifiedFleet(shape: RectifiedShape, count: number): RectifiedFleet {
  checkShape('rectified', shape, count);
  const size = parameterCount(shape);
  const networks = Array.from({ length: count }, () => new Float64Array(size));
  const network = (where: string, k: number, parameters: Float64Array): Float64Array => {
    integer(where, 'k', k, 0, count - 1);
    if (parameters.length !== size) throw new ArgumentError(where, 'parameters', `${size} numbers`, parameters.length);
    return networks[k]!;
  };
  return {
    shape,
    lanes: 1,
    count,
    dimension: size,
    setParameters: (k, parameters) => network('setParameters', k, parameters).set(parameters),
    getParameters: (k, out) => out.set(network('getParameters', k, out)),
    train(samples, order, batch, rates) {
      inspectSamples('train', shape, samples);
      const steps = countSteps('train', samples, order, batch, rates);
      const gradient = new Float64Array(size);
      for (const parameters of networks)
        for (let step = 0; step < steps; step++) {
          const minibatch = order.subarray(step * batch, (step + 1) * batch);
          gradient.fill(0);
          for (const s of minibatch) backward(shape, parameters, samples, s, gradient);
          for (let i = 0; i < size; i++) parameters[i]! -= (rates[step]! * gradient[i]!) / minibatch.length;
        }
    },
    evaluate(samples, losses, accuracies) {
      inspectSamples('evaluate', shape, samples);
      integer('evaluate', 'losses.length', losses.length, count);
      integer('evaluate', 'accuracies.length', accuracies.length, count);
      networks.forEach((parameters, k) => {
        let loss = 0;
        let hits = 0;
        for (let s = 0; s < samples.count; s++) {
          const { logits } = forward(shape, parameters, samples, s);
          const largest = Math.max(...logits);
          const label = samples.labels[s]!;
          loss += log(logits.reduce((sum, z) => sum + exp(z - largest), 0)) + largest - logits[label]!;
          if (logits.indexOf(largest) === label) hits++;
        }
        losses[k] = loss / samples.count;
        accuracies[k] = hits / samples.count;
      });
    },
  };
}

/** Offsets of W₁, b₁, W₂, b₂ in a network's parameters. */
function blocks({ inputs, hidden, outputs }: RectifiedShape) {
  const b1 = hidden * inputs;
  const W2 = b1 + hidden;
  return { b1, W2, b2: W2 + outputs * hidden };
}

function forward(shape: RectifiedShape, theta: Float64Array, { images }: Samples, s: number) {
  const { inputs, hidden, outputs } = shape;
  const { b1, W2, b2 } = blocks(shape);
  const units = Float64Array.from({ length: hidden }, (_, h) => {
    let sum = theta[b1 + h]!;
    for (let k = 0; k < inputs; k++) sum += images[s * inputs + k]! * theta[h * inputs + k]!;
    return Math.max(sum, 0);
  });
  const logits = Float64Array.from({ length: outputs }, (_, o) => {
    let sum = theta[b2 + o]!;
    for (let h = 0; h < hidden; h++) sum += units[h]! * theta[W2 + o * hidden + h]!;
    return sum;
  });
  return { units, logits };
}

/** Adds the gradient of one image's loss to `gradient`; the derivative of max(0, z) at 0 is 0. */
function backward(
  shape: RectifiedShape,
  theta: Float64Array,
  samples: Samples,
  s: number,
  gradient: Float64Array,
): void {
  const { inputs, hidden, outputs } = shape;
  const { b1, W2, b2 } = blocks(shape);
  const { units, logits } = forward(shape, theta, samples, s);
  const largest = Math.max(...logits);
  const weights = logits.map((z) => exp(z - largest));
  const total = weights.reduce((sum, e) => sum + e, 0);
  const errors = weights.map((e, o) => e / total - (o === samples.labels[s] ? 1 : 0));
  for (let o = 0; o < outputs; o++) {
    gradient[b2 + o]! += errors[o]!;
    for (let h = 0; h < hidden; h++) gradient[W2 + o * hidden + h]! += errors[o]! * units[h]!;
  }
  for (let h = 0; h < hidden; h++) {
    if (!(units[h]! > 0)) continue;
    let error = 0;
    for (let o = 0; o < outputs; o++) error += errors[o]! * theta[W2 + o * hidden + h]!;
    gradient[b1 + h]! += error;
    for (let k = 0; k < inputs; k++) gradient[h * inputs + k]! += error * samples.images[s * inputs + k]!;
  }
}
