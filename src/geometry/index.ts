/** In: a landscape and points on it. Out: paths, barriers with what certifies them, and the graph of which minima join at which height. */
export {
  type Barrier,
  type BarrierKind,
  type BarrierOptions,
  type BarrierProblem,
  barrierBetween,
  barrierKinds,
  barrierSearch,
} from './barrier.ts';
export { connectedMinima, quench } from './connection.ts';
export {
  type Branch,
  disconnectivityGraph,
  leaves,
  lowest,
  type Pass,
  passBetween,
  stroke,
} from './disconnectivity.ts';
export { nearestCopy, samePoint } from './identity.ts';
export { arcLengths, distance, image, type Path, redistribute, straightPath } from './path.ts';
export { type Profile, pathProfile, profileSearch } from './profile.ts';
export { shortestPath } from './shortest-path.ts';
export { type RelaxedPath, type StringProblem, type StringState, stringMethod } from './string-method.ts';
