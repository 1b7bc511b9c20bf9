/** What every backend's tiny networks agree on. */
import { integer, oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Optimizer, TinySamples, TinyShape } from './contract.ts';
import { checkNetwork } from './networks.ts';

/** Largest hidden layer: activations of all samples of a step are kept. */
const most = { hidden: 4096, samples: 4096 };

/** @throws ArgumentError naming what is out of range */
export function checkTiny(
  shape: TinyShape,
  { x, t, batch = t.length }: TinySamples,
  count: number,
  optimizer: Optimizer,
): void {
  const { inputs, hidden, activation, loss, output } = shape;
  integer('tiny', 'inputs', inputs, 1, 2);
  integer('tiny', 'hidden', hidden, 1, most.hidden);
  oneOf('tiny', 'activation', activation, ['relu', 'sigmoid', 'tanh'] as const);
  oneOf('tiny', 'loss', loss, ['binary-cross-entropy', 'squared'] as const);
  oneOf('tiny', 'output', output, ['identity', 'sigmoid'] as const);
  if (loss !== 'squared' && output !== 'identity')
    throw new ArgumentError('tiny', 'output', 'identity with binary-cross-entropy, which has its own sigmoid', output);
  checkNetwork({ sizes: [inputs, hidden, 1], activation, loss: 'squared' }, count, optimizer);
  integer('tiny', 'samples', t.length, 1, most.samples);
  integer('tiny', 'batch', batch, 1, t.length);
  if (x.length !== inputs * t.length)
    throw new ArgumentError('tiny', 'samples.x', `${inputs * t.length} numbers, ${inputs} a sample`, x.length);
  const wrong = [...x, ...t].find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new ArgumentError('tiny', 'samples', 'finite', wrong);
}

/** Samples of each of `steps` steps from the first; undefined where every step sees all of them. */
export function checkOrder({ t, batch }: TinySamples, steps: number, order?: Uint32Array): void {
  if (batch === undefined ? order !== undefined : order?.length !== steps * batch) {
    const rule = batch === undefined ? 'absent, since each step sees all samples' : `${steps} × ${batch} numbers`;
    throw new ArgumentError('train', 'order', rule, order?.length);
  }
  for (const s of order ?? []) integer('train', 'order', s, 0, t.length - 1);
}

/** A state that a fleet of this size saved. */
export function checkState(state: Float64Array, count: number, dimension: number): void {
  integer('restore', 'state.length', state.length, 1 + 3 * count * dimension, 1 + 3 * count * dimension);
  integer('restore', 'state[0]', state[0], 0);
}

export const tinyDimension = ({ inputs, hidden }: TinyShape): number => hidden * (inputs + 2) + 1;

/** Where parameter i, counted in the contract's order, is in a group: units of (w, b, v), then c. */
export function tinyPlace({ inputs, hidden }: TinyShape, i: number): number {
  const unit = inputs + 2;
  const weights = hidden * inputs;
  if (i < weights) return Math.floor(i / inputs) * unit + (i % inputs);
  if (i < weights + hidden) return (i - weights) * unit + inputs;
  if (i < weights + 2 * hidden) return (i - weights - hidden) * unit + inputs + 1;
  return hidden * unit;
}
