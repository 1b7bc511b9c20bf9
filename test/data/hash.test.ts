import { describe, expect, it } from 'vitest';
import { crc32, sha256Hex } from '../../src/data/hash.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('hashes have their published test values', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('sha256(%j)', async (text, hash) => {
    expect(await sha256Hex(ascii(text))).toBe(hash);
  });

  it('sha256 of a view covers the view alone', async () => {
    expect(await sha256Hex(ascii('xabcx').subarray(1, 4))).toBe(await sha256Hex(ascii('abc')));
  });

  it('crc32 of "123456789" is the check value CBF43926', () => {
    expect(crc32(ascii('123456789'))).toBe(0xcbf43926);
    expect(crc32(ascii(''))).toBe(0);
  });
});
