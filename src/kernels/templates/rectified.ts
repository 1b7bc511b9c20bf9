/**
 * One-hidden-layer ReLU networks, trained side by side: a vector holds the same number of 4 (float32) or 2 (float64) networks, which
 * see the same minibatch. So an image is read once for all lanes, every size is exact without padding, and a network's bits do not
 * depend on its neighbors. Kernels of one group of lanes:
 *
 *     H = max(0, X W₁ + b₁)    Z = H W₂ + b₂    E = w (P − T)/Σw    D = (E W₂ᵀ) ∘ [H > 0]    W₂ −= η HᵀE    W₁ −= η XᵀD
 *
 * with P = softmax(Z), Z or σ(Z) as the loss is, in the order of the letters, a panel of at most seven hidden units at a time in both
 * passes over the images. A penalty takes η λ W off W before its step. Memory of a group: W₁ by panels ((inputs + 1) rows of 112 bytes,
 * the last the bias), then W₂ ((hidden + 1) × outputs, the last row the bias). H has hidden + 1 columns, the last always 1.
 * src/kernels/wasm/rectified.ts lays it out.
 */
import { gatherFunctions, packFunction, panelRowOf, panelUnits, pixel } from './rectified-gather.ts';
import { productFunction, rowPlace } from './rectified-product.ts';
import { accountFunction, exponentials, outputFunctions } from './rectified-softmax.ts';
import { type VectorType, type VectorWidth, vectorType, widthTag } from './simd.ts';

/** @param width bytes of a vector, a lane a network: memory of a group and the functions' names depend on it */
export function rectified(fused: boolean, width: VectorWidth = 16): string {
  const types = [vectorType('f32', width), vectorType('f64', width)] as const;
  return [
    exponentials(width, fused),
    width === 16 ? accountFunction : '',
    ...types.map(packFunction),
    ...types.map((type) => steps(type, fused)),
  ].join('');
}

