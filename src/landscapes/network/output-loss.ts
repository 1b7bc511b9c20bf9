/** The mean loss over the examples as the curvature kernels want it: total and derivatives at all outputs, weights of the samples in the numbers. */
import type { OutputCurvature, OutputLoss } from '../../kernels/contract/network-curvature.ts';
import type { Examples } from './examples.ts';
import { type Loss, lossOf, type Objective, total } from './losses.ts';

/** @param examples  with weights of mean 1, or none */
export function meanLoss(objective: Objective, { count, outputs, t, weights }: Examples): OutputLoss {
  const loss = lossOf(objective);
  const targets = Float64Array.from(t);
  const sums = Float64Array.from({ length: loss.form === 'covariance' ? count : 0 }, (_, s) =>
    total(targets.subarray(s * outputs, (s + 1) * outputs)),
  );
  const share = 1 / count;
  return (z) => {
    const gradient = new Float64Array(count * outputs);
    const entries = new Float64Array(loss.form === 'zero' ? 0 : count * outputs);
    let value = 0;
    for (let s = 0; s < count; s++) {
      const [from, to] = [s * outputs, (s + 1) * outputs];
      const [zs, ts] = [z.subarray(from, to), targets.subarray(from, to)];
      const w = weights?.[s] ?? 1;
      value += w * loss.value(zs, ts);
      loss.gradient(zs, ts, gradient.subarray(from, to));
      loss.entries(zs, ts, entries.subarray(from, to));
      for (let i = from; i < to; i++) gradient[i]! *= w * share;
    }
    return { value: value * share, gradient, curvature: curvatureOf(loss.form) };

    function curvatureOf(form: Loss['form']): OutputCurvature {
      if (form === 'zero') return { kind: 'zero' };
      const weightOf = (s: number) => (weights?.[s] ?? 1) * share;
      if (form === 'covariance')
        return { kind: 'covariance', weights: sums.map((sum, s) => sum * weightOf(s)), probabilities: entries };
      return { kind: 'diagonal', entries: entries.map((c, i) => c * weightOf(Math.floor(i / outputs))) };
    }
  };
}
