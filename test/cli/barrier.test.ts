/** `barrier` on glasses whose minima and saddles are all known, on stored networks, and what it refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { decodeSafetensors, encodeNpy, joinPieces } from '../../src/data/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { spinGlass } from '../../src/landscapes/index.ts';
import { censusOf } from '../../src/search/index.ts';
import { command, scratchFolder } from './fixtures/command.ts';
import { writeDigits } from './fixtures/idx.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const data = writeDigits(at('digits'));

async function barrier(words: readonly string[]) {
  const { code, out } = await command(['barrier', ...words, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out);
}

/** Energies per spin of the minima and of the saddles of index 1, the lowest first. */
function census(order: number, size: number, seed: number) {
  const glass = spinGlass({ order, size, seed, disorder: 0 }, createKernels('wasm'), 'float64');
  const { points } = censusOf(stream(seed, 'test/barrier', 0, 'gamma'), glass);
  const of = (k: number) => points.filter(({ index }) => index.negative === k).map(({ energy }) => energy / size);
  return { minima: of(0).sort((a, b) => a - b), saddles: of(1) };
}

describe.each([
  [3, 7, 1],
  [3, 8, 3],
  [4, 4, 2],
])('order %i, size %i, seed %i', (order, size, seed) => {
  const glass = ['--order', String(order), '--size', String(size), '--seed', String(seed)];

  test('lies between the two lowest minima, and a certified one is a saddle of the census', async () => {
    const { minima, saddles } = census(order, size, seed);
    const lowest = minima.filter((value, k) => k === 0 || value - minima[k - 1]! > 1e-9); // w and −w are one
    const found = await barrier([...glass, '--starts', '200']);
    expect(found.minima.certified).toBe(200);
    expect(found.minima.different).toBeLessThanOrEqual(lowest.length);
    expect(found.ends[0].value).toBeCloseTo(lowest[0]!, 10);
    expect(found.ends[1].value).toBeCloseTo(lowest[1]!, 10);
    expect(found.ends[0].gradientNorm).toBeLessThan(1e-9);
    [0, 1].forEach((k) => void expect(found.barrier[k]).toBeCloseTo(found.value - found.ends[k].value, 12));
    expect(found.straight.value).toBeGreaterThanOrEqual(found.value - 1e-9);
    const { values, lengths, length } = found.path;
    expect([values[0], values.at(-1)]).toEqual([found.ends[0].value, found.ends[1].value]);
    expect(lengths.at(-1)).toBe(length);
    if (found.kind === 'certified') {
      expect(found.reason).toBeNull();
      expect(found.saddle).toMatchObject({ index: 1, certificate: 'certified' });
      expect(saddles.some((value) => Math.abs(value - found.value) < 1e-9)).toBe(true);
    } else {
      expect(found.saddle).toBeNull();
      expect(found.reason).toMatch(/\w/);
      expect(found.value).toBeCloseTo(Math.max(...values), 12);
    }
  });
});

test('is certified on a glass of 30 spins, and says so in words and in the picture', async () => {
  const words = ['barrier', '--size', '30', '--seed', '2', '--starts', '20'];
  const { code, out, err } = await command([...words, '--out', at('profile.svg')]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^barrier on the 3-spin glass of 30 spins, seed 2, disorder 0$/m);
  expect(out).toMatch(/^ +energy per spin +over from +over to$/m);
  expect(out).toMatch(/^saddle +-1\.\d{6} +0\.\d{6} +0\.\d{6}$/m);
  expect(out).toMatch(/^certified: a saddle of index 1 on the path, residual \d\.\de-1\d$/m);
  expect(out).toMatch(/^path: 25 images, length \d\.\d{3} √Λ, converged after \d+ steps, residual \d\.\de-4$/m);
  expect(out).toMatch(/^\d+ of 20 descents ended at \d+ different certified minima$/m);
  const svg = readFileSync(at('profile.svg'), 'utf8');
  expect(svg).toMatch(/The path climbs 0\.\d+ from one end and 0\.\d+ from the other/);
  expect(svg).toContain('certified saddle of index 1');
  expect(svg).toContain('glasscape barrier --starts 20 --size 30 --seed 2; glasscape');
});

