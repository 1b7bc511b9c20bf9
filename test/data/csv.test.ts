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

  it('reads lines that end in CR alone, and passes over empty lines at the end', () => {
    const table = { header: ['a', 'b'], rows: [['1', '2']] };
    for (const text of ['a,b\r1,2\r', 'a,b\r1,2', 'a,b\r\n1,2\r\n\r\n', 'a,b\n1,2\n\n\n'])
      expect(decodeCsv(text), JSON.stringify(text)).toEqual(table);
  });

  it('reads a quoted cell of a million characters, and a million of them', () => {
    const long = 'x""\n'.repeat(250_000);
    expect(decodeCsv(`a,b\n1,"${long}"\n`).rows[0]![1]).toBe(long.replaceAll('""', '"'));
    expect(decodeCsv(`"a"\n${'"x"\n'.repeat(100_000)}`).rows).toHaveLength(100_000);
    expect(() => decodeCsv(`a,b\n1,"${long}`, 'f.csv')).toThrow('f.csv: line 2, cell 2: its quote is never closed');
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
    ['a,b\n1,2,3\n', 'f.csv: line 2: the row must have 2 cells as the first line, got 3'],
    ['a,b\n1,"2', 'f.csv: line 2, cell 2: its quote is never closed'],
    ['a,b\n1,2"', 'f.csv: line 2, cell 2: a quote stands inside'],
    ['a,b\n"1"x,2', 'f.csv: line 2, cell 1: nothing may follow'],
    ['a,b\r"x\ry",2\r3', 'f.csv: line 4: the row must have 2 cells as the first line, got 1'],
    ['a,b\n\n1,2\n', 'f.csv: line 2: the row must have 2 cells as the first line, got an empty line'],
  ])('refuses %j', (text, message) => {
    expect(() => decodeCsv(text, 'f.csv')).toThrow(message);
  });

  it('refuses rows of another length when it writes, and texts over the limit when it reads', () => {
    expect(() => write(['a'], [[1, 2]])).toThrow('encodeCsv: row 1 must have 1 cells, got 2');
    expect(() => decodeCsv('a,b\n', 'f.csv', { maxBytes: 3 })).toThrow('exceed the limit of 3');
  });
});
