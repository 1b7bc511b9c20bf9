/**
 * Products of small matrices, one pair a lane: c(r, j) ← Σ_k a(r, k) b(k, j), or added to what is there. Every matrix has two strides, so that one
 * function serves passes forward and back and the sums over samples. Sums run over k in its order, whatever the tile, so that they have the
 * bits of the plain loop.
 */
import { madd, repeat, type VectorType, type VectorWidth, widthTag } from './simd.ts';

/** Rows and columns of the register tile: accumulators and operands fit the registers that the width has. */
const tiles: Readonly<Record<VectorWidth, { readonly rows: readonly number[]; readonly columns: readonly number[] }>> = {
  16: { rows: [2, 1], columns: [4, 2, 1] },
  32: { rows: [2, 1], columns: [4, 2, 1] },
  64: { rows: [4, 2, 1], columns: [4, 2, 1] },
};

/** gatedProduct_ of vectors, and gatedShared_, where b is one number for all lanes. */
export function gatedProducts(type: VectorType, fused: boolean): string {
  return product(type, fused, false) + product(type, fused, true);
}

function product(type: VectorType, fused: boolean, shared: boolean): string {
  const { scalar, vector, register, width, splat } = type;
  const { rows, columns } = tiles[width];
  const times = (n: number, stride: string) => (n === 0 ? '' : n === 1 ? ` + ${stride}` : ` + ${n} * ${stride}`);
  const loadB = (address: string) => `${register}.${shared ? splat : 'load'}(${address})`;
  const tile = (R: number, C: number) => {
    const each = (text: (r: number, j: number) => string) => repeat(R, (r) => repeat(C, (j) => text(r, j)));
    const at = (r: number, j: number) => `o${times(r, 'cr')}${times(j, 'cc')}`;
    return `
    for (; j + ${C} <= columns; j += ${C}) {
      const o = c + r * cr + j * cc;
      ${each((r, k) => `let s${r}_${k} = zero;`)}
      if (add) { ${each((r, k) => `s${r}_${k} = ${register}.load(${at(r, k)});`)} }
      for (let k: usize = 0, p = a + r * ar, q = b + j * bc; k < depth; k++, p += ak, q += bk) {
        ${repeat(R, (r) => `const x${r} = ${register}.load(p${times(r, 'ar')});`)} ${repeat(C, (k) => `const y${k} = ${loadB(`q${times(k, 'bc')}`)};`)}
        ${each((r, k) => `s${r}_${k} = ${madd(type, `x${r}`, `y${k}`, `s${r}_${k}`, fused)};`)}
      }
      ${each((r, k) => `${register}.store(${at(r, k)}, s${r}_${k});`)}
    }`;
  };
  return `
function gated${shared ? 'Shared' : 'Product'}_${scalar}${widthTag(type)}(a: usize, ar: usize, ak: usize, b: usize, bk: usize, bc: usize, c: usize, cr: usize, cc: usize, rows: usize, columns: usize, depth: usize, add: i32): void {
  const zero = ${vector}.splat(0);
  let r: usize = 0;
  ${rows
    .map(
      (R) => `for (; r + ${R} <= rows; r += ${R}) {
    let j: usize = 0;${columns.map((C) => tile(R, C)).join('')}
  }`,
    )
    .join('\n  ')}
}
`;
}
