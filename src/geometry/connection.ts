/** Which minima a saddle of index 1 lies between: descents from either side of it along the direction of negative curvature. */
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { symmetricEigensystem } from '../linalg/jacobi.ts';
import { gradientDescent } from '../search/gradient-descent.ts';
import { newtonPolish } from '../search/newton.ts';
import { run } from '../search/search.ts';
import { distance } from './path.ts';

/** First step off the saddle, in units of gradientScale: far above rounding, far below the distance to a minimum. */
const stepOff = 1e-3;
const tolerance = 1e-10;
const maxSteps = 50_000;

/** The two minima, −v and +v side, or null where a descent does not converge. */
export function connectedMinima(landscape: Landscape, saddle: Float64Array): [Float64Array, Float64Array] | null {
  const { matrix, dimension: m, frame } = tangentHessian(landscape, saddle);
  const direction = new Float64Array(saddle.length);
  frame.lift(symmetricEigensystem(matrix, m).vectors.slice(0, m), direction);
  const starts = new Float64Array(2 * saddle.length);
  for (const side of [0, 1]) {
    const start = starts.subarray(side * saddle.length, (side + 1) * saddle.length);
    const step = (2 * side - 1) * stepOff * landscape.gradientScale;
    for (let i = 0; i < saddle.length; i++) start[i] = saddle[i]! + step * direction[i]!;
    landscape.manifold.retract(start);
  }
  const [left, right] = quench(landscape, starts, 2);
  return left && right ? [left, right] : null;
}

/** Descends from `count` points to minima; null for one that does not get there. */
export function quench(landscape: Landscape, starts: Float64Array, count: number): (Float64Array | null)[] {
  const polish = newtonPolish(landscape);
  const results = run(gradientDescent, { landscape, starts, count, tolerance, maxSteps, polish });
  return results.map(({ status, point }) => (status === 'converged' ? point : null));
}

/** Whether two points are the same up to the landscape's change of sign, to `closeness` in units of gradientScale. */
export function samePoint(landscape: Landscape, a: Float64Array, b: Float64Array, closeness = 1e-6): boolean {
  const sign = landscape.symmetries.find(({ name }) => name === 'sign');
  const copies = sign ? [b, sign.apply(b, 0)] : [b];
  return copies.some((copy) => distance(a, copy) <= closeness * landscape.gradientScale);
}
