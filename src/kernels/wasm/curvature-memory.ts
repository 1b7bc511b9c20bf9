/**
 * What the curvature of a network keeps in WASM memory, and where. Samples are cut into blocks; of a block a *record* holds one row
 * of samples for every number: activations and a one behind them, slopes, bends and pulls ∂L/∂a of each hidden layer, pulls of the
 * outputs. All addresses in bytes.
 */
import { CapacityError } from '../../base/errors.ts';
import type { NetworkLayers, OutputCurvature } from '../contract/network-curvature.ts';
import { dimensionOf, type LayerPlace } from '../curvature-places.ts';
import { activationCodes } from '../templates/networks-layout.ts';
import { tileColumns } from '../templates/product.ts';
import { type Instance, instantiate, type KernelEngine, Layout } from './host.ts';

/** Samples of a block at most: more than that gain nothing, and rounding grows with them. */
const largestBlock = 256;
/** Bytes of a block's rows that should stay in a second-level cache, and samples below which products of rows waste too much. */
const blockBytes = 2 ** 20;
const smallestBlock = 64;
/** Bytes of the rows of all vectors that are multiplied at once. */
const vectorBytes = 2 ** 20;
const mostVectors = 16;

/** A hidden layer's rows in a record; of the outputs only the pulls. */
export interface LayerRows {
  readonly a: number;
  readonly slope: number;
  readonly bend: number;
  readonly pull: number;
}

export interface CurvatureSizes {
  /** n₀ … n_L */
  readonly sizes: readonly number[];
  /** Layers 1 … L, as places[l − 1]. */
  readonly places: readonly LayerPlace[];
  readonly activation: number;
  /** Whether φ″ is anything but zero. */
  readonly bent: boolean;
  /** L */
  readonly top: number;
  readonly dimension: number;
  readonly count: number;
  /** Samples of a block, blocks, bytes from row to row (an odd number of cache lines). */
  readonly block: number;
  readonly blocks: number;
  readonly stride: number;
  /** Rows of layer l in a record, by l; none at 0. */
  readonly rows: readonly LayerRows[];
  /** Bytes of a record. */
  readonly record: number;
  /** Vectors multiplied at once. */
  readonly vectors: number;
  /** Whether layer 1 goes by lists of what its inputs have that is not zero. */
  readonly sparse: boolean;
}

export function curvatureSizes(
  layers: NetworkLayers,
  places: readonly LayerPlace[],
  count: number,
  sparse: boolean,
): CurvatureSizes {
  const { sizes } = layers;
  const top = places.length;
  const inner = sizes.slice(1).reduce((sum, n) => sum + n, 0);
  let block = largestBlock;
  while (block > smallestBlock && (sizes[0]! + 6 * inner) * block * 8 > blockBytes) block /= 2;
  block = Math.min(block, upTo(count, 8));
  const stride = ((block / 8) | 1) * 64;
  let next = 0;
  const take = (rows: number) => {
    const from = next;
    next += rows * stride;
    return from;
  };
  const rows = sizes.map((n, l) => {
    if (l === 0) return { a: 0, slope: 0, bend: 0, pull: 0 };
    if (l === top) return { a: 0, slope: 0, bend: 0, pull: take(n) };
    return { a: take(n + 1), slope: take(n), bend: take(n), pull: take(n) };
  });
  const vectors = Math.floor(vectorBytes / (5 * inner * stride));
  return {
    sizes,
    places,
    activation: activationCodes[layers.activation],
    bent: layers.activation !== 'identity' && layers.activation !== 'relu',
    top,
    dimension: dimensionOf(places),
    count,
    block,
    blocks: Math.ceil(count / block),
    stride,
    rows,
    record: next,
    vectors: Math.min(mostVectors, Math.max(1, vectors)),
    sparse,
  };
}

/** Samples of block b, up to whole tiles; beyond the last sample stand copies of it whose derivatives at the outputs are zero. */
export function columnsOf({ count, block }: CurvatureSizes, b: number): number {
  return upTo(Math.min(block, count - b * block), 8);
}

/** Bytes of the rows of a block's curvature at the outputs. */
export function curvatureBytes({ sizes, top, stride }: CurvatureSizes, kind: OutputCurvature['kind']): number {
  const outputs = sizes[top]!;
  return stride * { zero: 0, diagonal: outputs, covariance: outputs + 1, full: (outputs * (outputs + 1)) / 2 }[kind];
}

/** Weights as the products want them: of layer l (by l) pairs of units over inputs and one, pairs of inputs over units, and of layer 1 tiles of units. */
export interface Packs {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly tiles: number;
}

export function packs(take: (bytes: number) => number, { sizes, top, sparse }: CurvatureSizes, vectors = 1): Packs {
  const each = (first: number, bytes: (inputs: number, units: number) => number) =>
    sizes.map((units, l) => (l < first || l > top ? 0 : take(vectors * bytes(sizes[l - 1]!, units))));
  return {
    rows: each(1, rowsPackBytes),
    columns: each(2, columnsPackBytes),
    tiles: sparse ? take(upTo(vectors * even(sizes[1]!), tileColumns) * (sizes[0]! + 1) * 8) : 0,
  };
}

