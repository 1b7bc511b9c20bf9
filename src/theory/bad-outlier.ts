/**
 * Random starts that cannot learn, in closed form. Proposition 4 of [swirszcz2017local]: with all weights positive and biases 0 a rectified
 * network sends samples of negative coordinates to one output, for ever. Proposition 5: a layer whose weights are all negative is dead
 * for any data. Probabilities are kept as logarithms: a network of 10¹⁰ weights underflows nothing.
 */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { erfc } from '../base/normal-cdf.ts';

/** Weights that share a standard deviation. */
export interface WeightGroup {
  readonly count: number;
  readonly deviation: number;
}

/** inputs − width − … − width − 1, with so many hidden layers. */
export interface ChainShape {
  readonly inputs: number;
  readonly width: number;
  readonly hiddenLayers: number;
}

/** Standard deviation of the weights of a layer, of its numbers of inputs and outputs. */
export type Deviation = (inputs: number, outputs: number, shape: ChainShape) => number;

/**
 * Standard deviations by name.
 *      lecun98   1/√h, h the hidden width, for every layer as in the caption of Figure 6
 *      xavier10  √(2/(h_in + h_out)), each layer's own
 *      fan-in    1/√h_in, each layer's own: what [lecun1998efficient] recommends, and what the caption replaces by 1/√h
 * @source [swirszcz2017local, caption of Figure 6]
 */
export const deviations = {
  lecun98: (_inputs, _outputs, { width }) => 1 / Math.sqrt(width),
  xavier10: (inputs, outputs) => Math.sqrt(2 / (inputs + outputs)),
  'fan-in': (inputs) => 1 / Math.sqrt(inputs),
} as const satisfies Record<string, Deviation>;

/** The same standard deviation σ for all layers. */
export const fixedDeviation = (sigma: number): Deviation => {
  positive('fixedDeviation', 'sigma', sigma);
  return () => sigma;
};

/**
 * All weights of a chain of layers, biases not counted: d h of the first layer, h² of each of the others, h of the output.
 * @throws ArgumentError unless inputs, width and hiddenLayers are integers ≥ 1
 */
export function weightGroups(shape: ChainShape, deviation: Deviation): WeightGroup[] {
  const { inputs, width, hiddenLayers } = shape;
  integer('weightGroups', 'inputs', inputs, 1);
  integer('weightGroups', 'width', width, 1);
  integer('weightGroups', 'hiddenLayers', hiddenLayers, 1);
  const group = (from: number, to: number, layers = 1): WeightGroup => ({
    count: from * to * layers,
    deviation: deviation(from, to, shape),
  });
  const inner = hiddenLayers > 1 ? [group(width, width, hiddenLayers - 1)] : [];
  return [group(inputs, width), ...inner, group(width, 1)];
}

/**
 * ln P(all weights > 0) = Σ n ln Φ(μ/σ), the weights independent N(μ, σ²).
 * @throws ArgumentError when the mean is not finite, or a standard deviation not positive
 * @accuracy relative 1e-13 of the logarithm for μ/σ in [−37, 37]
 * @source [swirszcz2017local, equation 3]
 */
export function lnAllPositive(groups: readonly WeightGroup[], mean: number): number {
  finite('lnAllPositive', 'mean', mean);
  return groups.reduce((sum, { count, deviation }) => {
    positive('lnAllPositive', 'deviation', deviation);
    return sum + count * lnNormalCdf(mean / deviation);
  }, 0);
}

/** ln Φ(z): log of the tail on the left, log1p of minus the tail on the right, so that neither loses its digits. */
function lnNormalCdf(z: number): number {
  const tail = erfc(Math.abs(z) / Math.SQRT2) / 2;
  return z < 0 ? Math.log(tail) : Math.log1p(-tail);
}

/**
 * The mean μ for which all weights are positive with this probability. The probability increases in μ: bisection to neighboring doubles.
 * @param probability  strictly between 0 and 1
 * @throws ArgumentError when the probability is out of range
 * @accuracy relative 1e-13
 */
