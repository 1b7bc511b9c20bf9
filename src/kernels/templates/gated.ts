/**
 * Networks without biases whose hidden units pass what gates let through, one point a lane: value and Euclidean gradient of a group of lanes
 * over all samples, which all of them see. Samples pass the layers in blocks, whose activations stay in the first-level cache:
 *
 *     z_k = W_k a_{k−1}    a_k = g z_k or φ(z_k)    d_H = f s y ℓ′(s y z_H)    d_k = (W_{k+1}ᵀ d_{k+1}) ∘ slope_k    ∂L/∂W_k += d_k a_{k−1}ᵀ
 *
 * Weights may be shared: a point's numbers are spread over the edges first, and sums over edges are gathered last. Sums run over samples,
 * units and edges in the order of the plain passes (kernels/reference/gated-passes.ts), so that float64 has their bits.
 * Memory of a group: points, gradients, those of the last step, each a vector a weight; then the rows of take-back.ts. A job
 * (gated-layout.ts) says where the rest is.
 */
import { laneRows } from './fleet-layout.ts';
import { gatedElements } from './gated-elements.ts';
import { gatedNumbers, gatedWords, layerWords } from './gated-layout.ts';
import { gatedProducts } from './gated-product.ts';
import { madd, type VectorType, type VectorWidth, vectorType, widthTag } from './simd.ts';
import { takeBackFunctions } from './take-back.ts';

/** @param width bytes of a vector, a lane a point: memory and the functions' names depend on it */
export function gated(fused: boolean, width: VectorWidth = 16): string {
  return [vectorType('f32', width), vectorType('f64', width)]
    .map(
      (type) =>
        gatedProducts(type, fused) + gatedElements(type, fused) + evaluation(type, fused) + takeBackFunctions(type, fused),
    )
    .join('');
}

/** Text that reads a word, or a number, of the job at `job`. */
export const jobWord = (name: (typeof gatedWords)[number]): string => `<usize>load<u32>(job, ${4 * gatedWords.indexOf(name)})`;
export const jobNumber = (name: (typeof gatedNumbers)[number]): string =>
  `load<f64>(${jobWord('numbers')}, ${8 * gatedNumbers.indexOf(name)})`;

function evaluation(type: VectorType, fused: boolean): string {
  const { scalar, vector, register, width, bytes } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const layerWord = (name: (typeof layerWords)[number]) => `<usize>load<u32>(layer, ${4 * layerWords.indexOf(name)})`;
  const layer = `const inputs = ${layerWord('inputs')}, units = ${layerWord('units')}, edges = ${layerWord('edges')} * ${width}, before = ${layerWord('hidden')};
      const wide = inputs * ${width}, deep = units * ${width};`;
  const row = (name: (typeof laneRows)[number]) => laneRows.indexOf(name) * width;
  return `
/** Values and Euclidean gradients of a group at its points. */
export function gatedEvaluate_${tag}(job: usize, group: usize): void {
  const layers = ${jobWord('layers')}, samples = ${jobWord('samples')}, d = ${jobWord('inputs')}, hidden = ${jobWord('hidden')}, all = ${jobWord('edges')} * ${width}, weights = ${jobWord('weights')} * ${width}, block = ${jobWord('block')};
  const colors = ${jobWord('colors')}, table = ${jobWord('layerTable')}, X = ${jobWord('x')}, gates = ${jobWord('gates')}, margins = ${jobWord('margins')}, returns = ${jobWord('returns')};
  const W = ${jobWord('edgeWeights')}, E = ${jobWord('edgeGradients')}, A = ${jobWord('activations')}, S = ${jobWord('slopes')}, O = ${jobWord('outputs')};
  const unit = <i32>${jobWord('unitCode')}, loss = <i32>${jobWord('lossCode')}, sharpness = <${scalar}>${jobNumber('sharpness')};
  const zero = ${vector}.splat(0);
  for (let e: usize = 0, c = colors; e < all; e += ${width}, c += 4) {
    ${register}.store(W + e, ${register}.load(group + <usize>load<u32>(c) * ${width}));
    ${register}.store(E + e, zero);
  }
  let total = zero;
  for (let first: usize = 0; first < samples; first += block) {
    const count = min<usize>(block, samples - first), x = X + first * d * ${bytes};
    let layer = table, a: usize = 0;
    for (let k: usize = 0; k < layers; k++, layer += ${4 * layerWords.length}) {
      ${layer}
      const last = k + 1 == layers, z = last ? O : A + before * block * ${width};
      if (k == 0) gatedShared_${tag}(W + edges, wide, ${width}, x, ${bytes}, d * ${bytes}, z, ${width}, deep, units, count, inputs, 0);
      else gatedProduct_${tag}(a, wide, ${width}, W + edges, ${width}, wide, z, deep, ${width}, count, units, inputs, 0);
      if (!last) gatedRectify_${tag}(unit, sharpness, z, S + before * block * ${width}, count, units, gates + (first * hidden + before) * ${bytes}, hidden * ${bytes});
      a = z;
    }
    total = gatedLosses_${tag}(loss, O, count, margins + first * ${bytes}, returns + first * ${bytes}, total);
    let back = O;
    for (let k = layers; k > 0; k--) {
      layer -= ${4 * layerWords.length};
      ${layer}
      if (k == 1) {
        gatedShared_${tag}(back, ${width}, deep, x, d * ${bytes}, ${bytes}, E + edges, wide, ${width}, units, inputs, count, 1);
      } else {
        const below = before - inputs, from = A + below * block * ${width};
        gatedProduct_${tag}(back, ${width}, deep, from, wide, ${width}, E + edges, wide, ${width}, units, inputs, count, 1);
        gatedProduct_${tag}(back, deep, ${width}, W + edges, wide, ${width}, from, wide, ${width}, count, inputs, units, 0);
        back = S + below * block * ${width};
        for (let p = from, q = back, end = from + count * wide; p < end; p += ${width}, q += ${width}) ${register}.store(q, ${vector}.mul(${register}.load(p), ${register}.load(q)));
      }
    }
  }
  const G = group + weights, pull = ${jobNumber('pull')};
  memory.fill(G, 0, weights);
  for (let e: usize = 0, c = colors; e < all; e += ${width}, c += 4) {
    const g = G + <usize>load<u32>(c) * ${width};
    ${register}.store(g, ${vector}.add(${register}.load(g), ${register}.load(E + e)));
  }
  let value = ${vector}.mul(${vector}.splat(<${scalar}>${jobNumber('front')}), total);
  if (pull != 0) {
    const p = ${vector}.splat(<${scalar}>pull);
    let square = zero;
    for (let w = group, g = G; w < G; w += ${width}, g += ${width}) {
      const y = ${register}.load(w);
      ${register}.store(g, ${madd(type, 'p', 'y', `${register}.load(g)`, fused)});
      square = ${madd(type, 'y', 'y', 'square', fused)};
    }
    value = ${madd(type, `${vector}.splat(<${scalar}>(pull / 2))`, 'square', 'value', fused)};
  }
  ${register}.store(G + 3 * weights, value, ${row('energy')});
}
`;
}
