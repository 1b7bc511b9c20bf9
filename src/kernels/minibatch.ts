/** What every backend's networks agree on: how parameters are counted, what examples must be, how an epoch is cut into minibatches. */
import { finite, integer, oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Examples, RectifiedShape, Samples, TrainingObjective } from './contract.ts';

const lossNames = ['binary-cross-entropy', 'cross-entropy', 'mean-squared', 'squared'] as const;
/** The rest keeps offsets inside 32 bits. */
const largest = { inputs: 65536, hidden: 1048576, outputs: 65536 };

/** Checks a shape and the number of networks. */
export function checkShape(where: string, shape: RectifiedShape, count: number): void {
  integer(where, 'inputs', shape.inputs, 1, largest.inputs);
  integer(where, 'hidden', shape.hidden, 1, largest.hidden);
  integer(where, 'outputs', shape.outputs, 1, largest.outputs);
  integer(where, 'count', count, 1);
}

/** Checks an objective. */
export function checkObjective(where: string, { loss, decay = 0, decays = 'all' }: TrainingObjective): void {
  oneOf(where, 'loss', loss, lossNames);
  finite(where, 'decay', decay, 0);
  oneOf(where, 'decays', decays, ['all', 'weights']);
}

/** Parameters of one network: (inputs + 1) hidden + (hidden + 1) outputs. */
export function parameterCount({ inputs, hidden, outputs }: RectifiedShape): number {
  return (inputs + 1) * hidden + (hidden + 1) * outputs;
}

/** Checks samples against a shape. */
export function inspectSamples(
  where: string,
  shape: Pick<RectifiedShape, 'inputs' | 'outputs'>,
  { count, inputs, images, labels }: Samples,
): void {
  checkCounts(where, 'samples', shape, { count, inputs });
  if (images.length !== count * inputs)
    throw new ArgumentError(where, 'samples.images', `${count} × ${inputs} numbers`, images.length);
  checkLabels(where, 'samples', labels, count, shape.outputs);
}

/** Checks examples against a shape. */
export function inspectExamples(
  where: string,
  shape: Pick<RectifiedShape, 'inputs' | 'outputs'>,
  { count, inputs, outputs, x, t, labels, weights }: Examples,
): void {
  checkCounts(where, 'examples', shape, { count, inputs });
  if (outputs !== shape.outputs) throw new ArgumentError(where, 'examples.outputs', `${shape.outputs}`, outputs);
  if (x.length !== count * inputs)
    throw new ArgumentError(where, 'examples.x', `${count} × ${inputs} numbers`, x.length);
  if (t.length !== count * outputs)
    throw new ArgumentError(where, 'examples.t', `${count} × ${outputs} numbers`, t.length);
  for (const target of t) if (!Number.isFinite(target)) throw new ArgumentError(where, 'examples.t', 'finite', target);
  if (labels) checkLabels(where, 'examples', labels, count, Math.max(2, outputs));
  if (!weights) return;
  if (weights.length !== count) throw new ArgumentError(where, 'examples.weights', `${count} weights`, weights.length);
  for (const weight of weights) finite(where, 'examples.weights', weight, 0);
  if (!weights.some((weight) => weight > 0))
    throw new ArgumentError(where, 'examples.weights', 'positive in at least one sample', 0);
}

function checkCounts(
  where: string,
  noun: string,
  shape: Pick<RectifiedShape, 'inputs'>,
  { count, inputs }: Pick<Examples, 'count' | 'inputs'>,
): void {
  integer(where, `${noun}.count`, count, 1);
  if (inputs !== shape.inputs) throw new ArgumentError(where, `${noun}.inputs`, `${shape.inputs}`, inputs);
}

function checkLabels(where: string, noun: string, labels: Uint8Array, count: number, classes: number): void {
  if (labels.length !== count) throw new ArgumentError(where, `${noun}.labels`, `${count} labels`, labels.length);
  for (const label of labels)
    if (label >= classes) throw new ArgumentError(where, `${noun}.labels`, `below ${classes}`, label);
}

/** Minibatches of one pass: checks order, batch and rates, and returns their number ⌈order.length/batch⌉. */
export function countSteps(
  where: string,
  count: number,
  order: Uint32Array,
  batch: number,
  rates: Float64Array,
): number {
  integer(where, 'batch', batch, 1);
  integer(where, 'order.length', order.length, 1);
  for (const index of order) if (index >= count) integer(where, 'order', index, 0, count - 1);
  const steps = Math.ceil(order.length / batch);
  if (rates.length !== steps)
    throw new ArgumentError(where, 'rates', `${steps} rates, one for each minibatch`, rates.length);
  for (const rate of rates) finite(where, 'rates', rate, 0);
  return steps;
}

/** Targets of labels, count × outputs: `label` at the output that is the label, `other` elsewhere. One output stands for label 1. */
export function classTargets(labels: Uint8Array, outputs: number, label = 1, other = 0): Float64Array {
  const t = new Float64Array(labels.length * outputs).fill(other);
  labels.forEach((y, s) => {
    if (outputs > 1) t[s * outputs + y] = label;
    else if (y === 1) t[s] = label;
  });
  return t;
}

/** Labeled samples as examples with targets of 1 and 0. */
export function classExamples({ count, inputs, images, labels }: Samples, outputs: number): Examples {
  return { count, inputs, outputs, x: images, t: classTargets(labels, outputs), labels };
}
