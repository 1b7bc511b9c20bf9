/**
 * Deep networks trained in WASM: units lie in the vector lanes, networks take their steps one after another on each minibatch, whose
 * lists of lit pixels are made once for all of them. A call of the kernel is one step of one network: 15 ms at 784-500×5-10 and 200
 * images, most of it in products that are calls of their own.
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { NetworkFleet, NetworkShape, Optimizer, Precision, Samples } from '../contract.ts';
import { countSteps, inspectSamples } from '../minibatch.ts';
import { checkNetwork, coefficientsOf, networkClasses, networkDimension } from '../networks.ts';
import { type Instance, instantiate, type KernelEngine, memoryLimit, widthOf } from './host.ts';
import { evaluationBlock, type NetworkMemory, networkMemory, networkPlaces } from './networks-memory.ts';

/**
 * A fleet in WASM memory.
 * @throws ArgumentError when a size is out of range; CapacityError when parameters and scratch exceed 4 GiB
 */
export function createNetworkFleet(
  engine: KernelEngine,
  shape: NetworkShape,
  count: number,
  precision: Precision,
  optimizer: Optimizer,
): NetworkFleet {
  checkNetwork(shape, count, optimizer);
  return new WasmNetworkFleet(engine, shape, count, precision, optimizer);
}

class WasmNetworkFleet implements NetworkFleet {
  readonly shape: NetworkShape;
  readonly count: number;
  readonly dimension: number;
  readonly #precision: Precision;
  readonly #width: number;
  readonly #layout: (batch: number) => NetworkMemory;
  readonly #coefficients: (rate: number) => readonly number[];
  readonly #instance: Instance;
  readonly #inspected = new WeakSet<Samples>();
  #memory: NetworkMemory;
  #batch = 0;

  constructor(engine: KernelEngine, shape: NetworkShape, count: number, precision: Precision, optimizer: Optimizer) {
    this.shape = shape;
    this.count = count;
    this.dimension = networkDimension(shape);
    this.#precision = precision;
    this.#width = widthOf(engine);
    this.#layout = (batch) => networkMemory(shape, count, precision, optimizer, batch, this.#width);
    this.#coefficients = coefficientsOf(optimizer);
    this.#memory = this.#layout(evaluationBlock);
    this.#instance = instantiate(engine, this.#memory.total);
    this.#layOut(evaluationBlock);
  }

  setParameters(k: number, parameters: Float64Array): void {
    const { numbers, places } = this.#network('setParameters', k, parameters);
    places.forEach((place, i) => {
      numbers[place] = parameters[i]!;
    });
  }

  getParameters(k: number, out: Float64Array): void {
    const { numbers, places } = this.#network('getParameters', k, out);
    places.forEach((place, i) => {
      out[i] = numbers[place]!;
    });
  }

  train(samples: Samples, order: Uint32Array, batch: number, rates: Float64Array): void {
    this.#inspect('train', samples);
    const steps = countSteps('train', samples, order, batch, rates);
    const rows = Math.min(batch, order.length);
    if (rows > this.#batch) this.#layOut(rows);
    const { job, labels, coefficients, networks, networkBytes } = this.#memory;
    const step = this.#kernel('networkStep');
    for (let t = 0; t < steps; t++) {
      const images = this.#load(samples, order.subarray(t * batch, (t + 1) * batch), 1);
      new Float64Array(this.#instance.memory.buffer, coefficients, 8).set(this.#coefficients(rates[t]!));
      for (let k = 0; k < this.count; k++) step(job, networks + k * networkBytes, images, labels);
    }
  }

  evaluate(samples: Samples, losses: Float64Array, accuracies: Float64Array): void {
    this.#inspect('evaluate', samples);
    integer('evaluate', 'losses.length', losses.length, this.count);
    integer('evaluate', 'accuracies.length', accuracies.length, this.count);
    const { job, labels, networks, networkBytes, sums } = this.#memory;
    const evaluate = this.#kernel('networkEvaluate');
    const totals = new Float64Array(this.#instance.memory.buffer, sums, 2 * this.count).fill(0);
    const order = Uint32Array.from({ length: samples.count }, (_, i) => i);
    for (let first = 0; first < samples.count; first += evaluationBlock) {
      const images = this.#load(samples, order.subarray(first, first + evaluationBlock), 0);
      for (let k = 0; k < this.count; k++) evaluate(job, networks + k * networkBytes, images, labels, sums + 16 * k);
    }
    for (let k = 0; k < this.count; k++) {
      const loss = totals[2 * k]! / samples.count;
      losses[k] = Number.isFinite(loss) ? loss : Number.NaN;
      accuracies[k] = totals[2 * k + 1]! / samples.count;
    }
  }

  #kernel(name: string) {
    const tag = this.#width === 16 ? '' : `_${this.#width}`;
    return this.#instance.exports[`${name}_${this.#precision === 'float32' ? 'f32' : 'f64'}${tag}`]!;
  }

  /** Memory as numbers of the fleet's precision, from `start` bytes on. */
  #numbers(start = 0): Float32Array | Float64Array {
    const { buffer } = this.#instance.memory;
    return this.#precision === 'float32' ? new Float32Array(buffer, start) : new Float64Array(buffer, start);
  }

  /** Memory as numbers, and where in it network k's parameters are, in the contract's order. */
  #network(where: string, k: number, parameters: Float64Array) {
    integer(where, 'k', k, 0, this.count - 1);
    if (parameters.length !== this.dimension)
      throw new ArgumentError(where, 'parameters', `${this.dimension} numbers`, parameters.length);
    const numbers = this.#numbers();
    const { networks, networkBytes } = this.#memory;
    const start = (networks + k * networkBytes) / numbers.BYTES_PER_ELEMENT;
    return { numbers, places: networkPlaces(this.shape, this.#precision, start, this.#width) };
  }

  /** A sample set is checked once. */
  #inspect(where: string, samples: Samples): void {
    if (this.#inspected.has(samples)) return;
    inspectSamples(where, { inputs: this.shape.sizes[0]!, outputs: networkClasses(this.shape) }, samples);
    this.#inspected.add(samples);
  }

  /** Lays scratch out for minibatches of `batch` images behind the networks, which stay where they are, and writes the job. */
  #layOut(batch: number): void {
    const layout = this.#layout(batch);
    const { memory } = this.#instance;
    if (layout.total > memoryLimit)
      throw new CapacityError(
        `networks: minibatches of ${batch} images need ${(layout.total / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address`,
      );
    const missing = layout.total - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    new Uint32Array(memory.buffer, layout.job, layout.words.length).set(layout.words);
    this.#memory = layout;
    this.#batch = Math.max(batch, evaluationBlock);
  }

  /** Copies a minibatch in and lists its lit pixels; returns its size. */
  #load({ inputs, images, labels }: Samples, order: Uint32Array, training: 0 | 1): number {
    const at = this.#memory;
    const numbers = this.#numbers(at.images);
    const classes = new Uint8Array(this.#instance.memory.buffer, at.labels, order.length);
    order.forEach((index, i) => {
      numbers.set(images.subarray(index * inputs, (index + 1) * inputs), i * inputs);
      classes[i] = labels[index]!;
    });
    this.#kernel('networkInput')(at.job, order.length, training);
    return order.length;
  }
}
