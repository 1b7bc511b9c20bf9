/** A file of weights names its network by itself; what it was read from, its data and its accuracy are told. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeDataset, joinPieces, loadDataset } from '../../src/data/index.ts';
import { packagedMnist } from '../../src/node/mnist-files.ts';
import { command } from './fixtures/command.ts';

const folder = new URL('../cases/torch-names/', import.meta.url).pathname;
const mnist = loadDataset('mnist-5x5', packagedMnist()).then((data) => joinPieces(encodeDataset(data)));
const parts = { artifacts: () => () => mnist };
const asked = ['--activation', 'tanh', '--images', '67', '--parameters'];

test('index: loss, gradient and counts of the program that saved it, and what was read', async () => {
  const expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8'));
  const words = ['index', '--threshold', '1e-6', ...asked, `${folder}ddp-extra-int64.safetensors`, '--json'];
  const { code, out } = await command(words, parts);
  expect(code).toBe(0);
  const found = JSON.parse(out);
  expect(Math.abs(found.value - expected.loss)).toBeLessThan(1e-13);
  expect(Math.abs(found.gradientNorm - expected.gradientNorm)).toBeLessThan(1e-13);
  const { negative, zero, positive } = found;
  expect({ negative, zero, positive, undetermined: found.undetermined }).toEqual({
    ...expected.counts_tau_1e6,
    undetermined: 0,
  });
  expect(found.accuracy).toBe(4 / 67);
  const layer = (k: number) => [`module.fc${k}.weight`, `module.fc${k}.bias`];
  expect(found.arrays).toEqual({
    read: [1, 2, 3].flatMap(layer),
    ignored: ['epoch', 'module.bn.num_batches_tracked'],
  });
  expect(found.layers.slice(0, 2)).toEqual([
    { name: 'W1', shape: [6, 25] },
    { name: 'b1', shape: [6] },
  ]);
  const sha256 = createHash('sha256')
    .update(await mnist)
    .digest('hex');
  expect(found.data).toEqual([{ name: 'mnist-5x5', sha256 }]);
  expect(found.landscape).toMatchObject({ hidden: [6, 5], pixels: 5 });
});

test('spectrum: the eigenvalues of LAPACK, and the same in words', async () => {
  const expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8'));
  const words = ['spectrum', ...asked, `${folder}sklearn-coefs.npz`];
  const { eigenvalues, idle } = JSON.parse((await command([...words, '--json'], parts)).out);
  // Idle rows are eigenvalues 0.
  const all = [...eigenvalues, ...Array(idle).fill(0)].sort((a, b) => a - b);
  all.forEach((value, k) => void expect(Math.abs(value - expected.eigenvalues[k])).toBeLessThan(1e-13));
  const { out } = await command(words, parts);
  expect(out).toMatch(/^mean loss 2\.39346$/m);
  expect(out).toMatch(/^accuracy 0\.05970$/m);
  expect(out).toMatch(/^layers: W1 6 × 25, b1 6, W2 5 × 6, b2 5, W3 10 × 5, b3 10$/m);
  expect(out).toMatch(/^read from .*sklearn-coefs\.npz: coefs_0, intercepts_0, coefs_1, /m);
  expect(out).toMatch(/^data mnist-5x5, sha256 [\da-f]{16}…$/m);
});

test('what was asked can only agree: another side of the images is refused with both shapes', async () => {
  const { code, err } = await command(['index', '--pixels', '6', ...asked, `${folder}fc.safetensors`], {
    artifacts: () => async () => joinPieces(encodeDataset(await loadDataset('mnist-6x6', packagedMnist()))),
  });
  expect({ code, err }).toEqual({
    code: 2,
    err: 'error: index: fc1.weight must be of the shape 6 × 36, got "6 × 25"\n',
  });
});
