// Computes the table "Domain and accuracy" of docs/theory.md and writes it between its two comments. About ten seconds.
//
//   npm run build && node scripts/theory-domain.mjs [--check]
//
//   --check   writes nothing; exit code 1 if the page does not show what the program gives
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countReport, countStatistics } from '../dist/theory/index.js';

const page = fileURLToPath(new URL('../docs/theory.md', import.meta.url));
const order = 3;
const sizes = [5, 10, 20, 30, 50, 100, 300, 1000, 2000];
const energies = [-1.8, -1.7, -1.65, -1.6, -1.4, -1, 0, Infinity];
const superscript = (n) => String(n).replace(/./g, (c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c] ?? '⁻');

/** 3.2e-13 as 4·10⁻¹³: one digit, rounded up. */
function upperBound(value) {
  const exponent = Math.floor(Math.log10(value));
  const digit = Math.ceil(value / 10 ** exponent);
  return digit === 10 ? `10${superscript(exponent + 1)}` : `${digit}·10${superscript(exponent)}`;
}

function cell(size, statistics, energy) {
  const indices = Math.min(size, statistics.top + 1);
  const { errorByIndex } = countReport(order, size, energy, { indices, statistics });
  const reached = errorByIndex.filter((error) => error !== null).length;
  const bounds = errorByIndex.slice(0, 6).filter((error) => error !== null);
  return `${reached}/${indices} (${upperBound(Math.max(...bounds))})`;
}

const rows = sizes.map((size) => {
  const statistics = countStatistics(size, Math.min(size, size > 30 ? 10 : size));
  return `| ${size} | ${energies.map((energy) => cell(size, statistics, energy)).join(' | ')} |`;
});
const head = ['Λ', ...energies.map((u) => (u === Infinity ? '∞' : `${u}`.replace('-', '−')))];
const table = [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');

const [open, close] = ['<!-- scripts/theory-domain.mjs -->\n', '\n<!-- end -->'];
const text = readFileSync(page, 'utf8');
const [from, to] = [text.indexOf(open) + open.length, text.indexOf(close)];
if (from < open.length || to < from) throw new Error(`${page} has no place for the table`);
const updated = text.slice(0, from) + table + text.slice(to);
if (process.argv.includes('--check')) process.exitCode = updated === text ? 0 : 1;
else writeFileSync(page, updated);
console.log(table);
