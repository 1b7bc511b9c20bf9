/**
 * Blind spots, for any data and any network: a hidden layer whose units are all off at all samples, behind which the output is one number.
 * If this number is the mean of y the point is a local minimum, whatever the depth (docs/certificate-format.md, "a dead layer").
 * @source [swirszcz2017local, Lemma 2, Corollary 1 and Theorem 1 (i), which forgets the mean]
 */
import { integer } from '../../base/arguments.ts';
import type { Layers, Problem } from '../format.ts';
import { stateOf } from '../prove/state.ts';
import { add, divide, negate, one, type Rational, rational, sign, subtract, sum, zero } from '../rational.ts';

/** The mean of the targets at samples that fulfill a condition; of all when there is none. At least one must. */
export function meanTarget({ y }: Pick<Problem, 'y'>, counts: (i: number) => boolean = () => true): Rational {
  const some = y.filter((_, i) => counts(i));
  return divide(sum(some), rational(BigInt(some.length)));
}

/**
 * The same network with one hidden layer put to sleep: its biases become −(largest input to the unit at any sample) − 1, and the output bias
 * what makes the output equal to `output` at all samples. All other numbers stay.
 * @param layer   1 … number of hidden layers
 * @param output  default the mean of y, with which the point is a local minimum
 * @throws ArgumentError when there is no such layer
 */
export function blindSpot(problem: Problem, layer: number, output: Rational = meanTarget(problem)): Layers {
  integer('blindSpot', 'layer', layer, 1, problem.network.length - 1);
  const { z } = stateOf(problem);
  const asleep = problem.network.map(({ W, b }, l) =>
    l === layer - 1
      ? { W, b: b.map((bias, u) => subtract(subtract(bias, largest(z[l]!.map((row) => row[u]!))), one)) }
      : { W, b },
  );
  const { residuals } = stateOf({ ...problem, network: asleep });
  const shift = subtract(output, add(residuals[0]!, problem.y[0]!));
  return asleep.map(({ W, b }, l) => (l === asleep.length - 1 ? { W, b: [add(b[0]!, shift)] } : { W, b }));
}

const largest = (values: readonly Rational[]): Rational =>
  values.reduce((most, value) => (sign(subtract(value, most)) > 0 ? value : most));

/** A network of these layers whose weights and biases are all 0, for data of so many inputs; the last is the one output. */
export function zeroNetwork(inputs: number, hidden: readonly number[]): Layers {
  const sizes = [inputs, ...hidden, 1];
  return sizes.slice(1).map((units, l) => ({
    W: Array.from({ length: units }, () => new Array<Rational>(sizes[l]!).fill(zero)),
    b: new Array<Rational>(units).fill(zero),
  }));
}

export const magnitude = (value: Rational): Rational => (sign(value) < 0 ? negate(value) : value);
