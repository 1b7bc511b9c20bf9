/**
 * How flat the loss of a one-hidden-layer ReLU network is at a point, whatever the scale of the loss: the eigenvalues of its Hessian within
 * ± ε λ_max. A threshold that is the same for every loss takes any eigenvalue for zero once the loss is small enough; this one does not.
 */
import type { Stream } from '../../base/philox.ts';
import type { RectifiedHessians } from '../../kernels/contract.ts';
import { countBelow } from '../../linalg/counting.ts';
import { extremes } from '../../linalg/lanczos.ts';
import { fromUpper } from '../../linalg/operator.ts';
import { countNegative } from './rectified-index.ts';

export interface FlatDirections {
  /** λ_max. */
  readonly largest: number;
  /** Eigenvalues certainly within ± ε λ_max, and those that may be: exact zero modes are among the first. */
  readonly within: number;
  readonly undetermined: number;
  /** Directions that cannot change the loss whatever the data say: idle parameters, and the same added to all outputs. */
  readonly exactZeros: number;
}

/** Relative residual asked of λ_max: far less than what moves a count of eigenvalues that lie densely. */
const tolerance = 1e-6;

/**
 * @param share  ε in (0, 1)
 * @randomness   the start of a Krylov space for λ_max
 * @accuracy     counts are exact up to `undetermined` at the threshold ε λ_max, λ_max to a millionth
 * @throws       as `rectifiedIndex`
 */
export function flatDirections(
  stream: Stream,
  hessians: RectifiedHessians,
  parameters: Float64Array,
  share: number,
): FlatDirections {
  const point = hessians.at(parameters);
  const formed = point.form();
  const { matrix, error, kept } = formed;
  const exactZeros = exactZeroModes(parameters.length - kept.length, point.active.length);
  if (kept.length === 0) return { largest: 0, within: parameters.length, undetermined: 0, exactZeros };
  const [top] = extremes(stream, fromUpper(matrix.matrix, matrix.diagonal), 1, { tolerance }).largest;
  const τ = share * top!.value;
  const [below, notAbove] = [countNegative(formed, τ), countBelow(matrix, τ, error)];
  const within = Math.max(0, notAbove.low - below.high);
  return {
    largest: top!.value,
    within: within + parameters.length - kept.length,
    undetermined: notAbove.high - below.low - within,
    exactZeros,
  };
}

/** The loss does not change when the same is added to all outputs: by the biases, or by the output weights of an active unit. */
export const exactZeroModes = (idle: number, active: number): number => idle + active + 1;
