/**
 * What the dense Hessian of a network is made of: curvatures between pre-activations of each sample, carried from layer to layer, and
 * their sums over the samples with products of features,
 *
 *     out[i][j] = Σ_s X_i[s] F_j[s],
 *
 * the F packed as tiles of 8, the X as lists of the samples where one of two neighbors is not zero: two rows × 8 columns in eight
 * accumulators, and nothing is spent on dark pixels and idle units.
 */
import { entryBytes, factorWords } from './curvature-layout.ts';
import { tileBlocks, tileColumns, tileEnd, tileStart, tileStep } from './product.ts';
import type { VectorWidth } from './simd.ts';

const tileBytes = tileColumns * 8;

export function curvatureGram(fused: boolean): string {
  return [carry, tiles, gramSums(fused)].join('');
}

const carry = `
/** Q[u][u′] ← φ′_u Q[u][u′] + [u = u′] bend_u for u ≤ u′ < units, and, when \`mirrored\`, the same below; rows \`across\` bytes apart. */
export function curvatureFinish(Q: usize, slope: usize, bend: usize, units: usize, stride: usize, across: usize, mirrored: bool): void {
  for (let u: usize = 0; u < units; u++, slope += stride, bend += stride) {
    for (let k = u; k < units; k++) {
      const to = Q + u * across + k * stride, back = Q + k * across + u * stride;
      for (let s: usize = 0; s < stride; s += 16) {
        let x = f64x2.mul(v128.load(slope + s), v128.load(to + s));
        if (k == u) x = f64x2.add(x, v128.load(bend + s));
        v128.store(to + s, x);
        if (mirrored) v128.store(back + s, x);
      }
    }
  }
}
/** ∂a/∂z′ of one layer's outputs a by the pre-activations z′ of the layer below: T[p][u] = φ′_p W_pu φ′_u; rows \`across\` bytes apart. */
export function curvatureStep(T: usize, weights: usize, slope: usize, below: usize, units: usize, inputs: usize, stride: usize, across: usize): void {
  for (let p: usize = 0; p < units; p++, slope += stride, T += across)
    for (let u: usize = 0; u < inputs; u++, weights += 8) {
      const w = f64x2.splat(load<f64>(weights)), to = T + u * stride, b = below + u * stride;
      for (let s: usize = 0; s < stride; s += 16) v128.store(to + s, f64x2.mul(f64x2.mul(w, v128.load(slope + s)), v128.load(b + s)));
    }
}
`;

const tiles = `
/** Tiles of ${tileColumns} columns, each \`columns\` rows of samples, from a table of ${factorWords} addresses a column: x₁ x₂ + x₃ x₄. */
export function curvatureTiles(table: usize, tiles: usize, columns: usize, out: usize): void {
  const end = columns << 3;
  for (let t: usize = 0; t < tiles; t++, out += columns * ${tileBytes})
    for (let c: usize = 0; c < ${tileBytes}; c += 8, table += ${4 * factorWords}) {
      let to = out + c;
      const x1 = <usize>load<u32>(table), x2 = <usize>load<u32>(table, 4), x3 = <usize>load<u32>(table, 8), x4 = <usize>load<u32>(table, 12);
      for (let s: usize = 0; s < end; s += 16, to += ${2 * tileBytes}) {
        let x = v128.load(x1 + s);
        if (x2) x = f64x2.mul(x, v128.load(x2 + s));
        if (x3) x = f64x2.add(x, f64x2.mul(v128.load(x3 + s), v128.load(x4 + s)));
        v128.store64_lane(to, x, 0);
        v128.store64_lane(to, x, 1, ${tileBytes});
      }
    }
}
`;

export function gramSums(fused: boolean, width: VectorWidth = 16): string {
  const sweeps = tileBlocks(width).map((block) => {
    const from = Array.from({ length: block.tiles }, (_, t) => (t === 0 ? 'from' : `from + ${t} * (samples << 3)`));
    const at = (r: number, t: number) => `to${r === 0 ? '' : ` + ${tileBytes}`}${t === 0 ? '' : ` + ${t} * outTile`}`;
    return `
    for (; t + ${block.tiles} <= tiles; t += ${block.tiles}, f += ${block.tiles} * (samples << 3), to += ${block.tiles} * outTile) {
      ${tileStart(block)}
      for (let e = lists; e < end; e += ${entryBytes}) {
        const from = f + <usize>load<u32>(e);
        ${tileStep(from, ['e, 8', 'e, 16'], fused, block)}
      }
      ${tileEnd(at, block)}
    }`;
  });
  return `
/**
 * out[t][i][c] += Σ_s x_i[s] y_i[s] F[t][s][c] for 2 · pairs rows i and \`tiles\` tiles F of ${tileColumns} columns; tiles of out are \`outTile\` bytes
 * apart. table: two addresses a row. lists: room for \`columns\` entries of ${entryBytes} bytes. A call's terms are summed apart from what is there.
 */
export function curvatureGram(table: usize, pairs: usize, F: usize, tiles: usize, columns: usize, lists: usize, out: usize, outTile: usize): void {
  const samples = columns << 3;
  for (let i: usize = 0; i < pairs; i++, table += 16, out += ${2 * tileBytes}) {
    const x0 = <usize>load<u32>(table), y0 = <usize>load<u32>(table, 4), x1 = <usize>load<u32>(table, 8), y1 = <usize>load<u32>(table, 12);
    let end = lists, to = out;
    for (let s: usize = 0; s < samples; s += 8) {
      const a = load<f64>(x0 + s) * load<f64>(y0 + s), b = load<f64>(x1 + s) * load<f64>(y1 + s);
      store<i32>(end, <i32>(s << 3));
      store<f64>(end, a, 8);
      store<f64>(end, b, 16);
      end += (<usize>(a != 0) | <usize>(b != 0)) * ${entryBytes};
    }
    if (end == lists) continue;
    let t: usize = 0, f = F;${sweeps.join('')}
  }
}
`;
}
