import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/fuzz-readers.mjs', import.meta.url));

/** The script, over the package as `npm run build` leaves it; npm test builds first. */
test('3,000 mutations over all readers: each file is read or refused in one line, and no archive gives other numbers', () => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--count', '3000', '--seed', '2'], {
    encoding: 'utf8',
  });
  const found = JSON.parse(stdout);
  expect(found.wrong).toEqual([]);
  expect(status).toBe(0);
  // Neither all refused nor all read: the mutations are where it matters.
  expect(found.read).toBeGreaterThan(150);
  expect(found.refused).toBeGreaterThan(1500);
});
