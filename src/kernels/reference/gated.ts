/** Gated networks in plain TypeScript, float64, a sample at a time: the oracle of wasm/gated.ts, operation for operation. */
import type { GatedKernel, GatedNetwork, WeightDomain } from '../contract.ts';
import { checkGated } from '../gated.ts';
import { plainFleet } from './fleet.ts';
import { gatedPasses } from './gated-passes.ts';
import { onSpheres } from './spheres.ts';

/** @throws ArgumentError naming what does not fit */
export function referenceGatedNetwork(network: GatedNetwork, domain: WeightDomain): GatedKernel {
  checkGated(network, domain);
  const { weights: D } = network;
  const { pull, unit } = domain;
  const passes = gatedPasses(network);
  const evaluate = (points: Float64Array, count: number, values: Float64Array, gradients: Float64Array) => {
    for (let r = 0; r < count; r++) {
      const [point, gradient] = [points, gradients].map((all) => all.subarray(r * D, (r + 1) * D)) as [
        Float64Array,
        Float64Array,
      ];
      values[r] = passes.evaluate(point, gradient);
      if (pull === 0) continue;
      let square = 0;
      for (let i = 0; i < D; i++) {
        gradient[i]! += pull * point[i]!;
        square += point[i]! * point[i]!;
      }
      values[r]! += (pull / 2) * square;
    }
  };
  return {
    evaluate: (points, count, _precision, values, gradients) => evaluate(points, count, values, gradients),
    fleet: (capacity) =>
      plainFleet(
        { dimension: D, residualUnit: unit, onRise: 'take-back', evaluate, ...onSpheres(domain) },
        capacity,
      ),
  };
}
