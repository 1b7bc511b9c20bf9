import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { replacedFindings, withNote } from '../../scripts/replaced.mjs';

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
  expect(withNote(noted, ['first'])).toBe(withNote(page, ['first']));
  expect(withNote(noted, [])).toBe(page);
});
