/** `barrier` on glasses whose minima and saddles are all known, on stored networks, and what it refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { decodeNpz, decodeSafetensors, encodeNpy, joinPieces, loadDataset } from '../../src/data/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { couplings, datasetExamples, networkLandscape, spinGlass } from '../../src/landscapes/index.ts';
import { firstExamples } from '../../src/landscapes/network/examples.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { packagedMnist } from '../../src/node/mnist-files.ts';
import { censusOf } from '../../src/search/index.ts';
import { leastLossOfCorners } from '../ensembles/fixtures/corners.ts';
import { command, interrupted, scratchFolder } from './fixtures/command.ts';
import { writeCorners, writeDigits } from './fixtures/idx.ts';

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
  const glass = spinGlass({ order, size, seed, disorder: 0 }, createKernels(), 'float64');
  const { points } = censusOf(stream(seed, 'test/barrier', 0, 'gamma'), glass);
  const of = (k: number) => points.filter(({ index }) => index.negative === k).map(({ value }) => value / size);
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
    expect(found).toMatchObject({ sameFunction: false, landscape: { family: 'spin-glass', order, size, seed } });
    if (found.kind !== 'upper-bound') {
      expect(found.reason).toBeNull();
      expect(found.saddle).toMatchObject({ index: 1, certificate: found.kind });
      expect(saddles.some((value) => Math.abs(value - found.value) < 1e-9)).toBe(true);
    } else {
      expect(found.saddle).toBeNull();
      expect(found.reason).toMatch(/\w/);
      // Between the 193 places of the profile the path may be higher than at them.
      expect(found.value).toBeGreaterThanOrEqual(Math.max(...values));
      expect(found.value).toBeLessThan(Math.max(...values) + 1e-3);
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
  expect(out).toMatch(/^certified(-given-K)?: a saddle of index 1 on the path, residual \d\.\de-1\d$/m);
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
    expect(Math.abs(there.value - back.value)).toBeLessThan(there.kind === 'upper-bound' ? 1e-3 : 1e-9);
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
    expect(out).toMatch(/^barrier on the network 36-5-10 \(relu, cross-entropy\) on 50 samples of digits$/m);
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
      /point 2 must be on the landscape of point 1 \(.*\), got ".*hidden 6"$/,
    ],
    [
      'glasses of two disorders',
      ['--run', 'glass', '--from', '5', '--to', '6'],
      /point 6 must be on the landscape of point 5 \(.*\), got ".*disorder 1"$/,
    ],
    ['ends of a named glass', ['--size', '9', '--from', '1'], /from must be given with --run or --parameters, got 1$/],
    [
      'another end of a named glass',
      ['--size', '9', '--to', '2'],
      /to must be given with --run or --parameters, got 2$/,
    ],
    ['two landscapes', ['--run', 'nets', '--size', '9'], /exactly one of .* got "--run and --size"$/],
    ['minus one step', ['--size', '9', '--max-steps', '-1'], /max-steps must be an integer ≥ 0, got -1$/],
    ['a threshold of 0', ['--size', '9', '--threshold', '0'], /threshold must be a finite number > 0, got 0$/],
    ['two images', ['--size', '9', '--path-images', '2'], /path-images must be an integer from 3 to 1000, got 2$/],
    ['a tolerance of 0', ['--size', '9', '--tolerance', '0'], /tolerance must be a finite number > 0, got 0$/],
    ['one descent', ['--size', '9', '--starts', '1'], /starts must be an integer from 2 to 100000, got 1$/],
    [
      'another format',
      ['--size', '9', '--out', 'a.pdf'],
      /out must be a file that ends in \.svg or \.png, got "a\.pdf"$/,
    ],
  ])('refuses %s in one line', async (_, words, line) => {
    await ready;
    const placed = words.map((word, i) => (words[i - 1] === '--run' ? at(word) : word));
    const { code, out, err } = await command(['barrier', ...placed]);
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
  // The one that was given as the farther copy says how high the way to it as given is: on the other side of the sphere.
  const asGiven = [one, mirrored].map(({ asGiven: path }) => path?.value ?? null);
  expect(asGiven.filter((height) => height === null)).toHaveLength(1);
  expect([one.sameFunction, mirrored.sameFunction]).toEqual([false, false]);
});

test('two descents into the same minimum are a failed computation, and it says what to try', async () => {
  const { code, err } = await command(['barrier', '--size', '3', '--order', '4', '--seed', '9', '--starts', '2']);
  expect(code).toBe(3);
  expect(err).toMatch(/^error: barrier: 2 descents found no two different ends; raise --starts$/m);
});

describe('between w and −w', () => {
  test('at order 2 the two ends are one function, and the pass is the second eigenvalue of the couplings', async () => {
    const size = 9;
    const X = couplings({ order: 2, size, seed: 1, disorder: 0 });
    const symmetric = X.map((_, k) => (X[k]! + X[(k % size) * size + Math.floor(k / size)]!) / 2);
    // L/Λ = wᵀXw/Λ^{3/2}: critical points are eigenvectors of length √Λ, heights their eigenvalues over √Λ.
    const heights = symmetricEigenvalues(symmetric, size).map((λ) => λ / Math.sqrt(size));
    const found = await barrier(['--order', '2', '--size', String(size), '--starts', '8']);
    expect(found.minima).toEqual({ starts: 8, certified: 8, different: 1 });
    expect(found).toMatchObject({ sameFunction: true, asGiven: null, saddle: { index: 1 } });
    for (const end of found.ends) expect(end.value).toBeCloseTo(heights[0]!, 12);
    expect(found.value).toBeCloseTo(heights[1]!, 12);
    // The half circle from one to the other, in radii.
    expect(found.path.length).toBeCloseTo(Math.PI, 3);
    const { out } = await command(['barrier', '--order', '2', '--size', String(size), '--starts', '8']);
    expect(out).toMatch(/^the two ends are the same function, up to the symmetries of the landscape$/m);
  });

  test('at odd order, where they are no copies, there is a path too: a half circle, to the opposite energy', async () => {
    const poles = { shape: [2, 3], data: Float64Array.of(1, 1, 1, -1, -1, -1) };
    writeFileSync(at('poles.npy'), joinPieces(encodeNpy(poles)));
    const words = ['--size', '3', '--parameters', at('poles.npy'), '--from', '0', '--to', '1', '--straight'];
    const { ends, path, sameFunction, asGiven } = await barrier(words);
    expect({ sameFunction, asGiven }).toEqual({ sameFunction: false, asGiven: null });
    expect(ends[1].value).toBeCloseTo(-ends[0].value, 13);
    // Chords of a half circle between 193 places.
    expect(path.length).toBeCloseTo(Math.PI, 3);
  });
});

/**
 * Two ReLU networks, the second the first with its units in another order, trained by numpy in
 * float64 on the first 300 images of MNIST averaged to 5 × 5 (the numbers below are of the same script).
 * @source the situation: samuela/git-re-basin, issue 8
 */
