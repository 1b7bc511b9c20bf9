/** A point's place in memory, and the two passes that fill it. @source [rumelhart1986learning] */
import type { OutputCurvature, OutputDerivatives, OutputLoss } from '../contract/network-curvature.ts';
import { checked } from '../curvature-places.ts';
import { tileColumns } from '../templates/product.ts';
import type { InputLists } from './curvature-inputs.ts';
import {
  type CurvatureLayout,
  type CurvatureSizes,
  columnsOf,
  curvatureBytes,
  even,
  type Growing,
  type Packs,
  packs,
  sumsRow,
} from './curvature-memory.ts';

/** The kernel's memory and what is where in it. */
export interface Engine extends Growing {
  readonly of: CurvatureSizes;
  readonly at: CurvatureLayout;
  /** Of every block, where the inputs are sparse. */
  readonly lists: readonly InputLists[] | undefined;
}

/** Where a point's numbers are: parameters, weights ready for products, a record a block. */
export interface PointMemory {
  readonly parameters: number;
  readonly packs: Packs;
  readonly records: number;
}

/** The curvature at the outputs, rows block after block. */
export interface CurvatureMemory {
  readonly kind: OutputCurvature['kind'];
  readonly rows: number;
}

/** New memory for a point. */
export function claimPoint(engine: Engine): PointMemory {
  const { of } = engine;
  const what = `the rows of a point over ${of.count} samples`;
  return {
    parameters: engine.claim(of.dimension * 8, what),
    packs: packs((bytes) => engine.claim(bytes, what), of),
    records: engine.claim(of.blocks * of.record + tileColumns * of.stride, what), // rows are read by tiles
  };
}

/** Fills a point's memory. @param curvature   gives the place for the rows of a kind of curvature */
export function fillPoint(
  engine: Engine,
  point: PointMemory,
  parameters: Float64Array,
  loss: OutputLoss,
  place: (kind: OutputCurvature['kind']) => CurvatureMemory,
): { readonly value: number; readonly gradient: Float64Array; readonly curvature: CurvatureMemory } {
  const { of } = engine;
  engine.floats(point.parameters, of.dimension).set(parameters);
  packWeights(engine, point.parameters, point.packs);
  const outputs = of.sizes[of.top]!;
  const z = new Float64Array(of.count * outputs);
  for (let b = 0; b < of.blocks; b++) forward(engine, point, b, z);
  const derivatives = checked(loss(z), of.count, outputs);
  const curvature = place(derivatives.curvature.kind);
  loadDerivatives(engine, point, derivatives, curvature);
  return { value: derivatives.value, gradient: backward(engine, point), curvature };
}

/** Packs the weights at an address, for vector number v of the packs. */
export function packWeights({ of, exports }: Engine, parameters: number, { rows, columns, tiles }: Packs, v = 0): void {
  for (const [l, { inputs, units, weights, biases }] of of.places.entries()) {
    const [W, b] = [parameters + weights * 8, biases === undefined ? 0 : parameters + biases * 8];
    exports['curvaturePackRows']!(W, b, inputs, units, rows[l + 1]! + v * even(units) * (inputs + 1) * 8);
    if (l > 0) exports['curvaturePackColumns']!(W, inputs, units, columns[l + 1]! + v * even(inputs) * units * 8);
    else if (of.sparse) exports['curvaturePackTiles']!(W, b, inputs, units, v * even(units), tiles);
  }
}

/** A block of inputs: rows, lists where they are sparse, samples. */
export interface InputBlock {
  readonly x: number;
  readonly lists: InputLists | undefined;
  readonly columns: number;
}

export function inputBlock({ of, at, lists }: Engine, b: number): InputBlock {
  return { x: at.x + b * (of.sizes[0]! + 1) * of.stride, lists: lists?.[b], columns: columnsOf(of, b) };
}

/** out ← a block of inputs times `width` rows of weights. */
export function enter(
  { of, exports }: Engine,
  { rows, tiles }: Packs,
  { x, lists, columns }: InputBlock,
  width: number,
  out: number,
): void {
  const { sizes, stride } = of;
  const features = sizes[0]! + 1;
  const tile = features * tileColumns * 8;
  if (lists) exports['curvatureGather']!(lists.samples, columns / 2, tiles, tile, width, out, stride, 0);
  else exports['curvatureProduct']!(rows[1]!, x, stride, features, out, stride, width / 2, columns, 0);
}

/** Adds the sums over a block of `count` rows of errors with the inputs to the first layer's sums. */
export function leave(
  { of, at, exports }: Engine,
  { x, lists, columns }: InputBlock,
  errors: number,
  count: number,
): void {
  const { sizes, stride } = of;
  const features = sizes[0]! + 1;
  const row = sumsRow(sizes[0]!);
  if (!lists) exports['curvatureAccumulate']!(errors, count, x, features, stride, columns, at.sums[1]!, row);
  else {
    const [pairs, tile] = [Math.ceil(features / 2), columns * tileColumns * 8];
    exports['curvatureRowTiles']!(errors, count, stride, columns, at.backTiles);
    exports['curvatureGather']!(lists.inputs, pairs, at.backTiles, tile, count, at.sums[1]!, row, 1);
  }
}

