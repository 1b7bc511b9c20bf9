/** Directions in the parameters of a network, which have its shape. */
import type { Layers, Vector } from '../format.ts';
import { type Rational, zero } from '../rational.ts';

/** The direction that changes nothing. */
export const still = (network: Layers): Layers =>
  network.map(({ W, b }) => ({ W: W.map((row) => row.map(() => zero)), b: b.map(() => zero) }));

/** The same direction but for one entry: that of unit u of layer l, at input i, or at the bias when i is the number of inputs. */
export function withEntry(direction: Layers, l: number, u: number, i: number, value: Rational): Layers {
  const change = (row: Vector, at: number) => row.map((entry, k) => (k === at ? value : entry));
  return direction.map((layer, m) => {
    if (m !== l) return layer;
    if (i === layer.W[u]!.length) return { ...layer, b: change(layer.b, u) };
    return { ...layer, W: layer.W.map((row, k) => (k === u ? change(row, i) : row)) };
  });
}

/** The same direction but for (w, b) of unit u of layer l. */
export function withUnit(direction: Layers, l: number, u: number, values: Vector): Layers {
  return values.reduce<Layers>((built, value, i) => withEntry(built, l, u, i, value), direction);
}

/** The same direction but for the output weight of unit u of the last hidden layer. */
export const withOutputWeight = (direction: Layers, u: number, value: Rational): Layers =>
  withEntry(direction, direction.length - 1, 0, u, value);

/** The same direction but for the output bias. */
export const withOutputBias = (direction: Layers, value: Rational): Layers =>
  withEntry(direction, direction.length - 1, 0, direction.at(-1)!.W[0]!.length, value);
