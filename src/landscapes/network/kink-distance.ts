/**
 * How far the parameters of a network may move before a ReLU changes sides on an example, or the loss meets a kink of its own: the
 * largest r at which every |z| exceeds what its pre-activation can change (reach.ts), found by bisection. In the first layer the change is
 * r ‖(x, 1)‖, and the distance exact: min |z|/‖(x, 1)‖.
 */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { lossOf } from './losses.ts';
import type { Block } from './passes.ts';
import type { Reach } from './reach.ts';
import type { NetworkModel } from './shape.ts';
import { sweep } from './sweep.ts';

/** The bisection leaves at most this share of the distance behind. */
const share = 1e-3;
/** Below what is proved by this, for the roundings of the proof. */
const down = 1 - 1e-9;

/**
 * @returns  r such that in the open ball of radius r no hidden ReLU changes sides and no output passes a kink of the loss; Infinity where
 *           there are no kinks, or none that any move can reach; 0 where a pre-activation is 0 up to rounding and can move
 * @accuracy a lower bound; exact to 1e-8 for one hidden layer and a smooth loss, else as sharp as reach.ts
 */
export function kinkDistance(shape: NetworkModel, examples: Examples, point: Float64Array): number {
  const kinks =
    (activations[shape.activation].smoothness === 'piecewise' && shape.sizes.length > 2) ||
    lossOf(shape).smoothness === 'piecewise';
  if (!kinks) return Infinity;
  let distance = Infinity;
  const relu = shape.activation === 'relu' && shape.sizes.length > 2;
  sweep(shape, examples, point, 'forward', (reach, block, s) => {
    distance = Math.min(distance, clearRadius(reach, block, s, relu, distance));
    return distance > 0;
  });
  return distance * down;
}

/** A distance that counts as infinite; its square does not overflow. */
const unlimited = 1e100;

/** The largest radius ≤ `most` within which sample s keeps clear of all kinks, `share` less at most. */
function clearRadius(reach: Reach, block: Block, s: number, relu: boolean, most: number): number {
  if (!reach.forward(s, 0)) return 0;
  let high = Math.min(most, relu ? firstLayerDistance(reach, block, s) : Infinity);
  const clear = (r: number) => reach.forward(s, Math.min(r, unlimited));
  if (clear(high)) return high;
  high = Math.min(high, unlimited);
  let low = high / 2;
  while (low > 0 && !clear(low)) [low, high] = [low / 2, low];
  while (low > 0 && high - low > share * low) {
    const middle = (low + high) / 2;
    if (clear(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** min |z|/‖(x, 1)‖ of the first layer, less rounding; after `forward` at radius 0, which leaves the rounding of each z. */
function firstLayerDistance({ layers }: Reach, block: Block, s: number): number {
  const { units, input } = layers[0]!;
  if (input === 0) return Infinity;
  const z = block.layers[0]!.z.subarray(s * units.length, (s + 1) * units.length);
  // Thrice the room that the check itself takes.
  return z.reduce((least, zu, i) => Math.min(least, ((Math.abs(zu) - units[i]!) / input) * (1 - 3e-9)), Infinity);
}
