/**
 * Networks of any depth in plain TypeScript and float64: the oracle of the WASM fleet. One network, one sample, one sum
 * at a time, in the order of the formulas.
 * @source [rumelhart1986learning]; [kingma2015adam, alg. 1]
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { sigmoid, tanh } from '../../base/functions.ts';
import type { Examples, NetworkFleet, NetworkShape, Optimizer } from '../contract.ts';
import { countSteps, inspectExamples } from '../minibatch.ts';
import {
  checkNetwork,
  coefficientsAfter,
  coefficientsOf,
  decayRates,
  momentsOf,
  networkDimension,
} from '../networks.ts';
import { outputLosses } from './training-loss.ts';
import { evaluatePlain, summedGradient, targetsOf } from './training-mean.ts';

export function referenceNetworkFleet(shape: NetworkShape, count: number, optimizer: Optimizer): NetworkFleet {
  checkNetwork(shape, count, optimizer);
  const size = networkDimension(shape);
  const ends = { inputs: shape.sizes[0]!, outputs: shape.sizes.at(-1)! };
  const decay = decayRates(shape);
  let coefficients = coefficientsOf(optimizer);
  let taken = 0;
  const zeros = () => new Float64Array(size);
  const networks = Array.from({ length: count }, () => ({ theta: zeros(), first: zeros(), second: zeros() }));
  const network = (where: string, k: number, parameters: Float64Array): Float64Array => {
    integer(where, 'k', k, 0, count - 1);
    if (parameters.length !== size) throw new ArgumentError(where, 'parameters', `${size} numbers`, parameters.length);
    return networks[k]!.theta;
  };
  const moments = (k: number) => [networks[k]!.first, networks[k]!.second].slice(0, momentsOf(optimizer));
  return {
    shape,
    count,
    dimension: size,
    memory: {
      size: size * momentsOf(optimizer),
      steps: () => taken,
      goOn(steps) {
        taken = steps;
        coefficients = coefficientsAfter(steps, optimizer);
      },
      get: (k, out) => moments(k).forEach((moment, m) => void out.set(moment, m * size)),
      set: (k, given) => moments(k).forEach((moment, m) => void moment.set(given.subarray(m * size, (m + 1) * size))),
    },
    setParameters: (k, parameters) => network('setParameters', k, parameters).set(parameters),
    getParameters: (k, out) => out.set(network('getParameters', k, out)),
    train(examples, order, batch, rates) {
      inspectExamples('train', ends, examples);
      const steps = countSteps('train', examples.count, order, batch, rates);
      taken += steps;
      for (let step = 0; step < steps; step++) {
        const minibatch = order.subarray(step * batch, (step + 1) * batch);
        const update = updates[optimizer.name](coefficients(rates[step]!));
        for (const { theta, first, second } of networks) {
          const { gradient, total } = summedGradient(examples, minibatch, size, (s, weight, out) =>
            backward(shape, theta, examples, s, weight, out),
          );
          for (let i = 0; i < size; i++) update(theta, gradient[i]! / total + decay[i]! * theta[i]!, first, second, i);
        }
      }
    },
    evaluate(examples, losses, accuracies) {
      inspectExamples('evaluate', ends, examples);
      integer('evaluate', 'losses.length', losses.length, count);
      integer('evaluate', 'accuracies.length', accuracies.length, count);
      networks.forEach(({ theta }, k) => {
        const mean = evaluatePlain(examples, shape.loss, (s) => forward(shape, theta, examples, s).at(-1)!);
        losses[k] = mean.loss;
        accuracies[k] = mean.accuracy;
      });
    },
  };
}

/** One parameter's step along its gradient g, with the coefficients of src/kernels/networks.ts. */
type Update = (theta: Float64Array, g: number, first: Float64Array, second: Float64Array, i: number) => void;

const updates: Record<Optimizer['name'], (coefficients: readonly number[]) => Update> = {
  adam: ([alpha, beta1, rest1, beta2, rest2, scale, epsilon]) => {
    return (theta, g, first, second, i) => {
      first[i] = beta1! * first[i]! + rest1! * g;
      second[i] = beta2! * second[i]! + rest2! * g * g;
      theta[i]! -= (alpha! * first[i]!) / (scale! * Math.sqrt(second[i]!) + epsilon!);
    };
  },
  sgd: ([rate, momentum = 0]) => {
    return (theta, g, first, _second, i) => {
      first[i] = momentum * first[i]! + g;
      theta[i]! -= rate! * first[i]!;
    };
  },
};

/** φ, and φ′ as a function of a = φ(z). */
const activations: Record<NetworkShape['activation'], [value: (z: number) => number, slope: (a: number) => number]> = {
  identity: [(z) => z, () => 1],
  relu: [(z) => Math.max(z, 0), (a) => (a > 0 ? 1 : 0)],
  sigmoid: [sigmoid, (a) => a * (1 - a)],
  tanh: [tanh, (a) => 1 - a * a],
};

/** What each layer gives out, inputs first, logits last. */
function forward({ sizes, activation }: NetworkShape, theta: Float64Array, { x }: Examples, s: number) {
  const [value] = activations[activation];
  const layers = [Float64Array.from(x.subarray(s * sizes[0]!, (s + 1) * sizes[0]!))];
  let weights = 0;
  for (let l = 1; l < sizes.length; l++) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    const biases = weights + units * inputs;
    const below = layers[l - 1]!;
    layers.push(
      Float64Array.from({ length: units }, (_, u) => {
        let z = theta[biases + u]!;
        for (let k = 0; k < inputs; k++) z += below[k]! * theta[weights + u * inputs + k]!;
        return l < sizes.length - 1 ? value(z) : z;
      }),
    );
    weights = biases + units;
  }
  return layers;
}

/** Adds the weighted gradient of one sample's loss to `gradient`. */
function backward(
  shape: NetworkShape,
  theta: Float64Array,
  examples: Examples,
  s: number,
  weight: number,
  gradient: Float64Array,
): void {
  const { sizes, activation } = shape;
  const [, slope] = activations[activation];
  const layers = forward(shape, theta, examples, s);
  let errors = outputLosses[shape.loss].errors(layers.at(-1)!, targetsOf(examples, s)).map((e) => weight * e);
  let end = theta.length;
  for (let l = sizes.length - 1; l > 0; l--) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    const [biases, weights] = [end - units, end - units - units * inputs];
    const below = layers[l - 1]!;
    const next = new Float64Array(inputs);
    errors.forEach((error, u) => {
      gradient[biases + u]! += error;
      for (let k = 0; k < inputs; k++) {
        gradient[weights + u * inputs + k]! += error * below[k]!;
        next[k]! += error * theta[weights + u * inputs + k]!;
      }
    });
    errors = next.map((error, k) => error * slope(below[k]!));
    end = weights;
  }
}
