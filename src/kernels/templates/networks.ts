/**
 * One training step of a network of any depth: forward, backward and the optimizer's update in one call.
 *
 *     A_l = φ(A_{l−1} W_l + b_l)    D_L = w ∂ℓ/∂z_L / Σw    D_{l−1} = (D_l W_lᵀ) ∘ φ′    W_l moves along A_{l−1}ᵀ D_l + λ W_l
 *
 * A panel's gradient is formed and used up while it is in cache. A job (networks-layout.ts) says where everything is; its host is
 * src/kernels/wasm/networks.ts. A network is its layers one after another, each in panels of rows (1 + inputs, padded to whole vectors).
 * @source [rumelhart1986learning]
 */
import { elementFunctions } from './networks-elements.ts';
import { coefficientCount, jobWords, layerWords, panelRowOf, panelVectors, penaltyCodes } from './networks-layout.ts';
import { listFunctions } from './networks-lists.ts';
import { lossFunctions } from './networks-losses.ts';
import { type VectorType, type VectorWidth, vectorType, widthTag } from './simd.ts';

/** @param width bytes of a vector, a lane a unit: memory and the functions' names depend on it */
export function networks(fused: boolean, width: VectorWidth = 16): string {
  return [vectorType('f32', width), vectorType('f64', width)]
    .map((type) => listFunctions(type, fused) + elementFunctions(type, fused) + lossFunctions(type) + steps(type))
    .join('');
}

