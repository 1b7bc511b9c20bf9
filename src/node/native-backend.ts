/**
 * The native library as a backend of the bits of `wasm`: it works on the module's memory and leaves the same bits there, which is
 * compared, on small runs of every kernel, before it is first used.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { type Backend, backendBits } from '../kernels/backends.ts';
import type { KernelSet } from '../kernels/contract.ts';
import { compiledModule, wasmKernels } from '../kernels/index.ts';
import { firstDifference } from '../kernels/probes.ts';
import { type LoadedLibrary, loadLibrary } from './native-library.ts';

/** Kernels of which the library has no function: they would be WASM's under another name. */
const without: readonly (keyof KernelSet)[] = ['fillNormals', 'rectifiedWalk'];

/** @param wrong  the library was loaded, and its bits are wrong: a fault to tell of */
export type OpenedNative =
  | { readonly kernels: Partial<KernelSet>; readonly engine: string; readonly library: LoadedLibrary }
  | { readonly reason: string; readonly wrong: boolean };

export interface NativeBackend extends Backend {
  /** Opened once, however often it is asked. */
  open(): Promise<OpenedNative>;
  share(): WebAssembly.Module;
}

export interface NativeOptions {
  /** Where the library is. */
  readonly folder?: string;
  /** The module that it stands beside, from a thread that has compared the two. */
  readonly compared?: WebAssembly.Module;
}

export function nativeBackend({ folder, compared }: NativeOptions = {}): NativeBackend {
  let module = compared;
  const share = () => {
    module ??= compiledModule('wasm');
    return module;
  };
  let opened: OpenedNative | undefined;
  return {
    name: 'native',
    ...backendBits.wasm,
    async open() {
      opened ??= openLibrary(share, folder, compared !== undefined);
      return opened;
    },
    share,
  };
}

function openLibrary(module: () => WebAssembly.Module, folder: string | undefined, isCompared: boolean): OpenedNative {
  const library = loadLibrary(folder);
  if ('reason' in library) return { reason: library.reason, wrong: false };
  const kernels = wasmKernels({ module: module(), native: library });
  if (!isCompared && !existsSync(markOf(library))) {
    const fault = faultOf(wasmKernels(module()), kernels);
    if (fault !== undefined) return { reason: fault, wrong: true };
    remember(library);
  }
  const brought = Object.entries(kernels).filter(([name]) => !without.includes(name as keyof KernelSet));
  return { kernels: Object.fromEntries(brought), engine: `native ${8 * library.width} bit`, library };
}

/** A comparison takes a quarter of a second, so it is made once for a library and a version of Node, and remembered beside the library. */
const markOf = ({ path }: LoadedLibrary) => `${path}.compared-${process.version}`;

function remember(library: LoadedLibrary): void {
  try {
    writeFileSync(markOf(library), '');
  } catch {
    // A folder that cannot be written is compared each time.
  }
}

/** What is wrong with a library; undefined when every kernel's small runs leave the bits that they leave without it. */
function faultOf(wasm: KernelSet, native: KernelSet): string | undefined {
  try {
    const different = firstDifference(wasm, native);
    return different && `the library's ${different} kernel leaves other bits than WASM`;
  } catch (error) {
    return `the library fails: ${(error as Error).message.split('\n')[0]}`;
  }
}
