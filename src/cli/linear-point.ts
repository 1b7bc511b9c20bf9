/** What theory says of a critical point of a deep linear net beside what the landscape's own Hessian says by inertia. */
import { hessianIndex } from '../curvature/index.ts';
import type { Kernels } from '../kernels/contract.ts';
import { deepLinear } from '../landscapes/index.ts';
import { symmetricNorm, transpose } from '../linalg/index.ts';
import { classifyLinear, type LinearProblem, pointOf, weightsAt } from '../theory/index.ts';

/**
 * @param share  eigenvalues within ± this share of ‖∇²L‖_∞ count as zero
 * @throws ArgumentError as classifyLinear
 */
export function classifyOnLandscape(
  problem: LinearProblem,
  widths: readonly number[],
  point: Float64Array,
  share: number,
  kernels: Kernels,
) {
  const { weights, descent, ...found } = classifyLinear(problem, weightsAt(widths, point));
  const { X, Y } = problem;
  const examples = { count: X.columns, inputs: X.rows, outputs: Y.rows };
  const landscape = deepLinear(widths, { ...examples, x: transpose(X).entries, t: transpose(Y).entries }, kernels);
  const there = landscape.hessianAt!(pointOf(weights));
  const { entries, error } = there.matrix();
  const value = there.value;
  there.release();
  const size = symmetricNorm(entries, landscape.dimension);
  const threshold = size === 0 ? share : share * size;
  const counted = hessianIndex(entries, landscape.dimension, {
    threshold,
    gradientNorm: 0,
    lipschitz: 0,
    hessianError: error.value,
  });
  const { negative, zero, positive, undetermined } = counted;
  return {
    ...found,
    value,
    index: { negative, zero, positive, undetermined, threshold },
    agrees: found.kind === 'strict-saddle' ? negative > 0 : negative === 0 && undetermined === 0,
    point: [...pointOf(weights)],
    ...(descent && {
      descent: {
        order: descent.order,
        coefficient: descent.coefficient,
        layers: descent.layers,
        direction: [...pointOf(descent.direction)],
      },
    }),
  };
}
