/** Records as a table of texts: a vector is spread over columns name_0, name_1, …, as many as the longest has; cells past its end are empty. */
import { type Cell, encodeCsv } from '../../data/index.ts';
import { isVectors, rowsOf } from '../shard.ts';
import type { Column, Records } from '../spec.ts';

/** Lines a piece of the file. */
const linesEach = 4096;

/** The file in pieces, to be written in order. */
export function csvPieces({ count, columns }: Records): Uint8Array[] {
  const parts = Object.entries(columns).map(([name, column]) => cellsOf(name, column, count));
  const rows = function* () {
    for (let row = 0; row < count; row++) yield parts.flatMap((part) => part.cells(row));
  };
  const header = parts.flatMap((part) => part.header);
  const pieces: Uint8Array[] = [];
  let lines: string[] = [];
  for (const line of encodeCsv(header, rows())) {
    if (lines.push(line) < linesEach) continue;
    pieces.push(new TextEncoder().encode(lines.join('')));
    lines = [];
  }
  return [...pieces, new TextEncoder().encode(lines.join(''))];
}

/** Header and cells that a column takes. */
function cellsOf(name: string, column: Column, count: number): { header: string[]; cells(row: number): Cell[] } {
  if (!isVectors(column)) return { header: [name], cells: (row) => [column.values[row]!] };
  const vectors = rowsOf(column, count);
  const longest = vectors.reduce((length, vector) => Math.max(length, vector.length), 0);
  return {
    header: Array.from({ length: longest }, (_, i) => `${name}_${i}`),
    cells: (row) => Array.from({ length: longest }, (_, i) => vectors[row]![i] ?? ''),
  };
}
