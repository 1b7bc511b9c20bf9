/** The dense product behind factorizations and Hessians: 2 rows × 8 columns in eight accumulators, the most V8 keeps in registers. */
import { float64, madd, repeat } from './simd.ts';

/** Columns of a tile: four vectors. */
export const tileColumns = 8;

/** Statements that add a row of a tile times two numbers to the accumulators c00 … c13: `row` its address, `a0`, `a1` where the numbers are. */
export function tileStep(row: string, a0: string, a1: string, fused: boolean): string {
  const accumulate = (r: number, v: number) => `c${r}${v} = ${madd(float64, `a${r}`, `b${v}`, `c${r}${v}`, fused)}; `;
  return `${repeat(4, (v) => `const b${v} = v128.load(${row}, ${v * 16}); `)}
      const a0 = v128.load64_splat(${a0}); ${repeat(4, (v) => accumulate(0, v))}
      const a1 = v128.load64_splat(${a1}); ${repeat(4, (v) => accumulate(1, v))}`;
}

/** The accumulators set to zero. */
export const tileStart = eachVector((r, v) => `let c${r}${v} = f64x2.splat(0); `);

/** The accumulators added to the rows at the addresses \`first\` and \`second\`. */
export function tileEnd(first: string, second: string): string {
  return eachVector((r, v) => {
    const at = r === 0 ? first : second;
    return `v128.store(${at}, f64x2.add(v128.load(${at}, ${v * 16}), c${r}${v}), ${v * 16}); `;
  });
}

function eachVector(text: (r: number, v: number) => string): string {
  return repeat(2, (r) => repeat(4, (v) => text(r, v)));
}

export function product(fused: boolean): string {
  return `
/**
 * out[i][c] += Σ_k left[i][k] right[k][c] for 2 · pairs rows i and ${tileColumns} columns c. left: pair of rows after pair, each as
 * depth × 2 numbers; rows of right and of out are \`rightRow\` and \`outRow\` bytes apart. A call's terms are summed apart from what is there.
 */
export function productTile(left: usize, right: usize, rightRow: usize, depth: usize, out: usize, outRow: usize, pairs: usize): void {
  const end = right + depth * rightRow;
  let a = left;
  for (let i: usize = 0; i < pairs; i++) {
    ${tileStart}
    for (let q = right; q < end; q += rightRow) {
      ${tileStep('q', 'a', 'a, 8', fused)}
      a += 16;
    }
    ${tileEnd('out', 'out + outRow')}
    out += outRow << 1;
  }
}
`;
}
