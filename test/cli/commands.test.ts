import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toJSONSchema } from 'zod';
import { spinGlassCommand } from '../../src/cli/commands/spin-glass.ts';
import { trainCommand } from '../../src/cli/commands/train.ts';
import type { Context } from '../../src/cli/perform.ts';
import { decodeCsv, decodeNpy } from '../../src/data/index.ts';
import { readZip } from '../../src/data/zip.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { decodeShard } from '../../src/ensembles/shard.ts';
import { families } from '../../src/landscapes/index.ts';
import { command, scratchFolder } from './fixtures/command.ts';
import { optionsOf } from './fixtures/help.ts';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const landscapeCommands = ['index', 'spectrum', 'descent', 'minima', 'saddles', 'barrier'];
const glass = ['spin-glass', '--order', '3', '--size', '12', '--replicas', '9', '--disorders', '2', '--seed', '5'];

test('the doctor says which engine runs, and why not the other', async () => {
  const { code, out } = await command(['doctor', '--seconds', '0', '--json']);
  const { engine, bits, reason } = JSON.parse(out);
  expect(code).toBe(0);
  // 256 or 512 bit on any processor of the last ten years; 128 alone where there is no compiler, and then there is a reason.
  expect(
    engine === 'native' ? [256, 512, 128].includes(bits) && reason === undefined : bits === 128 && reason,
  ).toBeTruthy();
});

