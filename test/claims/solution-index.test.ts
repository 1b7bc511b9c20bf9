import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import {
  allFinding,
  degenerateMinima,
  flatSamples,
  restFinding,
  startFinding,
} from '../../src/claims/choromanska2015/degenerate-minima.ts';
import { solutionIndex } from '../../src/claims/choromanska2015/solution-index.ts';
import {
  lowFinding,
  polishedLowFinding,
  polishedZeroFinding,
  rules,
  trainedZeroFinding,
} from '../../src/claims/choromanska2015/solution-index-findings.ts';
import {
  type IndexSample,
  indexSamples,
  type Solution,
} from '../../src/claims/choromanska2015/solution-index-samples.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { falls } from '../../src/claims/decide.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { type IndexWorld, indexRecords } from './index-records.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('paper', 3);
const verdicts = (claim: Claim, records: Record<string, Records>) =>
  Object.fromEntries(claim.evaluate(records, run).findings.map(({ id, verdict }) => [id, verdict]));
const judged = (claim: Claim, world: IndexWorld) => verdicts(claim, indexRecords('paper', world));

describe('ls/solution-index', () => {
  it('shares of a hundredth are of that order and not index 0', () => {
    expect(judged(solutionIndex, { share: 0.012 })).toEqual({
      'index-zero': 'not-reproduced',
      'index-zero-polished': 'not-reproduced',
      'order-hundredth': 'reproduced',
      'order-hundredth-polished': 'reproduced',
      'hidden-by-threshold': 'measured',
      'structural-bound': 'measured',
      critical: 'measured',
      certificate: 'measured',
    });
  });

  it('solutions of index 0 are not of the order 0.01, which has two sides', () => {
    const found = judged(solutionIndex, { zeros: 1, polishedZeros: 1 });
    expect([found['index-zero'], found['index-zero-polished']]).toEqual(['reproduced', 'reproduced']);
    expect(found['order-hundredth']).toBe('not-reproduced');
    const title = (world: IndexWorld) => solutionIndex.evaluate(indexRecords('paper', world), run).title;
    expect(title({ zeros: 1 })).toBe('Almost all ends of SGD have index 0, below the order of 0.01');
    expect(title({ share: 0.01, hidden: 0.6 })).toMatch(/lie below −0\.001, most that can be are negative$/);
    expect(title({ share: 0.01, hidden: 0.4 })).toMatch(/lie below −0\.001$/);
    for (const share of [0.0034, 0.029]) expect(judged(solutionIndex, { share })['order-hundredth']).toBe('reproduced');
    for (const share of [0.0029, 0.034])
      expect(judged(solutionIndex, { share })['order-hundredth']).toBe('not-reproduced');
    expect(judged(solutionIndex, { share: 10 ** -1.5 })['order-hundredth']).toBe('inconclusive');
  });

  it('index 0 after the polish counts ends near a critical point alone', () => {
    const polished = (world: IndexWorld) => judged(solutionIndex, { share: 0.012, ...world })['index-zero-polished'];
    expect(polished({ polishedZeros: 1 })).toBe('reproduced');
    expect(polished({ polishedZeros: 0.7 })).toBe('not-reproduced');
    expect(polished({ polishedZeros: 0.92 })).toBe('inconclusive');
    expect(polished({ polishedZeros: 1, polishedGradient: 0.011 })).toBe('inconclusive');
  });

  it('a share of 0.07 is beyond the order of 0.01, and the title says so', () => {
    expect(judged(solutionIndex, { share: 0.07 })['order-hundredth']).toBe('not-reproduced');
    expect(solutionIndex.evaluate(indexRecords('paper', { share: 0.07, hidden: 0.4 }), run).title).toMatch(
      /^At ends of SGD (6\.9 to )?7\.0 % of eigenvalues lie below −0\.001, above the order of 0\.01$/,
    );
  });

  it('the order near critical points is judged apart, and where it differs the title says so', () => {
    const found = (world: IndexWorld, preset: 'laptop' | 'paper' = 'paper') => {
      const { findings, title } = solutionIndex.evaluate(indexRecords(preset, world), claimRun(preset, 3));
      expect(title.length).toBeLessThanOrEqual(90);
      return { ...findings.find(({ id }) => id === 'order-hundredth-polished')!, title };
    };
    // Records halve the index by the polish, but for the networks of index 0.
    for (const share of [0.012, 0.05]) expect(found({ share }).verdict).toBe('reproduced');
    expect(found({ share: 0.05 }).title).toBe(
      'The index is above order 0.01 at ends of SGD, of order 0.01 near critical points',
    );
    const below = found({ share: 0.01, polishedZeros: 0.8 });
    expect(below.verdict).toBe('not-reproduced');
    expect(below.title).toBe('The index is of order 0.01 at ends of SGD, below order 0.01 near critical points');
    expect(found({ share: 0.08 }).verdict).toBe('not-reproduced');
    expect(found({ share: 2 * 10 ** -1.5 }).verdict).toBe('inconclusive');
    // At laptop the widest networks are not polished; with nine of each width, or none near enough, nothing is judged.
    expect(found({ share: 0.012 }, 'laptop')).toMatchObject({
      verdict: 'reproduced',
      because: expect.stringMatching(/Not judged: n₁ = 50, where no polish was run\.$/),
    });
    const few = found({ share: 0.012, networks: 9 });
    expect([few.verdict, few.title]).toEqual([
      'inconclusive',
      'At ends of SGD 1.2 % of eigenvalues lie below −0.001, most that can be are negative',
    ]);
    const far = found({ share: 0.012, polishedGradient: 0.011 });
    expect([far.verdict, far.quantities]).toEqual(['inconclusive', []]);
    expect(far.because).toContain('Not judged: n₁ = 10, where 0 of 100 come so near; n₁ = 25');
  });

  it('says what the threshold hides, before and after the polish', () => {
    const { findings } = solutionIndex.evaluate(indexRecords('paper', { share: 0.0081 }), run);
    const { because } = findings.find(({ id }) => id === 'hidden-by-threshold')!;
    expect(because).toContain('Below −1·10⁻⁸ lie on average 90 % (n₁ = 10)');
    expect(because).toContain('below −0.001 10 % (n₁ = 10)');
    expect(because).toContain('After full-batch descent it is 45 % (n₁ = 10)');
  });

  it('counts certificates and index 0 after the polish', () => {
    const because = (id: string) =>
      solutionIndex.evaluate(indexRecords('paper', { zeros: 0.5 }), run).findings.find((f) => f.id === id)!.because;
    expect(because('certificate')).toContain('after full-batch descent at 50 of 100 (n₁ = 10)');
    expect(because('critical')).toContain('50 of 100 to 0, at n₁ = 10');
  });

  it('nine in ten at index 0 leave “almost all” open, and so do four solutions', () => {
    expect(judged(solutionIndex, { zeros: 0.9 })['index-zero']).toBe('inconclusive');
    const few = judged(solutionIndex, { zeros: 1, networks: 4 });
    expect([few['index-zero'], few['order-hundredth']]).toEqual(['inconclusive', 'inconclusive']);
  });

  it('an index above the structural bound contradicts it', () => {
    expect(judged(solutionIndex, { share: 0.012, excess: 0.05 })['structural-bound']).toBe('contradicted');
  });

  it('leaves out networks that diverged and says how many', () => {
    const records = indexRecords('paper', { status: (k) => (k < 3 ? 'diverged' : 'converged') });
    const { differences, tables } = solutionIndex.evaluate(records, run);
    expect(tables[0]!.rows.map((row) => row[1])).toEqual(['97', '97', '97', '97']);
    expect(differences.join(' ')).toContain('12 ended as diverged or non-finite');
  });

  it('draws the largest possible share, 9 n₁ of 111 n₁ + 10 parameters', () => {
    const [figure] = solutionIndex.evaluate(indexRecords('paper'), run).figures;
    const theory = figure!.panels[0]!.marks.find((mark) => mark.type === 'theory');
    expect(theory?.lines[0]?.value).toBeCloseTo(900 / 11_110, 12);
  });
});

