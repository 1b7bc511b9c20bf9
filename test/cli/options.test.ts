import { describe, expect, test } from 'vitest';
import { optionNeeds } from '../../src/cli/option-needs.ts';
import { command } from './fixtures/command.ts';
import { optionsOf } from './fixtures/help.ts';

describe('options that would be read and ignored are refused', () => {
  test.each<[string, string]>([
    ['claims --seed 5', 'claims: seed must be given with --cost, got 5'],
    ['theory --order 3 --points 5', 'theory: points must be given with --curve, got 5'],
    [
      'theory --order 3 --size 9 --layers 2',
      'theory: layers must be left out with --size or --energy or --index or --curve, got "with --size"',
    ],
    ['saddles --size 9 --point 1', 'saddles: point must be given with --run or --parameters, got 1'],
    ['saddles --run r --starts 5', 'saddles: starts must be left out with --run or --parameters, got "with --run"'],
    ['spin-glass --size 9 --cooling-steps 5', 'spin-glass: cooling-steps must be given with --temperature, got 5'],
    [
      'descent --size 9 --no-index --threshold 1',
      'descent: threshold must be left out with --no-index, got "with --no-index"',
    ],
    ['index --size 9 --retract', 'index: retract must be given with --run or --parameters, got true'],
    ['train --train-size 10 --batch 100', 'train: batch must be at most --train-size (10), got 100'],
    ['spin-glass --size 9 --size 10', 'spin-glass: size must be given once, got "--size and --size"'],
    [
      'train --keep-parameters --no-keep-parameters',
      'train: no-keep-parameters must be given once, got "--keep-parameters and --no-keep-parameters"',
    ],
    ['train --widths 5,5 --networks 2', 'network-training: widths must be a list without repeated entries, got [5,5]'],
    [
      'saddles --size 9 --methods newton-mr,newton-mr',
      'saddles: methods must be a list without repeated entries, got "newton-mr,newton-mr"',
    ],
    ['claims --cost --seed junk', 'claims: seed must be an integer ≥ 0, got "junk"'],
  ])('%s', async (words, line) => {
    expect(await command(words.split(' '))).toEqual({ code: 2, out: '', err: `error: ${line}\n` });
  });

  test.each(Object.keys(optionNeeds))('%s has every option that the table of needs names', async (name) => {
    const known = Object.keys(optionsOf((await command([name, '--help'])).out));
    const named = optionNeeds[name]!.flatMap(({ option, needs = [], excludes = [] }) => [
      option,
      ...needs,
      ...excludes,
    ]);
    expect(named.filter((option) => !known.includes(option))).toEqual([]);
  });
});

// An edit distance to every claim took 22 s at this length.
test('a long word is refused at once and in one short line', { timeout: 15_000 }, async () => {
  for (const words of [['reproduce', 'x'.repeat(2e7)], ['x'.repeat(2e7)], ['theory', `--${'y'.repeat(2e7)}`]]) {
    const { code, err } = await command(words);
    expect(code).toBe(2);
    expect(err.length).toBeLessThanOrEqual(300);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  }
});
