/** Which minima a saddle of index 1 lies between: descents from either side of it along the direction of negative curvature. */
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { symmetricEigensystem } from '../linalg/jacobi.ts';
import { gradientDescent } from '../search/gradient-descent.ts';
import { newtonPolish } from '../search/newton.ts';
import { run } from '../search/search.ts';

/** First step off the saddle, in the manifold's unit of length: far above rounding, far below the distance to a minimum. */
const stepOff = 1e-3;
const tolerance = 1e-10;
const maxSteps = 50_000;

/** The two minima, −v and +v side, or null where a descent does not converge. */
export function connectedMinima(landscape: Landscape, saddle: Float64Array): [Float64Array, Float64Array] | null {
  const here = tangentHessian(landscape, saddle);
  const m = here.dimension;
  const direction = new Float64Array(saddle.length);
  here.frame.lift(symmetricEigensystem(here.matrix().entries, m).vectors.slice(0, m), direction);
  here.release();
  const starts = new Float64Array(2 * saddle.length);
  for (const side of [0, 1]) {
    const start = starts.subarray(side * saddle.length, (side + 1) * saddle.length);
    const step = (2 * side - 1) * stepOff * landscape.manifold.lengthUnit.value;
    for (let i = 0; i < saddle.length; i++) start[i] = saddle[i]! + step * direction[i]!;
    landscape.manifold.retract(start);
  }
  const [left, right] = quench(landscape, starts, 2);
  return left && right ? [left, right] : null;
}

/** Descends from `count` points to minima; null for one that does not get there. */
export function quench(landscape: Landscape, starts: Float64Array, count: number): (Float64Array | null)[] {
  return run(quenchSearch(landscape, starts, count)).map(({ status, point }) =>
    status === 'converged' ? point : null,
  );
}

/** The same as a search, with what every descent ended as. */
export function quenchSearch(landscape: Landscape, starts: Float64Array, count: number) {
  return gradientDescent({ landscape, starts, count, tolerance, maxSteps, polish: newtonPolish(landscape) });
}
