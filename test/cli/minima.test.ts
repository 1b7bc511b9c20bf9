/** `minima` against the census of small glasses, against the closed form of linear networks, and what it refuses. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { decodeNpy } from '../../src/data/index.ts';
import { readZip } from '../../src/data/zip.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { spinGlass } from '../../src/landscapes/index.ts';
import { censusOf } from '../../src/search/index.ts';
import { leastLossOfCorners } from '../ensembles/fixtures/corners.ts';
import { command, interrupted, scratchFolder } from './fixtures/command.ts';
import { writeCorners, writeDigits } from './fixtures/idx.ts';
import { textsOf } from './fixtures/texts.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const data = writeDigits(at('digits'));
const corners = ['--pixels', '2', '--images', '64', '--loss', 'squared', '--data', writeCorners(at('corners'))];

interface Point {
  readonly value: number;
  readonly index: number;
  readonly zero: number;
  readonly positive: number;
  readonly kind: string;
  readonly certainty: string;
  readonly residual: number;
}
interface Document {
  readonly minima: readonly (Point & { readonly times: number })[];
  readonly ends: readonly (Point | null)[];
  readonly landscape: object;
}

async function minima(words: readonly string[]): Promise<Document> {
  const { code, out, err } = await command(['minima', ...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** Energies per spin of all minima, the lowest first; at even order w and −w are one. */
function census(order: number, size: number, seed: number): number[] {
  const glass = spinGlass({ order, size, seed, disorder: 0 }, createKernels(), 'float64');
  const { points } = censusOf(stream(seed, 'test/minima', 0, 'gamma'), glass);
  const all = points.filter(({ index }) => index.negative === 0).map(({ value }) => value / size);
  return all.sort((a, b) => a - b).filter((value, k) => k === 0 || value - all[k - 1]! > 1e-9);
}

describe.each([
  [3, 7, 1],
  [3, 8, 3],
  [4, 4, 2],
])('order %i, size %i, seed %i', (order, size, seed) => {
  test('all minima of the census, each once, the lowest first, and every descent ends at one of them', async () => {
    const known = census(order, size, seed);
    const glass = ['--order', String(order), '--size', String(size), '--seed', String(seed)];
    const { minima: found, ends, landscape } = await minima([...glass, '--starts', '200']);
    expect(landscape).toEqual({ family: 'spin-glass', order, size, seed, disorder: 0 });
    expect(found).toHaveLength(known.length);
    found.forEach(({ value }, k) => void expect(Math.abs(value - known[k]!)).toBeLessThan(1e-9));
    expect(found.reduce((sum, { times }) => sum + times, 0)).toBe(200);
    expect(ends).toHaveLength(200);
    for (const one of found) {
      expect(one).toMatchObject({ kind: 'minimum', index: 0, zero: 0, positive: size - 1 });
      expect(one.certainty).not.toBe('uncertified');
      expect(one.residual).toBeLessThan(1e-10);
      // As many ends have its energy as are said to be there.
      expect(ends.filter((end) => Math.abs(end!.value - one.value) < 1e-9)).toHaveLength(one.times);
    }
  });
});

test('--out: index finds nothing below zero there, and barrier goes from one to another', async () => {
  const glass = ['--size', '12', '--seed', '2'];
  const file = at('minima.npz');
  const { minima: found } = await minima([...glass, '--starts', '20', '--out', file]);
  const files = readZip(readFileSync(file), file);
  expect([...files.keys()].sort()).toEqual(
    ['certainty', 'certified', 'index', 'kind', 'points', 'value'].map((name) => `${name}.npy`),
  );
  const array = (name: string) => decodeNpy(files.get(`${name}.npy`)!);
  expect(array('points').shape).toEqual([found.length, 12]);
  expect([...array('value').data]).toEqual(found.map(({ value }) => value));
  expect([...array('index').data]).toEqual(found.map(() => 0));
  expect([...array('certified').data]).toEqual(found.map(() => 1));
  expect(textsOf(files.get('kind.npy')!)).toEqual(found.map(() => 'minimum'));
  expect(textsOf(files.get('certainty.npy')!)).toEqual(found.map(({ certainty }) => certainty));
  const words = [...glass, '--parameters', file];
  const { out } = await command(['index', ...words, '--point', '1', '--json']);
  expect(JSON.parse(out)).toMatchObject({ negative: 0, positive: 11, pointKind: 'minimum' });
  const barrier = await command(['barrier', ...words, '--from', '0', '--to', '1', '--json']);
  JSON.parse(barrier.out).ends.forEach((end: { value: number }, k: number) => {
    expect(Math.abs(end.value - found[k]!.value)).toBeLessThan(1e-12);
  });
});

