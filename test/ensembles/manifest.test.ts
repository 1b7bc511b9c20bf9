import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DataError, StoreError } from '../../src/base/errors.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { manifestName, readManifest } from '../../src/ensembles/manifest.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import { readRecords } from '../../src/ensembles/records.ts';
import { runEnsemble } from '../../src/ensembles/run.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';
import { noKernels } from './fixtures/kernels.ts';
import { experiments } from './fixtures/walk.ts';

type Document = Record<string, unknown>;

const names = ['shard-00000.parquet', 'shard-00001.parquet', 'shard-00002.parquet'];
const shards = new Map<string, Uint8Array>();
let text = '';

beforeAll(async () => {
  const store = memoryStore();
  const spec = {
    experiment: 'walk',
    parameters: { size: 3, replicas: 12, table: true },
    backend: 'reference' as const,
  };
  const plan = await planEnsemble(experiments, spec, async () => Uint8Array.of(9));
  const executor = inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
  await runEnsemble(plan, { store, executor, clock: () => 1e12, preset: 'smoke', host: { cpu: 'x' } });
  for (const name of names) shards.set(name, await store.read(name));
  text = new TextDecoder().decode(await store.read(manifestName));
});

/** A folder with the shards of the run and another manifest. */
async function folder(manifest: string) {
  const store = memoryStore('folder');
  for (const [name, bytes] of shards) await store.write(name, bytes);
  await store.write(manifestName, new TextEncoder().encode(manifest));
  return store;
}

/** Records of the run, or the one line that says why not. */
async function answer(manifest: string): Promise<string> {
  const store = await folder(manifest);
  try {
    const { records } = await readRecords(store);
    return `${records.count} records`;
  } catch (error) {
    if (error instanceof StoreError || error instanceof DataError) return error.message;
    throw error;
  }
}

const edited = (edit: (document: Document) => void) => {
  const document: Document = JSON.parse(text);
  edit(document);
  return JSON.stringify(document);
};

describe('a manifest', () => {
  test('is read as it was written', async () => {
    expect(await answer(text)).toBe('12 records');
    expect(JSON.parse(text)).toEqual(await readManifest(await folder(text)));
  });

  test.each<[string, (document: Document) => void, RegExp]>([
    ['no spec', (d) => delete d['spec'], /^folder\/manifest.json: spec must be /],
    ['no shards', (d) => delete d['shards'], /^folder\/manifest.json: shards must be /],
    ['no tasks', (d) => Object.assign(d, { tasks: 0 }), /tasks must be an integer ≥ 1, got 0$/],
    ['fewer tasks', (d) => Object.assign(d, { tasks: 2 }), /damaged: shard-00002.parquet is none of 2 shards$/],
    ['more tasks', (d) => Object.assign(d, { tasks: 4 }), /damaged: complete with 3 of 4 shards$/],
    ['other replicas', (d) => Object.assign(d, { replicas: 11 }), /damaged: 12 rows for 11 replicas$/],
    ['no session', (d) => Object.assign(d, { sessions: [] }), /damaged: complete although no session is named$/],
    [
      'another status',
      (d) => Object.assign(d, { status: '\u001b[31mred' }),
      /status must be one of .*, got "\\u001b\[31mred"$/,
    ],
    [
      'a changed seed',
      (d) => Object.assign((d['spec'] as { parameters: Document }).parameters, { seed: 2 }),
      /its spec is not the one that its hash names$/,
    ],
    ['another artifact', (d) => Object.assign(d, { artifacts: {} }), /its spec is not the one that its hash names$/],
    ['other bits', (d) => Object.assign(d, { bits: 'wasm-0' }), /shard-00000.parquet is part of another run; resume/],
    ['another kind', (d) => Object.assign(d, { kind: 'reproduction' }), /^folder holds reproduction, not an ensemble$/],
    ['format 2', (d) => Object.assign(d, { format: 2 }), /format must be /],
    [
      'two shards exchanged',
      (d) => {
        const all = d['shards'] as Document;
        [all[names[0]!], all[names[1]!]] = [all[names[1]!], all[names[0]!]];
      },
      /shard-00000.parquet is corrupt/,
    ],
  ])('%s: one line', async (_name, edit, line) => {
    expect(await answer(edited(edit))).toMatch(line);
  });

  test('that names the shard of another task by its right checksum is not believed', async () => {
    const store = await folder(
      edited((d) => {
        const all = d['shards'] as Document;
        [all[names[0]!], all[names[1]!]] = [all[names[1]!], all[names[0]!]];
      }),
    );
    await store.write(names[0]!, shards.get(names[1]!)!);
    await store.write(names[1]!, shards.get(names[0]!)!);
    await expect(readRecords(store)).rejects.toThrow('folder/shard-00000.parquet is the shard of task 1; resume');
  });

  test.each(['null', '3', '[]', '"x"', '{', '', '['.repeat(5000) + ']'.repeat(5000)])(
    '%#: no document of ours',
    async (other) => {
      expect(await answer(other)).toMatch(/^folder(\/manifest\.json)?( |:)/);
    },
  );

  test('with one field gone or of another value, anywhere: the same records or one line under 300 characters', async () => {
    const paths: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]) => {
      if (path.length > 0) paths.push(path);
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value))
          walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(JSON.parse(text), []);
    expect(paths.length).toBeGreaterThan(40);
    const values = [undefined, null, 0, -1, 1e300, 1.5, '', 'x', '\u001b[2J', [], {}, [[]], true, 'z'.repeat(5000)];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.constantFrom(...values), async (path, value) => {
        const damaged = edited((document) => {
          const parent = path.slice(0, -1).reduce((node: Document, key) => node[key] as Document, document);
          if (value === undefined) delete parent[path.at(-1)!];
          else parent[path.at(-1)!] = value;
        });
        const said = await answer(damaged);
        expect(said.length).toBeLessThanOrEqual(300);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
        expect(said).not.toMatch(/[\u0000-\u001f]/);
        if (damaged === edited(() => {})) expect(said).toBe('12 records');
        else if (said !== '12 records') expect(said).toMatch(/^folder[/ ]/);
        // A shard is known by its checksum; the rest is told, and decides nothing.
        else
          expect(['preset', 'version', 'message', 'sessions', 'status', 'bytes']).toContain(
            path[2] === 'bytes' ? 'bytes' : path[0],
          );
      }),
      { seed: 12, numRuns: 400 },
    );
  });
});
