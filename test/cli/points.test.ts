/** `index` and `spectrum` on stored points, on files and on random starts: the counts by inertia against the eigenvalues, and against the run's own. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { tangentHessian } from '../../src/curvature/index.ts';
import { encodeNpy, encodeNpz, joinPieces } from '../../src/data/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { randomStart, spinGlass } from '../../src/landscapes/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { command, scratchFolder } from './fixtures/command.ts';
import { writeDigits } from './fixtures/idx.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const data = writeDigits(at('digits'));
const sizes = ['--pixels', '6', '--train-size', '200', '--test-size', '63', '--data', data];

async function json(words: readonly string[]) {
  const { code, out, err } = await command([...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

const write = (name: string, pieces: readonly Uint8Array[]) => writeFileSync(at(name), joinPieces(pieces));
const row = (data: Float64Array) => ({ shape: [data.length], data });

const ready = (async () => {
  write('nan.npy', encodeNpy(row(Float64Array.of(1, Number.NaN, 1))));
  write('zero.npy', encodeNpy(row(new Float64Array(3))));
  write('text.npz', encodeNpz({ a: { text: ['one', 'two'] } }));
  write('cube.npy', encodeNpy({ shape: [1, 1, 3], data: Float64Array.of(1, 1, 1) }));
  write('two.npz', encodeNpz({ a: row(Float64Array.of(1, 1, 1)), b: row(Float64Array.of(1, 1, 1)) }));
  write('layer.npz', encodeNpz({ W1: { shape: [3, 1], data: Float64Array.of(1, 1, 1) } }));
  writeFileSync(at('f.csv'), '1,1,1');
  await command(['spin-glass', '--size', '13', '--replicas', '9', '--disorders', '2', '--out', at('glass')]);
  const train = ['train', '--widths', '5,8', '--networks', '2', '--epochs', '3', ...sizes];
  await command([...train, '--keep-parameters', '--out', at('nets')]);
  await command([...train, '--no-keep-parameters', '--out', at('bare')]);
})();

describe('index', () => {
  test('of a minimum of a spin glass: certified, nothing below, and the gradient norm of the run', async () => {
    await ready;
    const { out } = await command(['resume', at('glass'), '--json']);
    const { energies, gradientNorms, indices, statuses } = JSON.parse(out);
    for (const k of [0, 8, 9, 17]) {
      const index = await json(['index', '--run', at('glass'), '--point', String(k), '--threshold', '1e-6']);
      expect(index).toMatchObject({ dimension: 12, threshold: 1e-6, negative: indices[k], undetermined: 0 });
      expect(index.gradientNorm).toBeLessThan(1e-9);
      expect(Math.abs(index.gradientNorm - gradientNorms[k])).toBeLessThan(1e-12);
      expect(statuses[k]).toBe('converged');
      expect(index.certificate).toMatchObject({ kind: 'newton-kantorovich', holds: true });
      expect(index.pointKind).toBe('minimum');
      expect(index.value).toBeCloseTo(energies[k], 12);
      const { eigenvalues } = await json(['spectrum', '--run', at('glass'), '--point', String(k)]);
      expect(eigenvalues.filter((x: number) => x > 1e-6)).toHaveLength(index.positive);
    }
  });

  test.each([0, 1, 3])('of network %i: what the eigenvalues say', async (k) => {
    await ready;
    const words = ['--run', at('nets'), '--point', String(k)];
    const index = await json(['index', ...words]);
    const { eigenvalues, idle, dimension, method } = await json(['spectrum', ...words]);
    expect(method).toBe('full');
    expect(dimension).toBe(k < 2 ? 5 * 37 + 60 : 8 * 37 + 90);
    expect(eigenvalues.length + idle).toBe(dimension);
    expect(index).toMatchObject({
      dimension,
      threshold: 0.001,
      negative: eigenvalues.filter((x: number) => x < -0.001).length,
      positive: eigenvalues.filter((x: number) => x > 0.001).length,
      undetermined: 0,
    });
    expect(index.gradientNorm).toBeGreaterThan(1e-3); // three epochs are no critical point
    expect(index.certificate.kind).toBe('coupling');
    expect(index.negative).toBeLessThanOrEqual(index.indexBound);
    expect(index.certificate.holds).toBe(index.certificate.floor >= -0.001);
    // No eigenvalue lies below the floor, which was known without them; they are right to 1e-14 of the largest.
    expect(eigenvalues[0]).toBeGreaterThanOrEqual(index.certificate.floor - 1e-12);
    expect(index.pointKind).toBeNull();
  });

  test('of a network over fewer images is another index, and says so in words', async () => {
    await ready;
    const { code, out } = await command(['index', '--run', at('nets'), '--images', '7']);
    expect(code).toBe(0);
    expect(out).toMatch(/eigenvalues\s+count\s+share of 245/);
    expect(out).toMatch(/gradient norm \d\.\d+e[+-]\d; certificate coupling: (holds|does not hold)/);
  });
});

test('of a deep network: products and inertia agree with the eigenvalues', async () => {
  const parameters = { hidden: [4, 3], activation: 'tanh', networks: 2, epochs: 2, keepParameters: true };
  const images = { pixels: 4, trainSize: 90, testSize: 20 };
  const spec = { experiment: 'deep-training', parameters: { ...parameters, ...images } };
  writeFileSync(at('deep.json'), JSON.stringify(spec));
  await command(['run', at('deep.json'), '--data', data, '--out', at('deep')]);
  const words = ['--run', at('deep'), '--point', '1'];
  const index = await json(['index', ...words]);
  const { eigenvalues } = await json(['spectrum', ...words]);
  expect(eigenvalues).toHaveLength(4 * 17 + 3 * 5 + 10 * 4);
  expect(index.negative).toBe(eigenvalues.filter((x: number) => x < -0.001).length);
  expect(index.negative).toBeGreaterThan(0);
  expect(index.positive).toBe(eigenvalues.filter((x: number) => x > 0.001).length);
  // Counted by the kernels, of the point itself: two epochs are no critical point, and nothing is said of one.
  expect(index.certificate).toBeNull();
  expect(index.pointKind).toBeNull();
  expect(index.gradientNorm).toBeGreaterThan(1e-3);
  expect(index.landscape).toEqual({
    ...{ family: 'network', hidden: [4, 3], activation: 'tanh', loss: 'cross-entropy' },
    ...{ data: `file:${data}`, pixels: 4, images: 90, seed: 1 },
  });
});

describe('spectrum', () => {
  test('by Lanczos ends where the eigenvalues do, with the trace within five standard errors', async () => {
    await ready;
    const words = ['spectrum', '--run', at('nets'), '--point', '2'];
    const { eigenvalues } = await json(words);
    const estimate = await json([...words, '--full-up-to', '0', '--extremes', '3']);
    expect(estimate.method).toBe('estimate');
    const sum = eigenvalues.reduce((a: number, b: number) => a + b, 0);
    expect(Math.abs(estimate.trace.value - sum)).toBeLessThan(5 * estimate.trace.standardError + 1e-9);
    estimate.largest.forEach(({ value, residual }: { value: number; residual: number }, i: number) => {
      // A residual bounds the distance to an eigenvalue; converged to 1e-6 of the norm, it is the one in this place.
      expect(Math.abs(value - eigenvalues[eigenvalues.length - 3 + i])).toBeLessThan(residual + 1e-9);
    });
    expect(estimate.density.at).toHaveLength(400);
  });
});

describe('a point from a file', () => {
  const network = ['--hidden', '5', '--pixels', '6', '--images', '200', '--data', data];
  const counts = (index: Record<string, unknown>) => {
    const { negative, zero, positive, undetermined, gradientNorm } = index;
    return { negative, zero, positive, undetermined, gradientNorm };
  };

  test.each(['npz', 'safetensors'])(
    'exported as %s: the index is that of the stored point, to the bit',
    async (format) => {
      await ready;
      const [glass, nets] = [at(`glass.${format}`), at(`nets.${format}`)];
      await command(['export', at('glass'), '--to', format, '--out', glass]);
      await command(['export', at('nets'), '--to', format, '--out', nets]);
      const stored = await json(['index', '--run', at('glass'), '--point', '11']);
      const named = ['--size', '13', '--disorder', '1', '--parameters', glass, '--point', '11'];
      expect(counts(await json(['index', ...named]))).toEqual(counts(stored));
      const trained = await json(['index', '--run', at('nets'), '--point', '1']);
      const own = await json(['index', ...network, '--parameters', nets, '--point', '1']);
      expect(counts(own)).toEqual(counts(trained));
      expect(own.landscape).toEqual(trained.landscape);
      expect(own).toMatchObject({ parameters: nets, row: 1 });
    },
  );

  test('W1, b1, W2, b2 are put end to end, float64 or float32', async () => {
    const draw = stream(1, 'test/points', 0, 'weights');
    const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
    const [W1, b1, W2, b2] = [normals(5 * 36), normals(5), normals(10 * 5), normals(10)];
    const whole = Float64Array.of(...W1, ...b1, ...W2, ...b2);
    const layers = { W1: { shape: [5, 36], data: W1 }, b1: { shape: [5], data: b1 } };
    const rest = { W2: { shape: [10, 5], data: W2 }, b2: { shape: [10], data: b2 } };
    write('layers.npz', encodeNpz({ ...rest, ...layers }));
    write('vector.npy', encodeNpy({ shape: [whole.length], data: whole }));
    const [apart, together] = await Promise.all(
      ['layers.npz', 'vector.npy'].map((file) => json(['index', ...network, '--parameters', at(file)])),
    );
    expect(counts(apart)).toEqual(counts(together));
    const { gradientNorm } = together;
    write('single.npy', encodeNpy({ shape: [whole.length], data: Float32Array.from(whole) }));
    const single = await json(['index', ...network, '--parameters', at('single.npy')]);
    expect(Math.abs(single.gradientNorm / gradientNorm - 1)).toBeLessThan(1e-5); // 100 sums of float32
  });

  test('off the sphere it says by how much, and --retract puts it back', async () => {
    const start = new Float64Array(13);
    randomStart({ order: 3, size: 13, seed: 1, disorder: 0 }, 4, start);
    write('off.npy', encodeNpy({ shape: [13], data: start.map((x) => 0.97 * x) }));
    const words = ['index', '--size', '13', '--parameters', at('off.npy')];
    const { code, out, err } = await command(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /point must be on the sphere .*\(--retract puts it there\), got "off by 0\.0300 of its size"$/m,
    );
    const back = await json([...words, '--retract']);
    const there = await json(['index', '--size', '13', '--point', '4']);
    expect(back).toMatchObject({ negative: there.negative, positive: there.positive });
    expect(Math.abs(back.gradientNorm - there.gradientNorm)).toBeLessThan(1e-14);
  });
});

test('a random start of a glass: the gradient norm and the eigenvalues of the library', async () => {
  const shape = { order: 4, size: 11, seed: 5, disorder: 2 };
  const glass = spinGlass(shape, createKernels(), 'float64');
  const start = new Float64Array(11);
  randomStart(shape, 3, start);
  const here = tangentHessian(glass, start);
  const { entries } = here.matrix();
  const words = ['--order', '4', '--size', '11', '--seed', '5', '--disorder', '2', '--point', '3'];
  const index = await json(['index', ...words]);
  expect(index.gradientNorm).toBeCloseTo(Math.hypot(...here.gradient) / Math.sqrt(11), 13);
  expect(index.landscape).toEqual({ family: 'spin-glass', ...shape });
  expect(index.value).toBeCloseTo(here.value / 11, 13);
  expect(index.certificate.holds).toBe(false);
  const { eigenvalues } = await json(['spectrum', ...words]);
  symmetricEigenvalues(entries, 10).forEach((x, i) => void expect(eigenvalues[i]).toBeCloseTo(x, 12));
  expect(index.negative).toBe(eigenvalues.filter((x: number) => x < -0.001).length);
});

test('a Hessian that does not fit is multiplied with: the same extremes, and a trace within its errors', async () => {
  const network = ['--hidden', '20', '--pixels', '6', '--images', '40', '--data', data, '--seed', '2'];
  const words = ['spectrum', ...network, '--full-up-to', '0', '--extremes', '1', '--json'];
  const [formed, multiplied] = await Promise.all(
    [1e9, 2e7].map(async (bytes) => {
      const { code, out } = await command(words, { memory: async () => bytes });
      expect(code).toBe(0);
      return JSON.parse(out);
    }),
  );
  // Idle rows are left out of the products too: the two are estimates of the same eigenvalues.
  expect(multiplied).toMatchObject({ method: 'estimate', idle: formed.idle, dimension: 20 * 37 + 210 });
  expect(formed.idle).toBeGreaterThan(0);
  for (const end of ['smallest', 'largest'])
    expect(Math.abs(multiplied[end][0].value / formed[end][0].value - 1)).toBeLessThan(1e-9);
  const [one, other] = [formed.trace, multiplied.trace];
  const error = Math.hypot(one.standardError, other.standardError);
  expect(Math.abs(one.value - other.value)).toBeLessThan(5 * error);
});

test.each<[string, string[], RegExp]>([
  [
    'a point that is not there',
    ['index', '--point', '4', '--run', 'nets'],
    /index: point must be an integer from 0 to 3, got 4$/,
  ],
  [
    'half a point',
    ['spectrum', '--point', '0.5', '--run', 'nets'],
    /spectrum: point must be an integer from 0 to 3, got 0\.5$/,
  ],
  [
    'networks that were not kept',
    ['index', '--run', 'bare'],
    /run must be one that kept its points \(train with --keep-parameters\)/,
  ],
  ['no run', ['index', '--run', 'nowhere'], /is no run folder/],
  ['no landscape', ['index'], /landscape must be named by exactly one of --run .* got "none of them"$/],
  ['two landscapes', ['index', '--size', '9', '--hidden', '3'], /exactly one of .* got "--hidden and --size"$/],
  [
    'an option of another landscape',
    ['index', '--size', '9', '--loss', 'hinge'],
    /index: loss must be asked of a gated-network or network or sampled-glass, got "spin-glass"$/,
  ],
  [
    'images of a named glass',
    ['index', '--size', '9', '--images', '3'],
    /index: images must be asked of a network, got "spin-glass"$/,
  ],
  [
    'no such family',
    ['index', '--landscape', 'glas'],
    /landscape must be one of deep-linear, gated-network, linear-resnet, mixed-glass, network, path-polynomial, random-tensor, sampled-glass, spin-glass, tensor, got "glas"$/,
  ],
  [
    'a family and a short form',
    ['index', '--landscape', 'network', '--run', 'nets'],
    /exactly one of .* got "--run and --landscape"$/,
  ],
  [
    'a short form of another family',
    ['index', '--landscape', 'network', '--size', '9'],
    /index: size must be asked of a gated-network or mixed-glass or path-polynomial or random-tensor or sampled-glass or spin-glass or tensor, got "network"$/,
  ],
  ['a family without its size', ['index', '--landscape', 'spin-glass'], /size must be an integer ≥ 2, got undefined$/],
  [
    'other activations than the run had',
    ['index', '--run', 'nets', '--activation', 'tanh'],
    /activation must be left to the run, got "a network"$/,
  ],
  [
    'a file beside a run',
    ['index', '--run', 'nets', '--parameters', 'x.npy'],
    /parameters must be given with --landscape \(a run has points of its own\), got "--run"$/,
  ],
  ['an array of no file', ['index', '--size', '9', '--array', 'x'], /array must be given with --parameters, got "x"$/],
  [
    'a missing file',
    ['index', '--size', '9', '--parameters', 'no.npy'],
    /no\.npy cannot be read \(ENOENT: there is no such file\)$/,
  ],
  [
    'another format',
    ['index', '--size', '9', '--parameters', 'f.csv'],
    /f\.csv must end in \.npy, \.npz or \.safetensors$/,
  ],
  ['NaN', ['index', '--size', '3', '--parameters', 'nan.npy'], /index: point\[1\] must be finite, got NaN$/],
  [
    'the center',
    ['index', '--size', '3', '--parameters', 'zero.npy', '--retract'],
    /point must be one that can be put on the sphere, got "its center"$/,
  ],
  [
    'another dimension',
    ['index', '--size', '5', '--parameters', 'nan.npy'],
    /point must be 5 numbers \(3-spin glass of 5 spins, .*\), got 3$/,
  ],
  [
    'texts',
    ['index', '--size', '3', '--parameters', 'text.npz'],
    /text\.npz: a\.npy: elements must be real numbers .*, got <U3$/,
  ],
  [
    'a row too far',
    ['index', '--size', '3', '--parameters', 'zero.npy', '--point', '1'],
    /point must be 0 \(.*zero\.npy holds 1 point\), got 1$/,
  ],
  [
    'a cube',
    ['index', '--size', '3', '--parameters', 'cube.npy'],
    /must hold a vector or one a row, got the shape 1 × 1 × 3$/,
  ],
  [
    'several arrays',
    ['index', '--size', '3', '--parameters', 'two.npz'],
    /two\.npz has no "points"; it has a, b; --array names a vector, or points one a row$/,
  ],
  [
    'an array that is not there',
    ['index', '--size', '3', '--parameters', 'two.npz', '--array', 'c'],
    /two\.npz has no array c; it has a, b$/,
  ],
  [
    'a layer of another shape',
    ['index', '--hidden', '5', '--parameters', 'layer.npz'],
    /hidden must be left out \(.*layer\.npz holds a network 1-3\), got \[5\]$/,
  ],
  ['a layer of no units', ['index', '--hidden', '3,0'], /hidden\[1\] must be an integer from 1 to 65536, got 0$/],
  [
    'no activation',
    ['index', '--hidden', '3', '--activation', 'rleu'],
    /activation must be one of identity, relu, sigmoid, tanh, got "rleu"$/,
  ],
  ['an order of 6', ['index', '--size', '9', '--order', '6'], /order must be an integer from 2 to 5, got 6$/],
  [
    'too large a glass',
    ['index', '--size', '9000'],
    /a 3-spin glass of 9000 spins, seed 1, disorder 0 needs .* the largest size that fits is \d+$/,
  ],
  ['a threshold of 0', ['index', '--run', 'nets', '--threshold', '0'], /threshold must be a finite number > 0, got 0$/],
  [
    'more images than there are',
    ['index', '--run', 'nets', '--images', '301'],
    /images must be an integer from 1 to 300, got 301$/,
  ],
  [
    'images of a glass',
    ['index', '--run', 'glass', '--images', '3'],
    /images must be asked of a network, got "a spin-glass"$/,
  ],
  [
    'a full spectrum of anything',
    ['spectrum', '--run', 'nets', '--full-up-to', '9999'],
    /full-up-to must be an integer from 0 to 4000/,
  ],
])('refuses %s in one line', async (_, words, line) => {
  await ready;
  const named = ['--run', '--parameters'];
  const digits = words.includes('--hidden') ? ['--data', data] : [];
  const placed = words.map((word, i) => (named.includes(words[i - 1] ?? '') ? at(word) : word));
  const { code, out, err } = await command([...placed, ...digits]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd()).toMatch(line);
  expect(err.trimEnd()).not.toContain('\n');
});

test('says the largest dimension that fits when the Hessian does not', async () => {
  await ready;
  const { code, err } = await command(['index', '--run', at('nets')], { memory: async () => 9 * 100 * 100 });
  expect(code).toBe(2);
  expect(err).toMatch(
    /the Hessian of 245 dimensions needs .* the largest dimension that fits is 100; instead, "glasscape spectrum/m,
  );
});
