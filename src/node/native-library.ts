/**
 * The native library that `npm run build` made, through koffi: the module's functions again, over the module's memory. It is loaded
 * only if it is what was built, from these sources, for this processor; anything else is a reason to run WASM, never a failure.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type KernelExports, kernelSources, type NativeLibrary } from '../kernels/index.ts';

/** Where scripts/native/build.mjs leaves it. */
export const nativeFolder = fileURLToPath(new URL('../../build/native/', import.meta.url));

/** What scripts/native/build.mjs writes about a library, or why there is none. */
interface Index {
  readonly source: string;
  readonly processor: string;
  readonly reason?: string;
  readonly file?: string;
  readonly sha256?: string;
  readonly compiler?: string;
  readonly width?: NativeLibrary['width'];
  readonly signatures?: Readonly<Record<string, string>>;
}

export interface LoadedLibrary extends NativeLibrary {
  readonly path: string;
  readonly compiler: string;
  readonly functions: number;
}

/** The library of a folder, or the reason why it is not loaded. Whether its bits are right, self-check.ts finds. */
export function loadLibrary(folder = nativeFolder): LoadedLibrary | { readonly reason: string } {
  const path = `${folder}/kernels.json`;
  if (!existsSync(path))
    return { reason: 'no library was built (npm run build makes one where a C++ compiler is found)' };
  let index: Index;
  try {
    index = JSON.parse(readFileSync(path, 'utf8')) as Index;
  } catch {
    return { reason: `${path} is damaged; npm run build makes it again` };
  }
  const { source, reason, file, sha256, compiler, width, signatures } = index;
  if (reason !== undefined) return { reason };
  if (source !== kernelSources) return { reason: 'the library is of other kernels; npm run build makes it again' };
  if (index.processor !== processor())
    return { reason: 'the library is of another processor; npm run build makes it again' };
  const library = `${folder}/${file}`;
  if (!file || !width || !signatures || !existsSync(library) || digest(readFileSync(library)) !== sha256)
    return { reason: 'the library is damaged; npm run build makes it again' };
  let functions: readonly [string, NativeFunction][];
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi;
    const opened = koffi.load(library);
    functions = Object.entries(signatures).map(([name, signature]) => [name, opened.func(signature)]);
  } catch (error) {
    return { reason: `koffi cannot load the library: ${(error as Error).message.split('\n')[0]}` };
  }
  return {
    path: library,
    width,
    compiler: compiler ?? '',
    functions: functions.length,
    bind: (memory) =>
      Object.fromEntries(
        functions.map(([name, call]) => [name, (...numbers: number[]) => call(memory.buffer, ...numbers)]),
      ) satisfies KernelExports,
  };
}

type NativeFunction = (base: ArrayBuffer, ...numbers: number[]) => number;

interface Koffi {
  load(path: string): { func(signature: string): NativeFunction };
}

/** The same words as in scripts/native/library.mjs: instructions that a processor has are what a library is compiled for. */
function processor(): string {
  const information =
    process.platform === 'linux' && existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const features = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(information)?.[1] ?? cpus()[0]?.model ?? '';
  return `${process.platform}-${process.arch}-${digest(features).slice(0, 12)}`;
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