function steps(type: VectorType, fused: boolean): string {
  const { scalar, vector, register, width, bytes, lanes: laneCount } = type;
  const tag = widthTag(type);
  const panelRow = panelRowOf(type);
  const zero = `${vector}.splat(0)`;
  const lanes = (address: string) => `${register}.load(${address})`;
  const shared = (address: string) => pixel(type, address);
  const place = (r: number) => rowPlace('c', 'cRow', r);
  const store = (value: string, r: number, offset: number) => `${register}.store(${place(r)}, ${value}, ${offset});`;
  const descend = (value: string, r: number, offset: number) =>
    store(`${vector}.sub(${register}.load(${place(r)}, ${offset}), ${vector}.mul(rate, ${value}))`, r, offset);
  const rectify = (value: string, r: number, offset: number) => store(`${vector}.pmax(${value}, ${zero})`, r, offset);
  const gate = (value: string, r: number, offset: number) =>
    store(
      `${register}.and(${value}, ${vector}.gt(${register}.load(H + (i + ${r}) * hRow + column, ${offset}), ${zero}))`,
      r,
      offset,
    );
  const bias = (offset: number) => `${register}.load(bias + column, ${offset})`;
  const none = () => zero;
  const products = [
    { name: 'rectifiedHidden', load: shared, initial: bias, finish: rectify, extra: ', bias: usize' },
    { name: 'rectifiedLogits', load: lanes, initial: none, finish: store, extra: '' },
    { name: 'rectifiedBack', load: lanes, initial: none, finish: gate, extra: ', H: usize, hRow: usize' },
    { name: 'rectifiedDescend', load: lanes, initial: none, finish: descend, extra: `, rate: ${register}` },
    { name: 'rectifiedDescendShared', load: shared, initial: none, finish: descend, extra: `, rate: ${register}` },
  ].map((use) => productFunction(type, { ...use, name: `${use.name}_${scalar}${tag}` }, fused));
  return `${gatherFunctions(type, fused)}${outputFunctions(type)}${products.join('')}
/** H and Z of a group on one minibatch; entries = 0 when the images (rows of inputs + 1 numbers, the last 1) are dense. */
export function rectifiedForward_${scalar}${tag}(group: usize, inputs: usize, hidden: usize, outputs: usize, images: usize, rows: usize, count: usize, H: usize, hRow: usize, Z: usize): void {
  const panels = (hidden + ${panelUnits - 1}) / ${panelUnits}, least = hidden / panels, wider = hidden % panels;
  let W = group, h = H;
  for (let panel: usize = 0; panel < panels; panel++) {
    const units = least + <usize>(panel < wider), bias = W + inputs * ${panelRow};
    if (rows) rectifiedGather_${scalar}${tag}(units, W, bias, rows, count, h, hRow);
    else rectifiedHidden_${scalar}${tag}(images, (inputs + 1) * ${bytes}, ${bytes}, count, W, ${panelRow}, inputs, units, h, hRow, bias);
    W = bias + ${panelRow};
    h += units * ${width};
  }
  rectifiedLogits_${scalar}${tag}(H, hRow, ${width}, count, W, outputs * ${width}, hidden + 1, outputs, Z, outputs * ${width});
}
function rectifiedShrink_${scalar}${tag}(W: usize, bytes: usize, pull: f64): void {
  const c = ${vector}.splat(<${scalar}>pull), end = W + bytes;
  for (; W < end; W += ${width}) {
    const w = ${register}.load(W);
    ${register}.store(W, ${vector}.sub(w, ${vector}.mul(c, w)));
  }
}
/**
 * One descent step of a group on one minibatch. D: count × 7 vectors, transposed: outputs × 7 vectors of scratch. pull: η λ, on
 * the biases too if \`biases\`.
 */
export function rectifiedStep_${scalar}${tag}(group: usize, inputs: usize, hidden: usize, outputs: usize, images: usize, rows: usize, columns: usize, count: usize, loss: i32, targets: usize, shares: usize, rate: f64, pull: f64, biases: usize, H: usize, hRow: usize, Z: usize, D: usize, transposed: usize): void {
  rectifiedForward_${scalar}${tag}(group, inputs, hidden, outputs, images, rows, count, H, hRow, Z);
  rectifiedErrors_${scalar}${tag}(loss, Z, outputs, count, targets, shares);
  const eta = ${vector}.splat(<${scalar}>rate), zRow = outputs * ${width};
  const panels = (hidden + ${panelUnits - 1}) / ${panelUnits}, least = hidden / panels, wider = hidden % panels;
  const second = group + panels * (inputs + 1) * ${panelRow};
  let W = group, h = H, w = second;
  for (let panel: usize = 0; panel < panels; panel++) {
    const units = least + <usize>(panel < wider);
    for (let u: usize = 0; u < units; u++)
      for (let o: usize = 0; o < outputs; o++) {
        ${register}.store(transposed + o * ${panelRow} + u * ${width}, ${register}.load(w));
        w += ${width};
      }
    rectifiedBack_${scalar}${tag}(Z, zRow, ${width}, count, transposed, ${panelRow}, outputs, units, D, ${panelRow}, h, hRow);
    if (pull != 0) rectifiedShrink_${scalar}${tag}(W, (inputs + biases) * ${panelRow}, pull);
    if (rows) rectifiedUpdate_${scalar}${tag}(units, W, columns, inputs + 1, D, eta);
    else rectifiedDescendShared_${scalar}${tag}(images, ${bytes}, (inputs + 1) * ${bytes}, inputs + 1, D, ${panelRow}, count, units, W, ${panelRow}, eta);
    W += (inputs + 1) * ${panelRow};
    h += units * ${width};
  }
  if (pull != 0) rectifiedShrink_${scalar}${tag}(second, (hidden + biases) * zRow, pull);
  rectifiedDescend_${scalar}${tag}(H, ${width}, hRow, hidden + 1, Z, zRow, count, outputs, second, zRow, eta);
}
/**
 * Forward pass of a group on at most 64 images, its losses and hits added up (f64, one a lane). targets = 0: of the labels, by
 * cross-entropy with equal weights.
 */
export function rectifiedEvaluate_${scalar}${tag}(group: usize, inputs: usize, hidden: usize, outputs: usize, images: usize, rows: usize, count: usize, loss: i32, targets: usize, shares: usize, labels: usize, H: usize, hRow: usize, Z: usize, losses: usize, hits: usize): void {
  rectifiedForward_${scalar}${tag}(group, inputs, hidden, outputs, images, rows, count, H, hRow, Z);
  if (!targets) rectifiedLosses_${scalar}${tag}(Z, outputs, count, labels, losses, hits);
  else for (let l: usize = 0; l < ${laneCount}; l++) rectifiedSums_${scalar}${tag}(loss, Z + l * ${bytes}, outputs, count, targets, shares, labels, losses + l * 8, hits + l * 8);
}
`;
}
