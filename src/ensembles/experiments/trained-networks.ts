/** What an experiment that trains networks says of them, and what it reads from them. */
import type { Examples, TrainingFleet } from '../../kernels/contract.ts';
import type { State } from '../restart-state.ts';
import type { Column } from '../spec.ts';

/** The parameters of each network of a fleet, copied. */
export function parametersOfEach(fleet: TrainingFleet): Float64Array[] {
  return Array.from({ length: fleet.count }, (_, k) => {
    const own = new Float64Array(fleet.dimension);
    fleet.getParameters(k, own);
    return own;
  });
}

/** What is trained. */
export interface Networks {
  /** Room for those of the task. */
  fleet(): TrainingFleet;
  /** Start of a network, by its number in the ensemble. */
  draw(network: number, out: Float64Array): void;
  /** Shown the networks after each of these numbers of minibatches, ascending; 0 is the start. */
  readonly looks?: Looks;
  /** Further columns, made of the networks as they end. */
  ended?(fleet: TrainingFleet, train: Examples): Record<string, Column>;
}

export interface Looks {
  readonly at: readonly number[];
  see(fleet: TrainingFleet, train: Examples, test?: Examples): void;
  /** What was seen so far, and the same again; states are kept of networks that are not looked at, or of whose looks these tell. */
  seen?(): State;
  restore?(seen: State): void;
}
