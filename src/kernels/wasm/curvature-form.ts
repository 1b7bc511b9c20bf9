/**
 * The dense Hessian of a network. With H_s(l, l′) the second derivatives of a sample's part of L in what is added to the
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
import type { HessianPart } from '../contract/network-curvature.ts';
import { curvatureCodes, entryBytes } from '../templates/curvature-layout.ts';
import { tileColumns } from '../templates/product.ts';
import { type CurvatureSizes, columnsOf, curvatureBytes, even } from './curvature-memory.ts';
import { type CurvatureMemory, type Engine, inputBlock, type PointMemory } from './curvature-point.ts';
import {
  blocksBelow,
  claimSums,
  type FactorRows,
  placeLayer,
  placeLayers,
  type Sums,
  sumsBytes,
} from './curvature-sums.ts';

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
function curvatureRows({ sizes, top }: CurvatureSizes): Record<'Q' | 'H' | 'T', readonly [number, number]> {
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

/** A block of samples on its way into the sums. */
interface Work {
  readonly engine: Engine;
  readonly memory: FormMemory;
  readonly point: PointMemory;
  readonly columns: number;
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
    const work = { engine, memory, point, columns: columnsOf(engine.of, b) };
    load(work, curvature, b, part);
    sumBlock(work);
  }
  for (const sums of memory.sums) (sums.l === sums.below ? placeLayer : placeLayers)(engine, sums, matrix);
}

/** Copies block b; errors and bends of the part, and the curvature at the outputs. */
function load(
  { engine, memory, point, columns }: Work,
  { kind, rows: curvature }: CurvatureMemory,
  b: number,
  part: HessianPart,
): void {
  const { of, exports, floats } = engine;
  const { sizes, top, stride, rows } = of;
  const { x, record, errors } = memory;
  exports['curvatureCopy']!(inputBlock(engine, b).x, x, (sizes[0]! + 1) * stride);
  exports['curvatureCopy']!(point.records + b * of.record, record, of.record);
  for (let l = 1; l <= top; l++) {
    const bytes = sizes[l]! * stride;
    const { slope, bend, pull } = rows[l]!;
    if (part === 'gauss-newton') {
      floats(errors[l]!, bytes / 8).fill(0);
      if (l < top) floats(record + bend, bytes / 8).fill(0);
    } else if (l === top) exports['curvatureCopy']!(record + pull, errors[l]!, bytes);
    else {
      exports['curvatureTimes']!(record + slope, record + pull, errors[l]!, bytes);
      exports['curvatureTimes']!(record + bend, record + pull, record + bend, bytes);
    }
  }
  const outputs = sizes[top]!;
  const from = curvature + b * curvatureBytes(of, kind);
  const code = curvatureCodes[part === 'residual' ? 'zero' : kind];
  exports['curvatureExpand']!(code, from, memory.Q[0], outputs, stride, columns, even(outputs) * stride);
}

/** Adds a block of samples to all sums, from the outputs down. */
function sumBlock(work: Work): void {
  const { engine, memory, point } = work;
  const { sizes, top, stride, rows, places } = engine.of;
  const { record, sums, Q, H, T } = memory;
  let next = 0;
  for (let l = top; l > 0; l--) {
    gram(work, sums[next++]!);
    for (let below = l - 1; below > 0; below--) {
      const turn = (l - 1 - below) % 2;
      carry(work, below === l - 1 ? Q[(top - l) % 2]! : H[1 - turn]!, H[turn]!, sizes[l]!, below);
      if (below === l - 1) descend(work, H[turn]!, Q[(top - below) % 2]!, below);
      if (below < l - 2) carry(work, T[1 - turn]!, T[turn]!, sizes[l - 1]!, below);
      if (below === l - 2) {
        const weights = point.parameters + places[below]!.weights * 8;
        const [slope, lower] = [record + rows[l - 1]!.slope, record + rows[below]!.slope];
        const [units, inputs] = [sizes[l - 1]!, sizes[below]!];
        const across = even(inputs) * stride;
        engine.exports['curvatureStep']!(T[turn]!, weights, slope, lower, units, inputs, stride, across);
      }
      gram(work, sums[next++]!);
    }
  }
}

/** out[u] = in[u] W_{below+1} φ′_below, for `units` rows u of rows. */
function carry(
  { engine, memory, point, columns }: Work,
  from: number,
  out: number,
  units: number,
  below: number,
): void {
  const { sizes, stride, rows } = engine.of;
  const [n, above] = [sizes[below]!, sizes[below + 1]!];
  const [W, slope] = [point.packs.columns[below + 1]!, memory.record + rows[below]!.slope];
  for (let u = 0; u < units; u++) {
    const [right, to] = [from + u * even(above) * stride, out + u * even(n) * stride];
    engine.exports['curvatureProduct']!(W, right, stride, above, to, stride, even(n) / 2, columns, 0);
    engine.exports['curvatureTimes']!(to, slope, to, n * stride);
  }
}

/** H(m, m) from H(m+1, m): pairs of rows u, from the diagonal on. */
function descend({ engine, memory, point }: Work, H: number, Q: number, m: number): void {
  const { sizes, stride, rows } = engine.of;
  const [n, above] = [sizes[m]!, sizes[m + 1]!];
  const across = even(n) * stride;
  for (let u = 0; u < n; u += 2) {
    const [left, at] = [point.packs.columns[m + 1]! + u * above * 8, u * stride];
    const columns = ((even(n) - u) * stride) / 8;
    engine.exports['curvatureProduct']!(left, H + at, across, above, Q + u * across + at, across, 1, columns, 0);
  }
  const [slope, bend] = [memory.record + rows[m]!.slope, memory.record + rows[m]!.bend];
  engine.exports['curvatureFinish']!(Q, slope, bend, n, stride, across, m > 1 ? 1 : 0);
}

/** Adds a block of samples to the sums of one block of the Hessian. */
function gram({ engine: { exports }, memory, columns }: Work, sums: Sums): void {
  const { pairs, rowTable, tiles, columnTable, at, tile } = sums;
  for (let first = 0; first < tiles; first += tilesAtOnce) {
    const some = Math.min(tilesAtOnce, tiles - first);
    exports['curvatureTiles']!(columnTable + first * tileColumns * 16, some, columns, memory.tiles);
    exports['curvatureGram']!(rowTable, pairs, memory.tiles, some, columns, memory.lists, at + first * tile, tile);
  }
}
