/**
 * Deep networks trained in WASM: units lie in the vector lanes, networks take their steps one after another on each minibatch, whose
 * lists of inputs that are not 0 are made once for all of them. A call of the kernel is one step of one network: 15 ms at 784-500×5-10 and 200
 * images, most of it in products that are calls of their own.
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { Examples, NetworkFleet, NetworkShape, Optimizer, OptimizerMemory, Precision } from '../contract.ts';
import { countSteps, inspectExamples } from '../minibatch.ts';
import { checkNetwork, coefficientsAfter, coefficientsOf, momentsOf, networkDimension } from '../networks.ts';
import { coefficientCount } from '../templates/networks-layout.ts';
import { copyLabels, copyRows, lookShares, type Shares, stepShares, weightSum } from './examples-memory.ts';
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
  #coefficients: (rate: number) => readonly number[];
  #steps = 0;
  readonly memory: OptimizerMemory;
  readonly #instance: Instance;
  readonly #inspected = new WeakSet<Examples>();
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
    this.memory = this.#optimizerMemory(optimizer);
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

  train(examples: Examples, order: Uint32Array, batch: number, rates: Float64Array): void {
    this.#inspect('train', examples);
    const steps = countSteps('train', examples.count, order, batch, rates);
    const rows = Math.min(batch, order.length);
    if (rows > this.#batch) this.#layOut(rows);
    const { job, coefficients, networks, networkBytes } = this.#memory;
    const { buffer } = this.#instance.memory;
    const numbers = new Float64Array(buffer, coefficients, coefficientCount);
    numbers[coefficientCount - 1] = this.shape.decay ?? 0;
    const step = this.#kernel('networkStep');
    this.#steps += steps;
    for (let t = 0; t < steps; t++) {
      const minibatch = order.subarray(t * batch, (t + 1) * batch);
      this.#load(examples, minibatch, stepShares(this.shape.loss, examples), 1);
      numbers.set(this.#coefficients(rates[t]!));
      for (let k = 0; k < this.count; k++) step(job, networks + k * networkBytes, minibatch.length);
    }
  }

  evaluate(examples: Examples, losses: Float64Array, accuracies: Float64Array): void {
    this.#inspect('evaluate', examples);
    integer('evaluate', 'losses.length', losses.length, this.count);
    integer('evaluate', 'accuracies.length', accuracies.length, this.count);
    const { job, networks, networkBytes, sums } = this.#memory;
    const labels = examples.labels ? this.#memory.labels : 0;
    const evaluate = this.#kernel('networkEvaluate');
    const totals = new Float64Array(this.#instance.memory.buffer, sums, 2 * this.count).fill(0);
    const order = Uint32Array.from({ length: examples.count }, (_, i) => i);
    for (let first = 0; first < examples.count; first += evaluationBlock) {
      const block = order.subarray(first, first + evaluationBlock);
      this.#load(examples, block, lookShares(this.shape.loss, examples), 0);
      for (let k = 0; k < this.count; k++)
        evaluate(job, networks + k * networkBytes, block.length, labels, sums + 16 * k);
    }
    const total = weightSum(examples);
    for (let k = 0; k < this.count; k++) {
      const loss = totals[2 * k]! / total;
      losses[k] = Number.isFinite(loss) ? loss : Number.NaN;
      accuracies[k] = labels ? totals[2 * k + 1]! / examples.count : Number.NaN;
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

  /** Moments lie behind the parameters, in the same places. */
  #optimizerMemory(optimizer: Optimizer): OptimizerMemory {
    const size = momentsOf(optimizer) * this.dimension;
    const places = (k: number, moments: Float64Array) => {
      const { numbers, places } = this.#network('memory', k, moments, size);
      const stride = this.#memory.state / numbers.BYTES_PER_ELEMENT;
      return {
        numbers,
        at: (i: number) => places[i % this.dimension]! + stride * (1 + Math.floor(i / this.dimension)),
      };
    };
    return {
      size,
      steps: () => this.#steps,
      goOn: (steps) => {
        this.#steps = steps;
        this.#coefficients = coefficientsAfter(steps, optimizer);
      },
      get(k, out) {
        const { numbers, at } = places(k, out);
        for (let i = 0; i < size; i++) out[i] = numbers[at(i)]!;
      },
      set(k, moments) {
        const { numbers, at } = places(k, moments);
        for (let i = 0; i < size; i++) numbers[at(i)] = moments[i]!;
      },
    };
  }

  /** Memory as numbers, and where in it network k's parameters are, in the contract's order. */
  #network(where: string, k: number, given: Float64Array, size = this.dimension) {
    integer(where, 'k', k, 0, this.count - 1);
    if (given.length !== size) throw new ArgumentError(where, 'parameters', `${size} numbers`, given.length);
    const numbers = this.#numbers();
    const { networks, networkBytes } = this.#memory;
    const start = (networks + k * networkBytes) / numbers.BYTES_PER_ELEMENT;
    return { numbers, places: networkPlaces(this.shape, this.#precision, start, this.#width) };
  }

  /** Examples are checked once. */
  #inspect(where: string, examples: Examples): void {
    if (this.#inspected.has(examples)) return;
    const { sizes } = this.shape;
    inspectExamples(where, { inputs: sizes[0]!, outputs: sizes.at(-1)! }, examples);
    this.#inspected.add(examples);
  }

  /** Lays scratch out for minibatches of `batch` samples behind the networks, which stay where they are, and writes the job. */
  #layOut(batch: number): void {
    const layout = this.#layout(batch);
    const { memory } = this.#instance;
    if (layout.total > memoryLimit)
      throw new CapacityError(
        `networks: minibatches of ${batch} samples need ${(layout.total / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address`,
      );
    const missing = layout.total - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    new Uint32Array(memory.buffer, layout.job, layout.words.length).set(layout.words);
    this.#memory = layout;
    this.#batch = Math.max(batch, evaluationBlock);
  }

  /** Copies a minibatch in and lists its inputs. */
  #load(examples: Examples, order: Uint32Array, shares: Shares, training: 0 | 1): void {
    const at = this.#memory;
    const { buffer } = this.#instance.memory;
    copyRows(examples.x, examples.inputs, order, this.#numbers(at.images), examples.inputs);
    copyRows(examples.t, examples.outputs, order, this.#numbers(at.targets), examples.outputs);
    if (examples.labels) copyLabels(examples.labels, order, new Uint8Array(buffer, at.labels));
    shares(order, new Float64Array(buffer, at.shares, order.length));
    this.#kernel('networkInput')(at.job, order.length, training);
  }
}
