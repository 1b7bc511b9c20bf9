// Computes the section "What came out so far" of README.md from the committed results and writes it between its two comments.
//
//   npm run build && node scripts/readme.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { claims } from '../dist/claims/index.js';
import { htmlText } from '../dist/report/text.js';
import { verdictOrder, verdictWords } from '../dist/report/verdict.js';

const root = new URL('../', import.meta.url);
const path = fileURLToPath(new URL('README.md', root));
const [open, close] = ['<!-- scripts/readme.mjs -->\n', '<!-- end -->'];

/** Results that the section names, by preset: the two panels of Figure 3, the theory beside them, and what contradicts print. */
const shown = [
  ['laptop', 'ls/spin-glass-descent'],
  ['laptop', 'ls/network-losses'],
  ['laptop', 'ls/thresholds'],
  ['laptop', 'ls/complexity-curves'],
  ['laptop', 'gs/finite-size-minima'],
  ['paper', 'ls/index-versus-energy'],
  ['paper', 'ls/loss-moments'],
  ['paper', 'ls/reduction-image'],
];

const read = (file) => JSON.parse(readFileSync(new URL(file, root), 'utf8'));

/** "3 proved, 13 reproduced", from the strongest verdict to the weakest. */
function verdictList(verdicts) {
  const counts = new Map();
  for (const [verdict, count] of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + count);
  return verdictOrder
    .filter((verdict) => counts.has(verdict))
    .map((verdict) => `${counts.get(verdict)} ${verdictWords(verdict)}`)
    .join(', ');
}

/** The section's text. */
export function resultsSection() {
  const entries = { laptop: read('docs/results/results.json'), paper: read('docs/results/paper/results.json') };
  const sums = Object.entries(entries).map(([preset, pages]) => {
    const verdicts = Object.values(pages).flatMap((page) => page.verdicts);
    const total = verdicts.reduce((sum, [, count]) => sum + count, 0);
    return `At preset ${preset} ${Object.keys(pages).length} claims have ${total} findings: ${verdictList(verdicts)}.`;
  });
  const rows = shown.map(([preset, id]) => {
    const { title, verdicts } = entries[preset][id];
    const page = `docs/results/${preset === 'laptop' ? '' : `${preset}/`}${id.replaceAll('/', '-')}.md`;
    return `| [${id}](${page}), ${preset} | ${htmlText(title).replaceAll('|', '\\|')} | ${verdictList(verdicts)} |`;
  });
  return `The register holds ${Object.keys(claims).length} claims. ${sums.join(' ')}

| claim, preset | what came out | findings |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** README.md with the section as it should be. */
export function readmeText() {
  const text = readFileSync(path, 'utf8');
  return `${text.slice(0, text.indexOf(open) + open.length)}\n${resultsSection()}\n${text.slice(text.indexOf(close))}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path, readmeText());
