/** How results look on stdout: one JSON document, or a table without clutter. */
import type { Terminal } from './terminal.ts';

export { agreeing, counted } from '../base/words.ts';

/** One JSON document and nothing else. A number that is not finite becomes null. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
}

/** A word of a command line that a shell takes as it is meant. */
export function shellWord(text: string): string {
  return /^[\w./@%+:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A column of a table: its text is wrapped at `width` characters, numbers go to the right. */
export interface ColumnStyle {
  readonly width?: number;
  readonly align?: 'left' | 'right';
}

/** A table with a header and without frames. */
export async function table(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: readonly ColumnStyle[] = [],
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const edges = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const lines = [...edges, 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  const grid = new Table({
    head: head.map((title) => terminal.colors.dim(title)),
    chars: { ...Object.fromEntries(lines.map((line) => [line, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
    colWidths: columns.map(({ width = null }) => width),
    colAligns: columns.map(({ align = 'left' }) => align),
  });
  grid.push(...rows.map((row) => [...row]));
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
