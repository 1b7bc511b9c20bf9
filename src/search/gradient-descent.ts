/**
 * Gradient descent of a batch on its manifold: w ← R(w − η r), r the tangent gradient, R the retraction. The step length is the
 * inverse of the landscape's usual curvature, or is found on the way: it is halved for a replica whenever its value rises, so no size
 * needs tuning, and a landscape in plain TypeScript takes a step that rises back (kernels/reference/fleet.ts).
 * Below the residual `handOver` a descent has chosen its minimum, and Barzilai–Borwein steps take it there in a third to a sixth of the
 * gradients; above, every step is a gradient step. Replicas that are done retire and the batch is compacted. Where a `polish` is given, a replica is handed to it once its residual is
 * small, again each time the residual has fallen by another factor; it retires if the polish accepts, and descends on if not.
 */
import { finite } from '../base/arguments.ts';
import type { OnRise } from '../kernels/contract.ts';
import { plainFleet } from '../kernels/reference/fleet.ts';
import type { Fleet, Landscape } from '../landscapes/landscape.ts';
import { norm } from '../linalg/vectors.ts';
import type { Polish } from './newton.ts';
import type { Search, Status } from './search.ts';

export interface DescentProblem {
  readonly landscape: Landscape;
  /** count × dimension, on the manifold. */
  readonly starts: Float64Array;
  readonly count: number;
  /** Default: 1 over the landscape's usual gradientLipschitz; 1 where it declares none. */
  readonly rate?: number;
  /** Residual ‖tangent gradient‖ over the manifold's unit of length at which a replica counts as converged. */
  readonly tolerance: number;
  readonly maxSteps: number;
  /** Residual below which steps are Barzilai–Borwein's (Fleet.advance). Default: 0, gradient descent to the end. */
  readonly handOver?: number;
  readonly polish?: Polish;
  /**
   * Residual at which the polish is first tried, default 1e-2, or 1e-4 with a tail, which comes there sooner than a refused try costs;
   * and the factor by which it must fall before the next try.
   */
  readonly polishFrom?: number;
  readonly polishEvery?: number;
}

export interface DescentState {
  readonly fleet: Fleet;
  /** Which replica each lane of the fleet is. */
  ids: number[];
  steps: number;
  /** Residual below which each replica is next handed to the polish. */
  readonly nextPolish: Float64Array;
  readonly results: (DescentResult | undefined)[];
  /** |value| of each replica at the first look. */
  readonly first: (number | undefined)[];
  /** Gradient evaluations and polish attempts so far, over all replicas. */
  evaluations: number;
  polishes: number;
}

export interface DescentResult {
  readonly status: Status;
  readonly point: Float64Array;
  readonly value: number;
  readonly residual: number;
  /** Descent steps taken. */
  readonly steps: number;
  /** Newton steps taken by the polish that accepted, 0 without. */
  readonly newtonSteps: number;
}

/** Steps between two looks at the residuals: small against the steps a descent takes, large against the cost of looking. */
const stepsPerLook = 20;
/** The same in a descent with a tail, whose residuals fall faster. */
const tailStepsPerLook = 5;
/** Ends that are looked at in float64 at once. */
const together = 64;
/** |value| at which a replica is given up as diverged, in units of the dimension + |value| at the first look. */
const divergence = 1e6;

/** @throws ArgumentError when a start does not fit the landscape */
export function gradientDescent(problem: DescentProblem): Search<DescentState, readonly DescentResult[]> {
  const { landscape, starts, count, maxSteps, handOver = 0 } = problem;
  return {
    begin() {
      finite('gradientDescent', 'handOver', handOver, 0);
      const fleet = fleetOf(landscape, count);
      fleet.load(starts, count, problem.rate ?? usualRate(landscape));
      return {
        fleet,
        ids: Array.from({ length: count }, (_, r) => r),
        steps: 0,
        nextPolish: new Float64Array(count).fill(problem.polishFrom ?? (handOver > 0 ? 1e-4 : 1e-2)),
        results: new Array<DescentResult | undefined>(count).fill(undefined),
        first: new Array<number | undefined>(count).fill(undefined),
        evaluations: 0,
        polishes: 0,
      };
    },
    step(state) {
      const { fleet } = state;
      const steps = Math.min(handOver > 0 ? tailStepsPerLook : stepsPerLook, maxSteps - state.steps);
      fleet.advance(steps, handOver);
      state.steps += steps;
      state.evaluations += steps * fleet.count;
      const ends = endsOf(problem, state);
      ends.forEach((end, lane) => {
        if (end) state.results[state.ids[lane]!] = end;
      });
      const keep = refilled(ends.map((end) => end === undefined));
      if (keep.length < fleet.count && keep.length > 0) fleet.retain(keep);
      state.ids = keep.map((lane) => state.ids[lane]!);
      return state;
    },
    done: ({ ids }) => ids.length === 0,
    result: ({ results }) => results.map((result) => result!),
    share: ({ ids, steps }) => [1 - ids.length / count, `${count - ids.length} of ${count} descents, step ${steps}`],
  };
}

