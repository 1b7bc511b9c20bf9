/** Which engine runs the backend `wasm` on this machine, and why not the other. Bits do not depend on it. */
import { existsSync, writeFileSync } from 'node:fs';
import { oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { compiledModule, createKernels, type KernelEngine } from '../kernels/index.ts';
import { firstDifference } from '../kernels/probes.ts';
import { type LoadedLibrary, loadLibrary } from './native-library.ts';

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
  readonly engine: KernelEngine;
}

/**
 * The engine of the backend `wasm`. A native library must leave the bits that WASM leaves, in small runs of every kernel.
 * @throws ArgumentError when `native` is asked for and cannot run, with the reason
 */
export function openEngine(wanted: EngineName = 'auto', folder?: string): OpenedEngine {
  oneOf('engine', 'engine', wanted, engineNames);
  const module = compiledModule('wasm')!;
  const wasm = { name: 'wasm', width: 128, engine: module } as const;
  if (wanted === 'wasm') return { ...wasm, reason: 'wasm was asked for' };
  const native = loadLibrary(folder);
  const refuse = (reason: string, wrong: boolean): OpenedEngine => {
    if (wanted === 'native') throw new ArgumentError('engine', 'engine', `auto or wasm here (${reason})`, wanted);
    return { ...wasm, reason, wrong };
  };
  if ('reason' in native) return refuse(native.reason, false);
  const engine = { module, native };
  const fault = compared(native) ? undefined : faultOf(engine);
  if (fault !== undefined) return refuse(fault, true);
  remember(native);
  return { name: 'native', width: 8 * native.width, compiler: native.compiler, engine };
}

/** A comparison takes a quarter of a second, so it is made once for a library and a version of Node, and remembered beside the library. */
const markOf = ({ path }: LoadedLibrary) => `${path}.compared-${process.version}`;
const compared = (native: LoadedLibrary) => existsSync(markOf(native));

function remember(native: LoadedLibrary): void {
  try {
    writeFileSync(markOf(native), '');
  } catch {
    // A folder that cannot be written is compared each time.
  }
}

/** What is wrong with a library; undefined when every kernel's small runs leave the bits that they leave without it. */
function faultOf(engine: KernelEngine & { readonly module: WebAssembly.Module }): string | undefined {
  try {
    const different = firstDifference(createKernels('wasm', engine.module), createKernels('wasm', engine));
    return different && `the library's ${different} kernel leaves other bits than WASM`;
  } catch (error) {
    return `the library fails: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** What a worker thread is told, so that it opens what its host opened. */
export interface SharedEngine {
  /** Of the backend; `reference` has none. */
  readonly module?: WebAssembly.Module;
  readonly native?: boolean;
}

export function sharedEngine(engine: KernelEngine): SharedEngine {
  return 'native' in engine ? { module: engine.module, native: true } : { module: engine };
}

/** The engine in a worker thread; its host has compared the bits. Without a library that loads, the module alone. */
export function engineOf({ module, native }: SharedEngine): KernelEngine | undefined {
  const library = native && module ? loadLibrary() : undefined;
  return library && !('reason' in library) ? { module: module!, native: library } : module;
}
