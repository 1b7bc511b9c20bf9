/**
 * Formation of the Hessian of a one-hidden-layer ReLU network with softmax cross-entropy, float64. All three of its blocks are sums
 *
 *     S[p][q][c] = Σ_s a_sp a_sq D_sc
 *
 * over samples s, sparse in a: pixels lit (first layer with itself), pixels lit and q the bias (first layer with output weights),
 * hidden units active (output weights with themselves). Products a_sp a_sq that are not zero are listed once, in a list that stays
 * in the first-level cache, and gathered over panels of 14 columns c in seven accumulators.
 */
import { float64, madd, repeat } from './simd.ts';

/** Vectors of a panel: seven accumulators beside the value and the product, before V8 spills. */
const vectors = 7;
const panelRow = vectors * 16;

export function hessian(fused: boolean): string {
  return [columns, weights, products, curvatures, gather(fused)].join('');
}

const columns = `
/** out[p][i] = a[samples[i]][p], a transposed block: rows of a are \`row\` bytes apart. */
export function hessianColumns(samples: usize, count: usize, a: usize, row: usize, width: usize, out: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const from = a + <usize>load<i32>(samples + (i << 2)) * row;
    for (let p: usize = 0; p < width; p++) store<f64>(out + ((p * count + i) << 3), load<f64>(from + (p << 3)));
  }
}
`;

const weights = `
/**
 * T[i][o] = p_o (v_o − p·v) with v the output weights of \`unit\`, and D[i][h − unit] = [r_h > 0] T[i]·v_h for the units h from \`unit\`
 * on: curvature of the loss between two units, zero where one of them is silent. outputs is even (padded with zero probabilities).
 * rRow, row: bytes of R's and D's rows.
 */
export function hessianWeights(samples: usize, count: usize, P: usize, outputs: usize, V: usize, R: usize, rRow: usize, unit: usize, units: usize, T: usize, D: usize, row: usize): void {
  const oRow = outputs << 3, v = V + unit * oRow;
  for (let i: usize = 0; i < count; i++) {
    const s = <usize>load<i32>(samples + (i << 2)), p = P + s * oRow, t = T + i * oRow, r = R + s * rRow;
    let mean: f64 = 0;
    for (let o: usize = 0; o < oRow; o += 8) mean += load<f64>(p + o) * load<f64>(v + o);
    for (let o: usize = 0; o < oRow; o += 8) store<f64>(t + o, load<f64>(p + o) * (load<f64>(v + o) - mean));
    let d = D + i * row;
    const active = load<f64>(r + (unit << 3)) > 0;
    for (let h = unit; h < units; h++) {
      let sum: f64 = 0;
      if (active && load<f64>(r + (h << 3)) > 0) {
        let pair = f64x2.splat(0);
        const w = V + h * oRow;
        for (let o: usize = 0; o < oRow; o += 16) pair = f64x2.add(pair, f64x2.mul(v128.load(t + o), v128.load(w + o)));
        sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
      }
      store<f64>(d, sum);
      d += 8;
    }
  }
}
`;

const products = `
/** Q[i][h][o] = T[i][o] r_h, and the loss gradient E_o besides where h is \`unit\`, for the columns first … last − 1 of R. */
export function hessianProducts(samples: usize, count: usize, T: usize, outputs: usize, R: usize, rRow: usize, E: usize, unit: usize, first: usize, last: usize, Q: usize, row: usize): void {
  const oRow = outputs << 3;
  for (let i: usize = 0; i < count; i++) {
    const s = <usize>load<i32>(samples + (i << 2)), t = T + i * oRow, r = R + s * rRow, e = E + s * oRow;
    let q = Q + i * row;
    for (let h = first; h < last; h++) {
      const x = v128.load64_splat(r + (h << 3));
      for (let o: usize = 0; o < oRow; o += 16) {
        let y = f64x2.mul(x, v128.load(t + o));
        if (h == unit) y = f64x2.add(y, v128.load(e + o));
        v128.store(q + o, y);
      }
      q += oRow;
    }
  }
}
`;

const curvatures = `
/** D[i] = p_o (δ_oo′ − p_o′) for o ≤ o′ < outputs, row after row. Rows of P are pRow bytes apart. */
export function hessianCurvatures(samples: usize, count: usize, P: usize, pRow: usize, outputs: usize, D: usize, row: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const p = P + <usize>load<i32>(samples + (i << 2)) * pRow;
    let d = D + i * row;
    for (let o: usize = 0; o < outputs; o++) {
      const x = load<f64>(p + (o << 3));
      store<f64>(d, x * (1 - x));
      d += 8;
      for (let u = o + 1; u < outputs; u++) {
        store<f64>(d, -x * load<f64>(p + (u << 3)));
        d += 8;
      }
    }
  }
}
`;

function gather(fused: boolean): string {
  return `
/**
 * sums[p][q][c] += Σ_i a_ip a_iq D[i][c] for p < width and max(p, from) ≤ q < width; a by columns of \`count\` numbers, D and sums in
 * rows of \`panels\` · ${panelRow} bytes, q running fastest. A call's terms are summed apart from
 * what is there, so that rounding grows with the chunk and the number of chunks, not with the samples. lists: room for 2 · count + 1 entries of 16 bytes (offset in D, offset in a, value).
 */
export function hessianGather(a: usize, count: usize, width: usize, from: usize, D: usize, panels: usize, lists: usize, sums: usize): void {
  const length = count << 3, row = panels * ${panelRow}, pairs = lists + ((count + 1) << 4);
  for (let p: usize = 0; p < width; p++) {
    const ap = a + p * length;
    let lit = lists;
    for (let i: usize = 0; i < count; i++) {
      const x = load<f64>(ap + (i << 3));
      store<i32>(lit, <i32>(i * row));
      store<i32>(lit, <i32>(i << 3), 4);
      store<f64>(lit, x, 8);
      lit += <usize>(x != 0) << 4;
    }
    for (let q = max(p, from); q < width; q++) {
      const aq = a + q * length;
      let end = pairs;
      for (let e = lists; e < lit; e += 16) {
        const x = load<f64>(e, 8) * load<f64>(aq + <usize>load<i32>(e, 4));
        store<i32>(end, load<i32>(e));
        store<f64>(end, x, 8);
        end += <usize>(x != 0) << 4;
      }
      if (end == pairs) { sums += row; continue; }
      for (let d = D, last = D + row; d < last; d += ${panelRow}) {
        ${repeat(vectors, (v) => `let c${v} = f64x2.splat(0); `)}
        for (let e = pairs; e < end; e += 16) {
          const from = d + <usize>load<i32>(e), x = v128.load64_splat(e, 8);
          ${repeat(vectors, (v) => `c${v} = ${madd(float64, 'x', `v128.load(from, ${v * 16})`, `c${v}`, fused)}; `)}
        }
        ${repeat(vectors, (v) => `v128.store(sums, f64x2.add(v128.load(sums, ${v * 16}), c${v}), ${v * 16}); `)}
        sums += ${panelRow};
      }
    }
  }
}
`;
}
