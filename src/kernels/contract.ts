/**
 * The only door to fast numerics: what a backend may bring, a file each in contract/. The same suite runs on each backend.
 * A kernel object owns its memory; points are row-major (one point a row); results go to `out`, last.
 */
import type { StreamAddress } from '../base/philox.ts';
import type { Cholesky } from './contract/cholesky.ts';
import type { GatedKernel, GatedNetwork, WeightDomain } from './contract/gated.ts';
import type { GivenTensor, GlassKernel, GlassShape } from './contract/glass.ts';
import type { MetropolisWalk, RectifiedWalkOptions } from './contract/metropolis.ts';
import type { NetworkCurvature, NetworkInputs, NetworkLayers } from './contract/network-curvature.ts';
import type { Precision } from './contract/precision.ts';
import type { RectifiedHessians } from './contract/rectified-hessians.ts';
import type { Samples } from './contract/samples.ts';
import type { SymmetricKernel } from './contract/symmetric.ts';
import type { TinyFleet, TinySamples, TinyShape } from './contract/tiny.ts';
import type {
  NetworkFleet,
  NetworkShape,
  Optimizer,
  RectifiedFleet,
  RectifiedShape,
  TrainingObjective,
} from './contract/training.ts';

export type { Cholesky } from './contract/cholesky.ts';
export type { Fleet, OnRise } from './contract/fleet.ts';
export type { GatedKernel, GatedNetwork, WeightDomain } from './contract/gated.ts';
export type { CouplingNorms, GivenTensor, GlassKernel, GlassShape } from './contract/glass.ts';
export type { MetropolisWalk, RectifiedWalkOptions } from './contract/metropolis.ts';
export type { Precision } from './contract/precision.ts';
export type { RectifiedHessian, RectifiedHessians, RectifiedPoint } from './contract/rectified-hessians.ts';
export type { Samples } from './contract/samples.ts';
export type { Factorization, Pivots, SymmetricKernel } from './contract/symmetric.ts';
export type { TinyFleet, TinySamples, TinyShape } from './contract/tiny.ts';
export type {
  Examples,
  NetworkFleet,
  NetworkShape,
  Optimizer,
  OptimizerMemory,
  RectifiedFleet,
  RectifiedShape,
  TrainingFleet,
  TrainingLoss,
  TrainingObjective,
} from './contract/training.ts';

export const backendNames = ['wasm', 'wasm-relaxed', 'reference'] as const;
/**
 * What a spec may ask for: a name stands for bits, which any number of engines may compute (backends.ts).
 * wasm: deterministic SIMD128. wasm-relaxed: fused multiply-add, bits depend on the machine. reference: plain TypeScript, float64, the oracle.
 */
export type BackendName = (typeof backendNames)[number];

/** Of a spec that names none. */
export const defaultBackend: BackendName = 'wasm';

/** Everything that a backend may bring. */
export interface KernelSet {
  /** Standard normals number start … start + out.length − 1 of a stream; bit-equal on every backend. */
  fillNormals(stream: StreamAddress, start: number, out: Float64Array): void;
  glass(couplings: GlassShape | GivenTensor): GlassKernel;
  /** @param objective  default: the mean cross-entropy */
  rectified(shape: RectifiedShape, count: number, precision: Precision, objective?: TrainingObjective): RectifiedFleet;
  networks(shape: NetworkShape, count: number, precision: Precision, optimizer: Optimizer): NetworkFleet;
  /** The network's mean loss on many points, and descents on it. */
  gatedNetwork(network: GatedNetwork, domain: WeightDomain): GatedKernel;
  tiny(shape: TinyShape, samples: TinySamples, count: number, precision: Precision, optimizer: Optimizer): TinyFleet;
  /** A walk over the parameters of one network under its mean loss over the samples; one parameter a proposal, uniformly chosen. */
  rectifiedWalk(shape: RectifiedShape, samples: Samples, options: RectifiedWalkOptions): MetropolisWalk;
  rectifiedHessians(shape: RectifiedShape, samples: Samples): RectifiedHessians;
  /** The same of a network of any depth under any loss, at several points at once; products too. */
  networkCurvature(layers: NetworkLayers, inputs: NetworkInputs): NetworkCurvature;
  symmetric(size: number): SymmetricKernel;
  /** For matrices of any size, one after another. */
  cholesky(): Cholesky;
}

export interface Kernels extends KernelSet {
  /** The word that results carry; all kernels compute these bits. */
  readonly bits: string;
  /** The same bits on every machine. */
  readonly deterministic: boolean;
  /** Kernel → engine and width, as "native 512 bit": for the session of a run, since no number depends on it. */
  readonly engines: Readonly<Record<string, string>>;
}
