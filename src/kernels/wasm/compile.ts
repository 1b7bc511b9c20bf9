/** The embedded modules, compiled. */
import { CapacityError } from '../../base/errors.ts';
import type { BackendName } from '../contract.ts';
import { deterministic, relaxed } from '../generated/modules.ts';

/** The module of a backend; undefined for `reference`, which has none. @throws CapacityError when this engine cannot run it. */
export function compile(backend: BackendName): WebAssembly.Module | undefined {
  if (backend === 'reference') return undefined;
  const text = atob(backend === 'wasm' ? deterministic : relaxed);
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  if (!WebAssembly.validate(bytes))
    throw new CapacityError(
      `this engine cannot run the backend ${backend}${backend === 'wasm-relaxed' ? ' (relaxed SIMD needs Node 22 or a recent browser); use wasm' : ' (it needs WebAssembly SIMD)'}`,
    );
  return new WebAssembly.Module(bytes);
}
