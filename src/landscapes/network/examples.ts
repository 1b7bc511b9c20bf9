/** What a network is trained on: inputs and targets, from labels or from numbers. */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { type DataPart, type Dataset, namedPart } from '../../data/dataset.ts';
import type { Examples, Samples } from '../../kernels/contract.ts';
import { classTargets } from '../../kernels/minibatch.ts';
import { type LossName, losses } from './losses.ts';

export type { Examples };

/** Labeled images with a target of 1 at the label and 0 elsewhere, one output a class. */
export function examplesOf(samples: Samples, classes: number): Examples {
  return labeledExamples(samples, classes, 'cross-entropy');
}

/**
 * The samples that a data set's name asks for; labels as targets of 1 and 0, one output a class.
 * @throws ArgumentError when it asks for test samples and there are none
 */
export function datasetExamples(dataset: Dataset): Examples {
  return partExamples(namedPart(dataset), dataset.outputs);
}

/** The same of training or test samples. */
export function partExamples({ count, inputs, x, labels, targets, weights }: DataPart, outputs: number): Examples {
  const own = { count, inputs, outputs, x, ...(weights && { weights }) };
  return labels ? { ...own, t: labelTargets(labels, outputs, 'cross-entropy'), labels } : { ...own, t: targets! };
}

/**
 * Labeled images with targets as the loss wants them. One output stands for label 1, several for one label each.
 * @throws ArgumentError when a label has no output
 */
export function labeledExamples(samples: Samples, outputs: number, loss: LossName): Examples {
  const { count, inputs, images, labels } = samples;
  return { count, inputs, outputs, x: images, t: labelTargets(labels, outputs, loss), labels };
}

/**
 * Targets of labels, count × outputs, as the loss wants them.
 * @throws ArgumentError when a label has no output
 */
export function labelTargets(labels: Uint8Array, outputs: number, loss: LossName): Float64Array {
  integer('labelTargets', 'outputs', outputs, 1);
  const { label, other } = losses[loss].targets;
  const classes = Math.max(outputs, 2);
  for (const y of labels) if (y >= classes) throw new ArgumentError('labelTargets', 'labels', `below ${classes}`, y);
  return classTargets(labels, outputs, label, other);
}

/** How labels become targets and weights besides. */
export interface LabelRule {
  /** ε of label smoothing: targets t of 0 and 1 become (1 − ε) t + ε/K, K classes (2 of one output). */
  readonly smoothing?: number;
  /** Weight of each class in the mean over the samples. */
  readonly classWeights?: readonly number[];
}

/**
 * Smooths the targets of labels and weighs classes, as torch does: with both, output c of a target counts by its own weight,
 * L = −Σₛ Σ_c w_c t_sc log p_sc / Σₛ w_yₛ.
 * @throws ArgumentError when there are no labels, the loss has no targets 0 and 1, or the weights are not one ≥ 0 a class
 * @source [szegedy2016rethinking] (label smoothing)
 */
export function weighLabels(examples: Examples, loss: LossName, { smoothing = 0, classWeights }: LabelRule): Examples {
  if (smoothing === 0 && !classWeights) return examples;
  const { labels, outputs, count } = examples;
  const rule = (argument: string, words: string, value: unknown) =>
    new ArgumentError('network', argument, words, value);
  const asked = smoothing === 0 ? 'classWeights' : 'smoothing';
  if (!labels) throw rule(asked, 'given with labels (these data have real targets)', asked);
  const classes = Math.max(2, outputs);
  if (!(smoothing >= 0 && smoothing < 1)) throw rule('smoothing', '≥ 0 and below 1', smoothing);
  if (smoothing > 0 && !(loss === 'cross-entropy' || loss === 'binary-cross-entropy'))
    throw rule('smoothing', 'given with cross-entropy or binary-cross-entropy', loss);
  const t = Float64Array.from(examples.t, (x) => (1 - smoothing) * x + smoothing / classes);
  if (!classWeights) return { ...examples, t };
  if (classWeights.length !== classes)
    throw rule('classWeights', `${classes} numbers, one a class`, classWeights.length);
  const lowest = Math.min(...classWeights);
  if (!(lowest >= 0) || (smoothing > 0 && !(lowest > 0)))
    throw rule('classWeights', smoothing > 0 ? 'positive with label smoothing' : '≥ 0', lowest);
  const own = examples.weights;
  const weights = Float64Array.from(labels, (y, s) => classWeights[y]! * (own?.[s] ?? 1));
  if (smoothing > 0 && loss === 'cross-entropy')
    for (let s = 0; s < count; s++)
      for (let c = 0; c < outputs; c++) t[s * outputs + c]! *= classWeights[c]! / classWeights[labels[s]!]!;
  return { ...examples, t: smoothing > 0 ? t : examples.t, weights };
}

/**
 * The same examples with weights of mean 1, so that Σ wₛ ℓₛ / count is their weighted mean; without weights where all are equal.
 * @throws ArgumentError when a weight is negative or not finite, or all are 0
 */
export function normalizedWeights(examples: Examples): Examples {
  const { weights, count, ...rest } = examples;
  if (!weights) return examples;
  if (weights.length !== count)
    throw new ArgumentError('examples', 'weights', `${count} numbers, one a sample`, weights.length);
  const wrong = weights.findIndex((w) => !(w >= 0 && w < Infinity));
  if (wrong >= 0) throw new ArgumentError('examples', `weights[${wrong}]`, 'a finite number ≥ 0', weights[wrong]);
  const sum = weights.reduce((total, w) => total + w, 0);
  if (!(sum > 0)) throw new ArgumentError('examples', 'weights', 'positive in at least one sample', 0);
  if (weights.every((w) => w === weights[0])) return { count, ...rest };
  return { ...examples, weights: weights.map((w) => (w * count) / sum) };
}

/** The first `count` examples, as views. */
export function firstExamples({ x, t, labels, weights, ...rest }: Examples, count: number): Examples {
  const { inputs, outputs } = rest;
  return {
    ...rest,
    count,
    x: x.subarray(0, count * inputs),
    t: t.subarray(0, count * outputs),
    ...(labels && { labels: labels.subarray(0, count) }),
    ...(weights && { weights: weights.subarray(0, count) }),
  };
}