test('without steps the straight path stays, an upper bound; --out draws a PNG', async () => {
  const words = ['--size', '30', '--seed', '2', '--starts', '20', '--max-steps', '0', '--path-images', '9'];
  const { kind, value, straight, path, reason } = await barrier([...words, '--out', at('straight.png')]);
  expect([kind, reason]).toEqual(['upper-bound', 'no certified saddle of index 1 at its top']);
  expect(value).toBeCloseTo(straight.value, 12);
  expect(path).toMatchObject({ images: 9, status: 'step-limit', steps: 0 });
  expect([...readFileSync(at('straight.png')).subarray(1, 4)].map((c) => String.fromCharCode(c)).join('')).toBe('PNG');
});

describe('between stored points', () => {
  const ready = (async () => {
    await command(['spin-glass', '--size', '12', '--replicas', '6', '--disorders', '2', '--out', at('glass')]);
    const train = ['train', '--widths', '5,6', '--networks', '2', '--epochs', '20', '--pixels', '6', '--data', data];
    await command([...train, '--train-size', '200', '--test-size', '9', '--keep-parameters', '--out', at('nets')]);
  })();

  test('of a glass: its energies are those of the run, and the other way round the barrier is the same', async () => {
    await ready;
    const { energies } = JSON.parse((await command(['resume', at('glass'), '--json'])).out);
    const other = energies.findIndex((energy: number) => Math.abs(energy - energies[6]) > 1e-6, 6);
    const second =
      other > 6 ? other : energies.findIndex((e: number, k: number) => k > 6 && Math.abs(e - energies[6]) > 1e-6);
    const there = await barrier(['--run', at('glass'), '--from', '6', '--to', String(second)]);
    const back = await barrier(['--run', at('glass'), '--from', String(second), '--to', '6']);
    expect(there).toMatchObject({ experiment: 'spin-glass-descent', from: 6, to: second, landscape: { disorder: 1 } });
    expect(there.ends.map(({ value }: { value: number }) => value)).toEqual(
      back.ends.map(({ value }: { value: number }) => value).reverse(),
    );
    expect(there.ends[0].value).toBeCloseTo(energies[6], 12);
    expect(there.kind).toBe(back.kind);
    expect(Math.abs(there.value - back.value)).toBeLessThan(there.kind === 'certified' ? 1e-9 : 1e-3);
  });

  test('of networks: lower than the straight path, and it says that the ends are no minima', async () => {
    await ready;
    const words = [
      '--run',
      at('nets'),
      '--from',
      '0',
      '--to',
      '1',
      '--path-images',
      '7',
      '--max-steps',
      '40',
      '--images',
      '50',
    ];
    const { code, out, err } = await command(['barrier', ...words]);
    expect(code).toBe(0);
    expect(out).toMatch(/^barrier on the network 36-5-10 \(relu, cross-entropy\) on 50 images of mnist-6x6$/m);
    expect(out).toMatch(/^upper bound: .*; a lower path may exist$/m);
    expect(err).toMatch(/^an end is no minimum, its gradient norm is \d\.\de-\d; the path is held there$/m);
    const { value, straight } = await barrier(words);
    expect(value).toBeLessThan(straight.value);
  });

  test.each<[string, string[], RegExp]>([
    ['one end', ['--run', 'nets', '--from', '0'], /barrier: to must be given with --run, got "nothing"$/],
    ['no ends', ['--run', 'nets'], /barrier: from must be given with --run, got "nothing"$/],
    ['one point', ['--run', 'nets', '--from', '1', '--to', '1'], /to must be another point than --from, got 1$/],
    [
      'a point that is not there',
      ['--run', 'nets', '--from', '0', '--to', '4'],
      /point must be an integer from 0 to 3/,
    ],
    [
      'networks of two widths',
      ['--run', 'nets', '--from', '1', '--to', '2'],
      /point 2 must be on the landscape of point 1 \(hidden 5\), got "hidden 6"$/,
    ],
    [
      'glasses of two disorders',
      ['--run', 'glass', '--from', '5', '--to', '6'],
      /point 6 must be on the landscape of point 5 \(disorder 0\), got "disorder 1"$/,
    ],
    ['ends of a named glass', ['--size', '9', '--from', '1'], /from must be given with --run or --parameters, got 1$/],
    [
      'the 2-spin glass',
      ['--size', '9', '--order', '2'],
      /order must be 3 or more \(at 2 there is one minimum, ± w\), got 2$/,
    ],
    ['a network without points', ['--hidden', '3'], /hidden must be given with --parameters, --from and --to/],
    ['two images', ['--size', '9', '--path-images', '2'], /path-images must be an integer from 3 to 1000, got 2$/],
    ['a tolerance of 0', ['--size', '9', '--tolerance', '0'], /tolerance must be a finite number > 0, got 0$/],
    ['one descent', ['--size', '9', '--starts', '1'], /starts must be an integer from 2 to 100000, got 1$/],
    [
      'another format',
      ['--size', '9', '--out', 'a.pdf'],
      /out must be a file that ends in \.svg or \.png, got "a\.pdf"$/,
    ],
    [
      'antipodes at odd order',
      ['--size', '3', '--parameters', 'poles.npy', '--from', '0', '--to', '1'],
      /to must be not opposite to from/,
    ],
  ])('refuses %s in one line', async (_, words, line) => {
    await ready;
    const poles = { shape: [2, 3], data: Float64Array.of(1, 1, 1, -1, -1, -1) };
    writeFileSync(at('poles.npy'), joinPieces(encodeNpy(poles)));
    const named = ['--run', '--parameters'];
    const placed = words.map((word, i) => (named.includes(words[i - 1] ?? '') ? at(word) : word));
    const { code, out, err } = await command([
      'barrier',
      ...placed,
      ...(words.includes('--hidden') ? ['--data', data] : []),
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(line);
    expect(err.trimEnd()).not.toContain('\n');
  });
});

test('at even order the nearer of w and −w is gone to: the same barrier', async () => {
  const glass = ['--order', '4', '--size', '10', '--seed', '5'];
  await command(['spin-glass', ...glass, '--replicas', '6', '--out', at('even')]);
  await command(['export', at('even'), '--to', 'safetensors', '--out', at('even.safetensors')]);
  const { tensors } = decodeSafetensors(readFileSync(at('even.safetensors')), 'even');
  const [points, energies] = [tensors.get('points')!.data, tensors.get('energy')!.data];
  const other = energies.findIndex((energy) => Math.abs(energy - energies[0]!) > 1e-6);
  const row = (k: number) => Float64Array.from(points.subarray(10 * k, 10 * (k + 1)));
  const data = Float64Array.of(...row(0), ...row(other), ...row(other).map((x) => -x));
  writeFileSync(at('three.npy'), joinPieces(encodeNpy({ shape: [3, 10], data })));
  const [one, mirrored] = await Promise.all(
    ['1', '2'].map((to) => barrier([...glass, '--parameters', at('three.npy'), '--from', '0', '--to', to])),
  );
  expect(mirrored.straight).toEqual(one.straight);
  expect(mirrored.value).toBe(one.value);
});

test('two descents into the same minimum are a failed computation, and it says what to try', async () => {
  const { code, err } = await command(['barrier', '--size', '3', '--order', '4', '--seed', '9', '--starts', '2']);
  expect(code).toBe(3);
  expect(err).toMatch(/2 descents found no two different certified minima; raise --starts/);
});
