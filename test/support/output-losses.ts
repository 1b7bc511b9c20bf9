/** Losses of landscapes/network as the kernel wants them: total and derivatives at all outputs, with weights of the samples in the numbers. */
import type { Stream } from '../../src/base/philox.ts';
import type { OutputCurvature, OutputLoss } from '../../src/kernels/index.ts';
import type { Examples } from '../../src/landscapes/network/examples.ts';
import { type LossName, losses } from '../../src/landscapes/network/losses.ts';

/** The mean loss over the examples. */
export function meanLoss(name: LossName, { count, outputs, t }: Examples): OutputLoss {
  const loss = losses[name];
  return (z) => {
    const gradient = new Float64Array(count * outputs);
    let value = 0;
    for (let s = 0; s < count; s++) {
      const row = (array: Float64Array) => array.subarray(s * outputs, (s + 1) * outputs);
      value += loss.value(row(z), row(t)) / count;
      loss.gradient(row(z), row(t), row(gradient));
    }
    return { value, gradient: gradient.map((g) => g / count), curvature: curvatureOf(name, gradient, t, count) };
  };
}

/** For targets that sum to 1, the softmax is the gradient and the target. */
function curvatureOf(name: LossName, gradient: Float64Array, t: Float64Array, count: number): OutputCurvature {
  if (name === 'squared') return { kind: 'diagonal', entries: new Float64Array(t.length).fill(1 / count) };
  if (name !== 'cross-entropy') return { kind: 'zero' };
  const weights = new Float64Array(count).fill(1 / count);
  return { kind: 'covariance', weights, probabilities: gradient.map((g, i) => g + t[i]!) };
}

export const curvatureKinds = ['zero', 'diagonal', 'covariance', 'full'] as const;

/** Random derivatives of a kind, of no loss: weights and curvatures of both signs. */
export function anyLoss(draw: Stream, kind: OutputCurvature['kind'], count: number, outputs: number): OutputLoss {
  const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
  const uniforms = (n: number) => Float64Array.from({ length: n }, () => draw.uniform() / outputs);
  const gradient = normals(count * outputs);
  const curvature: Record<OutputCurvature['kind'], () => OutputCurvature> = {
    zero: () => ({ kind: 'zero' }),
    diagonal: () => ({ kind: 'diagonal', entries: normals(count * outputs) }),
    covariance: () => ({ kind: 'covariance', weights: normals(count), probabilities: uniforms(count * outputs) }),
    full: () => ({ kind: 'full', entries: symmetric(normals(count * outputs ** 2), outputs) }),
  };
  const derivatives = { value: draw.normal(), gradient, curvature: curvature[kind]() };
  return () => derivatives;
}

function symmetric(entries: Float64Array, n: number): Float64Array {
  return entries.map((_, at) => {
    const [s, i, j] = [Math.floor(at / n ** 2), Math.floor(at / n) % n, at % n];
    return entries[(s * n + Math.min(i, j)) * n + Math.max(i, j)]!;
  });
}
