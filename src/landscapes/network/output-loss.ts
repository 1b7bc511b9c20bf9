/** The mean loss over the examples as the curvature kernels want it: total and derivatives at all outputs, weights of the samples in the numbers. */
import type { OutputCurvature, OutputLoss } from '../../kernels/contract/network-curvature.ts';
import type { Examples } from './examples.ts';
import { type Loss, type LossName, losses } from './losses.ts';

export function meanLoss(name: LossName, { count, outputs, t }: Examples): OutputLoss {
  const loss: Loss = losses[name];
  const targets = Float64Array.from(t);
  const weight = 1 / count;
  return (z) => {
    const gradient = new Float64Array(count * outputs);
    const entries = new Float64Array(loss.form === 'zero' ? 0 : count * outputs);
    let value = 0;
    for (let s = 0; s < count; s++) {
      const [from, to] = [s * outputs, (s + 1) * outputs];
      const [zs, ts] = [z.subarray(from, to), targets.subarray(from, to)];
      value += loss.value(zs, ts);
      loss.gradient(zs, ts, gradient.subarray(from, to));
      loss.entries(zs, ts, entries.subarray(from, to));
    }
    for (let i = 0; i < gradient.length; i++) gradient[i]! *= weight;
    return { value: value * weight, gradient, curvature: curvatureOf(loss.form, entries, weight, count) };
  };
}

function curvatureOf(form: Loss['form'], entries: Float64Array, weight: number, count: number): OutputCurvature {
  if (form === 'zero') return { kind: 'zero' };
  if (form === 'covariance')
    return { kind: 'covariance', weights: new Float64Array(count).fill(weight), probabilities: entries };
  return { kind: 'diagonal', entries: entries.map((c) => c * weight) };
}
