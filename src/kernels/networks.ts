/** What every backend's deep networks agree on: what a shape must be, where parameters lie, and an optimizer's coefficients. */
import { finite, integer, oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { NetworkShape, Optimizer } from './contract.ts';
import { checkObjective } from './minibatch.ts';

const activationNames = ['identity', 'relu', 'sigmoid', 'tanh'] as const;
const optimizerNames = ['adam', 'sgd'] as const;
/** Keeps offsets inside 32 bits. */
const largestLayer = 65536;

/** Adam's usual coefficients. @source [kingma2015adam, §2] */
export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** @throws ArgumentError naming what is out of range */
export function checkNetwork(shape: NetworkShape, count: number, optimizer: Optimizer): void {
  const { sizes } = shape;
  if (sizes.length < 2) throw new ArgumentError('networks', 'sizes', 'a list of at least two numbers', sizes);
  for (const size of sizes) integer('networks', 'sizes', size, 1, largestLayer);
  oneOf('networks', 'activation', shape.activation, activationNames);
  checkObjective('networks', shape);
  integer('networks', 'outputs', sizes.at(-1), shape.loss === 'cross-entropy' ? 2 : 1);
  integer('networks', 'count', count, 1);
  if (oneOf('networks', 'optimizer', optimizer.name, optimizerNames) === 'sgd') {
    finite('networks', 'momentum', (optimizer as { momentum?: number }).momentum ?? 0, 0, 1);
    return;
  }
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...optimizer };
  finite('networks', 'beta1', beta1, 0, 1 - 2 ** -20);
  finite('networks', 'beta2', beta2, 0, 1 - 2 ** -20);
  finite('networks', 'epsilon', epsilon, 0);
}

/** Parameters of one network: (inputs + 1) units a layer. */
export function networkDimension({ sizes }: Pick<NetworkShape, 'sizes'>): number {
  return sizes.slice(1).reduce((sum, units, l) => sum + (sizes[l]! + 1) * units, 0);
}

/** Numbers that an optimizer remembers of each parameter: none, or its first, or its first two moments. */
export function momentsOf(optimizer: Optimizer): number {
  if (optimizer.name === 'adam') return 2;
  return optimizer.momentum ? 1 : 0;
}

/** λᵢ of each parameter in the penalty ½ Σ λᵢ θᵢ². */
export function decayRates({ sizes, decay = 0, decays }: Omit<NetworkShape, 'activation'>): Float64Array {
  const rates = new Float64Array(networkDimension({ sizes })).fill(decay);
  if (decays !== 'weights') return rates;
  let end = 0;
  sizes.slice(1).forEach((units, l) => {
    end += (sizes[l]! + 1) * units;
    rates.fill(0, end - units, end);
  });
  return rates;
}

/**
 * An optimizer's coefficients, step after step, in the order of templates/networks-elements.ts. Powers of β by multiplication:
 * the same bits on every engine.
 */
export function coefficientsOf(optimizer: Optimizer): (rate: number) => readonly number[] {
  if (optimizer.name === 'sgd') {
    const { momentum = 0 } = optimizer;
    return (rate) => (momentum === 0 ? [rate] : [rate, momentum]);
  }
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...optimizer };
  let [power1, power2] = [1, 1];
  return (rate) => {
    power1 *= beta1;
    power2 *= beta2;
    return [rate / (1 - power1), beta1, 1 - beta1, beta2, 1 - beta2, 1 / Math.sqrt(1 - power2), epsilon];
  };
}

/** The same from a step on, after so many. */
export function coefficientsAfter(steps: number, optimizer: Optimizer): (rate: number) => readonly number[] {
  const coefficients = coefficientsOf(optimizer);
  if (optimizer.name === 'adam') for (let step = 0; step < steps; step++) coefficients(0);
  return coefficients;
}
