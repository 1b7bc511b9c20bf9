/** Where kernels come from, when several backends have some. */
import { describe, expect, it } from 'vitest';
import { CapacityError } from '../../src/base/errors.ts';
import { type Backend, kernelNames } from '../../src/kernels/backends.ts';
import {
  backendBits,
  backendNames,
  backendOf,
  createKernels,
  enginesOf,
  openKernels,
} from '../../src/kernels/index.ts';
import { referenceKernels } from '../../src/kernels/reference/backend.ts';

const bits = backendBits.reference;
/** A backend with some of the reference's kernels, and how often it was opened. */
function some(name: string, kernels: readonly string[], given: Partial<Backend> = {}) {
  const opened = { times: 0 };
  const backend: Backend = {
    name,
    ...bits,
    async open() {
      opened.times++;
      const brought = Object.entries(referenceKernels).filter(([kernel]) => kernels.includes(kernel));
      return { kernels: Object.fromEntries(brought), engine: `${name} 64 bit` };
    },
    ...given,
  };
  return { backend, opened };
}
const refusing = (reason: string) => some('absent', [], { open: async () => ({ reason }) }).backend;

describe('kernels', () => {
  it('come from the first backend that has each, under its name', async () => {
    const [a, b] = [some('a', ['symmetric', 'glass']), some('b', ['glass', 'tiny', 'cholesky'])];
    const kernels = await openKernels([a.backend, b.backend, backendOf('reference')]);
    expect(kernels).toMatchObject(bits);
    const { symmetric, glass, tiny, cholesky, ...others } = kernels.engines;
    expect([symmetric, glass, tiny, cholesky]).toEqual(['a 64 bit', 'a 64 bit', 'b 64 bit', 'b 64 bit']);
    expect(new Set(Object.values(others))).toEqual(new Set(['reference']));
    expect(Object.keys(kernels.engines).sort()).toEqual([...kernelNames].sort());
    expect(enginesOf(kernels)).toBe('reference and a 64 bit and b 64 bit');
    expect(enginesOf(createKernels('reference'))).toBe('reference');
  });

  it('are not asked for twice: a backend that nothing needs stays closed', async () => {
    const last = some('last', kernelNames);
    await openKernels([backendOf('reference'), last.backend]);
    expect(last.opened.times).toBe(0);
  });

  it('never come from a backend of other bits than the first that opens', async () => {
    const other = some('other', kernelNames, { bits: 'other-1' });
    const kernels = await openKernels([some('a', ['glass']).backend, other.backend, backendOf('reference')]);
    expect(other.opened.times).toBe(0);
    expect(kernels.bits).toBe(bits.bits);
    // One that does not open chooses no bits.
    const first = some('absent', [], { bits: 'other-1', open: async () => ({ reason: 'no adapter' }) });
    expect((await openKernels([first.backend, backendOf('reference')])).bits).toBe(bits.bits);
  });

  it('are missed by name, with what the backends said', async () => {
    await expect(openKernels([refusing('no compiler'), refusing('no adapter')])).rejects.toThrow(
      new CapacityError('no compiler; no adapter'),
    );
    await expect(openKernels([])).rejects.toThrow('no backend was named');
    const all = kernelNames.filter((name) => name !== 'cholesky');
    await expect(openKernels([some('a', all).backend, refusing('no compiler')])).rejects.toThrow(
      `no backend of the bits ${bits.bits} has the kernel cholesky; no compiler`,
    );
  });

  it.each(backendNames)('of %s are the same opened from what another thread shares, or made at once', async (name) => {
    const backend = backendOf(name);
    const opened = await backend.open();
    if ('reason' in opened) {
      expect(() => createKernels(name)).toThrow(new CapacityError(opened.reason));
      return;
    }
    const again = await openKernels([backendOf(name, structuredClone(backend.share?.()))]);
    for (const kernels of [again, createKernels(name)]) {
      expect(kernels).toMatchObject(backendBits[name]);
      expect(enginesOf(kernels)).toBe(opened.engine);
      expect(kernels.symmetric(3).size).toBe(3);
    }
  });
});
