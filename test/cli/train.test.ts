import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeCsv, decodeNpy, decodeSafetensors, type Tensor } from '../../src/data/index.ts';
import { readZip } from '../../src/data/zip.ts';
import { decodeShard } from '../../src/ensembles/shard.ts';
import { command, overriding, scratchFolder } from './fixtures/command.ts';
import { type Sizes, writeDigits } from './fixtures/idx.ts';
import { recompute } from './fixtures/recompute.ts';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const sizes = ['--pixels', '6', '--train-size', '250', '--test-size', '63'];
const small = ['train', '--widths', '5,12', '--networks', '3', '--epochs', '2', '--batch', '32', ...sizes];

/** A folder of data made once for each set of sizes. */
function digits(name: string, given: Sizes = {}): string {
  const folder = at(`digits-${name}`);
  return existsSync(folder) ? folder : writeDigits(folder, given);
}

describe('bad input gives one line that names argument, rule and value, exit code 2, and leaves nothing behind', () => {
  test.each<[string, string[], Sizes, RegExp]>([
    ['width 0', ['--widths', '5,0'], {}, /widths\[1\] must be an integer from 1 to 100000, got 0$/],
    ['width 2.5', ['--widths', '2.5'], {}, /widths\[0\] must be an integer from 1 to 100000, got 2\.5$/],
    ['a word for a width', ['--widths', 'wide'], {}, /widths\[0\] must be an integer .*, got "wide"$/],
    ['an empty training set', ['--train-size', '0'], {}, /trainSize must be an integer ≥ 1, got 0$/],
    ['more than the training set', ['--train-size', '301'], {}, /trainSize must be an integer from 1 to 300, got 301$/],
    ['more than the test set', ['--test-size', '71'], {}, /testSize must be an integer from 1 to 70, got 71$/],
    ['batch 0', ['--batch', '0'], {}, /batch must be an integer ≥ 1, got 0$/],
    ['rate 0', ['--rate', '0'], {}, /rate must be a number > 0, got 0$/],
    ['decay', ['--decay', '-1'], {}, /decay must be a number ≥ 0, got -1$/],
    ['cube', ['--cube', 'x'], {}, /cube must be a number > 0, got "x"$/],
    ['cube center', ['--cube-center', ''], {}, /cubeCenter must be a number, got ""$/],
    ['precision', ['--precision', 'float16'], {}, /precision must be one of float32, float64, got "float16"$/],
    ['pixels', ['--pixels', '13'], {}, /^error: .*digits-.*: the images have 12 pixels a side, which cannot be/],
    ['a file without images', [], { train: 0 }, /train-images-idx3-ubyte: must hold at least one sample; /],
    [
      'images that are not square',
      [],
      { rows: 11 },
      /inputs of the test must be of the shape 11 × 12 as those of training, got 12 × 12$/,
    ],
    [
      'images of unequal size',
      [],
      { testSide: 11 },
      /inputs of the test must be of the shape 12 × 12 as those of training, got 11 × 11$/,
    ],
  ])('%s', async (name, words, given, line) => {
    const folder = digits(JSON.stringify(given), given);
    const { code, out, err } = await command([...overriding(small, ...words), '--data', folder, '--out', at(name)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err.trimEnd()).toMatch(line);
    expect(existsSync(at(name))).toBe(false);
  });

  test('an export of what the run does not have', async () => {
    await command([...small, '--data', digits('whole'), '--out', at('plain')]);
    const refused = async (...words: string[]) =>
      (await command(['export', at('plain'), ...words, '--out', at('no')])).err;
    expect(await refused('--to', 'csv', '--data')).toBe(
      'error: export: to must be npz or safetensors with --data, got "csv"\n',
    );
    expect(await refused('--to', 'npz', '--disorder')).toBe(
      'error: export: disorder must be asked of a mixed-glass or path-polynomial or random-tensor or sampled-glass or spin-glass, got "network-training"\n',
    );
    await command(['spin-glass', '--size', '9', '--replicas', '2', '--out', at('glass')]);
    const { code, err } = await command(['export', at('glass'), '--to', 'npz', '--data', '--out', at('no')]);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: export: data must be asked of trained networks, got "spin-glass-descent"\n',
    });
    expect(existsSync(at('no'))).toBe(false);
  });

  test('data that are not those of the run', async () => {
    const folder = digits('changed');
    await command([...small, '--data', folder, '--out', at('before')]);
    rmSync(folder, { recursive: true });
    writeDigits(folder, { train: 299 });
    const { code, err } = await command(['export', at('before'), '--to', 'npz', '--data', '--out', at('no')]);
    expect(code).toBe(2);
    expect(err).toBe(`error: file:${folder}?pixels=6 is not what the run was computed from\n`);
  });
});

