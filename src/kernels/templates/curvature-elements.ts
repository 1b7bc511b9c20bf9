/** What happens to every number by itself: activations with two derivatives, slopes along the passes, and the curvature at the outputs. */

import { curvatureCodes } from './curvature-layout.ts';
import { activationCodes } from './networks-layout.ts';

export function curvatureElements(): string {
  return [activate, slopes, outputs, absolute].join('');
}

/** a = φ(z), slope = φ′(z), bend = φ″(z): statements that store them. */
const activationText: Record<keyof typeof activationCodes, string> = {
  identity: 'v128.store(a, x); v128.store(slope, one); v128.store(bend, zero);',
  relu: 'const on = f64x2.gt(x, zero); v128.store(a, f64x2.pmax(x, zero)); v128.store(slope, v128.and(on, one)); v128.store(bend, zero);',
  sigmoid: `const y = networkSigmoid_f64(x), d = f64x2.mul(y, networkSigmoid_f64(f64x2.neg(x)));
      v128.store(a, y); v128.store(slope, d); v128.store(bend, f64x2.mul(d, f64x2.sub(one, f64x2.mul(two, y))));`,
  tanh: `const y = networkTanh_f64(x), d = f64x2.sub(one, f64x2.mul(y, y));
      v128.store(a, y); v128.store(slope, d); v128.store(bend, f64x2.mul(f64x2.mul(f64x2.neg(two), y), d));`,
};

const activate = `
/** \`bytes\` of contiguous rows. At a kink the slope is its value on the left and the bend 0. */
export function curvatureActivate(kind: i32, z: usize, a: usize, slope: usize, bend: usize, bytes: usize): void {
  const end = z + bytes, zero = f64x2.splat(0), one = f64x2.splat(1), two = f64x2.splat(2);
  ${Object.entries(activationText)
    .map(
      ([name, text]) =>
        `if (kind == ${activationCodes[name as keyof typeof activationCodes]}) for (; z < end; z += 16, a += 16, slope += 16, bend += 16) {
      const x = v128.load(z);
      ${text}
    }`,
    )
    .join('\n  else ')}
}
`;

const slopes = `
/** \`bytes\` of whatever it is. */
export function curvatureCopy(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}
/** out = x y */
export function curvatureTimes(x: usize, y: usize, out: usize, bytes: usize): void {
  for (const end = x + bytes; x < end; x += 16, y += 16, out += 16) v128.store(out, f64x2.mul(v128.load(x), v128.load(y)));
}
/** g ← φ′ g + (φ″ pull) ż */
export function curvatureBend(g: usize, slope: usize, bend: usize, pull: usize, along: usize, bytes: usize): void {
  for (const end = g + bytes; g < end; g += 16, slope += 16, bend += 16, pull += 16, along += 16)
    v128.store(g, f64x2.add(f64x2.mul(v128.load(slope), v128.load(g)), f64x2.mul(f64x2.mul(v128.load(bend), v128.load(pull)), v128.load(along))));
}
`;

const outputs = `
/**
 * out[o] = Σ_o′ S_oo′ z[o′] for the curvature S of each sample, whose rows stand at S: diagonal: outputs; covariance: outputs
 * (probabilities) and one (weights); full: the pairs o ≤ o′ in order. A covariance may be taken with the sign of its second term changed.
 */
export function curvatureCurve(kind: i32, S: usize, z: usize, out: usize, outputs: usize, stride: usize, columns: usize, absolute: bool): void {
  const size = outputs * stride;
  for (let s: usize = 0; s < columns << 3; s += 16) {
    if (kind == ${curvatureCodes.zero}) {
      for (let o = s; o < size; o += stride) v128.store(out + o, f64x2.splat(0));
    } else if (kind == ${curvatureCodes.diagonal}) {
      for (let o = s; o < size; o += stride) v128.store(out + o, f64x2.mul(v128.load(S + o), v128.load(z + o)));
    } else if (kind == ${curvatureCodes.covariance}) {
      const weight = v128.load(S + size + s);
      let mean = f64x2.splat(0);
      for (let o = s; o < size; o += stride) mean = f64x2.add(mean, f64x2.mul(v128.load(S + o), v128.load(z + o)));
      if (absolute) mean = f64x2.neg(mean);
      for (let o = s; o < size; o += stride)
        v128.store(out + o, f64x2.mul(f64x2.mul(weight, v128.load(S + o)), f64x2.sub(v128.load(z + o), mean)));
    } else {
      for (let o = s; o < size; o += stride) v128.store(out + o, f64x2.splat(0));
      let at = S + s;
      for (let o = s; o < size; o += stride) {
        const zo = v128.load(z + o);
        let sum = f64x2.add(v128.load(out + o), f64x2.mul(v128.load(at), zo));
        at += stride;
        for (let u = o + stride; u < size; u += stride, at += stride) {
          const x = v128.load(at);
          sum = f64x2.add(sum, f64x2.mul(x, v128.load(z + u)));
          v128.store(out + u, f64x2.add(v128.load(out + u), f64x2.mul(x, zo)));
        }
        v128.store(out + o, sum);
      }
    }
  }
}
/** Q[o][o′], all pairs, rows of a row \`across\` bytes apart: the same curvature as numbers. */
export function curvatureExpand(kind: i32, S: usize, Q: usize, outputs: usize, stride: usize, columns: usize, across: usize): void {
  const size = outputs * stride, zero = f64x2.splat(0), one = f64x2.splat(1);
  for (let s: usize = 0; s < columns << 3; s += 16) {
    let at = S + s;
    for (let o: usize = 0; o < outputs; o++)
      for (let u = o; u < outputs; u++) {
        let x = zero;
        if (kind == ${curvatureCodes.full}) {
          x = v128.load(at);
          at += stride;
        } else if (kind == ${curvatureCodes.diagonal}) {
          if (o == u) x = v128.load(S + o * stride + s);
        } else if (kind == ${curvatureCodes.covariance}) {
          const p = v128.load(S + o * stride + s), q = v128.load(S + u * stride + s), w = f64x2.mul(v128.load(S + size + s), p);
          x = f64x2.mul(w, o == u ? f64x2.sub(one, p) : f64x2.neg(q));
        }
        v128.store(Q + o * across + u * stride + s, x);
        if (o != u) v128.store(Q + u * across + o * stride + s, x);
      }
  }
}
`;

const absolute = `
/** |x|, to x or elsewhere. */
export function curvatureAbsolute(x: usize, out: usize, bytes: usize): void {
  for (const end = x + bytes; x < end; x += 16, out += 16) v128.store(out, f64x2.abs(v128.load(x)));
}
`;
