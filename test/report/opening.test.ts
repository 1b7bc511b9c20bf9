import { expect, test } from 'vitest';
import { openingSentences } from '../../src/report/opening.ts';
import { all, reported } from './fabricated-report.ts';

test('one claim: what ran is the subtitle of its first figure, what came out its verdict, what to look at its figure', () => {
  const one = reported('test/one', ['reproduced'], 'A title');
  const [figure] = one.evaluation.figures;
  expect(openingSentences([one])).toEqual([
    `This run puts the claim test/one (Fig. 0 left) to the test at preset smoke with seed 7: ${figure!.subtitle}.`,
    'Its one finding is reproduced.',
    `Look first at the figure titled “${figure!.title.replaceAll(/\*|_/g, '')}”.`,
  ]);
});

const six = ['proved', 'reproduced', 'measured', 'not-reproduced', 'contradicted', 'inconclusive'] as const;

test('several claims: verdicts are counted, and a contradicted finding comes before any figure', () => {
  const claims = [reported('test/one', ['proved', 'proved'], 'A'), reported('test/two', six, 'B')];
  expect(openingSentences(claims)).toEqual([
    'This run puts 2 claims to the test at preset smoke with seed 7.',
    'Of its 8 findings 3 are proved, 1 is reproduced, 1 is measured, 1 is not reproduced, 1 is contradicted as printed and 1 is inconclusive.',
    'Look first at the finding of test/two that is contradicted as printed: “A fabricated statement about *E*_∞ that came out as contradicted”.',
  ]);
});

test('a verdict that changes changes the sentences', () => {
  const sentences = all.map((verdict) => openingSentences([reported('test/one', [verdict], 'A')]).join(' '));
  expect(new Set(sentences).size).toBe(all.length);
});

test('nothing to show is said', () => {
  const bare = reported('test/one', [], 'A');
  const empty = { ...bare, evaluation: { ...bare.evaluation, figures: [] } };
  expect(openingSentences([empty])[1]).toBe('It has no finding.');
  expect(openingSentences([])[0]).toBe('This report holds no claim.');
});