/** η at which a descent does not overshoot, as far as the landscape says. */
export function usualRate({ regularity }: Landscape): number {
  return 1 / (regularity.usual?.gradientLipschitz ?? 1);
}

/** The lanes that stay. Those from the end take the places of the retired, so that few move. */
function refilled(stays: readonly boolean[]): number[] {
  const left = stays.flatMap((stay, lane) => (stay ? [lane] : []));
  return Array.from({ length: left.length }, (_, at) => (stays[at] ? at : left.pop()!));
}

/** Of each lane the result if its replica is done. Where the fleet is in float32, what it gives up is looked at in float64, many at once. */
function endsOf(problem: DescentProblem, state: DescentState): (DescentResult | undefined)[] {
  const { fleet, steps } = state;
  const ends = Array.from({ length: fleet.count }, (_, lane) => judge(problem, state, lane));
  if (fleet.precision === 'float64') return ends.map((end) => end?.result);
  const open = ends.flatMap((end) => (end && !end.sure ? [end.result] : []));
  const settled = new Map<DescentResult, DescentResult>();
  for (let first = 0; first < open.length; first += together)
    inFloat64(problem.landscape, open.slice(first, first + together), settled);
  return ends.map((end) => {
    const there = end && (settled.get(end.result) ?? end.result);
    if (there?.status !== 'converged' || there.residual <= problem.tolerance) return there;
    return steps >= problem.maxSteps ? { ...there, status: 'step-limit' as const } : undefined;
  });
}

/** The replica's end if it is done, sure where float32 has no part in it; undefined if it descends on. */
function judge(
  problem: DescentProblem,
  state: DescentState,
  lane: number,
): { readonly result: DescentResult; readonly sure: boolean } | undefined {
  const { fleet, steps } = state;
  const replica = state.ids[lane]!;
  const value = fleet.energies[lane]!;
  const residual = fleet.residuals[lane]!;
  const end = (status: Status, sure: boolean) => {
    const point = new Float64Array(problem.landscape.dimension);
    fleet.point(lane, point);
    return { result: { status, point, value, residual, steps, newtonSteps: 0 }, sure };
  };
  if (!Number.isFinite(value) || !Number.isFinite(residual)) return end('non-finite', true);
  const first = state.first[replica] ?? Math.abs(value);
  state.first[replica] = first;
  if (Math.abs(value) > divergence * (problem.landscape.dimension + first)) return end('diverged', true);
  const last = steps >= problem.maxSteps;
  if (problem.polish && (residual <= state.nextPolish[replica]! || last)) {
    state.nextPolish[replica] = residual / (problem.polishEvery ?? 2);
    state.polishes++;
    const point = new Float64Array(problem.landscape.dimension);
    fleet.point(lane, point);
    const polished = problem.polish(point, problem.tolerance);
    if (polished) return { result: { status: 'converged', ...polished, steps }, sure: true };
  }
  if (residual <= problem.tolerance) return end('converged', false);
  return last ? end('step-limit', false) : undefined;
}

/** Points that were rounded to float32, put back onto the manifold, and what is there. */
function inFloat64(
  { manifold, dimension, valueAndGradient }: Landscape,
  ends: readonly DescentResult[],
  settled: Map<DescentResult, DescentResult>,
): void {
  const points = new Float64Array(ends.length * dimension);
  const row = (array: Float64Array, k: number) => array.subarray(k * dimension, (k + 1) * dimension);
  ends.forEach(({ point }, k) => {
    manifold.retract(point);
    row(points, k).set(point);
  });
  const [values, gradients] = [new Float64Array(ends.length), new Float64Array(points.length)];
  valueAndGradient(points, ends.length, values, gradients);
  ends.forEach((end, k) => {
    const gradient = row(gradients, k);
    manifold.project(end.point, gradient);
    settled.set(end, { ...end, value: values[k]!, residual: norm(gradient) / manifold.lengthUnit.value });
  });
}

/**
 * The landscape's own fleet where it has one, otherwise the plain one.
 * @param onRise  of the plain one: take-back finds a step length, halve holds the given one as long as values do not rise
 */
export function fleetOf(landscape: Landscape, capacity: number, onRise: OnRise = 'take-back'): Fleet {
  const own = landscape.fleet?.(capacity, onRise);
  if (own) return own;
  const { dimension, manifold } = landscape;
  return plainFleet(
    {
      dimension,
      residualUnit: manifold.lengthUnit.value,
      onRise,
      evaluate: landscape.valueAndGradient,
      project: manifold.project,
      retract: manifold.retract,
    },
    capacity,
  );
}
