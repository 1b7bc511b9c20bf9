/** Rows of L⁻¹ from the L a factorization left behind, and their Gram matrices: the sums of kernels/clearance.ts in WASM. */
import { clearanceOf, type PivotDirection, pivotDirections, pivotWeights } from '../clearance.ts';
import type { Instance } from './host.ts';
import { panelWidth, type SymmetricMemory } from './symmetric-memory.ts';

/** Right-hand sides of a tile, as in templates/product.ts. */
const tile = 8;
/** Rows whose packed columns stay in the second-level cache beside a tile. */
const rowsAtOnce = 256;

/** @param starts   first column of each panel, and n */
export function clearance(
  instance: Instance,
  at: SymmetricMemory,
  starts: readonly number[],
  side: 'negative' | 'positive',
): number {
  const { n } = at;
  const floats = (from: number, length: number) => new Float64Array(instance.memory.buffer, from, length);
  const D = floats(at.D, 2 * n);
  const directions = pivotDirections(D, side === 'positive' ? 1 : -1);
  const columns = Math.floor(at.panelColumns / tile) * tile;
  const squares = floats(at.squares, n);
  const trace = pivotWeights(D).reduce((sum, w, k) => sum + w * squares[k]!, 0);
  let [norm, square] = [0, 0];
  for (let first = 0; first < directions.length; first += columns) {
    const some = directions.slice(first, first + columns);
    const tiles = Math.ceil(some.length / tile);
    solve(instance, at, starts, some, floats(at.panels, tiles * tile * n));
    const gram = gramMatrix(instance, at, some);
    const scales = some.map(({ value }) => 1 / Math.sqrt(Math.abs(value)));
    let sum = 0;
    for (let i = 0; i < some.length; i++) {
      for (let j = 0; j <= i; j++) {
        const entry = gram[i * tiles * tile + j]! * scales[i]! * scales[j]!;
        sum += (i === j ? 1 : 2) * entry * entry;
        if (i === j) square += entry;
      }
    }
    norm += Math.sqrt(sum);
  }
  return clearanceOf(n, norm, square, trace);
}

/** V, tile after tile of n rows: the solutions y of yL = v, for the directions v in the columns. */
function solve(
  { exports }: Instance,
  at: SymmetricMemory,
  starts: readonly number[],
  directions: readonly PivotDirection[],
  V: Float64Array,
): void {
  const { n, matrix: A, left, panels } = at;
  const rowBytes = tile * 8;
  V.fill(0);
  directions.forEach(({ row, vector }, j) => {
    for (const [i, x] of vector.entries()) V[(Math.floor(j / tile) * n + row + i) * tile + (j % tile)] = x;
  });
  const tiles = lastRows(directions).map((last, t) => ({ last, at: panels + t * n * rowBytes }));
  const top = tiles.at(-1)!.last;
  for (let p = starts.length - 2; p >= 0; p--) {
    const [start, next] = [starts[p]!, starts[p + 1]!];
    const pairs = Math.ceil((next - start) / 2);
    for (let low = next; low <= top; low += rowsAtOnce) {
      const high = Math.min(top + 1, low + rowsAtOnce);
      exports['symmetricPackColumns']!(A, n, low, high, start, next, left);
      for (const { last, at: V } of tiles)
        if (low <= last)
          exports['productTile']!(
            left,
            V + low * rowBytes,
            rowBytes,
            high - low,
            V + start * rowBytes,
            rowBytes,
            pairs,
          );
    }
    for (const { last, at: V } of tiles) if (start <= last) exports['symmetricSolve']!(A, n, start, next, V);
  }
}

/** VᵀV, lower triangle, rows of tiles · 8 numbers; a tile is zero below its last direction. */
function gramMatrix(
  { exports, memory }: Instance,
  at: SymmetricMemory,
  directions: readonly PivotDirection[],
): Float64Array {
  const { n, panels, left, gram: to } = at;
  const tops = lastRows(directions);
  const tiles = tops.length;
  const size = tiles * tile;
  const gram = new Float64Array(memory.buffer, to, size * size).fill(0);
  for (let low = 0; low <= tops.at(-1)!; low += panelWidth) {
    const depth = Math.min(tops.at(-1)! + 1 - low, panelWidth);
    exports['symmetricPackTiles']!(panels + low * tile * 8, n, depth, tiles, left);
    for (let t = 0; t < tiles; t++) {
      if (low > tops[t]!) continue;
      const [right, from] = [panels + (t * n + low) * tile * 8, (t * tile) / 2];
      const out = to + (t * tile * size + t * tile) * 8;
      exports['productTile']!(left + from * depth * 16, right, tile * 8, depth, out, size * 8, (size - t * tile) / 2);
    }
  }
  return gram;
}

/** Of each tile of directions the last row where it is not zero. */
function lastRows(directions: readonly PivotDirection[]): number[] {
  return Array.from({ length: Math.ceil(directions.length / tile) }, (_, t) => {
    const { row, vector } = directions[Math.min(directions.length, (t + 1) * tile) - 1]!;
    return row + vector.length - 1;
  });
}
