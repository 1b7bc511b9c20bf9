/** In: a ReLU network and its data, in exact numbers. Out: what kind of point of the loss it is, with a certificate that anybody can check. */
export { approximate } from './approximate.ts';
export { blindSpot } from './constructions/blind-spot.ts';
export { type TentOptions, tentNetwork } from './constructions/tent-network.ts';
export {
  type Certificate,
  CertificateError,
  type Claim,
  type Flat,
  type Layer,
  type Layers,
  type Matrix,
  type Problem,
  readCertificate,
  sealedDocument,
  type Vector,
  type Witness,
} from './format.ts';
export { proveSigns, type Signs } from './interval/inertia.ts';
export type { Interval } from './interval/interval.ts';
export { proveZero, type System, type ZeroFound } from './interval/krawczyk.ts';
export { polynomialSystem, potential } from './interval/polynomials.ts';
export type { IntervalVector } from './interval/vectors.ts';
export type { Trace } from './near/escape.ts';
export { type Near, type NearOptions, type ProvedNear, proveNear, type Tried } from './near/index.ts';
export { isSeparated } from './near/separated.ts';
export {
  type Exact,
  exactNetwork,
  exactProblem,
  type ManyLayers,
  type OneHiddenLayer,
  type RegressionData,
} from './problem.ts';
export { type InputFile, type ProblemFile, type ReadingOptions, readProblem } from './problem-file.ts';
export {
  type CertifyOptions,
  certify,
  defaultLimits,
  type ExactData,
  forecastWork,
  type GlobalMinimum,
  type Limits,
  type ProofContext,
  type Proved,
  proveGlobalMinimum,
  type Undecided,
  type Work,
} from './prove/index.ts';
export { fromBinary64, parse as parseRational, print as printRational, type Rational, SizeError } from './rational.ts';
export { type Point, proves, type Separation, separate } from './training/separation.ts';
export { type SetSplitting, splitOf, type TrainingSet, trainingSet } from './training/set-splitting.ts';
export { type Decision, decideThreeNode, type ThreeNode } from './training/three-node.ts';
