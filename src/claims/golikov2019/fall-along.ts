/**
 * Whether the loss of a deep linear net falls along a direction as a derivative of order k predicts. L(W + t V) − L(W) is a polynomial in t,
 * −c t^k + Σ_{j>k} p_j t^j at a critical point: the step is the longest power of two at which the sum is at most half of c t^k, so that the loss
 * falls by c t^k/2 at least. There the landscape's values, each with a bound on its rounding, show it, or no step does.
 */
import { type Matrix, matrix, plus, times } from '../../linalg/index.ts';
import { type LinearDescent, type LinearProblem, pointOf, weightsAt } from '../../theory/index.ts';
import { lookAt, type RandomNet } from './linear-problems.ts';

export type Fall = 'falls' | 'does not fall' | 'unresolved';

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Halvings of the step from its longest. */
const longest = 2 ** 10;
const halvings = 120;
/** Times the rounding of both values that the least fall has to be. */
const margin = 4;
/** Of the predicted fall, what is seen at least where the rest of the polynomial is at most a half. */
const share = 0.25;

/** @param point  critical, with the descent that the classifier predicts from it */
export function fallAlong(
  { widths, problem, landscape }: RandomNet,
  point: Float64Array,
  descent: LinearDescent,
): Fall {
  const { order, coefficient, direction } = descent;
  const rest = restOf(problem, weightsAt(widths, point), direction, order);
  const predicted = (t: number) => coefficient * t ** order;
  let t = longest;
  for (let k = 0; rest(t) > predicted(t) / 2; k++, t /= 2) if (k === halvings) return 'unresolved';
  const along = pointOf(direction);
  const there = point.map((w, i) => w + t * along[i]!);
  const noise = [point, there].reduce((sum, at) => sum + lossRounding(problem, weightsAt(widths, at)), 0);
  if (!(predicted(t) / 2 > margin * noise)) return 'unresolved';
  const fall = lookAt(landscape, point).value - lookAt(landscape, there).value;
  return fall - noise >= share * predicted(t) ? 'falls' : 'does not fall';
}

/** t ↦ Σ_{j>k} |p_j| t^j, from the matrices that multiply each power of t in (W_H + t V_H) ⋯ (W_1 + t V_1) X. */
function restOf(
  { X, Y }: LinearProblem,
  weights: readonly Matrix[],
  direction: readonly Matrix[],
  order: number,
): (t: number) => number {
  let powers: Matrix[] = [X];
  weights.forEach((W, h) => {
    const V = direction[h]!;
    const next = powers.map((P) => times(W, P));
    powers.forEach((P, j) => {
      const moved = times(V, P);
      next[j + 1] = next[j + 1] ? plus(next[j + 1]!, 1, moved) : moved;
    });
    powers = next;
  });
  const residuals = powers.map((P, j) => (j === 0 ? plus(P, -1, Y) : P));
  const p = new Float64Array(2 * residuals.length - 1);
  residuals.forEach((A, a) => {
    residuals.forEach((B, b) => {
      p[a + b]! += A.entries.reduce((sum, x, at) => sum + x * B.entries[at]!, 0);
    });
  });
  return (t) => p.reduce((sum, pj, j) => (j > order ? sum + Math.abs(pj) * t ** j : sum), 0);
}

/**
 * A bound on the rounding of ‖Y − W_H ⋯ W_1 X‖² in float64, whatever the order of the sums: an output is off by at most γ_m times the same
 * product of absolute values, m the additions and products on its way.
 * @source [higham2002accuracy, §3.1, §3.5]
 */
export function lossRounding({ X, Y }: Pick<LinearProblem, 'X' | 'Y'>, weights: readonly Matrix[]): number {
  const γ = (m: number) => (m * u) / (1 - m * u);
  const size = weights.reduce((A, W) => times(absolute(W), A), absolute(X));
  const steps = weights.reduce((sum, { columns }) => sum + columns + 1, 1);
  const residual = plus(
    weights.reduce((A, W) => times(W, A), X),
    -1,
    Y,
  );
  let [sum, off] = [0, 0];
  residual.entries.forEach((r, at) => {
    // The residual here is rounded as well: it may be off by as much again.
    const error = 2 * (γ(steps) * size.entries[at]! + u * Math.abs(r));
    sum += (Math.abs(r) + error) ** 2;
    off += 2 * Math.abs(r) * error + error ** 2;
  });
  // Squares, their sum, and the mean that is taken and multiplied back.
  return (off + γ(residual.entries.length + 8) * sum) * (1 + 1e-12);
}

const absolute = ({ rows, columns, entries }: Matrix): Matrix => matrix(rows, columns, entries.map(Math.abs));
