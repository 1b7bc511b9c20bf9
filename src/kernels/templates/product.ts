/**
 * The dense product behind factorizations and Hessians: rows × 8 columns in registers. In vectors of 16 bytes two rows make eight
 * accumulators, the most V8 keeps in registers; wider ones take more rows, or more tiles of columns, at a time. Which rows and columns
 * share a pass decides nothing about their sums.
 */
import { madd, repeat, type VectorType, type VectorWidth, vectorType } from './simd.ts';

/** Columns of a tile: 64 bytes. */
export const tileColumns = 8;
const tileBytes = tileColumns * 8;

/** What one pass over a list of terms holds in registers: `rows` rows of `tiles` tiles. */
export interface Block {
  readonly width: VectorWidth;
  readonly rows: number;
  readonly tiles: number;
}

export const pairOfRows: Block = { width: 16, rows: 2, tiles: 1 };

/** Blocks for rows that come in pairs, the largest first. */
export function rowBlocks(width: VectorWidth): readonly Block[] {
  return { 16: [1], 32: [2, 1], 64: [4, 1] }[width].map((pairs) => ({ width, rows: 2 * pairs, tiles: 1 }));
}

/** Blocks of two rows by several tiles, the largest first. */
export function tileBlocks(width: VectorWidth): readonly Block[] {
  return { 16: [1], 32: [2, 1], 64: [4, 1] }[width].map((tiles) => ({ width, rows: 2, tiles }));
}

export const vectorOf = ({ width }: Block): VectorType => vectorType('f64', width);

/** Row r, tile t, vector v of it, and the vector's place in the tile. Accumulator c{r}{q} has q = t · vectors + v. */
export function eachVector(block: Block, text: (r: number, t: number, q: number, place: number) => string): string {
  const vectors = tileBytes / block.width;
  return repeat(block.rows, (r) =>
    repeat(block.tiles * vectors, (q) => text(r, Math.floor(q / vectors), q, (q % vectors) * block.width)),
  );
}

/** The accumulators set to zero. */
export function tileStart(block: Block = pairOfRows): string {
  return eachVector(block, (r, _t, q) => `let c${r}${q} = ${vectorOf(block).vector}.splat(0); `);
}

/** Statements that add rows of the tiles, at the addresses `at`, times numbers, where \`factors\` says, to the accumulators. */
export function tileStep(
  at: readonly string[],
  factors: readonly string[],
  fused: boolean,
  block: Block = pairOfRows,
): string {
  const type = vectorOf(block);
  const { register } = type;
  const loads = eachVector(
    { ...block, rows: 1 },
    (_r, t, q, place) => `const b${q} = ${register}.load(${at[t]}, ${place}); `,
  );
  return `${loads}
      ${factors
        .map(
          (factor, r) =>
            `const a${r} = ${register}.load64_splat(${factor}); ${eachVector({ ...block, rows: 1 }, (_r, _t, q) => `c${r}${q} = ${madd(type, `a${r}`, `b${q}`, `c${r}${q}`, fused)}; `)}`,
        )
        .join('\n      ')}`;
}

/** The accumulators added to (or, with \`sub\`, subtracted from) the rows at the addresses at(r, t). */
export function tileEnd(
  at: (r: number, t: number) => string,
  block: Block = pairOfRows,
  operation: 'add' | 'sub' = 'add',
): string {
  const { register, vector } = vectorOf(block);
  return eachVector(
    block,
    (r, t, q, place) =>
      `${register}.store(${at(r, t)}, ${vector}.${operation}(${register}.load(${at(r, t)}, ${place}), c${r}${q}), ${place}); `,
  );
}

export function product(fused: boolean, width: VectorWidth = 16): string {
  const sweep = (block: Block) => {
    const pairs = block.rows / 2;
    const factors = Array.from({ length: block.rows }, (_, r) => `a${r >> 1}p, ${(r & 1) * 8}`);
    return `
  for (; i + ${pairs} <= pairs; i += ${pairs}) {
    ${tileStart(block)}
    ${repeat(pairs, (p) => `let a${p}p = a${p === 0 ? '' : ` + ${p} * (depth << 4)`}; `)}
    for (let q = right; q < end; q += rightRow) {
      ${tileStep(['q'], factors, fused, block)}
      ${repeat(pairs, (p) => `a${p}p += 16; `)}
    }
    ${tileEnd((r) => (r === 0 ? 'out' : `out + ${r === 1 ? '' : `${r} * `}outRow`), block)}
    a = a${pairs - 1}p;
    out += ${block.rows} * outRow;
  }`;
  };
  return `
/**
 * out[i][c] += Σ_k left[i][k] right[k][c] for 2 · pairs rows i and ${tileColumns} columns c. left: pair of rows after pair, each as
 * depth × 2 numbers; rows of right and of out are \`rightRow\` and \`outRow\` bytes apart. A call's terms are summed apart from what is there.
 */
export function productTile(left: usize, right: usize, rightRow: usize, depth: usize, out: usize, outRow: usize, pairs: usize): void {
  const end = right + depth * rightRow;
  let a = left, i: usize = 0;${rowBlocks(width).map(sweep).join('')}
}
`;
}
