/** Least squares with weights ≥ 0 and a free constant, solved exactly [lawson1974solving, chapter 23]. */
import type { Matrix, Vector } from '../format.ts';
import {
  add,
  divide,
  dot,
  isLess,
  isZero,
  multiply,
  negate,
  one,
  type Rational,
  sign,
  subtract,
  zero,
} from '../rational.ts';
import { solve } from './elimination.ts';

export interface NonnegativeFit {
  readonly constant: Rational;
  /** One for each feature, ≥ 0. */
  readonly weights: Vector;
  /** constant + Σ weight · feature − y; it sums to 0, and its products with features are ≥ 0. */
  readonly residuals: Vector;
  /** Σ residual² */
  readonly loss: Rational;
}

/** The least Σ_i (constant + Σ_k weight_k feature_k(i) − y_i)² */
export function nonnegativeFit(features: Matrix, y: Vector): NonnegativeFit {
  let weights: Rational[] = features.map(() => zero);
  let active: number[] = [];
  let fit = free(features, y, active);
  for (;;) {
    const residuals = residualsOf(features, y, fit.constant, weights);
    // A feature that would lower the loss if it got a weight; the residuals are orthogonal to those that have one.
    const next = features.findIndex((feature, k) => !active.includes(k) && sign(dot(feature, residuals)) < 0);
    if (next < 0) return { constant: fit.constant, weights, residuals, loss: dot(residuals, residuals) };
    active = [...active, next];
    for (;;) {
      fit = free(features, y, active);
      const inside = active.every((_, n) => sign(fit.weights[n]!) > 0);
      if (inside) break;
      // As far towards the free solution as weights stay ≥ 0; those that arrive at 0 are let go.
      const share = active.reduce<Rational>((least, k, n) => {
        if (sign(fit.weights[n]!) > 0) return least;
        const own = divide(weights[k]!, subtract(weights[k]!, fit.weights[n]!));
        return isLess(own, least) ? own : least;
      }, one);
      const aim = new Map(active.map((k, n) => [k, fit.weights[n]!]));
      weights = weights.map((weight, k) => add(weight, multiply(share, subtract(aim.get(k) ?? weight, weight))));
      active = active.filter((k) => !isZero(weights[k]!));
    }
    const found = new Map(active.map((k, n) => [k, fit.weights[n]!]));
    weights = weights.map((_, k) => found.get(k) ?? zero);
  }
}

/** The fit by the constant and the active features, without a sign: the features are independent, each lowered the loss. */
function free(features: Matrix, y: Vector, active: readonly number[]): { constant: Rational; weights: Vector } {
  const columns = [y.map(() => one), ...active.map((k) => features[k]!)];
  const solution = solve(
    columns.map((a) => columns.map((b) => dot(a, b))),
    columns.map((a) => dot(a, y)),
  );
  if (!solution) throw new Error('the features of a fit are dependent');
  return { constant: solution[0]!, weights: solution.slice(1) };
}

function residualsOf(features: Matrix, y: Vector, constant: Rational, weights: Vector): Vector {
  return y.map((value, i) =>
    add(
      constant,
      add(
        negate(value),
        dot(
          weights,
          features.map((feature) => feature[i]!),
        ),
      ),
    ),
  );
}
