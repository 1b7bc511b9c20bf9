/** The dense product behind factorizations and Hessians: 2 rows × 8 columns in eight accumulators, the most V8 keeps in registers. */
import { float64, madd, repeat } from './simd.ts';

/** Columns of a tile: four vectors. */
export const tileColumns = 8;

export function product(fused: boolean): string {
  const each = (text: (r: number, v: number) => string) => repeat(2, (r) => repeat(4, (v) => text(r, v)));
  const at = (r: number) => (r === 0 ? 'out' : 'out + row');
  return `
/**
 * out[i][c] += Σ_k left[i][k] right[k][c] for 2 · pairs rows i and ${tileColumns} columns c. left: pair of rows after pair, each as
 * depth × 2 numbers; right: depth × ${tileColumns}; rows of out are \`row\` bytes apart. A call's terms are summed apart from what is there.
 */
export function productTile(left: usize, right: usize, depth: usize, out: usize, row: usize, pairs: usize): void {
  const end = right + depth * ${tileColumns * 8};
  let a = left;
  for (let i: usize = 0; i < pairs; i++) {
    ${each((r, v) => `let c${r}${v} = f64x2.splat(0); `)}
    for (let q = right; q < end; q += ${tileColumns * 8}) {
      ${repeat(4, (v) => `const b${v} = v128.load(q, ${v * 16}); `)}
      ${repeat(2, (r) => `const a${r} = v128.load64_splat(a, ${r * 8}); ${repeat(4, (v) => `c${r}${v} = ${madd(float64, `a${r}`, `b${v}`, `c${r}${v}`, fused)}; `)}`)}
      a += 16;
    }
    ${each((r, v) => `v128.store(${at(r)}, f64x2.add(v128.load(${at(r)}, ${v * 16}), c${r}${v}), ${v * 16}); `)}
    out += row << 1;
  }
}
`;
}
