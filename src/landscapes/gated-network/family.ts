/** Gated networks as a family: layers, gates, how weights are shared, inputs, labels, loss and domain. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { stream } from '../../base/philox.ts';
import type { DataShape } from '../../data/dataset.ts';
import { pathPolynomial } from '../../kernels/path-polynomial.ts';
import type { Family } from '../family.ts';
import { normalPoint } from '../manifold.ts';
import type { Examples } from '../network/examples.ts';
import { networkLayout } from '../network/layout.ts';
import { squareKinds } from '../paths/latin-squares.ts';
import { pathLandscape } from '../paths/paths.ts';
import { sampleLossNames } from '../sampled-glass/losses.ts';
import { gatedDomains, gatedLandscape, gatedLosses } from './gated-network.ts';
import { drawnGates, gatePower, gateSources, pathCouplings, relu, softplus } from './gates.ts';
import type { GatedNetwork } from './passes.ts';
import { centrings, drawnSamples, inputLaws } from './samples.ts';
import { edgesOf, gatedWiringNames, gatedWirings } from './wirings.ts';

const schema = z.object({
  order: z.int().min(2).max(6).default(3).describe('H, layers of weights'),
  size: z.int().min(2).max(256).describe('n, units of each hidden layer'),
  inputs: z.int().min(1).max(4096).optional().describe('d, inputs of a sample (default: n, or those of the data)'),
  wiring: z.enum(gatedWiringNames).default('own').describe('which weight each edge carries'),
  weights: z.int().min(2).optional().describe('s, number of weights of the wiring colored (default: n)'),
  squares: z.enum(squareKinds).default('generic').describe('squares that place the weights of the wiring latin'),
  gates: z.enum(gateSources).default('own').describe('what decides which units are open'),
  sharpness: z.number().positive().optional().describe('κ of softplus in place of ReLU, for own gates (default: ReLU)'),
  samples: z.int().min(1).max(1_000_000).describe('m, number of samples'),
  inputLaw: z.enum(inputLaws).default('normal').describe('law of the inputs'),
  centring: z
    .enum(centrings)
    .default('none')
    .describe('what is taken from the inputs: nothing, the mean of each sample, or of each input'),
  data: z
    .string()
    .optional()
    .describe('data set by name for inputs of the law data; MNIST with the pixels below when absent'),
  pixels: z.int().min(1).max(28).default(4).describe('side that images of MNIST are averaged down to'),
  labels: z
    .enum(['random', 'data'])
    .default('random')
    .describe('signs of the samples: random, or odd classes against even ones'),
  loss: z.enum(sampleLossNames).default('linear').describe('loss of a sample by its margin'),
  margin: z.number().positive().default(1).describe('s, standard deviation of the margin at random weights'),
  domain: z
    .enum(gatedDomains)
    .default('sphere')
    .describe('one sphere, one for each layer, one for the weights into each unit, or none'),
  decay: z.number().min(0).default(0).describe('λ of ½ λ |w|²/D beside the mean loss'),
  seed: z.int().min(0).default(1).describe('seed of samples, gates, wiring and starts'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the disorder'),
});
export type GatedSpec = z.infer<typeof schema>;

const where = 'gated-network';
const isTaken = ({ inputLaw, labels }: GatedSpec) => inputLaw === 'data' || labels === 'data';
const dataName = ({ data, pixels }: GatedSpec) => data ?? `mnist-${pixels}x${pixels}`;

/** d, n, …, n, 1. */
export function widthsOf(spec: GatedSpec, shapes: readonly Pick<DataShape, 'inputs'>[]): number[] {
  const taken = spec.inputLaw === 'data' ? shapes[0]?.inputs : undefined;
  if (taken !== undefined && spec.inputs !== undefined && spec.inputs !== taken)
    throw new ArgumentError(where, 'inputs', `${taken}, those of ${dataName(spec)}`, spec.inputs);
  return [taken ?? spec.inputs ?? spec.size, ...new Array<number>(spec.order - 1).fill(spec.size), 1];
}

const weightsOf = (spec: GatedSpec, shapes: readonly Pick<DataShape, 'inputs'>[]) =>
  gatedWirings[spec.wiring].weights(spec, widthsOf(spec, shapes));

/** @throws ArgumentError for fields that do not go together; before anything is computed */
function check(spec: GatedSpec, shapes: readonly DataShape[]): void {
  const { wiring, domain, loss, gates, sharpness, samples, weights } = spec;
  const widths = widthsOf(spec, shapes);
  if (wiring === 'latin' && widths[0] !== spec.size)
    throw new ArgumentError(where, 'inputs', `n = ${spec.size} where squares place the weights`, widths[0]);
  if (wiring === 'colored' && (weights ?? 0) > edgesOf(widths))
    throw new ArgumentError(where, 'weights', `at most ${edgesOf(widths)}, one for each edge`, weights);
  if (wiring !== 'own' && !(domain === 'sphere' || domain === 'free'))
    throw new ArgumentError(where, 'domain', 'sphere or free where weights are shared between layers', domain);
  if (domain === 'free' && loss === 'linear')
    throw new ArgumentError(where, 'domain', 'bounded where the loss is linear', domain);
  if (sharpness !== undefined && gates !== 'own')
    throw new ArgumentError(where, 'sharpness', 'given with own gates', sharpness);
  if (!isTaken(spec)) return;
  const { count, classes } = shapes[0]!;
  if (samples > count)
    throw new ArgumentError(where, 'samples', `at most ${count}, those of ${dataName(spec)}`, samples);
  if (spec.labels === 'data' && classes === undefined)
    throw new ArgumentError(where, 'labels', 'random where the data have no classes', spec.labels);
  if (spec.inputLaw !== 'data')
    throw new ArgumentError(where, 'labels', 'random unless the inputs are data', spec.labels);
}

