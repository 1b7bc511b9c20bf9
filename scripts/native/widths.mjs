// Libraries at narrower vectors than this processor's widest: kernel tests and shards must not depend on the width.
//
//   node scripts/native/widths.mjs FOLDER      after npm run build; prints their folders as GLASSCAPE_LIBRARIES takes them
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeSource } from '../../build/templates/index.js';
import { kernelSources } from '../../dist/kernels/index.js';
import { buildNative } from './build.mjs';
import { readIndex } from './library.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [to] = process.argv.slice(2);
if (to === undefined) throw new Error('name a folder for the libraries');

const assembly = join(root, 'src/kernels/assembly');
const before = readdirSync(assembly)
  .sort()
  .map((name) => `${readFileSync(join(assembly, name), 'utf8')}\n`)
  .join('');

const widest = readIndex(join(root, 'build/native'))?.width ?? 0;
const folders = [16, 32]
  .filter((width) => width < widest)
  .map((width) => {
    const folder = join(to, String(8 * width));
    const text = (bytes) => nativeSource(bytes, false);
    const { reason } = buildNative({ folder, source: kernelSources, text, before, width, log: console.error });
    if (reason) throw new Error(reason);
    return folder;
  });
console.log(folders.join(delimiter));
