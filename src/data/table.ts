/** A table of text as columns of numbers and of words: what stands in each is said by its cells, a header is recognized. */
import { DataError } from '../base/errors.ts';
import { counted, shown } from '../base/words.ts';
import { readCsvLines } from './csv.ts';
import type { ReadLimits } from './limits.ts';

/** A column of a table. Its cells are all numbers, or words. */
export interface Column {
  /** From the header; '' where there is none. */
  readonly name: string;
  readonly numbers?: Float64Array;
  readonly words?: readonly string[];
  /** The file, line and column of a row's cell, for messages. */
  place(row: number): string;
}

export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Columns left out: numbers of rows under no name, as pandas writes them. */
  readonly ignored: readonly string[];
}

/** A number as programs write it: decimal, no thousands, no hexadecimal. */
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const missing = /^(?:na|n\/a|nan|null|none|nil|\?|-)?$/i;

/** Whether a cell is a number. */
export function isNumber(cell: string): boolean {
  return number.test(cell);
}

/**
 * Reads a comma-separated table. The first line is a header when none of its cells is a number, or when they count the columns (0, 1, 2, …,
 * as pandas writes columns without names). Spaces around a cell do not count.
 * @throws DataError  naming line and column, when a cell is missing or an infinite number; when there are no rows; as `decodeCsv`
 */
export function readTable(text: string, name: string, limits: ReadLimits = {}): Table {
  const lines = readCsvLines(text, name, limits).map(({ line, cells }) => ({
    line,
    cells: cells.map((c) => c.trim()),
  }));
  const [first] = lines;
  if (!first) throw new DataError(`${name} is empty`);
  const hasHeader =
    !first.cells.some((cell) => number.test(cell)) ||
    (first.cells.length > 1 && first.cells.every((cell, c) => cell === String(c)));
  const body = hasHeader ? lines.slice(1) : lines;
  if (body.length === 0) throw new DataError(`${name} has a header and no rows`);
  const names = hasHeader ? first.cells : first.cells.map(() => '');
  const twice = names.find((each, c) => each !== '' && names.indexOf(each) !== c);
  if (twice !== undefined) throw new DataError(`${name}: two columns are called ${shown(twice)}`);
  const columns = names.map((own, c): Column => {
    const called = own === '' ? '' : ` (${shown(own, 24)})`;
    const place = (row: number) => `${name}: line ${body[row]!.line}, column ${c + 1}${called}`;
    const cells = body.map(({ cells: all }) => all[c]!);
    const absent = cells.findIndex((cell) => missing.test(cell));
    if (absent >= 0) {
      const got = cells[absent] === '' ? 'an empty cell' : JSON.stringify(cells[absent]);
      throw new DataError(`${place(absent)}: a value is missing, got ${got}`);
    }
    if (!cells.every((cell) => number.test(cell))) return { name: own, words: cells, place };
    const numbers = Float64Array.from(cells, Number);
    const infinite = numbers.findIndex((value) => !Number.isFinite(value));
    if (infinite >= 0)
      throw new DataError(`${place(infinite)}: must be a finite number, got ${shown(cells[infinite]!, 40)}`);
    return { name: own, numbers, place };
  });
  const counts = hasHeader && names[0] === '' && columns.length > 1 && countsRows(columns[0]!.numbers);
  return {
    rows: body.length,
    columns: counts ? columns.slice(1) : columns,
    ignored: counts ? [`column 1 (numbers of ${counted(body.length, 'row')})`] : [],
  };
}

function countsRows(numbers: Float64Array | undefined): boolean {
  return numbers?.every((value, row) => value === row) ?? false;
}
