// Judges every claim on parts of its ensembles, as the report of a run that goes on and --only do: none may throw, draw a figure that cannot be
// drawn, or write NaN. Last line: how many were judged, and which failed.
//
//   npm run build && node dist/cli/main.js reproduce --preset smoke --out DIR && node scripts/partial-evaluations.mjs DIR
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { claims } from '../dist/claims/index.js';
import { canonicalJson } from '../dist/ensembles/hash.js';
import { experiments } from '../dist/ensembles/index.js';
import { completeSpec } from '../dist/ensembles/parameters.js';
import { readRecords } from '../dist/ensembles/records.js';
import { fileStore } from '../dist/ensembles/stores/files.js';
import { openKernels } from '../dist/kernels/index.js';
import { openEngine } from '../dist/node/engine.js';
import { openStage } from '../dist/node/stage.js';
import { renderSvg } from '../dist/report/svg.js';

const [folder] = process.argv.slice(2);
const run = { preset: 'smoke', seed: 1, kernels: await openKernels((await openEngine()).order), source: '' };
const stage = await openStage();
/** Of a claim with many ensembles so many are taken alone, and as many left out. */
const most = 4;

const keyOf = (experiment, parameters) => `${experiment} ${canonicalJson(parameters)}`;
const known = new Map();
for (const name of readdirSync(join(folder, 'runs'))) {
  const { manifest, records } = await readRecords(fileStore(join(folder, 'runs', name)));
  known.set(keyOf(manifest.spec.experiment, manifest.spec.parameters), records);
}

/** Of many names some, evenly. */
const some = (names) =>
  names.filter((_, i) => Math.floor((i * most) / names.length) !== Math.floor(((i - 1) * most) / names.length));

function partsOf(names) {
  const one = some(names);
  const half = names.filter((_, i) => i < names.length / 2);
  const other = names.filter((_, i) => i % 2 === 1);
  return [...one.map((name) => [name]), ...one.map((name) => names.filter((each) => each !== name)), half, other];
}

/** What an evaluation says, and the figures drawn. @throws Error where one cannot be drawn */
function textsOf({ title, findings, tables, figures }) {
  const cells = tables.flatMap((table) => [
    table.title,
    ...table.rows.flat().filter((cell) => typeof cell === 'string'),
  ]);
  const drawn = figures.map((figure) =>
    renderSvg(figure, { ...stage, theme: 'css' }).replace(/<style[\s\S]*?<\/style>/g, ''),
  );
  return [title, ...findings.flatMap(({ statement, because }) => [statement, because]), ...cells, ...drawn];
}

let judged = 0;
const faults = [];
for (const [id, claim] of Object.entries(claims)) {
  const needs = claim.needs('smoke', 1);
  const all = Object.entries(needs).map(([name, spec]) => [
    name,
    known.get(keyOf(spec.experiment, completeSpec(experiments, spec).parsed)),
  ]);
  const missing = all.filter(([, records]) => !records).map(([name]) => name);
  if (missing.length > 0) faults.push(`${id}: ${folder} has no records of ${missing.join(', ')}`);
  for (const part of partsOf(Object.keys(needs))) {
    judged++;
    try {
      const odd = textsOf(claim.evaluate(Object.fromEntries(all.filter(([name]) => part.includes(name))), run))
        .map((text) => /.{0,60}\b(NaN|Infinity)\b.{0,20}/.exec(text)?.[0])
        .find(Boolean);
      if (odd) faults.push(`${id} on ${part.join(', ')}: “${odd}”`);
    } catch (error) {
      faults.push(`${id} on ${part.join(', ')}: ${error.message}`);
    }
  }
}
for (const fault of faults) console.error(fault);
console.log(`${judged} parts of ${Object.keys(claims).length} claims judged, ${faults.length} failed`);
process.exitCode = faults.length > 0 ? 1 : 0;
