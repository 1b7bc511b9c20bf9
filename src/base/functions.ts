/**
 * Elementary functions built from + − × ÷ √ and bit moves alone, so that they give the same bits on every engine
 * (`Math.log`, `Math.exp`, `Math.tanh` may differ in the last place). The WASM kernels hold the same code (kernels/assembly/functions.ts).
 * Algorithms: fdlibm's log, log1p and exp (Sun Microsystems, 1993), Lambert's continued fraction for tanh near 0.
 */

const word = new DataView(new ArrayBuffer(8));

/** Natural logarithm, error below 1 ulp; log(0) = −∞, NaN for x < 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  let y = x;
  if (y < 2.2250738585072014e-308) {
    y *= 18014398509481984; // 2⁵⁴
    exponent = -54;
  }
  word.setFloat64(0, y);
  const high = word.getInt32(0) + (0x3ff00000 - 0x3fe6a09e); // √½ ≤ 1 + f < √2
  exponent += (high >> 20) - 0x3ff;
  word.setInt32(0, (high & 0x000fffff) + 0x3fe6a09e);
  const f = word.getFloat64(0) - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return (
    s * (halfSquare + (even + odd)) + exponent * 1.9082149292705877e-10 - halfSquare + f + exponent * 0.6931471803691238
  );
}

/** eˣ, error below 1 ulp; 0 below −745.2, ∞ above 709.8. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  if (k > -1022 && k < 1024) return y * powerOfTwo(k);
  return k >= 1024 ? y * 2 * powerOfTwo(k - 1) : y * powerOfTwo(k + 100) * 7.888609052210118e-31; // 2⁻¹⁰⁰
}

/** ln(1 + x) for 0 ≤ x ≤ 1, all that ln(1 + e^{−|t|}) asks for; error below 1 ulp. */
export function log1p(x: number): number {
  if (x < 2 ** -29) return x - x * x * 0.5;
  // Beyond √2 − 1: 1 + x = 2 (1 + f), and what its rounding lost.
  const isFar = x >= 0.4142136573791504;
  const u = 1 + x;
  const f = isFar ? u * 0.5 - 1 : x;
  const low = isFar ? 1.9082149292705877e-10 + (x - (u - 1)) / u : 0;
  const high = isFar ? 0.6931471803691238 : 0;
  const halfSquare = 0.5 * f * f;
  if (u >= 2 - 3 * 2 ** -20) return high - (halfSquare * (1 - 0.6666666666666666 * f) - low - f);
  const s = f / (2 + f);
  const z = s * s;
  const series =
    z *
    (0.6666666666666735 +
      z *
        (0.3999999999940942 +
          z *
            (0.2857142874366239 +
              z *
                (0.22222198432149784 +
                  z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))));
  return high - (halfSquare - (s * (halfSquare + series) + low) - f);
}

/** Hyperbolic tangent, relative error below 4 ulp. */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 0.5) {
    const q = x * x;
    return x / (1 + q / (3 + q / (5 + q / (7 + q / (9 + q / (11 + q / (13 + q / 15)))))));
  }
  const e = exp(-2 * a);
  const value = (1 - e) / (1 + e);
  return x < 0 ? -value : value;
}

/** 1/(1 + e⁻ˣ), without overflow. */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

function powerOfTwo(k: number): number {
  word.setInt32(0, (k + 1023) << 20);
  word.setInt32(4, 0);
  return word.getFloat64(0);
}
