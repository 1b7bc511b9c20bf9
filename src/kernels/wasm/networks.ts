/**
 * Networks trained side by side in WASM. Lanes of a vector are networks; a group of 4 (float32) or 2 (float64) trains over a chunk of
 * packed minibatches before the next group does, so its parameters stay in cache and a chunk is packed once for the whole fleet.
 * Calls last well under 30 ms at the paper's sizes.
 */

import { integer } from '../../base/arguments.ts';
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { NetworkFleet, NetworkShape, Precision, Samples } from '../contract.ts';
import { checkShape, countSteps, inspectSamples, parameterCount } from '../minibatch.ts';
import { type Instance, instantiate, Layout, memoryLimit } from './host.ts';

/** Hidden units of a panel, and bytes from row to row of one; as in templates/networks-gather.ts. */
const panelUnits = 7;
const panelRow = panelUnits * 16;
/** Above this share of pixels that are not zero, images take the dense path. Both give the same bits; only speed differs. */
const denseAbove = 0.85;
/** Packed minibatches aim at this size, to stay in the second-level cache beside a group's parameters. */
const chunkBytes = 1 << 20;
/** Images of an evaluation's block; the kernel allows at most 64. */
const block = 64;

/** Where scratch memory lies for one batch size. Addresses in bytes. */
interface Scratch {
  readonly batch: number;
  /** Minibatches of `batch`, and blocks of an evaluation, that fit a chunk. */
  readonly steps: number;
  readonly blocks: number;
  readonly hRow: number;
  readonly H: number;
  readonly Z: number;
  readonly D: number;
  readonly transposed: number;
  readonly losses: number;
  readonly hits: number;
  readonly images: number;
  readonly labels: number;
  readonly rows: number;
  readonly entries: number;
  readonly columns: number;
  readonly lists: number;
}

/** A minibatch packed in memory: addresses as the kernel takes them. */
interface Packed {
  readonly images: number;
  readonly rows: number;
  readonly columns: number;
  readonly labels: number;
  readonly count: number;
}

/**
 * A fleet in WASM memory.
 * @throws ArgumentError when a size is out of range; CapacityError when parameters and scratch exceed 4 GiB
 */
export function createNetworkFleet(
  module: WebAssembly.Module,
  shape: NetworkShape,
  count: number,
  precision: Precision,
): NetworkFleet {
  checkShape('networks', shape, count);
  return new WasmNetworkFleet(module, shape, count, precision);
}

class WasmNetworkFleet implements NetworkFleet {
  readonly shape: NetworkShape;
  readonly count: number;
  readonly #instance: Instance;
  readonly #lanes: number;
  readonly #number: typeof Float32Array | typeof Float64Array;
  readonly #scalar: 'f32' | 'f64';
  /** Address of group 0, and bytes of a group. */
  readonly #base: number;
  readonly #groupBytes: number;
  readonly #densities = new WeakMap<Samples, number>();
  #scratch: Scratch | undefined;

  constructor(module: WebAssembly.Module, shape: NetworkShape, count: number, precision: Precision) {
    this.shape = shape;
    this.count = count;
    this.#lanes = precision === 'float32' ? 4 : 2;
    this.#number = precision === 'float32' ? Float32Array : Float64Array;
    this.#scalar = precision === 'float32' ? 'f32' : 'f64';
    const { inputs, hidden, outputs } = shape;
    const panels = Math.ceil(hidden / panelUnits);
    this.#groupBytes = Math.ceil((panels * (inputs + 1) * panelRow + (hidden + 1) * outputs * 16) / 64) * 64;
    const layout = new Layout();
    this.#base = layout.block(this.#groups * this.#groupBytes);
    this.#instance = instantiate(module, layout.total);
  }

  get #groups(): number {
    return Math.ceil(this.count / this.#lanes);
  }

  setParameters(k: number, parameters: Float64Array): void {
    const { memory, places } = this.#network('setParameters', k, parameters);
    let i = 0;
    for (const place of places) memory[place] = parameters[i++]!;
  }

  getParameters(k: number, out: Float64Array): void {
    const { memory, places } = this.#network('getParameters', k, out);
    let i = 0;
    for (const place of places) out[i++] = memory[place]!;
  }

