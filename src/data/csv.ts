/** CSV after RFC 4180: comma, CRLF, double quotes where a cell needs them; a header line first. */
import { DataError } from '../base/errors.ts';
import { checkSize, type ReadLimits } from './limits.ts';

export type Cell = string | number;

/** A table of text: the header and the rows below it, all of the same length. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The lines of a table, each with its line end, so that a long table can be written as it comes. Numbers appear with the fewest digits
 * that name them exactly; −0 keeps its sign; what is not finite is NaN, Infinity or -Infinity, which numpy and pandas read.
 * @throws DataError  when a row is not as long as the header
 */
export function* encodeCsv(header: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  yield line(header);
  let number = 1;
  for (const row of rows) {
    if (row.length !== header.length)
      throw new DataError(`encodeCsv: row ${number} must have ${header.length} cells, got ${row.length}`);
    yield line(row);
    number++;
  }
}

/**
 * Reads a table; lines may end in CRLF or LF, a byte order mark is skipped.
 * @param name  the file's name, for messages
 * @throws DataError  naming the line, when a quote stays open or stands where none may, or a row has another length than the header
 * @source [rfc4180]
 */
export function decodeCsv(text: string, name = 'decodeCsv', limits: ReadLimits = {}): CsvTable {
  checkSize(name, text.length, limits);
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  cell.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  const rows: string[][] = [];
  let row: string[] = [];
  let lines = 1;
  while (cell.lastIndex < text.length || row.length > 0) {
    const match = cell.exec(text);
    if (!match) throw new DataError(`${name}: line ${lines}: a quote is open or stands inside an unquoted cell`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    lines += match[0].split('\n').length - 1;
    if (match[3] === ',') continue;
    if (row.length !== (rows[0] ?? row).length)
      throw new DataError(
        `${name}: the row that ends before line ${lines} must have ${rows[0]!.length} cells, got ${row.length}`,
      );
    rows.push(row);
    row = [];
  }
  const [header = [], ...body] = rows;
  return { header, rows: body };
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(encodeCell).join(',')}\r\n`;
}

function encodeCell(cell: Cell): string {
  if (typeof cell === 'number') return Object.is(cell, -0) ? '-0' : String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
