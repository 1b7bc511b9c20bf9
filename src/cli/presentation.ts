/** What a finished ensemble shows: a table for people, one JSON document for programs. One presentation a kind of ensemble. */
import type { Manifest } from '../ensembles/manifest.ts';
import { repeatedLists } from '../ensembles/parameters.ts';
import { readRecords, scalars } from '../ensembles/records.ts';
import type { Column, Json, Records } from '../ensembles/spec.ts';
import { clustersBy } from '../ensembles/statistics.ts';
import type { Store } from '../ensembles/store.ts';
import { type Summary, summarize, tally } from '../ensembles/summary.ts';
import { type Context, type Performed, stopIfAsked } from './perform.ts';
import { counted, printJson, table } from './print.ts';

interface Presentation {
  /** The columns as JSON arrays under their public names. */
  json(records: Records): Record<string, unknown>;
  summary(records: Records, seed: number): Record<string, unknown>;
  rows(summary: Record<string, unknown>): string[][];
}

/** Prints what `perform` gave: the forecast of a dry run, or the run. */
export async function presentRun(
  context: Context,
  { plan, forecast, done, submitted, campaign }: Performed,
  options: { readonly json?: boolean },
): Promise<void> {
  const { terminal } = context;
  if (submitted) return presentSubmitted(context, submitted, options);
  if (!done) {
    const { spec, hash, replicas, tasks } = plan;
    const facts = { forecast, spec, specHash: hash, replicas, tasks: tasks.length };
    if (options.json) printJson(terminal, campaign ? { ...facts, cluster: campaign.json } : facts);
    else terminal.out(`${replicas} replicas in ${tasks.length} tasks; ${forecast.basis}\n`);
    if (campaign && !options.json) terminal.out(`${campaign.text}\n`);
    return;
  }
  await presentStored(context, done.store, options);
}

/** Prints what was left to a batch system. */
export function presentSubmitted(
  { terminal }: Context,
  { run, submission: { name, arrays }, jobs }: NonNullable<Performed['submitted']>,
  { json }: { readonly json?: boolean },
): void {
  const elements = arrays.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const seconds = arrays.flatMap(({ chunks }) => chunks).reduce((sum, chunk) => sum + chunk.seconds, 0);
  if (json) printJson(terminal, { run, submission: name, jobs, elements, seconds });
  else terminal.out(`run: ${run}\n`);
}

/** Prints a complete run. */
export async function presentStored(
  context: Context,
  store: Store,
  options: { readonly json?: boolean },
): Promise<void> {
  const { terminal } = context;
  const { manifest, records } = await readRecords(store, scalars);
  stopIfAsked(terminal);
  await markRepeats(context, manifest);
  const { experiment, parameters } = manifest.spec;
  const { json, summary: sum, rows } = presentations[experiment] ?? plain;
  const seed = parameters['seed'];
  const summary = sum(records, typeof seed === 'number' ? seed : 0);
  if (options.json) {
    printJson(terminal, { ...json(records), summary, provenance: provenanceOf(manifest, store.location) });
    return;
  }
  terminal.out(
    `${await table(terminal, ['', 'mean', '95 % interval', 'deviation', 'least', 'median', 'most'], rows(summary))}\n`,
  );
  for (const [name, counts] of Object.entries(summary))
    if (isTally(counts))
      terminal.out(
        `${name}: ${Object.entries(counts)
          .map(([value, count]) => `${value} ${count}`)
          .join(', ')}\n`,
      );
  terminal.out(`run: ${store.location}\n`);
}

/** Says where a stored run counts the same results several times. */
export async function markRepeats({ host, terminal }: Context, { spec }: Manifest): Promise<void> {
  for (const name of repeatedLists(await host.experiments(), spec))
    terminal.note(
      `this run repeats entries of ${name}: it holds the same results several times, and intervals over them are too narrow`,
    );
}

/** What a result needs beside it to be computed again. */
function provenanceOf(manifest: Manifest, folder: string): Record<string, Json> {
  const { spec, specHash, version, bits, artifacts, sessions } = manifest;
  const host = sessions.at(-1)!;
  return {
    run: folder,
    experiment: spec.experiment,
    parameters: spec.parameters,
    backend: spec.backend,
    specHash,
    artifacts,
    version,
    bits,
    date: host.started,
    seconds: sessions.reduce((sum, session) => sum + session.seconds, 0),
    workers: host.workers,
    host: host.host,
  };
}

