/** Inputs and labels of the samples of one disorder, scaled to mean square 1. */
import type { Stream } from '../../base/philox.ts';
import type { Examples } from '../network/examples.ts';
import { pixelQuantiles } from '../tensor/laws/pixels.ts';

export const inputLaws = ['normal', 'pixels', 'data'] as const;
/** normal: independent N(0, 1). pixels: independent, by the law of the pixels of MNIST. data: samples of a data set, at random. */
export type InputLaw = (typeof inputLaws)[number];
export const centrings = ['none', 'samples', 'inputs'] as const;
export type Centring = (typeof centrings)[number];

export interface SamplesAsked {
  readonly samples: number;
  readonly inputs: number;
  readonly inputLaw: InputLaw;
  readonly centring: Centring;
  readonly labels: 'random' | 'data';
}

/** @param data  for inputs of the law data */
export function drawnSamples(asked: SamplesAsked, data: Examples | undefined, draw: (purpose: string) => Stream) {
  const { samples: m, inputs: d, inputLaw, centring, labels } = asked;
  const x = new Float64Array(m * d);
  const [xs, ys] = [draw('inputs'), draw('labels')];
  const which = new Uint32Array(m);
  if (inputLaw === 'data') {
    const order = Uint32Array.from({ length: data!.count }, (_, i) => i);
    xs.shuffle(order);
    which.set(order.subarray(0, m));
    which.forEach((row, μ) => void x.set(data!.x.subarray(row * d, (row + 1) * d), μ * d));
  } else
    for (let i = 0; i < x.length; i++)
      x[i] = inputLaw === 'normal' ? xs.normal() : pixelQuantiles[Math.floor(xs.uniform() * pixelQuantiles.length)]!;
  if (centring === 'samples') for (let μ = 0; μ < m; μ++) takeMean(x, μ * d, 1, d);
  if (centring === 'inputs') for (let i = 0; i < d; i++) takeMean(x, i, d, m);
  const square = x.reduce((sum, v) => sum + v * v, 0) / x.length;
  const y = Float64Array.from(which, (row) => {
    const sign = ys.uniform() < 0.5 ? -1 : 1;
    return labels === 'random' ? sign : data!.labels![row]! % 2 === 1 ? 1 : -1;
  });
  return { x: square > 0 ? x.map((v) => v / Math.sqrt(square)) : x, y };
}

/** Takes their mean from `count` numbers at `start`, `stride` apart. */
function takeMean(x: Float64Array, start: number, stride: number, count: number): void {
  let sum = 0;
  for (let k = 0, at = start; k < count; k++, at += stride) sum += x[at]!;
  for (let k = 0, at = start; k < count; k++, at += stride) x[at]! -= sum / count;
}
