import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCsv, encodeCsv } from '../../src/data/csv.ts';
import { golden } from './fixtures.ts';

const write = (header: string[], rows: (string | number)[][]) => [...encodeCsv(header, rows)].join('');

describe('csv', () => {
  const table = [
    ['plain', 'with, comma', 'with "quotes"'],
    ['', 'two\nlines', 'two\r\nlines'],
    ['naïve Λ', ' spaces ', '"'],
    [1 / 3, -1e-300, 123456789.125],
  ];
  const file = readFileSync(golden('table.csv'), 'utf8');

  it('writes the bytes that Python’s csv module writes, and reads them', () => {
    expect(write(table[0] as string[], table.slice(1))).toBe(file);
    expect(decodeCsv(file)).toEqual({ header: table[0], rows: table.slice(1).map((row) => row.map(String)) });
  });

  it('round trips any table of text', () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^[",\r\n a]*$/));
    const shape = fc.integer({ min: 2, max: 4 });
    const tables = shape.chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
    );
    fc.assert(
      fc.property(tables, ([header, ...rows]) => {
        expect(decodeCsv(write(header!, rows))).toEqual({ header, rows });
      }),
      { seed: 1 },
    );
  });

  it('round trips every double, the sign of zero included', () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        expect(Number(decodeCsv(write(['x'], [[x]])).rows[0]![0])).toBe(x);
      }),
      { seed: 1 },
    );
  });

  it('reads LF lines, a missing last line end, and a byte order mark', () => {
    expect(decodeCsv('\ufeffa,b\n1,\n"2",3')).toEqual({
      header: ['a', 'b'],
      rows: [
        ['1', ''],
        ['2', '3'],
      ],
    });
    expect(decodeCsv('')).toEqual({ header: [], rows: [] });
  });

  it.each([
    ['a,b\n1,2,3\n', 'f.csv: the row that ends before line 3 must have 2 cells, got 3'],
    ['a,b\n1,"2', 'f.csv: line 2: a quote is open'],
    ['a,b\n1,2"', 'f.csv: line 2: a quote'],
    ['a,b\n"1"x,2', 'f.csv: line 2: a quote'],
  ])('refuses %j', (text, message) => {
    expect(() => decodeCsv(text, 'f.csv')).toThrow(message);
  });

  it('refuses rows of another length when it writes, and texts over the limit when it reads', () => {
    expect(() => write(['a'], [[1, 2]])).toThrow('encodeCsv: row 1 must have 1 cells, got 2');
    expect(() => decodeCsv('a,b\n', 'f.csv', { maxBytes: 3 })).toThrow('exceed the limit of 3');
  });
});
