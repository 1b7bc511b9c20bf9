/** `index` and `spectrum` on the points of stored runs: the counts by inertia against the eigenvalues, and against the run's own. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

const ready = (async () => {
  await command(['spin-glass', '--size', '13', '--replicas', '9', '--disorders', '2', '--out', at('glass')]);
  const train = ['train', '--widths', '5,8', '--networks', '2', '--epochs', '3', ...sizes];
  await command([...train, '--keep-parameters', '--out', at('nets')]);
  await command([...train, '--no-keep-parameters', '--out', at('bare')]);
})();

describe('index', () => {
  test('of a minimum of a spin glass: certified, nothing below, and the gradient norm of the run', async () => {
    await ready;
    const { out } = await command(['resume', at('glass'), '--json']);
    const { gradientNorms, indices, statuses } = JSON.parse(out);
    for (const k of [0, 8, 9, 17]) {
      const index = await json(['index', '--run', at('glass'), '--point', String(k), '--threshold', '1e-6']);
      expect(index).toMatchObject({ dimension: 12, threshold: 1e-6, negative: indices[k], undetermined: 0 });
      expect(index.gradientNorm).toBeLessThan(1e-9);
      expect(Math.abs(index.gradientNorm - gradientNorms[k])).toBeLessThan(1e-12);
      expect(index.certificate).toMatchObject({ kind: 'newton-kantorovich', holds: statuses[k] === 'converged' });
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
    expect(index.certificate.holds).toBe(index.certificate.coupling <= 0.001);
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
  expect(index.certificate).toBeNull();
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
  ['a threshold of 0', ['index', '--run', 'nets', '--threshold', '0'], /threshold must be a finite number > 0, got 0$/],
  [
    'more images than there are',
    ['index', '--run', 'nets', '--images', '301'],
    /images must be an integer from 1 to 300, got 301$/,
  ],
  ['images of a glass', ['index', '--run', 'glass', '--images', '3'], /images must be asked of networks/],
  [
    'a full spectrum of anything',
    ['spectrum', '--run', 'nets', '--full-up-to', '9999'],
    /full-up-to must be an integer from 0 to 4000/,
  ],
])('refuses %s in one line', async (_, words, line) => {
  await ready;
  const { code, out, err } = await command(words.map((word, i) => (words[i - 1] === '--run' ? at(word) : word)));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd()).toMatch(line);
});

test('says the largest dimension that fits when the Hessian does not', async () => {
  await ready;
  const { code, err } = await command(['index', '--run', at('nets')], { memory: async () => 9 * 100 * 100 });
  expect(code).toBe(2);
  expect(err).toMatch(/the Hessian of 245 dimensions needs .* the largest dimension that fits is 100$/m);
});