describe('null worlds of ls/solution-index', () => {
  /** Solutions of which only what the findings look at is drawn. */
  const samples = (
    sizes: readonly (readonly [width: number, count: number])[],
    of: (width: number) => Pick<Solution, 'negative' | 'share'> & Partial<Pick<Solution, 'dimension'>>,
  ) =>
    sizes.map(([width, count]): IndexSample => {
      const solutions = Array.from({ length: count }, () => {
        const own = of(width);
        return { ...own, gradientNorm: 0.05, polished: { ...own, gradientNorm: 0.005 } } as unknown as Solution;
      });
      return { width, solutions } as unknown as IndexSample;
    });
  const plan = {
    laptop: [
      [10, 20],
      [25, 12],
      [50, 5],
    ],
    paper: [
      [10, 100],
      [25, 100],
      [50, 100],
      [100, 100],
    ],
  } as const;

  it('nine in ten of index 0 at one width, all at the others, stand in at most 18 of 200 draws', () => {
    for (const preset of ['laptop', 'paper'] as const)
      for (const [id, finding] of [
        ['index-zero', trainedZeroFinding],
        ['index-zero-polished', polishedZeroFinding],
      ] as const)
        expectNullFalls(`${id} ${preset}`, (draw) =>
          finding(
            samples(plan[preset], (width) => {
              const zero = width > 10 || draw.uniform() < rules.almostAll;
              return { negative: zero ? 0 : 3, share: zero ? 0 : 0.003 };
            }),
          ),
        );
  });

  it('a mean a decade off 0.01 at the width with five networks stands in at most 18 of 200 draws', () => {
    // Shares scatter by a third of their mean, as those of narrow networks do.
    for (const off of [0.1, 0.001])
      expectNullFalls(`order-hundredth ${off}`, (draw, seed) =>
        lowFinding(
          samples(plan.laptop, (width) => {
            const share = (width === 50 ? off : 0.01) * Math.exp(0.33 * draw.normal() - 0.055);
            return { negative: 1, share };
          }),
          seed,
          300,
        ),
      );
  });

  it('polished ends, seven of ten of index 0: a mean a decade off or at the edge stands in few draws, one of 0.01 falls in few', () => {
    const found = (mean: number, draw: Stream, seed: number) =>
      polishedLowFinding(
        samples(plan.laptop, (width) => {
          const share = (width === 25 ? mean : 0.01) * Math.exp(0.33 * draw.normal() - 0.055);
          const negative = draw.uniform() < 0.7 ? 0 : share / 0.3;
          return { negative, share, dimension: 1 };
        }),
        seed,
        300,
      );
    for (const off of [0.1, 0.001, ...rules.order])
      expectNullFalls(`order-hundredth-polished ${off}`, (draw, seed) => found(off, draw, seed));
    const fallen = Array.from({ length: 200 }, (_, k) => found(0.01, stream(31, 'test', k, 'polished'), k));
    expect(fallen.filter(falls).length).toBeLessThanOrEqual(18);
  });
});

