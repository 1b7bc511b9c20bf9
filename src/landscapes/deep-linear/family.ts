/** Deep linear nets as a family: widths, and the data whose squared error is the value, from a file or drawn. */
import { z } from 'zod';
import { plainDataName } from '../../data/data-name.ts';
import type { Family } from '../family.ts';
import { layerPlaces } from '../network/layers.ts';
import { networkLayout } from '../network/layout.ts';
import { drawNetwork } from '../network/start.ts';
import { checkWidths, deepLinear } from './deep-linear.ts';
import { randomExamples } from './random-data.ts';

const schema = z.object({
  widths: z.array(z.int().min(1).max(4096)).min(2).max(64).describe('d_0 inputs, the hidden widths, d_H outputs'),
  data: z.string().optional().describe('data set of inputs and outputs; drawn from the seed when absent'),
  samples: z.int().min(1).max(1_000_000).default(20).describe('samples of drawn data'),
  gain: z
    .number()
    .positive()
    .default(1)
    .describe('standard deviation of starting weights times √(inputs of the layer)'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the drawn data'),
  seed: z.int().min(0).default(1).describe('seed of drawn data and starts'),
});
type DeepLinearSpec = z.infer<typeof schema>;

export const deepLinearFamily: Family<DeepLinearSpec> = {
  name: 'deep-linear',
  schema,
  portable: true,
  title: ({ widths, data, disorder }) =>
    `deep linear net ${widths.join('-')} on ${data === undefined ? `random data ${disorder}` : plainDataName(data)}`,
  data: ({ data }) => (data === undefined ? [] : [data]),
  check: ({ widths }, [shape]) => {
    if (shape) checkWidths('deep-linear', widths, shape);
  },
  open({ widths, samples, disorder, seed }, { kernels, data }) {
    const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
    return deepLinear(widths, data[0] ?? randomExamples(seed, disorder, inputs, outputs, samples), kernels);
  },
  start(_landscape, { widths, seed, gain }, k, out) {
    // Uniform on ± √3 has variance 1.
    drawNetwork({ seed, gain: Math.sqrt(3) * gain }, widths, k, out, false);
  },
  bytes({ widths, samples }, [shape], points) {
    const { dimension } = layerPlaces(widths, false);
    const units = widths.reduce((sum, n) => sum + n, 0);
    return 8 * (shape?.count ?? samples) * (4 * units + 2 * widths.at(-1)!) + 16 * points * dimension;
  },
  layout: ({ widths }) => networkLayout({ sizes: widths, bias: false }),
  fixtures: [
    { widths: [3, 2, 3], samples: 9, gain: 1, disorder: 0, seed: 4 },
    { widths: [4, 2, 2, 3], samples: 31, gain: 1, disorder: 1, seed: 4 },
    // Fewer samples than inputs: XXᵀ is singular.
    { widths: [3, 1, 2, 2, 3], samples: 2, gain: 1, disorder: 2, seed: 4 },
    { widths: [3, 2], samples: 5, gain: 1, disorder: 0, seed: 4 },
  ],
};
