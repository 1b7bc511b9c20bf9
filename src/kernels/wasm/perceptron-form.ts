/**
 * The dense Hessian of a perceptron. With H_s(l, l′) the second derivatives of a sample's part of L in what is added to the
 * pre-activations of layers l ≥ l′, its blocks are sums over the samples,
 *
 *     (W_l, W_l′)[u p, u′ q] = Σ_s (H_s(l, l′)[u u′] a_{l−1,p} + δ_{l,u} ∂a_{l−1,p}/∂z_{l′,u′}) a_{l′−1,q},
 *
 * the second term for l′ < l only. Curvatures go down from the outputs,
 *
 *     H(l, l′) = H(l, l′+1) W_{l′+1} φ′_l′        H(l, l) = φ′_l W_{l+1}ᵀ H(l+1, l) + φ″_l pull_l,
 *
 * as rows of samples. A block on the diagonal is symmetric in its units and in its features: one product for each pair of both.
 */
import type { HessianPart } from '../contract/perceptron-curvature.ts';
import { curvatureCodes, entryBytes } from '../templates/perceptron-layout.ts';
import { tileColumns } from '../templates/product.ts';
import { columnsOf, curvatureBytes, even, type PerceptronSizes } from './perceptron-memory.ts';
import { type CurvatureMemory, type Engine, featuresOf, type PointMemory } from './perceptron-point.ts';
import {
  blocksBelow,
  claimSums,
  type FactorRows,
  placeLayer,
  placeLayers,
  type Sums,
  sumsBytes,
} from './perceptron-sums.ts';

/** Tiles of curvatures that are summed with all features before the next: with a block's samples they stay in a second-level cache. */
const tilesAtOnce = 16;
/** Bytes for tiles, lists and what is lost between blocks. */
const slack = 2 ** 20;

/** Where the formation keeps its numbers; claimed once. */
export interface FormMemory extends FactorRows {
  readonly tiles: number;
  readonly lists: number;
  readonly sums: readonly Sums[];
}

/** Memory for the formation; undefined where it does not fit beside the points. */
export function claimForm(engine: Engine): FormMemory | undefined {
  const { of } = engine;
  const { sizes, stride, block } = of;
  const rows = curvatureRows(of);
  const numbers = sizes.reduce((sum, n) => sum + n, 1);
  const rowBytes = stride * (numbers + [...rows.Q, ...rows.H, ...rows.T].reduce((sum, n) => sum + n, 0));
  if (rowBytes + of.record + sumsBytes(of) + slack > engine.room()) return undefined;
  const claim = (bytes: number) => engine.claim(bytes, `sums over ${of.count} samples`);
  const inTurns = ([first, second]: readonly [number, number]) =>
    [claim(first * stride), claim(second * stride)] as const;
  const places = {
    x: claim((sizes[0]! + 1) * stride),
    record: claim(of.record),
    errors: sizes.map((n, l) => (l === 0 ? 0 : claim(n * stride))),
    Q: inTurns(rows.Q),
    H: inTurns(rows.H),
    T: inTurns(rows.T),
    tiles: claim(tilesAtOnce * tileColumns * block * 8),
    lists: claim((block + 1) * entryBytes),
  };
  return { ...places, sums: blocksBelow(of).map(([l, below]) => claimSums(engine, places, l, below)) };
}

/** Rows of H(l, l), H(l, l′) and ∂a_{l−1}/∂z_l′ at most, for each turn. */
function curvatureRows({ sizes, top }: PerceptronSizes): Record<'Q' | 'H' | 'T', readonly [number, number]> {
  const rows = { Q: [0, 0], H: [0, 0], T: [0, 0] } satisfies Record<string, [number, number]>;
  const atLeast = (turns: number[], turn: number, n: number) => {
    turns[turn % 2] = Math.max(turns[turn % 2]!, n);
  };
  for (let l = top; l > 0; l--) {
    atLeast(rows.Q, top - l, even(sizes[l]!) ** 2);
    for (let below = l - 1; below > 0; below--) {
      atLeast(rows.H, l - 1 - below, sizes[l]! * even(sizes[below]!));
      if (below < l - 1) atLeast(rows.T, l - 1 - below, sizes[l - 1]! * even(sizes[below]!));
    }
  }
  return rows;
}

/** H or a part of it. */
export function form(
  engine: Engine,
  memory: FormMemory,
  point: PointMemory,
  curvature: CurvatureMemory,
  matrix: Float64Array,
  part: HessianPart,
): void {
  for (const { at, tiles, tile } of memory.sums) engine.floats(at, (tiles * tile) / 8).fill(0);
  for (let b = 0; b < engine.of.blocks; b++) {
    load(engine, memory, point, curvature, b, part);
    sumBlock(engine, memory, point, columnsOf(engine.of, b));
  }
  for (const sums of memory.sums) (sums.l === sums.below ? placeLayer : placeLayers)(engine, sums, matrix);
}

