/** The inputs of a perceptron in memory: rows over the samples of a block, and, where most are zero, lists of what is not. */
import type { PerceptronInputs } from '../contract/perceptron-curvature.ts';
import { entryBytes } from '../templates/perceptron-layout.ts';
import { tileColumns } from '../templates/product.ts';
import { columnsOf, type Growing, type PerceptronMemory, type PerceptronSizes } from './perceptron-memory.ts';

/** Share of the pairs with something not zero up to which lists beat products of everything. */
const listedShare = 0.8;

/** Of one block: addresses of the lists of two samples (over inputs and one) and of two inputs (over samples), one more than there are. */
export interface InputLists {
  readonly samples: number;
  readonly inputs: number;
}

/** Are so few inputs not zero that pairs of samples, and of inputs, mostly have neither? */
export function isSparse(inputs: number, { count, x }: PerceptronInputs): boolean {
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
  of: PerceptronSizes,
  at: PerceptronMemory,
  { count, x }: PerceptronInputs,
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
export function claimLists(memory: Growing, of: PerceptronSizes, at: PerceptronMemory): readonly InputLists[] {
  const { sizes, blocks, stride } = of;
  const [features, row] = [sizes[0]! + 1, stride / 8];
  return Array.from({ length: blocks }, (_, b) => {
    const rows = at.x + b * features * stride;
    const columns = columnsOf(of, b);
    const alongInputs = { pairs: columns / 2, length: features, step: row, next: 1, offset: tileColumns * 8 };
    const alongSamples = {
      pairs: Math.ceil(features / 2),
      length: columns,
      step: 1,
      next: row,
      offset: tileColumns * 8,
    };
    return { samples: list(memory, rows, alongInputs, Infinity), inputs: list(memory, rows, alongSamples, features) };
  });
}

/** How lists go through rows: pairs of neighbors `next` numbers apart, each `length` numbers `step` apart, of which every one has `offset` bytes in a tile. */
interface Course {
  readonly pairs: number;
  readonly length: number;
  readonly step: number;
  readonly next: number;
  readonly offset: number;
}

/** @param neighbors   beyond so many, there are zeros */
function list(memory: Growing, rows: number, { pairs, length, step, next, offset }: Course, neighbors: number): number {
  const numbers = () => memory.floats(rows, 2 * pairs * next + length * step);
  let x = numbers();
  const second = (pair: number, k: number) => (2 * pair + 1 < neighbors ? x[(2 * pair + 1) * next + k * step]! : 0);
  let entries = 0;
  for (let pair = 0; pair < pairs; pair++)
    for (let k = 0; k < length; k++) if (x[2 * pair * next + k * step] !== 0 || second(pair, k) !== 0) entries++;
  const what = 'lists of the inputs';
  const table = memory.claim((pairs + 1) * 4, what);
  const first = memory.claim(entries * entryBytes, what);
  x = numbers();
  const addresses = new Uint32Array(memory.memory.buffer, table, pairs + 1);
  const offsets = new Uint32Array(memory.memory.buffer, first, (entries * entryBytes) / 4);
  const factors = memory.floats(first, (entries * entryBytes) / 8);
  let e = 0;
  for (let pair = 0; pair < pairs; pair++) {
    addresses[pair] = first + e * entryBytes;
    for (let k = 0; k < length; k++) {
      const [a, b] = [x[2 * pair * next + k * step]!, second(pair, k)];
      if (a === 0 && b === 0) continue;
      offsets[(e * entryBytes) / 4] = k * offset;
      factors[(e * entryBytes) / 8 + 1] = a;
      factors[(e * entryBytes) / 8 + 2] = b;
      e++;
    }
  }
  addresses[pairs] = first + e * entryBytes;
  return table;
}
