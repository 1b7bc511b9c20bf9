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

/**
 * Functions of the module again, compiled for the processor: they work on the same memory and leave the same bits there. Those whose
 * layout of memory depends on the width of a vector have it in their names, `rectifiedStep_f32_64`.
 */
export interface NativeLibrary {
  /** Bytes of its vectors. */
  readonly width: 16 | 32 | 64;
  /** Its functions over a memory, which may grow. */
  bind(memory: WebAssembly.Memory): KernelExports;
}

/** What runs kernels: a module alone, or with a library that takes its place function by function. */
export type KernelEngine = WebAssembly.Module | { readonly module: WebAssembly.Module; readonly native: NativeLibrary };

export interface Instance {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
}

/** Bytes of the widest vectors that an engine has. */
export function widthOf(engine: KernelEngine): 16 | 32 | 64 {
  return 'native' in engine ? engine.native.width : 16;
}

export function instantiate(engine: KernelEngine, bytes: number): Instance {
  if (bytes > memoryLimit)
    throw new CapacityError(
      `a kernel needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address`,
    );
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const { module, native } = 'native' in engine ? engine : { module: engine, native: undefined };
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  return { exports: { ...exports, ...native?.bind(memory) }, memory };
}
