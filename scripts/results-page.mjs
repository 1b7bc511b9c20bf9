// Finished claims as Markdown: a page for each, and the index of all. Values in, text out; scripts/results.mjs reads and writes the files.
import { formatSeconds } from '../dist/ensembles/forecast.js';
import { ruleHistory, ruleTitle } from '../dist/report/rule.js';
import { bareNumber, quantitiesTable, quantityText } from '../dist/report/table.js';
import { htmlText } from '../dist/report/text.js';
import { findingWords, verdictWords } from '../dist/report/verdict.js';

/** Text of a table's cell: no line breaks, no bars. */
const cell = (text) => htmlText(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (columns, rows) =>
  [row(columns.map(cell)), `|${' --- |'.repeat(columns.length)}`, ...rows.map((cells) => row(cells.map(cell)))].join(
    '\n',
  );
const listed = (title, texts) =>
  texts.length > 0 ? [`## ${title}`, texts.map((t) => `- ${htmlText(t)}`).join('\n')] : [];
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** JSON has no infinity: a null is unknown, as an end of an interval, which then reaches that far. */
const known = ({ interval, error, ...rest }) => ({
  ...rest,
  value: rest.value ?? Number.NaN,
  ...(error === undefined || (error === null && interval) ? {} : { error: error ?? Number.NaN }),
  ...(interval && { interval: [interval[0] ?? -Infinity, interval[1] ?? Infinity] }),
});

/** A page has no bare numbers: each has an error, an interval, or a word for why it has none. */
function refuseBare({ id, findings, tables }) {
  const cells = tables.flatMap(({ title, rows }) =>
    rows.flat().flatMap((cell) => (typeof cell === 'string' ? [] : [[title, cell]])),
  );
  const shown = [...findings.flatMap((finding) => finding.quantities.map((one) => [finding.id, one])), ...cells];
  for (const [where, quantity] of shown)
    if (bareNumber(known(quantity)))
      throw new Error(`${id}, ${where}: “${quantity.name}” has neither an error nor an interval nor a word for why`);
}
const show = (content) => (typeof content === 'string' ? content : quantityText(known(content)));
const resultTable = ({ columns, rows }) =>
  table(
    columns,
    rows.map((cells) => cells.map(show)),
  );

/** Name of a claim's page, without its ending. */
export const pageOf = (id) => id.replaceAll('/', '-');

/**
 * A claim's page.
 *   claim      an entry of findings.json
 *   ensembles  of the claim, as results.mjs has read them: name, manifest, fingerprint, forecast
 *   figures    Markdown of each figure
 *   made       what the page was made with: version, preset, seed, commit, engine, command
 * @throws      Error where a quantity stands bare
 */
export function claimPage(claim, ensembles, figures, made) {
  refuseBare(claim);
  return `${[
    `# ${htmlText(claim.title)}`,
    `**${claim.id}** (${claim.source.key}, ${claim.source.place}): ${htmlText(claim.statement)}`,
    `Preset ${made.preset}, seed ${made.seed}, glasscape ${made.version}, commit ${made.commit}. ${ensemblesText(claim, ensembles)}`,
    table(
      ['finding', 'verdict', 'because'],
      claim.findings.map((f) => [f.id, findingWords(f), f.because]),
    ),
    ...figures,
    ...claim.tables.map((values) => `**${htmlText(values.title)}**\n\n${resultTable(values)}`),
    '## Findings',
    ...claim.findings.map((finding) => findingText(finding, made.seed)),
    ...listed('What differs from the published set-up', claim.differences),
    ...listed('Open questions of the source, and what was chosen', claim.openQuestions),
    ...provenance(ensembles, made),
  ].join('\n\n')}\n`;
}

/** Which of the claim's ensembles were run and which were not, and what that took. */
function ensemblesText({ missing }, ensembles) {
  const all = counted(ensembles.length + missing.length, 'ensemble');
  const took = ensembles.length === 0 ? '' : ` They took ${timeText(ensembles)}.`;
  if (missing.length === 0)
    return took ? `All of its ${all} were run.${took}` : 'It stands on no ensemble: theory alone.';
  const ran = ensembles.map(({ name }) => name).join(', ') || 'none';
  return `**Of its ${all} were run: ${ran}. Not run: ${missing.join(', ')}.**${took}`;
}

/** "2 min 3 s on 2 workers (forecast: 1 min 50 s)"; a forecast that is younger than the run it is about says so. */
function timeText(ensembles) {
  const workers = [...new Set(ensembles.flatMap(workersOf))].sort((a, b) => a - b);
  const forecasts = ensembles.map(({ forecast }) => forecast?.seconds ?? Number.NaN);
  const made = ensembles.some(isLate) ? 'forecast, made afterwards' : 'forecast';
  const forecast = forecasts.some(Number.isNaN) ? '' : ` (${made}: ${formatSeconds(sum(forecasts))})`;
  const on = `${workers.join(' and ')} ${workers.length === 1 && workers[0] === 1 ? 'worker' : 'workers'}`;
  return `${formatSeconds(sum(ensembles.map(secondsOf)))} on ${on}${forecast}`;
}

const secondsOf = ({ manifest }) => sum(manifest.sessions.map(({ seconds }) => seconds));
const workersOf = ({ manifest }) => [...new Set(manifest.sessions.map(({ workers }) => workers))];

const isLate = ({ forecast, manifest }) => forecast?.made > manifest.sessions[0].started;

function forecastText(ensemble) {
  const { forecast } = ensemble;
  return forecast
    ? `${formatSeconds(forecast.seconds)} on ${forecast.workers}${isLate(ensemble) ? ', made afterwards' : ''}`
    : '–';
}

function findingText(finding, seed) {
  const { id, statement, because, rule, quantities } = finding;
  return [
    `### ${findingWords(finding)}: ${htmlText(statement)}`,
    htmlText(because),
    htmlText(`\`${id}\`. ${ruleTitle(finding, seed)}: ${rule}. ${ruleHistory(finding, seed)}`.trimEnd()),
    ...(quantities.length > 0 ? [resultTable(quantitiesTable('', quantities.map(known)))] : []),
  ].join('\n\n');
}

