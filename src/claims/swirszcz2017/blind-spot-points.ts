/** Blind spots and better networks on data sets drawn at random, judged exactly: one to four hidden layers, each put to sleep in turn. */
import { type Stream, stream } from '../../base/philox.ts';
import { magnitude, meanTarget, zeroNetwork } from '../../certificates/constructions/blind-spot.ts';
import type { Layers, Problem } from '../../certificates/format.ts';
import { blindSpot, tentNetwork } from '../../certificates/index.ts';
import { slopeAlong } from '../../certificates/prove/deep.ts';
import { still, withEntry } from '../../certificates/prove/directions.ts';
import { lossOf, stateOf } from '../../certificates/prove/state.ts';
import {
  add,
  dot,
  equal,
  isLess,
  isZero,
  multiply,
  negate,
  one,
  type Rational,
  rational,
  subtract,
  sum,
} from '../../certificates/rational.ts';
import { type Judged, judge } from './regression.ts';

const dataSets = 12;

export interface Asleep {
  readonly hiddenLayers: number;
  readonly layer: number;
  /** With the mean of y as output, and with one more. */
  readonly atMean: Judged;
  readonly beside: Judged;
  /** Parameters, those with a slope at the mean, and those up to the sleeping layer with a slope beside it. */
  readonly parameters: number;
  readonly slopes: number;
  readonly slopesBelow: number;
  readonly lossIsVariance: boolean;
  readonly decent: boolean;
  /** The tent network has a smaller loss: as corrected, and as printed. */
  readonly better: boolean;
  readonly betterAsPrinted: boolean;
  /** Squared radius of the largest ball around (W, b) of a first layer in which it stays asleep; undefined for others. */
  readonly squaredRadius: Rational | undefined;
}

export function sleepingPoints(): Asleep[] {
  return Array.from({ length: dataSets }, (_, number) => problemOf(number)).flatMap((problem) =>
    Array.from({ length: problem.network.length - 1 }, (_, l) => judgeAsleep(problem, l + 1)),
  );
}

function judgeAsleep(problem: Problem, layer: number): Asleep {
  const hidden = problem.network.slice(0, -1).map(({ b }) => b.length);
  const network = blindSpot(problem, layer);
  const tent = tentNetwork(problem, { hidden });
  const printed = tentNetwork(problem, { hidden, asPrinted: true });
  const atMean = judge(problem, network, tent ? [tent] : [], 0n);
  const beside = blindSpot(problem, layer, add(meanTarget(problem), one));
  const slopes = slopesAt({ ...problem, network });
  const mean = meanTarget(problem);
  return {
    hiddenLayers: hidden.length,
    layer,
    atMean,
    beside: judge(problem, beside, [], 0n),
    parameters: slopes.length,
    slopes: slopes.filter(({ slope }) => !isZero(slope)).length,
    slopesBelow: slopesAt({ ...problem, network: beside }).filter(({ l, slope }) => l < layer && !isZero(slope)).length,
    lossIsVariance: equal(atMean.loss, sum(problem.y.map((y) => multiply(subtract(y, mean), subtract(y, mean))))),
    decent: tent !== undefined,
    better: tent !== undefined && isLess(lossOf(problem, tent), atMean.loss),
    betterAsPrinted: printed !== undefined && isLess(lossOf(problem, printed), atMean.loss),
    squaredRadius: layer === 1 ? squaredRadius({ ...problem, network }) : undefined,
  };
}

/** Derivatives of the loss along every parameter: the larger in size of the two one-sided ones. */
function slopesAt(problem: Problem): { readonly l: number; readonly slope: Rational }[] {
  const state = stateOf(problem);
  return problem.network.flatMap(({ W }, l) =>
    W.flatMap((row, u) =>
      Array.from({ length: row.length + 1 }, (_, i) => {
        const [up, down] = [one, negate(one)].map((way) =>
          magnitude(slopeAlong(state, withEntry(still(problem.network), l, u, i, way))),
        );
        return { l, slope: isLess(up!, down!) ? down! : up! };
      }),
    ),
  );
}

/** min z²/|(x, 1)|² over units and samples: how far (w, b) of a unit may move before it wakes at some sample. */
function squaredRadius(problem: Problem): Rational {
  const { z } = stateOf(problem);
  const distances = z[0]!.flatMap((row, i) => {
    const length = add(dot(problem.x[i]!, problem.x[i]!), one);
    return row.map((value) => multiply(multiply(value, value), rational(length.d, length.n)));
  });
  return distances.reduce((least, distance) => (isLess(distance, least) ? distance : least));
}

const whole = (draw: Stream, most: number): Rational => rational(BigInt(draw.integer(2 * most + 1) - most));

/** Places repeat, targets are mostly negative, so that what the printed construction loses is seen. */
function problemOf(number: number): Problem {
  const draw = stream(1, 'blind-spots', number, 'problem');
  const [inputs, samples] = [1 + (number % 3), 3 + draw.integer(5)];
  const hidden = Array.from({ length: 1 + (number % 4) }, (_, l) => (l === 0 ? 3 : 1) + draw.integer(2));
  const network: Layers = zeroNetwork(inputs, hidden).map(({ W, b }) => ({
    W: W.map((row) => row.map(() => whole(draw, 3))),
    b: b.map(() => whole(draw, 3)),
  }));
  const x = Array.from({ length: samples }, () => Array.from({ length: inputs }, () => whole(draw, 2)));
  return { x, y: x.map(() => add(whole(draw, 4), rational(-2n))), network };
}
