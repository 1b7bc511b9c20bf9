/**
 * Losses of the outputs of each network, one network a lane: the errors of a training step, and the loss and hits of an evaluation.
 * Targets and shares of the samples are those of networks-losses.ts. Exponentials are our own, of arguments ≤ 0: fdlibm's in float64, Cephes' polynomial in float32.
 * @source [sun1993fdlibm, e_exp.c]; [moshier1989methods, expf]
 */
import { lossCodes } from './networks-layout.ts';
import { lossSums } from './networks-losses.ts';
import { halvesOf, madd, promoted, repeat, type VectorType, type VectorWidth, vectorType, widthTag } from './simd.ts';

/** eˣ for x ≤ 0 in both precisions; below the smallest normal number it stays there. NaN passes through. */
export function exponentials(width: VectorWidth, fused: boolean): string {
  const [float32, float64] = [vectorType('f32', width), vectorType('f64', width)];
  const tag = widthTag(float32);
  const { vector: F, integers: I, register: V } = float32;
  const { vector: D, integers: J } = float64;
  const truncated = (x: string) =>
    width === 16 ? `i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(${x}))` : `${J}.trunc_${D}(${x})`;
  const step = (coefficient: string) => `y = ${madd(float32, 'y', 'r', `${F}.splat(${coefficient})`, fused)};`;
  return `
@inline function rectifiedExp_f32${tag}(value: ${V}): ${V} {
  const x = ${F}.max(value, ${F}.splat(-87)), k = ${F}.nearest(${F}.mul(x, ${F}.splat(1.4426950408889634)));
  const r = ${F}.sub(${F}.sub(x, ${F}.mul(k, ${F}.splat(0.693359375))), ${F}.mul(k, ${F}.splat(-2.12194440e-4)));
  let y = ${F}.splat(1.9875691500e-4);
  ${['1.3981999507e-3', '8.3334519073e-3', '4.1665795894e-2', '1.6666665459e-1', '5.0000001201e-1'].map(step).join('\n  ')}
  y = ${F}.add(${F}.add(${F}.mul(${F}.mul(y, r), r), r), ${F}.splat(1));
  return ${F}.mul(y, ${I}.shl(${I}.add(${I}.trunc_sat_${F}_s(k), ${I}.splat(127)), 23));
}
/** Operation for operation the exp of src/base/functions.ts. */
@inline function rectifiedExp_f64${tag}(value: ${V}): ${V} {
  const x = ${D}.max(value, ${D}.splat(-708)), k = ${D}.floor(${D}.add(${D}.mul(x, ${D}.splat(1.4426950408889634)), ${D}.splat(0.5)));
  const high = ${D}.sub(x, ${D}.mul(k, ${D}.splat(6.9314718036912382e-1))), low = ${D}.mul(k, ${D}.splat(1.9082149292705877e-10));
  const r = ${D}.sub(high, low), t = ${D}.mul(r, r);
  let c = ${D}.splat(4.13813679705723846e-8);
  ${['-1.65339022054652515e-6', '6.61375632143793436e-5', '-2.77777777770155934e-3', '1.66666666666666019e-1'].map((a) => `c = ${D}.add(${D}.splat(${a}), ${D}.mul(t, c));`).join('\n  ')}
  c = ${D}.sub(r, ${D}.mul(t, c));
  const y = ${D}.add(${D}.splat(1), ${D}.add(${D}.sub(${D}.div(${D}.mul(r, c), ${D}.sub(${D}.splat(2), c)), low), high));
  return ${D}.mul(y, ${J}.shl(${J}.add(${truncated('k')}, ${J}.splat(1023)), 52));
}
`;
}

