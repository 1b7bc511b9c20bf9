/**
 * Situations that people met with other tools (README.md beside): each number to the digits that an independent program gives, each thing
 * that is not offered refused in one line. Those of files, tensors and permuted copies stand in test/cli and test/search.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { openPointFile, pointIn } from '../../src/cli/point-file.ts';
import { indexAt } from '../../src/curvature/index.ts';
import { fullSpectrum } from '../../src/curvature/spectrum.ts';
import { decodeNpz } from '../../src/data/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import type { Family } from '../../src/landscapes/family.ts';
import { datasetExamples } from '../../src/landscapes/network/examples.ts';
import { networkFamily } from '../../src/landscapes/network/family.ts';
import { networkHessian } from '../../src/landscapes/network/hessian.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import type { NetworkModel } from '../../src/landscapes/network/shape.ts';
import { tridiagonalEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { userData } from '../../src/node/user-data.ts';
import { command, scratchFolder } from '../cli/fixtures/command.ts';
import { distance } from '../linalg/matrices.ts';

const folder = new URL('./', import.meta.url).pathname;
const at = (path: string) => `${folder}${path}`;
const read = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const kernels = createKernels();
const scratch = scratchFolder();
const counted = (λ: readonly number[], threshold: number) => ({
  negative: λ.filter((x) => x < -threshold).length,
  zero: λ.filter((x) => Math.abs(x) <= threshold).length,
  positive: λ.filter((x) => x > threshold).length,
});

interface Case extends NetworkModel {
  readonly x: number[][];
  readonly t: number[][] | number[];
  readonly point: number[];
  readonly expected: { loss: number; gradientNorm: number; eigenvalues: number[]; trace: number };
}

/** Objectives that the files name in words. */
const decays: Readonly<Record<string, number>> = { 'weight-decay-0.01': 0.01 };

const networks = readdirSync(folder)
  .filter((name) => existsSync(at(`${name}/case.json`)) && 'sizes' in read(`${name}/case.json`))
  .map((name): [string, Case] => [name, read(`${name}/case.json`)]);

test('all networks are here', () => expect(networks.length).toBe(20));

it.each(networks)('%s: loss, gradient, all eigenvalues, counts', (name, { x, t, point, expected, ...model }) => {
  const outputs = model.sizes.at(-1)!;
  const rows = t.map((row) => (Array.isArray(row) ? row : oneHot(row, outputs)));
  const examples = {
    ...{ count: x.length, inputs: model.sizes[0]!, outputs },
    ...{ x: Float64Array.from(x.flat()), t: Float64Array.from(rows.flat()) },
  };
  const shape = { ...model, ...(decays[name] !== undefined && { decay: decays[name] }) };
  const landscape = networkLandscape(shape, examples, kernels);
  const theta = Float64Array.from(point);
  const hessian = landscape.hessianAt(theta);
  const norm = Math.sqrt(hessian.gradient.reduce((sum, g) => sum + g * g, 0));
  const exact = Float64Array.from(expected.eigenvalues);
  const size = Math.max(...exact.map(Math.abs), 1e-3);
  expect(Math.abs(hessian.value - expected.loss)).toBeLessThan(1e-13 * Math.max(1, expected.loss));
  expect(Math.abs(norm - expected.gradientNorm)).toBeLessThan(1e-12 * Math.max(1, expected.gradientNorm));
  expect(distance(fullSpectrum(hessian), exact)).toBeLessThan(1e-11 * size);
  const { negative, zero, positive, undetermined } = indexAt(landscape, theta, { threshold: 1e-9 });
  expect({ negative, zero, positive, undetermined }).toEqual({ ...counted([...exact], 1e-9), undetermined: 0 });
});

function oneHot(label: number, outputs: number): number[] {
  return Array.from({ length: outputs }, (_, o) => Number(o === label));
}

