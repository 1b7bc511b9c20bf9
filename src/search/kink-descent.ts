/**
 * Descent to a stationary point of a landscape with kinks. Near kinks no gradient is small; what is, is the least of Clarke's subgradients. From a point
 * at which a plain descent has slowed down: steps against the least subgradient of the cells within reach, whose reach shrinks where they lead nowhere,
 * and Newton's method on the kinks that hold the point, ∇(value with gates θ) = 0 and all kinks met, in w and θ at once.
 * @source the former: [goldstein1977optimization]; the latter: [lewis2002active], active sets of a piecewise smooth function
 */
import { leastSubgradient, type Subgradient } from '../curvature/subgradient.ts';
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { factorLdl, solveLdl } from '../linalg/ldl.ts';
import { dot, norm } from '../linalg/vectors.ts';
import type { Search, Status } from './search.ts';

export interface KinkProblem {
  readonly landscape: Landscape;
  /** On the manifold. */
  readonly start: Float64Array;
  /** Least subgradient over the gradient at which it has converged. */
  readonly tolerance: number;
  readonly maxSteps: number;
}

export interface KinkResult {
  readonly status: Status;
  readonly point: Float64Array;
  readonly value: number;
  /** Least subgradient over the gradient, of the cells that meet within 1e-9. Infinity where it is not known. */
  readonly subgradient: number;
  /** Kinks that meet there. */
  readonly kinks: number;
  readonly steps: number;
}

interface State {
  point: Float64Array;
  value: number;
  reach: number;
  length: number;
  steps: number;
  end: { readonly status: Status; readonly least: Subgradient | undefined } | undefined;
}

/** Reach at the start; that of the last look; below it nothing more is tried. */
const [widest, sure, narrowest] = [1e-2, 1e-9, 1e-10];
const narrower = 0.3;
/** Least subgradient over the gradient below which Newton's method is tried, and steps between two tries. */
const [promising, newtonEvery] = [0.3, 12];
/** Share of the promised descent. */
const sufficient = 1e-2;
/** Shortest step against the subgradient, in units of the manifold's length, and tries. */
const shortest = 1e-13;
const newtonSteps = 8;
/** Gates nearer to 0 and 1 than this are on a side. */
const onSide = 1e-7;

