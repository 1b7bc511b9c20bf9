/** Text snapshots with a twin: a difference is written beside the snapshot as name-changed.ext, to be looked at and, if right, renamed. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export function expectSnapshot(name: string, actual: string): void {
  const path = fileURLToPath(new URL(`snapshots/${name}`, import.meta.url));
  const twin = path.replace(/(\.\w+)$/, '-changed$1');
  if (existsSync(path) && readFileSync(path, 'utf8') === actual) {
    rmSync(twin, { force: true });
    return;
  }
  writeFileSync(twin, actual);
  expect.fail(`${name} differs from its snapshot; compare ${twin} and rename it if the change is right`);
}
