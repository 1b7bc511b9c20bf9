/** The two WASM modules as backends: one deterministic, one with fused multiply-add. */
import { CapacityError } from '../../base/errors.ts';
import { type Backend, backendBits } from '../backends.ts';
import type { KernelSet } from '../contract.ts';
import { wasmRectifiedWalk } from './annealing.ts';
import { wasmCholesky } from './cholesky.ts';
import { compile, type ModuleName } from './compile.ts';
import { wasmNetworkCurvature } from './curvature.ts';
import { wasmGatedNetwork } from './gated.ts';
import { wasmGlass } from './glass.ts';
import { wasmRectifiedHessians } from './hessian.ts';
import type { KernelEngine } from './host.ts';
import { createNetworkFleet } from './networks.ts';
import { wasmNormals } from './normals.ts';
import { createRectifiedFleet } from './rectified.ts';
import { wasmSymmetric } from './symmetric.ts';
import { wasmTinyFleet } from './tiny.ts';

/** Every kernel on an engine: a module, or one with a library that takes its place function by function. */
export function wasmKernels(engine: KernelEngine): KernelSet {
  return {
    fillNormals: wasmNormals(engine),
    glass: (couplings) => wasmGlass(engine, couplings),
    rectified: (shape, count, precision, objective) => createRectifiedFleet(engine, shape, count, precision, objective),
    networks: (shape, count, precision, optimizer) => createNetworkFleet(engine, shape, count, precision, optimizer),
    gatedNetwork: (network, domain) => wasmGatedNetwork(engine, network, domain),
    tiny: (shape, samples, count, precision, optimizer) =>
      wasmTinyFleet(engine, shape, samples, count, precision, optimizer),
    rectifiedWalk: (shape, samples, options) => wasmRectifiedWalk(engine, shape, samples, options),
    rectifiedHessians: (shape, samples) => wasmRectifiedHessians(engine, shape, samples),
    networkCurvature: (layers, inputs) => wasmNetworkCurvature(engine, layers, inputs),
    symmetric: (size) => wasmSymmetric(engine, size),
    cholesky: () => wasmCholesky(engine),
  };
}

/** In the words of a session. */
export const moduleEngine = (name: ModuleName): string => `${name} 128 bit`;

/** @param module  compiled elsewhere; compiled when first needed where absent */
export function wasmBackend(name: ModuleName, module?: WebAssembly.Module): Backend {
  let compiled = module;
  const share = () => {
    compiled ??= compile(name);
    return compiled;
  };
  return {
    name,
    ...backendBits[name],
    async open() {
      try {
        return { kernels: wasmKernels(share()), engine: moduleEngine(name) };
      } catch (error) {
        if (error instanceof CapacityError) return { reason: error.message };
        throw error;
      }
    },
    share,
  };
}