describe('between permuted copies of a trained network', () => {
  const pair = new URL('fixtures/permuted-copies/pair.npz', import.meta.url).pathname;
  const words = ['--hidden', '8', '--pixels', '5', '--images', '300', '--parameters', pair, '--from', '0', '--to', '1'];
  const expected = { loss: 0.26631917272457806, straightHighest: 1.881675143026967 };

  /** Losses on the line from one to the other as they are given. */
  async function lossesOnLine(shares: readonly number[]): Promise<number[]> {
    const images = firstExamples(datasetExamples(await loadDataset('mnist-5x5', packagedMnist())), 300);
    const landscape = networkLandscape({ sizes: [25, 8, 10], activation: 'relu', loss: 'cross-entropy' }, images);
    const arrays = decodeNpz(readFileSync(pair));
    const [one, other] = [0, 1].map((k) =>
      ['W1', 'b1', 'W2', 'b2'].flatMap((name) => [...arrays.get(`network_${k}_${name}`)!.data]),
    );
    const points = Float64Array.from(shares.flatMap((t) => one!.map((x, i) => (1 - t) * x + t * other![i]!)));
    const values = new Float64Array(shares.length);
    landscape.valueAndGradient(points, shares.length, values, new Float64Array(points.length));
    return [...values];
  }

  test('as given there is a barrier, which is that of the line between them; aligned there is none', async () => {
    const found = await barrier([...words, '--straight']);
    expect(found).toMatchObject({ kind: 'upper-bound', sameFunction: true, saddle: null });
    for (const end of found.ends) expect(end.value).toBeCloseTo(expected.loss, 13);
    // The script looked at a quarter of the line and at places farther from the top; here the top is looked for between places too.
    const quarters = await lossesOnLine([0, 1 / 4, 1 / 2, 3 / 4, 1]);
    expect(Math.max(...quarters)).toBeCloseTo(expected.straightHighest, 13);
    const top = quarters.indexOf(Math.max(...quarters)) / 4;
    const fine = await lossesOnLine(Array.from({ length: 401 }, (_, k) => top + (k / 200 - 1) / 24));
    // To the second order in the distance between places, 1/4800 of the line.
    expect(Math.abs(found.asGiven.value - Math.max(...fine))).toBeLessThan(1e-6);
    expect(found.asGiven.value).toBeGreaterThan(expected.straightHighest);
    expect(found.asGiven.value).toBeLessThan(expected.straightHighest + 3e-4);
    expect(found.asGiven.barrier[0]).toBeCloseTo(found.asGiven.value - expected.loss, 12);
    for (const over of found.straight.barrier) expect(Math.abs(over)).toBeLessThan(1e-14);
    expect(found.path).toMatchObject({ images: null, status: 'straight', steps: 0, residual: null });
    // 290 differences of rounding: the aligned copy is the other end itself.
    expect(found.path.length).toBeLessThan(1e-12);
  });

  test('in words: the way as it is given, and that there is none', async () => {
    const { code, out, err } = await command(['barrier', ...words, '--straight']);
    expect(code).toBe(0);
    expect(out).toMatch(/^straight path as given, top +1\.881\d{3} +1\.615\d{3} +1\.615\d{3}$/m);
    expect(out).toMatch(/^straight path, top +0\.266319 +0\.000000 +0\.000000$/m);
    expect(out).toMatch(/^the two ends are the same function, up to the symmetries of the landscape$/m);
    expect(out).toMatch(/^upper bound: the path was not relaxed; a lower path may exist$/m);
    expect(out).toMatch(/^path: straight, length 0\.000, not relaxed$/m);
    expect(out).not.toMatch(/relaxed path/);
    expect(err).toMatch(/^an end is no minimum, its gradient norm is 1\.5e-2; the path is held there$/m);
  });
});

