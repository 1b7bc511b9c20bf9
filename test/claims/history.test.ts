/** Histories speak of rules that are there, and of judging seeds that were drawn (scripts/seeds.mjs check compares them with git). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawn, judgment, withResult } from '../../scripts/seeds-registry.mjs';
import type { Claim, Histories } from '../../src/claims/claim.ts';
import { histories, joined } from '../../src/claims/history.ts';
import { claims } from '../../src/claims/index.ts';
import { claimRun } from './claim-run.ts';

/** Pages of a preset or of a judging seed have folders of their own. */
const folders = [
  '',
  ...readdirSync('docs/results')
    .filter((name) => !name.includes('.'))
    .map((name) => `${name}/`),
];
const registry = JSON.parse(readFileSync('docs/results/seeds.json', 'utf8'));

it('every claim has a history, and none speaks of a claim or finding that is not there', () => {
  expect(Object.keys(histories).filter((id) => !(id in claims))).toEqual([]);
  for (const [id, own] of Object.entries(histories)) {
    const pages = folders.map((folder) => `docs/results/${folder}${id.replaceAll('/', '-')}.md`).filter(existsSync);
    if (pages.length === 0) continue;
    const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
    for (const finding of Object.keys(own).filter((key) => key !== 'all'))
      expect(text, `${id} ${finding}`).toMatch(new RegExp(`\`${finding}\`|\\| ${finding} \\|`));
  }
});

it('a commit is seven hexadecimal digits, and a judging seed was drawn for its claim', () => {
  for (const [id, own] of Object.entries(histories))
    for (const { frozen, judged = [] } of Object.values(own)) {
      expect(frozen, id).toMatch(/^[0-9a-f]{7}$/);
      for (const seed of judged) expect(judgment(registry, id, seed), `${id}, seed ${seed}`).toBeDefined();
    }
});

it('findings carry the history of their own rule, else that of all rules of the claim, else none', () => {
  const finding = (id: string) => ({
    id,
    statement: '',
    verdict: 'measured' as const,
    because: '',
    rule: '',
    quantities: [],
  });
  const claim: Claim = {
    id: 'test/x',
    statement: '',
    source: { key: '', place: '' },
    openQuestions: [],
    needs: () => ({}),
    evaluate: () => ({
      title: '',
      findings: [finding('own'), finding('other')],
      figures: [],
      tables: [],
      differences: [],
      story: [],
    }),
  };
  const own: Histories = { own: { frozen: 'aaaaaaa', seen: 'seed 1' }, all: { frozen: 'bbbbbbb' } };
  const frozen = (given: Histories) =>
    joined(claim, given)
      .evaluate({}, claimRun('smoke', 1))
      .findings.map(({ history }) => history?.frozen);
  expect(frozen(own)).toEqual(['aaaaaaa', 'bbbbbbb']);
  expect(frozen({})).toEqual([undefined, undefined]);
});

it('a drawn seed was never used, and is written down with its commit; a page’s seed is written down once', () => {
  const empty = { seeds: [{ seed: 7, use: 'trial', claims: ['ls/a'] }] };
  const tries = [7, 7, 11];
  const { seed, registry: next } = drawn(
    empty,
    ['ls/a'],
    { commit: 'abc1234', date: '2026-01-01' },
    () => tries.shift()!,
  );
  expect(seed).toBe(11);
  expect(judgment(next, 'ls/a', 11)).toEqual({
    seed: 11,
    use: 'judge',
    claims: ['ls/a'],
    commit: 'abc1234',
    date: '2026-01-01',
  });
  expect(judgment(next, 'ls/b', 11)).toBeUndefined();
  expect(judgment(next, 'ls/a', 7)).toBeUndefined();
  expect(withResult(next, ['ls/a'], 11)).toBe(next);
  expect(withResult(next, ['ls/a', 'ls/b'], 7).seeds.at(-1)).toMatchObject({
    seed: 7,
    use: 'result',
    claims: ['ls/a', 'ls/b'],
  });
  expect(withResult(registry, ['ls/hardness'], 1)).toBe(registry);
});