export function rowsPackBytes(inputs: number, units: number): number {
  return even(units) * (inputs + 1) * 8;
}

export function columnsPackBytes(inputs: number, units: number): number {
  return even(inputs) * units * 8;
}

/** What every call works with. Rows of vectors: [vector][unit], the units made even. Rows that are read by twos, fours or tiles have as many behind them. */
export interface CurvatureLayout {
  /** Inputs and a one, block after block. */
  readonly x: number;
  /** A row of zeros. */
  readonly zero: number;
  /** Rows of one layer between a product and what is made of it. */
  readonly z: number;
  /** Errors ∂L/∂z of the hidden layers, by l. */
  readonly errors: readonly number[];
  /** Parameters, and sums over the samples in their order. */
  readonly vectors: number;
  readonly products: number;
  readonly packs: Packs;
  /** Along the vectors: pre-activations, activations with a row of zeros behind them, by l; errors of two layers. */
  readonly alongZ: readonly number[];
  readonly alongA: readonly number[];
  readonly back: readonly [number, number];
  /** The first layer's errors as tiles. */
  readonly backTiles: number;
  /** Sums of layer l: rows of inputs and one, made a multiple of four. */
  readonly sums: readonly number[];
  /** Absolute values of a point's weights, of a block's inputs, record and curvature. */
  readonly absolute: { readonly packs: Packs; readonly x: number; readonly record: number; readonly curvature: number };
  readonly total: number;
}

export function curvatureLayout(of: CurvatureSizes): CurvatureLayout {
  const { sizes, top, blocks, stride, dimension, vectors } = of;
  const layout = new Layout();
  const take = (bytes: number) => layout.block(bytes);
  const rows = (n: number) => take(n * stride);
  const widest = even(Math.max(...sizes.slice(1)));
  const hidden = (f: (n: number) => number) => sizes.map((n, l) => (l === 0 || l === top ? 0 : f(n)));
  const layers = (f: (n: number, l: number) => number) => sizes.map((n, l) => (l === 0 ? 0 : f(n, l)));
  return {
    x: rows(blocks * (sizes[0]! + 1) + 3),
    zero: rows(1),
    z: rows(widest),
    errors: hidden((n) => rows(n + tileColumns)),
    vectors: take(vectors * dimension * 8),
    products: take(vectors * dimension * 8),
    packs: packs(take, of, vectors),
    alongZ: layers((n) => rows(vectors * even(n))),
    alongA: hidden((n) => rows(vectors * (n + 1) + 3)),
    back: [rows(vectors * widest + tileColumns), rows(vectors * widest + tileColumns)],
    backTiles: of.sparse ? take(upTo(vectors * even(sizes[1]!), tileColumns) * of.block * 8) : 0,
    sums: layers((n, l) => take(vectors * even(n) * sumsRow(sizes[l - 1]!))),
    absolute: {
      packs: packs(take, of),
      x: rows(sizes[0]! + 4),
      record: take(of.record + 4 * stride),
      curvature: take(Math.max(curvatureBytes(of, 'full'), curvatureBytes(of, 'covariance'))),
    },
    total: layout.total,
  };
}

/** Bytes of a row of sums over inputs and one. */
export function sumsRow(inputs: number): number {
  return upTo(inputs + 1, 4) * 8;
}

/** An instance whose memory grows at its end. */
export interface Growing extends Instance {
  /** The address of new bytes, all zero. @param what   they are for, in the plural, should they not be had */
  claim(bytes: number, what: string): number;
  /** Bytes that can still be had. */
  room(): number;
  /** Numbers in memory; not to be kept across a claim. */
  floats(at: number, length: number): Float64Array;
}

/**
 * @param bytes   that are there from the beginning
 * @param limit   of all bytes
 */
export function growing(engine: KernelEngine, bytes: number, limit: number): Growing {
  const demand = (more: number, there: number, what: string) => {
    if (there + more <= limit) return;
    const gib = (n: number) => `${(n / 2 ** 30).toPrecision(3)} GiB`;
    throw new CapacityError(
      `networkCurvature: ${what} need ${gib(more)} beside ${gib(there)}, more than the ${gib(limit)} of a kernel; take fewer samples`,
    );
  };
  demand(bytes, 0, 'the samples');
  const instance = instantiate(engine, bytes);
  const { memory } = instance;
  let end = upTo(bytes, 64);
  return {
    ...instance,
    claim(more, what) {
      demand(upTo(more, 64), end, what);
      const from = end;
      end += upTo(more, 64);
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65536));
      return from;
    },
    room: () => limit - end,
    floats: (at, length) => new Float64Array(memory.buffer, at, length),
  };
}

export function even(n: number): number {
  return upTo(n, 2);
}

export function upTo(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}