export function outputFunctions(type: VectorType): string {
  const { scalar, vector, integers, register, width, lanes, bytes, splat } = type;
  const tag = widthTag(type);
  const halves = halvesOf(type);
  const wide = vectorType('f64', width);
  const half = (value: string, h: number) => promoted(type, value, h);
  const single = vectorType('f32', width).integers;
  const largest = `let m = ${register}.load(z);
    for (let p = z + ${width}; p != end; p += ${width}) m = ${vector}.pmax(m, ${register}.load(p));`;
  return `
/** In place, outputs z to errors share (p − t). */
function rectifiedErrors_${scalar}${tag}(loss: i32, z: usize, outputs: usize, count: usize, targets: usize, shares: usize): void {
  const stride = outputs * ${width};
  for (let s: usize = 0; s < count; s++) {
    const end = z + stride, share = ${vector}.splat(<${scalar}>load<f64>(shares + (s << 3)));
    let scale = share;
    if (loss == ${lossCodes['cross-entropy']}) {
      ${largest}
      let sum = ${vector}.splat(0), whole = ${vector}.splat(0);
      for (let p = z, t = targets; p != end; p += ${width}, t += ${bytes}) {
        const e = rectifiedExp_${scalar}${tag}(${vector}.sub(${register}.load(p), m));
        ${register}.store(p, e);
        sum = ${vector}.add(sum, e);
        whole = ${vector}.add(whole, ${register}.${splat}(t));
      }
      scale = ${vector}.div(${vector}.mul(whole, share), sum);
    } else if (loss == ${lossCodes['binary-cross-entropy']}) {
      for (let p = z; p != end; p += ${width}) ${register}.store(p, networkSigmoid_${scalar}${tag}(${register}.load(p)));
    }
    for (; z != end; z += ${width}, targets += ${bytes})
      ${register}.store(z, ${vector}.sub(${vector}.mul(${register}.load(z), scale), ${vector}.mul(${register}.${splat}(targets), share)));
  }
}
/**
 * Cross-entropy of labels of equal weight, fast: adds Σ_s (ln Σ_o e^{z_o} − z_label) of each network to losses (f64) and the number of right answers (the first largest logit is
 * the answer) to hits (f64). Normalizers are multiplied up and the logarithm taken once: count ≤ 64, so that 256⁶⁴ is finite.
 */
function rectifiedLosses_${scalar}${tag}(z: usize, outputs: usize, count: usize, labels: usize, losses: usize, hits: usize): void {
  const stride = outputs * ${width};
  ${repeat(halves, (h) => `let product${h} = ${wide.vector}.splat(1), sum${h} = ${wide.vector}.splat(0); `)}
  let right = ${integers}.splat(0);
  for (let s: usize = 0; s < count; s++) {
    const end = z + stride, hit = z + <usize>load<u8>(labels + s) * ${width}, y = ${register}.load(hit);
    let best = ${single}.splat(-1);
    for (let p = z; p != hit; p += ${width}) best = ${register}.and(best, ${vector}.lt(${register}.load(p), y));
    for (let p = hit; p != end; p += ${width}) best = ${register}.and(best, ${vector}.le(${register}.load(p), y));
    right = ${integers}.sub(right, best);
    ${largest}
    ${repeat(halves, (h) => `const m${h} = ${half('m', h)}; let total${h} = ${wide.vector}.splat(0); sum${h} = ${wide.vector}.add(sum${h}, ${wide.vector}.sub(m${h}, ${half('y', h)})); `)}
    for (let p = z; p != end; p += ${width}) {
      const v = ${register}.load(p);
      ${repeat(halves, (h) => `total${h} = ${wide.vector}.add(total${h}, rectifiedExp_f64${tag}(${wide.vector}.sub(${half('v', h)}, m${h}))); `)}
    }
    ${repeat(halves, (h) => `product${h} = ${wide.vector}.mul(product${h}, total${h}); `)}
    z = end;
  }
  ${repeat(lanes, (l) => `rectifiedAccount(${wide.vector}.extract_lane(product${Math.floor(l / wide.lanes)}, ${l % wide.lanes}), ${wide.vector}.extract_lane(sum${Math.floor(l / wide.lanes)}, ${l % wide.lanes}), ${integers}.extract_lane(right, ${l}), losses + ${l * 8}, hits + ${l * 8});\n  `)}
}
${lossSums(type, { name: `rectifiedSums_${scalar}${tag}`, parameters: '', at: (o) => `(z + ${o} * ${width})`, row: `outputs * ${width}` })}
`;
}

/** One network's share of an evaluated block; a normalizer that is not finite makes the loss NaN. */
export const accountFunction = `
function rectifiedAccount(product: f64, sum: f64, right: i64, loss: usize, hits: usize): void {
  store<f64>(loss, load<f64>(loss) + sum + (product < Infinity ? ln(product) : NaN));
  store<f64>(hits, load<f64>(hits) + <f64>right);
}
`;
