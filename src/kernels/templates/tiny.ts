/**
 * Networks of one hidden layer and one output on a handful of samples, one network a lane; a call takes many steps of one group of lanes, each
 * on all samples or on those of its batch. A unit's parameters (w, b, v) are loaded once for all of them, forward and backward; the update is
 * that of deep networks.
 *
 *     y_s = φ(b + w·x_s)    z_s = c + Σ_u v_u y_us    e_s = ∂ℓ/∂z_s / N    ∂L/∂v_u = Σ e_s y_us    ∂L/∂(w_u, b_u) = Σ e_s v_u φ′ (x_s, 1)
 *
 * Memory of a group: (w, b, v) of each unit, then c, each a vector. A job (tiny-layout.ts) says where the rest is.
 */
import { activationCodes, optimizerCodes } from './networks-layout.ts';
import { madd, repeat, type VectorType, type VectorWidth, vectorType, widthTag } from './simd.ts';
import { coefficientBytes, leastMoments, tinyErrors, tinyInputs, tinyWords } from './tiny-layout.ts';

/** @param width bytes of a vector, a lane a network: memory and the functions' names depend on it */
export function tiny(fused: boolean, width: VectorWidth = 16): string {
  return [vectorType('f32', width), vectorType('f64', width)]
    .flatMap((type) => tinyInputs.map((inputs) => steps(type, inputs, fused)))
    .join('');
}

