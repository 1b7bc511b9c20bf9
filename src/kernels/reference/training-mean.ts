/** Weighted means over examples, one sample after another: what the plain networks descend along and report. */
import type { Examples, TrainingLoss } from '../contract.ts';
import { answerOf, outputLosses } from './training-loss.ts';

export function targetsOf({ t, outputs }: Examples, s: number): Float64Array {
  return Float64Array.from(t.subarray(s * outputs, (s + 1) * outputs));
}

/**
 * Σ wₛ ∇ℓₛ over the listed samples, and Σ wₛ, or 1 where that is 0.
 * @param add  adds the weighted gradient of one sample
 */
export function summedGradient(
  { weights }: Examples,
  order: Uint32Array,
  size: number,
  add: (s: number, weight: number, gradient: Float64Array) => void,
): { readonly gradient: Float64Array; readonly total: number } {
  const gradient = new Float64Array(size);
  let total = 0;
  for (const s of order) {
    const weight = weights?.[s] ?? 1;
    add(s, weight, gradient);
    total += weight;
  }
  return { gradient, total: total > 0 ? total : 1 };
}

/** Weighted mean loss and share of right answers of one network, from its outputs at each sample. */
export function evaluatePlain(examples: Examples, loss: TrainingLoss, outputs: (s: number) => Float64Array) {
  const { count, labels, weights } = examples;
  const { value } = outputLosses[loss];
  let [sum, total, hits] = [0, 0, 0];
  for (let s = 0; s < count; s++) {
    const z = outputs(s);
    const weight = weights?.[s] ?? 1;
    sum += weight * value(z, targetsOf(examples, s));
    total += weight;
    if (labels && answerOf(outputLosses[loss], z) === labels[s]) hits++;
  }
  return {
    loss: Number.isFinite(sum) ? sum / total : Number.NaN,
    accuracy: labels ? hits / count : Number.NaN,
  };
}
