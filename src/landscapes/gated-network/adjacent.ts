/** What changes in the gradient of a gated network when units, or a hinge, that are next to their kink take the other side. */
import type { GatedNetwork, GatedPasses } from './passes.ts';

/** Kinks that one sample may have at once: all 2^k sides are looked at. */
const mostKinks = 6;

/**
 * @param passes  of the network; moved to the point
 * @param reach   |z| ≤ reach ‖w‖ ‖a‖ counts as 0, and a margin within reach of the loss's kink as on it
 * @returns       for each sample that has kinks, the differences of its other cells from its own, gathered by weight; undefined where a sample has
 *                more kinks than all of whose sides are looked at
 */
export function adjacentCells(
  net: GatedNetwork,
  passes: GatedPasses,
  point: Float64Array,
  reach: number,
): Float64Array[][] | undefined {
  const { y, gates, loss, margin, front, weights, colors } = net;
  const { layers, sample, W } = passes;
  passes.load(point);
  const ownGates = !(gates instanceof Float64Array) && gates.kink;
  const groups: Float64Array[][] = [];
  for (let μ = 0; μ < y.length; μ++) {
    const Y = passes.forward(μ);
    const units = ownGates ? kinkedUnits(passes, reach) : [];
    const z = margin * y[μ]! * Y;
    const onHinge = loss.kink !== undefined && Math.abs(z - loss.kink) <= reach;
    const kinks = units.length + (onHinge ? 1 : 0);
    if (kinks === 0) continue;
    if (kinks > mostKinks) return undefined;
    // The slopes left and right of the loss's kink; elsewhere it has one.
    const side = (right: boolean) => loss.at(right ? loss.kink! + 1 : loss.kink! - 1)[1];
    const slopeOf = (other: boolean) => (onHinge ? side(z > loss.kink! !== other) : loss.at(z)[1]);
    const cell = (flips: number) => {
      const edges = new Float64Array(colors.length);
      units.forEach((unit, b) => {
        if (flips & (1 << b)) sample.slope[unit] = 1 - sample.slope[unit]!;
      });
      passes.backward(front * margin * y[μ]! * slopeOf((flips & (1 << units.length)) !== 0), edges);
      units.forEach((unit, b) => {
        if (flips & (1 << b)) sample.slope[unit] = 1 - sample.slope[unit]!;
      });
      const out = new Float64Array(weights);
      passes.gather(edges, out);
      return out;
    };
    const own = cell(0);
    groups.push(Array.from({ length: 2 ** kinks - 1 }, (_, f) => cell(f + 1).map((g, i) => g - own[i]!)));
  }
  return groups;

  function kinkedUnits({ layers: all }: GatedPasses, within: number): number[] {
    const found: number[] = [];
    for (let k = 0; k < all.length - 1; k++) {
      const { inputs, units, edges, hidden } = layers[k]!;
      const from = sample.a[k]!;
      const size = Math.sqrt(from.reduce((sum, v) => sum + v * v, 0));
      for (let j = 0; j < units; j++) {
        let square = 0;
        for (let i = 0, e = edges + j * inputs; i < inputs; i++, e++) square += W[e]! * W[e]!;
        // A unit that nothing comes to stays at 0 on both sides.
        if (size > 0 && Math.abs(sample.z[k + 1]![j]!) <= within * size * Math.sqrt(square)) found.push(hidden + j);
      }
    }
    return found;
  }
}
