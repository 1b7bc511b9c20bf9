/**
 * Simulated annealing: a Metropolis walk whose temperature and step fall geometrically over plateaus of equal length. The step is not
 * adapted to the share of accepted moves: along flat directions (a dark pixel, a unit that is never active) every move is accepted, and
 * an adapted step grows without bound. What the walk keeps up to date is computed anew after every plateau; the largest drift is reported.
 * @source [kirkpatrick1983optimization]
 */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { exp, log } from '../base/functions.ts';
import type { StreamAddress } from '../base/philox.ts';
import type { MetropolisWalk } from '../kernels/contract.ts';
import { checkAdvance, checkPoint, drawProposal, symmetric } from '../kernels/metropolis.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import type { Search, Status } from './search.ts';

export interface Schedule {
  /** T₀ and T₁ ≤ T₀, in units of the value. */
  readonly startTemperature: number;
  readonly endTemperature: number;
  /** Proposals in all, spread over the plateaus as evenly as integers allow. */
  readonly proposals: number;
  readonly plateaus: number;
  /** Largest move on the first and on the last plateau; walks over levels ignore both. */
  readonly startStep: number;
  readonly endStep: number;
}

export interface AnnealingProblem extends Schedule {
  /** A fresh walk at its starting point. */
  start(): MetropolisWalk;
  /** Relative change of the value over the last tenth of the plateaus up to which the walk counts as converged. */
  readonly tolerance: number;
}

export interface AnnealingState {
  readonly walk: MetropolisWalk;
  plateau: number;
  accepted: number;
  /** Largest |drift| found so far. */
  drift: number;
  /** Values: at the start, then after every plateau. */
  readonly values: number[];
}

export interface AnnealingResult {
  readonly walk: MetropolisWalk;
  readonly value: number;
  readonly acceptance: number;
  readonly drift: number;
  readonly values: readonly number[];
  readonly status: Status;
}

/** @throws ArgumentError when the schedule is none */
export function annealing(problem: AnnealingProblem): Search<AnnealingState, AnnealingResult> {
  const { plateaus, proposals, tolerance } = problem;
  return {
    begin() {
      checkSchedule(problem);
      const walk = problem.start();
      return { walk, plateau: 0, accepted: 0, drift: 0, values: [walk.value] };
    },
    step(state) {
      const { walk, plateau } = state;
      const now = lastProposal(problem, plateau + 1) - lastProposal(problem, plateau);
      state.accepted += walk.advance(now, temperatureAt(problem, plateau), stepAt(problem, plateau));
      state.drift = Math.max(state.drift, Math.abs(walk.refresh()));
      state.plateau++;
      state.values.push(walk.value);
      return state;
    },
    done: ({ plateau }) => plateau >= plateaus,
    result({ walk, accepted, drift, values }) {
      const { value } = walk;
      const before = values[Math.floor(0.9 * (values.length - 1))]!;
      const status = statusOf(value, values[0]!, before, tolerance);
      return { walk, value, acceptance: accepted / proposals, drift, values, status };
    },
    share: ({ plateau }) => [plateau / plateaus, `plateau ${plateau} of ${plateaus}`],
  };
}

/** Temperature of plateau p = 0 … plateaus − 1: T₀ (T₁/T₀)^{p/(plateaus − 1)}; T₁ when there is one plateau only. */
export function temperatureAt({ startTemperature, endTemperature, plateaus }: Schedule, plateau: number): number {
  return geometric(startTemperature, endTemperature, plateaus, plateau);
}

/** Step of plateau p, by the same law. */
export function stepAt({ startStep, endStep, plateaus }: Schedule, plateau: number): number {
  return geometric(startStep, endStep, plateaus, plateau);
}

function geometric(first: number, last: number, count: number, k: number): number {
  return k === count - 1 ? last : first * exp((k / (count - 1)) * log(last / first));
}

/**
 * The plain walk on any landscape whose coordinates may move one at a time, as in flat space: two values a proposal. Start it with `load`.
 * @throws ArgumentError when a manifold of the landscape holds its coordinates together
 */
export function coordinateWalk(landscape: Landscape, stream: StreamAddress): MetropolisWalk {
  const { dimension, manifold } = landscape;
  if (manifold.tangentDimension !== dimension)
    throw new ArgumentError('coordinateWalk', 'landscape', 'in flat space', manifold.name);
  const here = new Float64Array(dimension);
  const gradient = new Float64Array(dimension);
  const evaluate = () => {
    const out = new Float64Array(1);
    landscape.valueAndGradient(here, 1, out, gradient);
    return out[0]!;
  };
  const rise = (i: number, change: number) => {
    const before = here[i]!;
    here[i] = before + change;
    const after = evaluate();
    here[i] = before;
    return after - value;
  };
  let value = evaluate();
  let next = 0;
  return {
    dimension,
    get value() {
      return value;
    },
    load(point) {
      checkPoint(dimension, null, point);
      here.set(point);
      value = evaluate();
      next = 0;
    },
    advance(proposals, temperature, step) {
      checkAdvance(proposals, temperature, step);
      let accepted = 0;
      for (const end = next + proposals; next < end; next++) {
        const { choice, word, uniform } = drawProposal(stream, next, dimension);
        const change = step * symmetric(word);
        const by = rise(choice, change);
        if (!(by <= -temperature * log(uniform))) continue;
        here[choice]! += change;
        value += by;
        accepted++;
      }
      return accepted;
    },
    refresh() {
      const kept = value;
      value = evaluate();
      return kept - value;
    },
    point: (out) => out.set(here),
  };
}

/** Proposals made when plateau p begins. */
function lastProposal({ proposals, plateaus }: Schedule, plateau: number): number {
  return Math.floor((proposals * plateau) / plateaus);
}

function checkSchedule(schedule: Schedule): void {
  const { startTemperature, endTemperature, proposals, plateaus, startStep, endStep } = schedule;
  positive('annealing', 'endTemperature', endTemperature);
  finite('annealing', 'startTemperature', startTemperature, endTemperature);
  integer('annealing', 'proposals', proposals, 1);
  integer('annealing', 'plateaus', plateaus, 1, proposals);
  positive('annealing', 'startStep', startStep);
  positive('annealing', 'endStep', endStep);
}

function statusOf(value: number, first: number, before: number, tolerance: number): Status {
  if (!Number.isFinite(value)) return 'non-finite';
  if (value > first + tolerance * Math.abs(first)) return 'diverged';
  return Math.abs(value - before) <= tolerance * Math.abs(before) ? 'converged' : 'step-limit';
}
