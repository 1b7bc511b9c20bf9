/** The embedded modules, compiled. */
import { CapacityError } from '../../base/errors.ts';
import type { BackendName } from '../contract.ts';
import { deterministic, relaxed } from '../generated/modules.ts';

/** Backends that have a module. */
export type ModuleName = Exclude<BackendName, 'reference'>;

const modules: Readonly<Record<ModuleName, { readonly text: string; readonly needs: string }>> = {
  wasm: { text: deterministic, needs: '(it needs WebAssembly SIMD)' },
  'wasm-relaxed': { text: relaxed, needs: '(relaxed SIMD needs Node 22 or a recent browser); use wasm' },
};

/** @throws CapacityError when this engine cannot run it */
export function compile(name: ModuleName): WebAssembly.Module {
  const { text, needs } = modules[name];
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) throw new CapacityError(`this engine cannot run the backend ${name} ${needs}`);
  return new WebAssembly.Module(bytes);
}