describe('an export of trained networks', () => {
  const run = at('networks');
  const records = async () => {
    const { code, out } = await command([...small, '--data', digits('whole'), '--out', run, '--json']);
    expect(code).toBe(0);
    return JSON.parse(out) as { testLosses: number[]; trainLosses: number[]; statuses: string[] };
  };
  const archive = async (format: string, ...words: string[]): Promise<Uint8Array> => {
    const file = at(`networks.${format}`);
    expect((await command(['export', run, '--to', format, '--out', file, ...words])).code).toBe(0);
    return readFileSync(file);
  };

  test.each(['npz', 'safetensors'])(
    '%s: every loss follows from the arrays, networks of two widths',
    async (format) => {
      const { testLosses, trainLosses } = await records();
      const bytes = await archive(format, '--data');
      const files =
        format === 'npz' ? new Map(readZip(bytes, 'networks.npz', {})) : decodeSafetensors(bytes, 'networks').tensors;
      const array = (name: string): Tensor =>
        format === 'npz' ? decodeNpy(files.get(`${name}.npy`) as Uint8Array) : (files.get(name) as Tensor);
      expect([...array('width').data]).toEqual([5, 5, 5, 12, 12, 12]);
      for (const [part, losses] of [
        ['test', testLosses],
        ['train', trainLosses],
      ] as const) {
        expect([...array(`${part}Loss`).data]).toEqual(losses);
        losses.forEach((loss, k) => {
          const found = recompute(array, k, part, 2);
          // float32 forward passes with sums of 36 and 12 terms: a few roundings of 6e-8.
          expect(Math.abs(found.loss / loss - 1)).toBeLessThan(1e-6);
          expect(found.accuracy).toBe(array(`${part}Accuracy`).data[k]);
        });
      }
      expect(array('network_5_W1').data).toBeInstanceOf(Float32Array);
      expect(array('trainInputs').shape).toEqual([250, 36]);
    },
  );

  test('safetensors: statuses are numbers that the metadata explain', async () => {
    const { statuses } = await records();
    const { tensors, metadata } = decodeSafetensors(await archive('safetensors'), 'networks');
    const words: string[] = JSON.parse(metadata['status']!);
    expect(Array.from(tensors.get('status')!.data, (code) => words[code])).toEqual(statuses);
    expect(JSON.parse(metadata['spec']!)).toMatchObject({ experiment: 'network-training' });
    expect(tensors.has('testInputs')).toBe(false);
  });

  test('csv and parquet: parameters of different lengths in one table', async () => {
    await records();
    const { header, rows } = decodeCsv(new TextDecoder().decode(await archive('csv')));
    const longest = 37 * 12 + 13 * 10;
    const columns = [header.indexOf('parameters_0'), header.indexOf(`parameters_${longest - 1}`)] as const;
    expect(columns[1] - columns[0]).toBe(longest - 1);
    expect(rows.map((row) => row[columns[1]] !== '')).toEqual([false, false, false, true, true, true]);
    const { parameters } = (await decodeShard(await archive('parquet'))).records.columns;
    expect(parameters?.kind === 'ragged' && [...parameters.widths]).toEqual([245, 245, 245, 574, 574, 574]);
    const first = parameters!.values[0];
    expect(Number(rows[0]![columns[0]])).toBe(first);
  });

  test('without parameters has none, and says so', async () => {
    const out = at('forgotten');
    await command([...small, '--data', digits('whole'), '--no-keep-parameters', '--out', out]);
    const { code, err } = await command(['export', out, '--to', 'npz', '--out', at('forgotten.npz')]);
    expect(code).toBe(0);
    expect(err).toContain('train with --keep-parameters\n');
    const names = [...new Map(readZip(readFileSync(at('forgotten.npz')), 'npz', {})).keys()];
    expect(names.some((name) => name.startsWith('network_'))).toBe(false);
  });
});

