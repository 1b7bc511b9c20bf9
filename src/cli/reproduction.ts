/**
 * Reproduces claims: collects the ensembles they need, runs each distinct one once (folders named by spec hash inside the output
 * folder, so a second call finds them), evaluates the claims on the records, and writes findings, figures and the report.
 */
import { resolve } from 'node:path';
import { integer, oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { type Claim, presets } from '../claims/claim.ts';
import { manifestName, writeJson } from '../ensembles/manifest.ts';
import { loadOnce } from '../ensembles/plan.ts';
import { readRecords } from '../ensembles/records.ts';
import { admit, RunError } from '../ensembles/run.ts';
import type { Records } from '../ensembles/spec.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import { plainText } from '../report/text.ts';
import { type Campaign, showCampaign, submitCampaign } from './campaign.ts';
import { earlyReport } from './early-report.ts';
import { Interrupted, NotReproduced } from './exit.ts';
import { newFolder } from './folders.ts';
import { type Judging, judging } from './judging.ts';
import { type Context, execute, prepare, requireNoJobs, stopIfAsked } from './perform.ts';
import { presentSubmitted } from './presentation.ts';
import { printJson, shellWord, table } from './print.ts';
import { type Progress, showProgress } from './progress.ts';
import { writePage, writeReport } from './report-files.ts';
import type { EvaluatedClaim, ReproduceOptions } from './reproduced.ts';
import { askedHash, type ReproductionManifest, readReproduction, requireRuns } from './reproduction-manifest.ts';
import { announceTiming, inOrder, type Need, planReproduction, planText } from './reproduction-plan.ts';
import type { Terminal } from './terminal.ts';

/** @throws NotReproduced with `strict`; Interrupted; what checking and running throw */
export async function reproduce(context: Context, options: ReproduceOptions): Promise<void> {
  const { host, terminal } = context;
  const registry = await host.claims();
  const ids = options.claims.length > 0 ? options.claims : Object.keys(registry);
  for (const id of ids) oneOf('reproduce', 'claim', id, Object.keys(registry));
  const preset = oneOf('reproduce', 'preset', options.preset, presets);
  integer('reproduce', 'seed', options.seed, 0);
  const claims = [...new Set(ids)].map((id) => registry[id]!);
  const { askedCluster, onNodes, requirePortableBits } = await import('./cluster-options.ts');
  const cluster = await askedCluster('reproduce', options);
  const at = (path: string) => (cluster ? resolve(path) : path);
  const asked = options.out === undefined ? undefined : fileStore(at(options.out), { note: terminal.note });
  if (asked) await refuseOther(asked);
  if (asked && !options.ordered && !options.force) await requireNoJobs(asked);
  const nodes = cluster ? onNodes(cluster) : { workers: options.workers };
  const needs = await collectNeeds(context, claims, asked?.child('runs'), { ...options, ...nodes, preset });
  if (asked && options.runs) requireRuns(asked, needs.map(folderOf), options.runs);
  if (options.data !== undefined && needs.every(({ plan }) => Object.keys(plan.artifacts).length === 0))
    throw new ArgumentError('reproduce', 'data', 'given for claims on data', options.data);
  if (cluster)
    requirePortableBits(
      'reproduce',
      needs.map((need) => need.plan.spec.backend),
      cluster,
    );
  if (asked) for (const need of needs) await admit(need.plan, asked.child('runs').child(folderOf(need)));
  const plan = planReproduction(needs);
  const text = await planText(terminal, plan, nodes.workers);
  const members = needs.map((need) => ({ ...need.forecast, run: `runs/${folderOf(need)}`, plan: need.plan }));
  if (options.dryRun) {
    const top = asked ?? fileStore(at('<output folder>'));
    const campaign =
      cluster && members.length > 0 ? await showCampaign(context, { ...options, top, members, cluster }) : undefined;
    if (options.json)
      printJson(terminal, { claims: claims.map(({ id }) => id), preset, ...plan, cluster: campaign?.json });
    else terminal.out(`${text}\n${campaign ? `${campaign.text}\n` : ''}`);
    return;
  }
  const store = asked ?? fileStore(at(await newFolder(`reproduce-${preset}`, terminal.now())));
  for (const line of options.ordered ? [] : text.split('\n')) terminal.note(line);
  terminal.note(`output folder: ${store.location}`);
  const named = { ...options, ...nodes, claims: claims.map(({ id }) => id), preset };
  const write = await manifestWriter(context, store, named, needs);
  if (cluster && (await leave(context, { ...options, preset, top: store, members, cluster }, write))) return;
  await write('running');
  try {
    const kernels = await host.kernels(options.backend);
    const run = { preset, seed: options.seed, kernels };
    const judged = judging(claims, needs, run);
    const early = earlyReport(
      context,
      judged.begun,
      (evaluated, reached) => writePage(context, store, evaluated, { ...options, preset }, reached),
      `${store.location}/report.html`,
    );
    await runNeeds(context, store, needs, { ...options, preset }, async (need, records) => {
      const done = judged.add(need, records);
      if (!options.ordered) await early({ done, of: needs.length });
    });
    const evaluated = await judgeAll(context.terminal, judged, claims.length);
    stopIfAsked(terminal);
    const findings = await writeReport(context, store, evaluated, { ...options, preset });
    await write('complete');
    if (options.json) printJson(terminal, findings);
    else await printVerdicts(context, evaluated, store);
    const missed = evaluated
      .flatMap(({ evaluation }) => evaluation.findings)
      .filter((f) => f.verdict === 'not-reproduced' || f.verdict === 'refuted');
    if (options.strict && missed.length > 0)
      throw new NotReproduced(`not reproduced: ${missed.map((finding) => finding.id).join(', ')}`);
  } catch (error) {
    if (error instanceof NotReproduced) throw error;
    await write(error instanceof Interrupted ? 'interrupted' : 'failed').catch(() => undefined);
    throw error;
  }
}

/** Milliseconds before progress is shown. */
const patience = 2000;

/** Judges every claim; some compute for a minute. Progress appears after two seconds, and Ctrl-C is heard between claims. */
async function judgeAll(terminal: Terminal, judged: Judging, of: number): Promise<EvaluatedClaim[]> {
  const began = terminal.now();
  let done = 0;
  const shown: Progress[] = [];
  try {
    return await judged.claims(async ({ id }) => {
      if (terminal.now() - began > patience) {
        if (shown.length === 0) shown.push(await showProgress(terminal));
        shown[0]!.update(done / of, 0, `judging ${id}`);
      }
      done++;
      await new Promise(setImmediate);
      stopIfAsked(terminal);
    });
  } finally {
    shown[0]?.stop();
  }
}

/** Leaves the ensembles to a batch system. @returns whether there was something to leave */
async function leave(
  context: Context,
  campaign: Campaign & Pick<ReproduceOptions, 'json'>,
  write: (status: ReproductionManifest['status']) => Promise<void>,
): Promise<boolean> {
  const { top, cluster, json } = campaign;
  const { terminal } = context;
  await write('submitted');
  const submitted = await submitCampaign(context, campaign).catch(async (error: unknown) => {
    // What was interrupted while it waited is still submitted.
    if (!(error instanceof Interrupted)) await write('interrupted').catch(() => undefined);
    throw error;
  });
  if (!submitted) return false;
  if (!cluster.wait) {
    presentSubmitted(context, { ...submitted, run: top.location }, { json });
    return true;
  }
  const status = (await readReproduction(top))?.status;
  if (status !== 'complete')
    throw new RunError(
      `the jobs have ended before the work (${status}); what is done is kept, go on with: glasscape resume ${shellWord(top.location)}`,
    );
  if (json) terminal.out(new TextDecoder().decode(await top.read('findings.json')));
  else terminal.out(`report: ${top.location}/report.html\n`);
  return true;
}

/** Every distinct ensemble once, checked and forecast. */
async function collectNeeds(
  context: Context,
  claims: readonly Claim[],
  runs: Store | undefined,
  { preset, seed, only, backend, workers, data, ordered, memory }: ReproduceOptions & { readonly memory?: number },
): Promise<Need[]> {
  const wanted = claims.flatMap((claim) =>
    Object.entries(claim.needs(preset, seed)).map(([name, spec]) => ({
      claim: claim.id,
      name,
      spec: backend === undefined ? spec : { ...spec, backend },
    })),
  );
  const names = [...new Set(wanted.map(({ name }) => name))];
  for (const name of only ?? []) oneOf('reproduce', '--only', name, names);
  const distinct = new Map<string, (typeof wanted)[number][]>();
  for (const want of wanted) {
    if (only && !only.includes(want.name)) continue;
    const key = JSON.stringify(want.spec);
    distinct.set(key, [...(distinct.get(key) ?? []), want]);
  }
  if (!ordered) announceTiming(context.terminal, distinct.size);
  const source = loadOnce(context.host.artifacts(data));
  const needs: Need[] = [];
  for (const users of distinct.values()) {
    const { spec, name } = users[0]!;
    const prepared = await prepare(context, {
      ...{ spec, workers, out: runs?.location, name, source },
      ...{ memory, ordered },
    });
    needs.push({ ...prepared, users: users.map(({ claim, name }) => ({ claim, name })) });
  }
  return inOrder(needs);
}

function folderOf({ plan }: Need): string {
  return `${plan.spec.experiment}-${plan.hash.slice(0, 12)}`;
}

/** Runs what is not there yet, and hands on the records of each; progress is shared in proportion to the forecasts. */
async function runNeeds(
  context: Context,
  store: Store,
  needs: readonly Need[],
  options: ReproduceOptions,
  ended: (need: Need, records: Records) => Promise<void>,
): Promise<void> {
  if (needs.length === 0) return;
  const total = needs.reduce((sum, { forecast }) => sum + forecast.seconds, 0);
  const progress = await showProgress(context.terminal, total);
  let [past, pastKept] = [0, 0];
  try {
    for (const [i, need] of needs.entries()) {
      const share = total > 0 ? need.forecast.seconds / total : 1 / needs.length;
      const what = `ensemble ${i + 1} of ${needs.length}`;
      const folder = store.child('runs').child(folderOf(need));
      let kept = 0;
      await execute(context, need.plan, folder, { ...options, resume: store.location }, (now) => {
        kept = now.kept;
        progress.update(
          past + share * now.fraction,
          pastKept + share * kept,
          `${what}, ${Math.floor(now.done)} of ${now.replicas}`,
        );
      });
      past += share;
      pastKept += share * kept;
      await ended(need, (await readRecords(folder)).records);
    }
  } finally {
    progress.stop();
  }
}

/** @throws StoreError when the folder belongs to something else */
async function refuseOther(store: Store): Promise<void> {
  await store.requireWritable();
  await readReproduction(store);
}

async function manifestWriter(
  { terminal }: Context,
  store: Store,
  { claims, preset, seed, only, backend, data, workers, ordered }: ReproduceOptions,
  needs: readonly Need[],
): Promise<(status: ReproductionManifest['status']) => Promise<void>> {
  const earlier = await readReproduction(store);
  const started = new Date(terminal.now()).toISOString();
  const fresh = needs.map(
    (need) => [folderOf(need), { seconds: need.forecast.seconds, workers, made: started }] as const,
  );
  const words = { claims, preset, seed, only, backend, data, runs: needs.map(folderOf) };
  const manifest: Omit<ReproductionManifest, 'status'> = {
    format: 1,
    kind: 'reproduction',
    ...words,
    askedHash: await askedHash(words),
    version,
    started,
    forecasts: { ...(ordered ? {} : Object.fromEntries(fresh)), ...earlier?.forecasts },
  };
  return (status) => writeJson(store, manifestName, { ...manifest, status });
}

const verdictColumns = [{ width: 30 }, { width: 16 }, { width: 70 }];

async function printVerdicts({ terminal }: Context, evaluated: readonly EvaluatedClaim[], store: Store): Promise<void> {
  const { colors } = terminal;
  const paint: Readonly<Record<string, (text: string) => string>> = {
    reproduced: colors.green,
    proved: colors.green,
    confirmed: colors.green,
    measured: colors.cyan,
    'not-reproduced': colors.red,
    refuted: colors.red,
    contradicted: colors.red,
    inconclusive: colors.yellow,
  };
  const rows = evaluated.flatMap(({ claim, evaluation }) =>
    evaluation.findings.map((finding, i) => [
      i === 0 ? claim.id : '',
      paint[finding.verdict]!(finding.verdict),
      plainText(finding.because),
    ]),
  );
  terminal.out(`${await table(terminal, ['claim', 'verdict', 'because'], rows, verdictColumns)}\n`);
  terminal.out(`report: ${store.location}/report.html\n`);
}
