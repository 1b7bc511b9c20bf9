/**
 * Random starts of networks of any depth: weights uniform on ± gain/√(inputs of the layer), or normal of the same variance, around a
 * mean; biases at a mean, or normal around it. The usual gain √6 gives the variance 2/inputs that keeps the size of rectified activations
 * from layer to layer, with means and deviation 0.
 * @source [he2015delving, §2.2]; means [swirszcz2017local, Figure 1]
 */
import { stream } from '../../base/philox.ts';

export const usualGain = Math.sqrt(6);

/** What weights and biases are drawn from, in all layers alike; means and deviation are 0 when absent. */
export interface StartLaw {
  readonly gain: number;
  readonly law?: 'normal' | 'uniform' | undefined;
  readonly weightMean?: number | undefined;
  readonly biasMean?: number | undefined;
  readonly biasDeviation?: number | undefined;
}

/**
 * Start of a network, in the order of its parameters. The draws are those of the stream (seed, network, units of the layers),
 * whatever else is trained and whatever the means.
 * @param bias  whether the layers have biases, which take draws where they deviate
 */
export function drawNetwork(
  {
    seed,
    gain,
    law = 'uniform',
    weightMean = 0,
    biasMean = 0,
    biasDeviation = 0,
  }: StartLaw & { readonly seed: number },
  sizes: readonly number[],
  network: number,
  out: Float64Array,
  bias = true,
): void {
  const draw = stream(seed, 'deep-training', network, `weights/${sizes.join('-')}`);
  let i = 0;
  for (let l = 1; l < sizes.length; l++) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    const width = gain / Math.sqrt(inputs);
    const deviate =
      law === 'normal' ? () => (width / Math.sqrt(3)) * draw.normal() : () => width * (2 * draw.uniform() - 1);
    for (const end = i + units * inputs; i < end; i++) out[i] = weightMean + deviate();
    if (!bias) continue;
    for (const end = i + units; i < end; i++)
      out[i] = biasMean + (biasDeviation > 0 ? biasDeviation * draw.normal() : 0);
  }
}
