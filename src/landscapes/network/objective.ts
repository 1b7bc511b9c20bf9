/** The objective that a network is trained by and looked at: fields of a spec, what they ask of the data, and the examples they make of them. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import type { DataShape } from '../../data/dataset.ts';
import { type Examples, labelTargets, weighLabels } from './examples.ts';
import { type LossName, losses } from './losses.ts';

// Not filled in: specs without the fields keep their hash.
export const objectiveFields = {
  outputs: z
    .int()
    .min(1)
    .optional()
    .describe('number of outputs; 1 stands for class 1 of two (default: as many as the data have classes or targets)'),
  weightDecay: z
    .number()
    .min(0)
    .optional()
    .describe('λ of the penalty (λ/2) Σ θᵢ², part of the objective (default: 0)'),
  decays: z
    .enum(['all', 'weights'])
    .optional()
    .describe(
      'what the penalty sums over: all parameters, as an optimizer does, or weights without biases (default: all)',
    ),
  smoothing: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('ε of label smoothing: targets (1 − ε) t + ε/classes (default: 0)'),
  classWeights: z
    .array(z.number().min(0))
    .optional()
    .describe('weight of each class in the mean (default: equal weights)'),
};

/** Loss, and how targets come about. */
export interface TargetSpec {
  readonly loss: LossName;
  readonly outputs?: number | undefined;
  readonly smoothing?: number | undefined;
  readonly classWeights?: readonly number[] | undefined;
}

/** @throws ArgumentError when the data have no such targets */
export function checkTargets(where: string, { loss, outputs }: TargetSpec, shape: Omit<DataShape, 'count'>): void {
  const rule = (argument: string, words: string, value: unknown) => new ArgumentError(where, argument, words, value);
  if (outputs !== undefined && outputs !== shape.outputs && !(outputs === 1 && shape.classes === 2))
    throw rule('outputs', `${shape.outputs}${shape.classes === 2 ? ' or 1' : ''}, as the data have`, outputs);
  if (loss === 'cross-entropy' && shape.classes === undefined)
    throw rule('loss', 'squared or another for numbers (these data have no classes)', loss);
  const own = outputs ?? shape.outputs;
  if (own < losses[loss].outputs) throw rule('loss', `one for ${own} output${own === 1 ? '' : 's'}`, loss);
}

/**
 * The examples with targets and weights as the objective wants them.
 * @throws ArgumentError when labels are smoothed or classes weighed that are not there, or not as many, or numbers are no targets of the loss
 */
export function objectiveExamples(
  { loss, outputs, smoothing, classWeights }: TargetSpec,
  examples: Examples,
): Examples {
  const { labels } = examples;
  const own = outputs ?? examples.outputs;
  const targets = labels ? { ...examples, outputs: own, t: labelTargets(labels, own, loss) } : examples;
  // A probability outside [0, 1] would leave the loss without a lower bound.
  const wrong = loss === 'binary-cross-entropy' ? targets.t.find((t) => !(t >= 0 && t <= 1)) : undefined;
  if (wrong !== undefined) throw new ArgumentError(loss, 'targets', 'numbers from 0 to 1', wrong);
  return weighLabels(targets, loss, {
    ...(smoothing !== undefined && { smoothing }),
    ...(classWeights !== undefined && { classWeights }),
  });
}
