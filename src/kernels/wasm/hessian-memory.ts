/**
 * What the formation of a Hessian keeps in WASM memory, and where. Features are columns over the samples: zeros, lit pixels and a one, so
 * that the one ends a tile, then hidden units.
 */
import { CapacityError } from '../../base/errors.ts';
import type { RectifiedShape } from '../contract/training.ts';
import type { LitSamples } from '../lit-samples.ts';
import type { RectifiedPass } from '../rectified-state.ts';
import { convexRows } from '../rectified-rows.ts';
import { type Instance, instantiate, type KernelEngine, type Layout, memoryLimit } from './host.ts';
import { type SymmetricMemory, symmetricMemory } from './symmetric-memory.ts';

/** Samples summed by one call: their weights stay in a second-level cache of 1 MiB, and rounding grows with them and their number only. */
export const chunk = 256;
/** Columns of a tile, as in templates/product.ts, and the bytes of its rows. */
export const tile = 8;
export const tileBytes = 64;
/** Products of features with outputs that are summed at once, at most. */
const stripeColumns = 160;

/** Sizes that the shape and the samples decide. */
export interface PassSizes {
  readonly count: number;
  /** Inputs of a unit, lit pixels and the one; they are the last m of the columns 0 … width − 1. */
  readonly m: number;
  readonly width: number;
  readonly units: number;
  readonly outputs: number;
  /** Outputs made even. */
  readonly even: number;
  /** Bytes from column to column. */
  readonly stride: number;
  /** Features in a stripe of products with the outputs, and its tiles. */
  readonly stripe: number;
  readonly stripeTiles: number;
}

export interface PassMemory {
  readonly columns: number;
  /** Input weights as pairs of units. */
  readonly weights: number;
  /** Of a chunk: a number for each output; its products with the features of a stripe. */
  readonly T: number;
  readonly D: number;
  /** What hessianScale and hessianGather work with. */
  readonly places: number;
  readonly packed: number;
  readonly lists: number;
  /** For each stripe a row of sums an input. */
  readonly sums: number;
}

/** Sizes that a pass decides. */
export interface FormSizes extends PassSizes {
  /** Active units, and pairs of them. */
  readonly u: number;
  readonly pairs: number;
  readonly groups: number;
  /** Tiles of the softmax's curvature, and of the units. */
  readonly curvatureTiles: number;
  readonly unitTiles: number;
  /** Rows before the output weights, and rows. */
  readonly convex: number;
  readonly n: number;
}

export interface FormMemory extends PassMemory {
  /** Probabilities in the order of the groups, and output weights, by even outputs. */
  readonly P: number;
  readonly V: number;
  /** Output weights of the units that are on in a group, as pairs of units, group after group and pair after pair. */
  readonly groupWeights: number;
  readonly pairWeights: number;
  readonly patterns: number;
  readonly groupOf: number;
  /** Row of the matrix of each input of each unit, units × width. */
  readonly rows: number;
  /** Of every sample the curvature of its softmax. */
  readonly curvatures: number;
  /** Moments of one input with all features, group after group; what the contractions make of a tile of them. */
  readonly moments: number;
  readonly X: number;
  readonly Z: number;
  readonly B: number;
  /** Of a chunk of strays: places, features, curvature between units; and its sums. */
  readonly listed: number;
  readonly compact: number;
  readonly strayD: number;
  readonly straySums: number;
  readonly symmetric: SymmetricMemory;
  readonly total: number;
}

export function passSizes({ hidden, outputs }: RectifiedShape, { count, lit }: LitSamples): PassSizes {
  const m = lit.length + 1;
  const stripe = Math.max(1, Math.floor(stripeColumns / outputs));
  return {
    count,
    m,
    width: upTo(m, tile),
    units: hidden,
    outputs,
    even: upTo(outputs, 2),
    stride: (Math.ceil(count / tile) | 1) * tileBytes, // an odd number of cache lines
    stripe,
    stripeTiles: Math.ceil((stripe * outputs) / tile),
  };
}

export function formSizes(sizes: PassSizes, shape: RectifiedShape, pass: RectifiedPass, groups: number): FormSizes {
  const u = pass.active.length;
  const { outputs } = shape;
  const convex = convexRows(pass, shape);
  return {
    ...sizes,
    u,
    pairs: Math.ceil(u / 2),
    groups,
    curvatureTiles: Math.max(1, Math.ceil((outputs * (outputs - 1)) / 2 / tile)),
    unitTiles: Math.ceil(u / tile),
    convex,
    n: convex + u * outputs,
  };
}