describe('bad input gives one line that names argument, rule and value, exit code 2, and leaves nothing behind', () => {
  const gibibyte = { memory: async () => 2 ** 30 };
  test.each<[string, string[], RegExp]>([
    ['order 1', ['spin-glass', '--order', '1', '--size', '9'], /order must be an integer from 2 to 5, got 1$/],
    ['order 1.5', ['spin-glass', '--order', '1.5', '--size', '9'], /order must be an integer from 2 to 5, got 1\.5$/],
    ['order of theory', ['theory', '--order', '1'], /^error: theory: order must be an integer ≥ 2, got 1$/],
    ['order of theory 1.5', ['theory', '--order', '1.5'], /order must be an integer ≥ 2, got 1\.5$/],
    ['layers', ['theory', '--order', '3', '--layers', '-1'], /layers must be an integer from 0 to 10000, got -1$/],
    ['size 1', ['spin-glass', '--size', '1'], /size must be an integer from 2 to \d+, got 1$/],
    ['a word for a size', ['spin-glass', '--size', 'ten'], /size must be an integer from 2 to \d+, got "ten"$/],
    ['a size over the memory', ['spin-glass', '--size', '2000'], /size 2000 .* the largest size that fits is \d+$/],
    ['negative replicas', ['spin-glass', '--size', '9', '--replicas', '-4'], /replicas must be an integer .* got -4$/],
    ['seed', ['spin-glass', '--size', '9', '--seed', '-1'], /seed must be an integer ≥ 0, got -1$/],
    ['workers', ['spin-glass', '--size', '9', '--workers', '0'], /workers must be an integer from 1 to 256, got 0$/],
    ['backend', ['spin-glass', '--size', '9', '--backend', 'wsam'], /did you mean wasm\?\), got "wsam"$/],
    [
      'engine',
      ['spin-glass', '--size', '9', '--engine', 'nativ'],
      /engine must be one of auto, wasm, native \(did you mean native\?\), got "nativ"$/,
    ],
    [
      'engine of another backend',
      ['spin-glass', '--size', '9', '--engine', 'native', '--backend', 'reference'],
      /engine must be auto or wasm with the backend reference, got "native"$/,
    ],
    ['seconds of the doctor', ['doctor', '--seconds', '-1'], /^error: doctor: seconds must be .* got -1$/],
    ['no size', ['spin-glass'], /^error: required option '--size <Λ>' not specified$/],
    [
      'unknown option',
      ['spin-glass', '--size', '9', '--sise', '9'],
      /^error: unknown option '--sise' \(Did you mean --size\?\)$/,
    ],
    ['unknown command', ['spinglass'], /^error: unknown command 'spinglass' \(Did you mean spin-glass\?\)$/],
    ['widths', ['train', '--widths', '25,0'], /widths\[1\] must be an integer from 1 to \d+, got 0$/],
    ['epochs', ['train', '--epochs', '0.5'], /epochs must be an integer from 1 to \d+, got 0\.5$/],
    ['no data', ['train', '--data', '/nowhere'], /^error: data: \/nowhere is not a file or folder$/],
    ['unknown claim', ['reproduce', 'ls/treshold'], /did you mean ls\/thresholds\?\), got "ls\/treshold"$/],
    ['unknown preset', ['reproduce', '--preset', 'laptob'], /did you mean laptop\?\), got "laptob"$/],
    ['seed of a reproduction', ['reproduce', 'ls/thresholds', '--seed', 'x'], /seed must be an integer ≥ 0, got "x"$/],
    ['no run', ['resume', '/nowhere'], /^error: \/nowhere is no run folder/],
    ['nothing to export', ['export', '/nowhere', '--to', 'npz'], /^error: \/nowhere is no run folder/],
    ['format', ['export', '/nowhere', '--to', 'xlsx'], /to must be one of csv, npz, parquet, safetensors, got "xlsx"$/],
    [
      'disorder in csv',
      ['export', '/nowhere', '--to', 'csv', '--disorder'],
      /to must be npz or safetensors with --disorder, got "csv"$/,
    ],
  ])('%s', async (name, words, line) => {
    const writes = ['spin-glass', 'train', 'reproduce'].includes(words[0]!);
    const out = at(name);
    const { code, out: stdout, err } = await command([...words, ...(writes ? ['--out', out] : [])], gibibyte);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err.trimEnd()).toMatch(line);
    expect(existsSync(out)).toBe(false);
  });

  test('unwritable --out', async () => {
    writeFileSync(at('file'), '');
    for (const words of [['spin-glass', '--size', '9'], ['train'], ['reproduce', 'ls/thresholds']]) {
      const { code, out, err } = await command([...words, '--out', at('file/run')]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^error: out must be writable, got .*file\/run \(ENOTDIR\)\n$/);
    }
  });

  test('a truncated IDX file', async () => {
    const folder = at('idx');
    mkdirSync(folder);
    // Says 60,000 images of 28 × 28, holds 16 bytes.
    writeFileSync(
      join(folder, 'train-images-idx3-ubyte'),
      Uint8Array.of(0, 0, 8, 3, 0, 0, 234, 96, 0, 0, 0, 28, 0, 0, 0, 28),
    );
    const { code, err } = await command(['train', '--data', folder, '--out', at('never')]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: .*train-images-idx3-ubyte: truncated: .* needs 47040000 bytes of data, got 0\n$/);
    expect(existsSync(at('never'))).toBe(false);
  });

  test('a run folder of another spec or of other bits', async () => {
    const run = at('taken');
    expect((await command([...glass, '--out', run])).code).toBe(0);
    const before = readdirSync(run);
    const other = await command(['spin-glass', '--size', '13', '--out', run]);
    expect(other).toMatchObject({ code: 2, out: '' });
    expect(other.err).toMatch(
      /^error: .*taken holds a run of another spec \(size 12, not 13; .*\); choose another folder\n$/,
    );
    const manifest = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'));
    writeFileSync(join(run, 'manifest.json'), JSON.stringify({ ...manifest, bits: undefined, kernelVersion: 2 }));
    for (const words of [
      [...glass, '--out', run],
      ['resume', run],
    ]) {
      const older = await command(words);
      expect(older).toMatchObject({ code: 2, out: '' });
      expect(older.err).toMatch(
        /^error: .*taken has the bits kernel version 2, this is wasm-\d+; choose another folder\n$/,
      );
    }
    expect(readdirSync(run)).toEqual(before);
    const reproduction = await command(['reproduce', 'ls/thresholds', '--out', run]);
    expect(reproduction.err).toMatch(/^error: .*taken holds ensemble, not a reproduction; choose another folder\n$/);
  });
});

