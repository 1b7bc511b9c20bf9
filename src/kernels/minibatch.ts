/** What every backend's networks agree on: how parameters are counted, what samples must be, how an epoch is cut into minibatches. */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { RectifiedShape, Samples } from './contract.ts';

/** Largest sizes of a shape: a label is a byte; the rest keeps offsets inside 32 bits. */
const largest = { inputs: 65536, hidden: 1048576, outputs: 256 };

/** Checks a shape and the number of networks. */
export function checkShape(where: string, shape: RectifiedShape, count: number): void {
  integer(where, 'inputs', shape.inputs, 1, largest.inputs);
  integer(where, 'hidden', shape.hidden, 1, largest.hidden);
  integer(where, 'outputs', shape.outputs, 1, largest.outputs);
  integer(where, 'count', count, 1);
}

/** Parameters of one network: (inputs + 1) hidden + (hidden + 1) outputs. */
export function parameterCount({ inputs, hidden, outputs }: RectifiedShape): number {
  return (inputs + 1) * hidden + (hidden + 1) * outputs;
}

/** Checks samples against a shape. Returns the share of pixels that are not zero. */
export function inspectSamples(
  where: string,
  shape: Pick<RectifiedShape, 'inputs' | 'outputs'>,
  samples: Samples,
): number {
  const { count, inputs, images, labels } = samples;
  integer(where, 'samples.count', count, 1);
  if (inputs !== shape.inputs) throw new ArgumentError(where, 'samples.inputs', `${shape.inputs}`, inputs);
  if (images.length !== count * inputs)
    throw new ArgumentError(where, 'samples.images', `${count} × ${inputs} numbers`, images.length);
  if (labels.length !== count) throw new ArgumentError(where, 'samples.labels', `${count} labels`, labels.length);
  for (const label of labels)
    if (label >= shape.outputs) throw new ArgumentError(where, 'samples.labels', `below ${shape.outputs}`, label);
  let lit = 0;
  for (let i = 0; i < images.length; i++) if (images[i] !== 0) lit++;
  return lit / images.length;
}

/** Minibatches of one pass: checks order, batch and rates, and returns their number ⌈order.length/batch⌉. */
export function countSteps(
  where: string,
  samples: Samples,
  order: Uint32Array,
  batch: number,
  rates: Float64Array,
): number {
  integer(where, 'batch', batch, 1);
  integer(where, 'order.length', order.length, 1);
  for (const index of order) if (index >= samples.count) integer(where, 'order', index, 0, samples.count - 1);
  const steps = Math.ceil(order.length / batch);
  if (rates.length !== steps)
    throw new ArgumentError(where, 'rates', `${steps} rates, one for each minibatch`, rates.length);
  for (const rate of rates) finite(where, 'rates', rate, 0);
  return steps;
}
