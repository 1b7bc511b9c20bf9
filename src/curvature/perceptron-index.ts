/**
 * The index of a perceptron of any depth, activation and loss at any parameters: the dense Hessian, one product a column, and its
 * inertia in a kernel. For one hidden ReLU layer with cross-entropy network-hessian-index.ts does the same much faster.
 */
import { positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Kernels } from '../kernels/contract.ts';
import type { Examples } from '../landscapes/network/examples.ts';
import { type PerceptronShape, perceptron } from '../landscapes/network/perceptron.ts';
import { countBelow } from '../linalg/counting.ts';
import type { HessianIndex } from './hessian-index.ts';
import { networkHessian } from './network-hessian.ts';

export interface PerceptronIndex extends HessianIndex {
  /** ‖∇L‖ where the Hessian was taken; the counts are those of the point itself, `distance` is null. */
  readonly gradientNorm: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * Counts the eigenvalues below −τ, inside (−τ, τ) and above τ by Bunch–Kaufman at two shifts beside each.
 * @throws     ArgumentError when the parameters do not fit, are not finite, or τ is not positive; CapacityError when n² numbers do not fit
 * @accuracy   exact up to `undetermined`, the formed Hessian taken to err by n u ‖H‖_∞
 */
export function perceptronIndex(
  kernels: Kernels,
  shape: PerceptronShape,
  examples: Examples,
  point: Float64Array,
  threshold: number,
): PerceptronIndex {
  const where = 'perceptronIndex';
  const τ = positive(where, 'threshold', threshold);
  const wrong = point.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new ArgumentError(where, 'point', 'finite', wrong);
  const { whole } = networkHessian(shape, examples, point);
  const n = point.length;
  const kernel = kernels.symmetric(n);
  const unit = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    unit[i] = 1;
    const row = kernel.matrix.subarray(i * n, (i + 1) * n);
    whole.apply(unit, row);
    kernel.diagonal[i] = row[i]!;
    unit[i] = 0;
  }
  const error = n * u * kernel.norm(0);
  const below = countBelow(kernel, -τ, error);
  const notAbove = countBelow(kernel, τ, error);
  const gradient = new Float64Array(n);
  perceptron(shape, examples).valueAndGradient(point, 1, new Float64Array(1), gradient);
  const zero = Math.max(0, notAbove.low - below.high);
  const above = n - notAbove.high;
  return {
    dimension: n,
    threshold: τ,
    negative: below.low,
    zero,
    positive: above,
    undetermined: n - below.low - zero - above,
    bound: Math.max(below.bound, notAbove.bound),
    distance: null,
    gradientNorm: Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)),
  };
}
