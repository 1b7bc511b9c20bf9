/** Corrections of the moments where a unit strays from its group's pattern: its blocks with all inputs and with all output weights. */
import type { LitSamples } from '../lit-samples.ts';
import {
  addMoments,
  chunk,
  type FormMemory,
  type FormSizes,
  floatsAt,
  integersAt,
  tile,
  tileBytes,
} from './hessian-memory.ts';
import type { Instance } from './host.ts';

/** Bytes from column to column of the features of a chunk. */
const stride = chunk * 8;

/** What a chunk is made of: the samples in the order of their groups, and what the hidden units give out, samples × (u + 1). */
export interface Ordered {
  readonly samples: LitSamples;
  readonly order: Int32Array;
  readonly hidden: Float64Array;
}

export function correctStrays(
  instance: Instance,
  at: FormMemory,
  sizes: FormSizes,
  ordered: Ordered,
  unit: number,
  strays: Int32Array,
): void {
  if (strays.length === 0) return;
  const { exports } = instance;
  const { width, u, outputs, stripe, stripeTiles, unitTiles, convex, n } = sizes;
  const A = at.symmetric.matrix;
  const stripes = Math.ceil((u + 1) / stripe);
  const stripeBytes = width * stripeTiles * tileBytes;
  floatsAt(instance, at.sums, (stripes * stripeBytes) / 8).fill(0);
  floatsAt(instance, at.straySums, width * width * unitTiles * tile).fill(0);
  for (let first = 0; first < strays.length; first += chunk) {
    const places = strays.subarray(first, first + chunk);
    loadChunk(instance, at, sizes, ordered, places);
    addInputs(instance, at, sizes, unit, places.length);
    for (let k = 0; k < stripes; k++) addCross(instance, at, sizes, k, places.length, at.sums + k * stripeBytes);
  }
  exports['hessianAddInputs']!(at.straySums, unitTiles * tileBytes, at.rows, width, u, unit, A, n);
  for (let k = 0; k < stripes; k++) {
    const features = Math.min(stripe, u + 1 - k * stripe);
    const column = convex - outputs + k * stripe * outputs;
    const sums = at.sums + k * stripeBytes;
    const row = stripeTilesOf(sizes, k) * tileBytes;
    exports['hessianAddCross']!(sums, row, at.rows, width, unit, column, features * outputs, A, n);
  }
}

/** The features of the samples at these places as columns of a chunk. */
function loadChunk(
  instance: Instance,
  at: FormMemory,
  { m, width, u, unitTiles }: FormSizes,
  { samples: { first, places: pixels, values }, order, hidden }: Ordered,
  places: Int32Array,
): void {
  integersAt(instance, at.listed, places.length).set(places);
  const compact = floatsAt(instance, at.compact, (width + unitTiles * tile) * chunk).fill(0);
  places.forEach((place, i) => {
    const s = order[place]!;
    for (let e = first[s]!; e < first[s + 1]!; e++) compact[(width - m + pixels[e]!) * chunk + i] = values[e]!;
    for (let h = 0, from = s * (u + 1); h < u; h++) compact[(width + h) * chunk + i] = hidden[from + h]!;
  });
}

/** Adds Σ x̃_p x̃_q D_h′ to straySums[p][q][h′], q ≥ p. Leaves T for addCross. */
function addInputs(instance: Instance, at: FormMemory, sizes: FormSizes, unit: number, some: number): void {
  const { count, m, width, u, outputs, even, unitTiles: tiles } = sizes;
  const { listed, P, V, compact: columns, groupOf, patterns, T, strayD: D } = at;
  const hidden = columns + width * stride;
  const row = tiles * tileBytes;
  const exports = instance.exports;
  exports['hessianGates']!(
    listed,
    some,
    P,
    outputs,
    even * 8,
    V,
    hidden,
    stride,
    groupOf,
    patterns,
    unit,
    u,
    T,
    D,
    row,
  );
  for (let p = width - m; p < width; p++) {
    const sums = at.straySums + p * width * row;
    addMoments(instance, at, { columns, stride, x: p, some, factor: 1 / count, D, tiles, sums }, [p, width]);
  }
}

/** Adds Σ x̃_p r_h′ T_o to the sums of a stripe of features r: the one, which stands before the units, and these. */
function addCross(instance: Instance, at: FormMemory, sizes: FormSizes, k: number, some: number, sums: number): void {
  const { count, m, width, outputs, even, stripe, u } = sizes;
  const { compact: columns, T, D } = at;
  const tiles = stripeTilesOf(sizes, k);
  const features = Math.min(stripe, u + 1 - k * stripe);
  const from = columns + (width - 1 + k * stripe) * stride;
  instance.exports['hessianProducts']!(from, stride, features, some, T, outputs, even * 8, 0, D, tiles * tileBytes);
  const [x, factor] = [width - 1, 1 / count];
  addMoments(instance, at, { columns, stride, x, some, factor, D, tiles, sums }, [width - m, width]);
}

function stripeTilesOf({ u, outputs, stripe }: FormSizes, k: number): number {
  return Math.ceil((Math.min(stripe, u + 1 - k * stripe) * outputs) / tile);
}
