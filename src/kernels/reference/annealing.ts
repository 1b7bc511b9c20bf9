/**
 * The Metropolis walk of a network in plain TypeScript and float64: every proposal is a network of its own, evaluated from scratch.
 * The oracle of the incremental walk in WASM.
 * @source [metropolis1953equation]
 */
import { log } from '../../base/functions.ts';
import type { MetropolisWalk, RectifiedShape, RectifiedWalkOptions, Samples } from '../contract.ts';
import { checkAdvance, checkOptions, checkPoint, drawProposal, otherLevel, symmetric } from '../metropolis.ts';
import { classExamples, inspectSamples, parameterCount } from '../minibatch.ts';
import { referenceRectifiedFleet } from './rectified.ts';

export function referenceRectifiedWalk(
  shape: RectifiedShape,
  samples: Samples,
  { stream, levels, bound }: RectifiedWalkOptions,
): MetropolisWalk {
  checkOptions(levels, bound);
  const dimension = parameterCount(shape);
  inspectSamples('rectifiedWalk', shape, samples);
  const fleet = referenceRectifiedFleet(shape, 1);
  const examples = classExamples(samples, shape.outputs);
  const out = [new Float64Array(1), new Float64Array(1)] as const;
  const evaluate = (parameters: Float64Array) => {
    fleet.setParameters(0, parameters);
    fleet.evaluate(examples, ...out);
    return out[0][0]!;
  };
  const parameters = new Float64Array(dimension);
  let value = evaluate(parameters);
  let next = 0;
  return {
    dimension,
    get value() {
      return value;
    },
    load(point) {
      checkPoint(dimension, levels, point, bound);
      parameters.set(point);
      value = evaluate(parameters);
      next = 0;
    },
    advance(proposals, temperature, step) {
      checkAdvance(proposals, temperature, step);
      let accepted = 0;
      for (const end = next + proposals; next < end; next++) {
        const { choice, word, uniform } = drawProposal(stream, next, dimension);
        const w = parameters[choice]!;
        parameters[choice] = levels === null ? w + step * symmetric(word) : otherLevel(w, levels, word);
        const proposed = evaluate(parameters);
        const inside = Math.abs(parameters[choice]!) <= (bound ?? Infinity);
        if (inside && proposed - value <= -temperature * log(uniform)) {
          value = proposed;
          accepted++;
        } else parameters[choice] = w;
      }
      return accepted;
    },
    refresh: () => 0,
    point: (out) => out.set(parameters),
  };
}
