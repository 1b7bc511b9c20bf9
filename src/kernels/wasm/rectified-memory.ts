/**
 * Where a fleet of networks keeps its numbers: parameters by groups of lanes, as templates/networks.ts describes, then scratch for
 * one size of minibatch. All addresses in bytes.
 */
import type { Precision, RectifiedShape } from '../contract.ts';
import { Layout } from './host.ts';

/** Hidden units of a panel at most; as in templates/rectified-gather.ts. */
const panelUnits = 7;
/** Images of an evaluation's block; the kernel allows at most 64. */
export const evaluationBlock = 64;
/** Packed minibatches aim at this size, to stay in the second-level cache beside a group's parameters. */
const chunkBytes = 1 << 20;

export interface FleetMemory {
  /** Parameters of group 0, and bytes from group to group. */
  readonly groups: number;
  readonly groupBytes: number;
  /** Samples of a chunk of packed minibatches. */
  readonly chunk: number;
  /** Hidden units and logits of a minibatch; `hRow` bytes from image to image. */
  readonly H: number;
  readonly hRow: number;
  readonly Z: number;
  /** Errors of a panel of hidden units, and a panel's output weights transposed. */
  readonly D: number;
  readonly transposed: number;
  /** Sums of an evaluation, one float64 a lane. */
  readonly losses: number;
  readonly hits: number;
  /** A chunk: images, targets, shares, labels, and lists of lit pixels by image (rows, entries) and by pixel (columns, lists). */
  readonly images: number;
  readonly targets: number;
  readonly shares: number;
  readonly labels: number;
  readonly rows: number;
  readonly entries: number;
  readonly columns: number;
  readonly lists: number;
  readonly total: number;
}

/** Networks that share a vector of `width` bytes. */
export function lanesOf(precision: Precision, width: number): number {
  return width / (precision === 'float32' ? 4 : 8);
}

/** What a step of one group costs at each width, in steps at 16 bytes: measured at 25 … 500 hidden units. */
const costs = [
  [16, 1],
  [32, 1.25],
  [64, 1.8],
] as const;

/** Bytes of the vectors, at most `widest`, in which `count` networks take their steps soonest: few networks leave wide ones empty. */
export function widthFor(count: number, precision: Precision, widest: number): number {
  const time = ([width, cost]: (typeof costs)[number]) => Math.ceil(count / lanesOf(precision, width)) * cost;
  return costs.filter(([width]) => width <= widest).reduce((a, b) => (time(b) < time(a) ? b : a))[0];
}

/** The layout for `count` networks in vectors of `width` bytes and minibatches of up to `batch` images; parameters lie alike for every batch. */
export function fleetMemory(
  shape: RectifiedShape,
  count: number,
  precision: Precision,
  batch: number,
  width: number,
): FleetMemory {
  const { inputs, hidden, outputs } = shape;
  const lanes = lanesOf(precision, width);
  const bytes = width / lanes;
  const panelRow = panelUnits * width;
  const groupCount = Math.ceil(count / lanes);
  const panels = Math.ceil(hidden / panelUnits);
  const groupBytes = Math.ceil((panels * (inputs + 1) * panelRow + (hidden + 1) * outputs * width) / 64) * 64;
  const lines = Math.ceil(((hidden + 1) * width) / 64);
  const hRow = (lines + ((lines + 1) % 2)) * 64; // an odd number of cache lines: rows do not collide in one set
  const atOnce = Math.max(batch, evaluationBlock);
  const chunk = Math.max(atOnce, Math.floor(chunkBytes / (inputs * 5 * bytes)));
  const minibatches = Math.floor(chunk / Math.min(batch, evaluationBlock));
  const layout = new Layout();
  return {
    groups: layout.block(groupCount * groupBytes),
    groupBytes,
    chunk,
    H: layout.block(atOnce * hRow),
    hRow,
    Z: layout.block(atOnce * outputs * width),
    D: layout.block(batch * panelRow),
    transposed: layout.block(outputs * panelRow),
    losses: layout.block(groupCount * lanes * 8),
    hits: layout.block(groupCount * lanes * 8),
    images: layout.block(chunk * (inputs + 1) * bytes),
    targets: layout.block(chunk * outputs * bytes),
    shares: layout.block(chunk * 8),
    labels: layout.block(chunk),
    rows: layout.block((chunk + minibatches) * 4),
    entries: layout.block((chunk * inputs + 1) * 2 * bytes),
    columns: layout.block(minibatches * (inputs + 2) * 4),
    lists: layout.block(chunk * (inputs + 1) * 2 * bytes),
    total: layout.total,
  };
}

/** Bytes of a fleet in WASM memory, at most, whatever the width of the vectors. */
export function fleetBytes(shape: RectifiedShape, count: number, precision: Precision, batch: number): number {
  const totals = costs.map(([width]) => {
    const { total } = fleetMemory(shape, count, precision, batch, width);
    return total;
  });
  return Math.max(...totals);
}

/** Indices of a network's numbers W₁ (a unit's row at a time), b₁, W₂ (an output's row at a time), b₂; `start` is W₁'s first. */
export function* parameterPlaces(shape: RectifiedShape, start: number, lanes: number): Generator<number> {
  const { inputs, hidden, outputs } = shape;
  const panels = Math.ceil(hidden / panelUnits);
  const least = Math.floor(hidden / panels);
  const wider = hidden % panels;
  const first = (unit: number, input: number) => {
    const early = unit < wider * (least + 1);
    const panel = early ? Math.floor(unit / (least + 1)) : Math.floor((unit - wider) / least);
    const column = unit - panel * least - Math.min(panel, wider);
    return start + ((panel * (inputs + 1) + input) * panelUnits + column) * lanes;
  };
  const second = start + panels * (inputs + 1) * panelUnits * lanes;
  for (let unit = 0; unit < hidden; unit++) for (let k = 0; k < inputs; k++) yield first(unit, k);
  for (let unit = 0; unit < hidden; unit++) yield first(unit, inputs);
  for (let o = 0; o < outputs; o++)
    for (let unit = 0; unit < hidden; unit++) yield second + (unit * outputs + o) * lanes;
  for (let o = 0; o < outputs; o++) yield second + (hidden * outputs + o) * lanes;
}