describe('spin-glass', () => {
  test('--json prints one document with the promised fields, and progress goes to stderr', async () => {
    const { code, out, err } = await command([...glass, '--json', '--out', at('json')]);
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual([
      'energies',
      'gradientNorms',
      'indices',
      'statuses',
      'disorders',
      'summary',
      'provenance',
    ]);
    for (const name of ['energies', 'gradientNorms', 'indices', 'statuses']) expect(result[name]).toHaveLength(18);
    expect(result.summary.energy).toMatchObject({ count: 18, nonFinite: 0 });
    expect(result.provenance).toMatchObject({ backend: 'wasm', parameters: { size: 12, seed: 5 }, run: at('json') });
    expect(err).toMatch(/^forecast: about .* of memory, .* on disk with \d+ workers?\nrun folder: .*json\n$/);
  });

  test('--dry-run prints the forecast alone and writes nothing', async () => {
    const { code, out } = await command([...glass, '--dry-run', '--json', '--out', at('dry')]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ replicas: 18, tasks: 2, forecast: { seconds: expect.any(Number) } });
    expect(existsSync(at('dry'))).toBe(false);
  });

  test('a second call on the same folder computes nothing and prints the same numbers', async () => {
    const first = JSON.parse((await command([...glass, '--json', '--out', at('again')])).out);
    const executor = async () => ({ workers: 1, execute: () => Promise.reject(new Error('nothing to do')) });
    const second = await command([...glass, '--json', '--out', at('again')], { executor });
    expect(JSON.parse(second.out)).toEqual(first);
  });

  test('a truncated shard is computed again and reported, and the exit code is 0', async () => {
    await command([...glass, '--out', at('damaged')]);
    const shard = at('damaged/shard-00001.parquet');
    const whole = readFileSync(shard);
    truncateSync(shard, 500);
    const { code, err } = await command(['resume', at('damaged')]);
    expect(code).toBe(0);
    expect(err).toContain(`shard-00001.parquet is truncated (500 of ${whole.length} bytes); it is computed again\n`);
    expect(readFileSync(shard)).toEqual(whole);
  });
});

describe('export', () => {
  test('npz holds energies that follow from its couplings and points', async () => {
    await command([...glass, '--out', at('exported')]);
    const { code } = await command(['export', at('exported'), '--to', 'npz', '--disorder', '--out', at('run.npz')]);
    expect(code).toBe(0);
    const files = new Map(readZip(readFileSync(at('run.npz')), 'run.npz', {}));
    expect([...files.keys()]).toEqual(expect.arrayContaining(['gradientNorm.npy', 'index.npy', 'status.npy']));
    const array = (name: string) => decodeNpy(files.get(`${name}.npy`)!).data;
    const [energy, points, disorder] = [array('energy'), array('points'), array('disorder')];
    const couplings = [array('couplings_0'), array('couplings_1')];
    const size = 12;
    for (let r = 0; r < 18; r++) {
      const w = Array.from(points.subarray(r * size, (r + 1) * size));
      const X = couplings[disorder[r]!]!;
      let sum = 0;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++)
          for (let k = 0; k < size; k++) sum += X[(i * size + j) * size + k]! * w[i]! * w[j]! * w[k]!;
      // L/Λ = Λ^{−2} Σ X www; 1728 terms in another order leave 1e-14 or so.
      expect(Math.abs(sum / size ** 2 / energy[r]! - 1)).toBeLessThan(1e-12);
      expect(w.reduce((square, x) => square + x * x, 0)).toBeCloseTo(size, 12);
    }
  });

  test('csv and parquet hold the records in their order', async () => {
    const { out } = await command([...glass, '--json', '--out', at('exported')]);
    const { energies } = JSON.parse(out);
    await command(['export', at('exported'), '--to', 'csv', '--out', at('run.csv')]);
    const { header, rows } = decodeCsv(readFileSync(at('run.csv'), 'utf8'));
    expect(rows.map((row) => Number(row[header.indexOf('energy')]))).toEqual(energies);
    expect(header).toContain('point_11');
    await command(['export', at('exported'), '--to', 'parquet', '--out', at('run.parquet')]);
    const { records } = await decodeShard(readFileSync(at('run.parquet')));
    expect([...(records.columns['energy'] as { values: Float64Array }).values]).toEqual(energies);
  });
});

describe('theory', () => {
  test('--json has the promised fields', async () => {
    const { out } = await command(['theory', '--order', '3', '--layers', '4', '--json']);
    const { order, energyBarrier, groundState, layers } = JSON.parse(out);
    expect({ order, energyBarrier }).toEqual({ order: 3, energyBarrier: 2 * Math.sqrt(2 / 3) });
    expect(layers).toHaveLength(4);
    expect(layers[0]).toBe(groundState);
  });

  test('says what happens at order 2', async () => {
    expect((await command(['theory', '--order', '2'])).out).toContain('there are no layers');
  });
});

