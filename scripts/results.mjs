// Runs claims through the built command line and writes what came out as pages: docs/results/<claim>.md with verdicts, numbers, figures
// and provenance, and docs/results/README.md, the list of all. Anyone can run it again; what is already computed is kept.
//
//   npm run build && node scripts/results.mjs ls/loss-moments ls/loss-scaling --preset laptop
//
//   --preset NAME   smoke, laptop or paper (laptop)        --only NAMES  some of the ensembles, as in glasscape reproduce
//   --seed N        seed of everything random (1)          --run DIR     where the ensembles go (build/results-<preset>-<seed>)
//   --workers N     worker threads (all processors)        --docs DIR    where the pages go (docs/results)
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quantitiesTable, quantityText } from '../dist/report/table.js';
import { htmlText, plainText } from '../dist/report/text.js';
import { verdictWords } from '../dist/report/verdict.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals: claims } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'laptop' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string' },
    only: { type: 'string' },
    run: { type: 'string' },
    docs: { type: 'string', default: join(root, 'docs', 'results') },
  },
});
const run = options.run ?? join(root, 'build', `results-${options.preset}-${options.seed}`);
const command = [
  'reproduce',
  ...claims,
  ...['preset', 'seed', 'workers', 'only'].flatMap((name) => (options[name] ? [`--${name}`, options[name]] : [])),
];

