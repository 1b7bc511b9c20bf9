import { describe, expect, test } from 'vitest';

const path = '../../scripts/three-seeds.mjs';
const { compareSeeds, findingEntry, surprise, threeSeedsPage } = await import(/* @vite-ignore */ path);

type Verdicts = readonly [string, string, string];
const estimate = (value: number, error = 0.1) => [{ name: 'mean', value, error }];

/** Pages of one claim at seeds 1, 2, 3: findings by id, with the verdict and the numbers at each seed. */
function pages(
  claim: string,
  findings: Readonly<Record<string, { verdicts: Verdicts; values?: readonly object[][] }>>,
) {
  return [1, 2, 3].map((seed, k) => ({
    id: claim,
    preset: 'laptop',
    seed,
    findings: Object.entries(findings).map(([id, { verdicts, values }]) =>
      findingEntry({ id, verdict: verdicts[k], quantities: values?.[k] ?? [] }),
    ),
  }));
}

const same = [estimate(1), estimate(1.1), estimate(0.9)];
const world = [
  ...pages('ls/a', {
    stays: { verdicts: ['reproduced', 'reproduced', 'reproduced'], values: same },
    opens: { verdicts: ['reproduced', 'inconclusive', 'reproduced'], values: same },
    turns: {
      verdicts: ['reproduced', 'not-reproduced', 'inconclusive'],
      values: [estimate(1), estimate(2), estimate(1.5)],
    },
    counts: { verdicts: ['confirmed', 'refuted', 'confirmed'], values: [[], [], []] },
    numbers: { verdicts: ['measured', 'measured', 'measured'], values: same },
  }),
  { id: 'ls/a', preset: 'laptop', seed: 77, findings: [{ id: 'turns', verdict: 'reproduced' }] },
  ...pages('ls/b', { alone: { verdicts: ['proved', 'proved', 'proved'] } }).slice(0, 1),
];

describe('the page of three seeds', () => {
  test('counts findings and kinds of change; measured numbers have no verdict to change', () => {
    const { rows, whole, missing } = compareSeeds(world);
    expect([whole, missing]).toEqual([['ls/a'], ['ls/b']]);
    expect(rows.filter((row: { isJudged: boolean }) => row.isJudged).map((row: { id: string }) => row.id)).toEqual([
      'stays',
      'opens',
      'turns',
      'counts',
    ]);
    const text: string = threeSeedsPage(world);
    expect(text).toMatch(/^# 2 verdicts of 4 judged findings turn with the seed\n/);
    for (const line of [
      '| findings compared | 5 |',
      '| of these judged | 4 |',
      '| same verdict at every seed | 1 |',
      '| changes to or from inconclusive | 1 |',
      '| other changes, of all that are judged (wanted: at most 5 %) | 2 (50.0 %, not reached) |',
      '| other changes, of the 3 with an estimate that has an error | 1 (33.3 %, not reached) |',
    ])
      expect(text).toContain(line);
  });

  test('a judging seed that decides differently counts as a seed', () => {
    const against = { id: 'ls/a', preset: 'laptop', seed: 78, findings: [{ id: 'stays', verdict: 'not-reproduced' }] };
    const text: string = threeSeedsPage([...world, against]);
    expect(text).toMatch(/^# 3 verdicts of 4 judged findings turn with the seed\n/);
    expect(text).toMatch(
      /\| ls\/a, stays \| reproduced \| reproduced \| reproduced \| not reproduced \(78\) \| other \|/,
    );
  });

  test('a row has the verdicts of each seed and of judging seeds, the estimates and p', () => {
    const text: string = threeSeedsPage(world);
    // z = 1/(0.1 √2) = 7.07, two-sided 1.5e-12, times three pairs.
    expect(text).toMatch(
      /\| ls\/a, turns \| reproduced \| not reproduced \| inconclusive \| reproduced \(77\) \| other \| mean: 1\.00 ± 0\.10, 2\.00 ± 0\.10, 1\.50 ± 0\.10 \| 4\.6 × 10<sup>−12<\/sup> \|/,
    );
    expect(text).toMatch(
      /\| ls\/a, counts \| confirmed \| refuted \| confirmed \| – \| other \| no estimate with an error \| – \|/,
    );
    expect(text).not.toContain('ls/a, stays');
  });

  test('p is that of the largest of all differences, and an interval stands for an error', () => {
    const interval = (value: number) => [{ name: 'x', value, interval: [value - 0.196, value + 0.196] }];
    const each = [interval(0), interval(0), interval(0.2)].map((quantities) =>
      findingEntry({ id: '', verdict: 'measured', quantities }),
    );
    const { z, p, pairs } = surprise(each);
    expect(z).toBeCloseTo(Math.SQRT2, 4);
    expect(pairs).toBe(3);
    expect(p).toBeCloseTo(3 * 0.1573, 3);
    expect(surprise([{}, {}, {}])).toBeUndefined();
  });

  test('bounds, exact numbers, extremes and unknown errors are no estimates', () => {
    const quantities = [
      { name: 'a', value: 1, error: 0.1, kind: 'bound' },
      { name: 'b', value: 1, kind: 'exact' },
      { name: 'c', value: 1, kind: 'extreme', among: 4 },
      { name: 'd', value: 1, error: null },
      { name: 'e', value: 1, interval: [null, 2] },
    ];
    expect(findingEntry({ id: 'x', verdict: 'proved', quantities })).toEqual({ id: 'x', verdict: 'proved' });
  });

  test('no page before all three seeds of a claim are there', () => {
    expect(threeSeedsPage(world.filter(({ seed }) => seed !== 3))).toBeUndefined();
  });

  test('findings that a fresh seed judged stand with the three seeds; verdicts by replaced rules do not', () => {
    const fresh = '| ls/a, turns | reproduced (77) | reproduced | not reproduced | inconclusive |';
    expect(threeSeedsPage(world)).toContain(`## Judged on a fresh seed`);
    expect(threeSeedsPage(world)).toContain(fresh);
    const replaced = world.map((entry) => (entry.seed === 77 ? { ...entry, replaced: ['turns'] } : entry));
    expect(threeSeedsPage(replaced)).not.toContain('Judged on a fresh seed');
  });
});