describe('ls/degenerate-minima', () => {
  it.each<[string, IndexWorld, string, string, string]>([
    ['seven of ten are flat, six at the start', { flatAtEnd: 0.7 }, 'reproduced', 'reproduced', 'confirmed'],
    ['most are exact zero modes', { flatAtEnd: 0.7, exact: 0.6 }, 'reproduced', 'not-reproduced', 'confirmed'],
    ['three of ten, fewer than at the start', { flatAtEnd: 0.3 }, 'not-reproduced', 'not-reproduced', 'refuted'],
    ['many, but no more than at the start', { flatAtStart: 0.7 }, 'reproduced', 'reproduced', 'inconclusive'],
    ['nine networks', { networks: 9 }, 'inconclusive', 'inconclusive', 'inconclusive'],
  ])('%s', (_, world, all, rest, start) => {
    expect(judged(degenerateMinima, world)).toEqual({
      ...{ all, rest, 'flatter-than-start': start },
      ...{ scale: 'measured', 'exact-zero-modes': 'measured' },
    });
  });

  it.each<[string, IndexWorld]>([
    ['Most eigenvalues near minima are near zero, more of them than at the start', { flatAtEnd: 0.7 }],
    ['Most eigenvalues near minima are near zero, not at every width more than at the start', { flatAtStart: 0.8 }],
    ['Most eigenvalues near minima are near zero, not shown to be more than at the start', { flatAtStart: 0.7 }],
    ['Most eigenvalues near minima are near zero, with those that the architecture makes zero', { exact: 0.6 }],
    ['Whether most eigenvalues near minima are near zero stays open', { flatAtEnd: 0.3 }],
  ])('%s', (title, world) => {
    expect(title.length).toBeLessThanOrEqual(90);
    expect(degenerateMinima.evaluate(indexRecords('paper', world), run).title).toBe(title);
  });

  it('says what the share is at the start, and that the law of Marchenko and Pastur fails there already', () => {
    const because = (world: IndexWorld) =>
      degenerateMinima.evaluate(indexRecords('paper', world), run).findings.map((f) => f.because);
    for (const text of because({}).slice(0, 2))
      expect(text).toMatch(
        /At the start of the same networks it is 0\.\d+ \(n₁ = 10\).*the untrained networks exceed it/,
      );
    expect(because({ flatAtStart: 0, exact: 0 })[0]).not.toContain('exceed');
  });

  it('lets a share of just one half stand in few draws', () => {
    expectNullFalls('degenerate-minima', (draw, seed) => {
      const { 'index-10': narrow } = indexRecords('laptop', { flatAtEnd: 0.5, exact: 0, draw });
      return restFinding(flatSamples(indexSamples({ 'index-10': narrow! }, 'laptop')), claimRun('laptop', seed));
    });
    expectNullFalls('degenerate-minima, all', (draw, seed) => {
      const { 'index-10': narrow } = indexRecords('laptop', { flatAtEnd: 0.5, draw });
      return allFinding(flatSamples(indexSamples({ 'index-10': narrow! }, 'laptop')), claimRun('laptop', seed));
    });
  });

  it('lets a share that is the same as at the start stand in few draws', () => {
    expectNullFalls('flatter-than-start', (draw, seed) => {
      const { 'index-10': narrow } = indexRecords('laptop', { flatAtStart: 0.6, flatAtEnd: 0.6, exact: 0.05, draw });
      return startFinding(flatSamples(indexSamples({ 'index-10': narrow! }, 'laptop')), claimRun('laptop', seed));
    });
  });

  it('gives shares that grow with the threshold', () => {
    const { tables, figures } = degenerateMinima.evaluate(indexRecords('paper'), run);
    const rows = tables[1]!.rows.slice(0, 5);
    expect(rows.map((row) => row[1])).toEqual(['1·10⁻⁸', '1·10⁻⁶', '1·10⁻⁴', '0.001', '0.01']);
    const shares = rows.map((row) => (row[2] as { value: number }).value);
    for (const [t, share] of [0.14, 0.28, 0.42, 0.7, 0.84].entries()) expect(shares[t]).toBeCloseTo(share, 3);
    expect(figures).toHaveLength(1);
  });
});

it.each([solutionIndex, degenerateMinima])('$id: without records nothing is decided and nothing drawn', (claim) => {
  const { findings, figures, title } = claim.evaluate({}, run);
  expect(figures).toEqual([]);
  expect(title).not.toMatch(/NaN|undefined|Infinity/);
  for (const { verdict, because } of findings) {
    expect(['inconclusive', 'measured']).toContain(verdict);
    expect(because).not.toMatch(/NaN|undefined|Infinity/);
  }
});

it('both stand on the same ensembles', () => {
  for (const preset of ['smoke', 'laptop', 'paper'] as const)
    expect(degenerateMinima.needs(preset, 5)).toEqual(solutionIndex.needs(preset, 5));
});