export function meanNeeded(groups: readonly WeightGroup[], probability: number): number {
  if (!(probability > 0 && probability < 1))
    throw new ArgumentError('meanNeeded', 'probability', 'strictly between 0 and 1', probability);
  const target = Math.log(probability);
  const widest = Math.max(...groups.map(({ deviation }) => deviation));
  let [low, high] = [-38 * widest, 38 * widest];
  for (;;) {
    const middle = low + 0.5 * (high - low);
    if (middle <= low || middle >= high) return high;
    if (lnAllPositive(groups, middle) < target) low = middle;
    else high = middle;
  }
}

/** A network of k hidden layers of h units each, and the laws of its weights and biases. */
export interface DeepChain {
  readonly width: number;
  readonly hiddenLayers: number;
  /** P(w < 0) and P(b ≤ 0). With b ≡ 0 the latter is 1; ½ for what is continuous and symmetric. */
  readonly negativeWeight: number;
  readonly notPositiveBias: number;
}

/**
 * Proposition 5: the probability that some hidden layer but the first has only negative weights and no positive bias, whatever the data,
 *      1 − (1 − p)^{k−1},   p = P(b ≤ 0)^h P(w < 0)^{h²},
 * a lower bound for the probability that some hidden layer is dead on all samples.
 * @throws ArgumentError unless width and hiddenLayers are integers ≥ 1 and the probabilities lie in [0, 1]
 * @accuracy relative 1e-15 times the size of ln p, however small the result
 * @source [swirszcz2017local, Proposition 5 and B.2]; a parenthesis is missing in the printed formula
 */
export function deadLayerBound(chain: DeepChain): number {
  const { width, hiddenLayers, negativeWeight, notPositiveBias } = checked('deadLayerBound', chain);
  const lnLayer = powerLog(notPositiveBias, width) + powerLog(negativeWeight, width * width);
  return someOf(lnLayer, hiddenLayers - 1);
}

/**
 * The probability that the units of some hidden layer are all off at one given sample x ≠ 0, for biases 0 and weights that are independent,
 * continuous and symmetric:
 *      1 − (1 − 2^{−h})^k.
 * As long as the layer before is not 0 at x, the h inputs w·a are independent and each negative with probability ½, whatever a is. A layer
 * that is dead on all samples is dead on this one: an upper bound for any data, and what deep layers tend to, which see all samples
 * in one direction.
 * @throws ArgumentError unless width and hiddenLayers are integers ≥ 1
 */
export function deadAtOneSample({ width, hiddenLayers }: Pick<DeepChain, 'width' | 'hiddenLayers'>): number {
  integer('deadAtOneSample', 'width', width, 1);
  integer('deadAtOneSample', 'hiddenLayers', hiddenLayers, 1);
  return someOf(-width * Math.LN2, hiddenLayers);
}

/**
 * The sum Σ 2^{−h_j} over hidden layers of widths h_j: under the same assumptions no network of these widths has a dead layer with a larger
 * probability. With h_j = j + c it stays below 2^{−c} however many layers there are: then the probability does not go to 1.
 */
export function deadLayerUnionBound(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + 2 ** -width, 0);
}

/** 1 − (1 − p)^n, from ln p. */
function someOf(lnP: number, n: number): number {
  if (n === 0) return 0;
  // ln(1 − p); p = 1 gives −∞, and a result of 1.
  const lnNone = Math.log1p(-Math.exp(lnP));
  return -Math.expm1(n * lnNone);
}

/** n ln p, with p = 0 for n > 0 giving −∞. */
const powerLog = (p: number, n: number): number => (p === 1 ? 0 : n * Math.log(p));

function checked(where: string, chain: DeepChain): DeepChain {
  integer(where, 'width', chain.width, 1);
  integer(where, 'hiddenLayers', chain.hiddenLayers, 1);
  finite(where, 'negativeWeight', chain.negativeWeight, 0, 1);
  finite(where, 'notPositiveBias', chain.notPositiveBias, 0, 1);
  return chain;
}
