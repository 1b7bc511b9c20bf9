/** In: a landscape and where to start. Out: points with a named status. To add a method is one file here, one line below, one fixture. */
export {
  type AnnealingProblem,
  type AnnealingResult,
  type AnnealingState,
  annealing,
  coordinateWalk,
  type Schedule,
} from './annealing.ts';
export { glassWalks } from './annealing-glass.ts';
export {
  type DescentProblem,
  type DescentResult,
  type DescentState,
  fleetOf,
  gradientDescent,
  usualRate,
} from './gradient-descent.ts';
export { type HessianDescentProblem, type HessianDescentState, hessianDescent } from './hessian-descent.ts';
export { type Eigenpairs, type EigenpairsStatus, eigenpairs, type RealEigenpair } from './homotopy.ts';
export { eigenpairCount, type SymmetricTensor, symmetricTensor } from './homotopy-family.ts';
export { type Census, censusOf } from './homotopy-glass.ts';
export type { IsolatedZero } from './homotopy-isolated.ts';
export { pathCount, type Solved, solveAll, solveFrom } from './homotopy-polynomials.ts';
export type { BlockedSystem } from './homotopy-projective.ts';
export { type Escape, type EscapeProblem, type EscapeState, langevinEscape, langevinSteps } from './langevin.ts';
export { type LevelProblem, type LevelResult, type LevelState, levelDescent } from './level-descent.ts';
export { newtonPolish, type Polish, type Polished } from './newton.ts';
export type { SaddleMethod, SaddleProblem, Stand } from './saddle-method.ts';
export {
  type SaddleMethodName,
  type SaddleResult,
  type SaddleState,
  saddleMethodNames,
  saddleMethods,
  saddleSearch,
} from './saddles.ts';
export {
  run,
  runWatched,
  type Search,
  type Share,
  type Status,
  Stopped,
  statuses,
  statusMessages,
  stepwise,
  within,
} from './search.ts';
export { type TensorEigenpair, type TensorEigenpairs, tensorEigenpairs } from './tensor-eigenpairs.ts';
