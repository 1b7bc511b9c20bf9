// Computes the section "What came out so far" of README.md from the committed results and writes it between its two comments.
//
//   npm run build && node scripts/readme.mjs
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { claims } from '../dist/claims/index.js';
import { htmlText } from '../dist/report/text.js';
import { verdictOrder, verdictWords } from '../dist/report/verdict.js';

const root = new URL('../', import.meta.url);
const path = fileURLToPath(new URL('README.md', root));
const [open, close] = ['<!-- scripts/readme.mjs -->\n', '<!-- end -->'];

/** Results that the section names, by preset: Figure 3, the theory beside it, what contradicts print, and what no paper says. */
const shown = [
  ['laptop', 'ls/spin-glass-descent'],
  ['laptop', 'ls/network-losses'],
  ['laptop', 'ls/complexity-curves'],
  ['laptop', 'gs/finite-size-minima'],
  ['laptop', 'ls/index-versus-energy'],
  ['laptop', 'ls/loss-moments'],
  ['laptop', 'ls/reduction-image'],
  ['paper', 'lm/two-unit-minimum'],
  ['paper', 'lm/xor-and-jellyfish'],
  ['laptop', 'gs/where-small-networks-stick'],
  ['paper', 'll/no-bad-minima'],
];

const results = new URL('docs/results/', root);
const read = (url) => JSON.parse(readFileSync(url, 'utf8'));

/**
 * Of each preset its claims with their pages, those left out that were judged by rules since replaced: where a claim was judged on several seeds, a page of all its ensembles before one of some, then
 * that of the seed drawn last for it, after its rule.
 * Folders are named as scripts/results.mjs names them: laptop and seed 1 have no part in the name.
 */
function pagesByPreset() {
  const drawn = read(new URL('seeds.json', results)).seeds.filter(({ use }) => use === 'judge');
  const drawnAt = (claim, seed) => drawn.findLastIndex((one) => one.seed === seed && one.claims.includes(claim));
  const rank = (claim, { seed, only }) => drawnAt(claim, seed) + (only ? 0 : drawn.length + 1);
  const presets = { laptop: {}, paper: {} };
  const folders = readdirSync(results, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const folder of ['', ...folders.map(({ name }) => `${name}/`)]) {
    const file = new URL(`${folder}results.json`, results);
    if (!existsSync(file)) continue;
    const preset = folder.startsWith('paper') ? 'paper' : 'laptop';
    for (const [id, page] of Object.entries(read(file))) {
      if (page.replaced) continue;
      const known = presets[preset][id];
      if (!known || rank(id, page) > rank(id, known))
        presets[preset][id] = { ...page, file: `docs/results/${folder}${id.replaceAll('/', '-')}.md` };
    }
  }
  return presets;
}

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
  const entries = pagesByPreset();
  const sums = Object.entries(entries).map(([preset, pages]) => {
    const verdicts = Object.values(pages).flatMap((page) => page.verdicts);
    const total = verdicts.reduce((sum, [, count]) => sum + count, 0);
    return `At preset ${preset} ${Object.keys(pages).length} claims have ${total} findings: ${verdictList(verdicts)}.`;
  });
  // A claim without a page by the rules of today has no row.
  const rows = shown.flatMap(([preset, id]) => {
    const page = entries[preset][id];
    if (!page) return [];
    const title = htmlText(page.title).replaceAll('|', '\\|');
    return [`| [${id}](${page.file}), ${preset} | ${title} | ${verdictList(page.verdicts)} |`];
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
