/** The cells of a gated network next to a point: its gates as they are there, but for those of units that are at 0. */
import type { GatedNetwork } from '../../kernels/contract.ts';
import type { GatedPasses } from '../../kernels/reference/gated-passes.ts';
import type { AdjacentCells, Landscape } from '../landscape.ts';

/**
 * @param passes  of the network; moved to the point
 * @param reach   |z| ≤ reach ‖w‖ ‖a‖ counts as 0, w what goes into the unit and a what comes to it
 */
export function adjacentCells(
  net: GatedNetwork,
  passes: GatedPasses,
  point: Float64Array,
  reach: number,
  open: (net: GatedNetwork) => Pick<Landscape, 'valueAndGradient' | 'hessianAt'>,
): AdjacentCells {
  const m = net.y.length;
  const { layers, sample, W } = passes;
  const hidden = sample.slope.length;
  passes.load(point);
  const lengths = layers.map(({ inputs, units, edges }) =>
    Float64Array.from({ length: units }, (_, j) => {
      let square = 0;
      for (let i = 0, e = edges + j * inputs; i < inputs; i++, e++) square += W[e]! * W[e]!;
      return Math.sqrt(square);
    }),
  );
  const gates = new Float64Array(m * hidden);
  const places: number[] = [];
  const samples: number[] = [];
  const groups: number[][] = [];
  for (let μ = 0; μ < m; μ++) {
    passes.forward(μ);
    gates.set(sample.slope, μ * hidden);
    const group: number[] = [];
    for (let k = 0; k < layers.length - 1; k++) {
      const { units, hidden: first } = layers[k]!;
      const size = Math.sqrt(sample.a[k]!.reduce((sum, v) => sum + v * v, 0));
      for (let j = 0; j < units; j++) {
        // A unit that nothing comes to is at 0 whatever its gate.
        if (!(size > 0 && Math.abs(sample.z[k + 1]![j]!) <= reach * size * lengths[k]![j]!)) continue;
        group.push(places.length);
        places.push(μ * hidden + first + j);
      }
    }
    if (group.length === 0) continue;
    groups.push(group);
    samples.push(μ);
  }
  const d = net.widths[0]!;
  return {
    own: Float64Array.from(places, (at) => gates[at]!),
    groups,
    held(θ) {
      const held = gates.slice();
      for (const [i, at] of places.entries()) held[at] = θ[i]!;
      return open({ ...net, gates: held });
    },
    part(group, θ) {
      const μ = samples[group]!;
      const held = gates.slice(μ * hidden, (μ + 1) * hidden);
      for (const i of groups[group]!) held[places[i]! - μ * hidden] = θ[i]!;
      return open({ ...net, x: net.x.subarray(μ * d, (μ + 1) * d), y: net.y.subarray(μ, μ + 1), gates: held });
    },
  };
}
