/** In: a backend's name, and its compiled module where one is at hand. Out: its kernels. */
import { fillNormals } from '../base/philox.ts';
import type { BackendName, Kernels } from './contract.ts';
import { referenceRectifiedWalk } from './reference/annealing.ts';
import { referenceCholesky } from './reference/cholesky.ts';
import { referenceGlass } from './reference/glass.ts';
import { referenceRectifiedHessians } from './reference/hessian.ts';
import { referenceNetworkCurvature } from './reference/network-curvature.ts';
import { referenceNetworkFleet } from './reference/networks.ts';
import { referenceRectifiedFleet } from './reference/rectified.ts';
import { referenceSymmetric } from './reference/symmetric.ts';
import { referenceTinyFleet } from './reference/tiny.ts';
import { wasmRectifiedWalk } from './wasm/annealing.ts';
import { wasmCholesky } from './wasm/cholesky.ts';
import { compile } from './wasm/compile.ts';
import { wasmNetworkCurvature } from './wasm/curvature.ts';
import { wasmGlass } from './wasm/glass.ts';
import { wasmRectifiedHessians } from './wasm/hessian.ts';
import type { KernelEngine } from './wasm/host.ts';
import { createNetworkFleet } from './wasm/networks.ts';
import { wasmNormals } from './wasm/normals.ts';
import { createRectifiedFleet } from './wasm/rectified.ts';
import { wasmSymmetric } from './wasm/symmetric.ts';
import { wasmTinyFleet } from './wasm/tiny.ts';

export { type Backend, backends } from './backends.ts';
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
  GivenTensor,
  GlassKernel,
  GlassShape,
  Kernels,
  MetropolisWalk,
  NetworkFleet,
  NetworkShape,
  Optimizer,
  OptimizerMemory,
  Pivots,
  Precision,
  RectifiedFleet,
  RectifiedHessian,
  RectifiedHessians,
  RectifiedPass,
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
} from './contract.ts';
export { backendNames } from './contract.ts';
export { sources as kernelSources } from './generated/modules.ts';
export { classExamples } from './minibatch.ts';
export { compile as compiledModule } from './wasm/compile.ts';
export type { KernelEngine, KernelExports, NativeLibrary } from './wasm/host.ts';

/** The kernels of a backend. A host with workers compiles once (`compiledModule`) and posts the module to them. @param engine what runs them; the module alone when absent */
export function createKernels(backend: BackendName = 'wasm', engine?: KernelEngine): Kernels {
  if (backend === 'reference')
    return {
      backend,
      fillNormals,
      glass: referenceGlass,
      rectifiedHessians: referenceRectifiedHessians,
      rectified: (shape, count, _precision, objective) => referenceRectifiedFleet(shape, count, objective),
      networks: (shape, count, _precision, optimizer) => referenceNetworkFleet(shape, count, optimizer),
      tiny: (shape, samples, count, _precision, optimizer) => referenceTinyFleet(shape, samples, count, optimizer),
      rectifiedWalk: referenceRectifiedWalk,
      networkCurvature: referenceNetworkCurvature,
      symmetric: referenceSymmetric,
      cholesky: () => referenceCholesky,
    };
  const compiled = engine ?? compile(backend)!;
  return {
    backend,
    fillNormals: wasmNormals(compiled),
    glass: (shape) => wasmGlass(compiled, shape),
    rectifiedHessians: (shape, samples) => wasmRectifiedHessians(compiled, shape, samples),
    rectified: (shape, count, precision, objective) =>
      createRectifiedFleet(compiled, shape, count, precision, objective),
    networks: (shape, count, precision, optimizer) => createNetworkFleet(compiled, shape, count, precision, optimizer),
    tiny: (shape, samples, count, precision, optimizer) =>
      wasmTinyFleet(compiled, shape, samples, count, precision, optimizer),
    rectifiedWalk: (shape, samples, options) => wasmRectifiedWalk(compiled, shape, samples, options),
    networkCurvature: (layers, inputs) => wasmNetworkCurvature(compiled, layers, inputs),
    symmetric: (size) => wasmSymmetric(compiled, size),
    cholesky: () => wasmCholesky(compiled),
  };
}
