// Computes the first shard of a small run of every experiment on every engine of this machine: WASM, the native library, and those in the
// folders of GLASSCAPE_LIBRARIES. Exit code 1 when two differ. With --file F, F is compared as well, or written where it is not there, so that
// two versions of Node meet.
//
//   node scripts/same-shards.mjs [--file hashes.json]      after npm run build
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { parseArgs } from 'node:util';
import { enginesOf, openKernels } from '../dist/kernels/index.js';
import { openEngine } from '../dist/node/engine.js';
import { firstShards } from './first-shards.mjs';
import { smallMnist } from './small-mnist.mjs';

const { file } = parseArgs({ options: { file: { type: 'string' } } }).values;
const folders = process.env.GLASSCAPE_LIBRARIES?.split(delimiter).filter((folder) => folder !== '') ?? [];
const engines = [await openEngine('wasm'), await openEngine('auto')];
for (const folder of folders) engines.push(await openEngine('native', folder));

const dataset = await smallMnist();
const computed = {};
for (const { order } of engines) {
  const kernels = await openKernels(order);
  computed[`${enginesOf(kernels)}, Node ${process.version}`] ??= await firstShards(kernels, dataset);
}
const known = file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const all = Object.entries({ ...known, ...computed });
const [[first, expected]] = all;
let different = 0;
for (const [name, hashes] of all) {
  const experiments = Object.keys({ ...expected, ...hashes });
  const apart = experiments.filter((experiment) => hashes[experiment] !== expected[experiment]);
  different += apart.length;
  console.log(`${name}: ${experiments.length - apart.length} of ${experiments.length} as on ${first}`);
  if (apart.length > 0) console.log(`  other bytes: ${apart.join(', ')}`);
}
if (file !== undefined && Object.keys(known).length === 0) writeFileSync(file, JSON.stringify(computed, null, 2));
process.exitCode = different > 0 ? 1 : 0;
