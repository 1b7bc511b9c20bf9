/** How much a proof takes, counted before it is tried; what is too much is refused with the count, or left out where it is not needed. */
import { CapacityError } from '../../base/errors.ts';
import type { Problem } from '../format.ts';
import { choose } from './combinations.ts';
import { rankOf } from './elimination.ts';
import { felt, type State, unitsOf } from './state.ts';

export interface Limits {
  /** Subsets of kink points to be looked at in a decision; 100 000 when absent, some minutes. The checker's own limit is a million. */
  readonly subsets?: bigint;
  /** Combinations of activation cells in the search for a global minimum; 50 000 when absent, seconds. More, and no search is made. */
  readonly cells?: bigint;
  /** Paths through a network of several hidden layers; 100 000 when absent. */
  readonly paths?: bigint;
}

/** Subsets of kink points that decide over the slopes of a network with one hidden layer. */
export function forecastSubsets(state: State): bigint {
  const width = state.problem.x[0]!.length + 1;
  return unitsOf(state)
    .filter(({ v }) => v.n !== 0n)
    .map(({ kinks }) => felt(kinks).map(({ x }) => x))
    .reduce((count, x) => count + (x.length === 0 ? 0n : choose(x.length, rankOf(x, width) - 1)), 0n);
}

/** More samples, and the features of all cells would take too long. */
const mostSamples = 200;

/** Combinations of the cells in which the units of a hidden layer can lie, for up to 200 inputs of one number; undefined for others. */
export function forecastCells({ x, network }: Problem): bigint | undefined {
  if (network.length !== 2 || x[0]!.length !== 1 || x.length > mostSamples) return undefined;
  const places = new Set(x.map(([value]) => `${value!.n}/${value!.d}`)).size;
  const units = network[0]!.b.length;
  return choose(cellsOf(places) + units - 1, units);
}

/** Two signs of the output weight on each of the 2n arcs between the bends at n places, but for the arc on which no sample is active. */
export const cellsOf = (places: number): number => 2 * (2 * places - 1);

/** Paths from an input to the output. */
export function forecastPaths({ x, network }: Problem): bigint {
  return network.slice(0, -1).reduce((count, { b }) => count * BigInt(b.length), BigInt(x[0]!.length));
}

/** @throws CapacityError */
export function requireWithin(count: bigint, limit: bigint, what: string): void {
  if (count > limit)
    throw new CapacityError(`certify: ${count} ${what} would have to be looked at; the limit is ${limit}`);
}