function forward(engine: Engine, { packs, records }: PointMemory, b: number, outputs: Float64Array): void {
  const { of, at, exports } = engine;
  const { sizes, top, stride, rows } = of;
  const inputs = inputBlock(engine, b);
  const record = records + b * of.record;
  enter(engine, packs, inputs, even(sizes[1]!), at.z);
  for (let l = 1; l < top; l++) {
    const { a, slope, bend } = rows[l]!;
    const bytes = sizes[l]! * stride;
    exports['curvatureActivate']!(of.activation, at.z, record + a, record + slope, record + bend, bytes);
    engine.floats(record + a + bytes, stride / 8).fill(1);
    const pairs = even(sizes[l + 1]!) / 2;
    const W = packs.rows[l + 1]!;
    exports['curvatureProduct']!(W, record + a, stride, sizes[l]! + 1, at.z, stride, pairs, inputs.columns, 0);
  }
  const samples = Math.min(of.block, of.count - b * of.block);
  const units = sizes[top]!;
  const z = engine.floats(at.z, (units * stride) / 8);
  for (let s = 0, to = b * of.block * units; s < samples; s++)
    for (let o = 0; o < units; o++) outputs[to++] = z[(o * stride) / 8 + s]!;
}

/** The loss's derivatives at the outputs to rows of samples, zeros behind the last. */
function loadDerivatives(
  engine: Engine,
  { records }: PointMemory,
  { gradient, curvature }: OutputDerivatives,
  { rows }: CurvatureMemory,
): void {
  const { of } = engine;
  const outputs = of.sizes[of.top]!;
  const row = of.stride / 8;
  /** Rows number 0 … width − 1 of blocks that are so many bytes apart. */
  const load = (at: number, bytes: number, width: number, value: (s: number, k: number) => number) => {
    for (let b = 0; b < of.blocks; b++) {
      const block = engine.floats(at + b * bytes, (width * of.stride) / 8).fill(0);
      const samples = Math.min(of.block, of.count - b * of.block);
      for (let k = 0; k < width; k++) for (let s = 0; s < samples; s++) block[k * row + s] = value(b * of.block + s, k);
    }
  };
  load(records + of.rows[of.top]!.pull, of.record, outputs, (s, o) => gradient[s * outputs + o]!);
  const bytes = curvatureBytes(of, curvature.kind);
  const width = bytes / of.stride;
  if (curvature.kind === 'diagonal') load(rows, bytes, width, (s, o) => curvature.entries[s * outputs + o]!);
  else if (curvature.kind === 'covariance')
    load(rows, bytes, width, (s, o) =>
      o < outputs ? curvature.probabilities[s * outputs + o]! : curvature.weights[s]!,
    );
  else if (curvature.kind === 'full') {
    const pairs = Array.from({ length: outputs }, (_, o) =>
      Array.from({ length: outputs - o }, (_, k) => o * (outputs + 1) + k),
    ).flat();
    load(rows, bytes, width, (s, k) => curvature.entries[s * outputs ** 2 + pairs[k]!]!);
  }
}

/** Pulls of all layers; returns the gradient. */
function backward(engine: Engine, { packs, records }: PointMemory): Float64Array {
  const { of, at, exports } = engine;
  const { sizes, top, stride, rows } = of;
  clearSums(engine, 1);
  for (let b = 0; b < of.blocks; b++) {
    const inputs = inputBlock(engine, b);
    const record = records + b * of.record;
    pullBack(engine, packs, record, inputs.columns);
    for (let l = top; l > 0; l--) {
      const errors = l === top ? record + rows[top]!.pull : at.errors[l]!;
      if (l === 1) {
        leave(engine, inputs, errors, sizes[1]!);
        break;
      }
      const [a, features] = [record + rows[l - 1]!.a, sizes[l - 1]! + 1];
      const [sums, row] = [at.sums[l]!, sumsRow(sizes[l - 1]!)];
      exports['curvatureAccumulate']!(errors, sizes[l]!, a, features, stride, inputs.columns, sums, row);
    }
  }
  unpack(engine, 0);
  return engine.floats(at.products, of.dimension).slice();
}

/** Pulls of a record's hidden layers, from those of its outputs, and errors. */
export function pullBack({ of, at, exports }: Engine, { columns: W }: Packs, record: number, columns: number): void {
  const { sizes, top, stride, rows } = of;
  let above = record + rows[top]!.pull;
  for (let l = top - 1; l > 0; l--) {
    const units = sizes[l]!;
    const { slope, pull } = rows[l]!;
    const pairs = even(units) / 2;
    exports['curvatureProduct']!(W[l + 1]!, above, stride, sizes[l + 1]!, at.z, stride, pairs, columns, 0);
    exports['curvatureCopy']!(at.z, record + pull, units * stride);
    above = at.errors[l]!;
    exports['curvatureTimes']!(record + slope, record + pull, above, units * stride);
  }
}

/** Sums of some vectors to zero. */
export function clearSums({ of: { sizes, top }, at, floats }: Engine, vectors: number): void {
  for (let l = 1; l <= top; l++) floats(at.sums[l]!, (vectors * even(sizes[l]!) * sumsRow(sizes[l - 1]!)) / 8).fill(0);
}

/** Sums of vector number v to its product, in the parameters' order. */
export function unpack({ of, at, exports }: Engine, v: number): void {
  const product = at.products + v * of.dimension * 8;
  for (const [l, { inputs, units, weights, biases }] of of.places.entries()) {
    const row = sumsRow(inputs);
    const sums = at.sums[l + 1]! + v * even(units) * row;
    const b = biases === undefined ? 0 : product + biases * 8;
    exports['curvatureUnpack']!(sums, row, inputs, units, product + weights * 8, b);
  }
}