  train(samples: Samples, order: Uint32Array, batch: number, rates: Float64Array): void {
    const density = this.#density('train', samples);
    const steps = countSteps('train', samples, order, batch, rates);
    const scratch = this.#prepare(Math.min(batch, order.length));
    const step = this.#instance.exports[`networkStep_${this.#scalar}`]!;
    const { inputs, hidden, outputs } = this.shape;
    const { hRow, H, Z, D, transposed } = scratch;
    for (let first = 0; first < steps; first += scratch.steps) {
      const chunk = order.subarray(first * batch, (first + scratch.steps) * batch);
      const packed = this.#pack(scratch, samples, chunk, batch, density > denseAbove, true);
      for (let group = 0; group < this.#groups; group++) {
        const at = this.#base + group * this.#groupBytes;
        packed.forEach(({ images, rows, columns, labels, count }, i) => {
          const rate = rates[first + i]!;
          step(at, inputs, hidden, outputs, images, rows, columns, labels, count, rate, H, hRow, Z, D, transposed);
        });
      }
    }
  }

  evaluate(samples: Samples, losses: Float64Array, accuracies: Float64Array): void {
    const density = this.#density('evaluate', samples);
    integer('evaluate', 'losses.length', losses.length, this.count);
    integer('evaluate', 'accuracies.length', accuracies.length, this.count);
    const scratch = this.#scratch ?? this.#prepare(block);
    const evaluate = this.#instance.exports[`networkEvaluate_${this.#scalar}`]!;
    const { inputs, hidden, outputs } = this.shape;
    const { hRow, H, Z } = scratch;
    const lanes = this.#lanes;
    const sums = new Float64Array(this.#instance.memory.buffer, scratch.losses, this.#groups * lanes);
    const hits = new Float64Array(this.#instance.memory.buffer, scratch.hits, this.#groups * lanes);
    sums.fill(0);
    hits.fill(0);
    const order = Uint32Array.from({ length: samples.count }, (_, i) => i);
    const stride = scratch.blocks * block;
    for (let first = 0; first < samples.count; first += stride) {
      const chunk = order.subarray(first, first + stride);
      const packed = this.#pack(scratch, samples, chunk, block, density > denseAbove, false);
      for (let group = 0; group < this.#groups; group++) {
        const at = this.#base + group * this.#groupBytes;
        const sum = scratch.losses + group * lanes * 8;
        const hit = scratch.hits + group * lanes * 8;
        for (const { images, rows, labels, count } of packed)
          evaluate(at, inputs, hidden, outputs, images, rows, labels, count, H, hRow, Z, sum, hit);
      }
    }
    for (let k = 0; k < this.count; k++) {
      losses[k] = sums[k]! / samples.count;
      accuracies[k] = hits[k]! / samples.count;
    }
  }

  /** Memory as numbers, and where in it network k's parameters are, in the contract's order. */
  #network(where: string, k: number, parameters: Float64Array) {
    integer(where, 'k', k, 0, this.count - 1);
    const expected = parameterCount(this.shape);
    if (parameters.length !== expected)
      throw new ArgumentError(where, 'parameters', `${expected} numbers`, parameters.length);
    const memory = new this.#number(this.#instance.memory.buffer);
    const lanes = this.#lanes;
    const group = this.#base + Math.floor(k / lanes) * this.#groupBytes;
    const start = group / memory.BYTES_PER_ELEMENT + (k % lanes);
    return { memory, places: parameterPlaces(this.shape, start, lanes) };
  }

  /** Share of pixels that are not zero; a sample set is checked once. */
  #density(where: string, samples: Samples): number {
    const known = this.#densities.get(samples);
    if (known !== undefined) return known;
    const density = inspectSamples(where, this.shape, samples);
    this.#densities.set(samples, density);
    return density;
  }

