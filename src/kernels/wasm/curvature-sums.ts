/**
 * The sums over samples behind the blocks of a network's Hessian: which rows of samples they are made of, and their way into the
 * matrix.
 */
import type { LayerPlace } from '../curvature-places.ts';
import { tileColumns } from '../templates/product.ts';
import { type CurvatureSizes, even, upTo } from './curvature-memory.ts';
import type { Engine } from './curvature-point.ts';

/** Sums of a block of the Hessian, tile after tile: rows are features, or pairs of them; columns pairs of units, or unit, feature and unit below. */
export interface Sums {
  readonly l: number;
  readonly below: number;
  /** Pairs of rows, and the table of their factors. */
  readonly pairs: number;
  readonly rowTable: number;
  readonly tiles: number;
  readonly columnTable: number;
  readonly at: number;
  /** Bytes from tile to tile. */
  readonly tile: number;
}

/** The rows of samples that a block's factors are found in: its inputs and record, errors by l, and curvatures in turns. */
export interface FactorRows {
  readonly x: number;
  readonly record: number;
  readonly errors: readonly number[];
  /** H(l, l), H(l, l′) and ∂a_{l−1}/∂z_l′. */
  readonly Q: readonly [number, number];
  readonly H: readonly [number, number];
  readonly T: readonly [number, number];
}

/** The blocks l′ ≤ l of the Hessian, from the outputs down. */
export function blocksBelow({ top }: CurvatureSizes): readonly (readonly [l: number, below: number])[] {
  const layers = Array.from({ length: top }, (_, k) => top - k);
  return layers.flatMap((l) => layers.slice(top - l).map((below) => [l, below] as const));
}

/** Bytes of all sums and tables, beside a few tiles. */
export function sumsBytes(of: CurvatureSizes): number {
  const { sizes, places } = of;
  return blocksBelow(of).reduce((sum, [l, below]) => {
    const [upper, lower] = [l, below].map((k) => featureCount(places[k - 1]!));
    const units = sizes[l]!;
    const rows = l === below ? (lower! * (lower! + 1)) / 2 : lower!;
    const columns = l === below ? (units * (units + 1)) / 2 : units * upper! * sizes[below]!;
    return sum + even(rows) * upTo(columns, tileColumns) * 8 + even(rows) * 8 + upTo(columns, tileColumns) * 16;
  }, 0);
}

export function claimSums(engine: Engine, places: FactorRows, l: number, below: number): Sums {
  const { of, at } = engine;
  const claim = (bytes: number) => engine.claim(bytes, `sums over ${of.count} samples`);
  const rowFactors = factorsOfRows(engine, places, l, below);
  const columnFactors = factorsOfColumns(engine, places, l, below);
  const pad = (factors: number[], words: number, multiple: number, none: readonly number[]) => {
    while ((factors.length / words) % multiple !== 0) factors.push(...none);
    const table = claim(factors.length * 4);
    new Uint32Array(engine.memory.buffer, table, factors.length).set(factors);
    return table;
  };
  const rowTable = pad(rowFactors, 2, 2, [at.zero, at.zero]);
  const columnTable = pad(columnFactors, 4, tileColumns, [at.zero, 0, 0, 0]);
  const pairs = rowFactors.length / 4;
  const tiles = columnFactors.length / 4 / tileColumns;
  const tile = 2 * pairs * tileColumns * 8;
  return { l, below, pairs, rowTable, tiles, columnTable, at: claim(tiles * tile), tile };
}

/** Number of features of layer l, and address of one of them in the formation's copy of a block. */
function features({ of }: Engine, { x, record }: FactorRows, l: number) {
  const { inputs, biases } = of.places[l - 1]!;
  const first = l === 1 ? x : record + of.rows[l - 1]!.a;
  return { count: inputs + (biases === undefined ? 0 : 1), at: (p: number) => first + p * of.stride };
}

/** Two addresses a row: of the features p ≤ q of a layer, or of a one and the features q of the layer below. */
function factorsOfRows(engine: Engine, places: FactorRows, l: number, below: number): number[] {
  const { count, at } = features(engine, places, below);
  const factors: number[] = [];
  const one = places.x + engine.of.sizes[0]! * engine.of.stride;
  if (below < l) for (let q = 0; q < count; q++) factors.push(one, at(q));
  else for (let p = 0; p < count; p++) for (let q = p; q < count; q++) factors.push(at(p), at(q));
  return factors;
}

