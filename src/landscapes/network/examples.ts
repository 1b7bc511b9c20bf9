/** What a network is trained on: inputs and targets, from labeled images or from numbers. */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Samples } from '../../kernels/contract.ts';
import { type LossName, losses } from './losses.ts';

export interface Examples {
  readonly count: number;
  /** Numbers in an input, and in a target. */
  readonly inputs: number;
  readonly outputs: number;
  /** count × inputs, count × outputs. */
  readonly x: Float32Array | Float64Array;
  readonly t: Float32Array | Float64Array;
  /** Present when the targets are classes: accuracy means something then. */
  readonly labels?: Uint8Array;
}

/** Labeled images with a target of 1 at the label and 0 elsewhere, one output a class. */
export function examplesOf(samples: Samples, classes: number): Examples {
  return labeledExamples(samples, classes, 'cross-entropy');
}

/**
 * Labeled images with targets as the loss wants them. One output stands for label 1, several for one label each.
 * @throws ArgumentError when a label has no output
 */
export function labeledExamples(samples: Samples, outputs: number, loss: LossName): Examples {
  integer('labeledExamples', 'outputs', outputs, 1);
  const { count, inputs, images, labels } = samples;
  const { label, other } = losses[loss].targets;
  const classes = Math.max(outputs, 2);
  const t = new Float64Array(count * outputs).fill(other);
  labels.forEach((y, s) => {
    if (y >= classes) throw new ArgumentError('labeledExamples', 'labels', `below ${classes}`, y);
    if (outputs > 1) t[s * outputs + y] = label;
    else if (y === 1) t[s] = label;
  });
  return { count, inputs, outputs, x: images, t, labels };
}