/** Copies block b; errors and bends of the part, and the curvature at the outputs. */
function load(
  engine: Engine,
  memory: FormMemory,
  { records }: PointMemory,
  { kind, rows: curvature }: CurvatureMemory,
  b: number,
  part: HessianPart,
): void {
  const { of, exports, floats } = engine;
  const { sizes, top, stride, rows } = of;
  const { x, record, errors } = memory;
  exports['perceptronCopy']!(featuresOf(engine, records, b, 1), x, (sizes[0]! + 1) * stride);
  exports['perceptronCopy']!(records + b * of.record, record, of.record);
  for (let l = 1; l <= top; l++) {
    const bytes = sizes[l]! * stride;
    const { slope, bend, pull } = rows[l]!;
    if (part === 'gauss-newton') {
      floats(errors[l]!, bytes / 8).fill(0);
      if (l < top) floats(record + bend, bytes / 8).fill(0);
    } else if (l === top) exports['perceptronCopy']!(record + pull, errors[l]!, bytes);
    else {
      exports['perceptronTimes']!(record + slope, record + pull, errors[l]!, bytes);
      exports['perceptronTimes']!(record + bend, record + pull, record + bend, bytes);
    }
  }
  const outputs = sizes[top]!;
  const from = curvature + b * curvatureBytes(of, kind);
  const code = curvatureCodes[part === 'residual' ? 'zero' : kind];
  exports['perceptronExpand']!(code, from, memory.Q[0], outputs, stride, columnsOf(of, b), even(outputs) * stride);
}

/** Adds a block of samples to all sums, from the outputs down. */
function sumBlock(engine: Engine, memory: FormMemory, point: PointMemory, columns: number): void {
  const { of, exports } = engine;
  const { sizes, top, stride, rows } = of;
  const across = (l: number) => even(sizes[l]!) * stride;
  let next = 0;
  for (let l = top; l > 0; l--) {
    const Q = memory.Q[(top - l) % 2]!;
    gram(engine, memory, memory.sums[next++]!, columns);
    let [from, to] = [Q, memory.H[0]];
    for (let below = l - 1; below > 0; below--) {
      carry(engine, memory, point, from, to, sizes[l]!, below, columns);
      const T = memory.T[(l - 1 - below) % 2]!;
      if (below === l - 2) {
        const weights = point.parameters + of.places[l - 2]!.weights * 8;
        const [slope, lower] = [memory.record + rows[l - 1]!.slope, memory.record + rows[below]!.slope];
        exports['perceptronStep']!(T, weights, slope, lower, sizes[l - 1]!, sizes[below]!, stride, across(below));
      } else if (below < l - 2)
        carry(engine, memory, point, memory.T[(l - 2 - below) % 2]!, T, sizes[l - 1]!, below, columns);
      if (below === l - 1) descend(engine, memory, point, to, memory.Q[(top - below) % 2]!, below);
      gram(engine, memory, memory.sums[next++]!, columns);
      [from, to] = [to, memory.H[(l - below) % 2]!];
    }
  }
}

/** out[u] = in[u] W_{below+1} φ′_below, for `units` rows u of rows. */
function carry(
  { of, exports }: Engine,
  { record }: FormMemory,
  { packs }: PointMemory,
  from: number,
  out: number,
  units: number,
  below: number,
  columns: number,
): void {
  const { sizes, stride, rows } = of;
  const [n, above] = [sizes[below]!, sizes[below + 1]!];
  for (let u = 0; u < units; u++) {
    const [right, to] = [from + u * even(above) * stride, out + u * even(n) * stride];
    exports['perceptronProduct']!(packs.columns[below + 1]!, right, stride, above, to, stride, even(n) / 2, columns, 0);
    exports['perceptronTimes']!(to, record + rows[below]!.slope, to, n * stride);
  }
}

/** H(m, m) from H(m+1, m): pairs of rows u, from the diagonal on. */
function descend(
  { of, exports }: Engine,
  { record }: FormMemory,
  { packs }: PointMemory,
  H: number,
  Q: number,
  m: number,
): void {
  const { sizes, stride, rows } = of;
  const [n, above] = [sizes[m]!, sizes[m + 1]!];
  const across = even(n) * stride;
  for (let u = 0; u < n; u += 2) {
    const [left, at] = [packs.columns[m + 1]! + u * above * 8, u * stride];
    const columns = ((even(n) - u) * stride) / 8;
    exports['perceptronProduct']!(left, H + at, across, above, Q + u * across + at, across, 1, columns, 0);
  }
  const { slope, bend } = rows[m]!;
  exports['perceptronFinish']!(Q, record + slope, record + bend, n, stride, across, m > 1 ? 1 : 0);
}

/** Adds a block of samples to the sums of one block of the Hessian. */
function gram({ exports }: Engine, { tiles: F, lists }: FormMemory, sums: Sums, columns: number): void {
  const { pairs, rowTable, tiles, columnTable, at, tile } = sums;
  for (let first = 0; first < tiles; first += tilesAtOnce) {
    const some = Math.min(tilesAtOnce, tiles - first);
    exports['perceptronTiles']!(columnTable + first * tileColumns * 16, some, columns, F);
    exports['perceptronGram']!(rowTable, pairs, F, some, columns, lists, at + first * tile, tile);
  }
}
