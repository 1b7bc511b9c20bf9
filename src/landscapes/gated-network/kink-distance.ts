/** How far the weights of a gated network may move before a unit or the loss meets its kink: a bound from below, by bisection. */
import type { GatedNetwork } from '../../kernels/contract.ts';
import type { GatedPasses } from '../../kernels/reference/gated-passes.ts';
import { gatedLosses } from '../../kernels/sample-losses.ts';

const halvings = 40;
/** Below what is proved by this, for the roundings of the proof. */
const down = 1 - 1e-9;

/** r such that within r of the point, in the norm of the weights, nothing passes a kink; 0 where something is on one. */
export function kinkDistance(net: GatedNetwork, passes: GatedPasses, point: Float64Array): number {
  const { y, gates, margin, colors, weights } = net;
  const loss = gatedLosses[net.loss];
  const { layers, sample, W } = passes;
  const kinked = gates === Infinity;
  passes.load(point);
  // A move of length r moves the edges of a layer by at most √(most edges of a weight) r, and those of a unit likewise.
  const repeats = layers.map(({ inputs, units, edges }) => {
    const times = new Int32Array(weights);
    for (let e = edges; e < edges + inputs * units; e++) times[colors[e]!]!++;
    return Math.sqrt(times.reduce((a, b) => Math.max(a, b), 0));
  });
  const lengths = layers.map(({ inputs, units, edges }) =>
    Float64Array.from({ length: units }, (_, j) => {
      let square = 0;
      for (let e = edges + j * inputs; e < edges + (j + 1) * inputs; e++) square += W[e]! * W[e]!;
      return Math.sqrt(square);
    }),
  );
  const whole = lengths.map((rows) => Math.sqrt(rows.reduce((sum, v) => sum + v * v, 0)));
  let r = 1;
  for (let μ = 0; μ < y.length && r > 0; μ++) {
    passes.forward(μ);
    if (clear(r)) continue;
    let [low, high] = [0, r];
    for (let step = 0; step < halvings; step++) {
      const middle = (low + high) / 2;
      if (clear(middle)) low = middle;
      else high = middle;
    }
    r = low;

    /** Whether no pre-activation of this sample can change by as much as it is. */
    function clear(radius: number): boolean {
      let error = 0;
      for (let k = 0; k < layers.length; k++) {
        const size = Math.sqrt(sample.a[k]!.reduce((sum, v) => sum + v * v, 0));
        // Units that are all closed, and stay so, give out 0 exactly: nothing behind them moves.
        if (kinked && k > 0 && size === 0) return true;
        const moved = repeats[k]! * radius * (size + error);
        for (let j = 0; j < layers[k]!.units; j++) {
          const z = sample.z[k + 1]![j]!;
          const change = moved + lengths[k]![j]! * error;
          const [room, reached] =
            k < layers.length - 1
              ? [kinked ? Math.abs(z) : Infinity, change]
              : [loss.kink === undefined ? Infinity : Math.abs(margin * y[μ]! * z - loss.kink), margin * change];
          if (!(room > reached)) return false;
        }
        error = moved + whole[k]! * error;
      }
      return true;
    }
  }
  return r * down;
}
