/** `descent` against the experiment that follows many, against `index` and `spectrum` at its start, and what it refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy, joinPieces } from '../../src/data/index.ts';
import { readZip } from '../../src/data/zip.ts';
import { randomStart } from '../../src/landscapes/index.ts';
import { leastLossOfCorners } from '../ensembles/fixtures/corners.ts';
import { command, interrupted, scratchFolder } from './fixtures/command.ts';
import { writeCorners, writeDigits } from './fixtures/idx.ts';
import { textsOf } from './fixtures/texts.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const data = writeDigits(at('digits'));
const corners = ['--pixels', '2', '--images', '64', '--loss', 'squared', '--data', writeCorners(at('corners'))];

async function json(words: readonly string[]) {
  const { code, out, err } = await command([...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('of a glass', () => {
  const glass = ['--order', '3', '--size', '20', '--seed', '5'];

  test('is the row of the experiment descent-trajectory, to the bit', async () => {
    const parameters = { size: 20, seed: 5, disorders: 1, replicas: 4, looks: 20, maxSteps: 2000 };
    writeFileSync(at('many.json'), JSON.stringify({ experiment: 'descent-trajectory', parameters }));
    await command(['run', at('many.json'), '--out', at('many')]);
    await command(['export', at('many'), '--to', 'npz', '--out', at('many.npz')]);
    const files = readZip(readFileSync(at('many.npz')), 'many.npz');
    const row = (name: string, k: number) => {
      const { data, shape } = decodeNpy(files.get(`${name}.npy`)!);
      const width = shape[1] ?? 1;
      return [...data.slice(k * width, (k + 1) * width)];
    };
    const words = ['descent', ...glass, '--rate', '0.02', '--looks', '20', '--max-steps', '2000'];
    for (const k of [0, 3]) {
      const { steps, values, gradientNorms, indices, end } = await json([...words, '--point', String(k)]);
      expect(steps).toEqual(row('steps', k));
      expect(values).toEqual(row('energies', k));
      expect(gradientNorms).toEqual(row('residuals', k));
      expect(indices).toEqual(row('indices', k));
      expect([end.index]).toEqual(row('endIndex', k));
      for (const name of ['kind', 'certainty']) expect(end[name]).toBe(textsOf(files.get(`${name}.npy`)!)[k]);
      // Two polishes of one minimum.
      expect(end.value).toBeCloseTo(row('endEnergy', k)[0]!, 13);
    }
  });

  test('begins at the start, falls at every look, and ends at a minimum that is no higher', async () => {
    const found = await json(['descent', ...glass, '--point', '2', '--looks', '15']);
    const { steps, values, gradientNorms, indices, end } = found;
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(4000);
    expect(steps).toEqual([...new Set<number>(steps)].sort((a, b) => a - b));
    for (const column of [values, gradientNorms, indices]) expect(column).toHaveLength(steps.length);
    const index = await json(['index', ...glass, '--point', '2']);
    expect(values[0]).toBeCloseTo(index.value, 13);
    expect(gradientNorms[0]).toBeCloseTo(index.gradientNorm, 13);
    const { eigenvalues } = await json(['spectrum', ...glass, '--point', '2']);
    expect(indices[0]).toBe(eigenvalues.filter((x: number) => x < 0).length);
    values.slice(1).forEach((value: number, k: number) => void expect(value).toBeLessThan(values[k] + 1e-12));
    expect(values[1]).toBeLessThan(values[0]);
    expect(indices.at(-1)).toBe(0);
    expect(end).toMatchObject({ kind: 'minimum', index: 0 });
    expect(end.certainty).not.toBe('uncertified');
    expect(end.value).toBeLessThanOrEqual(values.at(-1) + 1e-12);
    expect(found).toMatchObject({ start: 2, landscape: { family: 'spin-glass', order: 3, size: 20, seed: 5 } });
  });

  test('--no-index counts nothing and sees the same values', async () => {
    const [counted, plain] = await Promise.all(
      [[], ['--no-index']].map((more) => json(['descent', ...glass, '--looks', '8', ...more])),
    );
    expect(plain.indices).toEqual(plain.steps.map(() => null));
    plain.values.forEach((value: number, k: number) => void expect(value).toBeCloseTo(counted.values[k], 12));
    expect(plain.end).toBeNull();
  });

  test('from a file and from a run: the same start, the same descent; from its end nothing moves', async () => {
    const start = new Float64Array(20);
    randomStart({ order: 3, size: 20, seed: 5, disorder: 0 }, 1, start);
    writeFileSync(at('start.npy'), joinPieces(encodeNpy({ shape: [20], data: start })));
    const words = ['--looks', '6', '--max-steps', '500'];
    const own = await json(['descent', ...glass, ...words, '--parameters', at('start.npy')]);
    const named = await json(['descent', ...glass, ...words, '--point', '1']);
    expect(own).toEqual({ ...named, start: undefined, parameters: at('start.npy'), row: 0 });
    const { out } = await command(['spin-glass', ...glass, '--replicas', '2', '--out', at('glass'), '--json']);
    const { energies } = JSON.parse(out);
    const still = await json(['descent', '--run', at('glass'), '--point', '1', ...words]);
    expect(still).toMatchObject({ experiment: 'spin-glass-descent', run: at('glass'), point: 1 });
    for (const value of still.values) expect(value).toBeCloseTo(energies[1], 12);
    expect(still.indices).toEqual(still.steps.map(() => 0));
  });

  test('in words: a row a look, and what is at the end', async () => {
    const { code, out, err } = await command(['descent', ...glass, '--looks', '5', '--max-steps', '1000']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^descent on the 3-spin glass of 20 spins, seed 5, disorder 0$/m);
    expect(out).toMatch(/^step +energy per spin +gradient norm +index$/m);
    for (const step of [0, 1, 10, 100, 1000])
      expect(out).toMatch(new RegExp(`^${step} +-?\\d\\.\\d{6} +\\d\\.\\d\\de[+-]\\d+ +\\d+$`, 'm'));
    expect(out).toMatch(/^goes on to energy per spin -1\.\d{8}: minimum, certified/m);
  });
});

describe('of a network', () => {
  test('linear: falls to the least squares in closed form', async () => {
    const words = ['--landscape', 'network', '--activation', 'identity', ...corners, '--looks', '10'];
    const { values, indices, end, landscape } = await json(['descent', ...words, '--max-steps', '300']);
    // Sums of 64 losses, to their rounding where nothing falls any more.
    values.slice(1).forEach((value: number, k: number) => void expect(value).toBeLessThanOrEqual(values[k] + 1e-14));
    // Every look is at the point after its steps: the first step has been taken at the second look.
    expect(values[1]).toBeLessThan(values[0]);
    expect(values.at(-1)).toBeGreaterThanOrEqual(leastLossOfCorners);
    expect(Math.abs(end.value - leastLossOfCorners)).toBeLessThan(1e-14);
    expect(end.kind).toBe('minimum');
    // Convex: no eigenvalue is below zero, but rounding may put one there that is nearly zero.
    expect(Math.max(...indices)).toBe(0);
    expect(landscape).toMatchObject({ family: 'network', hidden: [], activation: 'identity', loss: 'squared' });
  });

  test('from a stored point, over other images, at a rate of its own', async () => {
    const sizes = ['--pixels', '2', '--train-size', '90', '--test-size', '9', '--data', data];
    await command(['train', '--widths', '3', '--networks', '2', '--epochs', '1', ...sizes, '--out', at('nets')]);
    // Few images: the descent goes on to its end after the last look.
    const words = ['--run', at('nets'), '--point', '1', '--images', '5', '--looks', '4', '--max-steps', '10'];
    const slow = await json(['descent', ...words, '--rate', '1e-4']);
    const fast = await json(['descent', ...words, '--rate', '1e-2']);
    expect(slow.landscape).toMatchObject({ family: 'network', hidden: [3], pixels: 2, images: 5 });
    expect(slow.values[0]).toBe(fast.values[0]);
    expect(fast.values.at(-1)).toBeLessThan(slow.values.at(-1));
    expect(slow.values.at(-1)).toBeLessThan(slow.values[0]);
  });
});

test('Ctrl-C leaves the looks that were taken, and exits with 130', async () => {
  const words = ['descent', '--size', '60', '--looks', '300', '--max-steps', '1000000'];
  const { code, out, err } = await interrupted([...words, '--json']);
  expect({ code, err }).toEqual({ code: 130, err: 'interrupted\n' });
  const { steps, values, end } = JSON.parse(out);
  expect(values.length).toBeGreaterThan(0);
  expect(values).toHaveLength(steps.length);
  expect(steps.at(-1)).toBeLessThan(1_000_000);
  expect(end).toBeNull();
  const words2 = await interrupted(words);
  expect(words2.code).toBe(130);
  expect(words2.out).toMatch(/^0 +-?\d\.\d{6} /m);
});

test.each<[string, string[], RegExp]>([
  ['no landscape', [], /landscape must be named by exactly one of --run .* got "none of them"$/],
  ['nine steps', ['--size', '9', '--max-steps', '9'], /max-steps must be an integer from 10 to 1000000, got 9$/],
  ['three looks', ['--size', '9', '--looks', '3'], /looks must be an integer from 4 to 500, got 3$/],
  ['a rate of 0', ['--size', '9', '--rate', '0'], /rate must be a finite number > 0, got 0$/],
  ['a rate that is none', ['--size', '9', '--rate', 'fast'], /rate must be a finite number > 0, got "fast"$/],
  ['a threshold of 0', ['--size', '9', '--threshold', '0'], /threshold must be a finite number > 0, got 0$/],
  ['half a start', ['--size', '9', '--point', '0.5'], /point must be an integer ≥ 0, got 0\.5$/],
  ['no run', ['--run', '/nowhere'], /is no run folder/],
  [
    'a missing file',
    ['--size', '9', '--parameters', '/no.npy'],
    /no\.npy cannot be read \(ENOENT: there is no such file\)$/,
  ],
])('refuses %s in one line', async (_, words, line) => {
  const { code, out, err } = await command(['descent', ...words]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd()).toMatch(line);
  expect(err.trimEnd()).not.toContain('\n');
});

test('says the largest that fits, and that --no-index goes beyond', async () => {
  const parts = { memory: async () => 64 * 200 * 200 };
  const words = ['descent', '--hidden', '50', '--activation', 'tanh', '--images', '20', '--data', data];
  const { code, err } = await command(words, parts);
  expect(code).toBe(2);
  expect(err).toMatch(/the largest dimension that fits is 200; instead, --no-index counts no eigenvalues$/m);
});
