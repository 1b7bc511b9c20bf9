/** Instances of the WASM modules. Every kernel object owns one instance and its memory, laid out here; the module has no static data. */
import { CapacityError } from '../../base/errors.ts';

const pageBytes = 65536;
/** wasm32 addresses 4 GiB; the last page is left free. */
export const memoryLimit = 65535 * pageBytes;

/** Hands out consecutive, 64-byte aligned blocks; `total` is what the memory must hold. */
export class Layout {
  #next = 1024;

  block(bytes: number): number {
    const at = this.#next;
    this.#next = Math.ceil((at + bytes) / 64) * 64;
    return at;
  }

  get total(): number {
    return this.#next;
  }
}

export type KernelExports = Readonly<Record<string, (...numbers: number[]) => number>>;

export interface Instance {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
}

export function instantiate(module: WebAssembly.Module, bytes: number): Instance {
  if (bytes > memoryLimit)
    throw new CapacityError(
      `a kernel needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address`,
    );
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { exports: instance.exports as unknown as KernelExports, memory };
}
