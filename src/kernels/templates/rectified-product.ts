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
          ${repeat(rows, (r) => `const a${r} = ${use.load(r === 0 ? 'p' : 'p + aRow')}; `)}
          ${repeat(columns, (j) => `const b${j} = ${register}.load(q, ${j * bytes}); ${repeat(rows, (r) => `c${r}${j} = ${madd(type, `a${r}`, `b${j}`, `c${r}${j}`, fused)}; `)}`)}
          p += aStep; q += bStep;
        }
        ${repeat(rows, (r) => repeat(columns, (j) => `${use.finish(`c${r}${j}`, r, j * bytes)} `))}
        column += ${columns * bytes};`;
  const sweep = (rows: number) => `
      let column: usize = 0;
      while (column < width) {
        const left = width - column, c = C + i * cRow + column, a = A + i * aRow;
        if (left == ${4 * bytes} || left > ${6 * bytes}) {${tile(rows, 4)}
        } else if (left >= ${3 * bytes}) {${tile(rows, 3)}
        } else if (left == ${2 * bytes}) {${tile(rows, 2)}
        } else {${tile(rows, 1)}
        }
      }`;
  return `
function ${use.name}(A: usize, aRow: usize, aStep: usize, rows: usize, B: usize, bStep: usize, depth: usize, columns: usize, C: usize, cRow: usize${use.extra}): void {
  const width = columns * ${bytes};
  let i: usize = 0;
  for (; i + 1 < rows; i += 2) {${sweep(2)}
  }
  if (i < rows) {${sweep(1)}
  }
}
`;
}
