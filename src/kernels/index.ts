/** In: backends in the order of preference, or the name of one. Out: kernels. */
import { type Backend, backendBits, wholeKernels } from './backends.ts';
import { type BackendName, defaultBackend, type Kernels } from './contract.ts';
import { referenceBackend, referenceKernels } from './reference/backend.ts';
import { moduleEngine, wasmBackend, wasmKernels } from './wasm/backend.ts';
import { compile } from './wasm/compile.ts';

export { type Backend, type Bits, backendBits, enginesOf, type Opened, openKernels } from './backends.ts';
export type {
  HessianPart,
  NetworkCurvature,
  NetworkInputs,
  NetworkLayers,
  OutputCurvature,
  OutputDerivatives,
  OutputLoss,
  PreparedPoint,
  RoundingBound,
} from './contract/network-curvature.ts';
export type {
  BackendName,
  Cholesky,
  CouplingNorms,
  Examples,
  Factorization,
  Fleet,
  GatedKernel,
  GatedNetwork,
  GivenTensor,
  GlassKernel,
  GlassShape,
  KernelSet,
  Kernels,
  MetropolisWalk,
  NetworkFleet,
  NetworkShape,
  OnRise,
  Optimizer,
  OptimizerMemory,
  Pivots,
  Precision,
  RectifiedFleet,
  RectifiedHessian,
  RectifiedHessians,
  RectifiedPoint,
  RectifiedShape,
  RectifiedWalkOptions,
  Samples,
  SymmetricKernel,
  TinyFleet,
  TinySamples,
  TinyShape,
  TrainingFleet,
  TrainingLoss,
  TrainingObjective,
  WeightDomain,
} from './contract.ts';
export { backendNames, defaultBackend } from './contract.ts';
export { sources as kernelSources } from './generated/modules.ts';
export { classExamples } from './minibatch.ts';
export { wasmBackend, wasmKernels } from './wasm/backend.ts';
export type { ModuleName } from './wasm/compile.ts';
export { compile as compiledModule } from './wasm/compile.ts';
export type { KernelEngine, KernelExports, NativeLibrary } from './wasm/host.ts';

/** A backend by its name, which any host has; a host may know more of the same bits. @param shared  what it said in another thread */
export function backendOf(name: BackendName, shared?: unknown): Backend {
  return name === 'reference' ? referenceBackend : wasmBackend(name, shared as WebAssembly.Module | undefined);
}

/** The kernels of one backend without waiting: the short way where nothing else is at hand. @throws CapacityError when this engine cannot run it */
export function createKernels(backend: BackendName = defaultBackend): Kernels {
  if (backend === 'reference') return wholeKernels(referenceKernels, backendBits.reference, backend);
  return wholeKernels(wasmKernels(compile(backend)), backendBits[backend], moduleEngine(backend));
}
