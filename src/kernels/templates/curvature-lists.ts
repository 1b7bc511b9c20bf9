/**
 * The first layer's products where inputs are mostly zero, as pixels are: lists of what is not, for two samples or two inputs at a time,
 * against tiles of 8 weights or errors. What comes out stands in rows again: two neighbors of a list beside each other.
 */
import { entryBytes } from './curvature-layout.ts';
import { tileColumns, tileStart, tileStep } from './product.ts';
import { repeat } from './simd.ts';

const tileBytes = tileColumns * 8;

export function curvatureLists(fused: boolean): string {
  return [tiles, gather(fused)].join('');
}

const tiles = `
/** Weights (units × inputs) and biases as tiles over inputs and one more, from column \`first\` of the tiles on; biases 0: zeros. */
export function curvaturePackTiles(weights: usize, biases: usize, inputs: usize, units: usize, first: usize, out: usize): void {
  for (let c = first; c < first + units; c++, weights += inputs << 3) {
    let to = out + (c / ${tileColumns}) * (inputs + 1) * ${tileBytes} + (c % ${tileColumns} << 3);
    for (let k: usize = 0; k < inputs << 3; k += 8, to += ${tileBytes}) store<f64>(to, load<f64>(weights + k));
    store<f64>(to, biases ? load<f64>(biases + ((c - first) << 3)) : 0);
  }
}
/** Rows over samples as tiles of ${tileColumns} of them; beyond the last, whatever stands there. */
export function curvatureRowTiles(rows: usize, count: usize, stride: usize, columns: usize, out: usize): void {
  for (let r: usize = 0; r < count; r += ${tileColumns}, rows += stride * ${tileColumns})
    for (let s: usize = 0; s < columns << 3; s += 16, out += ${2 * tileBytes}) {
      ${repeat(4, (v) => `const a${v} = v128.load(rows + ${2 * v} * stride + s), b${v} = v128.load(rows + ${2 * v + 1} * stride + s);\n      v128.store(out, v128.shuffle<i64>(a${v}, b${v}, 0, 2), ${v * 16}); v128.store(out, v128.shuffle<i64>(a${v}, b${v}, 1, 3), ${tileBytes + v * 16});\n      `)}
    }
}
`;

const gather = (fused: boolean) => `
/**
 * out[c][i] = (or, when \`add\`, +=) Σ x_i F[row][c] for c < width, over the list of i: entries of ${entryBytes} bytes, the byte offset of a row of F and x
 * of two neighbors i. table: addresses of pairs + 1 lists. Tiles of F are \`tile\` bytes apart.
 */
export function curvatureGather(table: usize, pairs: usize, F: usize, tile: usize, width: usize, out: usize, outRow: usize, add: bool): void {
  for (let c: usize = 0; c < width; c += ${tileColumns}, F += tile, out += outRow * ${tileColumns}) {
    const some = width - c;
    let e = <usize>load<u32>(table), to = out;
    for (let i: usize = 1; i <= pairs; i++, to += 16) {
      const end = <usize>load<u32>(table + (i << 2));
      ${tileStart()}
      for (; e < end; e += ${entryBytes}) {
        const from = F + <usize>load<u32>(e);
        ${tileStep(['from'], ['e, 8', 'e, 16'], fused)}
      }
      ${repeat(tileColumns, (c) => {
        const [x, y] = [`c0${c >> 1}`, `c1${c >> 1}`];
        const pair = `v128.shuffle<i64>(${x}, ${y}, ${c & 1}, ${2 + (c & 1)})`;
        return `if (some > ${c}) {
        const to${c} = to + ${c} * outRow, x${c} = ${pair};
        v128.store(to${c}, add ? f64x2.add(v128.load(to${c}), x${c}) : x${c});
      }
      `;
      })}
    }
  }
}
`;