test('--straight looks at no other path, --no-climb at no saddle: each an upper bound on the next', async () => {
  const glass = ['--size', '12', '--seed', '2', '--starts', '20'];
  const [straight, relaxed, climbed] = [
    await barrier([...glass, '--straight']),
    await barrier([...glass, '--no-climb']),
    await barrier(glass),
  ];
  expect(straight).toMatchObject({ kind: 'upper-bound', reason: 'the path was not relaxed', saddle: null });
  expect(straight.path).toMatchObject({ images: null, status: 'straight', steps: 0, residual: null });
  expect(straight.value).toBe(straight.straight.value);
  const highest = Math.max(...straight.path.values);
  expect(straight.value).toBeGreaterThanOrEqual(highest);
  expect(straight.value).toBeLessThan(highest + 2e-4);
  expect(relaxed).toMatchObject({ kind: 'upper-bound', reason: 'no saddle was looked for', saddle: null });
  expect(relaxed.straight).toEqual(straight.straight);
  expect(relaxed.value).toBeLessThan(straight.value);
  expect(relaxed.path.values).toEqual(climbed.path.values);
  expect(climbed.saddle).not.toBeNull();
  // A path from one side to the other is nowhere lower than the pass.
  expect(climbed.value).toBeLessThan(relaxed.value + 1e-9);
  const { code } = await command(['barrier', ...glass, '--straight', '--out', at('line.svg')]);
  expect(code).toBe(0);
  const svg = readFileSync(at('line.svg'), 'utf8');
  expect(svg.includes('the shortest path')).toBe(true);
  expect(svg.includes('>relaxed<')).toBe(false);
});

test('on a network without points: the two lowest ends of descents, here two copies of the least squares', async () => {
  const words = ['--hidden', '2', '--activation', 'identity', '--loss', 'squared', '--pixels', '2', '--images', '64'];
  const few = ['--starts', '2', '--seed', '2', '--path-images', '7', '--max-steps', '60'];
  const found = await barrier([...words, '--data', writeCorners(at('corners')), ...few]);
  expect(found.minima).toEqual({ starts: 2, certified: 2, different: 1 });
  expect(found).toMatchObject({ sameFunction: true, landscape: { family: 'network', hidden: [2], seed: 2 } });
  for (const end of found.ends) {
    expect(end.value).toBeCloseTo(leastLossOfCorners, 13);
    expect(end.gradientNorm).toBeLessThan(1e-10);
  }
  // Between them the loss is no lower than at them: they are the least.
  expect(Math.min(...found.path.values)).toBeGreaterThan(leastLossOfCorners - 1e-13);
  expect(found.value).toBeLessThan(found.straight.value);
});

describe('Ctrl-C', () => {
  /** Long after the ends are found, on a busy machine too; the path never comes to its end. */
  const soon = () => AbortSignal.timeout(1500);
  const endless = ['--size', '7', '--seed', '1', '--starts', '4', '--max-steps', '1000000', '--tolerance', '1e-300'];

  test('while the path relaxes: prints what is known, and exits with 130', async () => {
    const { straight, ends } = await barrier([...endless.slice(0, 6), '--straight']);
    const { code, out, err } = await command(['barrier', ...endless, '--json'], {}, soon());
    expect({ code, err }).toEqual({ code: 130, err: 'interrupted\n' });
    const found = JSON.parse(out);
    expect(found).toMatchObject({ kind: 'upper-bound', reason: 'it was interrupted', saddle: null });
    expect(found.straight).toEqual(straight);
    expect(found.ends).toEqual(ends);
    expect(found.value).toBeLessThanOrEqual(found.straight.value);
    const words = await command(['barrier', ...endless], {}, soon());
    expect(words.code).toBe(130);
    expect(words.out).toMatch(/^upper bound: it was interrupted; a lower path may exist$/m);
  });

  test('while the ends are looked for: nothing is known, nothing is printed', async () => {
    const words = ['barrier', '--size', '80', '--starts', '5000', '--json'];
    expect(await interrupted(words)).toEqual({ code: 130, out: '', err: 'interrupted\n' });
  });
});