function steps(type: VectorType, inputs: number, fused: boolean): string {
  const { scalar, vector, register, width, bytes, splat } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const name = `${inputs}_${tag}`;
  const word = (each: (typeof tinyWords)[number]) => `<usize>load<u32>(job, ${4 * tinyWords.indexOf(each)})`;
  const load = (at: string, k = 0) => `${register}.load(${at}, ${k * width})`;
  const store = (at: string, value: string, k = 0) => `${register}.store(${at}, ${value}, ${k * width});`;
  const [add, sub, mul] = ['add', 'sub', 'mul'].map(
    (each) => (a: string, b: string) => `${vector}.${each}(${a}, ${b})`,
  ) as [Binary, Binary, Binary];
  const unitBytes = (inputs + 2) * width;
  const [bias, output] = [inputs, inputs + 1];
  const inputsOf = repeat(inputs, (i) => `const x${i} = ${register}.${splat}(x, ${i * bytes});`);
  const preActivation = Array.from({ length: inputs }).reduce<string>(
    (sum, _, i) => madd(type, `w${i}`, `x${i}`, sum, fused),
    'b',
  );
  const activations = {
    relu: { value: `${vector}.pmax(z, zero)`, slope: `${register}.and(d, ${vector}.gt(y, zero))` },
    sigmoid: { value: `networkSigmoid_${tag}(z)`, slope: mul('d', mul('y', sub('one', 'y'))) },
    tanh: { value: `networkTanh_${tag}(z)`, slope: mul('d', sub('one', mul('y', 'y'))) },
  };
  const errors = {
    linear: sub('z', 't'),
    squashed: mul(sub('y', 't'), mul('y', sub('one', 'y'))),
    logistic: sub('y', 't'),
  };
  const branches = <Name extends string>(
    variable: string,
    codes: Readonly<Record<Name, number>>,
    names: readonly Name[],
    body: (each: Name) => string,
  ) => names.map((each) => `if (${variable} == ${codes[each]}) { ${body(each)} }`).join('\n    else ');
  const activationNames = ['relu', 'sigmoid', 'tanh'] as const;
  const errorNames = ['linear', 'squashed', 'logistic'] as const;
  const eachSample = (body: string) =>
    `for (let s: usize = 0, x = X, e = E; s < samples; s++, x += ${inputs * bytes}, e += ${width}) { ${body} }`;
  return `
function tinyGradient_${name}(job: usize, group: usize, X: usize, T: usize): void {
  const hidden = ${word('hidden')}, samples = ${word('samples')}, activation = <i32>${word('activation')}, error = <i32>${word('error')};
  const E = ${word('outputs')}, A = ${word('activations')}, G = ${word('gradient')};
  const zero = ${vector}.splat(0), one = ${vector}.splat(1), share = ${vector}.splat(<${scalar}>1 / <${scalar}>samples);
  const c = ${register}.load(group + hidden * ${unitBytes});
  for (let s: usize = 0, e = E; s < samples; s++, e += ${width}) ${register}.store(e, c);
  let p = group, a = A;
  for (let u: usize = 0; u < hidden; u++) {
    ${repeat(inputs, (i) => `const w${i} = ${load('p', i)};`)} const b = ${load('p', bias)}, v = ${load('p', output)};
    ${branches('activation', activationCodes, activationNames, (each) =>
      eachSample(
        `${inputsOf} const z = ${preActivation}, y = ${activations[each].value}; ${store('a', 'y')} a += ${width}; ${store('e', madd(type, 'v', 'y', load('e'), fused))}`,
      ),
    )}
    p += ${unitBytes};
  }
  let gc = zero;
  ${branches(
    'error',
    tinyErrors,
    errorNames,
    (each) =>
      `for (let s: usize = 0, e = E, at = T; s < samples; s++, e += ${width}, at += ${bytes}) { const z = ${load('e')}, t = ${register}.${splat}(at);${each === 'linear' ? '' : ` const y = networkSigmoid_${tag}(z);`} const g = ${mul('share', errors[each])}; ${store('e', 'g')} gc = ${add('gc', 'g')}; }`,
  )}
  p = group;
  a = A;
  let q = G;
  for (let u: usize = 0; u < hidden; u++) {
    const v = ${load('p', output)};
    ${repeat(inputs, (i) => `let g${i} = zero;`)} let gb = zero, gv = zero;
    ${branches('activation', activationCodes, activationNames, (each) =>
      eachSample(
        `${inputsOf} const f = ${load('e')}, y = ${load('a')}, d = ${mul('f', 'v')}; a += ${width}; gv = ${madd(type, 'f', 'y', 'gv', fused)}; const r = ${activations[each].slope}; gb = ${add('gb', 'r')}; ${repeat(inputs, (i) => `g${i} = ${madd(type, 'r', `x${i}`, `g${i}`, fused)};`)}`,
      ),
    )}
    ${repeat(inputs, (i) => store('q', `g${i}`, i))} ${store('q', 'gb', bias)} ${store('q', 'gv', output)}
    p += ${unitBytes};
    q += ${unitBytes};
  }
  ${register}.store(q, gc);
}
/** Adam's moments of a group that are next to nothing become 0. */
function tinyFlush_${name}(group: usize, bytes: usize, state: usize): void {
  const first = ${vector}.splat(<${scalar}>${leastMoments.first}), second = ${vector}.splat(<${scalar}>${leastMoments.second});
  for (let m = group + state, end = m + bytes; m < end; m += ${width}) {
    const y = ${register}.load(m), n = m + state, u = ${register}.load(n);
    ${register}.store(m, ${register}.and(y, ${vector}.gt(${vector}.abs(y), first)));
    ${register}.store(n, ${register}.and(u, ${vector}.gt(u, second)));
  }
}
/** Steps of one group; the coefficients of each stand one after another. */
export function tinySteps_${name}(job: usize, group: usize, steps: usize, coefficients: usize): void {
  const optimizer = <i32>${word('optimizer')}, G = ${word('gradient')}, state = ${word('state')}, bytes = ${word('hidden')} * ${unitBytes} + ${width}, advance = ${word('advance')};
  let x = ${word('x')}, t = ${word('t')};
  for (let s: usize = 0; s < steps; s++) {
    tinyGradient_${name}(job, group, x, t);
    if (optimizer == ${optimizerCodes.adam}) tinyFlush_${name}(group, bytes, state);
    x += advance * ${inputs * bytes};
    t += advance * ${bytes};
    networkUpdate_${tag}(optimizer, group, G, bytes, state, coefficients);
    coefficients += ${coefficientBytes};
  }
}
`;
}

type Binary = (a: string, b: string) => string;
