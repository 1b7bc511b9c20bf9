import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { scalars } from '../../src/ensembles/records.ts';
import { concatRecords, decodeShard, encodeShard } from '../../src/ensembles/shard.ts';
import type { Records } from '../../src/ensembles/spec.ts';

function table(count: number, width: number): Records {
  return {
    count,
    columns: {
      index: { kind: 'int32', values: Int32Array.from({ length: count }, (_, i) => (i % 2 ? -i : 2 ** 31 - 1 - i)) },
      energy: {
        kind: 'float64',
        values: Float64Array.from({ length: count }, (_, i) => [Math.PI, -0, NaN, Infinity][i % 4]! / 3),
      },
      status: { kind: 'text', values: Array.from({ length: count }, (_, i) => ['converged', '', 'αβ"\n,'][i % 3]!) },
      point: { kind: 'vector', width, values: Float64Array.from({ length: count * width }, (_, i) => i / 7 - 1) },
    },
  };
}

/** sha256 of a shard's bytes. */
async function digest(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

describe('a shard', () => {
  test.each([
    [0, 3],
    [1, 1],
    [7, 31],
    [1033, 9],
  ])('comes back as it was written: %i records, vectors of %i', async (count, width) => {
    const records = table(count, width);
    const { records: read, metadata } = await decodeShard(encodeShard(records, { seed: '5', backend: 'wasm' }));
    expect(metadata).toEqual({ seed: '5', backend: 'wasm' });
    // toEqual tells −0 from 0 and takes NaN for NaN.
    expect(read).toEqual(records);
  });

  test('is the same whatever bits a NaN had', () => {
    const strange = new Float64Array(new BigUint64Array([0xfff8000000000123n, 0x7ff0000000000001n]).buffer);
    const plain = new Float64Array([NaN, NaN]);
    const shard = (values: Float64Array) => encodeShard({ count: 2, columns: { x: { kind: 'float64', values } } }, {});
    expect(shard(strange)).toEqual(shard(plain));
  });

  test('has bytes that no version of an engine may change', async () => {
    // Recorded on Node 20.20 and Node 24; pyarrow 25 and DuckDB 1.5 read this file.
    expect(await digest(encodeShard(table(11, 3), { seed: '1' }))).toBe(
      'a258981e7d07196a9d603a4b963630be16b89d13b4acbf9c2324c17d2dd77cc7',
    );
  });

  test('is refused when it is something else', async () => {
    const bytes = encodeShard(table(5, 2), {});
    await expect(decodeShard(bytes.subarray(0, 200), 'shard-00000.parquet')).rejects.toThrow(DataError);
    await expect(decodeShard(new Uint8Array(0))).rejects.toThrow('shard is no readable shard');
  });
});

describe('records end to end', () => {
  test('are the table that was cut', () => {
    const whole = table(12, 4);
    const cut = (from: number, to: number): Records => ({
      count: to - from,
      columns: Object.fromEntries(
        Object.entries(whole.columns).map(([name, column]) => {
          const width = column.kind === 'vector' ? column.width : 1;
          return [name, { ...column, values: column.values.slice(from * width, to * width) }];
        }),
      ) as Records['columns'],
    });
    expect(concatRecords([cut(0, 5), cut(5, 6), cut(6, 12)])).toEqual(whole);
    expect(concatRecords([])).toEqual({ count: 0, columns: {} });
  });

  test('hold vectors of different widths as ragged columns, which a file gives back, and its readers may leave out', async () => {
    const parts = [table(2, 3), table(0, 9), table(3, 1), table(1, 4)];
    const whole = concatRecords(parts);
    const values = parts.flatMap(({ columns }) => [...(columns['point'] as { values: Float64Array }).values]);
    expect(whole.columns['point']).toEqual({
      kind: 'ragged',
      widths: Int32Array.of(3, 3, 1, 1, 1, 4),
      values: Float64Array.from(values),
    });
    expect(concatRecords([whole, table(1, 2)]).columns['point']).toMatchObject({
      widths: Int32Array.of(3, 3, 1, 1, 1, 4, 2),
    });
    const file = encodeShard(whole, {});
    expect((await decodeShard(file)).records).toEqual(whole);
    const { point, ...others } = whole.columns;
    expect((await decodeShard(file, 'shard', scalars)).records).toEqual({ count: 6, columns: others });
  });

  test('must have the same columns', () => {
    const whole = table(2, 3);
    const { index, ...others } = whole.columns;
    expect(() => concatRecords([whole, { count: 2, columns: others }])).toThrow(
      'column index is not the same in every part',
    );
    const texts = { ...whole.columns, index: { kind: 'text' as const, values: ['a', 'b'] } };
    expect(() => concatRecords([whole, { count: 2, columns: texts }])).toThrow(DataError);
  });
});
