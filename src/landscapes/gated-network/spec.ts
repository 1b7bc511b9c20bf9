/** What a gated network is: layers, gates, how weights are shared, inputs, labels, loss and domain; and the network of a spec. */

import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { stream } from '../../base/philox.ts';
import { power } from '../../base/power.ts';
import type { DataShape } from '../../data/dataset.ts';
import type { GatedNetwork } from '../../kernels/contract.ts';
import { sampleLossNames } from '../../kernels/sample-losses.ts';
import type { Examples } from '../network/examples.ts';
import { squareKinds } from '../paths/latin-squares.ts';
import { gatedDomains } from './gated-network.ts';
import { drawnGates, gatePower, gateSources } from './gates.ts';
import { centrings, drawnSamples, inputLaws } from './samples.ts';
import { edgesOf, gatedWiringNames, gatedWirings } from './wirings.ts';

export const gatedSchema = z.object({
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
export type GatedSpec = z.infer<typeof gatedSchema>;

export const where = 'gated-network';
export const isTaken = ({ inputLaw, labels }: GatedSpec) => inputLaw === 'data' || labels === 'data';
export const dataName = ({ data, pixels }: GatedSpec) => data ?? `mnist-${pixels}x${pixels}`;

/** d, n, …, n, 1. */
export function widthsOf(spec: GatedSpec, shapes: readonly Pick<DataShape, 'inputs'>[]): number[] {
  const taken = spec.inputLaw === 'data' ? shapes[0]?.inputs : undefined;
  if (taken !== undefined && spec.inputs !== undefined && spec.inputs !== taken)
    throw new ArgumentError(where, 'inputs', `${taken}, those of ${dataName(spec)}`, spec.inputs);
  return [taken ?? spec.inputs ?? spec.size, ...new Array<number>(spec.order - 1).fill(spec.size), 1];
}

export const weightsOf = (spec: GatedSpec, shapes: readonly Pick<DataShape, 'inputs'>[]) =>
  gatedWirings[spec.wiring].weights(spec, widthsOf(spec, shapes));

/** @throws ArgumentError for fields that do not go together; before anything is computed */
export function check(spec: GatedSpec, shapes: readonly DataShape[]): void {
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
  const scale = 1 / Math.sqrt(paths * power(gatePower[gates], order - 1));
  const net = {
    ...{ widths, weights, colors, x, y },
    loss,
    margin: margin * scale,
    front: Math.sqrt(weights / samples),
  };
  if (gates !== 'own') return { ...net, gates: drawnGates(gates, net, draw('gates')) };
  return { ...net, gates: sharpness ?? Infinity };
}
