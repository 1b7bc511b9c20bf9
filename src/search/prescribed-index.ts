/**
 * Dynamics towards a saddle of prescribed index k: uphill along the k lowest eigenvectors of the tangent Hessian, downhill along the
 * others, each component at Newton's pace,
 *      d_i = ± g_i / max(|λ_i|, δ),   + for i < k,   ‖d‖ at most a radius,
 * so that saddles of index k, and no others, attract; next to one it is Newton's method. The radius shrinks when a step turns back on
 * the last one's direction and grows when it goes on.
 * @source [yin2019high] (the dynamics); [wales1992basins] (the pace along each eigenvector)
 */
import { inertia } from '../linalg/inertia.ts';
import { symmetricEigensystem } from '../linalg/jacobi.ts';
import { dot, moved, norm, type SaddleMethod } from './saddle-method.ts';

interface Follower {
  readonly index: number;
  radius: number;
  /** The last displacement, an ambient vector. */
  last: Float64Array | null;
}

/** Radius at the start and at most, in units of the manifold's unit of length (the radius of the sphere). */
const firstRadius = 0.1;
const largestRadius = 0.3;
/** δ, relative to the largest |λ|. */
const leastCurvature = 1e-3;

export const prescribedIndex: SaddleMethod<Follower> = {
  name: 'prescribed-index',
  begin: ({ landscape, index }, { local }) => ({
    index: index ?? inertia(local.matrix().entries, local.dimension).negative,
    radius: firstRadius * landscape.manifold.lengthUnit.value,
    last: null,
  }),
  step(problem, here, memory) {
    const { gradient, dimension: m, frame } = here.local;
    const { values, vectors } = symmetricEigensystem(here.local.matrix().entries, m);
    const floor = leastCurvature * Math.max(Math.abs(values[0]!), Math.abs(values[m - 1]!));
    const d = new Float64Array(m);
    for (let k = 0; k < m; k++) {
      const v = vectors.subarray(k * m, (k + 1) * m);
      const pace = ((k < memory.index ? 1 : -1) * dot(v, gradient)) / Math.max(Math.abs(values[k]!), floor);
      for (let i = 0; i < m; i++) d[i]! += pace * v[i]!;
    }
    const ambient = new Float64Array(here.point.length);
    frame.lift(d, ambient);
    if (memory.last) {
      const turn = dot(ambient, memory.last) / (norm(ambient) * norm(memory.last));
      memory.radius *= turn < 0 ? 0.5 : turn > 0.5 ? 1.5 : 1;
      memory.radius = Math.min(memory.radius, largestRadius * problem.landscape.manifold.lengthUnit.value);
    }
    memory.last = ambient;
    const shortening = Math.min(1, memory.radius / norm(d));
    return moved(
      problem,
      here,
      d.map((x) => shortening * x),
    );
  },
};
