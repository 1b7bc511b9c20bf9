// Runs claims through the built command line and writes what came out as pages: docs/results/<claim>.md with verdicts, numbers, figures
// and provenance, docs/results/README.md, the list of all, docs/results/three-seeds.md, and the numbers in README.md. Anyone can run it again; what is already computed is kept. Pages of
// other presets than laptop, or of other seeds than 1, have folders of their own: docs/results/paper/, docs/results/paper-seed-2/, …
//
//   npm run build && node scripts/results.mjs ls/loss-moments ls/loss-scaling --preset laptop
//
// Without a claim the lists are written again, from the pages that are there.
//
//   --preset NAME   smoke, laptop or paper (laptop)        --only NAMES  some of the ensembles, as in glasscape reproduce
//   --seed N        seed of everything random (1)          --run DIR     where the ensembles go (build/results-<preset>-<seed>)
//   --workers N     worker threads (all processors)        --docs DIR    where the pages go (docs/results)
//   --data DIR      the four MNIST files, as in glasscape reproduce
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { histories } from '../dist/claims/history.js';
import { claims as registered } from '../dist/claims/index.js';
import { ruleHistory, ruleTitle } from '../dist/report/rule.js';
import { htmlText, plainText } from '../dist/report/text.js';
import { verdictOrder, verdictWords } from '../dist/report/verdict.js';
import { readmeText } from './readme.mjs';
import { findingsOf, replacedFindings, withHistories, withNote, withToday } from './replaced.mjs';
import { claimPage, indexPage, pageOf } from './results-page.mjs';
import { readSeeds, withResult, writeSeeds } from './seeds-registry.mjs';
import { findingEntry, threeSeeds, threeSeedsPage } from './three-seeds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, 'docs', 'results');
const { values: options, positionals: claims } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'laptop' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string' },
    only: { type: 'string' },
    data: { type: 'string' },
    run: { type: 'string' },
    docs: { type: 'string', default: docs },
  },
});
const run = options.run ?? join(root, 'build', `results-${options.preset}-${options.seed}`);
const folder = [
  ...(options.preset === 'laptop' ? [] : [options.preset]),
  ...(options.seed === '1' ? [] : [`seed-${options.seed}`]),
].join('-');
const pages = join(options.docs, folder);
const words = (names) => names.flatMap((name) => (options[name] ? [`--${name}`, options[name]] : []));

/** The JSON document of the command; its progress goes to the terminal. */
function glasscape(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args, '--json', '--out', run], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text));
      else process.exit(code ?? 1); // it has said why
    });
  });
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** One number for all bytes of a run: the same spec, backend and version give the same. */
function fingerprint({ shards }) {
  const hash = createHash('sha256');
  for (const name of Object.keys(shards).sort()) hash.update(`${name} ${shards[name].sha256}\n`);
  return hash.digest('hex').slice(0, 16);
}

/** A claim's ensembles with the manifests of their runs and the forecasts of what they would take. */
function ensemblesOf({ ensembles }) {
  const { forecasts } = read(join(run, 'manifest.json'));
  return ensembles.map(({ name, experiment, specHash }) => {
    const home = `${experiment}-${specHash.slice(0, 12)}`;
    const manifest = read(join(run, 'runs', home, 'manifest.json'));
    return { name, manifest, fingerprint: fingerprint(manifest), forecast: forecasts[home] };
  });
}

/** A claim's figures, without their fonts: an embedded font is nearly all of a file's weight. Those of an earlier page go. */
function copyFigures({ id, figures }) {
  const home = join(pages, 'figures');
  const earlier = new RegExp(`\\(figures/(${pageOf(id)}-[^)/]*\\.svg)\\)`, 'g');
  const page = join(pages, `${pageOf(id)}.md`);
  const stale = existsSync(page) ? [...readFileSync(page, 'utf8').matchAll(earlier)].map(([, name]) => name) : [];
  for (const name of stale) rmSync(join(home, name), { force: true });
  return figures.map(({ file, title, description }) => {
    const svg = readFileSync(join(run, `${file}.svg`), 'utf8').replaceAll(/@font-face\s*\{[^}]*\}\s*/g, '');
    writeFileSync(join(pages, `${file}.svg`), svg);
    return `![${plainText(description).replaceAll(']', ')')}](${file}.svg)\n\n*${htmlText(title)}*`;
  });
}

