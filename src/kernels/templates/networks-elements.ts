/**
 * What happens to every number by itself in a deep network's step: activations, their slopes, and the optimizer's update. All run
 * over contiguous rows of a panel, its unused lanes included (they hold zeros, and nothing reads what becomes of them).
 */
import { activationCodes, optimizerCodes } from './networks-layout.ts';
import { madd, repeat, type VectorType } from './simd.ts';

export function elementFunctions(type: VectorType, fused: boolean): string {
  const { scalar, vector } = type;
  const v = (name: string, value: string) => `const ${name} = ${vector}.splat(${value});`;
  const each = (body: string, ...pointers: string[]) =>
    `for (; ${pointers[0]} < end; ${pointers.map((p) => `${p} += 16`).join(', ')}) { ${body} }`;
  // Lambert's continued fraction below ½: eight levels give float64, four give float32.
  const levels = type.lanes === 4 ? [7, 5, 3, 1] : [15, 13, 11, 9, 7, 5, 3, 1];
  const fraction = levels.slice(1).reduce((below, n) => {
    const lower = `${vector}.div(q, ${below})`;
    return `${vector}.add(${vector}.splat(${n}), ${lower})`;
  }, `${vector}.splat(${levels[0]})`);
  return `
@inline function networkSigmoid_${scalar}(x: v128): v128 {
  const one = ${vector}.splat(1), e = rectifiedExp_${scalar}(${vector}.neg(${vector}.abs(x)));
  return ${vector}.div(v128.bitselect(e, one, ${vector}.lt(x, ${vector}.splat(0))), ${vector}.add(one, e));
}
@inline function networkTanh_${scalar}(x: v128): v128 {
  const one = ${vector}.splat(1), a = ${vector}.abs(x), e = rectifiedExp_${scalar}(${vector}.mul(a, ${vector}.splat(-2))), q = ${vector}.mul(x, x);
  const far = ${vector}.div(${vector}.sub(one, e), ${vector}.add(one, e)), sign = v128.bitselect(${vector}.neg(far), far, ${vector}.lt(x, ${vector}.splat(0)));
  return v128.bitselect(${vector}.div(x, ${fraction}), sign, ${vector}.lt(a, ${vector}.splat(0.5)));
}
/** a = φ(z) in place. */
function networkActivate_${scalar}(kind: i32, z: usize, bytes: usize): void {
  const end = z + bytes, zero = ${vector}.splat(0);
  if (kind == ${activationCodes.relu}) ${each(`v128.store(z, ${vector}.pmax(v128.load(z), zero));`, 'z')}
  else if (kind == ${activationCodes.sigmoid}) ${each(`v128.store(z, networkSigmoid_${scalar}(v128.load(z)));`, 'z')}
  else if (kind == ${activationCodes.tanh}) ${each(`v128.store(z, networkTanh_${scalar}(v128.load(z)));`, 'z')}
}
/** d ← d φ′, the slope from a = φ(z). */
function networkSlope_${scalar}(kind: i32, d: usize, a: usize, bytes: usize): void {
  const end = d + bytes, zero = ${vector}.splat(0), one = ${vector}.splat(1);
  if (kind == ${activationCodes.relu}) ${each(`v128.store(d, v128.and(v128.load(d), ${vector}.gt(v128.load(a), zero)));`, 'd', 'a')}
  else if (kind == ${activationCodes.sigmoid}) ${each(`const y = v128.load(a); v128.store(d, ${vector}.mul(v128.load(d), ${vector}.mul(y, ${vector}.sub(one, y))));`, 'd', 'a')}
  else if (kind == ${activationCodes.tanh}) ${each(`const y = v128.load(a); v128.store(d, ${vector}.mul(v128.load(d), ${vector}.sub(one, ${vector}.mul(y, y))));`, 'd', 'a')}
}
/**
 * w moves along the gradient g; its memory m, v lies \`state\` and 2 \`state\` bytes behind. Coefficients (f64), in this order:
 * η; η, μ: m ← μ m + g, w ← w − η m; α, β₁, 1 − β₁, β₂, 1 − β₂, σ, ε: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − α m/(σ √v + ε).
 */
function networkUpdate_${scalar}(kind: i32, w: usize, g: usize, bytes: usize, state: usize, coefficients: usize): void {
  const end = w + bytes;
  ${repeat(7, (i) => v(`c${i}`, `<${scalar}>load<f64>(coefficients, ${8 * i})`))}
  if (kind == ${optimizerCodes.descent}) ${each(`v128.store(w, ${vector}.sub(v128.load(w), ${vector}.mul(c0, v128.load(g))));`, 'w', 'g')}
  else if (kind == ${optimizerCodes.momentum}) {
    let m = w + state;
    ${each(`const y = ${madd(type, 'c1', 'v128.load(m)', 'v128.load(g)', fused)}; v128.store(m, y); v128.store(w, ${vector}.sub(v128.load(w), ${vector}.mul(c0, y)));`, 'w', 'g', 'm')}
  } else {
    let m = w + state, n = m + state;
    ${each(
      `const x = v128.load(g), y = ${madd(type, 'c1', 'v128.load(m)', `${vector}.mul(c2, x)`, fused)}, u = ${madd(type, 'c3', 'v128.load(n)', `${vector}.mul(c4, ${vector}.mul(x, x))`, fused)};
      v128.store(m, y); v128.store(n, u);
      v128.store(w, ${vector}.sub(v128.load(w), ${vector}.div(${vector}.mul(c0, y), ${madd(type, 'c5', `${vector}.sqrt(u)`, 'c6', fused)})));`,
      'w',
      'g',
      'm',
      'n',
    )}
  }
}
`;
}
