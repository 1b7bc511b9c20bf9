/** Where the numbers of gated networks lie in a kernel's memory: tables, samples and a block's activations, then groups of points. */
import type { GatedNetwork, Precision, WeightDomain } from '../contract.ts';
import { layersOf } from '../reference/gated-passes.ts';
import { takeBack } from '../templates/fleet-layout.ts';
import {
  gatedLossCodes,
  gatedNumbers,
  gatedUnitCodes,
  gatedWords,
  layerWords,
  sphereNumbers,
} from '../templates/gated-layout.ts';
import type { Layout } from './host.ts';

/** Bytes of activations and slopes of a block of samples, which stay in a first-level cache of 32 KiB beside some of the weights. */
const cached = 20_000;
/** Samples of a block: few are not worth the tiles, and more do not help. */
const [fewest, most] = [4, 32];
/** In float32 sums of losses round: what a value may rise by all the same. */
const rises: Readonly<Record<Precision, number>> = { float32: 1e-5, float64: takeBack.rise };

export const bytesOf = (precision: Precision): 4 | 8 => (precision === 'float32' ? 4 : 8);

/** Samples that pass the layers at once. */
function blockOf(hidden: number, width: number): number {
  const fitting = Math.floor(cached / (2 * Math.max(1, hidden) * width) / 4) * 4;
  return Math.min(most, Math.max(fewest, fitting));
}

/**
 * Places everything but groups of points.
 * @returns  the address of the job, and what writes it all once the memory is there
 */
export function placeGated(
  layout: Layout,
  { widths, weights, colors, x, y, gates, loss, margin, front }: GatedNetwork,
  { blocks, unit, pull }: WeightDomain,
  precision: Precision,
  width: number,
) {
  const layers = layersOf(widths);
  const hidden = layers.at(-1)!.hidden;
  const [edges, samples, bytes] = [colors.length, y.length, bytesOf(precision)];
  const block = blockOf(hidden, width);
  const given = typeof gates === 'number' ? undefined : gates;
  const job = layout.block(4 * gatedWords.length);
  const at = {
    layerTable: layout.block(4 * layerWords.length * layers.length),
    sphereTable: layout.block(8 * sphereNumbers * blocks.length),
    colors: layout.block(4 * edges),
    numbers: layout.block(8 * gatedNumbers.length),
    x: layout.block(bytes * x.length),
    gates: layout.block(bytes * (given?.length ?? 0)),
    margins: layout.block(bytes * samples),
    returns: layout.block(bytes * samples),
    edgeWeights: layout.block(width * edges),
    edgeGradients: layout.block(width * edges),
    activations: layout.block(width * block * hidden),
    slopes: layout.block(width * block * hidden),
    outputs: layout.block(width * block),
  };
  const words: Record<(typeof gatedWords)[number], number> = {
    ...{ layers: layers.length, samples, inputs: widths[0]!, hidden, edges, weights, block, spheres: blocks.length },
    unitCode: gatedUnitCodes[given ? 'given' : gates === Infinity ? 'relu' : 'softplus'],
    lossCode: gatedLossCodes[loss],
    ...at,
  };
  const numbers: Record<(typeof gatedNumbers)[number], number> = {
    ...{ front, sharpness: given ? 0 : (gates as number), pull, unit, rise: rises[precision] },
  };
  const write = ({ buffer }: WebAssembly.Memory) => {
    const put = (address: number, values: ArrayLike<number>) =>
      void (precision === 'float32' ? new Float32Array(buffer, address, values.length) : new Float64Array(buffer, address, values.length)).set(values);
    new Uint32Array(buffer, job, gatedWords.length).set(gatedWords.map((name) => words[name]));
    new Float64Array(buffer, at.numbers, gatedNumbers.length).set(gatedNumbers.map((name) => numbers[name]));
    new Uint32Array(buffer, at.layerTable, layers.length * layerWords.length).set(
      layers.flatMap((layer) => layerWords.map((name) => layer[name])),
    );
    new Float64Array(buffer, at.sphereTable, sphereNumbers * blocks.length).set(
      blocks.flatMap(({ dimension, radius }) => [dimension, radius, radius * radius]),
    );
    new Uint32Array(buffer, at.colors, edges).set(colors);
    put(at.x, x);
    if (given) put(at.gates, given);
    put(at.margins, y.map((sign) => margin * sign));
    put(at.returns, y.map((sign) => front * margin * sign));
  };
  return { job, write };
}

/** Bytes of a kernel with so many points at once. */
export function gatedBytes(
  { weights, edges, hidden, samples, inputs }: Readonly<Record<'weights' | 'edges' | 'hidden' | 'samples' | 'inputs', number>>,
  points: number,
): number {
  const perPoint = 8 * (4 * weights + 10);
  return 64 * (2 * edges + (2 * hidden + 1) * most) + 8 * samples * (inputs + hidden + 2) + perPoint * (points + 16);
}
