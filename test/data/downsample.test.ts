import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../src/base/errors.ts';
import { downsample } from '../../src/data/downsample.ts';

/** Bytes of a small linear congruential sequence, fixed. */
function pixels(count: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}

describe('downsample', () => {
  it.each([1, 3, 7, 10, 27, 28])('keeps the mean of an image at m = %i to float32 rounding', (m) => {
    const image = pixels(28 * 28);
    const small = downsample(image, 1, 28, m);
    const mean = (values: Iterable<number>, count: number) =>
      [...values].reduce((sum, value) => sum + value, 0) / count;
    // Each of the m² numbers is rounded to float32: relative 2^-24.
    expect(Math.abs(mean(small, m * m) - mean(image, 784) / 255)).toBeLessThan(2 ** -24);
  });

  it('at m = n divides by 255 and nothing else', () => {
    const image = pixels(2 * 49);
    expect(downsample(image, 2, 7, 7)).toEqual(Float32Array.from(image, (byte) => byte / 255));
  });

  it('averages 2 × 2 blocks when m = n / 2', () => {
    const image = Uint8Array.of(0, 255, 10, 20, 255, 0, 30, 40, 1, 1, 2, 2, 1, 2, 2, 2);
    expect(downsample(image, 1, 4, 2)).toEqual(Float32Array.of(510 / 1020, 100 / 1020, 5 / 1020, 8 / 1020));
  });

  it('commutes with transposition and mirroring', () => {
    const [n, m] = [9, 4];
    const image = pixels(n * n);
    const transpose = <T extends Uint8Array | Float32Array>(a: T, side: number) =>
      a.map((_, k) => a[(k % side) * side + Math.floor(k / side)]!);
    const mirror = <T extends Uint8Array | Float32Array>(a: T, side: number) =>
      a.map((_, k) => a[k - (k % side) + (side - 1 - (k % side))]!);
    const small = downsample(image, 1, n, m);
    expect(downsample(transpose(image, n) as Uint8Array, 1, n, m)).toEqual(transpose(small, m));
    expect(downsample(mirror(image, n) as Uint8Array, 1, n, m)).toEqual(mirror(small, m));
  });

  it('stays in [0, 1], reaching both ends', () => {
    expect(new Set(downsample(new Uint8Array(784).fill(255), 1, 28, 10))).toEqual(new Set([1]));
    expect(new Set(downsample(new Uint8Array(784), 1, 28, 10))).toEqual(new Set([0]));
  });

  it.each([0, 29, 2.5, Number.NaN])('refuses m = %d', (m) => {
    expect(() => downsample(new Uint8Array(784), 1, 28, m)).toThrow(ArgumentError);
  });
});
