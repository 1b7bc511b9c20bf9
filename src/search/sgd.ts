/**
 * Stochastic gradient descent of networks side by side: θ ← θ − η_t ∇(mean loss of a minibatch), every network of the fleet on the
 * same minibatches; a fleet with momentum or Adam makes its own step of the gradient, one batch of all samples is full-batch descent.
 * The rate decays with the time t counted in epochs, step by step: η_t = η / (1 + decay · t), the inverse-time law.
 * @source [robbins1951stochastic]; the decay of Torch's optim.sgd with learningRateDecay = decay / (steps an epoch)
 */
import type { Examples, TrainingFleet } from '../kernels/contract.ts';
import type { Search, Status } from './search.ts';

export interface SgdProblem {
  /** A fresh fleet at its starting points. */
  start(): TrainingFleet;
  readonly train: Examples;
  /** The order in which an epoch visits the samples: a permutation, the same for all networks. */
  order(epoch: number): Uint32Array;
  readonly epochs: number;
  /** Samples a minibatch; the last of an epoch may be smaller. */
  readonly batch: number;
  /** η, the rate at the start. */
  readonly rate: number;
  /** 1/epochs ≥ 0: after 1/decay epochs the rate has halved. 0 keeps it constant. */
  readonly decay: number;
  /**
   * Relative change of the training loss over the last epoch up to which a network counts as converged; one that ends further than
   * this above its start has diverged.
   */
  readonly tolerance: number;
  /** Minibatches counted from the start, ascending, after which a slice ends, so that the state can be seen there; nothing else changes. */
  readonly stops?: readonly number[];
  /** Where an earlier search was; `start` gives its fleet then. */
  readonly from?: Pick<SgdState, 'epoch' | 'done' | 'first' | 'before'>;
}

export interface SgdState {
  readonly fleet: TrainingFleet;
  epoch: number;
  /** Minibatches of the current epoch already done, and its order. */
  done: number;
  order: Uint32Array;
  /** Training losses at the start, and before the last epoch. */
  readonly first: Float64Array;
  readonly before: Float64Array;
}

export interface SgdResult {
  readonly fleet: TrainingFleet;
  readonly losses: Float64Array;
  readonly accuracies: Float64Array;
  readonly statuses: readonly Status[];
}

/** Work of a slice in parameters × samples × networks: about a tenth of a second. */
const sliceWork = 2e9;

export function sgd(problem: SgdProblem): Search<SgdState, SgdResult> {
  const { batch, epochs } = problem;
  return {
    begin() {
      const fleet = problem.start();
      if (problem.from) {
        const { epoch, done, first, before } = problem.from;
        return { fleet, epoch, done, order: problem.order(epoch), first, before: before.slice() };
      }
      const first = trainLosses(problem, fleet).losses;
      return { fleet, epoch: 0, done: 0, order: problem.order(0), first, before: first.slice() };
    },
    step(state) {
      const { fleet } = state;
      const perEpoch = Math.ceil(state.order.length / batch);
      if (state.done === 0 && state.epoch === epochs - 1) state.before.set(trainLosses(problem, fleet).losses);
      const at = stepsDone(problem, state);
      const stop = problem.stops?.find((steps) => steps > at) ?? Infinity;
      const steps = Math.min(stepsPerSlice(fleet, batch), perEpoch - state.done, stop - at);
      const rates = Float64Array.from({ length: steps }, (_, i) =>
        rateAt(problem, state.epoch + (state.done + i) / perEpoch),
      );
      fleet.train(problem.train, state.order.subarray(state.done * batch, (state.done + steps) * batch), batch, rates);
      state.done += steps;
      if (state.done === perEpoch) {
        state.epoch++;
        state.done = 0;
        if (state.epoch < epochs) state.order = problem.order(state.epoch);
      }
      return state;
    },
    done: ({ epoch }) => epoch >= epochs,
    result({ fleet, first, before }) {
      const { losses, accuracies } = trainLosses(problem, fleet);
      const statuses = Array.from(losses, (loss, k) => statusOf(loss, first[k]!, before[k]!, problem.tolerance));
      return { fleet, losses, accuracies, statuses };
    },
    share: (state) => [sgdProgress(problem, state), `epoch ${state.epoch + 1} of ${epochs}`],
  };
}

/** η_t at time t in epochs. */
export function rateAt({ rate, decay }: Pick<SgdProblem, 'rate' | 'decay'>, t: number): number {
  return rate / (1 + decay * t);
}

/** Minibatches done since the start. */
export function stepsDone({ batch }: Pick<SgdProblem, 'batch'>, { epoch, done, order }: SgdState): number {
  return epoch * Math.ceil(order.length / batch) + done;
}

/** Fraction of the epochs done. */
export function sgdProgress({ epochs, batch }: SgdProblem, { epoch, done, order }: SgdState): number {
  return epochs === 0 ? 1 : (epoch + (done * batch) / order.length) / epochs;
}

function statusOf(loss: number, first: number, before: number, tolerance: number): Status {
  if (!Number.isFinite(loss)) return 'non-finite';
  if (loss > (1 + tolerance) * first) return 'diverged';
  return Math.abs(loss - before) <= tolerance * before ? 'converged' : 'step-limit';
}

function stepsPerSlice({ dimension, count }: TrainingFleet, batch: number): number {
  return Math.max(1, Math.round(sliceWork / (dimension * batch * count)));
}

function trainLosses({ train }: SgdProblem, fleet: TrainingFleet) {
  const losses = new Float64Array(fleet.count);
  const accuracies = new Float64Array(fleet.count);
  fleet.evaluate(train, losses, accuracies);
  return { losses, accuracies };
}
