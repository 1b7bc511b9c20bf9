/** Pieces of AssemblyScript text that every template uses: unrolling, vector types, multiply-add in both builds. */

/** f32x4 or f64x2: `lanes` numbers of `bytes` bytes in a 128-bit register. */
export interface VectorType {
  readonly scalar: 'f32' | 'f64';
  readonly vector: 'f32x4' | 'f64x2';
  readonly lanes: 2 | 4;
  readonly bytes: 4 | 8;
  /** Load one number into every lane. */
  readonly splat: 'load32_splat' | 'load64_splat';
}

export const float32: VectorType = { scalar: 'f32', vector: 'f32x4', lanes: 4, bytes: 4, splat: 'load32_splat' };
export const float64: VectorType = { scalar: 'f64', vector: 'f64x2', lanes: 2, bytes: 8, splat: 'load64_splat' };

/** The text of f(0), f(1), …, f(n − 1), one after another. */
export function repeat(n: number, text: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => text(i)).join('');
}

/** a·b + c: two roundings in the deterministic build, one in the relaxed build. */
export function madd(type: VectorType, a: string, b: string, c: string, fused: boolean): string {
  const { vector } = type;
  return fused ? `${vector}.relaxed_madd(${a},${b},${c})` : `${vector}.add(${c},${vector}.mul(${a},${b}))`;
}
