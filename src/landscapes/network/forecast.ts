/** Seconds that work on a network takes here, timed on a part of its examples. */
import { secondsOf } from '../../base/seconds.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { factorizationSeconds } from '../../linalg/factorization-seconds.ts';
import type { Landscape, Work } from '../landscape.ts';
import { type Examples, firstExamples } from './examples.ts';

/** Examples that values and products, and the formation of a matrix, are timed on. */
const trial = { few: 64, some: 640 };

/** @param open  the same network over fewer examples */
export function networkForecast(
  examples: Examples,
  kernels: Kernels | undefined,
  open: (part: Examples) => Landscape,
): (work: Work, point: Float64Array, clock: () => number) => number {
  const over = (count: number) => ({ landscape: open(firstExamples(examples, count)), share: examples.count / count });
  const few = () => over(Math.min(examples.count, trial.few));
  return (work, point, clock) => {
    const n = point.length;
    if (work === 'value') {
      const { landscape, share } = few();
      const [values, gradient] = [new Float64Array(1), new Float64Array(n)];
      return secondsOf(clock, share, () => landscape.valueAndGradient(point, 1, values, gradient));
    }
    if (work === 'product') {
      const { landscape, share } = few();
      const hessian = landscape.hessianAt!(point);
      const out = new Float64Array(n);
      return secondsOf(clock, share, () => hessian.apply(point, out));
    }
    const { landscape, share } = over(Math.min(examples.count, trial.some));
    const form = secondsOf(clock, share, () => {
      const hessian = landscape.hessianAt!(point);
      hessian.form?.();
      hessian.release();
    });
    return work === 'index' && kernels ? form + factorizationSeconds(kernels, n, clock) : form;
  };
}
