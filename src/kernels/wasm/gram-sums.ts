/** Sums of products of columns by the update of a factorization, which subtracts: −G stands in memory. */
import type { GramSums } from '../coupling-norms.ts';
import type { Instance } from './host.ts';

/** Columns that are multiplied at a time. */
const room = 64;
/** Tiles of the update, and columns of it that share the cache with a pair of rows. */
const [tileRows, tileColumns, stripe] = [2, 8, 128];

/** Where the sums of an n × n matrix keep their numbers, in bytes. */
export interface GramMemory {
  readonly matrix: number;
  readonly a: number;
  readonly b: number;
  readonly left: number;
  readonly right: number;
  readonly scratch: number;
}

/** @param block gives that many bytes */
export function gramMemory(n: number, block: (bytes: number) => number): GramMemory {
  const [columns, packed] = [n * room * 8, (n + tileColumns) * room * 8];
  return {
    matrix: block(n * n * 8),
    a: block(columns),
    b: block(columns),
    left: block(packed),
    right: block(packed),
    scratch: block(2 * tileColumns * 8),
  };
}

/** Sums that begin at 0; the memory must not grow while they are in use. */
export function gramSums({ exports, memory }: Instance, n: number, at: GramMemory): GramSums {
  const floats = (from: number, length: number) => new Float64Array(memory.buffer, from, length);
  const matrix = floats(at.matrix, n * n).fill(0);
  return {
    a: floats(at.a, n * room),
    b: floats(at.b, n * room),
    add(count) {
      exports['symmetricPack']!(at.a, n, 0, n, count, tileRows, at.left);
      exports['symmetricPack']!(at.b, n, 0, n, count, tileColumns, at.right);
      for (let j = 0; j < n; j += stripe) {
        const end = Math.min(n, j + stripe);
        exports['symmetricUpdate']!(at.matrix, n, 0, j, end, count, at.left, at.right, at.scratch);
      }
    },
    read(out) {
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const sum = 0 - matrix[i * n + j]!;
          out[i * n + j] = sum;
          out[j * n + i] = sum;
        }
    },
  };
}
