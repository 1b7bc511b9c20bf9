import { describe, expect, it } from 'vitest';
import { fitLossLaw } from '../../src/claims/choromanska2015/loss-law.ts';
import { fitWithIntervals, lawFinding, lossScaling, tolerance } from '../../src/claims/choromanska2015/loss-scaling.ts';
import { chiSquareTail } from '../../src/ensembles/statistics.ts';
import { claimRun } from './claim-run.ts';
import { networkRecords, type World } from './network-samples.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const evaluate = (world: World) =>
  lossScaling.evaluate(networkRecords({ networks: 60, ...world }), claimRun('laptop', 5));
const findings = (world: World) => Object.fromEntries(evaluate(world).findings.map((f) => [f.id, f]));

it('a law without noise gives its numbers back', () => {
  const law = fitLossLaw(
    [10, 25, 50, 100, 250, 500].map((width) => {
      const mean = 0.07 * Math.exp(3 * width ** -0.4);
      return { width, testLosses: [0.999 * mean, 1.001 * mean] };
    }),
  );
  expect(law.status).toBe('converged');
  // The fit stops when the remaining step is below 1e-10 of the data; α and β are correlated, which costs four digits.
  expect(law.α).toBeCloseTo(3, 6);
  expect(law.β).toBeCloseTo(-0.4, 6);
  expect(law.factor).toBeCloseTo(0.07, 6);
});

describe('verdicts on records whose law is known', () => {
  it('losses of that law: reproduced, with intervals of α and β that hold the truth, and better than a plain power', () => {
    const f = findings({ networks: 200 });
    expect(f['law']!.verdict).toBe('reproduced');
    const [α, β] = f['coefficients']!.quantities;
    expect(α!.interval![0]).toBeLessThan(3);
    expect(α!.interval![1]).toBeGreaterThan(3);
    expect(β!.interval![0]).toBeLessThan(-0.5);
    expect(β!.interval![1]).toBeGreaterThan(-0.5);
    const [, power, exponential] = f['plain-power']!.quantities;
    expect(power!.value).toBeGreaterThan(10 * exponential!.value);
  });

  it('a mean 30 % off the law at one width: not reproduced', () => {
    const off = { mean: (n: number) => (n === 100 ? 1.3 : 1) * 0.05 * Math.exp(3 * n ** -0.5), spread: () => 0.02 };
    const { findings: seen, title } = evaluate(off);
    expect(seen[0]!.verdict).toBe('not-reproduced');
    expect(title).toMatch(/^No exponential power law fits the mean test loss to 5 %; χ² rejects it/);
  });

  it('noise wider than the tolerance: inconclusive, with the runs that would decide', () => {
    const law = findings({ networks: 12, spread: () => 0.5 })['law']!;
    expect(law.verdict).toBe('inconclusive');
    expect(law.more!.count).toBeGreaterThan(12);
  });

  it('five widths decide nothing, however near the law is', () => {
    const widths = [25, 50, 100, 250, 500];
    expect(findings({ networks: 200, widths })['law']!.verdict).toBe('inconclusive');
  });

  it('the other law of three numbers does better where losses follow it, and worse where not', () => {
    const chi = (mean: (n: number) => number) =>
      findings({ networks: 200, mean, spread: () => 0.02 })
        ['offset-power']!.quantities.filter(({ name }) => name.startsWith('χ²'))
        .map(({ value }) => value);
    const [law, other] = chi((n) => 0.02 + 2 * n ** -1.2);
    expect(other!).toBeLessThan(law! / 3);
    const [own, offset] = chi((n) => 0.05 * Math.exp(6 * n ** -0.6));
    expect(own!).toBeLessThan(offset! / 3);
  });

  it('the title tells how near the law is and what χ² says, whose p stands beside both laws', () => {
    const near = evaluate({ networks: 200 });
    expect(near.title).toMatch(/^An exponential power law fits the mean test loss to \d\.\d %; χ² allows it \(p = /);
    // 2 % off at one width, known to 0.07 %: within the tolerance, and no law.
    const off = (n: number) => 0.05 * Math.exp(3 * n ** -0.5) * (n === 50 ? 1.02 : 1);
    const rejected = evaluate({ networks: 200, mean: off, spread: () => 0.01 });
    expect(rejected.findings[0]!.verdict).toBe('reproduced');
    expect(rejected.title).toMatch(/to \d\.\d %; χ² rejects it \(p = \d·10⁻/);
    expect(rejected.title.length).toBeLessThanOrEqual(90);
    expect(rejected.findings[0]!.because).toMatch(/χ² = \d+\.\d \(p = \d·10⁻[⁰-⁹¹²³]+\) for 3 degrees of freedom\.$/);
    const byName = Object.fromEntries(rejected.findings.at(-1)!.quantities.map(({ name, value }) => [name, value]));
    for (const law of ['the exponential power law', 'c + b n₁^(−d)'])
      expect(byName[`p of ${law}`]).toBe(chiSquareTail(byName[`χ² of ${law}`]!, 3));
    expect(evaluate({ networks: 12, spread: () => 0.5 }).title).toMatch(
      /^An exponential power law may fit the mean test loss to 5 %; χ² allows it/,
    );
  });

  it('null world, a width farther off the best law than twice the tolerance: the law stands in at most 18 of 200', () => {
    const widths = [10, 25, 50, 100, 250, 500];
    const mean = (n: number) => 0.05 * Math.exp(3 * n ** -0.5) * (n === 50 ? 1.2 : 1);
    const best = fitLossLaw(widths.map((width) => ({ width, testLosses: [0.999 * mean(width), 1.001 * mean(width)] })));
    const farthest = Math.max(...widths.map((n) => Math.abs(best.at(n) / mean(n) - 1)));
    expect(farthest).toBeGreaterThan(2 * tolerance);
    expectNullFalls('loss-scaling', (draw, seed) => {
      const samples = widths.map((width) => {
        const losses = normals(draw, 10, mean(width), 0.1 * mean(width));
        return { width, trainLosses: losses, testLosses: losses, testAccuracies: losses, failed: 0 };
      });
      return lawFinding(samples, fitWithIntervals(samples, seed, 30));
    });
  });

  it('too few widths for three numbers: inconclusive, no coefficients, no NaN', () => {
    for (const widths of [[], [25], [10, 25, 50]]) {
      const evaluation = evaluate({ widths });
      expect(evaluation.findings.map((f) => f.verdict)).toEqual(['inconclusive']);
      expect(JSON.stringify([evaluation.title, evaluation.story, evaluation.findings])).not.toMatch(/NaN|undefined/);
    }
  });
});
