import { describe, expect, it } from 'vitest';
import { CapacityError, DataError } from '../../src/base/errors.ts';
import { sha256Hex } from '../../src/data/hash.ts';
import { decodeNpy } from '../../src/data/npy.ts';
import { decodeNpz, encodeNpz } from '../../src/data/npz.ts';
import { joinPieces, type Tensor } from '../../src/data/tensor.ts';
import { bytesOf, jsonOf } from './fixtures.ts';

const names = ['doubles', 'matrix', 'cube', 'bytes', 'scalar', 'empty'];

describe('npz', () => {
  it.each(['stored.npz', 'deflated.npz'])('%s from numpy: every array as numpy saved it alone', (archive) => {
    const arrays = decodeNpz(bytesOf(archive));
    expect([...arrays.keys()]).toEqual(names);
    for (const name of names) expect(arrays.get(name), name).toEqual(decodeNpy(bytesOf(`${name}.npy`)));
  });

  it('what numpy read from an archive of ours is what we read from it, and writing it again gives its bytes', async () => {
    const file = bytesOf('ours.npz');
    const seen = jsonOf('ours.json') as Record<string, { dtype: string; shape: number[]; sha256: string }>;
    const arrays = decodeNpz(file);
    expect([...arrays.keys()]).toEqual(Object.keys(seen));
    for (const [name, { shape, data }] of arrays) {
      expect(shape).toEqual(seen[name]!.shape);
      expect(await sha256Hex(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))).toBe(seen[name]!.sha256);
    }
    expect(joinPieces(encodeNpz(Object.fromEntries(arrays)))).toEqual(file);
  });

  it('has the same bytes in every time zone', () => {
    const data = Float64Array.of(1, 2, 3);
    const zone = process.env['TZ'];
    const archives = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((name) => {
      process.env['TZ'] = name;
      return joinPieces(encodeNpz({ x: { shape: [3], data } }));
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(archives[1]).toEqual(archives[0]);
    expect(archives[2]).toEqual(archives[0]);
  });

  it('copies no array when it writes', () => {
    const data = new Float64Array(100_003);
    const pieces = encodeNpz({ x: { shape: [data.length], data }, y: { shape: [data.length], data } });
    expect(pieces.filter((piece) => piece.buffer === data.buffer)).toHaveLength(2);
    const rest = pieces.filter((piece) => piece.buffer !== data.buffer).reduce((sum, piece) => sum + piece.length, 0);
    expect(rest).toBeLessThan(1000);
  });

  it('refuses more arrays than an archive can list', () => {
    const x = { shape: [1], data: Uint8Array.of(1) };
    const arrays = Object.fromEntries(Array.from({ length: 65_536 }, (_, i) => [`x${i}`, x]));
    expect(() => encodeNpz(arrays)).toThrow(CapacityError);
  });

  it('refuses every truncation and every flipped bit of the contents', () => {
    const file = joinPieces(encodeNpz({ x: { shape: [3], data: Uint8Array.of(1, 2, 3) } }));
    for (let length = 0; length < file.length; length++)
      expect(() => decodeNpz(file.subarray(0, length), 'a.npz'), `${length} bytes`).toThrow(/^a\.npz: /);
    const start = 30 + 'x.npy'.length;
    for (let bit = 8 * start; bit < 8 * (start + 131); bit++) {
      const damaged = file.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeNpz(damaged), `bit ${bit}`).toThrow(DataError);
    }
  });

  it('refuses a damaged deflated archive with a DataError, whichever byte is damaged', () => {
    const file = bytesOf('deflated.npz');
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at]! ^= 0xff;
      try {
        decodeNpz(damaged);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(DataError);
      }
    }
  });

  it('refuses more than the limit before it inflates, and more than 4 GiB before it writes', () => {
    expect(() => decodeNpz(bytesOf('deflated.npz'), 'a.npz', { maxBytes: 500 })).toThrow('exceed the limit of 500');
    const huge: Tensor = { shape: [2 ** 31], data: { byteLength: 2 ** 32 } as unknown as Float64Array };
    expect(() => encodeNpz({ huge })).toThrow(CapacityError);
  });

  describe('the 64-bit extension', () => {
    const file = joinPieces(encodeNpz({ x: { shape: [3], data: Uint8Array.of(1, 2, 3) } }));
    const end = file.length - 22;
    const short = new DataView(file.buffer, file.byteOffset + end);
    /** The archive with its end in 64 bits, and what is to be changed there. */
    function wide(change: (end: DataView, locator: DataView) => void = () => {}): Uint8Array {
      const [record, locator, old] = [new Uint8Array(56), new Uint8Array(20), file.slice(end)];
      const [r, l, o] = [record, locator, old].map((bytes) => new DataView(bytes.buffer)) as [
        DataView,
        DataView,
        DataView,
      ];
      r.setUint32(0, 0x06064b50, true);
      r.setBigUint64(4, 44n, true);
      for (const at of [24, 32]) r.setBigUint64(at, 1n, true);
      r.setBigUint64(40, BigInt(short.getUint32(12, true)), true);
      r.setBigUint64(48, BigInt(short.getUint32(16, true)), true);
      l.setUint32(0, 0x07064b50, true);
      l.setBigUint64(8, BigInt(end), true);
      l.setUint32(16, 1, true);
      for (const at of [8, 10]) o.setUint16(at, 0xffff, true);
      for (const at of [12, 16]) o.setUint32(at, 0xffffffff, true);
      change(r, l);
      return joinPieces([file.subarray(0, end), record, locator, old]);
    }
    it('is read', () => expect(decodeNpz(wide())).toEqual(decodeNpz(file)));
    it.each<[string, Parameters<typeof wide>[0], string]>([
      ['another count', (r) => r.setBigUint64(32, 2n, true), 'the end of the archive says 1 entries and 2'],
      ['both counts', (r) => [24, 32].forEach((at) => void r.setBigUint64(at, 2n, true)), 'says 2 entries and holds 1'],
      ['another size', (r) => r.setBigUint64(40, 1n, true), 'the directory of the archive must end at byte'],
      ['another start', (r) => r.setBigUint64(48, 2n ** 60n, true), 'it is damaged'],
      ['another place', (_, l) => l.setBigUint64(8, 0n, true), "the end of the archive's 64-bit directory is damaged"],
      ['a second disk', (_, l) => l.setUint32(4, 1, true), 'must be an archive in one part'],
    ])('is not believed: %s', (_, change, message) => {
      expect(() => decodeNpz(wide(change), 'a.npz')).toThrow(message);
    });
  });

  it('an entry whose own header contradicts the directory, or that lies on another, is refused', () => {
    const file = bytesOf('deflated.npz');
    const view = new DataView(file.buffer, file.byteOffset, file.length);
    const directory = view.getUint32(file.length - 6, true);
    const changed = (at: number, value: number) => {
      const copy = file.slice();
      new DataView(copy.buffer).setUint32(at, value, true);
      return copy;
    };
    expect(() => decodeNpz(changed(14, 1), 'a.npz')).toThrow("its own header contradicts the archive's directory");
    const second = directory + 46 + view.getUint16(directory + 28, true) + view.getUint16(directory + 30, true);
    expect(() => decodeNpz(changed(second + 42, 0), 'a.npz')).toThrow('its own header calls it doubles.npy');
    expect(() => decodeNpz(changed(directory + 20, file.length), 'a.npz')).toThrow('a.npz: doubles.npy:');
  });

  it('an entry inside another is refused', () => {
    const byte = (...bytes: number[]) => ({ shape: [bytes.length], data: Uint8Array.from(bytes) });
    const split = (file: Uint8Array) => {
      const at = new DataView(file.buffer, file.byteOffset + file.length - 22).getUint32(16, true);
      return [file.slice(0, at), file.slice(at, -22), file.slice(-22)] as const;
    };
    const [inner, listed] = split(joinPieces(encodeNpz({ b: byte(7) })));
    const [outer, directory, end] = split(joinPieces(encodeNpz({ a: byte(...inner) })));
    new DataView(listed.buffer).setUint32(42, 30 + 'a.npy'.length + 128, true);
    const view = new DataView(end.buffer);
    for (const at of [8, 10]) view.setUint16(at, 2, true);
    view.setUint32(12, directory.length + listed.length, true);
    const file = joinPieces([outer, directory, listed, end]);
    expect(() => decodeNpz(file, 'a.npz')).toThrow('a.npz: b.npy: lies where the archive holds something else');
  });
});
