/**
 * One-hidden-layer ReLU networks in plain TypeScript and float64: the oracle of the WASM fleet. One network, one sample, one sum at a
 * time, in the order of the formulas.
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Examples, RectifiedFleet, RectifiedShape, TrainingLoss, TrainingObjective } from '../contract.ts';
import { checkObjective, checkShape, countSteps, inspectExamples, parameterCount } from '../minibatch.ts';
import { decayRates } from '../networks.ts';
import { outputLosses } from './training-loss.ts';
import { evaluatePlain, summedGradient, targetsOf } from './training-mean.ts';

export function referenceRectifiedFleet(
  shape: RectifiedShape,
  count: number,
  objective: TrainingObjective = { loss: 'cross-entropy' },
): RectifiedFleet {
  checkShape('rectified', shape, count);
  checkObjective('rectified', objective);
  const { loss } = objective;
  const sizes = [shape.inputs, shape.hidden, shape.outputs];
  const decay = decayRates({ ...objective, sizes });
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
    train(examples, order, batch, rates) {
      inspectExamples('train', shape, examples);
      const steps = countSteps('train', examples.count, order, batch, rates);
      for (const parameters of networks)
        for (let step = 0; step < steps; step++) {
          const minibatch = order.subarray(step * batch, (step + 1) * batch);
          const { gradient, total } = summedGradient(examples, minibatch, size, (s, weight, out) =>
            backward(shape, loss, parameters, examples, s, weight, out),
          );
          for (let i = 0; i < size; i++) {
            const pull = decay[i]! * parameters[i]!;
            parameters[i]! -= (rates[step]! * gradient[i]!) / total + rates[step]! * pull;
          }
        }
    },
    evaluate(examples, losses, accuracies) {
      inspectExamples('evaluate', shape, examples);
      integer('evaluate', 'losses.length', losses.length, count);
      integer('evaluate', 'accuracies.length', accuracies.length, count);
      networks.forEach((parameters, k) => {
        const mean = evaluatePlain(examples, loss, (s) => forward(shape, parameters, examples, s).logits);
        losses[k] = mean.loss;
        accuracies[k] = mean.accuracy;
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

function forward(shape: RectifiedShape, theta: Float64Array, { x }: Examples, s: number) {
  const { inputs, hidden, outputs } = shape;
  const { b1, W2, b2 } = blocks(shape);
  const units = Float64Array.from({ length: hidden }, (_, h) => {
    let sum = theta[b1 + h]!;
    for (let k = 0; k < inputs; k++) sum += x[s * inputs + k]! * theta[h * inputs + k]!;
    return Math.max(sum, 0);
  });
  const logits = Float64Array.from({ length: outputs }, (_, o) => {
    let sum = theta[b2 + o]!;
    for (let h = 0; h < hidden; h++) sum += units[h]! * theta[W2 + o * hidden + h]!;
    return sum;
  });
  return { units, logits };
}

/** Adds the weighted gradient of one sample's loss to `gradient`; the derivative of max(0, z) at 0 is 0. */
function backward(
  shape: RectifiedShape,
  loss: TrainingLoss,
  theta: Float64Array,
  examples: Examples,
  s: number,
  weight: number,
  gradient: Float64Array,
): void {
  const { inputs, hidden, outputs } = shape;
  const { b1, W2, b2 } = blocks(shape);
  const { units, logits } = forward(shape, theta, examples, s);
  const errors = outputLosses[loss].errors(logits, targetsOf(examples, s)).map((e) => weight * e);
  for (let o = 0; o < outputs; o++) {
    gradient[b2 + o]! += errors[o]!;
    for (let h = 0; h < hidden; h++) gradient[W2 + o * hidden + h]! += errors[o]! * units[h]!;
  }
  for (let h = 0; h < hidden; h++) {
    if (!(units[h]! > 0)) continue;
    let error = 0;
    for (let o = 0; o < outputs; o++) error += errors[o]! * theta[W2 + o * hidden + h]!;
    gradient[b1 + h]! += error;
    for (let k = 0; k < inputs; k++) gradient[h * inputs + k]! += error * examples.x[s * inputs + k]!;
  }
}