export function kinkDescent(problem: KinkProblem): Search<State, KinkResult> {
  const { landscape, start, tolerance, maxSteps } = problem;
  const { manifold, dimension: n } = landscape;
  const unit = manifold.lengthUnit.value;
  const [value, gradient] = [new Float64Array(1), new Float64Array(n)];
  const valueAt = (point: Float64Array) => {
    landscape.valueAndGradient(point, 1, value, gradient);
    return value[0]!;
  };
  return {
    begin: () => ({
      ...{ point: start.slice(), value: valueAt(start), reach: widest, length: 1e-2, steps: 0, end: undefined },
    }),
    step(state) {
      state.steps++;
      const least = leastSubgradient(landscape, state.point, state.reach);
      if (!Number.isFinite(state.value)) state.end = { status: 'non-finite', least };
      else if (
        least &&
        ((state.reach <= sure && least.relative <= tolerance) ||
          (state.steps % newtonEvery === 0 && tryNewton(state, least)))
      )
        state.end ??= { status: 'converged', least };
      else if (!least || !descend(state, least)) {
        if (least && tryNewton(state, least)) state.end ??= { status: 'converged', least };
        state.reach *= narrower;
      }
      if (!state.end && (state.reach < narrowest || state.steps >= maxSteps))
        state.end = { status: 'step-limit', least: leastSubgradient(landscape, state.point, sure) };
      return state;
    },
    done: ({ end }) => end !== undefined,
    result: ({ end, point, value: height, steps }) => ({
      status: end?.status ?? 'step-limit',
      point,
      value: height,
      subgradient: end?.least?.relative ?? Infinity,
      kinks: end?.least?.kinks ?? 0,
      steps,
    }),
    share: ({ steps }) => [Math.min(1, steps / maxSteps), `step ${steps}`],
  };

  /** One step against the least subgradient, its length found by halving. */
  function descend(state: State, { vector }: Subgradient): boolean {
    const square = dot(vector, vector);
    if (!(square > 0)) return false;
    for (let t = 2 * state.length; t * Math.sqrt(square) > shortest * unit; t /= 2) {
      const there = state.point.map((w, i) => w - t * vector[i]!);
      manifold.retract(there);
      const height = valueAt(there);
      if (!(height <= state.value - sufficient * t * square)) continue;
      Object.assign(state, { point: there, value: height, length: t });
      return true;
    }
    return false;
  }

  /** The point where the kinks hold it, if Newton's method gets there, no higher, and it is stationary. */
  function tryNewton(state: State, { cells, gates, relative }: Subgradient): boolean {
    if (!(relative < promising)) return false;
    const θ = gates.slice();
    const kinks = [...θ.keys()].filter((i) => θ[i]! > onSide && θ[i]! < 1 - onSide);
    for (const [i, gate] of θ.entries()) if (!kinks.includes(i)) θ[i] = Math.round(gate);
    if (kinks.length >= manifold.tangentDimension) return false;
    let point = state.point;
    let last = Infinity;
    for (let step = 0; step < newtonSteps; step++) {
      const next = newtonStep(point, θ, kinks, cells);
      if (!next) return false;
      const moved = norm(next.map((w, i) => w - point[i]!));
      // What is looked for is near: kinks beyond the reach have not been seen.
      if (!(norm(next.map((w, i) => w - state.point[i]!)) <= 0.3 * unit)) return false;
      if (step > 1 && !(moved < 0.7 * last)) return false;
      [point, last] = [next, moved];
      if (moved <= 1e-12 * unit) break;
    }
    if (kinks.some((i) => !(θ[i]! >= -onSide && θ[i]! <= 1 + onSide))) return false;
    const height = valueAt(point);
    if (!(height <= state.value + 1e-10 * Math.abs(state.value))) return false;
    const least = leastSubgradient(landscape, point, sure);
    if (!least || !(least.relative <= tolerance)) return false;
    Object.assign(state, { point, value: height, end: { status: 'converged', least } });
    return true;
  }

  /** One step on ∇(value at gates θ) + Σ Δθ_i δ_i = 0 and c_i = 0, c_i the difference of the two sides of kink i and δ_i its gradient; θ is moved in place. */
  function newtonStep(
    point: Float64Array,
    θ: Float64Array,
    kinks: readonly number[],
    cells: Subgradient['cells'],
  ): Float64Array | undefined {
    const here = tangentHessian({ ...landscape, ...cells.held(θ) }, point);
    const m = here.dimension;
    const size = m + kinks.length;
    const system = new Float64Array(size * size);
    const right = new Float64Array(size);
    const { entries } = here.matrix();
    for (let i = 0; i < m; i++) {
      right[i] = -here.gradient[i]!;
      for (let j = 0; j <= i; j++) system[i * size + j] = entries[i * m + j]!;
    }
    const sides = [0, 1].map(() => ({ value: new Float64Array(1), gradient: new Float64Array(n) }));
    const change = new Float64Array(m);
    kinks.forEach((kink, k) => {
      const group = cells.groups.findIndex((members) => members.includes(kink));
      sides.forEach((side, gate) => {
        const gates = θ.slice();
        gates[kink] = gate;
        cells.part(group, gates).valueAndGradient(point, 1, side.value, side.gradient);
      });
      const [low, high] = sides as [(typeof sides)[number], (typeof sides)[number]];
      here.frame.restrict(
        high.gradient.map((g, i) => g - low.gradient[i]!),
        change,
      );
      system.set(change, (m + k) * size);
      right[m + k] = low.value[0]! - high.value[0]!;
    });
    here.release();
    const ldl = factorLdl(system, size);
    if (ldl.blocks.some((kind, k) => kind === 1 && ldl.factor[k * size + k] === 0)) return undefined;
    solveLdl(ldl, right);
    if (!right.every(Number.isFinite)) return undefined;
    for (const [k, kink] of kinks.entries()) θ[kink]! += right[m + k]!;
    const move = new Float64Array(n);
    here.frame.lift(right.slice(0, m), move);
    for (let i = 0; i < n; i++) move[i]! += point[i]!;
    manifold.retract(move);
    return move;
  }
}
