/**
 * The engine that kernel tests run on: the WASM module, or with GLASSCAPE_ENGINE=native the library for this processor, which must then
 * be there. Every test holds on both.
 */
import type { BackendName, KernelEngine, Kernels } from '../../src/kernels/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { type EngineName, openEngine } from '../../src/node/engine.ts';

export const { engine: testEngine }: { engine: KernelEngine } = openEngine(
  (process.env['GLASSCAPE_ENGINE'] ?? 'wasm') as EngineName,
);

/** The kernels of a backend on that engine. */
export function kernelsOn(backend: BackendName): Kernels {
  return createKernels(backend, backend === 'wasm' ? testEngine : undefined);
}
