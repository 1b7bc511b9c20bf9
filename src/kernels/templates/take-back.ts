/**
 * Descent with steps that are taken back, on spheres side by side, one point a lane: kernels/reference/fleet.ts operation for operation. A group
 * has points, tangent gradients, both at the last step, and the rows of fleet-layout.ts. A step that rises, or leads to no number, is taken
 * back and its rate halved; in the tail steps are Barzilai–Borwein's.
 * @source [barzilai1988two]; [iannazzo2018riemannian]
 */
import { laneRows, tailBounds, takeBack } from './fleet-layout.ts';
import { jobNumber, jobWord } from './gated.ts';
import { sphereNumbers } from './gated-layout.ts';
import { madd, type VectorType, widthTag } from './simd.ts';

export function takeBackFunctions(type: VectorType, fused: boolean): string {
  const { scalar, vector, register, width } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const [add, sub, mul, div] = ['add', 'sub', 'mul', 'div'].map(
    (each) => (a: string, b: string) => `${vector}.${each}(${a}, ${b})`,
  ) as [Binary, Binary, Binary, Binary];
  const number = (value: string | number) => `${vector}.splat(${value})`;
  const choose = (yes: string, no: string, mask: string) => `${register}.bitselect(${yes}, ${no}, ${mask})`;
  const load = (name: (typeof laneRows)[number]) => `${register}.load(rows, ${laneRows.indexOf(name) * width})`;
  const store = (name: (typeof laneRows)[number], value: string) =>
    `${register}.store(rows, ${value}, ${laneRows.indexOf(name) * width});`;
  const at = (pointer: string) => `${register}.load(${pointer})`;
  const least = (a: string, b: string) => choose(a, b, `${vector}.lt(${a}, ${b})`);
  const places = `const weights = ${jobWord('weights')} * ${width}, P = group, G = P + weights, L = G + weights, M = L + weights, rows = M + weights;`;
  /** Each sphere: its first and last point row at w and end, its radius and radius². */
  const spheres = (body: string) => `
  for (let sphere = ${jobWord('sphereTable')}, last = sphere + ${jobWord('spheres')} * ${8 * sphereNumbers}, w = P; sphere < last; sphere += ${8 * sphereNumbers}) {
    const end = w + <usize>load<f64>(sphere) * ${width}, radius = load<f64>(sphere, 8), square = ${number(`<${scalar}>load<f64>(sphere, 16)`)};
    if (radius > 0) { ${body} }
    w = end;
  }`;
  const each = (pointers: string, steps: readonly string[], body: string) =>
    `for (let p = w${pointers}; p < end; p += ${width}${steps.map((s) => `, ${s} += ${width}`).join('')}) { ${body} }`;
  return `
/** Evaluates, and takes the tangent part of the gradients and its length. */
export function gatedMeasure_${tag}(job: usize, group: usize): void {
  gatedEvaluate_${tag}(job, group);
  ${places}${spheres(`
    let along = ${number(0)};
    ${each(', g = w + weights', ['g'], `along = ${madd(type, at('p'), at('g'), 'along', fused)};`)}
    along = ${div('along', 'square')};
    ${each(', g = w + weights', ['g'], `${register}.store(g, ${sub(at('g'), mul('along', at('p')))});`)}`)}
  let length = ${number(0)};
  for (let g = G; g < L; g += ${width}) { const y = ${at('g')}; length = ${madd(type, 'y', 'y', 'length', fused)}; }
  ${store('residual', div(`${vector}.sqrt(length)`, number(`<${scalar}>${jobNumber('unit')}`)))}
}
/** After a step, and gatedMeasure: replicas go on from where they are, or from where they were. */
export function gatedJudge_${tag}(job: usize, group: usize): void {
  ${places}
  const zero = ${number(0)}, one = ${number(1)}, none = ${number(`<${scalar}>Infinity`)}, rate = ${load('rate')};
  const energy = ${load('energy')}, residual = ${load('residual')}, before = ${load('lastEnergy')}, slope = ${load('lastResidual')};
  const length = ${mul('slope', number(`<${scalar}>${jobNumber('unit')}`))}, step = ${choose(load('step'), 'rate', `${vector}.gt(${load('inside')}, zero)`)};
  const promised = ${mul('step', mul('length', 'length'))}, went = ${vector}.lt(before, none);
  const allowed = ${add(sub('before', mul(number(takeBack.sufficient), 'promised')), mul(number(`<${scalar}>${jobNumber('rise')}`), `${vector}.abs(before)`))};
  const good = ${register}.and(${vector}.lt(${vector}.abs(residual), none), ${vector}.le(energy, allowed)), back = ${register}.andnot(went, good);
  ${store('rate', choose(mul('rate', number(0.5)), choose(mul('rate', number(takeBack.growth)), 'rate', 'went'), 'back'))}
  if (!${register}.any_true(back)) return;
  for (let p = P, l = L; p < L; p += ${width}, l += ${width}) ${register}.store(p, ${choose(at('l'), at('p'), 'back')});
  ${store('energy', choose('before', 'energy', 'back'))}
  ${store('residual', choose('slope', 'residual', 'back'))}
  ${store('known', `${register}.andnot(${load('known')}, back)`)}
  ${store('halvings', add(load('halvings'), `${register}.and(one, back)`))}
}
/** Moves every replica by its step, and notes where it was. */
function gatedMove_${tag}(job: usize, group: usize, handOver: f64): void {
  ${places}
  const zero = ${number(0)}, one = ${number(1)}, rate = ${load('rate')}, residual = ${load('residual')};
  let eta = rate;
  if (handOver > 0) {
    const known = ${vector}.gt(${load('known')}, zero), rule = ${load('long')}, close = ${number(`<${scalar}>handOver`)};
    const was = ${load('inside')}, left = ${choose('was', 'zero', `${vector}.le(residual, ${mul(number(tailBounds.relapse), 'close')})`)};
    const inside = ${choose('one', 'left', `${vector}.le(residual, close)`)}, within = ${vector}.gt(inside, zero), tail = ${register}.and(within, known);
    if (${register}.any_true(tail)) {
      let ss = zero, sy = zero, yy = zero;${spheres(`
      let i = zero, j = zero;
      ${each(', l = w + 2 * weights, m = w + 3 * weights', ['l', 'm'], `const x = ${at('p')}; i = ${madd(type, 'x', sub('x', at('l')), 'i', fused)}; j = ${madd(type, 'x', at('m'), 'j', fused)};`)}
      i = ${div('i', 'square')}; j = ${div('j', 'square')};
      ${each(
        ', g = w + weights, l = w + 2 * weights, m = w + 3 * weights',
        ['g', 'l', 'm'],
        `const x = ${at('p')}, s = ${sub(sub('x', at('l')), mul('i', 'x'))}, y = ${sub(at('g'), sub(at('m'), mul('j', 'x')))};
        ss = ${madd(type, 's', 's', 'ss', fused)}; sy = ${madd(type, 's', 'y', 'sy', fused)}; yy = ${madd(type, 'y', 'y', 'yy', fused)};`,
      )} } else {
      ${each(
        ', g = w + weights, l = w + 2 * weights, m = w + 3 * weights',
        ['g', 'l', 'm'],
        `const s = ${sub(at('p'), at('l'))}, y = ${sub(at('g'), at('m'))};
        ss = ${madd(type, 's', 's', 'ss', fused)}; sy = ${madd(type, 's', 'y', 'sy', fused)}; yy = ${madd(type, 'y', 'y', 'yy', fused)};`,
      )}`)}
      const ratio = ${choose(div('ss', 'sy'), div('sy', 'yy'), `${vector}.gt(rule, zero)`)}, bottom = ${mul(number(tailBounds.leastStep), 'rate')};
      const raised = ${choose('bottom', 'ratio', `${vector}.gt(bottom, ratio)`)}, free = ${choose('raised', mul(number(2), load('step')), `${vector}.gt(sy, zero)`)};
      const top = ${mul(number(tailBounds.greatestStep), 'rate')}, reach = ${div(number(tailBounds.farthest), 'residual')}, bounded = ${least('free', 'top')};
      eta = ${choose(least('bounded', 'reach'), 'rate', 'tail')};
    }
    ${store('inside', 'inside')} ${store('step', 'eta')} ${store('known', 'one')}
    ${store('long', choose(sub('one', 'rule'), 'rule', 'within'))}
  } else { ${store('known', 'zero')} }
  ${store('lastEnergy', load('energy'))} ${store('lastResidual', 'residual')}
  for (let p = P, g = G, l = L, m = M; p < G; p += ${width}, g += ${width}, l += ${width}, m += ${width}) {
    const x = ${at('p')}, y = ${at('g')};
    ${register}.store(l, x);
    ${register}.store(m, y);
    ${register}.store(p, ${sub('x', mul('eta', 'y'))});
  }
  gatedRetract_${tag}(job, group);
}
/** Steps of one group. judged: whether it has been since it moved. */
export function gatedDescend_${tag}(job: usize, group: usize, steps: i32, handOver: f64, judged: i32): void {
  for (let step = 0; step < steps; step++) {
    if (step > 0 || judged == 0) {
      gatedMeasure_${tag}(job, group);
      gatedJudge_${tag}(job, group);
    }
    gatedMove_${tag}(job, group, handOver);
  }
}
/** The nearest points of the spheres. */
export function gatedRetract_${tag}(job: usize, group: usize): void {
  ${places}${spheres(`
    let length = ${number(0)};
    ${each('', [], `const x = ${at('p')}; length = ${madd(type, 'x', 'x', 'length', fused)};`)}
    const scale = ${div(number(`<${scalar}>radius`), `${vector}.sqrt(length)`)};
    ${each('', [], `${register}.store(p, ${mul('scale', at('p'))});`)}`)}
}
`;
}

type Binary = (a: string, b: string) => string;