const spinGlass: Presentation = {
  json: (records) => ({
    energies: list(records, 'energy'),
    gradientNorms: list(records, 'gradientNorm'),
    indices: list(records, 'index'),
    statuses: list(records, 'status'),
    disorders: list(records, 'disorder'),
  }),
  summary(records, seed) {
    const disorder = numbers(records, 'disorder');
    return {
      energy: summarize(seed, clustersBy(disorder, numbers(records, 'energy'))),
      gradientNorm: summarize(seed, clustersBy(disorder, numbers(records, 'gradientNorm'))),
      statuses: tally(list(records, 'status')),
      indices: tally(list(records, 'index')),
    };
  },
  rows: ({ energy, gradientNorm }) => [
    ['energy per spin', ...cellsOf(energy as Summary, 6)],
    ['gradient norm', ...cellsOf(gradientNorm as Summary)],
  ],
};

const measures = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy'] as const;

const networks: Presentation = {
  json: (records) => ({
    networks: list(records, 'network'),
    widths: list(records, 'width'),
    trainLosses: list(records, 'trainLoss'),
    testLosses: list(records, 'testLoss'),
    trainAccuracies: meaningful(records, 'trainAccuracy'),
    testAccuracies: meaningful(records, 'testAccuracy'),
    statuses: list(records, 'status'),
  }),
  summary(records, seed) {
    const widths = numbers(records, 'width');
    const distinct = [...new Set(widths)];
    const byWidth = measures.map((name) => [name, clustersBy(widths, meaningful(records, name))] as const);
    return {
      ...Object.fromEntries(
        distinct.map((width, i) => [
          `width ${width}`,
          Object.fromEntries(byWidth.map(([name, groups]) => [name, summarize(seed, [groups[i]!])])),
        ]),
      ),
      statuses: tally(list(records, 'status')),
    };
  },
  rows: (summary) =>
    Object.entries(summary).flatMap(([width, sums]) =>
      width === 'statuses'
        ? []
        : measuredOf(sums as Record<string, Summary>).map(([name, sum]) => [
            `${width}  ${name}${leftOut(sum)}`,
            ...cellsOf(sum, 4),
          ]),
    ),
};

/** Without what no network has although there are losses: accuracies of real targets, measures of a test that is not there. */
function measuredOf(sums: Readonly<Record<string, Summary>>): [name: string, sum: Summary][] {
  const hasLosses = sums['trainLoss']!.count > 0;
  return measures
    .map((name): [string, Summary] => [name, sums[name]!])
    .filter(([, { count }]) => count > 0 || !hasLosses);
}

/** A measure of networks; NaN also for the accuracy of a network whose loss is not finite: what it answers then means nothing. */
function meaningful(records: Records, name: (typeof measures)[number]): number[] {
  const losses = numbers(records, name.replace('Accuracy', 'Loss'));
  return numbers(records, name).map((value, row) => (Number.isFinite(losses[row]) ? value : Number.NaN));
}

function leftOut({ nonFinite }: Summary): string {
  return nonFinite > 0 ? `, ${counted(nonFinite, 'network')} not finite, left out` : '';
}

/** Any other ensemble: its columns as they are. */
const plain: Presentation = {
  json: ({ columns }) => ({
    columns: Object.fromEntries(Object.entries(columns).map(([name, { values }]) => [name, [...values]])),
  }),
  summary: ({ columns }, seed) =>
    Object.fromEntries(
      Object.entries(columns).flatMap(([name, column]): [string, unknown][] =>
        column.kind === 'float64' ? [[name, summarize(seed, [[...column.values]])]] : [],
      ),
    ),
  rows(summary) {
    const all = Object.entries(summary) as [name: string, sum: Summary][];
    const known = all.filter(([, { count }]) => count > 0);
    return (known.length > 0 ? known : all).map(([name, sum]) => [name, ...cellsOf(sum)]);
  },
};

const presentations: Readonly<Record<string, Presentation>> = {
  'network-annealing': networks,
  'network-training': networks,
  'spin-glass-descent': spinGlass,
};

function list(records: Records, name: string): (number | string)[] {
  return [...((records.columns[name] as Column | undefined)?.values ?? [])];
}

function numbers(records: Records, name: string): number[] {
  return list(records, name).map(Number);
}

/** mean ± error, interval, deviation, minimum, median, maximum; a dash for the mean of nothing */
function cellsOf(summary: Summary, digits?: number): string[] {
  const show = (value: number | undefined) =>
    value === undefined ? '' : digits === undefined ? value.toExponential(1) : value.toFixed(digits);
  if (summary.count === 0) return ['–', '', '', '', '', ''];
  const { mean, standardError, interval, standardDeviation, minimum, median, maximum } = summary;
  const error =
    standardError === undefined
      ? ''
      : ` ± ${digits === undefined ? show(standardError) : standardError.toFixed(digits)}`;
  const between = interval ? `[${show(interval[0])}, ${show(interval[1])}]` : '';
  return [`${show(mean)}${error}`, between, show(standardDeviation), show(minimum), show(median), show(maximum)];
}

function isTally(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !('nonFinite' in value) &&
    Object.values(value).every(Number.isInteger)
  );
}
