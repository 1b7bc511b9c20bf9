import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import {
  badFinding,
  lossMoments,
  meanFalls,
  trainSpreadFalls,
  varianceFalls,
} from '../../src/claims/choromanska2015/loss-moments.ts';
import { falls } from '../../src/claims/decide.ts';
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
    expect(evaluation.title).toBe('Mean and variance of the test loss both fall with width');
  });

  it('a mean that rises at a step, spreads that rise: not reproduced', () => {
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

  it('a variance that stays at one step falls as a whole: reproduced, where steps would be open', () => {
    const spread = (n: number) => 0.2 * (n === 100 ? 50 : n) ** -0.5;
    const f = findings({ networks: 32, mean: () => 0.1, spread, trainSpread: spread });
    expect([f['variance-falls']!.verdict, f['train-spread-falls']!.verdict]).toEqual(['reproduced', 'reproduced']);
    // ln variance of a spread ∝ n^−½ has slope −1, ln standard deviation −½.
    for (const [id, slope] of [
      ['variance-falls', -1],
      ['train-spread-falls', -0.5],
    ] as const) {
      const [low, high] = f[id]!.quantities[0]!.interval!;
      expect(low).toBeLessThan(slope);
      expect(high).toBeGreaterThan(slope);
    }
  });

  it('a mean that stays at one step, spreads that stay throughout, as many networks as at laptop: stand in at most 18 of 200 draws', () => {
    const samples = (draw: Stream, means: readonly number[], deviations: readonly number[]) =>
      [50, 250, 500].map((width, i) => {
        const losses = normals(draw, 32, means[i]!, deviations[i]!);
        return { width, testLosses: losses, trainLosses: losses, testAccuracies: losses, failed: 0 };
      });
    expectNullFalls('mean-falls', (draw, seed) => {
      return meanFalls(samples(draw, [0.1, 0.07, 0.07], [0.004, 0.0025, 0.0025]), seed, 300).finding;
    });
    const even = [0.0016, 0.0016, 0.0016];
    expectNullFalls('variance-falls', (draw, seed) => {
      return varianceFalls(samples(draw, [0.1, 0.08, 0.07], even), seed, 300).finding;
    });
    expectNullFalls('train-spread', (draw, seed) => {
      return trainSpreadFalls(samples(draw, [0.06, 0.05, 0.04], even), seed, 300).finding;
    });
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
    expect(f.because).toContain('20 of 80, 0.00 % (0.00 % to 0.00 %) by the spread alone (n₁ = 10), 1 of 80');
  });

  it('more common at large width: not reproduced; none at all decides nothing', () => {
    expect(bad(world((n) => (n === 50 ? 4 : 1000), 80)).verdict).toBe('not-reproduced');
    const none = (networks: number) => bad({ widths: [10, 25], networks, spread: () => 0.01 });
    expect([none(1000).verdict, none(40).verdict]).toEqual(['inconclusive', 'inconclusive']);
  });

  it('a spread that few networks leave uncertain decides nothing, where the same bad ends beside a known one do', () => {
    const of = (testLosses: readonly number[], width: number) => {
      return { width, testLosses, trainLosses: testLosses, testAccuracies: testLosses, failed: 0 };
    };
    const flat = of(
      Array.from({ length: 32 }, (_, k) => 1 + k / 1e5),
      50,
    );
    /** Eight of 32 losses are bad; the lowest lie `reach` below the median, so that the lower quartile is near it or far off. */
    const found = (reach: number) => {
      const low = (k: number) => 1 - (k < 8 ? reach : 0) - k / 1e3;
      const losses = Array.from({ length: 32 }, (_, k) => (k < 16 ? low(k) : 1 + (k < 24 ? k / 1e3 : 0.2)));
      return badFinding([of(losses, 10), flat], 1, 400);
    };
    expect([found(0).verdict, found(0.07).verdict]).toEqual(['reproduced', 'inconclusive']);
    const spread = found(0.07).quantities.find(
      ({ name }) => name === 'share that the spread alone makes bad, n₁ = 10',
    )!;
    expect(spread.interval![1] - spread.interval![0]).toBeGreaterThan(0.05);
  });

  const drawn = (draw: Stream, networks: number, spread: number, badShare = 0) =>
    [10, 25, 500].map((width) => {
      const losses = normals(draw, networks, 1, spread / Math.sqrt(width));
      const testLosses = losses.map((loss) => (width === 10 && draw.uniform() < badShare ? 1.3 : loss));
      return { width, testLosses, trainLosses: testLosses, testAccuracies: testLosses, failed: 0 };
    });

  it('a spread that falls alone, of normal losses, makes no bad minima: stands in at most 18 of 200 draws', () => {
    for (const [networks, spread] of [
      [32, 0.15],
      [32, 0.3],
      [60, 0.2],
    ] as const)
      expectNullFalls('bad-minima', (draw, seed) => badFinding(drawn(draw, networks, spread), seed, 300));
  });

  it('bad minima that are there, one in 30 at the smallest width, fall in at most 18 of 200 draws', () => {
    const found = Array.from({ length: 200 }, (_, k) => {
      return badFinding(drawn(stream(31, 'true-world', k, 'bad-minima'), 32, 0.15, 1 / 30), 1000 + k, 300);
    });
    expect(found.filter(falls).length).toBeLessThanOrEqual(18);
  });
});

it('one width or none: inconclusive throughout, no NaN', () => {
  for (const widths of [[25], []]) {
    const evaluation = evaluate({ widths });
    expect(new Set(evaluation.findings.map((f) => f.verdict))).toEqual(new Set(['inconclusive']));
    expect(JSON.stringify([evaluation.title, evaluation.story, evaluation.findings])).not.toMatch(/NaN|undefined/);
  }
});