function steps(type: VectorType): string {
  const { scalar, lanes, bytes, width } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const panelRow = panelRowOf(width);
  const word = (name: (typeof jobWords)[number]) => `<usize>load<u32>(job, ${4 * jobWords.indexOf(name)})`;
  const of = (layer: string, name: (typeof layerWords)[number]) =>
    `<usize>load<u32>(${layer}, ${4 * layerWords.indexOf(name)})`;
  const layer = (l: string) => `job + ${4 * jobWords.length} + ${l} * ${4 * layerWords.length}`;
  const unitsOf = panelVectors * lanes;
  /** Bytes of a panel of weights from `inputs` units: rows for the bias and, up to whole vectors, the inputs. */
  const weightPanel = (inputs: string) => `((${inputs} + ${lanes - 1}) / ${lanes} * ${lanes} + 1) * ${panelRow}`;
  const decay = `load<f64>(coefficients, ${8 * (coefficientCount - 1)})`;
  const vectors = (units: string) => `(${units} + ${lanes - 1}) / ${lanes}`;
  return `
/** Lists of the inputs of a minibatch (rows of numbers), for all networks; by column too when training. */
export function networkInput_${tag}(job: usize, count: usize, training: usize): void {
  const at = ${layer('0')}, inputs = ${of('at', 'inputs')};
  networkList_${tag}(${word('images')}, inputs, inputs * ${bytes}, 0, inputs, count, 1, ${of('at', 'rows')}, ${of('at', 'entries')}, training ? ${of('at', 'columns')} : 0, ${of('at', 'lists')});
}
function networkForward_${tag}(job: usize, group: usize, count: usize, training: usize): void {
  const layers = ${word('layers')}, activation = <i32>${word('activation')}, panelBytes = ${word('panelBytes')};
  for (let l: usize = 0; l < layers; l++) {
    const at = ${layer('l')}, inputs = ${of('at', 'inputs')}, vectors = ${vectors(of('at', 'units'))}, rows = ${of('at', 'rows')};
    if (l > 0) {
      networkList_${tag}(${of('at', 'input')}, ${unitsOf}, ${panelRow}, panelBytes, inputs, count, 1, rows, ${of('at', 'entries')}, 0, 0);
      if (training) networkColumns_${tag}(${of('at', 'input')}, panelBytes, inputs, count, ${word('transposed')}, ${of('at', 'inputs')} * ${panelRow} + ${lanes * panelRow}, ${of('at', 'columns')}, ${of('at', 'lists')});
    }
    let W = group + ${of('at', 'weights')}, C = ${of('at', 'output')};
    for (let v: usize = 0; v < vectors; v += ${panelVectors}) {
      networkGather_${tag}(min(${panelVectors}, vectors - v), W, inputs + 1, rows, ${word('cursors')}, count, C);
      if (l + 1 < layers) networkActivate_${tag}(activation, C, count * ${panelRow});
      W += ${weightPanel('inputs')};
      C += panelBytes;
    }
  }
}
/** One step of a network on the listed minibatch. */
export function networkStep_${tag}(job: usize, group: usize, count: usize): void {
  networkForward_${tag}(job, group, count, 1);
  const layers = ${word('layers')}, activation = <i32>${word('activation')}, optimizer = <i32>${word('optimizer')}, panelBytes = ${word('panelBytes')};
  const rows = ${word('rows')}, T = ${word('transposed')}, G = ${word('gradient')}, state = ${word('state')}, coefficients = ${word('coefficients')};
  const top = ${layer('(layers - 1)')}, penalty = <i32>${word('penalty')};
  let D = ${of('top', 'output')}, free = ${word('errors')}, other = ${word('otherErrors')};
  networkErrors_${tag}(<i32>${word('loss')}, D, panelBytes, ${of('top', 'units')}, count, ${word('targets')}, ${word('shares')});
  for (let l = layers; l > 0; l--) {
    const at = ${layer('(l - 1)')}, inputs = ${of('at', 'inputs')}, units = ${of('at', 'units')}, panel = ${weightPanel('inputs')};
    const W = group + ${of('at', 'weights')}, below = free;
    if (l > 1) {
      const tPanel = ${vectors('units')} * ${lanes * panelRow}, vectors = ${vectors('inputs')}, a = ${of('at', 'input')};
      networkTranspose_${tag}(W, panel, inputs, units, T, tPanel);
      networkList_${tag}(D, ${unitsOf}, ${panelRow}, panelBytes, units, count, 0, rows, ${word('entries')}, 0, 0);
      for (let v: usize = 0, p: usize = 0; v < vectors; v += ${panelVectors}, p++) {
        networkGather_${tag}(min(${panelVectors}, vectors - v), T + p * tPanel, units, rows, ${word('cursors')}, count, below + p * panelBytes);
        networkSlope_${tag}(activation, below + p * panelBytes, a + p * panelBytes, count * ${panelRow});
      }
    }
    const vectors = ${vectors('units')};
    for (let v: usize = 0, p: usize = 0; v < vectors; v += ${panelVectors}, p++) {
      networkGather_${tag}(min(${panelVectors}, vectors - v), D + p * panelBytes, count, ${of('at', 'columns')}, ${word('cursors')}, inputs + 1, G);
      if (penalty == ${penaltyCodes.all}) networkPenalty_${tag}(W + p * panel, G, (inputs + 1) * ${panelRow}, ${decay});
      if (penalty == ${penaltyCodes.weights}) networkPenalty_${tag}(W + p * panel + ${panelRow}, G + ${panelRow}, inputs * ${panelRow}, ${decay});
      networkUpdate_${tag}(optimizer, W + p * panel, G, (inputs + 1) * ${panelRow}, state, coefficients);
    }
    D = below;
    free = other;
    other = below;
  }
}
/** Adds a network's loss over the listed samples to the number at sums, and its right answers, unless there are no labels, to the next. */
export function networkEvaluate_${tag}(job: usize, group: usize, count: usize, labels: usize, sums: usize): void {
  networkForward_${tag}(job, group, count, 0);
  const top = ${layer(`(${word('layers')} - 1)`)};
  networkLosses_${tag}(<i32>${word('loss')}, ${of('top', 'output')}, ${word('panelBytes')}, ${of('top', 'units')}, count, ${word('targets')}, ${word('shares')}, labels, sums, sums + 8);
}
`;
}