/** What is known of the pages in a folder, by claim. */
const entriesOf = (home) => (existsSync(join(home, 'results.json')) ? read(join(home, 'results.json')) : {});

/** Every page that is there, from whichever runs they came. */
function allEntries() {
  const folders = readdirSync(options.docs, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return ['', ...folders.map(({ name }) => name)].flatMap((home) =>
    Object.entries(entriesOf(join(options.docs, home)))
      .map(([id, entry]) => ({ ...entry, id, page: `${home ? `${home}/` : ''}${pageOf(id)}.md` }))
      .filter(({ page }) => existsSync(join(options.docs, page))),
  );
}

/** Pages say what is known of their claims and rules today, and which rules were replaced since; results.json has these too. */
function noteReplaced() {
  const folders = readdirSync(options.docs, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const home of ['', ...folders.map(({ name }) => name)].map((name) => join(options.docs, name))) {
    const entries = entriesOf(home);
    for (const [id, entry] of Object.entries(entries)) {
      const page = join(home, `${pageOf(id)}.md`);
      if (!existsSync(page)) continue;
      const text = readFileSync(page, 'utf8');
      const replaced = replacedFindings(text, histories[id]);
      delete entry.replaced;
      if (replaced.length > 0) entry.replaced = replaced;
      // Pages of before findings were kept: what they say, without estimates.
      if (!threeSeeds.includes(entry.seed)) entry.findings ??= findingsOf(text).map(verdictFrom);
      const told = { title: ruleTitle, history: ruleHistory };
      const today = registered[id] ? withToday(text, registered[id]) : text;
      const noted = withHistories(withNote(today, replaced), entry.seed, histories[id], replaced, told);
      if (noted !== text) writeFileSync(page, noted);
    }
    if (Object.keys(entries).length > 0) writeEntries(home, entries);
  }
}

/** A badge says the words of its verdict, and more behind them. */
const verdictFrom = ([id, words]) => ({ id, verdict: verdictOrder.find((one) => words.startsWith(verdictWords(one))) });

const writeEntries = (home, entries) => {
  const ordered = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(home, 'results.json'), `${JSON.stringify(ordered, null, 2)}\n`);
};

function writeLists() {
  noteReplaced();
  const entries = allEntries();
  const three = threeSeedsPage(entries, Object.keys(histories));
  if (three) writeFileSync(join(options.docs, 'three-seeds.md'), three);
  writeFileSync(join(options.docs, 'README.md'), indexPage(entries, three && 'three-seeds.md'));
  if (options.docs === docs) writeFileSync(join(root, 'README.md'), readmeText());
}

if (claims.length === 0) {
  writeLists();
  process.exit(0);
}

// A page names the commit that it was made at; that a rule was frozen before can be told of a clean tree alone.
const commit = execFileSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
if (commit.endsWith('-dirty') && options.docs === docs)
  throw new Error('docs/results takes pages of a committed tree; commit first, or write elsewhere with --docs');

const findings = await glasscape(['reproduce', ...claims, ...words(['preset', 'seed', 'workers', 'only', 'data'])]);
mkdirSync(join(pages, 'figures'), { recursive: true });
const { version, preset, seed } = findings;
const engine = `Node ${process.version} on ${platform()} ${arch()}`;
const entries = entriesOf(pages);
for (const claim of findings.claims) {
  const ran = claim.ensembles.map(({ name }) => name).join(',');
  const only = claim.missing.length > 0 ? ran : undefined;
  const command = [
    'node scripts/results.mjs',
    claim.id,
    ...words(['preset', 'seed']),
    ...(only ? ['--only', only] : []),
  ];
  const made = { version, preset, seed, commit, engine, command: command.join(' ') };
  const figures = copyFigures(claim);
  writeFileSync(join(pages, `${pageOf(claim.id)}.md`), claimPage(claim, ensemblesOf(claim), figures, made));
  const verdicts = new Map();
  for (const { verdict } of claim.findings) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  const { title } = claim;
  entries[claim.id] = {
    title,
    verdicts: [...verdicts],
    preset,
    seed,
    only,
    findings: claim.findings.map(findingEntry),
  };
}
writeEntries(pages, entries);
writeLists();
if (existsSync(join(options.docs, 'seeds.json'))) {
  const ran = findings.claims.map(({ id }) => id);
  writeSeeds(options.docs, withResult(readSeeds(options.docs), ran, seed));
}
console.log(`${findings.claims.length} pages in ${pages}`);
