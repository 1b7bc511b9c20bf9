/** What a network does to its data, in exact numbers: the prover's own forward pass. */
import type { Layers, Matrix, Problem, Vector } from '../format.ts';
import { add, dot, equal, isZero, one, type Rational, sign, subtract, sum, zero } from '../rational.ts';

export interface State {
  readonly problem: Problem;
  /** Inputs of every hidden unit, z[l][i][u] at sample i. */
  readonly z: readonly Matrix[];
  /** f(x_i) − y_i */
  readonly residuals: Vector;
  /** Σ r_i² */
  readonly loss: Rational;
}

export function stateOf(problem: Problem): State {
  const passes = problem.x.map((row) => forward(problem.network, row));
  const residuals = passes.map(({ output }, i) => subtract(output, problem.y[i]!));
  const z = passes[0]!.hidden.map((_, l) => passes.map(({ hidden }) => hidden[l]!));
  return { problem, z, residuals, loss: dot(residuals, residuals) };
}

/** L of another network on the same data. */
export function lossOf(problem: Problem, network: Layers): Rational {
  return stateOf({ ...problem, network }).loss;
}

function forward(network: Layers, x: Vector): { hidden: Vector[]; output: Rational } {
  const hidden: Vector[] = [];
  let h = x;
  for (const [l, { W, b }] of network.entries()) {
    const z = W.map((row, u) => add(dot(row, h), b[u]!));
    if (l === network.length - 1) return { hidden, output: z[0]! };
    hidden.push(z);
    h = z.map(positivePart);
  }
  throw new Error('a network without an output layer');
}

export const positivePart = (value: Rational): Rational => (sign(value) > 0 ? value : zero);

/** A place (x, 1) where a unit bends, with Σ r_i over the samples there. */
export interface Kink {
  readonly x: Vector;
  readonly residual: Rational;
}

/** One unit of the only hidden layer. */
export interface Unit {
  readonly v: Rational;
  /** (w, b) */
  readonly own: Vector;
  /** a = Σ r_i (x_i, 1) over the samples at which the unit is active. */
  readonly slope: Vector;
  /** All places where it bends, also those whose residuals cancel. */
  readonly kinks: readonly Kink[];
}

export const extended = (problem: Problem): Matrix => problem.x.map((row) => [...row, one]);

export function unitsOf({ problem, z, residuals }: State): Unit[] {
  const x = extended(problem);
  const [hidden, output] = problem.network;
  return hidden!.W.map((w, j) => {
    const own = [...w, hidden!.b[j]!];
    const at = (wanted: number) => x.map((_, i) => i).filter((i) => sign(z[0]![i]![j]!) === wanted);
    const active = at(1);
    const slope = own.map((_, k) =>
      dot(
        active.map((i) => residuals[i]!),
        active.map((i) => x[i]![k]!),
      ),
    );
    const groups = new Map<string, number[]>();
    for (const i of at(0)) {
      const key = x[i]!.map(({ n, d }) => `${n}/${d}`).join();
      groups.set(key, [...(groups.get(key) ?? []), i]);
    }
    const kinks = Array.from(groups.values(), (group) => ({
      x: x[group[0]!]!,
      residual: sum(group.map((i) => residuals[i]!)),
    }));
    return { v: output!.W[0]![j]!, own, slope, kinks };
  });
}

export const areEqual = (a: Vector, b: Vector): boolean => a.every((entry, k) => equal(entry, b[k]!));

/** Kinks that a first-order condition sees: those whose residuals do not cancel. */
export const felt = (kinks: readonly Kink[]): Kink[] => kinks.filter(({ residual }) => !isZero(residual));
