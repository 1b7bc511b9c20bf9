/**
 * The Metropolis walk of a network in plain TypeScript and float64: every proposal is a network of its own, evaluated from scratch.
 * The oracle of the incremental walk in WASM.
 * @source [metropolis1953equation]
 */
import { integer } from '../../base/arguments.ts';
import { log } from '../../base/functions.ts';
import { philox4x32 } from '../../base/philox.ts';
import type { MetropolisWalk, NetworkShape, NetworkWalkOptions, Samples } from '../contract.ts';
import { checkAdvance, checkPoint, levelValue } from '../metropolis.ts';
import { parameterCount } from '../minibatch.ts';
import { referenceNetworkFleet } from './networks.ts';

const word = 2 ** 32;

export function referenceNetworkWalk(
  shape: NetworkShape,
  samples: Samples,
  { stream, levels, precision: _ }: NetworkWalkOptions,
): MetropolisWalk {
  if (levels !== null) integer('networkWalk', 'levels', levels, 2);
  const dimension = parameterCount(shape);
  const fleet = referenceNetworkFleet(shape, 1);
  const out = [new Float64Array(1), new Float64Array(1)] as const;
  const evaluate = (parameters: Float64Array) => {
    fleet.setParameters(0, parameters);
    fleet.evaluate(samples, ...out);
    return out[0][0]!;
  };
  const parameters = new Float64Array(dimension);
  const block = new Uint32Array(4);
  let value = evaluate(parameters);
  let next = 0;
  return {
    dimension,
    get value() {
      return value;
    },
    load(point) {
      checkPoint(dimension, levels, point);
      parameters.set(point);
      value = evaluate(parameters);
      next = 0;
    },
    advance(proposals, temperature, step) {
      checkAdvance(proposals, temperature, step);
      let accepted = 0;
      for (const end = next + proposals; next < end; next++) {
        philox4x32(
          next >>> 0,
          Math.floor(next / word),
          stream.replica,
          stream.lane,
          stream.seed >>> 0,
          Math.floor(stream.seed / word),
          block,
        );
        const i = Math.floor((block[0]! * dimension) / word);
        const w = parameters[i]!;
        parameters[i] =
          levels === null ? w + step * ((block[1]! + 0.5) / 2 ** 31 - 1) : otherLevel(w, levels, block[1]!);
        const proposed = evaluate(parameters);
        const uniform = ((block[2]! >>> 6) * 2 ** 26 + (block[3]! >>> 6) + 0.5) / 2 ** 52;
        if (proposed - value <= -temperature * log(uniform)) {
          value = proposed;
          accepted++;
        } else parameters[i] = w;
      }
      return accepted;
    },
    refresh: () => 0,
    point: (out) => out.set(parameters),
  };
}

function otherLevel(w: number, levels: number, random: number): number {
  const level = Math.floor((w + 1) / (2 / (levels - 1)) + 0.5);
  return levelValue((level + 1 + Math.floor(((levels - 1) * random) / word)) % levels, levels);
}
