/** Files that are damaged, deceptive or no files at all: each is read right or refused in one short line, at once, with nothing to obey in it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { decodeNpy, decodeSafetensors, parseIdx } from '../../src/data/index.ts';
import { readTextBytes, readWhole } from '../../src/node/read-whole.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const faults = new URL('../cases/faults/', import.meta.url).pathname;
const written = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};
/** A path, after what makes it. */
const made = (path: string, act: () => unknown) => {
  act();
  return path;
};
/** A safetensors file with this header and nothing behind it. */
const header = (json: string) => {
  const bytes = new Uint8Array(8 + json.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(new TextEncoder().encode(json), 8);
  return bytes;
};

async function refused(words: readonly string[]): Promise<string> {
  const { code, out, err } = await command(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  const line = err.trimEnd();
  expect(line.length).toBeLessThan(300);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  return line;
}

const glass = ['index', '--size', '10', '--seed', '1', '--parameters'];
const network = ['index', '--parameters'];

test.each<[string, readonly string[], RegExp]>([
  [
    'npy-ansi-in-header.npy',
    glass,
    /header, line 1, column 12: must be a text without control characters, got "\\u001b"$/,
  ],
  ['npy-shape-in-a-string.npy', glass, /must be 'descr', 'fortran_order' or 'shape', got "x"$/],
  ['npy-two-descr.npy', glass, /must be a key that occurs once, got "descr"$/],
  ['npy-two-shapes.npy', glass, /must be a key that occurs once, got "shape"$/],
  ['npz-a-and-a.npy.npz', glass, /a\.npy: another entry has the same name$|a: another entry has the same name$/],
  ['npz-count-0.npz', glass, /the end of the archive says 2 entries and 0$/],
  ['npz-count-4-says-2.npz', glass, /(says 2 entries and holds 4|says (4 entries and 2|2 entries and 4))$/],
  ['npz-directory-name-differs.npz', glass, /u\.jpy: its own header calls it u\.npy$/],
  ['safetensors-duplicate-key.safetensors', glass, /must be a key that occurs once, got "a"$/],
  ['netboth.npz', network, /must hold one network in one spelling, got W1 and network_0_W1$/],
  ['netextra.npz', network, /W3 has no biases beside it, W1 has$/],
  [
    'nettorch.npz',
    [...network.slice(0, 1), '--hidden', '6', '--parameters'],
    /hidden must be 5 \(.*holds a network 100-5-10\), got \[6\]$/,
  ],
  [
    'nettorch.npz',
    [...network.slice(0, 1), '--point', '5', '--parameters'],
    /point must be 0 \(.*holds one network\), got 5$/,
  ],
  ['huge-retract.npy', [...glass.slice(0, -1), '--retract', '--parameters'], /got "numbers whose squares overflow"$/],
])('%s is refused', async (name, words, line) => {
  expect(await refused([...words, faults + name])).toMatch(line);
});

test('what is odd and right is read: float32, Fortran order, integers beside, torch names', async () => {
  expect(decodeNpy(await readWhole(`${faults}fortran.npy`)).shape).toEqual([4, 10]);
  for (const name of ['float32-points.npy', 'fortran.npy', 'i64side.safetensors']) {
    const { code, out } = await command([...glass, faults + name, '--point', '3', '--retract', '--json']);
    expect(code, name).toBe(0);
    expect(JSON.parse(out), name).toMatchObject({ dimension: 9, row: 3 });
  }
});

describe('texts without end', () => {
  it.each<[string, () => string, readonly string[], RegExp]>([
    [
      'a header of 400,000 brackets',
      () => written('deep.safetensors', header(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)),
      glass,
      /must be an object, got|nested at most 64 deep/,
    ],
    [
      'a header of one word of 100 kB',
      () => written('long.safetensors', header(`{"a":"${'x'.repeat(100_000)}"}`)),
      glass,
      /must be an object, got "x+\.\.\."$/,
    ],
    [
      'a name that a terminal obeys',
      () =>
        written(
          'ansi.safetensors',
          header(`{"${'\\u001b[31m'.repeat(3000)}":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`),
        ),
      glass,
      /\\u001b/,
    ],
    [
      'a spec of 100,000 brackets',
      () =>
        written(
          'deep.json',
          `{"experiment":"walk","parameters":{"size":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
        ),
      ['run'],
      /nested at most 64 deep, got "\["$/,
    ],
    [
      'a spec with a key twice',
      () => written('twice.json', '{"experiment":"a","experiment":"b"}'),
      ['run'],
      /must be a key that occurs once, got "experiment"$/,
    ],
    [
      'a list of 1001 layers',
      () =>
        written(
          'layers.json',
          JSON.stringify({ experiment: 'deep-training', parameters: { hidden: Array(1001).fill(3) } }),
        ),
      ['run'],
      /hidden must be a list of 1 to 1000 entries, got \[3,3,.*…/,
    ],
    [
      'a path that a terminal obeys',
      () => `${scratch}/\u001b[31m.npy`,
      glass,
      /\\u001b\[31m\.npy cannot be read \(ENOENT: there is no such file\)$/,
    ],
    [
      'a path of 5,000 characters',
      () => `/${'x'.repeat(5000)}.npy`,
      glass,
      /cannot be read \(ENAMETOOLONG: the name is too long\)$/,
    ],
  ])('%s: one line', async (_, file, words, line) => {
    expect(await refused([...words, file()])).toMatch(line);
  });

  it('a byte order mark does no harm', async () => {
    const spec = written('bom.json', '\ufeff{"experiment":"spin-glass-descent","parameters":{"size":5,"replicas":2}}');
    const { code, out } = await command(['run', spec, '--dry-run', '--json']);
    expect(code).toBe(0);
    expect(out).toContain('spin-glass-descent');
    expect(new TextDecoder().decode(await readTextBytes(written('bom.txt', '\ufeffΛ')))).toBe('Λ');
    expect(await readTextBytes(written('short.txt', Uint8Array.of(0xef, 0xbb)))).toHaveLength(2);
  });
});

describe('paths that are no files', () => {
  it.each<[string, () => string, RegExp]>([
    [
      'a folder',
      () => made(at('folder.npy'), () => mkdirSync(at('folder.npy'), { recursive: true })),
      /must be an ordinary file, got a folder$/,
    ],
    [
      'a pipe that nobody writes to',
      () => made(at('pipe.npy'), () => execFileSync('mkfifo', [at('pipe.npy')])),
      /must be an ordinary file, got a pipe$/,
    ],
    [
      'zeros without end',
      () => made(at('zero.npy'), () => symlinkSync('/dev/zero', at('zero.npy'))),
      /must be an ordinary file, got a device or socket$/,
    ],
    [
      'a link to itself',
      () => made(at('loop.npy'), () => symlinkSync(at('loop.npy'), at('loop.npy'))),
      /cannot be read \(ELOOP: its links go round in a circle\)$/,
    ],
    [
      'a file below a file',
      () => `${written('plain', '')}/x.npy`,
      /cannot be read \(ENOTDIR: a part of the path is no folder\)$/,
    ],
    [
      '1.5 GB',
      () => made(at('large.npy'), () => truncateSync(written('large.npy', ''), 1.5e9)),
      /must have at most 1073741824 bytes, got 1500000000; it is not read$/,
    ],
  ])('%s', async (_, path, line) => {
    expect(await refused([...glass, path()])).toMatch(line);
  });

  it('files of the system that have no size are refused, not read as empty', async () => {
    await expect(readWhole('/proc/self/status')).rejects.toThrow('/proc/self/status changed while it was read');
  });
});

test('images that are none, and a table that ends in CR', async () => {
  expect(parseIdx(await readWhole(`${faults}idx-0-images.idx3`), 'idx', 3).shape[0]).toBe(0);
  const { decodeCsv } = await import('../../src/data/index.ts');
  const table = decodeCsv(new TextDecoder().decode(await readWhole(`${faults}csv-cr-only.csv`)));
  expect(table).toEqual({ header: ['a'], rows: [['b'], ['c']] });
  expect(() => decodeSafetensors(header('{"a":{}}'))).toThrow('none with "dtype"');
});