async function json(words: readonly string[]) {
  const { code, out, err } = await command([...words, '--json']);
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

test('zero-init-tanh: an exact saddle, its counts, and the eigenvalues of the closed form', async () => {
  const { loss, counts, eigenvalues } = read('zero-init-tanh/expected.json');
  const words = ['--hidden', '3', '--activation', 'tanh', '--pixels', '5', '--images', '500'];
  const file = ['--parameters', at('zero-init-tanh/zero.npz')];
  const index = await json(['index', ...words, ...file, '--threshold', '1e-6']);
  expect(Math.abs(index.value - loss)).toBeLessThan(1e-13);
  expect(index).toMatchObject(counts);
  const spectrum = await json(['spectrum', ...words, ...file]);
  expect(distance(Float64Array.from(spectrum.eigenvalues), Float64Array.from(eigenvalues))).toBeLessThan(1e-12);
});

test('multiplicity-8: block Krylov gives a multiple eigenvalue as often as it is there', async () => {
  const { lowest, highest } = read('multiplicity-8/expected.json');
  const words = ['--hidden', '8', '--activation', 'tanh', '--pixels', '5', '--images', '100'];
  const ends = ['--full-up-to', '0', '--extremes', '10', '--parameters', at('multiplicity-8/zero.npz')];
  const found = await json(['spectrum', ...words, ...ends]);
  const values = (list: readonly { value: number }[]) => list.map(({ value }) => value).sort((a, b) => a - b);
  const same = (list: readonly number[], exact: readonly number[]) =>
    distance(Float64Array.from(list), Float64Array.from([...exact].sort((a, b) => a - b)));
  expect(same(values(found.smallest), lowest)).toBeLessThan(1e-8);
  expect(same(values(found.largest), highest)).toBeLessThan(1e-8);
});

const odd = read('relu-odd-batches/expected.json').expected as Record<string, Case['expected']>;
test.each(Object.entries(odd))('relu-odd-batches, %s samples: a dead unit, two equal ones', async (name, expected) => {
  const [loss, images] = name.split('-') as [string, string];
  const words = ['--hidden', '7', '--pixels', '5', '--images', images];
  const objective = ['--loss', loss === 'ce' ? 'cross-entropy' : 'squared'];
  const file = ['--parameters', at('relu-odd-batches/net.npz')];
  const found = await json(['spectrum', ...words, ...objective, ...file]);
  expect(Math.abs(found.value - expected.loss)).toBeLessThan(1e-12 * Math.max(1, expected.loss));
  const exact = Float64Array.from(expected.eigenvalues);
  const size = Math.max(...exact.map(Math.abs));
  // Those of parameters that change nothing are 0 and not listed.
  const all = Float64Array.from([
    ...found.eigenvalues,
    ...new Array<number>(found.dimension - found.eigenvalues.length).fill(0),
  ]);
  expect(distance(all.sort(), exact)).toBeLessThan(1e-12 * size);
});

describe('one’s own network on one’s own table', () => {
  const table = ['--data', at('own-net-iris/iris.csv')];

  test('own-net-iris: the value, spectrum and counts that torch and LAPACK give', async () => {
    const { expected } = read('own-net-iris/expected.json');
    const words = ['--parameters', at('own-net-iris/model.safetensors'), ...table, '--activation', 'tanh'];
    const found = await json(['spectrum', ...words, '--target', 'species', '--loss', 'cross-entropy']);
    expect(Math.abs(found.value - expected.loss)).toBeLessThan(1e-14);
    const exact = Float64Array.from(expected.eigenvalues);
    expect(distance(Float64Array.from(found.eigenvalues), exact)).toBeLessThan(1e-13);
    const index = await json(['index', ...words, '--threshold', '1e-6']);
    expect(index).toMatchObject({ ...counted(expected.eigenvalues, 1e-6), undetermined: 0 });
    expect(index.quantity).toContain('mean loss');
    expect(index.convention).toBe('mean over the samples of −Σ t log softmax(z) over the outputs');
  });

  test('own-net-iris: blocks of the layers, Gauss–Newton part, eigenvectors', async () => {
    const { expected } = read('own-net-iris/expected.json');
    const words = ['spectrum', '--parameters', at('own-net-iris/model.safetensors'), ...table, '--activation', 'tanh'];
    const file = join(scratch, 'vectors.npz');
    const { byLayer, eigenvalues } = await json([...words, '--by', 'layer', '--vectors', file]);
    expect(byLayer.map(({ name, dimension }: { name: string; dimension: number }) => [name, dimension])).toEqual([
      ['1', 4 * 5 + 5],
      ['2', 5 * 3 + 3],
    ]);
    const trace = byLayer.reduce((sum: number, block: { trace: number }) => sum + block.trace, 0);
    expect(Math.abs(trace - expected.trace)).toBeLessThan(1e-13);
    for (const { trace: own, eigenvalues: λ } of byLayer)
      expect(Math.abs(λ.reduce((sum: number, x: number) => sum + x, 0) - own)).toBeLessThan(1e-13);
    const arrays = decodeNpz(readFileSync(file));
    const [values, vectors] = [arrays.get('eigenvalues')!.data, arrays.get('vectors')!.data];
    expect([...values]).toEqual(eigenvalues);
    // Rows are orthonormal, and Σ λ v vᵀ has the blocks' traces.
    const n = values.length;
    for (let a = 0; a < n; a++)
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let i = 0; i < n; i++) product += vectors[a * n + i]! * vectors[b * n + i]!;
        expect(Math.abs(product - Number(a === b))).toBeLessThan(1e-13);
      }
    let first = 0;
    for (let k = 0; k < n; k++) for (let i = 0; i < 25; i++) first += values[k]! * vectors[k * n + i]! ** 2;
    expect(Math.abs(first - byLayer[0].trace)).toBeLessThan(1e-13);
    const part = await json([...words, '--gauss-newton']);
    expect(part.part).toBe('gauss-newton');
    const data = { name: 'file:iris.csv', ...(await userData(at('own-net-iris/iris.csv'), {})) };
    const { position } = pointIn('test', await openPointFile(at('own-net-iris/model.safetensors')), {
      ...{ array: undefined, row: 0, family: networkFamily as Family, fields: {}, layout: undefined },
    });
    const model = { sizes: [4, 5, 3], activation: 'tanh', loss: 'cross-entropy' } as const;
    const { gaussNewton } = networkHessian(model, datasetExamples(data), position);
    expect(distance(Float64Array.from(part.eigenvalues), fullSpectrum(gaussNewton))).toBeLessThan(1e-13);
  });

  test('own-net-iris: the same from the archive', async () => {
    const words = ['--parameters', at('own-net-iris/model.safetensors'), '--activation', 'tanh'];
    const csv = await json(['index', ...words, ...table]);
    const npz = await json(['index', ...words, '--data', at('own-net-iris/iris.npz')]);
    for (const key of ['value', 'negative', 'zero', 'positive', 'accuracy']) expect(npz[key]).toEqual(csv[key]);
  });

  test('sklearn-iris: the penalty is part of the objective; with it nothing is negative', async () => {
    const { without_penalty: bare, with_penalty: whole } = read('sklearn-iris/expected.json');
    const words = ['spectrum', '--parameters', at('sklearn-iris/clf.npz'), ...table, '--activation', 'tanh'];
    const plain = await json(words);
    expect(Math.abs(plain.value - bare.loss)).toBeLessThan(1e-15);
    expect(distance(Float64Array.from(plain.eigenvalues), Float64Array.from(bare.eigenvalues))).toBeLessThan(1e-15);
    // scikit-learn adds α/(2n) Σ W² over weights: λ = α/n with its α = 0.001 and n = 150.
    const decay = ['--weight-decay', String(0.001 / 150), '--decays', 'weights'];
    const found = await json([...words, ...decay]);
    expect(Math.abs(found.value - whole.sklearn_loss)).toBeLessThan(1e-15);
    const exact = Float64Array.from(whole.eigenvalues);
    expect(distance(Float64Array.from(found.eigenvalues), exact)).toBeLessThan(1e-14);
    const index = await json(['index', ...words.slice(1), ...decay, '--threshold', '1e-9']);
    expect(index).toMatchObject({ negative: 0, zero: 1, positive: 42 });
    expect(Math.abs(index.gradientNorm - whole.gradientNorm)).toBeLessThan(1e-14);
  });

  test.each(readdirSync(at('onnx-iris')).filter((name) => name.endsWith('.onnx')))(
    'onnx-iris: %s is refused in one line',
    async (name) => {
      const { code, out, err } = await command(['index', '--parameters', at(`onnx-iris/${name}`), ...table]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^error: .*\.onnx must end in \.npy, \.npz or \.safetensors\n$/);
    },
  );
});

