/** Any depth: sufficient conditions of a local minimum. */
import type { Problem } from '../format.ts';
import { isZero, multiply, one, sum } from '../rational.ts';
import { demand, demandFeasible } from './linear.ts';
import { follow, residuals, signNear } from './network.ts';

/** The residuals, and the state of every unit u of hidden layer l at every sample i, [l][u][i]: 1 active, 0 on its kink, −1 dead. */
function picture(problem: Problem) {
  const hidden = problem.x.map((row) => follow([problem.network], row).hidden.map((layer) => layer.map(signNear)));
  const states = hidden[0]!.map((layer, l) => layer.map((_, u) => hidden.map((sample) => sample[l]![u]!)));
  return { states, r: residuals(problem, [problem.network]).map((value) => value[0]!) };
}

/** Nearby the output is the same for all samples, and here it is the best such number: Σ r = 0. */
export function checkDeadLayer(problem: Problem, layer: number): void {
  const { states, r } = picture(problem);
  const isDead = states[layer - 1]?.flat().every((state) => state < 0) ?? false;
  demand(isDead, `not all units of hidden layer ${layer} are below zero at all samples`);
  demand(isZero(sum(r)), 'the residuals do not sum to 0');
}

/**
 * However the kinks fall, L is a convex function of the products of weights along the paths from an input or a bias to the output. Its slope
 * in one of them is 2 Σ r_i · (input or 1) over the samples at which the path is active. That sum must be 0, with no kink in the way.
 */
export function checkPaths(problem: Problem): void {
  const { states, r } = picture(problem);
  const inputs = problem.x[0]!.map((_, k) => problem.x.map((row) => row[k]!));
  const paths = states.reduce((count, layer) => count * BigInt(layer.length), BigInt(inputs.length));
  demandFeasible(paths, 'paths');
  /** All paths that begin at layer l, and whose weakest unit from there on has this state at each sample. */
  const visit = (l: number, state: readonly number[]): void => {
    for (const input of [r.map(() => one), ...(l === 0 ? inputs : [])]) {
      const slopes = r.map((value, i) => multiply(value, input[i]!));
      const [open, active] = [0, 1].map((kind) => slopes.filter((_, i) => state[i] === kind));
      demand(open!.every(isZero), 'a kink lies on a path that matters');
      demand(isZero(sum(active!)), 'the loss has a slope along a path');
    }
    const weaker = (unit: readonly number[]) => unit.map((own, i) => (own < state[i]! ? own : state[i]!));
    for (const unit of states[l - 1] ?? []) visit(l - 1, weaker(unit));
  };
  visit(states.length, new Array<number>(r.length).fill(1));
}
