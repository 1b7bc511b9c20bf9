/**
 * What happens to numbers one by one in gated networks: units that rectify, and losses of a margin, with slopes. In float64 operation for
 * operation what src/kernels/rectifier.ts and sample-losses.ts do; ln(1 + x) is fdlibm's there, the series of 2 artanh in float32.
 * @source [sun1993fdlibm, s_log1p.c]
 */
import { gatedLossCodes, gatedUnitCodes } from './gated-layout.ts';
import { madd, type VectorType, widthTag } from './simd.ts';

export function gatedElements(type: VectorType, fused: boolean): string {
  const { scalar, vector, register, width, bytes, splat } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const [add, sub, mul, div] = ['add', 'sub', 'mul', 'div'].map(
    (each) => (a: string, b: string) => `${vector}.${each}(${a}, ${b})`,
  ) as [Binary, Binary, Binary, Binary];
  const number = (value: string | number) => `${vector}.splat(${value})`;
  const positive = (x: string) => `${register}.and(${x}, ${vector}.gt(${x}, zero))`;
  const series = (x: string, coefficients: readonly number[]) =>
    coefficients.slice(1).reduce((sum, c) => madd(type, x, sum, number(c), fused), number(coefficients[0]!));
  const sigmoid = (t: string, e: string) =>
    div(`${register}.bitselect(one, ${e}, ${vector}.gt(${t}, zero))`, add('one', e));
  const losses = {
    linear: `value = ${vector}.neg(z); slope = ${number(-1)};`,
    squared: `const u = ${sub('one', 'z')}; value = ${mul(mul('u', 'u'), number(0.5))}; slope = ${sub('z', 'one')};`,
    logistic: `const u = ${sub('one', 'z')}, e = rectifiedExp_${tag}(${vector}.neg(${vector}.abs(u)));
      value = ${add(positive('u'), `gatedLog1p_${tag}(e)`)}; slope = ${vector}.neg(${sigmoid('u', 'e')});`,
    hinge: `const on = ${vector}.le(z, one); value = ${register}.and(${sub('one', 'z')}, on); slope = ${register}.and(${number(-1)}, on);`,
  };
  return `
/** ln(1 + x) for 0 ≤ x ≤ 1. */
@inline function gatedLog1p_${tag}(x: ${register}): ${register} {
  ${scalar === 'f64' ? exactLog1p(type) : `const s = ${div('x', add(number(2), 'x'))}, z = ${mul('s', 's')}; return ${mul('s', series('z', [2 / 15, 2 / 13, 2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3, 2]))};`}
}
/** Pre-activations become activations, in place, and their slopes go beside; gates that are given are the slopes of ${'`'}count${'`'} samples, ${'`'}units${'`'} of each, rows ${'`'}row${'`'} bytes apart. */
function gatedRectify_${tag}(kind: i32, sharpness: ${scalar}, z: usize, slopes: usize, count: usize, units: usize, gates: usize, row: usize): void {
  const end = z + count * units * ${width}, zero = ${number(0)}, one = ${number(1)};
  if (kind == ${gatedUnitCodes.relu}) {
    for (; z < end; z += ${width}, slopes += ${width}) {
      const x = ${register}.load(z), on = ${vector}.gt(x, zero);
      ${register}.store(z, ${register}.and(x, on));
      ${register}.store(slopes, ${register}.and(one, on));
    }
  } else if (kind == ${gatedUnitCodes.softplus}) {
    const k = ${number('sharpness')};
    for (; z < end; z += ${width}, slopes += ${width}) {
      const x = ${register}.load(z), t = ${mul('k', 'x')}, e = rectifiedExp_${tag}(${vector}.neg(${vector}.abs(t)));
      ${register}.store(z, ${add(positive('x'), div(`gatedLog1p_${tag}(e)`, 'k'))});
      ${register}.store(slopes, ${sigmoid('t', 'e')});
    }
  } else {
    for (let s: usize = 0; s < count; s++, gates += row) {
      for (let j: usize = 0, g = gates; j < units; j++, g += ${bytes}, z += ${width}, slopes += ${width}) {
        const open = ${register}.${splat}(g);
        ${register}.store(z, ${mul('open', `${register}.load(z)`)});
        ${register}.store(slopes, open);
      }
    }
  }
}
/** Outputs become ∂L/∂Y, in place. margins: s y of each sample; returns: f s y. @returns the sum of losses, total before them */
function gatedLosses_${tag}(kind: i32, outputs: usize, count: usize, margins: usize, returns: usize, total: ${register}): ${register} {
  const zero = ${number(0)}, one = ${number(1)};
  let sum = total;
  for (let s: usize = 0; s < count; s++, outputs += ${width}, margins += ${bytes}, returns += ${bytes}) {
    const z = ${mul(`${register}.${splat}(margins)`, `${register}.load(outputs)`)};
    let value = zero, slope = zero;
    ${(Object.keys(losses) as (keyof typeof losses)[]).map((name) => `if (kind == ${gatedLossCodes[name]}) { ${losses[name]} }`).join('\n    else ')}
    sum = ${add('sum', 'value')};
    ${register}.store(outputs, ${mul(`${register}.${splat}(returns)`, 'slope')});
  }
  return sum;
}
`;
}

type Binary = (a: string, b: string) => string;

/** Operation for operation the log1p of src/base/functions.ts. */
function exactLog1p({ vector: D, register: V }: VectorType): string {
  const n = (value: string) => `${D}.splat(${value})`;
  const series = ['1.479819860511658591e-1', '1.531383769920937332e-1', '1.818357216161805012e-1', '2.222219843214978396e-1', '2.857142874366239149e-1', '3.999999999940941908e-1', '6.666666666666735130e-1']
    .map(n)
    .reduce((sum, c) => `${D}.add(${c}, ${D}.mul(z, ${sum}))`);
  return `const u = ${D}.add(${n('1')}, x), far = ${D}.ge(x, ${n('0.4142136573791504')});
  const f = ${V}.bitselect(${D}.sub(${D}.mul(u, ${n('0.5')}), ${n('1')}), x, far);
  const low = ${V}.and(${D}.add(${n('1.9082149292705877e-10')}, ${D}.div(${D}.sub(x, ${D}.sub(u, ${n('1')})), u)), far), high = ${V}.and(${n('6.9314718036912382e-1')}, far);
  const h = ${D}.mul(${D}.mul(${n('0.5')}, f), f), s = ${D}.div(f, ${D}.add(${n('2')}, f)), z = ${D}.mul(s, s), series = ${D}.mul(z, ${series});
  const usual = ${D}.sub(h, ${D}.add(${D}.mul(s, ${D}.add(h, series)), low));
  const end = ${D}.sub(${D}.mul(h, ${D}.sub(${n('1')}, ${D}.mul(${n('0.6666666666666666')}, f))), low);
  const value = ${D}.sub(high, ${D}.sub(${V}.bitselect(end, usual, ${D}.ge(u, ${n('1.9999971389770508')})), f));
  return ${V}.bitselect(${D}.sub(x, ${D}.mul(${D}.mul(x, x), ${n('0.5')})), value, ${D}.lt(x, ${n('1.862645149230957e-9')}));`;
}