// Samples, numbers in an input, classes: what the files hold.
test.each<[string, readonly string[], number, number]>([
  ['data-csv/iris.csv', [], 4, 3],
  ['data-emnist-letters', ['--pixels', '7'], 49, 26],
  ['data-fashion-gz', ['--pixels', '7'], 49, 10],
  ['data-keras/mnist.npz', ['--pixels', '7'], 49, 10],
  ['data-letters-renamed', ['--pixels', '7'], 49, 26],
  ['data-rect-28x20', [], 560, 10],
  ['data-small-8x8', [], 64, 10],
  ['data-small-8x8', ['--pixels', '4'], 16, 10],
  ['data-two-classes', ['--pixels', '7'], 49, 2],
])('%s %s: the size and classes of the files', async (name, words, inputs, most) => {
  const found = await json(['index', '--hidden', '2', '--data', at(name), ...words]);
  const [W1, , W2] = found.layers;
  expect(W1.shape).toEqual([2, inputs]);
  expect(W2.shape[0]).toBeLessThanOrEqual(most);
  expect(W2.shape[0]).toBeGreaterThanOrEqual(Math.min(most, 22));
});

test('kac-rice-closed-form: mean numbers of critical points', async () => {
  const { expected } = read('kac-rice-closed-form/expected.json');
  for (const [key, mean] of Object.entries(expected as Record<string, number>)) {
    const [, order, size] = /^p(\d)n(\d)$/.exec(key)!;
    const { lnTotal } = await json(['theory', '--order', order!, '--size', size!]);
    expect(Math.exp(lnTotal.value ?? lnTotal) / mean, key).toBeCloseTo(1, 12);
  }
});

test('tridiagonal-null-space: LAPACK’s extremes and the number below −1e-9', () => {
  const { diagonal, offDiagonal } = read('tridiagonal-null-space/tridiagonal.json');
  const { smallest, largest, below_minus_1e_9: below } = read('tridiagonal-null-space/expected.json');
  const tridiagonal = { diagonal: Float64Array.from(diagonal), offDiagonal: Float64Array.from(offDiagonal) };
  const values = tridiagonalEigenvalues(tridiagonal).sort();
  expect(distance(values.slice(0, 10), Float64Array.from(smallest))).toBeLessThan(1e-13);
  expect(distance(values.slice(-10), Float64Array.from(largest))).toBeLessThan(1e-13);
  expect(values.filter((λ) => λ < -1e-9).length).toBe(below);
});
