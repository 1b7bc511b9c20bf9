import { describe, expect, it } from 'vitest';
import { fillNormals, philox4x32, stream, streamAddress } from '../../src/base/philox.ts';

const words = (...c: [number, number, number, number, number, number]) => {
  const out = new Uint32Array(4);
  philox4x32(...c, out);
  return [...out].map((w) => w.toString(16).padStart(8, '0')).join(' ');
};

describe('Philox4x32-10', () => {
  it('gives the known answers of Random123 (kat_vectors)', () => {
    expect(words(0, 0, 0, 0, 0, 0)).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    const f = 0xffffffff;
    expect(words(f, f, f, f, f, f)).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(words(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0)).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });

  it('replica, purpose, experiment and both halves of the seed each change the stream', () => {
    const first = (seed: number, experiment: string, replica: number, purpose: string) =>
      stream(seed, experiment, replica, purpose).uniform();
    const draws = [
      first(1, 'a', 0, 'p'),
      first(1 + 2 ** 32, 'a', 0, 'p'),
      first(1, 'b', 0, 'p'),
      first(1, 'a', 1, 'p'),
      first(1, 'a', 0, 'q'),
    ];
    expect(new Set(draws).size).toBe(draws.length);
  });

  it('a stream can be entered anywhere: normals from any start equal the ones drawn in order', () => {
    const s = stream(7, 'x', 3, 'y');
    const drawn = Float64Array.from({ length: 40 }, () => s.normal());
    for (const [start, length] of [
      [0, 40],
      [1, 7],
      [2, 9],
      [17, 23],
    ] as const) {
      const out = new Float64Array(length);
      fillNormals(streamAddress(7, 'x', 3, 'y'), start, out);
      expect(out).toEqual(drawn.slice(start, start + length));
    }
  });

  it('10⁵ normals: mean, variance and fourth moment within 4 standard errors of 0, 1, 3', () => {
    const n = 100_000;
    const out = new Float64Array(n);
    fillNormals(streamAddress(11, 'moments', 0, 'test'), 0, out);
    const moment = (k: number) => out.reduce((sum, x) => sum + x ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it('integer(n) is uniform: chi-square over 7 cells below its 99.99 % point (27.9)', () => {
    const s = stream(5, 'integers', 0, 'test');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 14_000; i++) counts[s.integer(7)]!++;
    expect(counts.reduce((sum, c) => sum + (c - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
  });

  it.each([1, 2, 3, 200, 2 ** 26 + 1, 2 ** 32 - 1, 2 ** 32])('integers(%d) are those of integer, and below it', (n) => {
    const [one, many] = [0, 1].map(() => stream(6, 'integers', 1, 'test'));
    const out = new Uint32Array(1001);
    many!.integers(n, out.subarray(0, 1));
    many!.integers(n, out.subarray(1));
    expect([...out]).toEqual(Array.from(out, () => one!.integer(n)));
    expect(Math.max(...out)).toBeLessThan(n);
    // Drawn by BigInt from the same uniforms.
    const plain = stream(6, 'integers', 1, 'test');
    const span = 2n ** 52n;
    const slow = () => {
      for (;;) {
        const k = BigInt((plain.uniform() - 2 ** -53) * 2 ** 52);
        if (k < span - (span % BigInt(n))) return Number(k % BigInt(n));
      }
    };
    expect([...out]).toEqual(Array.from(out, slow));
  });

  it('shuffle permutes', () => {
    const items = Uint32Array.from({ length: 101 }, (_, i) => i);
    stream(1, 'shuffle', 0, 'test').shuffle(items);
    expect([...items].some((x, i) => x !== i)).toBe(true);
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i));
  });
});