/** Four addresses a column: H[u][u′] of units u ≤ u′, or H[u][u′], a_p, δ_u, ∂a_p/∂z_u′ of units u, features p and units u′ of the layer below. */
function factorsOfColumns(engine: Engine, places: FactorRows, l: number, below: number): number[] {
  const { of } = engine;
  const { sizes, stride, rows, top } = of;
  const units = sizes[l]!;
  const others = sizes[below]!;
  const across = even(others) * stride;
  const factors: number[] = [];
  if (below === l) {
    const Q = places.Q[(top - l) % 2]!;
    for (let u = 0; u < units; u++) for (let v = u; v < units; v++) factors.push(Q + u * across + v * stride, 0, 0, 0);
    return factors;
  }
  const H = places.H[(l - 1 - below) % 2]!;
  const T = places.T[(l - 1 - below) % 2]!;
  const { count, at } = features(engine, places, l);
  const inputs = sizes[l - 1]!;
  for (let u = 0; u < units; u++)
    for (let p = 0; p < count; p++)
      for (let v = 0; v < others; v++) {
        factors.push(H + u * across + v * stride, at(p));
        const error = places.errors[l]! + u * stride;
        if (p === inputs || (below === l - 1 && p !== v)) factors.push(0, 0);
        else if (below === l - 1) factors.push(error, places.record + rows[below]!.slope + v * stride);
        else factors.push(error, T + p * across + v * stride);
      }
  return factors;
}

/** Where the feature p of unit u of a layer is among the parameters. */
function indexOf({ inputs, weights, biases }: LayerPlace): (u: number, p: number) => number {
  return (u, p) => (p < inputs ? weights + u * inputs + p : biases! + u);
}

function featureCount({ inputs, biases }: LayerPlace): number {
  return inputs + (biases === undefined ? 0 : 1);
}

/** Sums of pairs of features by pairs of units u ≤ v: blocks (u, v) and (v, u), which are equal and symmetric. */
export function placeLayer({ of, floats }: Engine, { l, at, tiles, tile }: Sums, matrix: Float64Array): void {
  const place = of.places[l - 1]!;
  const index = indexOf(place);
  const features = featureCount(place);
  const n = of.dimension;
  const sums = floats(at, (tiles * tile) / 8);
  const block = new Float64Array(features * features);
  for (let u = 0, column = 0; u < place.units; u++)
    for (let v = u; v < place.units; v++, column++) {
      let i = Math.floor(column / tileColumns) * (tile / 8) + (column % tileColumns);
      for (let p = 0; p < features; p++)
        for (let q = p; q < features; q++, i += tileColumns) {
          const sum = sums[i]!;
          block[p * features + q] = sum;
          block[q * features + p] = sum;
        }
      for (const [first, second] of u === v
        ? [[u, u]]
        : [
            [u, v],
            [v, u],
          ])
        for (let p = 0; p < features; p++) {
          const from = p * features;
          const to = index(first!, p) * n;
          const row = to + place.weights + second! * place.inputs;
          for (let q = 0; q < place.inputs; q++) matrix[row + q] = block[from + q]!;
          if (place.biases !== undefined) matrix[to + place.biases + second!] = block[from + place.inputs]!;
        }
    }
}

/** Sums of features of the layer below by units u and features p of layer l and units v below. */
export function placeLayers({ of, floats }: Engine, { l, below, at, tiles, tile }: Sums, matrix: Float64Array): void {
  const [upper, lower] = [of.places[l - 1]!, of.places[below - 1]!];
  const index = indexOf(upper);
  const features = featureCount(upper);
  const n = of.dimension;
  const sums = floats(at, (tiles * tile) / 8);
  for (let u = 0, column = 0; u < upper.units; u++)
    for (let p = 0; p < features; p++) {
      const to = index(u, p) * n;
      for (let v = 0; v < lower.units; v++, column++) {
        const from = Math.floor(column / tileColumns) * (tile / 8) + (column % tileColumns);
        const row = to + lower.weights + v * lower.inputs;
        for (let q = 0; q < lower.inputs; q++) matrix[row + q] = sums[from + q * tileColumns]!;
        if (lower.biases !== undefined) matrix[to + lower.biases + v] = sums[from + lower.inputs * tileColumns]!;
      }
    }
  mirror(matrix, n, rangeOf(upper), rangeOf(lower));
}

/** First parameter of a layer, and the one after its last. */
function rangeOf({ inputs, units, weights, biases }: LayerPlace): readonly [number, number] {
  return [weights, biases === undefined ? weights + units * inputs : biases + units];
}

/** The transpose of these rows and columns to the other side of the diagonal, in squares that stay in cache. */
function mirror(
  matrix: Float64Array,
  n: number,
  [first, last]: readonly [number, number],
  [left, right]: readonly [number, number],
): void {
  const side = 32;
  for (let i0 = first; i0 < last; i0 += side)
    for (let j0 = left; j0 < right; j0 += side)
      for (let j = j0; j < Math.min(right, j0 + side); j++)
        for (let i = i0; i < Math.min(last, i0 + side); i++) matrix[j * n + i] = matrix[i * n + j]!;
}
