/**
 * The string method: a path between two minima relaxes until it is a minimum-energy path, on which the gradient is everywhere along the
 * path. Every image takes a step down the part of its gradient across the path, then the images are put at equal distances again. The
 * simplified method steps down the whole gradient; cutting corners, it ends with a part across of the order of the spacing.
 * @source [weinan2007simplified]; the tangents: [henkelman2000improved]
 */
import { integer, positive } from '../base/arguments.ts';
import { stream } from '../base/philox.ts';
import { estimateGradientLipschitz } from '../curvature/lipschitz.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { dot } from '../linalg/vectors.ts';
import { usualRate } from '../search/gradient-descent.ts';
import type { Search } from '../search/search.ts';
import { image, type Path, redistribute } from './path.ts';

export interface StringProblem {
  readonly landscape: Landscape;
  /** Ends at minima, which do not move. */
  readonly path: Path;
  /** Largest ‖gradient across the path‖, in the manifold's unit of length, over the images at which the path is relaxed. */
  readonly tolerance: number;
  readonly maxSteps: number;
  /** Default: one over the landscape's usual gradientLipschitz, or over twice the curvature along the path. */
  readonly rate?: number;
}

export interface StringState {
  path: Path;
  values: Float64Array;
  /** Gradients across the path, 0 at its ends. */
  across: Float64Array;
  /** The largest gradient across the path, in the manifold's unit of length. */
  residual: number;
  readonly rate: number;
  steps: number;
}

export interface RelaxedPath {
  readonly path: Path;
  /** Value at each image. */
  readonly values: Float64Array;
  readonly residual: number;
  readonly steps: number;
  readonly status: 'converged' | 'step-limit' | 'non-finite';
}

/** @throws ArgumentError when a number of the problem is out of range */
export function stringMethod(problem: StringProblem): Search<StringState, RelaxedPath> {
  const { landscape, tolerance, maxSteps } = problem;
  const { manifold } = landscape;
  return {
    begin() {
      positive('stringMethod', 'tolerance', tolerance);
      integer('stringMethod', 'maxSteps', maxSteps, 0);
      const path = { ...problem.path, images: problem.path.images.slice() };
      return { path, steps: 0, rate: problem.rate ?? stepFor(landscape, path), ...measure(problem, path) };
    },
    step(state) {
      const { path, across, rate } = state;
      for (let i = 0; i < path.images.length; i++) path.images[i]! -= rate * across[i]!;
      for (let m = 1; m < path.count - 1; m++) manifold.retract(image(path, m));
      state.path = redistribute(manifold, path);
      state.steps++;
      return Object.assign(state, measure(problem, state.path));
    },
    done: ({ residual, steps }) => !(residual > tolerance) || steps >= maxSteps,
    result: ({ path, values, residual, steps }) => ({
      path,
      values,
      residual,
      steps,
      status: !Number.isFinite(residual) ? 'non-finite' : residual <= tolerance ? 'converged' : 'step-limit',
    }),
    share: ({ steps }) => [steps / maxSteps, `string method, step ${steps} of at most ${maxSteps}`],
  };
}

/** Places on the path where the curvature is looked at. */
const looks = 5;
/** The path bends away from where it was looked at. */
const caution = 2;

/** The step at which a descent does not overshoot: where the landscape does not say, the curvature along the path limits it. */
function stepFor(landscape: Landscape, path: Path): number {
  if (landscape.regularity.usual?.gradientLipschitz !== undefined || !landscape.hessianAt) return usualRate(landscape);
  const places = Array.from({ length: looks }, (_, k) =>
    image(path, Math.round((k * (path.count - 1)) / (looks - 1))).slice(),
  );
  return 1 / (caution * estimateGradientLipschitz(stream(1, 'string-method', 0, 'step'), landscape, places));
}

/** Values, and the part of each gradient across the direction from the image before to the one after. */
function measure({ landscape }: StringProblem, path: Path): Pick<StringState, 'values' | 'across' | 'residual'> {
  const n = path.dimension;
  const values = new Float64Array(path.count);
  const across = new Float64Array(path.count * n);
  landscape.valueAndGradient(path.images, path.count, values, across);
  across.fill(0, 0, n);
  across.fill(0, (path.count - 1) * n);
  let worst = 0;
  for (let m = 1; m < path.count - 1; m++) {
    const gradient = across.subarray(m * n, (m + 1) * n);
    const tangent = uphill(path, values, m);
    landscape.manifold.project(image(path, m), gradient);
    landscape.manifold.project(image(path, m), tangent);
    const [length, along] = [dot(tangent, tangent), dot(tangent, gradient)];
    if (length > 0) for (let i = 0; i < n; i++) gradient[i]! -= (along / length) * tangent[i]!;
    const square = dot(gradient, gradient);
    worst = Number.isNaN(square) ? Number.NaN : Math.max(worst, square);
  }
  return { values, across, residual: Math.sqrt(worst) / landscape.manifold.lengthUnit.value };
}

/** The direction towards the higher neighbor; at a top or bottom of the path from the one before to the one after. No kinks arise. */
function uphill(path: Path, values: Float64Array, m: number): Float64Array {
  const [before, here, after] = [values[m - 1]!, values[m]!, values[m + 1]!];
  const from = after > here && here > before ? m : m - 1;
  const to = after < here && here < before ? m : m + 1;
  const origin = image(path, from);
  return image(path, to).map((x, i) => x - origin[i]!);
}