describe('lists', () => {
  test('runs: status and progress of every run in a folder', async () => {
    const folder = at('list');
    await command([...glass, '--out', join(folder, 'one')]);
    const { out } = await command(['runs', folder, '--json']);
    expect(JSON.parse(out)).toMatchObject([{ run: join(folder, 'one'), status: 'complete', done: '2/2 shards' }]);
    expect(await command(['runs', at('nothing')])).toMatchObject({
      code: 2,
      err: `error: ${at('nothing')} is no folder\n`,
    });
    expect((await command(['runs', join(folder, 'one')])).out).toBe(`no runs in ${join(folder, 'one')}\n`);
  });

  test('schema: JSON Schema of every experiment', async () => {
    const { oneOf } = JSON.parse((await command(['schema'])).out);
    const names = oneOf.map(
      (entry: { properties: { experiment: { const: string } } }) => entry.properties.experiment.const,
    );
    expect(names).toEqual(Object.keys(experiments));
    // Experiments on landscapes take two forms: the fields of a spin glass, or a landscape by its family.
    const forms = (name: string) => {
      const { parameters } = oneOf[names.indexOf(name)].properties;
      return (parameters.anyOf ?? [parameters]).map((form: { required?: string[] }) => form.required ?? []);
    };
    for (const name of ['saddle-search', 'barriers', 'descent-trajectory', 'langevin-escape', 'lower-minimum'])
      expect(forms(name)).toEqual([['size'], ['landscape']]);
    expect(forms('small-glass')).toEqual([['size']]);
    const { anyOf } = oneOf[names.indexOf('barriers')].properties.parameters;
    const portable = Object.values(families).filter((family) => family.portable);
    expect(anyOf[1].properties.landscape.properties.family.enum).toEqual(portable.map(({ name }) => name));
  });

  test.each([
    [spinGlassCommand, 'spin-glass-descent', ['replicasPerTask', 'keepPoints']],
    // The first network of a spec is --network, which is one network alone.
    [trainCommand, 'network-training', ['networksPerTask', 'first', 'data']],
  ] as const)('every parameter has an option that tells its default: %o', (create, experiment, internal) => {
    const { options } = create({} as Context);
    const schema = toJSONSchema(experiments[experiment]!.schema, { io: 'input' });
    const parameters = Object.entries(schema.properties!).filter(
      ([name]) => !(internal as readonly string[]).includes(name),
    );
    for (const [name, parameter] of parameters) {
      const option = options.find((candidate) => candidate.attributeName() === name);
      expect(option, name).toBeDefined();
      const told = /\(default: ([^,;)]*)[^)]*\)$/.exec(option!.description)?.[1];
      const { default: value } = parameter as { default?: unknown };
      if (told === undefined || told.startsWith('when'))
        expect(option!.mandatory || option!.isBoolean() || option!.defaultValue !== undefined, name).toBe(true);
      // Without a default in the spec, which then keeps its hash, the experiment has one of its own.
      else if (value !== undefined) expect(typeof value === 'number' ? Number(told) : told, name).toBe(value);
    }
  });

  test.each([
    ...['claims', 'reproduce', 'theory', 'spin-glass', 'train', 'run', 'runs', 'resume', 'export', 'schema'],
    ...landscapeCommands,
  ])('%s --help has an example and exit code 0', async (name) => {
    const { code, out, err } = await command([name, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`Examples?:\n {2}glasscape ${name}`));
  });

  test.each(landscapeCommands)('%s: every field of every family is an option that tells what it is', async (name) => {
    const told = optionsOf((await command([name, '--help'])).out);
    expect(told['landscape']).toMatch(new RegExp(`^${Object.keys(families).join(' or ')}, `));
    for (const family of Object.values(families)) {
      const { properties } = toJSONSchema(family.schema, { io: 'input' });
      for (const [field, schema] of Object.entries(properties!).filter(([own]) => own !== 'seed' && own !== 'data')) {
        const { description, default: value, enum: choices } = schema as Record<string, unknown>;
        const short = field === family.short;
        const option = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        const words = told[value === true ? `no-${option}` : option];
        expect(words).toMatch(
          // Families that say the same are named together.
          short
            ? `short for --landscape ${family.name}: `
            : new RegExp(`of a ([a-z-]+ or )*${family.name}( or [a-z-]+)*: `),
        );
        if (description !== undefined) expect(words).toContain(description);
        if (choices !== undefined) expect(words).toContain((choices as string[]).join(', '));
        if (value !== undefined && !short) expect(words).toContain(`(default: ${JSON.stringify(value)})`);
      }
    }
  });

  test('a list of the commands is told without the families', async () => {
    const families = () => Promise.reject(new Error('not asked for'));
    const { code, out } = await command(['--help'], { families });
    expect(code).toBe(0);
    for (const name of landscapeCommands) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect((await command(['theory', '--order', '3'], { families })).code).toBe(0);
  });
});
