import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { bitSet, bitsApart, bitsInCommon, hasBit } from '../../src/kernels/bits.ts';

describe('sets of bits', () => {
  it.each([0, 1, 2, 31, 32, 33, 63, 64, 65, 129])(
    'hold, intersect and differ as lists do, of %i members at most',
    (size) => {
      const draw = stream(3, 'test/bits', size, 'members');
      const [a, b] = [0, 1].map(() => Array.from({ length: size }, () => draw.integer(3) > 0));
      const [A, B] = [bitSet(size, (k) => a![k]!), bitSet(size, (k) => b![k]!)];
      expect(a!.map((_, k) => hasBit(A, k))).toEqual(a);
      expect(bitsInCommon(A, B)).toBe(a!.filter((x, k) => x && b![k]).length);
      expect(bitsApart(A, B)).toBe(a!.filter((x, k) => x !== b![k]).length);
      expect(bitsInCommon(A, A)).toBe(a!.filter((x) => x).length);
    },
  );

  it('count every bit of a full word', () => {
    const full = bitSet(32, () => true);
    expect(full[0]).toBe(0xffffffff);
    expect(bitsInCommon(full, full)).toBe(32);
    expect(bitsApart(full, new Uint32Array(1))).toBe(32);
  });
});
