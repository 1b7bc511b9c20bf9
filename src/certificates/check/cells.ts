/** A lower bound on the loss of all networks of one hidden layer on inputs of one number, by their activation cells. */
import type { Problem, Vector } from '../format.ts';
import { add, dot, isLess, isZero, negate, one, type Rational, sign, subtract, sum, zero } from '../rational.ts';
import { choose, demand, demandFeasible } from './linear.ts';

/**
 * relu(w x_i + b) at the samples, for the directions (w, b) around the circle at which a unit bends at a sample. Between two neighbors the
 * same samples are active, so that v relu(w x + b) is a sum of their two features with weights of the sign of v.
 */
function features({ x }: Problem): Vector[] {
  const points = x.map((row) => row[0]!).sort((a, b) => sign(subtract(a, b)));
  const circle = [...points.map((p) => [one, negate(p)]), ...points.map((p) => [negate(one), p])];
  return circle.map((way) => x.map((row) => dot(way, [row[0]!, one])).map((z) => (sign(z) > 0 ? z : zero)));
}

/**
 * A cell of a unit is a pair of neighbors and a sign of v. A vector ρ with Σ ρ = 0 serves it if ρ · sign · feature ≥ 0 for both features. All
 * networks whose units lie in cells that ρ serves have ρ·f ≥ 0, so |f − y|² ≥ 2ρ·(f − y) − |ρ|² ≥ −2ρ·y − |ρ|². Every choice of cells must
 * be served by a ρ for which this is at least `bound`.
 */
export function checkCells(problem: Problem, duals: readonly Vector[], bound: Rational): void {
  const { network, x, y } = problem;
  demand(network.length === 2 && x[0]!.length === 1, 'cells are those of one hidden layer and one input');
  const lower = (rho: Vector) => negate(add(dot(rho, rho), add(dot(rho, y), dot(rho, y))));
  const bounding = duals.filter((rho) => isZero(sum(rho)) && !isLess(lower(rho), bound));
  const serves = (pair: Vector[], side: number) => (rho: Vector) => pair.every((f) => sign(dot(rho, f)) * side >= 0);
  const pairs = features(problem).map((feature, k, all) => [feature, all[(k + 1) % all.length]!]);
  const cells = pairs.flatMap((pair) => [1, -1].map((side) => new Set(bounding.filter(serves(pair, side)))));
  const units = network[0]!.b.length;
  demandFeasible(choose(cells.length + units - 1, units), 'combinations of cells');
  /** Does one of `left` serve, for every choice of cells from number `from` on, the units that are still free? */
  const areServed = (left: readonly Vector[], free: number, from: number): boolean => {
    if (left.length === 0 || free === 0) return left.length > 0;
    const rest = (cell: Set<Vector>) => left.filter((rho) => cell.has(rho));
    return cells.slice(from).every((cell, k) => areServed(rest(cell), free - 1, from + k));
  };
  demand(areServed(bounding, units, 0), 'no vector bounds the loss on some combination of cells');
}
