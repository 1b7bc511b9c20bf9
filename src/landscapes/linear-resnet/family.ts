/** Linear residual nets as a family: width, layers, and the linear map that is to be found, drawn near the identity. */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import type { Family } from '../family.ts';
import { networkLayout } from '../network/layout.ts';
import { linearResnet, type ResnetProblem } from './linear-resnet.ts';

const schema = z.object({
  width: z.int().min(1).max(64).describe('d, number of units in every layer'),
  layers: z.int().min(1).max(512).default(4).describe('H, number of layers'),
  spread: z.number().nonnegative().default(0.5).describe('R = I + spread G/√d, G of standard normals'),
  condition: z
    .number()
    .min(1)
    .default(4)
    .describe('largest over smallest eigenvalue of the inputs’ covariance, in geometric progression'),
  noise: z.number().nonnegative().default(1).describe('variance of each component of ξ'),
  startSize: z.number().positive().default(0.1).describe('standard deviation of starting weights times √d'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the drawn map'),
  seed: z.int().min(0).default(1).describe('seed of the map and the starts'),
});
type ResnetSpec = z.infer<typeof schema>;

export const linearResnetFamily: Family<ResnetSpec> = {
  name: 'linear-resnet',
  schema,
  portable: true,
  title: ({ width, layers, disorder }) => `linear residual net of ${layers} layers, width ${width}, map ${disorder}`,
  open: (spec, { kernels }) => linearResnet(spec.width, spec.layers, problemOf(spec), kernels),
  start(_landscape, { width, layers, startSize, seed }, k, out) {
    const draw = stream(seed, 'linear-resnet', k, `start/${width}-${layers}`);
    for (let i = 0; i < out.length; i++) out[i] = (startSize / Math.sqrt(width)) * draw.normal();
  },
  bytes: ({ width, layers }, _shapes, points) => 32 * width ** 2 * (layers + 1) + 16 * points * layers * width ** 2,
  layout: ({ width, layers }) => networkLayout({ sizes: new Array(layers + 1).fill(width), bias: false }),
  fixtures: [
    { width: 2, layers: 3, spread: 0.5, condition: 4, noise: 1, startSize: 0.1, disorder: 0, seed: 4 },
    { width: 3, layers: 2, spread: 1, condition: 1, noise: 0, startSize: 0.3, disorder: 1, seed: 4 },
  ],
};

/** R near the identity, and a diagonal covariance. */
function problemOf({ width: d, spread, condition, noise, disorder, seed }: ResnetSpec): ResnetProblem {
  const draw = stream(seed, 'linear-resnet', disorder, `map/${d}`);
  const map = Float64Array.from({ length: d * d }, (_, at) => {
    const identity = Math.floor(at / d) === at % d ? 1 : 0;
    return identity + (spread / Math.sqrt(d)) * draw.normal();
  });
  const factor = new Float64Array(d * d);
  for (let i = 0; i < d; i++) factor[i * d + i] = Math.sqrt(condition) ** (d === 1 ? 0 : -i / (d - 1));
  return { map, factor, noise: d * noise };
}