function provenance(ensembles, { version, commit, engine, command }) {
  return [
    '## Provenance',
    `Written by glasscape ${version} at commit ${commit} with ${engine}.`,
    ...(ensembles.length > 0 ? ensembleTables(ensembles) : []),
    'Again:',
    `    ${command}`,
  ];
}

function ensembleTables(ensembles) {
  return [
    table(
      ['ensemble', 'kind', 'records', 'forecast', 'took', 'workers', 'spec', 'shards'],
      ensembles.map((ensemble) => [
        ensemble.name,
        `${ensemble.manifest.spec.experiment} (${ensemble.manifest.spec.backend})`,
        ensemble.manifest.replicas,
        forecastText(ensemble),
        formatSeconds(secondsOf(ensemble)),
        workersOf(ensemble).join(', '),
        ensemble.manifest.specHash.slice(0, 16),
        ensemble.fingerprint,
      ]),
    ),
    'Times are those of the clock, whatever else the machine did; a forecast names its number of workers. Equal spec, version and backend give equal shards on any machine. Parameters:',
    [
      '```',
      ...ensembles.map(({ name, manifest }) => `${name} ${JSON.stringify(manifest.spec.parameters)}`),
      '```',
    ].join('\n'),
  ];
}

/** The published set-up first. */
const presetOrder = ['paper', 'laptop', 'smoke'];

/** The list of all pages, by preset. entries: { id, page (its path), title, verdicts, preset, seed, only, replaced }; three: the page of three seeds, if there is one */
export function indexPage(entries, three) {
  const order = (a, b) => (a.id === b.id ? a.seed - b.seed : a.id < b.id ? -1 : 1);
  const groups = presetOrder
    .map((preset) => [preset, entries.filter((entry) => entry.preset === preset && !entry.replaced).sort(order)])
    .filter(([, group]) => group.length > 0);
  const old = entries.filter(({ replaced }) => replaced).sort(order);
  return `${[
    '# Results',
    'Written by `scripts/results.mjs` from finished runs; no verdict here was typed by hand. A claim is judged on all of its ensembles ' +
      'unless its row names some of them.',
    ...(three ? [`[How verdicts change with the seed](${three}): seeds 1, 2 and 3 beside each other.`] : []),
    ...groups.flatMap(([preset, group]) => [`## Preset ${preset}`, verdictsText(group), indexTable(group)]),
    ...(old.length > 0
      ? [
          '## Judged by rules that were replaced since',
          'Numbers of these pages stand. Their verdicts, by the rules of their day, are counted nowhere; each page names the findings whose rule is another today.',
          indexTable(old),
        ]
      : []),
  ].join('\n\n')}\n`;
}

function verdictsText(group) {
  const counts = new Map();
  for (const [verdict, count] of group.flatMap(({ verdicts }) => verdicts))
    counts.set(verdict, (counts.get(verdict) ?? 0) + count);
  const total = counted(sum([...counts.values()]), 'finding');
  return `${counted(group.length, 'page')}, ${total}: ${verdictList([...counts])}.`;
}

/** A row has room for some names; the page has all. */
const onlyText = (names) => `${names.length > 12 ? `${names.length} named on its page` : names.join(', ')} only`;

const verdictList = (verdicts) => verdicts.map(([name, count]) => `${count} ${verdictWords(name)}`).join(', ');

function indexTable(group) {
  return table(
    ['claim', 'what came out', 'verdicts', 'preset', 'seed', 'ensembles'],
    group.map(({ id, page, title, verdicts, preset, seed, only }) => [
      `[${id}](${page})`,
      title,
      verdictList(verdicts),
      preset,
      seed,
      only ? onlyText(only.split(',')) : 'all',
    ]),
  );
}
