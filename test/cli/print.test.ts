import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { counted, shellWord } from '../../src/cli/print.ts';

test('a shell takes a quoted word as it was meant', () => {
  for (const word of ['runs/a', 'a b/é', "it's", '$HOME', '"x"', '', 'a\\b', '*'])
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
  expect(shellWord('glasscape-runs/20250131-142501-train-25')).toBe('glasscape-runs/20250131-142501-train-25');
});

test('one of a thing is singular', () => {
  expect([0, 1, 2].map((count) => counted(count, 'worker'))).toEqual(['0 workers', '1 worker', '2 workers']);
});
