/** The files of a reproduction: findings.json, every figure as SVG and PNG, and report.html. */
import { arch, platform } from 'node:os';
import { bitsVersion, version } from '../base/version.ts';
import { writeJson } from '../ensembles/manifest.ts';
import type { Store } from '../ensembles/store.ts';
import { alternativeText } from '../report/alternative.ts';
import type { Reached } from '../report/opening.ts';
import type { Context } from './perform.ts';
import type { EvaluatedClaim, ReproduceOptions } from './reproduced.ts';

/** Pixels of a PNG per pixel of the figure. */
const pngScale = 2;

type Asked = Pick<ReproduceOptions, 'preset' | 'seed' | 'only' | 'backend'>;

/** @returns what findings.json holds: it depends on the records alone, neither on time nor on machine */
export async function writeReport(
  context: Context,
  store: Store,
  evaluated: readonly EvaluatedClaim[],
  asked: Asked,
): Promise<object> {
  const { openStage } = await import('../node/stage.ts');
  const { renderSvg } = await import('../report/svg.ts');
  const { renderPng } = await import('../node/png.ts');
  const stage = await openStage();
  const figures = store.child('figures');
  for (const { claim, evaluation } of evaluated)
    for (const figure of evaluation.figures) {
      const name = fileName(claim.id, figure.id);
      await figures.write(
        `${name}.svg`,
        new TextEncoder().encode(renderSvg(figure, { ...stage, theme: 'css', standalone: true })),
      );
      await figures.write(`${name}.png`, await renderPng(figure, { theme: 'light', scale: pngScale, stage }));
    }
  const findings = findingsOf(evaluated, asked);
  await writeJson(store, 'findings.json', findings);
  await writePage(context, store, evaluated, asked);
  return findings;
}

function findingsOf(evaluated: readonly EvaluatedClaim[], { preset, seed }: Asked): object {
  return {
    format: 1,
    version,
    preset,
    seed,
    claims: evaluated.map(({ claim, evaluation, source, ensembles, missing }) => ({
      id: claim.id,
      statement: claim.statement,
      source: claim.source,
      run: source,
      ensembles,
      missing,
      title: evaluation.title,
      findings: evaluation.findings,
      tables: evaluation.tables,
      differences: evaluation.differences,
      openQuestions: claim.openQuestions,
      story: evaluation.story,
      figures: evaluation.figures.map((figure) => ({
        title: figure.title,
        description: alternativeText(figure),
        file: `figures/${fileName(claim.id, figure.id)}`,
      })),
    })),
  };
}

/** report.html alone; `reached` of a run that goes on. */
export async function writePage(
  { terminal }: Context,
  store: Store,
  evaluated: readonly EvaluatedClaim[],
  { preset, seed, only, backend }: Asked,
  reached?: Reached,
): Promise<void> {
  const { openStage } = await import('../node/stage.ts');
  const { reportPage } = await import('../report/page.ts');
  const ids = evaluated.map(({ claim }) => claim.id).join(' ');
  const page = reportPage({
    claims: evaluated.map(({ claim, evaluation, source }) => ({ claim, evaluation, run: { preset, seed, source } })),
    command: `glasscape reproduce ${ids} --preset ${preset} --seed ${seed}${only === undefined ? '' : ` --only ${only.join(',')}`}${backend === undefined ? '' : ` --backend ${backend}`}`,
    date: new Date(terminal.now()).toISOString().slice(0, 10),
    provenance: {
      version,
      kernels: `bits ${bitsVersion}`,
      node: process.version,
      machine: `${platform()} ${arch()}`,
    },
    reached,
    stage: await openStage(),
  });
  await store.write('report.html', new TextEncoder().encode(await page));
}

function fileName(claim: string, figure: string): string {
  return `${claim.replaceAll('/', '-')}-${figure}`;
}
