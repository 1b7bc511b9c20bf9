// What scripts/native/build.mjs leaves in its folder, and for what processor.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Whether a folder holds a whole library of these sources for this processor; a build that found no compiler is tried again. */
export function isBuilt(folder, source) {
  const known = readIndex(folder);
  const path = `${folder}/${known?.file}`;
  return (
    known?.source === source &&
    known.processor === processor() &&
    existsSync(path) &&
    known.sha256 === digest(readFileSync(path))
  );
}

/** What the library is compiled for. The same words as src/node/native-library.ts finds. */
export function processor() {
  const information = process.platform === 'linux' ? readText('/proc/cpuinfo') : '';
  const features = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(information)?.[1] ?? cpus()[0]?.model ?? '';
  return `${process.platform}-${process.arch}-${digest(features).slice(0, 12)}`;
}

/** What is written about the library; undefined where there is nothing, or nothing that can be read. */
export function readIndex(folder) {
  try {
    return JSON.parse(readFileSync(`${folder}/kernels.json`, 'utf8'));
  } catch {
    return undefined;
  }
}

export const digest = (data) => createHash('sha256').update(data).digest('hex');

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
