/** `saddles` against the census of small glasses, against the theory of linear networks, and what it refuses. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { decodeNpy } from '../../src/data/index.ts';
import { readZip } from '../../src/data/zip.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { spinGlass } from '../../src/landscapes/index.ts';
import { censusOf } from '../../src/search/index.ts';
import { command, interrupted, scratchFolder } from './fixtures/command.ts';
import { writeDigits } from './fixtures/idx.ts';
import { textsOf } from './fixtures/texts.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const data = writeDigits(at('digits'));

interface Point {
  readonly value: number;
  readonly index: number;
  readonly positive: number;
  readonly zero: number;
  readonly kind: string;
  readonly certainty: string;
  readonly given: string | null;
  readonly distance: number | null;
  readonly residual: number;
  readonly methods: Record<string, number>;
}

async function saddles(words: readonly string[]) {
  const { code, out, err } = await command(['saddles', ...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as { points: Point[]; yields: Record<string, Record<string, number>>; landscape: object };
}

const isCertified = ({ certainty }: Point) => certainty !== 'uncertified';

function census(order: number, size: number, seed: number) {
  const glass = spinGlass({ order, size, seed, disorder: 0 }, createKernels(), 'float64');
  const { points } = censusOf(stream(seed, 'test/saddles', 0, 'gamma'), glass);
  return points.map(({ value, index }) => ({ value: value / size, index: index.negative }));
}

describe.each([
  [3, 5],
  [4, 3],
  [3, 6],
])('order %i, size %i', (order, size) => {
  const glass = ['--order', String(order), '--size', String(size), '--seed', '3'];

  test('every certified point is in the census, with its index, and none is there twice', async () => {
    const known = census(order, size, 3);
    const { points, yields } = await saddles([...glass, '--starts', '12', '--highest', '1']);
    const certified = points.filter(isCertified);
    expect(certified.length).toBeGreaterThanOrEqual(4);
    for (const { value, index, residual, kind, given, certainty, distance } of certified) {
      expect(residual).toBeLessThanOrEqual(1e-11);
      expect(kind).toBe(index === 0 ? 'minimum' : index === size - 1 ? 'maximum' : 'strict-saddle');
      // What was estimated is named where the label says so, and only there.
      expect(given === null).toBe(certainty === 'certified');
      // 2‖r‖/τ at the tolerance of the search, and the rounding of the gradient besides.
      expect(distance).toBeLessThan(((2 * 1e-11) / 1e-6) * Math.sqrt(size) + 1e-6);
      const near = known.filter((other) => Math.abs(other.value - value) < 1e-9);
      expect(new Set(near.map((other) => other.index))).toEqual(new Set([index]));
    }
    // Energies of different points differ; at even order w and −w are one point.
    const values = certified.map(({ value }) => value);
    values.forEach((value, k) => void expect(value - (values[k - 1] ?? -Infinity)).toBeGreaterThan(1e-9));
    const found = certified.flatMap(({ methods }) => Object.values(methods)).reduce((a, b) => a + b, 0);
    const counted = Object.values(yields).map(({ fates }) => (fates as unknown as Record<string, number>)['certified']);
    expect(found).toBe(counted.reduce((sum, count) => sum! + (count ?? 0), 0));
    for (const { searches, fates } of Object.values(yields))
      expect(Object.values(fates as unknown as Record<string, number>).reduce((a, b) => a + b)).toBe(searches);
  });
});

test('--index: prescribed-index alone, and every certified point has that index', async () => {
  const { points, yields } = await saddles(['--size', '20', '--index', '2', '--starts', '6', '--lowest', '-1.5']);
  expect(Object.keys(yields)).toEqual(['prescribed-index']);
  expect(points.length).toBeGreaterThanOrEqual(3);
  for (const point of points) expect([point.index, point.kind, isCertified(point)]).toEqual([2, 'strict-saddle', true]);
});

test('--out: index and spectrum find the points again, and as a start each is its own end', async () => {
  const glass = ['--size', '9', '--seed', '4'];
  const file = at('points.npz');
  const { points } = await saddles([...glass, '--starts', '5', '--out', file]);
  const files = readZip(readFileSync(file), 'points.npz');
  expect([...files.keys()].sort()).toEqual(
    ['certainty', 'certified', 'index', 'kind', 'points', 'value'].map((name) => `${name}.npy`),
  );
  const array = (name: string) => decodeNpy(files.get(`${name}.npy`)!);
  expect(array('points').shape).toEqual([points.length, 9]);
  expect([...array('index').data]).toEqual(points.map(({ index }) => index));
  expect([...array('value').data]).toEqual(points.map(({ value }) => value));
  expect([...array('certified').data]).toEqual(points.map((point) => Number(isCertified(point))));
  for (const name of ['kind', 'certainty'] as const)
    expect(textsOf(files.get(`${name}.npy`)!)).toEqual(points.map((point) => point[name]));
  for (const k of [0, points.length - 1]) {
    const words = [...glass, '--parameters', file, '--point', String(k), '--json'];
    const index = JSON.parse((await command(['index', ...words, '--threshold', '1e-6'])).out);
    expect(index).toMatchObject({ negative: points[k]!.index, positive: points[k]!.positive, undetermined: 0 });
    const { points: again, yields } = JSON.parse((await command(['saddles', ...words])).out);
    expect(again).toHaveLength(1);
    expect(again[0]).toMatchObject({ index: points[k]!.index, kind: points[k]!.kind, certainty: points[k]!.certainty });
    expect(isCertified(again[0])).toBe(true);
    expect(Object.values(yields).map((one) => (one as { searches: number }).searches)).toEqual([1, 1, 1]);
  }
});

describe('a network', () => {
  const images = ['--pixels', '2', '--images', '40', '--data', data];
  const linear = ['--hidden', '2', '--activation', 'identity', '--loss', 'squared', ...images];

  test('linear: one certified minimum modulo the symmetries, the lowest point, and saddles above it', async () => {
    const { points } = await saddles([
      ...linear,
      '--starts',
      '4',
      '--methods',
      'newton-mr,trust-region',
      '--threshold',
      '1e-8',
    ]);
    const certified = points.filter(isCertified);
    const minima = certified.filter(({ index }) => index === 0);
    expect(minima).toHaveLength(1);
    expect(Object.values(minima[0]!.methods).reduce((a, b) => a + b)).toBeGreaterThan(1);
    for (const { value } of certified) expect(value).toBeGreaterThanOrEqual(minima[0]!.value);
    // 2² mixtures of the two units, and two constants that the next biases undo; no pixel is unlit.
    expect(minima[0]!.zero).toBe(6);
  });

  test('in words: points, yields, and how many are certified', async () => {
    const { code, out } = await command(['saddles', ...linear, '--starts', '1', '--max-steps', '3']);
    expect(code).toBe(0);
    expect(out).toMatch(/^critical points of the network 4-2-10 \(identity, squared\) on 40 samples of digits$/m);
    expect(out).toMatch(/^mean loss +index +share of 40 +kind +certainty +residual +found by$/m);
    expect(out).toMatch(/^method +searches .*different certified +mean steps$/m);
    expect(out).toMatch(/^newton-mr +1 /m);
    expect(out).toMatch(/^\d+ certified critical points?$/m);
  });

  test('a stored point is the only start', async () => {
    const nets = ['train', '--widths', '2', '--networks', '2', '--epochs', '1', '--pixels', '2', '--data', data];
    await command([...nets, '--train-size', '90', '--test-size', '9', '--keep-parameters', '--out', at('nets')]);
    const words = ['--run', at('nets'), '--point', '1', '--max-steps', '5', '--methods', 'newton-mr'];
    const { yields, ...rest } = await saddles(words);
    expect(yields['newton-mr']!['searches']).toBe(1);
    expect(rest).toMatchObject({
      experiment: 'network-training',
      point: 1,
      landscape: { family: 'network', hidden: [2], activation: 'relu', loss: 'cross-entropy', pixels: 2, images: 90 },
    });
  });
});

test.each<[string, string[], RegExp]>([
  ['an unknown method', ['--methods', 'newton'], /methods must be one of .*did you mean newton-mr\?\), got "newton"$/],
  ['an index above the dimension', ['--index', '9'], /index must be an integer from 0 to 8, got 9$/],
  [
    'an index nobody uses',
    ['--index', '1', '--methods', 'newton-mr'],
    /index must be given with the method prescribed-/,
  ],
  ['no starts', ['--starts', '0'], /starts must be an integer from 1 to 100000, got 0$/],
  ['heights upside down', ['--lowest', '1', '--highest', '0'], /lowest must be a finite number ≤ 0, got 1$/],
  ['a height that is none', ['--lowest', 'low'], /lowest must be a finite number, got "low"$/],
  ['a tolerance of 0', ['--tolerance', '0'], /tolerance must be a finite number > 0, got 0$/],
  ['half a step', ['--max-steps', '0.5'], /max-steps must be an integer ≥ 1, got 0\.5$/],
  ['another format', ['--out', 'points.csv'], /out must be a file that ends in \.npz, got "points\.csv"$/],
  ['a folder that takes no files', ['--out', '/proc/points.npz'], /out must be/],
])('refuses %s in one line', async (_, words, line) => {
  const { code, out, err } = await command(['saddles', '--size', '9', ...words]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd()).toMatch(line);
  expect(err.trimEnd()).not.toContain('\n');
});

test('says the largest network that fits', async () => {
  const words = ['saddles', '--hidden', '50', '--data', data];
  const { code, err } = await command(words, { memory: async () => 96 * 200 * 200 });
  expect(code).toBe(2);
  expect(err).toMatch(/the largest dimension that fits is 200; instead, "glasscape index" and "glasscape spectrum"/);
});

describe('Ctrl-C', () => {
  const words = ['saddles', '--size', '60', '--starts', '900'];

  test('leaves what was found by then, the certified points in words, and exits with 130', async () => {
    const { code, out, err } = await interrupted(words);
    expect({ code, err }).toEqual({ code: 130, err: 'interrupted\n' });
    expect(out).toMatch(/^critical points of the 3-spin glass of 60 spins, seed 1, disorder 0$/m);
    expect(out).toMatch(/^\d+ certified critical points?$/m);
    const searches = Number(/^newton-mr +(\d+) /m.exec(out)![1]);
    expect(searches).toBeLessThan(900);
  });

  test('leaves one JSON document with --json', async () => {
    const { code, out } = await interrupted([...words, '--json']);
    expect(code).toBe(130);
    const { points, yields, landscape } = JSON.parse(out);
    expect(Object.keys(yields)).toEqual(['newton-mr', 'prescribed-index', 'trust-region']);
    expect(points).toBeInstanceOf(Array);
    expect(landscape).toMatchObject({ family: 'spin-glass', size: 60 });
  });
});
