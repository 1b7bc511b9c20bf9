import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { newFolder } from '../../src/cli/folders.ts';
import { runsFolder } from '../../src/cli/options.ts';
import { outputFile } from '../../src/cli/output-file.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const at = (...names: string[]) => join(scratch, ...names);
const run = at('run');
const glass = ['spin-glass', '--size', '8', '--replicas', '70', '--workers', '1'];
const csv = (folder: string, out: string) => command(['export', folder, '--to', 'csv', '--out', out]);

beforeAll(async () => {
  expect((await command([...glass, '--out', run])).code).toBe(0);
  expect((await csv(run, at('whole.csv'))).code).toBe(0);
}, 60_000);

describe("a file at a user's path", () => {
  test.each(['manifest.json', 'shard-00000.parquet', 'new.csv', 'deep/new.csv'])(
    'is not written into a run folder: %s',
    async (name) => {
      const before = readdirSync(run);
      const { code, out, err } = await csv(run, join(run, name));
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^error: out must lie outside of run folders, got .* holds a run\)\n$/);
      expect(readdirSync(run)).toEqual(before);
    },
  );

  test('nor through a link to one, nor over the manifest of another folder', async () => {
    symlinkSync(join(run, 'manifest.json'), at('link.csv'));
    symlinkSync(run, at('linked'));
    for (const out of [at('link.csv'), at('linked', 'a.csv'), at('manifest.json'), at('shard-00001.parquet')])
      expect(await csv(run, out)).toMatchObject({ code: 2, out: '' });
    expect(JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))).toMatchObject({ kind: 'ensemble' });
  });

  test('follows links, also to what is not there yet, and leaves them links', async () => {
    symlinkSync('target.csv', at('good.csv'));
    expect(await csv(run, at('good.csv'))).toMatchObject({ code: 0, out: `${at('target.csv')}\n` });
    expect(lstatSync(at('good.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('target.csv'))).toEqual(readFileSync(at('whole.csv')));
    symlinkSync('round-b.csv', at('round-a.csv'));
    symlinkSync('round-a.csv', at('round-b.csv'));
    expect((await csv(run, at('round-a.csv'))).err).toMatch(/its links go round\)\n$/);
  });

  test('is an ordinary one, not a folder, device or pipe', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', at('pipe')]);
    for (const out of ['/dev/null', at('pipe'), scratch])
      expect((await csv(run, out)).err).toBe(`error: out must be an ordinary file, got ${out}\n`);
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
    await expect(outputFile('export', at('a.txt'), { endings: ['.csv'] })).rejects.toThrow('ends in .csv');
  });
});

describe('a damaged run folder', () => {
  const damaged = (name: string, damage: (folder: string) => void) => {
    const folder = at('damaged', name);
    cpSync(run, folder, { recursive: true });
    damage(folder);
    return folder;
  };
  const manifest = (folder: string, edit: (document: Record<string, unknown>) => unknown) => {
    const path = join(folder, 'manifest.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify(edit(document) ?? document));
  };

  test('with a lost or damaged manifest is refused by commands that read, and made again by resume', async () => {
    const cases = {
      lost: damaged('lost', (folder) => rmSync(join(folder, 'manifest.json'))),
      seed: damaged('seed', (folder) =>
        manifest(folder, (d) => {
          (d['spec'] as { parameters: { seed: number } }).parameters.seed = 2;
        }),
      ),
      nothing: damaged('nothing', (folder) => writeFileSync(join(folder, 'manifest.json'), 'null')),
      tasks: damaged('tasks', (folder) => manifest(folder, (d) => ({ ...d, tasks: 0 }))),
    };
    for (const folder of Object.values(cases)) {
      for (const words of [
        ['export', folder, '--to', 'csv', '--out', at('never.csv')],
        ['index', '--run', folder],
      ]) {
        const { code, out, err } = await command(words);
        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toMatch(/^error: .{1,290}\n$/);
      }
      const { code, err } = await command(['resume', folder]);
      expect({ code, err }).toMatchObject({ code: 0 });
      expect(err).toContain('has no sound manifest.json; it is made again from the shards\n');
      const again = at('again.csv');
      expect((await csv(folder, again)).code).toBe(0);
      expect(readFileSync(again)).toEqual(readFileSync(at('whole.csv')));
    }
    expect(existsSync(at('never.csv'))).toBe(false);
  });

  test('is listed as that, in words that no terminal obeys, and hides no other', async () => {
    const folder = at('listed');
    mkdirSync(folder);
    cpSync(run, join(folder, 'good'), { recursive: true });
    const names = ['ansi', 'no-spec', 'no-shards', 'null', 'tasks-0', 'seed-2-hash-kept'];
    for (const name of names) {
      mkdirSync(join(folder, name));
      copyFileSync(join(import.meta.dirname, `fixtures/manifests/${name}.json`), join(folder, name, 'manifest.json'));
    }
    mkdirSync(join(folder, 'pipe'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe', 'manifest.json')]);
    const { code, out } = await command(['runs', folder, '--json']);
    expect(code).toBe(0);
    const rows: { run: string; status: string }[] = JSON.parse(out);
    expect(rows).toHaveLength(names.length + 2);
    for (const { run: path, status } of rows)
      expect(status).toBe(path === join(folder, 'good') ? 'complete' : 'damaged');
    const table = await command(['runs', folder]);
    expect(table.code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(table.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  // Made by version 0.1.0 when it still took them: train --widths 5,5 --networks 2 --epochs 1 --train-size 200 --test-size 100
  // --no-keep-parameters.
  test('of a stored run that repeats entries is shown, and marked', async () => {
    const folder = at('repeats');
    cpSync(join(import.meta.dirname, 'fixtures/repeated-widths'), folder, { recursive: true });
    const shown = await command(['resume', folder]);
    expect(shown.code).toBe(0);
    expect(shown.err).toContain('this run repeats entries of widths: it holds the same results several times');
    const exported = await csv(folder, at('repeats.csv'));
    expect(exported.err).toContain('this run repeats entries of widths');
  });
});

test('of many starts in one second each has a folder of its own', async () => {
  const before = process.cwd();
  process.chdir(scratch);
  try {
    const folders = await Promise.all(Array.from({ length: 8 }, () => newFolder('same', 1e12)));
    expect(new Set(folders).size).toBe(8);
    expect(readdirSync(at(runsFolder))).toHaveLength(8);
  } finally {
    process.chdir(before);
  }
});
