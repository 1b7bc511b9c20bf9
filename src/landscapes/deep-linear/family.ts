/** Deep linear nets as a family: widths, and the data whose squared error is the value, from a file or drawn. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { plainDataName } from '../../data/data-name.ts';
import type { Family } from '../family.ts';
import { layerPlaces } from '../network/layers.ts';
import { networkLayout } from '../network/layout.ts';
import { drawNetwork } from '../network/start.ts';
import { checkWidths, deepLinear } from './deep-linear.ts';
import { randomExamples } from './random-data.ts';
import { alignedWeights, type WhitenedData, whitenedExamples } from './whitened-data.ts';

const schema = z.object({
  widths: z.array(z.int().min(1).max(4096)).min(2).max(64).describe('d_0 inputs, the hidden widths, d_H outputs'),
  data: z.string().optional().describe('data set of inputs and outputs; drawn from the seed when absent'),
  samples: z.int().min(1).max(1_000_000).default(20).describe('samples of drawn data'),
  gain: z
    .number()
    .positive()
    .default(1)
    .describe('standard deviation of starting weights times √(inputs of the layer)'),
  spectrum: z
    .array(z.number().positive())
    .min(1)
    .max(4096)
    .optional()
    .describe('singular values of Y Xᵀ, of drawn whitened data (X Xᵀ = I) in place of random ones'),
  strength: z
    .number()
    .positive()
    .optional()
    .describe(
      'with spectrum: balanced starts along its singular vectors, of this strength, a half, a quarter … (default: random starts)',
    ),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the drawn data'),
  seed: z.int().min(0).default(1).describe('seed of drawn data and starts'),
});
type DeepLinearSpec = z.infer<typeof schema>;

/** @throws ArgumentError when there is a strength without a spectrum, a spectrum beside data, or one too long for the widths */
function whitenedOf({ widths, data, spectrum, strength, disorder, seed }: DeepLinearSpec): WhitenedData | undefined {
  if (strength !== undefined && !spectrum)
    throw new ArgumentError('deep-linear', 'strength', 'given with a spectrum', strength);
  if (!spectrum) return undefined;
  if (data !== undefined) throw new ArgumentError('deep-linear', 'spectrum', 'absent where data are given', spectrum);
  const most = Math.min(widths[0]!, widths.at(-1)!);
  if (spectrum.length > most)
    throw new ArgumentError('deep-linear', 'spectrum', `at most ${most} singular values`, spectrum.length);
  return { seed, disorder, widths, spectrum };
}

export const deepLinearFamily: Family<DeepLinearSpec> = {
  name: 'deep-linear',
  schema,
  portable: true,
  title: ({ widths, data, disorder }) =>
    `deep linear net ${widths.join('-')} on ${data === undefined ? `random data ${disorder}` : plainDataName(data)}`,
  data: ({ data }) => (data === undefined ? [] : [data]),
  check: (spec, [shape]) => {
    const { widths } = spec;
    whitenedOf(spec);
    if (shape) checkWidths('deep-linear', widths, shape);
  },
  open(spec, { kernels, data }) {
    const { widths, samples, disorder, seed } = spec;
    const whitened = whitenedOf(spec);
    if (whitened) return deepLinear(widths, whitenedExamples(whitened), kernels);
    const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
    return deepLinear(widths, data[0] ?? randomExamples(seed, disorder, inputs, outputs, samples), kernels);
  },
  start(_landscape, spec, k, out) {
    const { widths, seed, gain, strength } = spec;
    const whitened = whitenedOf(spec);
    if (whitened && strength !== undefined) {
      alignedWeights(whitened, strength * 0.5 ** k, out);
      return;
    }
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
    { widths: [3, 2, 4], samples: 20, gain: 1, spectrum: [3, 1], disorder: 0, seed: 4 },
  ],
};
