import { describe, expect, it } from 'vitest';
import type { Stream } from '../../src/base/philox.ts';
import {
  badFinding,
  lossMoments,
  meanFalls,
  trainSpreadFalls,
  varianceFalls,
} from '../../src/claims/choromanska2015/loss-moments.ts';
import { claimRun } from './claim-run.ts';
import { networkRecords, type World } from './network-samples.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const evaluate = (world: World) =>
  lossMoments.evaluate(networkRecords({ networks: 60, ...world }), claimRun('laptop', 5));
const findings = (world: World) => Object.fromEntries(evaluate(world).findings.map((f) => [f.id, f]));

describe('verdicts on records whose law is known', () => {
  it('mean, variance and training spread that fall: all reproduced, and the title says so', () => {
    const evaluation = evaluate({ networks: 120 });
    expect(evaluation.findings.slice(0, 3).map((f) => f.verdict)).toEqual(['reproduced', 'reproduced', 'reproduced']);
    expect(evaluation.title).toBe('Mean and variance of the test loss both fall with every step in width');
  });

  it('mean, variance and training spread that rise at a step: not reproduced', () => {
    const widths = [10, 25, 50];
    expect(findings({ widths, mean: (n) => (n === 50 ? 0.2 : 0.1 - n / 1000) })['mean-falls']!.verdict).toBe(
      'not-reproduced',
    );
    expect(findings({ widths, spread: (n) => 0.001 * n })['variance-falls']!.verdict).toBe('not-reproduced');
    expect(findings({ widths, trainSpread: (n) => 0.001 * n })['train-spread-falls']!.verdict).toBe('not-reproduced');
  });

  it('nine networks a width decide nothing, however clear, and say how many are missing; ten decide', () => {
    const [nine, ten] = [9, 10].map((networks) => findings({ networks, spread: () => 0.01 })['mean-falls']!);
    expect([nine!.verdict, nine!.more?.count, ten!.verdict]).toEqual(['inconclusive', 1, 'reproduced']);
  });

  it('equal variances: inconclusive, with the runs that would decide', () => {
    const flat = findings({ networks: 20, spread: () => 0.02, mean: () => 0.1 })['variance-falls']!;
    expect(flat.verdict).toBe('inconclusive');
    expect(flat.more).toMatchObject({ unit: 'network' });
    const even = findings({ networks: 20, trainSpread: () => 0.02, mean: () => 0.1 })['train-spread-falls']!;
    expect(even.verdict).toBe('inconclusive');
  });

  it('one step that does not fall, as many networks as the preset laptop has: stands in at most 18 of 200 draws', () => {
    /** Losses of n₁ = 50, 250 and 500, of which the last two are alike. */
    const samples = (draw: Stream, mean: number, deviation: number) =>
      [50, 250, 500].map((width) => {
        const losses = normals(draw, 32, width === 50 ? 0.1 : mean, width === 50 ? 0.004 : deviation);
        return { width, testLosses: losses, trainLosses: losses, testAccuracies: losses, failed: 0 };
      });
    expectNullFalls('mean-falls', (draw, seed) => meanFalls(samples(draw, 0.07, 0.0025), seed, 300).finding);
    expectNullFalls('variance-falls', (draw, seed) => varianceFalls(samples(draw, 0.07, 0.0016), seed, 300).finding);
    expectNullFalls('train-spread', (draw, seed) => trainSpreadFalls(samples(draw, 0.04, 0.0015), seed, 300).finding);
  });
});

describe('bad minima', () => {
  // Spread 1 %: a loss is bad only where it was doubled by hand.
  const world = (badEvery: (n: number) => number, networks: number, widths = [10, 25, 50]): World => ({
    widths,
    networks,
    badEvery,
    spread: () => 0.01,
  });
  const bad = (w: World) => findings(w)['bad-minima']!;

  it('common at small width and rare at large: reproduced, and counted exactly', () => {
    const f = bad(world((n) => (n === 10 ? 4 : 1000), 80));
    expect(f.verdict).toBe('reproduced');
    expect(f.because).toContain('20 of 80, 0.00 % by the spread alone (n₁ = 10), 1 of 80');
  });

  it('more common at large width, or none in a thousand: not reproduced; none in forty decides nothing', () => {
    expect(bad(world((n) => (n === 50 ? 4 : 1000), 80)).verdict).toBe('not-reproduced');
    const none = (networks: number) => bad({ widths: [10, 25], networks, spread: () => 0.01 }).verdict;
    expect([none(1000), none(40)]).toEqual(['not-reproduced', 'inconclusive']);
  });

  it('a spread that falls alone, of normal losses, makes no bad minima: stands in at most 18 of 200 draws', () => {
    expectNullFalls('bad-minima', (draw, seed) => {
      const samples = [10, 25, 50].map((width) => {
        const testLosses = normals(draw, 60, 1, 0.2 / Math.sqrt(width));
        return { width, testLosses, trainLosses: testLosses, testAccuracies: testLosses, failed: 0 };
      });
      const none = { count: 0, share: { estimate: 0, low: 0, high: 1, level: 0.95 } };
      return badFinding(samples, [none, none, none], seed, 300);
    });
  });
});

it('one width or none: inconclusive throughout, no NaN', () => {
  for (const widths of [[25], []]) {
    const evaluation = evaluate({ widths });
    expect(new Set(evaluation.findings.map((f) => f.verdict))).toEqual(new Set(['inconclusive']));
    expect(JSON.stringify([evaluation.title, evaluation.story, evaluation.findings])).not.toMatch(/NaN|undefined/);
  }
});
