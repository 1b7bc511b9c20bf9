/**
 * Random starts of networks of any depth: weights uniform on ± gain/√(inputs of the layer), biases at 0. The usual gain √6 gives the
 * variance 2/inputs that keeps the size of rectified activations from layer to layer.
 * @source [he2015delving, §2.2]
 */
import { stream } from '../../base/philox.ts';

export const usualGain = Math.sqrt(6);

/**
 * Start of a network, in the order of its parameters. The draws are those of the stream (seed, network, units of the layers),
 * whatever else is trained.
 * @param bias  whether the layers have biases, which take no draws
 */
export function drawNetwork(
  { seed, gain }: { readonly seed: number; readonly gain: number },
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
    for (const end = i + units * inputs; i < end; i++) out[i] = width * (2 * draw.uniform() - 1);
    if (!bias) continue;
    out.fill(0, i, i + units);
    i += units;
  }
}
