/**
 * Softmax over the outputs of each network, one network a lane: the errors of a training step, and the loss and hits of an
 * evaluation. Exponentials are our own, of arguments ≤ 0: fdlibm's in float64, Cephes' polynomial in float32.
 * @source [sun1993fdlibm, e_exp.c]; [moshier1989methods, expf]
 */
import { madd, repeat, type VectorType } from './simd.ts';

/** eˣ for x ≤ 0 in both precisions; below the smallest normal number it stays there. NaN passes through. */
export function exponentials(float32: VectorType, fused: boolean): string {
  const step = (coefficient: string) => `y = ${madd(float32, 'y', 'r', `f32x4.splat(${coefficient})`, fused)};`;
  return `
@inline function rectifiedExp_f32(value: v128): v128 {
  const x = f32x4.max(value, f32x4.splat(-87)), k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375))), f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  ${['1.3981999507e-3', '8.3334519073e-3', '4.1665795894e-2', '1.6666665459e-1', '5.0000001201e-1'].map(step).join('\n  ')}
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1));
  return f32x4.mul(y, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23));
}
/** Operation for operation the exp of src/base/functions.ts. */
@inline function rectifiedExp_f64(value: v128): v128 {
  const x = f64x2.max(value, f64x2.splat(-708)), k = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(0.5)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(6.9314718036912382e-1))), low = f64x2.mul(k, f64x2.splat(1.9082149292705877e-10));
  const r = f64x2.sub(high, low), t = f64x2.mul(r, r);
  let c = f64x2.splat(4.13813679705723846e-8);
  ${['-1.65339022054652515e-6', '6.61375632143793436e-5', '-2.77777777770155934e-3', '1.66666666666666019e-1'].map((a) => `c = f64x2.add(f64x2.splat(${a}), f64x2.mul(t, c));`).join('\n  ')}
  c = f64x2.sub(r, f64x2.mul(t, c));
  const y = f64x2.add(f64x2.splat(1), f64x2.add(f64x2.sub(f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c)), low), high));
  return f64x2.mul(y, i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k)), i64x2.splat(1023)), 52));
}
`;
}

export function softmaxFunctions(type: VectorType): string {
  const { scalar, vector, lanes } = type;
  const halves = lanes / 2;
  const half = (value: string, h: number) => {
    if (halves === 1) return value;
    return `f64x2.promote_low_f32x4(${h === 0 ? value : `v128.shuffle<i32>(${value}, ${value}, 2, 3, 2, 3)`})`;
  };
  const largest = `let m = v128.load(z);
    for (let p = z + 16; p != end; p += 16) m = ${vector}.pmax(m, v128.load(p));`;
  return `
/** In place, logits z to errors (softmax(z) − [o = label]) / count. */
function rectifiedErrors_${scalar}(z: usize, outputs: usize, count: usize, labels: usize): void {
  const share = ${vector}.splat(<${scalar}>1 / <${scalar}>count), stride = outputs << 4;
  for (let s: usize = 0; s < count; s++) {
    const end = z + stride;
    ${largest}
    let sum = ${vector}.splat(0);
    for (let p = z; p != end; p += 16) {
      const e = rectifiedExp_${scalar}(${vector}.sub(v128.load(p), m));
      v128.store(p, e);
      sum = ${vector}.add(sum, e);
    }
    const scale = ${vector}.div(share, sum);
    for (let p = z; p != end; p += 16) v128.store(p, ${vector}.mul(v128.load(p), scale));
    const hit = z + (<usize>load<u8>(labels + s) << 4);
    v128.store(hit, ${vector}.sub(v128.load(hit), share));
    z = end;
  }
}
/**
 * Adds Σ_s (ln Σ_o e^{z_o} − z_label) of each network to losses (f64) and the number of right answers (the first largest logit is
 * the answer) to hits (f64). Normalizers are multiplied up and the logarithm taken once: count ≤ 64, so that 256⁶⁴ is finite.
 */
function rectifiedLosses_${scalar}(z: usize, outputs: usize, count: usize, labels: usize, losses: usize, hits: usize): void {
  const stride = outputs << 4;
  ${repeat(halves, (h) => `let product${h} = f64x2.splat(1), sum${h} = f64x2.splat(0); `)}
  let right = ${lanes === 4 ? 'i32x4' : 'i64x2'}.splat(0);
  for (let s: usize = 0; s < count; s++) {
    const end = z + stride, hit = z + (<usize>load<u8>(labels + s) << 4), y = v128.load(hit);
    let best = i32x4.splat(-1);
    for (let p = z; p != hit; p += 16) best = v128.and(best, ${vector}.lt(v128.load(p), y));
    for (let p = hit; p != end; p += 16) best = v128.and(best, ${vector}.le(v128.load(p), y));
    right = ${lanes === 4 ? 'i32x4' : 'i64x2'}.sub(right, best);
    ${largest}
    ${repeat(halves, (h) => `const m${h} = ${half('m', h)}; let total${h} = f64x2.splat(0); sum${h} = f64x2.add(sum${h}, f64x2.sub(m${h}, ${half('y', h)})); `)}
    for (let p = z; p != end; p += 16) {
      const v = v128.load(p);
      ${repeat(halves, (h) => `total${h} = f64x2.add(total${h}, rectifiedExp_f64(f64x2.sub(${half('v', h)}, m${h}))); `)}
    }
    ${repeat(halves, (h) => `product${h} = f64x2.mul(product${h}, total${h}); `)}
    z = end;
  }
  ${repeat(lanes, (l) => `rectifiedAccount(f64x2.extract_lane(product${l >> 1}, ${l & 1}), f64x2.extract_lane(sum${l >> 1}, ${l & 1}), ${lanes === 4 ? 'i32x4' : 'i64x2'}.extract_lane(right, ${l}), losses + ${l * 8}, hits + ${l * 8});\n  `)}
}
`;
}

/** One network's share of an evaluated block; a normalizer that is not finite makes the loss NaN. */
export const accountFunction = `
function rectifiedAccount(product: f64, sum: f64, right: i64, loss: usize, hits: usize): void {
  store<f64>(loss, load<f64>(loss) + sum + (product < Infinity ? ln(product) : NaN));
  store<f64>(hits, load<f64>(hits) + <f64>right);
}
`;