/** Everything but where its gates come from. @throws ArgumentError as `check` */
export function gatedNetworkOf(spec: GatedSpec, data: readonly Examples[]): GatedNetwork {
  const { order, size, wiring, gates, sharpness, samples, loss, margin, seed, disorder } = spec;
  check(
    spec,
    data.map((set) => ({ ...set, ...(set.labels && { classes: set.outputs }) })),
  );
  // One set of samples, wiring and gates for one disorder, whatever else differs: rungs that are compared share them.
  const draw = (purpose: string) => stream(seed, where, disorder, purpose);
  const widths = widthsOf(spec, data);
  const weights = weightsOf(spec, data);
  const colors = gatedWirings[wiring].colors({ ...spec, weights }, widths, draw);
  const { x, y } = drawnSamples({ ...spec, inputs: widths[0]! }, data[0], draw);
  const paths = widths[0]! * size ** (order - 1);
  const scale = 1 / Math.sqrt(paths * gatePower[gates] ** (order - 1));
  const net = {
    ...{ widths, weights, colors, x, y },
    loss: gatedLosses[loss],
    margin: margin * scale,
    front: Math.sqrt(weights / samples),
  };
  if (gates !== 'own') return { ...net, gates: drawnGates(gates, net, draw('gates')) };
  return { ...net, gates: sharpness === undefined ? relu : softplus(sharpness) };
}

export const gatedNetworkFamily: Family<GatedSpec> = {
  name: where,
  schema,
  portable: true,
  title: ({ order, size, wiring, gates, sharpness, samples, loss, seed, disorder }) =>
    `network ${order} × ${size}, ${wiring}, gates ${gates}${sharpness === undefined ? '' : ` ${sharpness}`}, ${samples} samples, ${loss}, seed ${seed}, disorder ${disorder}`,
  data: (spec) => (isTaken(spec) ? [dataName(spec)] : []),
  check,
  open(spec, { data }) {
    const net = gatedNetworkOf(spec, data);
    const { widths, weights, colors, gates, front, margin } = net;
    const name = gatedNetworkFamily.title(spec);
    const { domain, decay } = spec;
    // Gates that do not know w leave a polynomial over paths: one coupling a path in place of m samples.
    if (gates instanceof Float64Array && spec.loss === 'linear' && domain !== 'free' && decay === 0) {
      const couplings = pathCouplings(net, gates);
      const kernel = pathPolynomial({ widths, weights, colors, couplings, scale: -front * margin });
      return pathLandscape(kernel, domain, name);
    }
    const convention = `${spec.loss} loss, mean over ${spec.samples} samples${decay > 0 ? ` + (${decay}/2) Σ w²/D` : ''}`;
    return gatedLandscape(net, { name, domain, decay, convention });
  },
  start({ manifold }, { seed, disorder }, k, out) {
    const draw = stream(seed, `${where}/${disorder}`, k, 'start');
    normalPoint(manifold, draw, out);
  },
  // Between nothing and twice what the height of a glass would be, or all of the loss.
  heights: (landscape, spec, start) => {
    if (spec.loss === 'linear') return { lowest: -2 * landscape.dimension, highest: 0 };
    const value = new Float64Array(1);
    landscape.valueAndGradient(start, 1, value, new Float64Array(start.length));
    return { lowest: 0, highest: value[0]! };
  },
  bytes(spec, shapes, points) {
    const widths = widthsOf(spec, shapes);
    const hidden = (spec.order - 1) * spec.size;
    const taken = isTaken(spec) ? 4 * shapes[0]!.count * shapes[0]!.inputs : 0;
    const paths = widths.reduce((product, n) => product * n, 1);
    return (
      8 *
        (2 * spec.samples * (widths[0]! + hidden) +
          6 * paths +
          8 * edgesOf(widths) +
          (points + 8) * weightsOf(spec, shapes)) +
      taken
    );
  },
  layout(spec, shapes) {
    const D = weightsOf(spec, shapes);
    if (spec.wiring !== 'own')
      return { arrays: [{ name: 'points', layer: 'weights', kind: 'other', shape: [D], start: 0, end: D }] };
    return networkLayout({ sizes: widthsOf(spec, shapes), bias: false });
  },
  fixtures: [
    { size: 5, samples: 12, wiring: 'latin' as const },
    { size: 4, samples: 9, gates: 'frozen' as const, wiring: 'latin' as const, centring: 'samples' as const },
    { size: 3, samples: 7, gates: 'independent' as const, loss: 'logistic' as const, order: 4 },
    { size: 3, samples: 8, gates: 'off' as const, order: 2, domain: 'units' as const, inputLaw: 'pixels' as const },
    { size: 4, samples: 6, sharpness: 4, loss: 'squared' as const, domain: 'free' as const, decay: 0.1, margin: 0.7 },
    { size: 3, samples: 11, loss: 'hinge' as const, domain: 'layers' as const, inputs: 5 },
    {
      size: 3,
      samples: 9,
      inputLaw: 'data' as const,
      pixels: 2,
      labels: 'data' as const,
      loss: 'logistic' as const,
      centring: 'inputs' as const,
    },
    { size: 4, samples: 5, gates: 'signs' as const, wiring: 'colored' as const, weights: 7 },
  ].map((fixture) => schema.parse({ ...fixture, seed: 6 })),
};
