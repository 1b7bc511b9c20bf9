/** CSV after RFC 4180: comma, CRLF, double quotes where a cell needs them; a header line first. */
import { DataError } from '../base/errors.ts';
import { counted } from '../base/words.ts';
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
 * Reads a table: a header line, then rows of the same length. Lines end in CRLF, LF or CR, a byte order mark is skipped, and so are empty
 * lines at the end.
 * @param name  the file's name, for messages
 * @throws DataError  naming the line, when a quote stays open or stands where none may, or a row has another length than the header
 * @source [rfc4180]
 */
export function decodeCsv(text: string, name = 'decodeCsv', limits: ReadLimits = {}): CsvTable {
  const [header = [], ...rows] = readCsvLines(text, name, limits).map(({ cells }) => cells);
  return { header, rows };
}

/** A row of a table, and the line of the file where it begins, from 1. */
export interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** All lines of a table, the first like the others. @throws DataError as `decodeCsv` */
export function readCsvLines(text: string, name: string, limits: ReadLimits = {}): CsvLine[] {
  checkSize(name, text.length, limits);
  const lines: CsvLine[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const row = readRow(text, at, line, name);
    const width = lines[0]?.cells.length ?? row.cells.length;
    if (row.cells.length !== width) {
      if (row.isEmpty && text.slice(row.end).trim() === '') break;
      throw new DataError(
        `${name}: line ${line}: the row must have ${counted(width, 'cell')} as the first line, got ${row.isEmpty ? 'an empty line' : row.cells.length}`,
      );
    }
    lines.push({ line, cells: row.cells });
    line = row.nextLine;
    at = row.end;
  }
  return lines;
}

interface Row {
  readonly cells: readonly string[];
  readonly isEmpty: boolean;
  /** Offset behind its line end. */
  readonly end: number;
  readonly nextLine: number;
}

const bare = /[^",\r\n]*/y;

function readRow(text: string, start: number, first: number, name: string): Row {
  const cells: string[] = [];
  let [at, line] = [start, first];
  for (;;) {
    const wrong = (what: string, where = line): never => {
      throw new DataError(`${name}: line ${where}, cell ${cells.length + 1}: ${what}`);
    };
    if (text[at] === '"') {
      const pieces: string[] = [];
      const opened = line;
      do {
        const close = text.indexOf('"', at + 1);
        if (close < 0) wrong('its quote is never closed', opened);
        pieces.push(text.slice(at + 1, close));
        at = close + 1;
      } while (text[at] === '"');
      const cell = pieces.join('"');
      line += lineEndsIn(cell);
      if (at < text.length && !',\r\n'.includes(text[at]!)) wrong('nothing may follow its closing quote');
      cells.push(cell);
    } else {
      bare.lastIndex = at;
      const cell = bare.exec(text)![0];
      at += cell.length;
      if (text[at] === '"') wrong('a quote stands inside an unquoted cell');
      cells.push(cell);
    }
    if (text[at] === ',') {
      at++;
      continue;
    }
    const isEmpty = at === start;
    if (text.startsWith('\r\n', at)) at += 2;
    else if (at < text.length) at++;
    return { cells, isEmpty, end: at, nextLine: line + 1 };
  }
}

function lineEndsIn(cell: string): number {
  return cell.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(encodeCell).join(',')}\r\n`;
}

function encodeCell(cell: Cell): string {
  if (typeof cell === 'number') return Object.is(cell, -0) ? '-0' : String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
