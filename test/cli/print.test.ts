import { execFileSync } from 'node:child_process';
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { counted, shellWord, table } from '../../src/cli/print.ts';

test('a shell takes a quoted word as it was meant', () => {
  for (const word of ['runs/a', 'a b/é', "it's", '$HOME', '"x"', '', 'a\\b', '*'])
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
  expect(shellWord('glasscape-runs/20250131-142501-train-25')).toBe('glasscape-runs/20250131-142501-train-25');
});

test('one of a thing is singular', () => {
  expect([0, 1, 2].map((count) => counted(count, 'worker'))).toEqual(['0 workers', '1 worker', '2 workers']);
});

test('a table wraps a column at its width between words and puts numbers to the right', async () => {
  const terminal = {
    out() {},
    note() {},
    colors: createColors(false),
    signal: new AbortController().signal,
    now: () => 0,
    lastWords() {},
  };
  const rows = [
    ['one two three', '7'],
    ['four', '123'],
  ];
  expect(await table(terminal, ['name', 'count'], rows, [{ width: 8 }, { align: 'right' }])).toBe(
    ['name      count', 'one two       7', 'three', 'four        123'].join('\n'),
  );
});
