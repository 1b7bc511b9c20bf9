import { expect, it } from 'vitest';
import { networkLosses, spreadFinding, stepsFinding } from '../../src/claims/choromanska2015/network-losses.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { networkRecords } from './network-samples.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const evaluate = (parts: Record<string, Records>) => networkLosses.evaluate(parts, claimRun('laptop', 3));
const verdict = (networks: number, spread: (n: number) => number) =>
  evaluate(networkRecords({ networks, spread })).findings[0]!;
const falling = { spread: (n: number) => 0.5 * n ** -0.6 };
const fell = evaluate(networkRecords(falling));

it('a relative spread that falls with the width is reproduced, one that rises is not, one that is flat decides nothing', () => {
  expect(fell.findings[0]!.verdict).toBe('reproduced');
  expect(verdict(200, (n) => 0.001 * n ** 0.6).verdict).toBe('not-reproduced');
  const flat = verdict(10, () => 0.02);
  const steps = (spread: (n: number) => number) => evaluate(networkRecords({ networks: 400, spread })).findings[1]!;
  expect(steps((n) => 0.5 * n ** -0.6).verdict).toBe('confirmed');
  expect(steps((n) => (n === 100 ? 0.2 : 0.1 / n)).verdict).toBe('refuted');
  expect(flat.verdict).toBe('inconclusive');
  expect(flat.more).toMatchObject({ unit: 'network' });
});

it('every number told has its uncertainty: that of a normal deviation σ̂ is σ/√(2n)', () => {
  const { because, quantities } = verdict(200, () => 0.02);
  const told = [...because.matchAll(/0\.0\d+ ± (0\.\d+) \(n₁/g)].map((match) => Number(match[1]));
  expect(told).toHaveLength(6);
  // 0.001, told to four decimals; from 200 values the bootstrap finds it to 10 %: three times that.
  for (const error of told) expect(Math.abs(error - 0.02 / Math.sqrt(400))).toBeLessThan(3.5e-4);
  expect(quantities.every(({ interval }) => interval![0] < interval![1])).toBe(true);
});

it('losses are divided by the fitted law: every pile has its mean at 1', () => {
  const { figures } = evaluate(networkRecords());
  for (const mark of figures[0]!.panels[0]!.marks) {
    if (mark.type !== 'histogram') continue;
    // 200 values with a spread of at most 7 %: the mean is known to 0.5 %.
    expect(mark.values.reduce((sum, x) => sum + x, 0) / mark.values.length).toBeCloseTo(1, 1.5);
  }
});

it('box plots show all widths, and the small ones alone', () => {
  const [full, zoomed] = evaluate(networkRecords({ networks: 20 })).figures[1]!.panels;
  const names = (marks: readonly object[]) => marks.map((mark) => (mark as { label: string }).label);
  expect(names(full!.marks)).toEqual([10, 25, 50, 100, 250, 500].map((n) => `n₁ = ${n}`));
  expect(names(zoomed!.marks)).toEqual([10, 25, 50, 100].map((n) => `n₁ = ${n}`));
});

it('the title follows the verdict, and networks that failed are left out and counted', () => {
  expect(fell.title).toBe('Larger networks end at more similar test losses, even after scaling');
  const parts = networkRecords({ ...falling, statuses: (k) => (k === 0 ? 'diverged' : 'converged') });
  for (const part of Object.values(parts))
    (part.columns['testLoss'] as { kind: 'float64'; values: Float64Array }).values[0] = 1e6;
  const { differences, findings } = evaluate(parts);
  expect(differences.join()).toContain('6 networks ended as diverged');
  expect(findings[0]!.verdict).toBe('reproduced');
});

it('says which widths are missing, and with one or none decides nothing', () => {
  expect(evaluate(networkRecords({ networks: 20, widths: [25, 50] })).differences.join()).toContain(
    'No networks of width 10, 100, 250, 500',
  );
  for (const widths of [[25], []]) {
    const { findings, title } = evaluate(networkRecords({ networks: 20, widths }));
    expect(findings.map((f) => f.verdict)).toEqual(['inconclusive', 'inconclusive']);
    expect(title).toMatch(/stays open/);
  }
});

it('equal spreads stand in at most 18 of 200 draws', () => {
  expectNullFalls('network-losses', (draw, seed) => {
    const samples = [10, 25, 50, 100].map((width) => {
      const testLosses = normals(draw, 32, 1, 0.02);
      return { width, testLosses, trainLosses: testLosses, testAccuracies: testLosses, failed: 0 };
    });
    return spreadFinding(samples, seed, 400);
  });
});

it('a last step at which the spread stays stands in at most 18 of 200 draws', () => {
  expectNullFalls('network-losses, steps', (draw, seed) => {
    const samples = [50, 250, 500].map((width) => {
      const testLosses = normals(draw, 32, 1, width === 50 ? 0.07 : 0.03);
      return { width, testLosses, trainLosses: testLosses, testAccuracies: testLosses, failed: 0 };
    });
    return stepsFinding(samples, seed, 300);
  });
});
