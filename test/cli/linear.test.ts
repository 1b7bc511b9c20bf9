/** glasscape linear from the command line: the enumeration, the classifier at points of other commands, and what is refused. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeNpz, joinPieces } from '../../src/data/index.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();

function npz(name: string, arrays: Readonly<Record<string, readonly (readonly number[])[]>>): string {
  const file = `${scratch}/${name}`;
  const tensors = Object.entries(arrays).map(([key, rows]) => [
    key,
    { shape: [rows.length, rows[0]?.length ?? 0], data: Float64Array.from(rows.flat()) },
  ]);
  writeFileSync(file, joinPieces(encodeNpz(Object.fromEntries(tensors))));
  return file;
}

async function json(words: readonly string[]) {
  const { code, out, err } = await command([...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

// Y Xᵀ (X Xᵀ)⁻¹ X Yᵀ = diag(8, 2), ‖Y‖² = 14.
const X = [
  [1, 1, 0, 0],
  [0, 0, 1, 1],
];
const Y = [
  [3, 1, 0, 0],
  [0, 0, 2, 0],
];
const data = npz('data.npz', { X, Y });

describe('linear enumerate', () => {
  it('lists every critical value with rank, subset and kind', async () => {
    const found = await json(['linear', 'enumerate', '--data', data, '--widths', '2,1,2']);
    expect(Object.keys(found)).toEqual(['minimum', 'values']);
    expect(found.minimum).toBeCloseTo(6, 13);
    expect(
      found.values.map(({ loss, ...rest }: { loss: number }) => ({ loss: Math.round(loss * 1e12) / 1e12, ...rest })),
    ).toEqual([
      { loss: 6, rank: 1, subset: [1], kind: 'global' },
      { loss: 12, rank: 1, subset: [2], kind: 'strict-saddle' },
      { loss: 14, rank: 0, subset: [], kind: 'strict-saddle' },
    ]);
    const { out } = await command(['linear', 'enumerate', '--data', data, '--widths', '2,2,2,2']);
    expect(out).toMatch(/^minimum 4\.0+ of the deep linear net 2-2-2-2\n/);
    expect(out).toMatch(/\{\}\s+either\n/);
  });

  it('takes the data of the landscape of the same seed: the lowest value is what descents end at', async () => {
    const words = ['--widths', '3,1,3', '--seed', '5', '--samples', '8'];
    const { minimum } = await json(['linear', 'enumerate', ...words]);
    const { minima } = await json(['minima', '--landscape', 'deep-linear', ...words, '--starts', '2']);
    expect(minima).toHaveLength(1);
    expect(Math.abs(minima[0].value / minimum - 1)).toBeLessThan(1e-12);
  });
});

describe('linear classify', () => {
  it('names the subset and kind of what the saddle search finds, and agrees with its index', async () => {
    const words = ['--widths', '3,2,3', '--seed', '2'];
    const file = `${scratch}/saddles.npz`;
    const { points } = await json(['saddles', '--landscape', 'deep-linear', ...words, '--starts', '4', '--out', file]);
    const { values } = await json(['linear', 'enumerate', ...words]);
    const critical = points.filter(({ residual }: { residual: number }) => residual < 1e-8);
    expect(critical.length).toBeGreaterThan(2);
    for (const k of points.keys()) {
      if (!critical.includes(points[k])) continue;
      const found = await json(['linear', 'classify', ...words, '--parameters', file, '--point', String(k)]);
      expect(found).toMatchObject({ agrees: true, conditions: { inputsFullRank: true, distinct: true } });
      expect(Math.abs(found.loss - points[k].value)).toBeLessThan(1e-9 * found.loss);
      const listed = values.find(({ subset }: { subset: number[] }) => String(subset) === String(found.subset));
      expect(found.kind).toBe(listed.kind);
      expect(found.index.negative).toBe(points[k].index);
    }
  });

  it('the origin of a net of three layers is a saddle without negative curvature, of order 3', async () => {
    const zeros = (rows: number, columns: number) =>
      Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
    const weights = npz('zeros.npz', { W1: zeros(2, 2), W2: zeros(3, 2), W3: zeros(2, 3) });
    const words = ['linear', 'classify', '--data', data, '--widths', '2,2,3,2', '--parameters', weights];
    const found = await json(words);
    expect(found).toMatchObject({ kind: 'non-strict-saddle', subset: [], rank: 0, residual: 0, agrees: true });
    expect(found.index).toMatchObject({ negative: 0, zero: 16, positive: 0 });
    expect(found.descent).toMatchObject({ order: 3, layers: [1, 2, 3] });
    const { out } = await command(words);
    expect(out).toMatch(/^kind {11}non-strict-saddle\n/);
    expect(out).toContain('descent        of order 3, −');
  });
});

describe('what is refused, in one line', () => {
  const weights = npz('weights.npz', { W1: [[1, 2]], W2: [[1], [2]] });
  it.each([
    [['enumerate', '--widths', '2,1,3', '--data', data], /widths must be from 2 inputs to 2 outputs of the data/],
    [['enumerate', '--widths', '2', '--data', data], /widths must be at least two numbers/],
    [['enumerate', '--widths', '2,x,2', '--data', data], /widths must be an integer from 1 to 4096, got "x"/],
    [['enumerate', '--data', data], /required option '--widths/],
    [['enumerate', '--widths', '2,2', '--data', `${scratch}/none.npz`], /none\.npz is not a file or folder$/],
    [['enumerate', '--widths', '2,1,2', '--data', npz('x.npz', { X })], /must hold one of .* X with Y .*, got X$/],
    [['enumerate', '--widths', '2,1,2', '--data', npz('m.npz', { X, Y: [[1], [2]] })], /X is 2 × 4, Y is 2 × 1$/],
    [
      ['enumerate', '--widths', '40,40,40', '--samples', '60'],
      /1099511627776 subsets of 40 eigenvalues .* at most 100000 are listed/,
    ],
    [['classify', '--widths', '2,1,2', '--data', data], /parameters must be given/],
    [
      ['classify', '--widths', '2,2,2', '--data', data, '--parameters', weights],
      /W1 must be of the shape 2 × 2, got "1 × 2"/,
    ],
    [['classify', '--widths', '2,1,2', '--data', data, '--parameters', weights], /within 0\.001 of a critical point/],
    [['nonsense'], /unknown command 'nonsense'/],
  ])('%o', async (words, line) => {
    const { code, out, err } = await command(['linear', ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(line);
    expect(err.trimEnd()).not.toContain('\n');
  });
});
