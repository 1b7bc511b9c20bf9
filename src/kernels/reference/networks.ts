/**
 * Networks of any depth in plain TypeScript and float64: the oracle of the WASM fleet. One network, one image, one sum
 * at a time, in the order of the formulas.
 * @source [rumelhart1986learning]; [kingma2015adam, alg. 1]
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { exp, log, sigmoid, tanh } from '../../base/functions.ts';
import type { NetworkFleet, NetworkShape, Optimizer, Samples } from '../contract.ts';
import { countSteps, inspectSamples } from '../minibatch.ts';
import { checkNetwork, coefficientsOf, networkClasses, networkDimension } from '../networks.ts';

export function referenceNetworkFleet(shape: NetworkShape, count: number, optimizer: Optimizer): NetworkFleet {
  checkNetwork(shape, count, optimizer);
  const size = networkDimension(shape);
  const classes = { inputs: shape.sizes[0]!, outputs: networkClasses(shape) };
  const coefficients = coefficientsOf(optimizer);
  const zeros = () => new Float64Array(size);
  const networks = Array.from({ length: count }, () => ({ theta: zeros(), first: zeros(), second: zeros() }));
  const network = (where: string, k: number, parameters: Float64Array): Float64Array => {
    integer(where, 'k', k, 0, count - 1);
    if (parameters.length !== size) throw new ArgumentError(where, 'parameters', `${size} numbers`, parameters.length);
    return networks[k]!.theta;
  };
  return {
    shape,
    count,
    dimension: size,
    setParameters: (k, parameters) => network('setParameters', k, parameters).set(parameters),
    getParameters: (k, out) => out.set(network('getParameters', k, out)),
    train(samples, order, batch, rates) {
      inspectSamples('train', classes, samples);
      const steps = countSteps('train', samples, order, batch, rates);
      const gradient = zeros();
      for (let step = 0; step < steps; step++) {
        const minibatch = order.subarray(step * batch, (step + 1) * batch);
        const update = updates[optimizer.name](coefficients(rates[step]!));
        for (const { theta, first, second } of networks) {
          gradient.fill(0);
          for (const s of minibatch) backward(shape, theta, samples, s, gradient);
          for (let i = 0; i < size; i++) update(theta, gradient[i]! / minibatch.length, first, second, i);
        }
      }
    },
    evaluate(samples, losses, accuracies) {
      inspectSamples('evaluate', classes, samples);
      integer('evaluate', 'losses.length', losses.length, count);
      integer('evaluate', 'accuracies.length', accuracies.length, count);
      networks.forEach(({ theta }, k) => {
        let [loss, hits] = [0, 0];
        for (let s = 0; s < samples.count; s++) {
          const z = forward(shape, theta, samples, s).at(-1)!;
          const label = samples.labels[s]!;
          loss += lossOf(shape, z, label);
          const answer = z.length === 1 ? Number(z[0]! > 0.5) : z.indexOf(Math.max(...z));
          if (answer === label) hits++;
        }
        losses[k] = Number.isFinite(loss) ? loss / samples.count : Number.NaN;
        accuracies[k] = hits / samples.count;
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

/** What each layer gives out, images first, logits last. */
function forward({ sizes, activation }: NetworkShape, theta: Float64Array, { images }: Samples, s: number) {
  const [value] = activations[activation];
  const layers = [Float64Array.from(images.subarray(s * sizes[0]!, (s + 1) * sizes[0]!))];
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

/** Adds the gradient of one image's loss to `gradient`. */
function backward(shape: NetworkShape, theta: Float64Array, samples: Samples, s: number, gradient: Float64Array): void {
  const { sizes, activation } = shape;
  const [, slope] = activations[activation];
  const layers = forward(shape, theta, samples, s);
  let errors = errorsOf(shape, layers.at(-1)!, samples.labels[s]!);
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

function targetOf(z: Float64Array, o: number, label: number): number {
  return Number(z.length === 1 ? label === 1 : o === label);
}

function lossOf({ loss }: NetworkShape, z: Float64Array, label: number): number {
  if (loss === 'squared') return z.reduce((sum, x, o) => sum + 0.5 * (x - targetOf(z, o, label)) ** 2, 0);
  const largest = Math.max(...z);
  return log(z.reduce((sum, x) => sum + exp(x - largest), 0)) + largest - z[label]!;
}

/** ∂ℓ/∂z */
function errorsOf({ loss }: NetworkShape, z: Float64Array, label: number): Float64Array {
  if (loss === 'squared') return z.map((x, o) => x - targetOf(z, o, label));
  const largest = Math.max(...z);
  const weights = z.map((x) => exp(x - largest));
  const total = weights.reduce((sum, e) => sum + e, 0);
  return weights.map((e, o) => e / total - targetOf(z, o, label));
}
