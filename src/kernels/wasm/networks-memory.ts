/**
 * Where a fleet of deep networks keeps its numbers: parameters and what the optimizer remembers, network by network, then scratch for
 * one size of minibatch. All addresses in bytes.
 */

import type { NetworkShape, Optimizer, Precision } from '../contract.ts';
import { momentsOf, networkDimension } from '../networks.ts';
import {
  activationCodes,
  coefficientCount,
  jobWords,
  layerWords,
  lossCodes,
  optimizerCodes,
  panelRowOf,
  panelVectors,
  penaltyCodes,
} from '../templates/networks-layout.ts';
import { Layout } from './host.ts';

/** Samples of an evaluation's block. */
export const evaluationBlock = 64;

export interface NetworkMemory {
  /** Network 0, and bytes from network to network; `state` bytes hold one number for each parameter. */
  readonly networks: number;
  readonly networkBytes: number;
  readonly state: number;
  readonly job: number;
  readonly coefficients: number;
  readonly images: number;
  readonly targets: number;
  readonly shares: number;
  readonly labels: number;
  readonly sums: number;
  /** The job's words. */
  readonly words: Uint32Array;
  readonly total: number;
}

/** The layout for minibatches of up to `batch` samples, in vectors of `width` bytes; networks lie alike for every batch. */
export function networkMemory(
  shape: NetworkShape,
  count: number,
  precision: Precision,
  optimizer: Optimizer,
  batch: number,
  width: number,
): NetworkMemory {
  const { sizes } = shape;
  const { bytes, lanes } = numberOf(precision, width);
  const panelRow = panelRowOf(width);
  const layout = new Layout();
  const places = weightPlaces(shape, precision, width);
  const state = places.total;
  const kind = kindOf(optimizer);
  const networkBytes = (1 + momentsOf(optimizer)) * state;
  const networks = layout.block(count * networkBytes);
  const rowsAtOnce = Math.max(batch, evaluationBlock);
  const panelBytes = rowsAtOnce * panelRow;
  const panels = (units: number) => Math.ceil(units / (lanes * panelVectors));
  /** Entries of a list are written a vector at a time. */
  const slack = lanes;
  const list = (width: number) => ({
    rows: layout.block((rowsAtOnce + 1) * 4),
    entries: layout.block((rowsAtOnce * (width + 1) + slack) * 2 * bytes),
  });
  const inner = Math.max(1, ...sizes.slice(1));
  const widest = Math.max(...sizes);
  const shared = list(inner);
  const columns = (width: number) => ({
    columns: layout.block((width + 3) * 4),
    lists: layout.block((rowsAtOnce * (width + 1) + slack) * 2 * bytes),
  });
  const images = layout.block(rowsAtOnce * sizes[0]! * bytes);
  let input = 0;
  const layers = places.layers.map((weights, l) => {
    const [inputs, units] = [sizes[l]!, sizes[l + 1]!];
    const output = layout.block(panels(units) * panelBytes);
    const layer = { inputs, units, weights, input, output, ...(l === 0 ? list(inputs) : shared), ...columns(inputs) };
    input = output;
    return layer;
  });
  const coefficients = layout.block(coefficientCount * 8);
  const targets = layout.block(rowsAtOnce * sizes.at(-1)! * bytes);
  const shares = layout.block(rowsAtOnce * 8);
  const head = {
    layers: layers.length,
    activation: activationCodes[shape.activation],
    loss: lossCodes[shape.loss],
    optimizer: optimizerCodes[kind],
    panelBytes,
    images,
    ...shared,
    errors: layout.block(panels(inner) * panelBytes),
    otherErrors: layout.block(panels(inner) * panelBytes),
    transposed: layout.block(Math.max(panels(inner), panels(rowsAtOnce)) * (inner + lanes) * panelRow),
    gradient: layout.block((widest + 1) * panelRow),
    state,
    coefficients,
    targets,
    shares,
    penalty: penaltyCodes[shape.decay ? (shape.decays ?? 'all') : 'none'],
    cursors: layout.block(Math.max(rowsAtOnce, widest + 1) * 4),
  };
  const words = Uint32Array.from([
    ...jobWords.map((word) => head[word]),
    ...layers.flatMap((layer) => layerWords.map((word) => layer[word])),
  ]);
  return {
    networks,
    networkBytes,
    state,
    job: layout.block(words.byteLength),
    coefficients,
    images,
    targets,
    shares,
    labels: layout.block(rowsAtOnce),
    sums: layout.block(16 * count),
    words,
    total: layout.total,
  };
}

/** Bytes of a fleet in WASM memory, at most, whatever the width of the vectors. */
export function networkBytes(
  shape: NetworkShape,
  count: number,
  precision: Precision,
  optimizer: Optimizer,
  batch: number,
): number {
  const totals = [16, 64].map((width) => networkMemory(shape, count, precision, optimizer, batch, width).total);
  return Math.max(...totals);
}

/** Indices of a network's numbers W₁ (a unit's row at a time), b₁, W₂, b₂, …; `start` is the network's first. */
export function networkPlaces(shape: NetworkShape, precision: Precision, start: number, width: number): Uint32Array {
  const { bytes, lanes } = numberOf(precision, width);
  const panelRow = panelRowOf(width);
  const unitsOf = lanes * panelVectors;
  const places = new Uint32Array(networkDimension(shape));
  let i = 0;
  weightPlaces(shape, precision, width).layers.forEach((weights, l) => {
    const [inputs, units] = [shape.sizes[l]!, shape.sizes[l + 1]!];
    const panel = (rowsOf(inputs, lanes) * panelRow) / bytes;
    const at = (unit: number, row: number) =>
      start + weights / bytes + Math.floor(unit / unitsOf) * panel + row * unitsOf + (unit % unitsOf);
    for (let unit = 0; unit < units; unit++) for (let k = 1; k <= inputs; k++) places[i++] = at(unit, k);
    for (let unit = 0; unit < units; unit++) places[i++] = at(unit, 0);
  });
  return places;
}

/** Offsets of the layers' weights in a network, and its bytes. */
function weightPlaces(
  { sizes }: NetworkShape,
  precision: Precision,
  width: number,
): { layers: number[]; total: number } {
  const { lanes } = numberOf(precision, width);
  let total = 0;
  const layers = sizes.slice(1).map((units, l) => {
    const at = total;
    total += Math.ceil(units / (lanes * panelVectors)) * rowsOf(sizes[l]!, lanes) * panelRowOf(width);
    return at;
  });
  return { layers, total: Math.ceil(total / 64) * 64 };
}

/** Rows of a panel of weights: the biases, and the inputs up to whole vectors. */
function rowsOf(inputs: number, lanes: number): number {
  return 1 + Math.ceil(inputs / lanes) * lanes;
}

function kindOf(optimizer: Optimizer): keyof typeof optimizerCodes {
  if (optimizer.name === 'adam') return 'adam';
  return optimizer.momentum ? 'momentum' : 'descent';
}

function numberOf(precision: Precision, width: number) {
  const bytes = precision === 'float32' ? 4 : 8;
  return { bytes, lanes: width / bytes };
}
