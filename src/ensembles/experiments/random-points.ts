/** Values of a landscape at random points: what energies are standardized by. */

import { stream } from '../../base/philox.ts';
import { power } from '../../base/power.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import { normalPoint } from '../../landscapes/manifold.ts';

/** Points that are looked at together. */
export const batch = 64;

/** Mean, standard deviation and kurtosis (3 for a normal law) of the value at normal points, moved onto the manifold: uniform on spheres. */
export function momentsOf(landscape: Landscape, count: number, seed: number, disorder: number) {
  const n = landscape.dimension;
  const draw = stream(seed, 'landscape-descent', disorder, 'points');
  const [points, gradients] = [new Float64Array(batch * n), new Float64Array(batch * n)];
  const values = new Float64Array(count);
  for (let from = 0; from < count; from += batch) {
    const many = Math.min(batch, count - from);
    for (let k = 0; k < many; k++) {
      normalPoint(landscape.manifold, draw, points.subarray(k * n, (k + 1) * n));
    }
    landscape.valueAndGradient(points, many, values.subarray(from, from + many), gradients);
  }
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const moment = (p: number) => values.reduce((sum, x) => sum + power(x - mean, p), 0) / count;
  const variance = moment(2);
  return { mean, deviation: Math.sqrt((variance * count) / (count - 1)), kurtosis: moment(4) / variance ** 2 };
}
