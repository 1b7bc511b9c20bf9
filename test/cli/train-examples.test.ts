/** glasscape train on data that are no digits: real targets, weights, any number of inputs and classes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);

/** 30 samples of two inputs, a weight, a real target and a class of three. */
const rows = Array.from({ length: 30 }, (_, i) => {
  const [a, b] = [Math.sin(i), Math.cos(3 * i)];
  return [a, b, (i % 3) / 2, a * b + 0.1, ['ant', 'bee', 'cat'][i % 3]].join(',');
});
writeFileSync(at('mine.csv'), `a,b,w,y,kind\n${rows.join('\n')}\n`);
writeFileSync(at('real.csv'), `a,b,w,y\n${rows.map((row) => row.slice(0, row.lastIndexOf(','))).join('\n')}\n`);
const real = ['--data', at('real.csv'), '--target', 'y', '--sample-weights', 'w', '--loss', 'squared'];
const run = ['--networks', '3', '--batch', '7', '--precision', 'float64'];

async function json(...words: string[]) {
  const { code, out, err } = await command([...words, '--json']);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

describe('train', () => {
  test.each([
    ['deep', ['--hidden', '8,8', '--activation', 'tanh', '--optimizer', 'adam', '--rate', '0.02', '--epochs', '40']],
    ['wide', ['--widths', '20', '--rate', '0.3', '--epochs', '400']],
  ])('%s networks learn real targets with weights and a penalty; index has the same loss', async (name, words) => {
    const out = await json('train', ...real, ...words, ...run, '--weight-decay', '0.001', '--out', at(name));
    const losses: number[] = out.trainLosses ?? out.columns.trainLoss;
    expect(Math.max(...losses)).toBeLessThan(0.05); // targets have a variance of about 1/4: ½ of it at the start
    const { value, loss = value, layers } = await json('index', '--run', at(name), '--point', '1');
    expect(layers).toBeDefined();
    const { theta } = await squares(at(name));
    expect(Math.abs(loss - losses[1]! - 0.0005 * theta[1]!)).toBeLessThan(1e-12);
  });

  test('changed data are what a run was trained on and what instruments open: inputs scaled, targets permuted', async () => {
    const changed = ['--input-scale', '0.5', '--permute-targets', '3'];
    const course = ['--looks', '4', '--line', '--regions', '30', '--bias-mean', '0.1', '--law', 'normal'];
    const words = ['--hidden', '6', '--optimizer', 'adam', '--epochs', '20', '--keep-parameters'];
    const out = await json('train', ...real, ...changed, ...words, ...course, ...run, '--out', at('changed'));
    const losses: number[] = out.trainLosses ?? out.columns.trainLoss;
    const { value, loss = value } = await json('index', '--run', at('changed'), '--point', '2');
    expect(Math.abs(loss - losses[2]!)).toBeLessThan(1e-12);
    const plain = await json('train', ...real, ...words, ...run, '--out', at('plain'));
    expect(plain.trainLosses ?? plain.columns.trainLoss).not.toEqual(losses);
  });

  test('the table leaves out what real targets and no test have not', async () => {
    const { out } = await command(['train', ...real, '--widths', '3', ...run, '--out', at('table')]);
    expect(out).toContain('width 3  trainLoss');
    expect(out).not.toMatch(/Accuracy|testLoss|left out/);
  });

  test('networks of any width learn any classes: three kinds from four inputs', async () => {
    const data = ['--data', at('mine.csv'), '--target', 'kind', '--class-weights', '1,2,1'];
    const { trainAccuracies } = await json('train', ...data, '--widths', '4', ...run, '--out', at('kinds'));
    expect(trainAccuracies).toHaveLength(3);
    for (const share of trainAccuracies) expect(share).toBeGreaterThan(0.3);
  });

  test.each<[string[], string]>([
    [
      ['--data', at('real.csv')],
      'network-training: loss must be squared or another for numbers (these data have no classes), got "cross-entropy"',
    ],
    [
      ['--data', at('real.csv'), '--hidden', '3'],
      'deep-training: loss must be squared or another for numbers (these data have no classes), got "cross-entropy"',
    ],
    [
      [...real, '--smoothing', '0.1'],
      'network: smoothing must be given with labels (these data have real targets), got "smoothing"',
    ],
    [[...real, '--outputs', '2'], 'network-training: outputs must be 1, as the data have, got 2'],
    [[...real, '--activation', 'tanh'], 'train: activation must be given with --hidden, got "tanh"'],
    [[...real, '--hidden', '3', '--cube', '1'], 'train: cube must be given with --widths, got 1'],
    [
      [...real.slice(0, -1), 'hinge'],
      'network-training: loss must be one of cross-entropy, squared, mean-squared, binary-cross-entropy, got "hinge"',
    ],
    [['--permute-targets', '1'], 'train: permuteTargets must be given with --data, got "no data"'],
    [[...real, '--input-scale', '0'], 'data: inputScale must be a finite number > 0, got 0'],
    [[...real, '--permute-targets', '-1'], 'data: permuteTargets must be an integer ≥ 0, got -1'],
    [[...real, '--bias-mean', '1'], 'train: biasMean must be given with --hidden, got 1'],
    [
      [...real, '--hidden', '3', '--activation', 'tanh', '--regions', '5'],
      'deep-training: regions must be asked of relu, whose regions are linear, got "tanh"',
    ],
    [[...real, '--weight-decay', '-1'], 'network-training: weightDecay must be a number ≥ 0, got -1'],
  ])('%j is refused in one line', async (words, line) => {
    const { code, out, err } = await command(['train', ...words, '--out', at('no')]);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `error: ${line}\n` });
  });

  test.each(['network-index', 'network-trajectory', 'network-annealing'])(
    '%s refuses real targets in one line',
    async (experiment) => {
      writeFileSync(at('spec.json'), JSON.stringify({ experiment, parameters: { widths: [2], networks: 1 } }));
      const { code, err } = await command(['run', at('spec.json'), '--data', at('real.csv'), '--out', at('no')]);
      expect(code).toBe(2);
      expect(err).toMatch(/^error: file:.*real\.csv.*: the targets must be classes, got numbers\n$/);
    },
  );

  test('network-index counts on any classes: three kinds from four inputs', async () => {
    const parameters = { widths: [3], networks: 1, epochs: 2, batch: 10, polishSteps: 0 };
    writeFileSync(at('index.json'), JSON.stringify({ experiment: 'network-index', parameters }));
    const { columns } = await json(
      'run',
      at('index.json'),
      '--data',
      at('mine.csv'),
      '--target',
      'kind',
      '--out',
      at('i'),
    );
    expect(columns.dimension).toEqual([(4 + 1) * 3 + (3 + 1) * 3]);
  });
});

/** Σ θ² of each network of a run. */
async function squares(folder: string): Promise<{ theta: number[] }> {
  const { readFileSync } = await import('node:fs');
  const { decodeSafetensors } = await import('../../src/data/index.ts');
  const file = `${folder}.safetensors`;
  await command(['export', folder, '--to', 'safetensors', '--data', '--out', file]);
  const { tensors } = decodeSafetensors(readFileSync(file), 'run');
  expect(tensors.get('trainTargets')!.shape).toEqual([30, 1]);
  const theta = [0, 1, 2].map((k) =>
    [...tensors].reduce(
      (sum, [name, { data }]) =>
        name.startsWith(`network_${k}_`) ? sum + [...data].reduce((s, x) => s + Number(x) ** 2, 0) : sum,
      0,
    ),
  );
  return { theta };
}
