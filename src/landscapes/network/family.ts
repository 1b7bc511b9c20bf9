/** Networks of any depth as a family: layers, activation, the objective as it was trained, and the data that it is the mean over. */
import { z } from 'zod';
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { plainDataName, testSplit, withRule } from '../../data/data-name.ts';
import type { DataShape } from '../../data/dataset.ts';
import type { Family, PointFound, PointsAsked } from '../family.ts';
import { type ActivationName, activations } from './activations.ts';
import { firstExamples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { networkLayout } from './layout.ts';
import { type LossName, losses, lossOf } from './losses.ts';
import { type NetworkLandscape, networkLandscape } from './network.ts';
import { checkTargets, objectiveExamples, objectiveFields } from './objective.ts';
import type { NetworkModel } from './shape.ts';
import { drawNetwork, usualGain } from './start.ts';
import { findWeights, weightNames } from './weights-file.ts';

/** Samples a network is looked at on when nothing is said: index and Hessians of small networks take seconds. */
const fewImages = 1000;

const activationNames = Object.keys(activations) as ActivationName[];

const schema = z.object({
  hidden: z.array(z.int().min(1).max(65_536)).max(1000).default([]).describe('units of each hidden layer'),
  activation: z.enum(activationNames).default('relu').describe('activation of the hidden layers'),
  loss: z
    .enum(Object.keys(losses) as LossName[])
    .default('cross-entropy')
    .describe('loss of the outputs of a sample against its targets, whose mean is the value'),
  output: z.enum(activationNames).optional().describe('activation of the outputs, before the loss (default: identity)'),
  outputs: objectiveFields.outputs,
  // Not filled in: specs without the field keep their hash.
  bias: z.boolean().optional().meta({ description: 'layers have biases', default: true }),
  weightDecay: objectiveFields.weightDecay,
  decays: objectiveFields.decays,
  smoothing: objectiveFields.smoothing,
  classWeights: objectiveFields.classWeights,
  data: z.string().optional().describe('data set by name; MNIST with the pixels below when absent'),
  split: z.enum(['train', 'test']).optional().describe('samples of the data set (default: train)'),
  pixels: z.int().min(1).max(28).optional().meta({
    description: 'side that square images are averaged down to; images in files stay as they are when absent',
    default: 10,
  }),
  images: z
    .int()
    .min(1)
    .optional()
    .describe(
      'number of samples, the first of the set, that the mean is over; 1000 of MNIST and all of other data when absent, those of the run on a run',
    ),
  seed: z.int().min(0).default(1).describe('seed of the starts'),
});
type NetworkSpec = z.infer<typeof schema>;

export const networkFamily: Family<NetworkSpec> = {
  name: 'network',
  schema,
  short: 'hidden',
  adjustable: ['images', 'split'],
  portable: true,
  title: ({ hidden, activation, loss, ...rest }) =>
    `network of hidden layers ${hidden.join('-') || 'none'} (${activation}, ${loss}) on ${plainDataName(dataName(rest))}`,
  data: (spec) => [dataName(spec)],
  check(spec, [shape]) {
    const { images } = spec;
    if (images !== undefined) integer('network', 'images', images, 1, shape!.count);
    checkTargets('network', spec, shape!);
  },
  open(spec, { kernels, data }) {
    const { activation, loss } = spec;
    const all = data[0]!;
    const { labels, outputs } = all;
    networkFamily.check!(spec, [{ ...all, ...(labels && { classes: outputs }) }]);
    const sizes = sizesOf(spec, all);
    const examples = objectiveExamples(spec, firstExamples(all, countOf(spec, all)));
    const model: NetworkModel = {
      ...{ sizes, activation, loss },
      bias: spec.bias ?? true,
      output: spec.output ?? 'identity',
      decay: spec.weightDecay ?? 0,
      decays: spec.decays ?? 'all',
    };
    const landscape = networkLandscape(model, examples, kernels);
    const samples = `${examples.count} ${spec.split === 'test' ? 'test ' : ''}samples of ${plainDataName(dataName(spec))}`;
    return {
      ...landscape,
      name: `network ${sizes.join('-')} (${activation}, ${loss}) on ${samples}`,
      quantity: { ...landscape.quantity, convention: conventionOf(spec, model) },
    };
  },
  start(landscape, { seed }, k, out) {
    const { sizes, bias } = (landscape as NetworkLandscape).shape;
    drawNetwork({ seed, gain: usualGain }, sizes, k, out, bias);
  },
  bytes(spec, [shape], points) {
    const { dimension } = layerPlaces(sizesOf(spec, shape!), spec.bias ?? true);
    const count = countOf(spec, shape!);
    const units = spec.hidden.reduce((sum, n) => sum + n, shape!.outputs);
    // The curvature kernel keeps inputs, and of one point activations, slopes, bends and pulls.
    const numbers = shape!.inputs + 4 * units + 2 * shape!.outputs;
    return 4 * shape!.count * shape!.inputs + 8 * count * numbers + 16 * points * dimension;
  },
  layout: (spec, [shape]) => networkLayout({ sizes: sizesOf(spec, shape!), bias: spec.bias ?? true }),
  points: { names: weightNames, find: findPoint },
  fixtures: [
    ...activationNames.flatMap((activation, a) =>
      (['absolute', 'cross-entropy', 'hinge', 'squared'] as const).map((loss, l) => ({
        hidden: [[3], [4, 2], []][(a + l) % 3]!,
        activation,
        loss,
        pixels: 2,
        images: 31,
        seed: 4,
      })),
    ),
    ...(['xor', 'jellyfish'] as const).map((data, k) => ({
      ...{ hidden: [3], activation: 'tanh' as const, loss: 'binary-cross-entropy' as const, outputs: 1, data },
      ...{ weightDecay: 0.01 * k, smoothing: 0.1 * k, seed: 2 },
    })),
    {
      ...{ hidden: [4], activation: 'sigmoid', loss: 'mean-squared', output: 'tanh', bias: false },
      ...{ data: 'zig-zag', seed: 3 },
    },
  ],
};

function dataName({ data, pixels, split }: Pick<NetworkSpec, 'data' | 'pixels' | 'split'>): string {
  const side = pixels ?? 10;
  const name = data === undefined ? `mnist-${side}x${side}` : withRule(data, pixels === undefined ? {} : { pixels });
  return split === 'test' ? testSplit(name) : name;
}

/** The sizes of a network are those of its weights; what was asked of them can only agree. */
function findPoint(where: string, { file, arrays, row, fields }: PointsAsked): PointFound | undefined {
  const found = findWeights(where, file, arrays, row);
  if (!found) return undefined;
  const { sizes, bias } = found;
  const hidden = sizes.slice(1, -1);
  const asked = fields['hidden'];
  if (asked !== undefined && String(asked) !== String(hidden)) {
    const has = hidden.length === 0 ? 'left out' : hidden.join(',');
    throw new ArgumentError(where, 'hidden', `${has} (${file} holds a network ${sizes.join('-')})`, asked);
  }
  const side = Math.sqrt(sizes[0]!);
  const isImage =
    fields['pixels'] === undefined && fields['data'] === undefined && Number.isInteger(side) && side >= 1 && side <= 28;
  const outputs = sizes.at(-1)!;
  return {
    ...found,
    fields: { hidden, ...(isImage && { pixels: side }), ...(!bias && { bias }), ...(outputs === 1 && { outputs }) },
  };
}

function sizesOf(
  { hidden, outputs }: Pick<NetworkSpec, 'hidden' | 'outputs'>,
  shape: Pick<DataShape, 'inputs' | 'outputs'>,
) {
  return [shape.inputs, ...hidden, outputs ?? shape.outputs];
}

function countOf({ images, data }: Pick<NetworkSpec, 'images' | 'data'>, { count }: Pick<DataShape, 'count'>): number {
  return images ?? (data === undefined ? Math.min(fewImages, count) : count);
}

/** What the value is, in words: the loss of a sample, what the mean is taken over, and the penalty. */
function conventionOf({ smoothing, classWeights }: NetworkSpec, model: NetworkModel): string {
  const weights = classWeights ? ', weighted by class' : '';
  const smooth = smoothing ? `, labels smoothed by ${smoothing}` : '';
  const { decay = 0, decays } = model;
  const penalty = decay > 0 ? ` + (${decay}/2) Σ θ² over ${decays === 'all' ? 'all parameters' : 'weights'}` : '';
  return `mean over the samples${weights} of ${lossOf(model).formula}${smooth}${penalty}`;
}
