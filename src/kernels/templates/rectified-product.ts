/**
 * The matrix products of a training step. Every number is a vector with one network a lane, so no size needs padding and nothing is
 * summed across lanes: C[i][j] = Σ_k A[i][k] B[k][j], in tiles of two rows by at most four columns that stay in registers
 * (V8 spills beyond eight accumulators). A's entries are vectors, or single numbers shared by all networks (the images).
 */
import { madd, repeat, type VectorType } from './simd.ts';

/** Where a product starts and what becomes of it, as text that may use the parameters named in `extra`. */
export interface ProductUse {
  readonly name: string;
  /** A vector of A at `address`: its own lanes, or one number for all. */
  readonly load: (address: string) => string;
  /** Initial value of the sum for the column `offset` bytes into the current tile. */
  readonly initial: (offset: number) => string;
  /** Stores the sum `value` of row i + r, `offset` bytes into the current tile. */
  readonly finish: (value: string, r: number, offset: number) => string;
  /** Further parameters of the function. */
  readonly extra: string;
}

/** Rows and columns of a tile at most: what stays in 16 registers, of which V8 uses eight for sums, or in 32. */
function tileOf({ width }: VectorType): { rows: readonly number[]; columns: number } {
  return width === 64 ? { rows: [4, 2, 1], columns: 5 } : { rows: [2, 1], columns: 4 };
}

/** Address of row r when row 0 is at `start`, its rows `distance` bytes apart. */
export function rowPlace(start: string, distance: string, r: number): string {
  return r === 0 ? start : `${start} + ${r === 1 ? '' : `${r} * `}${distance}`;
}

/**
 * A function over all rows: rows of A are `aRow` bytes apart and its columns `aStep`; rows of B are `bStep` bytes apart and its
 * columns adjacent; rows of C are `cRow` bytes apart. Inside, `i` is the row, `column` the bytes of columns done and `c` their place in C.
 */
export function productFunction(type: VectorType, use: ProductUse, fused: boolean): string {
  const { register, width: bytes } = type;
  const tile = (rows: number, columns: number) => `
        ${repeat(columns, (j) => repeat(rows, (r) => `let c${r}${j} = ${use.initial(j * bytes)}; `))}
        let p = a, q = B + column; const end = q + depth * bStep;
        while (q != end) {
          ${repeat(rows, (r) => `const a${r} = ${use.load(rowPlace('p', 'aRow', r))}; `)}
          ${repeat(columns, (j) => `const b${j} = ${register}.load(q, ${j * bytes}); ${repeat(rows, (r) => `c${r}${j} = ${madd(type, `a${r}`, `b${j}`, `c${r}${j}`, fused)}; `)}`)}
          p += aStep; q += bStep;
        }
        ${repeat(rows, (r) => repeat(columns, (j) => `${use.finish(`c${r}${j}`, r, j * bytes)} `))}
        column += ${columns * bytes};`;
  const { rows: rowsAtOnce, columns: widest } = tileOf(type);
  const sweep = (rows: number) => `
      let column: usize = 0;
      while (column < width) {
        const left = (width - column) / ${bytes}, tiles = (left + ${widest - 1}) / ${widest}, c = C + i * cRow + column, a = A + i * aRow;
        switch (<i32>((left + tiles - 1) / tiles)) {${repeat(
          widest,
          (k) => `
        case ${k + 1}: {${tile(rows, k + 1)}
        break; }`,
        )}
        }
      }`;
  const passes = rowsAtOnce.map((n) => `for (; i + ${n} <= rows; i += ${n}) {${sweep(n)}\n  }`).join('\n  ');
  return `
function ${use.name}(A: usize, aRow: usize, aStep: usize, rows: usize, B: usize, bStep: usize, depth: usize, columns: usize, C: usize, cRow: usize${use.extra}): void {
  const width = columns * ${bytes};
  let i: usize = 0;
  ${passes}
}
`;
}
