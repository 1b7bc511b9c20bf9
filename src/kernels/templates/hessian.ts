/**
 * Formation of the Hessian of a one-hidden-layer ReLU network with softmax cross-entropy, float64. All its sums are moments of features
 * (pixels, a one, hidden units) weighted by a few numbers a sample,
 *
 *     M[q][k] = Σ_s x_s φ_sq D_sk,
 *
 * x one of the features, D the curvature of the softmax or what follows from it. Samples with x = 0 are dropped, x multiplied into D;
 * of two neighboring features φ the samples that have one of them are listed and gathered: 2 features × 8 weights in eight accumulators.
 */
import { tileBlocks, tileColumns, tileEnd, tileStart, tileStep } from './product.ts';
import { repeat, type VectorWidth } from './simd.ts';

const tileBytes = tileColumns * 8;

export function hessian(fused: boolean): string {
  return [curvatures, gates, products, scale, hessianGather(fused)].join('');
}

const curvatures = `
/** D[i][k] = p_o p_o′ for the pairs o < o′ < outputs in order; minus the softmax's curvature, whose diagonal is the sum of its row. */
export function hessianCurvatures(P: usize, pRow: usize, count: usize, outputs: usize, D: usize, row: usize): void {
  for (let i: usize = 0; i < count; i++) {
    let d = D;
    for (let o: usize = 0; o < outputs; o++)
      for (let u = o + 1; u < outputs; u++, d += 8) store<f64>(d, load<f64>(P + (o << 3)) * load<f64>(P + (u << 3)));
    P += pRow;
    D += row;
  }
}
`;

const gates = `
/**
 * What a stray of \`unit\` changes, at the listed places: T[i] = ± S v with S the curvature of the softmax, v the unit's output weights,
 * + where the unit is on and its group's pattern says off; D[i][h] = T[i]·v_h for the units h that are on (where it is off: that the
 * pattern says are on), without those before it that stray too. hidden: columns of the listed samples, \`stride\` bytes apart; patterns:
 * a byte for each group and unit; V, T: rows of oRow bytes.
 */
export function hessianGates(places: usize, count: usize, P: usize, outputs: usize, oRow: usize, V: usize, hidden: usize, stride: usize, groups: usize, patterns: usize, unit: usize, units: usize, T: usize, D: usize, row: usize): void {
  const v = V + unit * oRow, size = outputs << 3;
  for (let i: usize = 0; i < count; i++) {
    const place = <usize>load<i32>(places + (i << 2)), p = P + place * oRow, gate = hidden + (i << 3);
    const pattern = patterns + <usize>load<i32>(groups + (place << 2)) * units, on = load<f64>(gate + unit * stride) > 0;
    for (let o: usize = 0; o < size; o += 8) {
      let sum: f64 = 0;
      for (let u: usize = 0; u < size; u += 8) sum += load<f64>(p + u) * (load<f64>(v + o) - load<f64>(v + u));
      sum *= load<f64>(p + o);
      store<f64>(T + o, on ? sum : -sum);
    }
    for (let h: usize = 0; h < units; h++) {
      const active = load<f64>(gate + h * stride) > 0, usual = load<u8>(pattern + h) == 1;
      let sum: f64 = 0;
      if ((on ? active : usual) && !(h < unit && active != usual))
        for (let o: usize = 0, w = V + h * oRow; o < size; o += 8) sum += load<f64>(T + o) * load<f64>(w + o);
      store<f64>(D + (h << 3), sum);
    }
    T += oRow;
    D += row;
  }
}
`;

