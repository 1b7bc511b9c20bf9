import { describe, expect, test } from 'vitest';

const path = '../../scripts/results-page.mjs';
const { claimPage } = await import(/* @vite-ignore */ path);

const made = { version: '0', preset: 'laptop', seed: 1, commit: 'x', engine: 'x', command: 'x' };

/** The page of a claim with one number in a finding, and one in a table. */
function page(quantity: object, cell: object = { name: 'cell', value: 1, kind: 'exact' }): string {
  const finding = { id: 'f', statement: 's', verdict: 'measured', because: 'b', rule: 'r', quantities: [quantity] };
  const table = { title: 'Sizes', columns: ['x'], rows: [[cell]] };
  const claim = {
    id: 'ls/x',
    title: 't',
    source: {},
    statement: 's',
    findings: [finding],
    tables: [table],
    missing: [],
  };
  return claimPage({ ...claim, differences: [], openQuestions: [] }, [], [], made);
}

const number = { name: 'mean', value: 0.5 };

describe('a page of results', () => {
  test.each([{}, { kind: 'estimate' }, { kind: 'bound' }])('refuses a bare number, %o', (worth) => {
    expect(() => page({ ...number, ...worth })).toThrow(
      'ls/x, f: “mean” has neither an error nor an interval nor a word for why',
    );
    expect(() => page({ ...number, error: 0.1 }, { ...number, ...worth })).toThrow('ls/x, Sizes: “mean” has neither');
  });

  test.each([
    [{ error: 0.1 }, '0.50 ± 0.10'],
    [{ error: 0 }, '0.5 ± 0'],
    [{ error: null }, '0.5 ± unknown'],
    [{ interval: [0.25, 0.75] }, '0.5 in [0.25, 0.75]'],
    [{ interval: [null, 0.75] }, '0.5 in [−∞, 0.75]'],
    [{ interval: [0.25, null], error: null }, '0.5 in [0.25, ∞]'],
    [{ kind: 'exact' }, '0.5 exactly'],
    [{ kind: 'extreme', among: 40 }, '0.5 among 40'],
    [{ kind: 'statistic' }, '0.5, a test statistic'],
  ])('shows a number with what JSON says it is worth, %o', (worth, text) => {
    expect(page({ ...number, ...worth })).toContain(`| mean | ${text} |`);
  });
});
