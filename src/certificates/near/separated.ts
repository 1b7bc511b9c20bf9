/**
 * Losses that fall along a ray: where every sample is on the right side, scaling the last layer by c > 1 lowers the loss of each. Such a point
 * is not critical, the loss comes as near to 0 as one likes, and no minimum has it.
 */
import type { Examples } from '../../landscapes/network/examples.ts';
import type { NetworkModel } from '../../landscapes/network/shape.ts';
import type { Interval } from '../interval/interval.ts';
import { encloseOutputs } from '../interval/network.ts';

/** Losses of y − t that grow with |y − t|. */
const residuals: readonly string[] = ['absolute', 'mean-squared', 'squared'];

/** Whether the loss can only be lowered, never reach 0: a target of an output is at the end of its range. */
export function isUnreachable({ loss, output, decay }: Required<NetworkModel>, { t }: Examples): boolean {
  if (decay > 0) return false;
  const areEnds = t.every((target) => target === 0 || target === 1);
  if (loss === 'cross-entropy' || loss === 'binary-cross-entropy') return areEnds && output === 'identity';
  return output === 'sigmoid' && residuals.includes(loss) && t.some((target) => target === 0 || target === 1);
}

/** Whether all samples are shown to be strictly on the right side. */
export function isSeparated(model: Required<NetworkModel>, examples: Examples, theta: Float64Array): boolean {
  const { t, outputs: width } = examples;
  if (!isUnreachable(model, examples) || !t.every((target) => target === 0 || target === 1)) return false;
  const { outputs } = encloseOutputs({ ...model, output: 'identity' }, examples, { low: theta, high: theta });
  if (model.loss !== 'cross-entropy') return outputs.every((z, k) => (t[k] === 1 ? z.low > 0 : z.high < 0));
  return Array.from({ length: examples.count }, (_, s) => s).every((s) => {
    const own = outputs.slice(s * width, (s + 1) * width);
    const label = t.subarray(s * width, (s + 1) * width).indexOf(1);
    return own.every((z: Interval, o) => o === label || z.high < own[label]!.low);
  });
}
