/** How often a network names the label of an example. */
import { answers } from './answers.ts';
import type { Examples } from './examples.ts';
import { lossOf } from './losses.ts';
import type { NetworkModel } from './shape.ts';

/**
 * Share of the examples whose largest output is that of their label (the first of equal ones); of one output, whose loss is smaller with
 * the target of their label than with the other target.
 * @param examples  with labels
 * @returns         in [0, 1]
 */
export function accuracy(shape: NetworkModel, examples: Examples, point: Float64Array): number {
  const { count, outputs, labels } = examples;
  const z = answers(shape, examples, point);
  const loss = lossOf(shape);
  const target = (label: boolean) => Float64Array.of(label ? loss.targets.label : loss.targets.other);
  const [yes, no] = [target(true), target(false)];
  let hits = 0;
  for (let s = 0; s < count; s++) {
    const own = z.subarray(s * outputs, (s + 1) * outputs);
    const named = outputs > 1 ? largest(own) : Number(loss.value(own, yes) < loss.value(own, no));
    if (named === labels![s]) hits++;
  }
  return hits / count;
}

function largest(z: Float64Array): number {
  let best = 0;
  for (let o = 1; o < z.length; o++) if (z[o]! > z[best]!) best = o;
  return best;
}
