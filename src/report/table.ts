/** Tables as values to HTML and to plain text. A cell is text (with the markup of text.ts) or a number with its error. */
import { exactText } from './exact.ts';
import type { Quantity, ResultTable } from './findings.ts';
import { formatEstimate, formatInterval, formatNumber, formatWithError } from './format.ts';
import { escapeText, htmlText, plainText } from './text.ts';

type Cell = string | Quantity;

/** Digits of a published number: all that a double surely has. */
const publishedDigits = 15;

/** Why a number has neither error nor interval, after it; '' where it has. */
function wordOf(quantity: Quantity): string {
  const { kind, error, interval, among } = quantity;
  if (kind === 'extreme') return ` among ${formatNumber(among)}`;
  if (kind === 'exact') return exactText(quantity.value).word;
  if (kind === 'statistic') return ', a test statistic';
  if (interval !== undefined || error! > 0 || !Number.isFinite(quantity.value)) return '';
  return error === 0 ? ' ± 0' : ' ± unknown';
}

/** Why a page must not show the number, if so: what no error, interval or word stands beside (of JSON, where types say nothing). */
export function bareNumber(quantity: Quantity): boolean {
  const { kind, value, error, interval } = quantity;
  const named = kind === 'exact' || kind === 'statistic' || kind === 'extreme';
  return Number.isFinite(value) && !named && error === undefined && interval === undefined;
}

/** One number with what it is worth, as plain text: '−1.5957 ± 0.0004', '0.742 in [0.718, 0.766]', '4/3 exactly', '0.3 among 40'. */
export function quantityText(quantity: Quantity): string {
  const { kind, value, error, interval, unit } = quantity;
  const number = kind === 'exact' ? exactText(value).number : formatWithError(value, error);
  const rest = `${unit ? ` ${plainText(unit)}` : ''}${wordOf(quantity)}`;
  return `${number}${rest}${interval ? ` in ${formatInterval(interval)}` : ''}`;
}

function quantityHtml(quantity: Quantity): string {
  const { kind, value, error, interval, unit } = quantity;
  const parts = kind === 'exact' ? undefined : formatEstimate(value, error);
  const text = htmlText(parts ? parts.value : exactText(value).number);
  const number = parts && !parts.error ? text : `<b>${text}</b>`;
  const errorHtml = parts?.error ? `<span class="error"> ± ${htmlText(parts.error)}</span>` : '';
  const open = parts?.exponent ? '(' : '';
  const close = parts?.exponent ? `)${htmlText(parts.exponent)}` : '';
  const word = wordOf(quantity);
  const rest = [
    unit ? ` ${htmlText(unit)}` : '',
    word ? `<span class="error">${word}</span>` : '',
    interval ? `<span class="error"> in ${formatInterval(interval)}</span>` : '',
  ].join('');
  return `${open}${number}${errorHtml}${close}${rest}`;
}

/** Columns of numbers are set to the right; the first column heads its row and stays left. */
function isNumeric(table: ResultTable, column: number): boolean {
  const numeric = (cell: Cell | undefined) =>
    typeof cell === 'object' || (cell !== undefined && /^[−–\d.,\u2009 ]+$/.test(cell));
  return column > 0 && table.rows.length > 0 && table.rows.every((row) => numeric(row[column]));
}

/** @param name  what a screen reader calls the table; its title when absent */
export function tableHtml(table: ResultTable, name = plainText(table.title)): string {
  const side = (column: number) => (isNumeric(table, column) ? ' class="num"' : '');
  const head = table.columns.map((name, i) => `<th scope="col"${side(i)}>${htmlText(name)}</th>`).join('');
  const cell = (content: Cell, i: number) => {
    const inner = typeof content === 'string' ? htmlText(content) : quantityHtml(content);
    return i === 0 ? `<th scope="row">${inner}</th>` : `<td${side(i)}>${inner}</td>`;
  };
  const rows = table.rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  const caption = table.title ? `<caption>${htmlText(table.title)}</caption>\n` : '';
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeText(`Table: ${name}`)}"><table>
${caption}<thead><tr>${head}</tr></thead>
<tbody>
${rows}
</tbody></table></div>`;
}

/** Aligned columns, two spaces apart, a rule under the head. */
export function tableText(table: ResultTable): string {
  const show = (content: Cell) => (typeof content === 'string' ? plainText(content) : quantityText(content));
  const rows = [table.columns.map(plainText), ...table.rows.map((row) => row.map(show))];
  const widths = table.columns.map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => pad(text, widths[i] ?? 0, isNumeric(table, i)))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = rows;
  return [plainText(table.title), line(head), widths.map((w) => '─'.repeat(w)).join('  '), ...body.map(line)]
    .filter(Boolean)
    .join('\n');
}

/** Published numbers beside ours: the table of a finding's quantities; no column 'published' when no number is. */
export function quantitiesTable(title: string, quantities: readonly Quantity[]): ResultTable {
  const published = quantities.some((quantity) => quantity.published !== undefined);
  const rows = quantities.map((quantity): Cell[] => {
    if (!published) return [quantity.name, quantity];
    return [
      quantity.name,
      quantity.published === undefined ? '–' : formatNumber(quantity.published, publishedDigits),
      quantity,
    ];
  });
  return { title, columns: published ? ['quantity', 'published', 'ours'] : ['quantity', 'ours'], rows };
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...text].length));
  return right ? space + text : text + space;
}