describe('--network k', () => {
  test('gives the record and the weights of network k of the ensemble, to the bit', async () => {
    const common = ['--data', digits('whole'), '--json'];
    const ensemble = [...small, ...common, '--out', at('ensemble')];
    const alone = small.filter((word, i) => word !== '--networks' && small[i - 1] !== '--networks');
    const one = [...alone, ...common, '--network', '2', '--out', at('alone')];
    const [all, single] = [JSON.parse((await command(ensemble)).out), JSON.parse((await command(one)).out)];
    expect(all.networks).toEqual([0, 1, 2, 0, 1, 2]);
    expect(single.networks).toEqual([2, 2]);
    for (const name of ['widths', 'trainLosses', 'testLosses', 'trainAccuracies', 'testAccuracies', 'statuses'])
      expect(single[name]).toEqual([all[name][2], all[name][5]]);
    const files: Map<string, Uint8Array>[] = [];
    for (const run of ['ensemble', 'alone']) {
      const file = at(`${run}.npz`);
      expect((await command(['export', at(run), '--to', 'npz', '--out', file])).code).toBe(0);
      files.push(new Map(readZip(readFileSync(file), run, {})));
    }
    for (const part of ['W1', 'b1', 'W2', 'b2'])
      for (const [k, own] of [
        [2, 0],
        [5, 1],
      ])
        expect(files[1]!.get(`network_${own}_${part}.npy`)).toEqual(files[0]!.get(`network_${k}_${part}.npy`));
  });

  test('goes with no number of networks, and is a number of a network', async () => {
    const refused = async (...words: string[]) => {
      const { code, err } = await command(['train', ...words, '--out', at('refused')]);
      return { code, err, there: existsSync(at('refused')) };
    };
    expect(await refused('--network', '2', '--networks', '3')).toEqual({
      code: 2,
      err: "error: option '--network <k>' cannot be used with option '--networks <n>'\n",
      there: false,
    });
    for (const k of ['-1', '1.5', 'last'])
      expect((await refused('--network', k)).err).toMatch(/^error: train: network must be an integer ≥ 0, got /);
  });
});

test('the accuracy of a network whose loss is not finite is null, and no mean counts it', async () => {
  const wild = [...small, '--data', digits('whole'), '--rate', '1e30', '--out', at('wild')];
  const { statuses, trainAccuracies, testAccuracies, summary } = JSON.parse((await command([...wild, '--json'])).out);
  expect(statuses).toEqual(Array(6).fill('non-finite'));
  expect([...trainAccuracies, ...testAccuracies]).toEqual(Array(12).fill(null));
  expect(summary['width 5'].testAccuracy).toEqual({ count: 0, nonFinite: 3 });
  const { out } = await command(wild);
  expect(out).toMatch(/^width 5 {2}testAccuracy, 3 networks not finite, left out +–$/m);
  expect(out).not.toContain('0.0000');
  expect(out).toContain('statuses: non-finite 6\n');
});

describe('parameters are kept', () => {
  const keeps = async (...words: string[]) => {
    const { out, err } = await command([
      ...overriding(small, ...words),
      '--data',
      digits('whole'),
      '--dry-run',
      '--json',
    ]);
    return { kept: JSON.parse(out).spec.parameters.keepParameters, err };
  };

  test('when they are small or asked for', async () => {
    expect((await keeps()).kept).toBe(true);
    expect((await keeps('--no-keep-parameters')).kept).toBe(false);
    // 37 × 1000 + 1001 × 10 parameters of 8 bytes, a thousand times: 376 MB.
    const { kept, err } = await keeps('--widths', '1000', '--networks', '1000', '--epochs', '1');
    expect(kept).toBe(false);
    expect(err).toContain('parameters are not kept: they would take 376 MB; --keep-parameters keeps them\n');
    expect((await keeps('--widths', '1000', '--networks', '1000', '--epochs', '1', '--keep-parameters')).kept).toBe(
      true,
    );
  });
});