describe('a network', () => {
  test('linear: the least squares, in closed form; a hidden layer adds zero modes and lowers nothing', async () => {
    const starts = ['--activation', 'identity', ...corners, '--starts', '6', '--seed', '2'];
    const regression = await minima(['--landscape', 'network', ...starts]);
    const layered = await minima(['--hidden', '2', ...starts, '--max-steps', '20000']);
    for (const { minima: found, ends } of [regression, layered]) {
      expect(ends.map((end) => end!.kind)).toEqual(Array(6).fill('minimum'));
      expect(found).toHaveLength(1);
      // Sums of 64 losses.
      expect(Math.abs(found[0]!.value - leastLossOfCorners)).toBeLessThan(1e-14);
      expect(found[0]!.times).toBe(6);
    }
    expect(regression.minima[0]).toMatchObject({ zero: 0, positive: 4 * 3 + 3 });
    // 2² mixtures of the two units, and two constants that the next biases undo.
    expect(layered.minima[0]).toMatchObject({ zero: 6, positive: 2 * 5 + 3 * 3 - 6 });
    expect(layered.landscape).toEqual({
      ...{ family: 'network', hidden: [2], activation: 'identity', loss: 'squared' },
      ...{ data: `file:${at('corners')}`, pixels: 2, images: 64, seed: 2 },
    });
  });

  test('of which no descent has ended says so, and what the ends are', async () => {
    const network = ['--hidden', '3', '--activation', 'tanh', '--pixels', '2', '--images', '40', '--data', data];
    const { code, out } = await command(['minima', ...network, '--starts', '3', '--max-steps', '20']);
    expect(code).toBe(0);
    expect(out).toMatch(/^minima of the network 4-3-10 \(tanh, cross-entropy\) on 40 samples of digits$/m);
    expect(out).toMatch(/^mean loss +times +certainty +residual +zero modes$/m);
    expect(out).toMatch(/^0 of 3 descents ended at 0 different certified minima$/m);
    expect(out).toMatch(/^others: 3 not-stationary$/m);
  });
});

test('in words: a row a minimum, and how many descents ended there', async () => {
  const { code, out, err } = await command(['minima', '--size', '12', '--seed', '2', '--starts', '20']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^minima of the 3-spin glass of 12 spins, seed 2, disorder 0$/m);
  expect(out).toMatch(/^energy per spin +times +certainty +residual +zero modes$/m);
  const { minima: found } = await minima(['--size', '12', '--seed', '2', '--starts', '20']);
  for (const { value, times } of found)
    expect(out).toMatch(new RegExp(`^${value.toFixed(8)} +${times} +certified\\S* +\\d\\.\\de-\\d+ +0$`, 'm'));
  expect(out).toContain(`20 of 20 descents ended at ${found.length} different certified minima\n`);
  expect(out).not.toContain('others');
});

describe('Ctrl-C', () => {
  const words = ['minima', '--size', '80', '--starts', '400'];

  test('leaves what was found by then, and exits with 130', async () => {
    const { code, out, err } = await interrupted(words);
    expect({ code, err }).toEqual({ code: 130, err: 'interrupted\n' });
    expect(out).toMatch(/^\d+ of \d+ descents ended at \d+ different certified minima$/m);
  });

  test('leaves one JSON document with --json, and no file', async () => {
    const { code, out } = await interrupted([...words, '--json']);
    expect(code).toBe(130);
    const { minima: found, ends } = JSON.parse(out) as Document;
    expect(ends.length).toBeLessThan(400);
    expect(found.length).toBeLessThanOrEqual(ends.length);
  });
});

test.each<[string, string[], RegExp]>([
  ['no landscape', [], /landscape must be named by exactly one of --run .* got "none of them"$/],
  ['a run, which has points of its own', ['--run', 'nowhere'], /run must be .*got "nowhere"$/],
  ['no starts', ['--size', '9', '--starts', '0'], /starts must be an integer from 1 to 100000, got 0$/],
  ['half a start', ['--size', '9', '--starts', '0.5'], /starts must be an integer from 1 to 100000, got 0\.5$/],
  ['a tolerance of 0', ['--size', '9', '--tolerance', '0'], /tolerance must be a finite number > 0, got 0$/],
  ['a threshold that is none', ['--size', '9', '--threshold', 'x'], /threshold must be a finite number > 0, got "x"$/],
  ['no steps', ['--size', '9', '--max-steps', '0'], /max-steps must be an integer ≥ 1, got 0$/],
  ['a seed below 0', ['--size', '9', '--seed', '-1'], /seed must be an integer ≥ 0, got -1$/],
  ['another format', ['--size', '9', '--out', 'm.csv'], /out must be a file that ends in \.npz, got "m\.csv"$/],
  ['a folder that takes no files', ['--size', '9', '--out', '/proc/m.npz'], /out must be/],
  ['an option of files', ['--size', '9', '--parameters', 'x.npy'], /unknown option '--parameters'/],
])('refuses %s in one line', async (_, words, line) => {
  const { code, out, err } = await command(['minima', ...words]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd()).toMatch(line);
  expect(err.trimEnd()).not.toContain('\n');
});

test('says the largest that fits, and what descends on larger ones', async () => {
  const memory = async () => 64 * 200 * 200;
  const { code, err } = await command(['minima', '--hidden', '50', '--data', data], { memory });
  expect(code).toBe(2);
  expect(err).toMatch(/the largest dimension that fits is 200; instead, "glasscape spin-glass" and "glasscape train"/);
});
