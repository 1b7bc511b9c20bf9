/**
 * What happens to every number by itself in a deep network's step: activations, their slopes, and the optimizer's update. All run
 * over contiguous rows of a panel, its unused lanes included (they hold zeros, and nothing reads what becomes of them).
 */
import { activationCodes, optimizerCodes } from './networks-layout.ts';
import { madd, repeat, type VectorType, widthTag } from './simd.ts';

export function elementFunctions(type: VectorType, fused: boolean): string {
  const { vector, register, width } = type;
  const { scalar } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const v = (name: string, value: string) => `const ${name} = ${vector}.splat(${value});`;
  const each = (body: string, ...pointers: string[]) =>
    `for (; ${pointers[0]} < end; ${pointers.map((p) => `${p} += ${width}`).join(', ')}) { ${body} }`;
  // Lambert's continued fraction below ½: eight levels give float64, four give float32.
  const levels = scalar === 'f32' ? [7, 5, 3, 1] : [15, 13, 11, 9, 7, 5, 3, 1];
  const fraction = levels.slice(1).reduce((below, n) => {
    const lower = `${vector}.div(q, ${below})`;
    return `${vector}.add(${vector}.splat(${n}), ${lower})`;
  }, `${vector}.splat(${levels[0]})`);
  return `
@inline function networkSigmoid_${tag}(x: ${register}): ${register} {
  const one = ${vector}.splat(1), e = rectifiedExp_${tag}(${vector}.neg(${vector}.abs(x)));
  return ${vector}.div(${register}.bitselect(e, one, ${vector}.lt(x, ${vector}.splat(0))), ${vector}.add(one, e));
}
@inline function networkTanh_${tag}(x: ${register}): ${register} {
  const one = ${vector}.splat(1), a = ${vector}.abs(x), e = rectifiedExp_${tag}(${vector}.mul(a, ${vector}.splat(-2))), q = ${vector}.mul(x, x);
  const far = ${vector}.div(${vector}.sub(one, e), ${vector}.add(one, e)), sign = ${register}.bitselect(${vector}.neg(far), far, ${vector}.lt(x, ${vector}.splat(0)));
  return ${register}.bitselect(${vector}.div(x, ${fraction}), sign, ${vector}.lt(a, ${vector}.splat(0.5)));
}
/** a = φ(z) in place. */
function networkActivate_${tag}(kind: i32, z: usize, bytes: usize): void {
  const end = z + bytes, zero = ${vector}.splat(0);
  if (kind == ${activationCodes.relu}) ${each(`${register}.store(z, ${vector}.pmax(${register}.load(z), zero));`, 'z')}
  else if (kind == ${activationCodes.sigmoid}) ${each(`${register}.store(z, networkSigmoid_${tag}(${register}.load(z)));`, 'z')}
  else if (kind == ${activationCodes.tanh}) ${each(`${register}.store(z, networkTanh_${tag}(${register}.load(z)));`, 'z')}
}
/** d ← d φ′, the slope from a = φ(z). */
function networkSlope_${tag}(kind: i32, d: usize, a: usize, bytes: usize): void {
  const end = d + bytes, zero = ${vector}.splat(0), one = ${vector}.splat(1);
  if (kind == ${activationCodes.relu}) ${each(`${register}.store(d, ${register}.and(${register}.load(d), ${vector}.gt(${register}.load(a), zero)));`, 'd', 'a')}
  else if (kind == ${activationCodes.sigmoid}) ${each(`const y = ${register}.load(a); ${register}.store(d, ${vector}.mul(${register}.load(d), ${vector}.mul(y, ${vector}.sub(one, y))));`, 'd', 'a')}
  else if (kind == ${activationCodes.tanh}) ${each(`const y = ${register}.load(a); ${register}.store(d, ${vector}.mul(${register}.load(d), ${vector}.sub(one, ${vector}.mul(y, y))));`, 'd', 'a')}
}
/** g ← g + λ w */
function networkPenalty_${tag}(w: usize, g: usize, bytes: usize, rate: f64): void {
  const end = w + bytes;
  ${v('decay', `<${scalar}>rate`)}
  ${each(`${register}.store(g, ${madd(type, 'decay', `${register}.load(w)`, `${register}.load(g)`, fused)});`, 'w', 'g')}
}
/**
 * w moves along the gradient g; its memory m, v lies \`state\` and 2 \`state\` bytes behind. Coefficients (f64), in this order:
 * η; η, μ: m ← μ m + g, w ← w − η m; α, β₁, 1 − β₁, β₂, 1 − β₂, σ, ε: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − α m/(σ √v + ε).
 */
function networkUpdate_${tag}(kind: i32, w: usize, g: usize, bytes: usize, state: usize, coefficients: usize): void {
  const end = w + bytes;
  ${repeat(7, (i) => v(`c${i}`, `<${scalar}>load<f64>(coefficients, ${8 * i})`))}
  if (kind == ${optimizerCodes.descent}) ${each(`${register}.store(w, ${vector}.sub(${register}.load(w), ${vector}.mul(c0, ${register}.load(g))));`, 'w', 'g')}
  else if (kind == ${optimizerCodes.momentum}) {
    let m = w + state;
    ${each(`const y = ${madd(type, 'c1', `${register}.load(m)`, `${register}.load(g)`, fused)}; ${register}.store(m, y); ${register}.store(w, ${vector}.sub(${register}.load(w), ${vector}.mul(c0, y)));`, 'w', 'g', 'm')}
  } else {
    let m = w + state, n = m + state;
    ${each(
      `const x = ${register}.load(g), y = ${madd(type, 'c1', `${register}.load(m)`, `${vector}.mul(c2, x)`, fused)}, u = ${madd(type, 'c3', `${register}.load(n)`, `${vector}.mul(c4, ${vector}.mul(x, x))`, fused)};
      ${register}.store(m, y); ${register}.store(n, u);
      ${register}.store(w, ${vector}.sub(${register}.load(w), ${vector}.div(${vector}.mul(c0, y), ${madd(type, 'c5', `${vector}.sqrt(u)`, 'c6', fused)})));`,
      'w',
      'g',
      'm',
      'n',
    )}
  }
}
`;
}
