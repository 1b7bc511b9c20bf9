/**
 * The state of a task as bytes, exact to the bit: JSON with its typed arrays, and the numbers that JSON has no word for, set apart.
 *
 *     line of JSON, "\n", the arrays one after the other, little endian, each at a multiple of 8 bytes behind the line
 */
import { DataError } from '../base/errors.ts';

export type State =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Int32Array
  | Uint32Array
  | readonly State[]
  | { readonly [key: string]: State | undefined };

const kinds = { f64: Float64Array, i32: Int32Array, u32: Uint32Array } as const;
type Kept = InstanceType<(typeof kinds)[keyof typeof kinds]>;
const kindOf = (value: unknown) => Object.entries(kinds).find(([, form]) => value instanceof form)?.[0];
/** Key of what stands for an array, or for a number without a word; no state has it. */
const mark = '$';
const words = new Map<string, number>([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

export function packState(state: State): Uint8Array {
  const arrays: Kept[] = [];
  let total = 0;
  const plain = (value: State | undefined): unknown => {
    if (typeof value === 'number') {
      const word = [...words].find(([, number]) => Object.is(number, value))?.[0];
      return word === undefined ? value : { [mark]: word };
    }
    const kind = kindOf(value);
    if (kind) {
      const array = value as Kept;
      const place = { [mark]: kind, at: total, length: array.length };
      arrays.push(array);
      total += padded(array.byteLength);
      return place;
    }
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
    return value;
  };
  const line = new TextEncoder().encode(`${JSON.stringify(plain(state))}\n`);
  const bytes = new Uint8Array(line.length + total);
  bytes.set(line);
  let at = line.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return bytes;
}

/** @throws DataError where the bytes are no state */
export function unpackState(bytes: Uint8Array): State {
  const end = bytes.indexOf(10);
  const arrays = bytes.slice(end + 1).buffer;
  const whole = (value: unknown): State => {
    if (Array.isArray(value)) return value.map(whole);
    if (typeof value !== 'object' || value === null) return value as State;
    const { [mark]: word, at, length } = value as { [mark]?: string; at: number; length: number };
    if (word === undefined) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, whole(inner)]));
    return words.get(word) ?? new kinds[word as keyof typeof kinds](arrays, at, length);
  };
  try {
    return whole(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))));
  } catch {
    throw new DataError('a restart file that holds no state');
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
