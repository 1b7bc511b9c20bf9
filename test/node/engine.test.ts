import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ArgumentError } from '../../src/base/errors.ts';
import { compiledModule, enginesOf, type KernelExports, openKernels, wasmKernels } from '../../src/kernels/index.ts';
import { firstDifference } from '../../src/kernels/probes.ts';
import { openEngine, openShared, shareBackends } from '../../src/node/engine.ts';
import { loadLibrary, nativeFolder } from '../../src/node/native-library.ts';

const module = compiledModule('wasm');
const wasm = wasmKernels(module);
const library = loadLibrary();
const built = !('reason' in library);

const folders: string[] = [];
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'native-')));
  return folders.at(-1)!;
};
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

/** A copy of what was built, its index changed. */
function changed(change: (index: Record<string, unknown>) => object): string {
  const copy = folder();
  cpSync(nativeFolder, copy, { recursive: true });
  const path = join(copy, 'kernels.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  return copy;
}
const reasonOf = (path: string) => {
  const loaded = loadLibrary(path);
  return 'reason' in loaded ? loaded.reason : 'loaded';
};

describe('small runs of every kernel', () => {
  it('are the same on an engine and itself', () => {
    expect(firstDifference(wasm, wasmKernels(module))).toBeUndefined();
  });

  // A library that leaves out one function's work: the runs must notice, whichever it is.
  it.each([
    ['glass', 'glass3_f32'],
    ['glass', 'tail_f64'],
    ['glass', 'glass5_f64'],
    ['rectified', 'rectifiedStep_f32'],
    ['rectified', 'rectifiedEvaluate_f64'],
    ['networks', 'networkStep_f64'],
    ['walk', 'annealRefresh_f32'],
    ['hessians', 'hessianGather'],
    ['curvature', 'curvatureGram'],
    ['symmetric', 'symmetricUpdate'],
    ['cholesky', 'choleskyPanel'],
  ])('tell %s apart when %s does nothing', (kernel, name) => {
    const native = { width: 16, bind: (): KernelExports => ({ [name]: () => 0 }) } as const;
    expect(firstDifference(wasm, wasmKernels({ module, native }))).toBe(kernel);
  });

  it.runIf(built)('are the same to the bit in the native library', () => {
    if ('reason' in library) throw new Error(library.reason);
    expect(firstDifference(wasm, wasmKernels({ module, native: library }))).toBeUndefined();
  });
});

describe('the library that was built', () => {
  it('is not loaded where there is none, and the engine is WASM', async () => {
    const empty = folder();
    expect(reasonOf(empty)).toMatch('no library was built');
    expect(await openEngine('auto', empty)).toMatchObject({ name: 'wasm', width: 128 });
    await expect(openEngine('native', empty)).rejects.toThrow(ArgumentError);
    await expect(openEngine('native', empty)).rejects.toThrow(
      /engine must be auto or wasm here \(no library was built/,
    );
  });

  it('is not loaded when its index cannot be read', () => {
    const copy = folder();
    writeFileSync(join(copy, 'kernels.json'), '{"source":');
    expect(reasonOf(copy)).toMatch('damaged');
  });

  it('says why none was built', async () => {
    const copy = folder();
    writeFileSync(join(copy, 'kernels.json'), JSON.stringify({ reason: 'no C++ compiler was found' }));
    expect((await openEngine('auto', copy)).reason).toBe('no C++ compiler was found');
  });

  it.runIf(built)('is loaded only whole, of these kernels and for this processor', () => {
    expect(reasonOf(changed((index) => index))).toBe('loaded');
    expect(reasonOf(changed((index) => ({ ...index, source: 'others' })))).toMatch('of other kernels');
    expect(reasonOf(changed((index) => ({ ...index, processor: 'another' })))).toMatch('of another processor');
    const copy = changed((index) => index);
    const { file } = JSON.parse(readFileSync(join(copy, 'kernels.json'), 'utf8')) as { file: string };
    const bytes = readFileSync(join(copy, file));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(join(copy, file), bytes);
    expect(reasonOf(copy)).toMatch('damaged');
    rmSync(join(copy, file));
    expect(reasonOf(copy)).toMatch('damaged');
  });
});

it.runIf(built)('native kernels come with the rest from WASM, here and in another thread', async () => {
  const { name, width, order } = await openEngine('native');
  const [kernels, wasmAlone] = [await openKernels(order), await openKernels((await openEngine('wasm')).order)];
  const [native, module] = [`${name} ${width} bit`, 'wasm 128 bit'];
  expect(kernels.engines).toMatchObject({
    glass: native,
    symmetric: native,
    fillNormals: module,
    rectifiedWalk: module,
  });
  expect(enginesOf(kernels)).toBe(`${native} and ${module}`);
  expect(kernels.bits).toBe(wasmAlone.bits);
  expect((await openShared(structuredClone(shareBackends(order)))).engines).toEqual(kernels.engines);
});

it('knows three names', async () => {
  await expect(openEngine('nativ' as 'native')).rejects.toThrow(
    'engine must be one of auto, wasm, native (did you mean native?)',
  );
  expect(await openEngine('wasm')).toMatchObject({ name: 'wasm', reason: 'wasm was asked for' });
});
