/** Which engine computes the bits of `wasm` on this machine, and why not the other. */
import { oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { BackendName } from '../kernels/contract.ts';
import { type Backend, backendOf, type Kernels, openKernels, wasmBackend } from '../kernels/index.ts';
import { nativeBackend } from './native-backend.ts';

/** wasm: the module alone. native: a library for the processor, with the same bits. auto: native where it can run. */
export const engineNames = ['auto', 'wasm', 'native'] as const;
export type EngineName = (typeof engineNames)[number];

export interface OpenedEngine {
  readonly name: 'wasm' | 'native';
  /** Bits of its vectors. */
  readonly width: number;
  readonly compiler?: string;
  /** Why it is not native. */
  readonly reason?: string;
  /** That is a fault to tell of: the library was loaded, and its bits are wrong. */
  readonly wrong?: boolean;
  /** Where kernels come from, for `openKernels`. */
  readonly order: readonly Backend[];
}

/** @throws ArgumentError when `native` is asked for and cannot run, with the reason */
export async function openEngine(wanted: EngineName = 'auto', folder?: string): Promise<OpenedEngine> {
  oneOf('engine', 'engine', wanted, engineNames);
  const native = nativeBackend({ folder });
  const wasm = { name: 'wasm', width: 128 } as const;
  if (wanted === 'wasm') return { ...wasm, reason: 'wasm was asked for', order: [wasmBackend('wasm')] };
  const opened = await native.open();
  if (!('reason' in opened)) {
    const { width, compiler } = opened.library;
    return { name: 'native', width: 8 * width, compiler, order: [native, wasmBackend('wasm', native.share())] };
  }
  if (wanted === 'native') throw new ArgumentError('engine', 'engine', `auto or wasm here (${opened.reason})`, wanted);
  return { ...wasm, ...opened, order: [wasmBackend('wasm')] };
}

/** What a worker thread is told, so that it opens what its host opened. */
export interface SharedBackend {
  readonly name: string;
  readonly shared: unknown;
}

export function shareBackends(order: readonly Backend[]): SharedBackend[] {
  return order.map((backend) => ({ name: backend.name, shared: backend.share?.() }));
}

/** In a worker thread; its host has compared the bits. A library that does not load there is passed over. */
export function openShared(order: readonly SharedBackend[]): Promise<Kernels> {
  return openKernels(
    order.map(({ name, shared }) =>
      name === 'native'
        ? nativeBackend({ compared: shared as WebAssembly.Module })
        : backendOf(name as BackendName, shared),
    ),
  );
}
