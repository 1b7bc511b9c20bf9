/** Every instrument on couplings from a file, `eigenpairs`, and what both refuse in one line. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeNpy, encodeNpz, joinPieces } from '../../src/data/index.ts';
import { couplings } from '../../src/landscapes/index.ts';
import glass from '../golden/cases/glass-4-4.json' with { type: 'json' };
import cases from '../golden/cases/tensors.json' with { type: 'json' };
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
mkdirSync(scratch, { recursive: true });
const write = (name: string, shape: number[], entries: ArrayLike<number>) => {
  writeFileSync(at(name), joinPieces(encodeNpy({ shape, data: Float64Array.from(entries) })));
  return at(name);
};
const g44 = write('g44.npy', [4, 4, 4, 4], glass.couplings);
const kolda = write('kolda.npy', [3, 3, 3], cases['kolda-mayo-3x3x3'].entries);
const odd = write('odd.npy', [2, 2, 2], cases['nonsymmetric-2x2x2'].entries);

async function json(words: readonly string[]) {
  const { code, out, err } = await command([...words, '--json']);
  expect({ code, err }).toMatchObject({ code: 0 });
  return { document: JSON.parse(out), err };
}

test('saddles finds points of the case’s table, with their indices, says that 14 exist, and that J was symmetrized', async () => {
  const { document, err } = await json(['saddles', '--couplings', g44, '--starts', '10', '--highest', '2']);
  const { points, counts, landscape } = document;
  const certified = points.filter((point: { certainty: string }) => point.certainty !== 'uncertified');
  expect(certified.length).toBeGreaterThan(3);
  for (const { value, index } of certified) {
    const near = glass.expected.find(([there]) => Math.abs(there! - value) < 1e-8);
    expect(near?.[1]).toBe(index);
  }
  expect(counts).toMatchObject({ existing: 14, expected: null, shareOfExisting: certified.length / 14 });
  expect(landscape.remarks).toEqual([expect.stringMatching(/symmetrized, relative difference 0\.932/)]);
  expect(err).toMatch(/symmetrized, relative difference 0\.932/);
});

test('a glass by its numbers and the same from a file: equal points and values; both know the mean, the file no law', async () => {
  const shape = { order: 3, size: 6, seed: 5, disorder: 0 };
  writeFileSync(
    at('glass.npz'),
    joinPieces(
      encodeNpz({
        couplings_0: { shape: [6, 6, 6], data: couplings(shape) },
        other: { shape: [1], data: new Float64Array(1) },
      }),
    ),
  );
  const words = ['--starts', '3', '--lowest', '-1.6', '--highest', '0', '--seed', '5'];
  const own = await json(['saddles', '--couplings', `${at('glass.npz')}#couplings_0`, ...words]);
  const plain = await json(['saddles', '--size', '6', ...words]);
  const values = ({ document }: typeof own) =>
    document.points
      .filter((p: { certainty: string }) => p.certainty !== 'uncertified')
      .map((p: { value: number }) => p.value);
  expect(values(own).map((v: number) => v.toFixed(9))).toEqual(values(plain).map((v: number) => v.toFixed(9)));
  expect(own.document.counts.existing).toBe(plain.document.counts.existing);
  expect(own.document.counts.expected).toBeNull();
  // 2(1 + …) of Kac–Rice: order 3, size 6.
  expect(plain.document.counts.expected).toBeGreaterThan(30);
});

test.each([['index'], ['spectrum'], ['descent'], ['minima', '--starts', '4'], ['barrier', '--starts', '8']])(
  '%s takes a tensor',
  async (...words) => {
    const { document, err } = await json([...words, '--couplings', kolda]);
    expect(document.landscape).toMatchObject({ family: 'tensor', couplings: kolda, order: 3, size: 3 });
    expect(err).toBe('');
  },
);

test('eigenpairs: the published list; infinitely many with the reason; symmetrized only when asked', async () => {
  const { document } = await json(['eigenpairs', kolda]);
  expect(document).toMatchObject({ status: 'complete', expected: 7, real: 7, nonreal: 0, asymmetry: 0 });
  const quartic = cases['sphere-squared-quartic'];
  const sphere = write('sphere.npy', [3, 3, 3, 3], quartic.entries);
  expect((await command(['eigenpairs', sphere])).out).toMatch(/^infinitely-many: real eigenpairs fill a curve/);
  const refused = await command(['eigenpairs', odd]);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(/^error: eigenpairs: tensor must be symmetric.*--symmetrize.*got 0\.258\n$/);
  const taken = await command(['eigenpairs', odd, '--symmetrize']);
  expect(taken.out).toMatch(/^symmetrized, relative difference 0\.258\n[\s\S]*complete: 3 isolated/);
});

test.each([
  [['index', '--couplings', 'nowhere.npy'], /nowhere\.npy cannot be read \(ENOENT: there is no such file\)/],
  [['index', '--couplings', kolda, '--size', '4'], /tensor: size must be 3, as .*kolda\.npy has it, got 4/],
  [['index', '--couplings', kolda, '--order', '4'], /tensor: order must be 3/],
  [['index', '--couplings', kolda, '--activation', 'relu'], /activation must be asked of a network/],
  [['index', '--landscape', 'spin-glass', '--size', '3', '--couplings', kolda], /couplings must be asked of a tensor/],
  [['eigenpairs', kolda, '--seed', 'x'], /seed must be/],
])('%j is refused in one line', async (words, line) => {
  const { code, out, err } = await command(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('a file that is no tensor is refused by its shape', async () => {
  const matrix = write('matrix.npy', [2, 3], [1, 2, 3, 4, 5, 6]);
  for (const words of [
    ['eigenpairs', matrix],
    ['index', '--couplings', matrix],
  ]) {
    const { code, err } = await command(words);
    expect(code).toBe(2);
    expect(err).toMatch(/axes of one length.*2 × 3/);
  }
});