/** The JSON document of the command; its progress goes to the terminal. */
function glasscape(words) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...words, '--json', '--out', run], {
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
const write = (name, text) => writeFileSync(join(options.docs, name), text);
const pageOf = (id) => id.replaceAll('/', '-');
/** Text of a table's cell: no line breaks, no bars. */
const cell = (text) => htmlText(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;
const rows = (columns, body) => [row(columns), `|${' --- |'.repeat(columns.length)}`, ...body.map(row)].join('\n');
const listed = (title, texts) =>
  texts.length > 0 ? [`## ${title}`, texts.map((t) => `- ${htmlText(t)}`).join('\n')] : [];

/** JSON has no infinity: an end that is null is unknown. */
const known = ({ interval, error, ...rest }) => ({
  ...rest,
  value: rest.value ?? Number.NaN,
  ...(error === null ? {} : { error }),
  ...(interval?.includes(null) ? {} : { interval }),
});
const show = (content) => (typeof content === 'string' ? content : quantityText(known(content)));

/** The manifests of the ensembles by the beginning of their hash, as figures quote it. */
function ensembles() {
  const folder = join(run, 'runs');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(
    names
      .map((name) => join(folder, name, 'manifest.json'))
      .filter(existsSync)
      .map(read)
      .map((manifest) => [manifest.specHash.slice(0, 8), manifest]),
  );
}

/** One number for all bytes of a run: the same spec, backend and version give the same. */
function fingerprint({ shards }) {
  const hash = createHash('sha256');
  for (const name of Object.keys(shards).sort()) hash.update(`${name} ${shards[name].sha256}\n`);
  return hash.digest('hex').slice(0, 16);
}

function provenance(claim, findings, manifests) {
  const hashes =
    /specs ([0-9a-f, ]+)/
      .exec(claim.run)?.[1]
      .split(',')
      .map((hash) => hash.trim()) ?? [];
  const mine = hashes.map((hash) => manifests.get(hash)).filter(Boolean);
  const seconds = (manifest) => manifest.sessions.reduce((sum, session) => sum + session.seconds, 0);
  const commit = execFileSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  return [
    '## Provenance',
    `glasscape ${findings.version}, commit ${commit}, preset ${findings.preset}, seed ${findings.seed}, Node ${process.version} on ${platform()} ${arch()}.`,
    ...(mine.length > 0
      ? [
          rows(
            ['ensemble', 'parameters', 'records', 'spec', 'shards', 'seconds'],
            mine.map((m) => [
              `${m.spec.experiment} (${m.spec.backend})`,
              JSON.stringify(m.spec.parameters),
              m.replicas,
              m.specHash.slice(0, 16),
              fingerprint(m),
              Math.round(seconds(m)),
            ]),
          ),
        ]
      : []),
    'Again:',
    `    node scripts/results.mjs ${claim.id} --preset ${findings.preset} --seed ${findings.seed}${options.only ? ` --only ${options.only}` : ''}`,
  ];
}

/** Figures without their fonts: an embedded font is nearly all of a file's weight. */
function copyFigure({ file, title, description }) {
  const svg = readFileSync(join(run, `${file}.svg`), 'utf8').replaceAll(/@font-face\s*\{[^}]*\}\s*/g, '');
  write(`${file}.svg`, svg);
  return [`![${plainText(description).replaceAll(']', ')')}](${file}.svg)`, `*${htmlText(title)}*`].join('\n\n');
}

function findingText(finding) {
  const { id, statement, verdict, because, rule, quantities, moreRuns } = finding;
  const table = quantitiesTable('', quantities.map(known));
  return [
    `### ${verdictWords(verdict, moreRuns)}: ${htmlText(statement)}`,
    htmlText(because),
    `Rule of \`${id}\`, fixed before the run: ${htmlText(rule)}.`,
    ...(quantities.length > 0
      ? [
          rows(
            table.columns,
            table.rows.map((cells) => cells.map(show)),
          ),
        ]
      : []),
  ].join('\n\n');
}

function page(claim, findings, manifests) {
  return [
    `# ${htmlText(claim.title)}`,
    `**${claim.id}** (${claim.source.key}, ${claim.source.place}): ${htmlText(claim.statement)}`,
    rows(
      ['finding', 'verdict', 'because'],
      claim.findings.map((f) => [f.id, verdictWords(f.verdict, f.moreRuns), f.because]),
    ),
    ...claim.figures.map(copyFigure),
    ...claim.tables.map((table) =>
      [
        `**${htmlText(table.title)}**`,
        rows(
          table.columns,
          table.rows.map((cells) => cells.map(show)),
        ),
      ].join('\n\n'),
    ),
    '## Findings',
    ...claim.findings.map(findingText),
    ...listed('What differs from the published set-up', claim.differences),
    ...listed('Open questions of the source, and what was chosen', claim.openQuestions),
    ...provenance(claim, findings, manifests),
  ].join('\n\n');
}

/** The list of all pages that are there, from whichever runs they came. */
function index(entries) {
  return [
    '# Results',
    'Written by `scripts/results.mjs` from finished runs; no verdict here was typed by hand.',
    rows(
      ['claim', 'what came out', 'verdicts', 'preset', 'seed'],
      Object.entries(entries).map(([id, e]) => [
        `[${id}](${pageOf(id)}.md)`,
        e.title,
        e.verdicts.map(([name, count]) => `${count} ${name}`).join(', '),
        e.only ? `${e.preset}, ${e.only} only` : e.preset,
        e.seed,
      ]),
    ),
  ].join('\n\n');
}

const findings = await glasscape(command);
mkdirSync(join(options.docs, 'figures'), { recursive: true });
const manifests = ensembles();
const indexFile = join(options.docs, 'results.json');
const entries = existsSync(indexFile) ? read(indexFile) : {};
for (const claim of findings.claims) {
  write(`${pageOf(claim.id)}.md`, `${page(claim, findings, manifests)}\n`);
  const verdicts = new Map();
  for (const { verdict } of claim.findings) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  entries[claim.id] = {
    title: claim.title,
    verdicts: [...verdicts],
    preset: findings.preset,
    seed: findings.seed,
    ...(options.only ? { only: options.only } : {}),
  };
}
const ordered = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(indexFile, `${JSON.stringify(ordered, null, 2)}\n`);
write('README.md', `${index(ordered)}\n`);
console.log(`${findings.claims.length} pages in ${options.docs}`);
