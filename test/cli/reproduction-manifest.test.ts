/** A manifest of a reproduction of which one word was changed answers about nothing else: `resume` refuses it, before it runs anything. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Claim } from '../../src/claims/claim.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { noKernels } from '../ensembles/fixtures/kernels.ts';
import { experiments } from '../ensembles/fixtures/walk.ts';
import { walkClaims } from './fixtures/claims.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const sound = join(scratch, 'sound');

/** Claims whose ensembles differ by preset, as those of papers do. */
const claims = Object.fromEntries(
  Object.entries(walkClaims('measured')).map(([id, claim]): [string, Claim] => [
    id,
    { ...claim, needs: (preset, seed) => claim.needs(preset, preset === 'paper' ? seed + 1000 : seed) },
  ]),
);
const inner = inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
const executed: string[] = [];
const host = {
  claims: async () => claims,
  experiments: async () => experiments,
  kernels: async () => noKernels('reference'),
  executor: async () => ({
    ...inner,
    execute: (job: Parameters<typeof inner.execute>[0]) => {
      executed.push(job.tasks[0]!.experiment);
      return inner.execute(job);
    },
  }),
};

/** Every word that decides what is answered, and another one in its place. */
const changes: Readonly<Record<string, unknown>> = {
  claims: ['test/two'],
  preset: 'paper',
  seed: 5,
  only: ['shared'],
  backend: 'wasm',
  data: '/elsewhere',
  runs: ['walk-000000000000'],
};

/** A copy of the sound folder whose manifest has other entries; those that are undefined are left out. */
function altered(name: string, entries: Readonly<Record<string, unknown>>): string {
  const folder = join(scratch, name);
  cpSync(sound, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(sound, 'manifest.json'), 'utf8'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, ...entries }));
  return folder;
}

async function resumed(folder: string) {
  executed.length = 0;
  const before = readdirSync(join(folder, 'runs'));
  const findings = readFileSync(join(folder, 'findings.json'), 'utf8');
  const { code, out, err } = await command(['resume', folder], host);
  const isUntouched =
    JSON.stringify(readdirSync(join(folder, 'runs'))) === JSON.stringify(before) &&
    readFileSync(join(folder, 'findings.json'), 'utf8') === findings;
  return { code, out, err, computed: executed.length, isUntouched };
}

const refused = { code: 2, out: '', computed: 0, isUntouched: true };

beforeAll(async () => {
  const { code } = await command(['reproduce', '--seed', '4', '--out', sound], host);
  expect({ code, there: existsSync(join(sound, 'findings.json')) }).toEqual({ code: 0, there: true });
});

describe('resume of a reproduction', () => {
  test.each(Object.entries(changes))('refuses another word under the same hash: %s', async (field, value) => {
    const folder = altered(`hash-${field}`, { [field]: value });
    const end = await resumed(folder);
    expect(end).toMatchObject(refused);
    expect(end.err).toMatch(/^error: .*manifest\.json is damaged .*what it asks for is not what its hash names\n$/);
    const { code, out } = await command(['runs', scratch, '--json']);
    const row = JSON.parse(out).find(({ run }: { run: string }) => run.endsWith(`hash-${field}`));
    expect({ code, status: row.status }).toEqual({ code: 0, status: 'damaged' });
  });

  // The claims of fewer ensembles; one claim alone stands on the same runs as both, and only the hash tells.
  const older = { ...changes, claims: ['test/one'] };
  test.each(Object.entries(older))(
    'refuses another word of an older manifest, which has no hash: %s',
    async (field, value) => {
      const folder = altered(`old-${field}`, { [field]: value, askedHash: undefined });
      const end = await resumed(folder);
      expect(end).toMatchObject(refused);
      expect(end.err.split('\n').at(-2)).toMatch(
        field === 'data'
          ? /^error: reproduce: data must be given for claims on data, got/
          : /^error: .*manifest\.json is damaged .*run walk-/,
      );
    },
  );

  test('reads a sound older manifest, in whatever order its runs stand, and gives it a hash', async () => {
    const { runs, askedHash } = JSON.parse(readFileSync(join(sound, 'manifest.json'), 'utf8'));
    const folder = altered('old', { askedHash: undefined, runs: [...runs].reverse() });
    expect(await resumed(folder)).toMatchObject({ code: 0, computed: 0, isUntouched: true });
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ runs, askedHash });
  });
});
