/** The parameters of one hidden unit: what goes in, and what comes out. */
import type { LayerPlace } from './layers.ts';

/** Weights and bias of a unit. */
export function incoming({ inputs, weights, biases }: LayerPlace, unit: number): number[] {
  const row = Array.from({ length: inputs }, (_, k) => weights + unit * inputs + k);
  return biases === undefined ? row : [...row, biases + unit];
}

/** Weights of the next layer that multiply a unit. */
export function outgoing({ inputs, units, weights }: LayerPlace, unit: number): number[] {
  return Array.from({ length: units }, (_, u) => weights + u * inputs + unit);
}

/** The units of a layer in another order, with all that goes in and comes out: place k takes what unit order[k] had. */
export function reordered(
  point: Float64Array,
  into: LayerPlace,
  from: LayerPlace,
  order: readonly number[],
): Float64Array {
  const out = point.slice();
  order.forEach((unit, k) => {
    const [to, source] = [incoming(into, k), incoming(into, unit)];
    for (const [n, i] of to.entries()) out[i] = point[source[n]!]!;
    const [toOut, sourceOut] = [outgoing(from, k), outgoing(from, unit)];
    for (const [n, i] of toOut.entries()) out[i] = point[sourceOut[n]!]!;
  });
  return out;
}

/** What goes into a unit times the factor, what comes out over it. */
export function scaled(
  point: Float64Array,
  into: LayerPlace,
  from: LayerPlace,
  unit: number,
  factor: number,
): Float64Array {
  const out = point.slice();
  for (const i of incoming(into, unit)) out[i]! *= factor;
  for (const i of outgoing(from, unit)) out[i]! /= factor;
  return out;
}