export function passMemory(layout: Layout, sizes: PassSizes): PassMemory {
  const { width, units, outputs, even, stride, stripe, stripeTiles } = sizes;
  const floats = (n: number) => layout.block(n * 8);
  const stripes = Math.ceil((units + 1) / stripe);
  const tiles = Math.max(stripeTiles, Math.ceil((outputs * outputs) / 2 / tile), Math.ceil(units / tile)) + 1;
  return {
    columns: layout.block((width + upTo(units, tile)) * stride),
    weights: floats(upTo(units, 2) * width),
    T: floats(chunk * even),
    D: floats(chunk * stripeTiles * tile + 2),
    places: layout.block(chunk * 4),
    packed: layout.block(chunk * tiles * tileBytes),
    lists: layout.block((chunk + 1) * 24),
    sums: layout.block(stripes * width * stripeTiles * tileBytes),
  };
}

export function formMemory(layout: Layout, pass: PassMemory, sizes: FormSizes): FormMemory {
  const { count, width, u, outputs, even, pairs, groups, curvatureTiles, unitTiles, n } = sizes;
  const floats = (n: number) => layout.block(n * 8);
  const features = width + unitTiles * tile;
  return {
    ...pass,
    P: floats(count * even),
    V: floats((u + 1) * even),
    groupWeights: floats(groups * pairs * outputs * 2),
    pairWeights: floats(groups * pairs * outputs * 2),
    patterns: layout.block(groups * u),
    groupOf: layout.block(count * 4),
    rows: layout.block(u * width * 4),
    curvatures: layout.block(count * curvatureTiles * tileBytes),
    listed: layout.block(chunk * 4),
    compact: floats(features * chunk),
    strayD: layout.block(chunk * unitTiles * tileBytes),
    moments: layout.block(groups * features * curvatureTiles * tileBytes),
    X: layout.block(outputs * outputs * tileBytes),
    Z: layout.block(2 * pairs * groups * outputs * tileBytes),
    B: layout.block(u * 2 * pairs * tileBytes),
    straySums: layout.block(width * width * unitTiles * tileBytes),
    symmetric: symmetricMemory(layout, n),
    total: layout.total,
  };
}

/** The instance, made or with its memory grown, with at least `bytes` for `what`. */
export function withRoom(engine: KernelEngine, known: Instance | undefined, bytes: number, what: string): Instance {
  if (bytes > memoryLimit)
    throw new CapacityError(
      `rectifiedHessians: ${what} needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address; use Hessian-vector products`,
    );
  if (!known) return instantiate(engine, bytes);
  const missing = bytes - known.memory.buffer.byteLength;
  if (missing > 0) known.memory.grow(Math.ceil(missing / 65536));
  return known;
}

/** Moments factor · Σ_i x_i φ_iq D_ik over some samples, at most a chunk: columns `stride` bytes apart, x the one numbered so. */
export interface Moments {
  readonly columns: number;
  readonly stride: number;
  readonly x: number;
  readonly some: number;
  readonly factor: number;
  readonly D: number;
  readonly tiles: number;
  /** Where they are added: a row of tiles for each feature. */
  readonly sums: number;
}

/** For the features q = first … last − 1 of each range; of an odd range or one that begins at an odd number, one more beside it. */
export function addMoments(
  { exports }: Instance,
  { places, packed, lists }: PassMemory,
  { columns, stride, x, some, factor, D, tiles, sums }: Moments,
  ...ranges: readonly (readonly [first: number, last: number])[]
): void {
  const [row, length] = [tiles * tileBytes, chunk * tileBytes];
  const n = exports['hessianScale']!(columns + x * stride, some, factor, D, row, tiles, places, packed, length);
  if (n === 0) return;
  for (const [first, last] of ranges)
    exports['hessianGather']!(
      columns,
      stride,
      first - (first % 2),
      last,
      places,
      n,
      packed,
      length,
      tiles,
      lists,
      sums,
    );
}

export function floatsAt({ memory }: Instance, from: number, length: number): Float64Array {
  return new Float64Array(memory.buffer, from, length);
}

export function integersAt({ memory }: Instance, from: number, length: number): Int32Array {
  return new Int32Array(memory.buffer, from, length);
}

function upTo(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}
