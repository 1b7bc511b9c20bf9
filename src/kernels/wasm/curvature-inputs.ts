/** The inputs of a network in memory: rows over the samples of a block, and, where most are zero, lists of what is not. */
import type { NetworkInputs } from '../contract/network-curvature.ts';
import { entryBytes } from '../templates/curvature-layout.ts';
import { tileColumns } from '../templates/product.ts';
import { type CurvatureLayout, type CurvatureSizes, columnsOf, type Growing } from './curvature-memory.ts';

/** Share of the pairs with something not zero up to which lists beat products of everything. */
const listedShare = 0.8;

/** Of one block: addresses of the lists of two samples (over inputs and one) and of two inputs (over samples), one more than there are. */
export interface InputLists {
  readonly samples: number;
  readonly inputs: number;
}

/** Are so few inputs not zero that pairs of samples, and of inputs, mostly have neither? */
export function isSparse(inputs: number, { count, x }: NetworkInputs): boolean {
  let [samples, neighbors] = [0, 0];
  for (let s = 0; s < count; s++)
    for (let k = 0, i = s * inputs; k < inputs; k++, i++) {
      if (s % 2 === 0 && (x[i] !== 0 || (s + 1 < count && x[i + inputs] !== 0))) samples++;
      if (k % 2 === 0 && (x[i] !== 0 || (k + 1 < inputs && x[i + 1] !== 0))) neighbors++;
    }
  return samples + neighbors < listedShare * count * inputs;
}

/** Rows of inputs and a one, block after block; behind the last sample copies of it. */
export function loadInputs(
  { floats }: Growing,
  of: CurvatureSizes,
  at: CurvatureLayout,
  { count, x }: NetworkInputs,
): void {
  const { sizes, block, blocks, stride } = of;
  const inputs = sizes[0]!;
  const row = stride / 8;
  for (let b = 0; b < blocks; b++) {
    const rows = floats(at.x + b * (inputs + 1) * stride, (inputs + 1) * row);
    for (let s = 0; s < columnsOf(of, b); s++) {
      const from = Math.min(b * block + s, count - 1) * inputs;
      for (let k = 0; k < inputs; k++) rows[k * row + s] = x[from + k]!;
    }
    rows.fill(1, inputs * row);
  }
}

/** Lists of all blocks, from the rows. */
export function claimLists(memory: Growing, of: CurvatureSizes, at: CurvatureLayout): readonly InputLists[] {
  const { sizes, blocks, stride } = of;
  const [features, row] = [sizes[0]! + 1, stride / 8];
  return Array.from({ length: blocks }, (_, b) => {
    const rows = at.x + b * features * stride;
    const columns = columnsOf(of, b);
    return {
      samples: list(memory, rows, { lists: columns, between: 1, length: features, step: row }),
      inputs: list(memory, rows, { lists: features, between: row, length: columns, step: 1 }),
    };
  });
}

/** How lists go through rows: numbers from list to list and from entry to entry. */
interface Course {
  readonly lists: number;
  readonly between: number;
  readonly length: number;
  readonly step: number;
}

/** The lists of two neighbors; an odd last one has zeros beside it. Returns the address of their addresses. */
function list(memory: Growing, rows: number, { lists, between, length, step }: Course): number {
  const x = memory.floats(rows, (lists - 1) * between + (length - 1) * step + 1);
  const pairs = Math.ceil(lists / 2);
  const found: number[] = [];
  const ends = Uint32Array.from({ length: pairs }, (_, pair) => {
    const first = 2 * pair * between;
    for (let k = 0; k < length; k++) {
      const [a, b] = [x[first + k * step]!, 2 * pair + 1 < lists ? x[first + between + k * step]! : 0];
      if (a !== 0 || b !== 0) found.push(k, a, b);
    }
    return (found.length / 3) * entryBytes;
  });
  const what = 'lists of the inputs';
  const table = memory.claim((pairs + 1) * 4, what);
  const entries = memory.claim((found.length / 3) * entryBytes, what);
  new Uint32Array(memory.memory.buffer, table, pairs + 1).set([entries, ...ends.map((end) => entries + end)]);
  const numbers = memory.floats(entries, found.length);
  const words = new Uint32Array(memory.memory.buffer, entries, 2 * found.length);
  numbers.set(found);
  for (let e = 0; e < found.length; e += 3) words[2 * e] = found[e]! * tileColumns * 8;
  return table;
}
