/**
 * Pieces of text that every template uses: unrolling, vector types, multiply-add in both builds. Vectors of 16 bytes are
 * AssemblyScript's own; wider ones bear the names that continue the rule (v512, f32x16) and exist in the native build alone.
 */

export type Scalar = 'f32' | 'f64';
export type VectorWidth = 16 | 32 | 64;

/** `lanes` numbers of `bytes` bytes in a register of `width` bytes. */
export interface VectorType {
  readonly scalar: Scalar;
  /** f32x4, f64x2, …: arithmetic. */
  readonly vector: string;
  /** i32x4, i64x2, …: integers in lanes of the same size. */
  readonly integers: string;
  /** v128, v256, v512: loads, stores and bits. */
  readonly register: string;
  readonly width: VectorWidth;
  readonly lanes: number;
  readonly bytes: 4 | 8;
  /** Load one number into every lane. */
  readonly splat: 'load32_splat' | 'load64_splat';
}

export function vectorType(scalar: Scalar, width: VectorWidth): VectorType {
  const bits = scalar === 'f32' ? 32 : 64;
  const bytes = scalar === 'f32' ? 4 : 8;
  const lanes = width / bytes;
  return {
    scalar,
    vector: `f${bits}x${lanes}`,
    integers: `i${bits}x${lanes}`,
    register: `v${8 * width}`,
    width,
    lanes,
    bytes,
    splat: `load${bits}_splat`,
  };
}

export const float32: VectorType = vectorType('f32', 16);
export const float64: VectorType = vectorType('f64', 16);

/** The text of f(0), f(1), …, f(n − 1), one after another. */
export function repeat(n: number, text: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => text(i)).join('');
}

/** a·b + c: two roundings in the deterministic build, one in the relaxed build. */
export function madd(type: VectorType, a: string, b: string, c: string, fused: boolean): string {
  const { vector } = type;
  return fused ? `${vector}.relaxed_madd(${a},${b},${c})` : `${vector}.add(${c},${vector}.mul(${a},${b}))`;
}

/** Ending of the names of functions whose layout of memory depends on the width; AssemblyScript's own width has none. */
export function widthTag({ width }: VectorType): string {
  return width === 16 ? '' : `_${width}`;
}

/** Vectors of float64 that hold a vector of this type. */
export function halvesOf({ scalar }: VectorType): 1 | 2 {
  return scalar === 'f32' ? 2 : 1;
}

/** Half h of a vector as float64. */
export function promoted({ scalar, vector, width }: VectorType, value: string, h: number): string {
  if (scalar === 'f64') return value;
  if (width > 16) return `f64x${width / 8}.promote_${h === 0 ? 'low' : 'high'}_${vector}(${value})`;
  return `f64x2.promote_low_f32x4(${h === 0 ? value : `v128.shuffle<i32>(${value}, ${value}, 2, 3, 2, 3)`})`;
}