  /** Lays scratch memory out behind the parameters, for minibatches of up to `batch` images. */
  #prepare(batch: number): Scratch {
    if (this.#scratch?.batch === batch) return this.#scratch;
    const { inputs, hidden, outputs } = this.shape;
    const rowsAtOnce = Math.max(batch, block);
    const samples = Math.max(rowsAtOnce, Math.floor(chunkBytes / (inputs * 20)));
    const steps = Math.floor(samples / batch);
    const blocks = Math.floor(samples / block);
    const layout = new Layout();
    layout.block(this.#groups * this.#groupBytes);
    const lines = Math.ceil(((hidden + 1) * 16) / 64);
    const hRow = (lines + ((lines + 1) % 2)) * 64; // an odd number of cache lines: rows do not collide in one set
    const scratch: Scratch = {
      batch,
      steps,
      blocks,
      hRow,
      H: layout.block(rowsAtOnce * hRow),
      Z: layout.block(rowsAtOnce * outputs * 16),
      D: layout.block(batch * panelRow),
      transposed: layout.block(outputs * panelRow),
      losses: layout.block(this.#groups * this.#lanes * 8),
      hits: layout.block(this.#groups * this.#lanes * 8),
      images: layout.block(samples * (inputs + 1) * 4),
      labels: layout.block(samples),
      rows: layout.block((samples + Math.max(steps, blocks)) * 4),
      entries: layout.block((samples * inputs + 1) * 8),
      columns: layout.block(steps * (inputs + 2) * 4),
      lists: layout.block(samples * (inputs + 1) * 8),
    };
    reserve(this.#instance, layout.total);
    const numbers = new this.#number(this.#instance.memory.buffer);
    const lanes = this.#lanes;
    for (let s = 0; s < rowsAtOnce; s++) {
      const one = (scratch.H + s * hRow + hidden * 16) / numbers.BYTES_PER_ELEMENT;
      numbers.fill(1, one, one + lanes);
    }
    this.#scratch = scratch;
    return scratch;
  }

  /** Copies the images of a chunk in and packs its minibatches: dense rows ending in 1, or lists of lit pixels. */
  #pack(
    scratch: Scratch,
    samples: Samples,
    chunk: Uint32Array,
    batch: number,
    dense: boolean,
    backward: boolean,
  ): Packed[] {
    const { inputs } = this.shape;
    const { memory, exports } = this.#instance;
    const words = new Int32Array(memory.buffer);
    const row = dense ? inputs + 1 : inputs;
    const images = new Float32Array(memory.buffer, scratch.images, chunk.length * row);
    const labels = new Uint8Array(memory.buffer, scratch.labels, chunk.length);
    if (dense) images.fill(1);
    chunk.forEach((index, i) => {
      images.set(samples.images.subarray(index * inputs, (index + 1) * inputs), i * row);
      labels[i] = samples.labels[index]!;
    });
    const packed: Packed[] = [];
    let entries = scratch.entries;
    let lists = scratch.lists;
    for (let first = 0; first < chunk.length; first += batch) {
      const count = Math.min(batch, chunk.length - first);
      const step = packed.length;
      const source = scratch.images + first * row * 4;
      const rows = dense ? 0 : scratch.rows + step * (batch + 1) * 4;
      const columns = dense || !backward ? 0 : scratch.columns + step * (inputs + 2) * 4;
      packed.push({ images: source, rows, columns, labels: scratch.labels + first, count });
      if (dense) continue;
      exports['networkPack']!(source, inputs, count, rows, entries, columns, lists);
      entries = words[rows / 4 + count]!;
      if (columns) lists = words[columns / 4 + inputs + 1]!;
    }
    return packed;
  }
}

function reserve({ memory }: Instance, bytes: number): void {
  if (bytes > memoryLimit)
    throw new CapacityError(
      `a fleet needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address`,
    );
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
}

/** Indices of a network's numbers W₁ (a unit's row at a time), b₁, W₂ (an output's row at a time), b₂; `start` is W₁'s first. */
function* parameterPlaces({ inputs, hidden, outputs }: NetworkShape, start: number, lanes: number): Generator<number> {
  const panels = Math.ceil(hidden / panelUnits);
  const least = Math.floor(hidden / panels);
  const wider = hidden % panels;
  const first = (unit: number, input: number) => {
    const early = unit < wider * (least + 1);
    const panel = early ? Math.floor(unit / (least + 1)) : Math.floor((unit - wider) / least);
    const column = unit - panel * least - Math.min(panel, wider);
    return start + ((panel * (inputs + 1) + input) * panelUnits + column) * lanes;
  };
  const second = start + panels * (inputs + 1) * panelUnits * lanes;
  for (let unit = 0; unit < hidden; unit++) for (let k = 0; k < inputs; k++) yield first(unit, k);
  for (let unit = 0; unit < hidden; unit++) yield first(unit, inputs);
  for (let o = 0; o < outputs; o++)
    for (let unit = 0; unit < hidden; unit++) yield second + (unit * outputs + o) * lanes;
  for (let o = 0; o < outputs; o++) yield second + (hidden * outputs + o) * lanes;
}
