/** In: a backend's name, and its compiled module where one is at hand. Out: its kernels. */
import { fillNormals } from '../base/philox.ts';
import type { BackendName, Kernels } from './contract.ts';
import { referenceNetworkWalk } from './reference/annealing.ts';
import { referenceDenseFleet } from './reference/dense.ts';
import { referenceGlass } from './reference/glass.ts';
import { referenceNetworkHessians } from './reference/hessian.ts';
import { referenceNetworkFleet } from './reference/networks.ts';
import { referencePerceptronCurvature } from './reference/perceptron-curvature.ts';
import { referenceSymmetric } from './reference/symmetric.ts';
import { wasmNetworkWalk } from './wasm/annealing.ts';
import { compile } from './wasm/compile.ts';
import { createDenseFleet } from './wasm/dense.ts';
import { wasmGlass } from './wasm/glass.ts';
import { wasmNetworkHessians } from './wasm/hessian.ts';
import { createNetworkFleet } from './wasm/networks.ts';
import { wasmNormals } from './wasm/normals.ts';
import { wasmPerceptronCurvature } from './wasm/perceptron.ts';
import { wasmSymmetric } from './wasm/symmetric.ts';

export type {
  HessianPart,
  OutputCurvature,
  OutputDerivatives,
  OutputLoss,
  PerceptronCurvature,
  PerceptronInputs,
  PerceptronLayers,
  PreparedPoint,
  RoundingBound,
} from './contract/perceptron-curvature.ts';
export type {
  BackendName,
  DenseFleet,
  DenseShape,
  Factorization,
  Fleet,
  GlassKernel,
  GlassShape,
  Kernels,
  MetropolisWalk,
  NetworkFleet,
  NetworkHessian,
  NetworkHessians,
  NetworkPass,
  NetworkShape,
  NetworkWalkOptions,
  Optimizer,
  Pivots,
  Precision,
  Samples,
  SymmetricKernel,
  TrainingFleet,
} from './contract.ts';
export { backendNames } from './contract.ts';
export { compile as compiledModule } from './wasm/compile.ts';

/** The kernels of a backend. A host with workers compiles once (`compiledModule`) and posts the module to them. */
export function createKernels(backend: BackendName = 'wasm', module?: WebAssembly.Module): Kernels {
  if (backend === 'reference')
    return {
      backend,
      fillNormals,
      glass: referenceGlass,
      networkHessians: referenceNetworkHessians,
      networks: (shape, count) => referenceNetworkFleet(shape, count),
      dense: (shape, count, _precision, optimizer) => referenceDenseFleet(shape, count, optimizer),
      networkWalk: referenceNetworkWalk,
      perceptronCurvature: referencePerceptronCurvature,
      symmetric: referenceSymmetric,
    };
  const compiled = module ?? compile(backend)!;
  return {
    backend,
    fillNormals: wasmNormals(compiled),
    glass: (shape) => wasmGlass(compiled, shape),
    networkHessians: (shape, samples) => wasmNetworkHessians(compiled, shape, samples),
    networks: (shape, count, precision) => createNetworkFleet(compiled, shape, count, precision),
    dense: (shape, count, precision, optimizer) => createDenseFleet(compiled, shape, count, precision, optimizer),
    networkWalk: (shape, samples, options) => wasmNetworkWalk(compiled, shape, samples, options),
    perceptronCurvature: (layers, inputs) => wasmPerceptronCurvature(compiled, layers, inputs),
    symmetric: (size) => wasmSymmetric(compiled, size),
  };
}
