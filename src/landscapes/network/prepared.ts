/** Second derivatives of a network of any depth by the kernels: points are prepared there, as many at once as have room. */
import { CapacityError } from '../../base/errors.ts';
import type { NetworkCurvature, PreparedPoint, RoundingBound } from '../../kernels/contract/network-curvature.ts';
import type { Kernels, SymmetricKernel } from '../../kernels/contract.ts';
import { countBelow } from '../../linalg/counting.ts';
import type { PointHessian } from '../landscape.ts';
import { addDecay, addDecayDiagonal, addDecayProducts, decayRates } from './decay.ts';
import type { Examples } from './examples.ts';
import { gradientError } from './gradient-error.ts';
import { meanLoss } from './output-loss.ts';
import type { NetworkModel } from './shape.ts';
import { idleParameters } from './zero-modes.ts';

/**
 * A point beyond those that have room takes the place of the one prepared longest ago, which is prepared again when it is next asked:
 * the same bits, whatever is released.
 * @param plain  for points that are not finite, or do not fit the kernel's memory
 */
export function preparedHessians(
  kernels: Kernels,
  shape: Required<NetworkModel>,
  examples: Examples,
  plain: (point: Float64Array) => PointHessian,
): (point: Float64Array) => PointHessian {
  let curvature: NetworkCurvature | undefined;
  let symmetric: SymmetricKernel | undefined;
  /** The matrix that the counting kernel holds. */
  let held: object | undefined;
  const loss = meanLoss(shape, examples);
  const rates = decayRates(shape);
  /** ‖computed − λ ∘ v‖ and that of the sum, per ‖v‖. */
  const ofPenalty = 4 * 2 ** -53 * (shape.decay ?? 0);
  /** Those that have a place, the oldest first. */
  const placed: { evict(): void }[] = [];
  const prepare = (point: Float64Array, owner: { evict(): void }): PreparedPoint => {
    curvature ??= kernels.networkCurvature(shape, examples);
    if (placed.length === curvature.capacity) placed.shift()!.evict();
    const prepared = curvature.at(point, loss);
    placed.push(owner);
    return prepared;
  };

  return (given) => {
    if (!given.every(Number.isFinite)) return plain(given);
    const point = given.slice();
    const n = point.length;
    const owner = { evict };
    let prepared: PreparedPoint | undefined;
    let idle: Int32Array | undefined;
    function evict() {
      prepared?.release();
      prepared = undefined;
    }
    const there = () => {
      prepared ??= prepare(point, owner);
      return prepared;
    };
    const form = (): SymmetricKernel => {
      symmetric ??= kernels.symmetric(n);
      if (held !== owner) {
        held = undefined;
        there().matrix(symmetric);
        if (rates) for (let i = 0; i < n; i++) symmetric.diagonal[i]! += rates[i]!;
        held = owner;
      }
      return symmetric;
    };
    try {
      const { value: mean, gradient: ofMean } = there();
      const gradient = rates ? ofMean.slice() : ofMean;
      const value = rates ? mean + addDecay(rates, point, gradient) : mean;
      const multiply = (vectors: Float64Array, count: number, out: Float64Array) => {
        there().multiply(vectors, count, out);
        if (rates) addDecayProducts(rates, vectors, count, out);
      };
      const withPenalty = ({ value: own, kind }: RoundingBound): RoundingBound => ({ value: own + ofPenalty, kind });
      return {
        size: n,
        symmetric: true,
        apply: (v, out) => multiply(v, 1, out),
        applyBlock: multiply,
        get error() {
          return withPenalty(there().errors.product);
        },
        value,
        gradient,
        get gradientError() {
          return { value: gradientError(shape, examples, point), kind: 'bound' as const };
        },
        formed: true,
        matrix() {
          const entries = new Float64Array(n * n);
          there().matrix(entries);
          if (rates) addDecayDiagonal(rates, entries);
          return { entries, error: withPenalty(there().errors.matrix) };
        },
        form: () => void form(),
        get idle() {
          idle ??= idleParameters(shape, examples, point);
          return idle;
        },
        gaussNewton: () => ({
          size: n,
          symmetric: true,
          apply: (v, out) => there().multiply(v, 1, out, 'gauss-newton'),
          applyBlock: (vectors, count, out) => there().multiply(vectors, count, out, 'gauss-newton'),
          get error() {
            return there().errors.product;
          },
        }),
        countBelow: (level) => countBelow(form(), level, withPenalty(there().errors.matrix).value),
        release() {
          if (held === owner) held = undefined;
          const at = placed.indexOf(owner);
          if (at >= 0) placed.splice(at, 1);
          evict();
        },
      };
    } catch (error) {
      if (error instanceof CapacityError) return plain(point);
      throw error;
    }
  };
}
