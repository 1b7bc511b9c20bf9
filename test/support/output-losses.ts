/** Derivatives at the outputs of no loss: all kinds of curvature the kernel knows. */
import type { Stream } from '../../src/base/philox.ts';
import type { OutputCurvature, OutputLoss } from '../../src/kernels/index.ts';

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
