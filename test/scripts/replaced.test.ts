import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { replacedFindings, withHistories, withNote, withToday } from '../../scripts/replaced.mjs';

const page = `# Title

**ls/x** (key, place): Statement.

Preset laptop, seed 1, glasscape 0.1.0, commit abc1234-dirty. It stands on no ensemble: theory alone.

| finding | verdict | because |
| --- | --- | --- |
| first | reproduced | one |
| second | confirmed | two |
| third | measured | three |

## Findings
`;
/** Frozen before the page, after it, and at a commit that git does not know. */
const before = (frozen: string, commit: string) => {
  expect(commit).toBe('abc1234');
  return ({ early00: true, late000: false } as Record<string, boolean>)[frozen];
};

test('a finding whose rule was frozen after the page is replaced; what is only measured, or unknown to git, is not', () => {
  const late = { frozen: 'late000' };
  expect(replacedFindings(page, { all: late }, before)).toEqual(['first', 'second']);
  expect(replacedFindings(page, { all: { frozen: 'early00' }, second: late }, before)).toEqual(['second']);
  expect(replacedFindings(page, { all: { frozen: 'unknown' } }, before)).toEqual([]);
  expect(replacedFindings(page, {}, before)).toEqual([]);
  expect(replacedFindings('# A page without a commit\n', { all: late }, before)).toEqual([]);
});

test('the note stands once, below the line with the commit, and goes when the rules are those of today', () => {
  const noted = withNote(page, ['first', 'second']);
  expect(noted).toContain(
    'theory alone.\n\n**Judged by rules that were replaced since: first, second. The numbers stand',
  );
  expect(noted).toMatch(/^# Title \(by a rule that was replaced since\)\n/);
  expect(withNote(noted, ['first'])).toBe(withNote(page, ['first']));
  expect(withNote(noted, [])).toBe(page);
});

test('rules carry the history of today, in the form of today, and a replaced one says so', () => {
  const told = {
    title: ({ history }: { history?: { frozen: string } }, seed: number) => `Rule, of ${history?.frozen} at ${seed}`,
    history: ({ history }: { history?: { seen?: string } }) => (history?.seen ? `Seen before: ${history.seen}.` : ''),
  };
  const history = { all: { frozen: 'a1' }, second: { frozen: 'b2', seen: 'x < y' } };
  const rules = [
    'Rule of `first`, fixed before the run: reproduced when: it is.',
    '`second`. Rule, set after a look (commit zz): confirmed when it is. Seen before: another thing. Judged on seed 7, drawn afterwards.',
    '`third`. Rule, unchanged since commit yy; trials before it are not recorded: measured.',
  ].join('\n\n');
  const once = withHistories(rules, 3, history, ['third'], told);
  expect(once.split('\n\n')).toEqual([
    '`first`. Rule, of a1 at 3: reproduced when: it is.',
    '`second`. Rule, of b2 at 3: confirmed when it is. Seen before: x &lt; y.',
    '`third`. Rule, replaced since: measured.',
  ]);
  expect(withHistories(once, 3, history, ['third'], told)).toBe(once);
});

test('what the claim says of itself today and the page does not stands once, above the provenance', () => {
  const whole = `${page}\n## Open questions\n\n- Old.\n\n## Provenance\n\nWritten.\n`;
  const claim = { statement: 'Statement.', openQuestions: ['Old.', 'New, with *x* < y.'] };
  const told = withToday(whole, claim);
  expect(told).toContain(
    '- Old.\n\n## Said since this page was written\n\n- New, with <i class="v">x</i> &lt; y.\n\n## Provenance',
  );
  expect(withToday(told, claim)).toBe(told);
  expect(withToday(told, { ...claim, openQuestions: ['Old.'] })).toBe(whole);
  expect(withToday(whole, { statement: 'Another.', openQuestions: [] })).toContain(
    '- The claim: Another.\n\n## Provenance',
  );
});