const products = `
/**
 * D[i][h · outputs + o] = φ_ih T[i][o] for the features h < features, whose columns are \`stride\` bytes apart, or [φ_ih > 0] T[i][o] when
 * \`gates\`. T: rows of oRow bytes. May write one number past the last.
 */
export function hessianProducts(columns: usize, stride: usize, features: usize, count: usize, T: usize, outputs: usize, oRow: usize, gates: bool, D: usize, row: usize): void {
  for (let i: usize = 0; i < count; i++) {
    let d = D;
    for (let h: usize = 0; h < features; h++) {
      let x = load<f64>(columns + h * stride + (i << 3));
      if (gates) x = x > 0 ? 1 : 0;
      const f = f64x2.splat(x);
      for (let o: usize = 0; o < oRow; o += 16) v128.store(d + o, f64x2.mul(f, v128.load(T + o)));
      d += outputs << 3;
    }
    T += oRow;
    D += row;
  }
}
`;

const scale = `
/**
 * The samples i with x = column[i] ≠ 0: 8 i to \`places\` (i32), factor · x · D[i] to \`packed\`, by tiles of ${tileColumns} weights, \`length\` bytes each.
 * Returns how many.
 */
export function hessianScale(column: usize, count: usize, factor: f64, D: usize, row: usize, tiles: usize, places: usize, packed: usize, length: usize): usize {
  let n: usize = 0;
  for (let i: usize = 0; i < count; i++, D += row) {
    const x = load<f64>(column + (i << 3));
    if (x == 0) continue;
    store<i32>(places + (n << 2), <i32>(i << 3));
    const f = f64x2.splat(factor * x);
    let from = D, to = packed + n * ${tileBytes};
    for (let t: usize = 0; t < tiles; t++) {
      ${repeat(4, (v) => `v128.store(to, f64x2.mul(f, v128.load(from, ${v * 16})), ${v * 16}); `)}
      from += ${tileBytes};
      to += length;
    }
    n++;
  }
  return n;
}
`;

export function hessianGather(fused: boolean, width: VectorWidth = 16): string {
  const sweeps = tileBlocks(width).map((block) => {
    const place = (base: string, t: number, step: string) =>
      t === 0 ? base : `${base} + ${t === 1 ? '' : `${t} * `}${step}`;
    const from = Array.from({ length: block.tiles }, (_, t) => place('from', t, 'length'));
    const to = (r: number, t: number) => `${r === 0 ? 'sums' : 'sums + row'}${t === 0 ? '' : ` + ${t * tileBytes}`}`;
    return `
    for (; t + ${block.tiles} <= tiles; t += ${block.tiles}, d += ${block.tiles} * length) {
      ${tileStart(block)}
      for (let e = lists; e < end; e += 24) {
        const from = d + <usize>load<i32>(e);
        ${tileStep(from, ['e, 8', 'e, 16'], fused, block)}
      }
      ${tileEnd(to, block)}
      sums += ${block.tiles * tileBytes};
    }`;
  });
  return `
/**
 * sums[q][k] += Σ_i φ_iq packed[i][k] over n packed samples, for the features q = first … last − 1, two at a time: when their number is
 * odd, one more. Columns are \`stride\` bytes apart, rows of sums ${tileBytes} · tiles bytes. A call's terms are summed apart from what is there.
 * lists: room for n entries of 24 bytes (offset of the sample, both features).
 */
export function hessianGather(columns: usize, stride: usize, first: usize, last: usize, places: usize, n: usize, packed: usize, length: usize, tiles: usize, lists: usize, sums: usize): void {
  const row = tiles * ${tileBytes};
  sums += first * row;
  for (let q = first; q < last; q += 2) {
    const column = columns + q * stride;
    let end = lists;
    for (let e: usize = 0; e < n; e++) {
      const at = column + <usize>load<i32>(places + (e << 2)), x = load<f64>(at), y = load<f64>(at + stride);
      store<i32>(end, <i32>(e * ${tileBytes}));
      store<f64>(end, x, 8);
      store<f64>(end, y, 16);
      end += (<usize>(x != 0) | <usize>(y != 0)) * 24;
    }
    if (end == lists) { sums += row << 1; continue; }
    let t: usize = 0, d = packed;${sweeps.join('')}
    sums += row;
  }
}
`;
}
