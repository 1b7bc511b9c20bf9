import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import {
  fisherSlope,
  numberFindings,
  published,
  rules,
  slopeFinding,
  trainTestCorrelation,
  trendFinding,
} from '../../src/claims/choromanska2015/train-test-correlation.ts';
import { correlationInterval } from '../../src/ensembles/statistics.ts';
import { claimRun } from './claim-run.ts';
import { networkRecords, type World } from './network-samples.ts';
import { expectNullFalls } from './null-draws.ts';

const widths = [25, 50, 100, 250, 500];
const evaluate = (world: World) =>
  trainTestCorrelation.evaluate(networkRecords({ widths, ...world }), claimRun('paper', 5));
const verdicts = (world: World) => evaluate(world).findings.map((f) => f.verdict);
const table1 = (n: number) => published[n]!;

describe('Table 1 on records whose correlation is known', () => {
  it('1000 networks with the printed correlations: all five and the trend reproduced', () => {
    const { findings, title } = evaluate({ networks: 1000, correlation: table1 });
    expect(findings.map((f) => f.verdict)).toEqual([...new Array(7).fill('reproduced'), 'measured']);
    expect(title).toBe('Training and test loss decorrelate with width; 5 of 5 printed values hold');
    for (const f of findings.slice(0, 5)) {
      const rho = f.quantities.find(({ name }) => name.startsWith('ρ'));
      expect(rho!.published).toBe(Number(/ρ = ([\d.]+)/.exec(f.statement)![1]));
      // Fisher's standard error of 1000 pairs is at most 0.027 here; four of them.
      expect(Math.abs(rho!.value - rho!.published!)).toBeLessThan(0.11);
    }
  });

  it('one width far off: that one is not reproduced', () => {
    const world = { widths: [100, 250], networks: 1000, correlation: (n: number) => (n === 250 ? 0.8 : table1(n)) };
    expect(verdicts(world).slice(0, 2)).toEqual(['reproduced', 'not-reproduced']);
  });

  it('40 networks: every width inconclusive where it is as printed, with the runs that would decide; far off it is seen', () => {
    for (const f of evaluate({ networks: 40, correlation: table1 }).findings.slice(0, 5)) {
      expect(f.verdict).toBe('inconclusive');
      expect(f.more!.count).toBeGreaterThan(100);
    }
    expect(verdicts({ networks: 40, correlation: () => 0.1 })[0]).toBe('not-reproduced');
  });

  it('counts agree in number: one is undecided, two are', () => {
    const undecided = (widths: number[]) => evaluate({ widths, networks: 40, correlation: table1 }).title;
    expect(undecided([10, 25])).toMatch(/; 0 of 1 printed value hold, 1 is open$/);
    expect(undecided([25, 50])).toMatch(/; 0 of 2 printed values hold, 2 are open$/);
  });

  it('width 10 has no printed number: it is shown, and compared with none', () => {
    const { findings, tables } = evaluate({ widths: [10, 25], networks: 40 });
    expect(findings.map((f) => f.id)).toEqual(['rho-25', 'decorrelation', 'slope-of-table-1', 'loss-ratio']);
    expect(tables[0]!.rows.map((row) => row[4])).toEqual(['none', '0.7616']);
  });
});

describe('the trend', () => {
  const of = (world: World, id: string) => evaluate(world).findings.find((f) => f.id === id)!.verdict;
  const trend = (world: World) => of(world, 'decorrelation');
  it('rising, or falling with one step up: not reproduced; flat: inconclusive', () => {
    expect(trend({ networks: 200, correlation: (n) => 0.3 + n / 1000 })).toBe('not-reproduced');
    expect(trend({ networks: 200, correlation: (n) => (n === 100 ? 0.95 : table1(n)) })).toBe('not-reproduced');
    expect(trend({ networks: 40, correlation: () => 0.6 })).toBe('inconclusive');
    expect(trend({ widths: [25] })).toBe('inconclusive');
  });

  it('as steep as Table 1 or twice as steep: told apart with 1000 networks, open with 40', () => {
    const steeper = (n: number) => Math.tanh(Math.atanh(table1(25)) - 2 * 0.19 * Math.log(n / 25));
    const networks = 1000;
    expect(of({ networks, correlation: table1 }, 'slope-of-table-1')).toBe('reproduced');
    expect(of({ networks, correlation: steeper }, 'slope-of-table-1')).toBe('not-reproduced');
    expect(of({ networks: 40, correlation: table1 }, 'slope-of-table-1')).toBe('inconclusive');
  });

  it('beside Table 1 stand both slopes over the widths that both have, and none where fewer than two are', () => {
    const beside = (at: number[]) => {
      const { findings } = evaluate({ widths: at, networks: 200, correlation: (n) => published[n] ?? 0.9 });
      return findings.find(({ id }) => id === 'decorrelation')!;
    };
    const { because, quantities } = beside([10, ...widths]);
    expect(because).toMatch(/Over the widths that Table 1 has too \(25, 50, 100, 250, 500\) it changes by −0\.\d+/);
    const table = widths.map((width) => ({ width, rho: table1(width), count: rules.publishedNetworks }));
    expect(quantities[2]!.value).toBeCloseTo(fisherSlope(table).slope, 12);
    expect(quantities[1]!.value).not.toBe(quantities[0]!.value);
    expect(beside([10, 25, 50]).quantities[2]!.value).toBeCloseTo(fisherSlope(table.slice(0, 2)).slope, 12);
    expect(beside([10, 25]).because).not.toContain('Table 1');
  });

  it('widths of Table 1 that were not run count in the level', () => {
    const { findings } = evaluate({ widths: [25], networks: 1000, correlation: () => 0.79 });
    expect(findings[0]!.rule).toContain('99 % interval');
    expect(findings[0]!.rule).toContain('over the 5 printed widths');
  });

  it('a slope twice as steep stands in at most 18 of 200 draws', () => {
    expectNullFalls('slope', (draw) => {
      // artanh of a correlation of n networks is normal with variance 1/(n − 3).
      const at = (width: number) => Math.atanh(table1(25)) - 2 * 0.181 * Math.log(width / 25);
      const points = widths.map((width) => ({
        width,
        rho: Math.tanh(at(width) + draw.normal() / Math.sqrt(197)),
        count: 200,
      }));
      return slopeFinding(points);
    });
  });

  it('the slope is that of a straight line in artanh ρ against ln n₁, with error 1/√Σ(n−3)(x−x̄)²', () => {
    const points = [10, 100, 1000].map((width) => ({
      width,
      rho: Math.tanh(1 - 0.2 * Math.log(width)),
      count: 103,
    }));
    const { slope, error } = fisherSlope(points);
    expect(slope).toBeCloseTo(-0.2, 12);
    expect(error).toBeCloseTo(1 / Math.sqrt(200 * Math.log(10) ** 2), 12);
  });
});

describe('null worlds of ρ', () => {
  /** Widths of which r and its errors alone are drawn: artanh r of n networks with normal losses is normal with variance 1/(n − 3). */
  const drawn = (draw: Stream, networks: number, rho: (width: number) => number, at = widths) =>
    at.map((width) => {
      const r = Math.tanh(Math.atanh(rho(width)) + draw.normal() / Math.sqrt(networks - 3));
      const interval = correlationInterval(r, networks);
      const losses = new Array<number>(networks).fill(0);
      return {
        ...{ width, trainLosses: losses, testLosses: losses, testAccuracies: losses, failed: 0, rho: interval },
        resampled: { ...interval, standardError: (1 - r * r) / Math.sqrt(networks - 3), failures: 0 },
      };
    });
  it('artanh ρ off by twice what agrees: no width stands, with 32 networks or 1000', () => {
    const off = (by: number) => (width: number) => Math.tanh(Math.atanh(table1(width)) + 2 * by * rules.agree);
    for (const networks of [32, 1000])
      for (const by of [-1, 1])
        for (const width of widths)
          expectNullFalls(`rho-${width} ${by}, ${networks} networks`, (draw) => {
            return numberFindings(drawn(draw, networks, off(by), [width]))[0]!;
          });
  });

  it('off by just what agrees they stand seldom too, and as printed nearly always', () => {
    for (const width of [25, 500]) {
      const edge = Math.tanh(Math.atanh(table1(width)) - rules.agree);
      expectNullFalls(`rho-${width} at the edge`, (draw) => numberFindings(drawn(draw, 1000, () => edge, [width]))[0]!);
      const stands = Array.from(
        { length: 100 },
        (_, k) => numberFindings(drawn(stream(5, 'test', k, `as printed ${width}`), 1000, table1, [width]))[0]!.verdict,
      ).filter((verdict) => verdict === 'reproduced');
      expect(stands.length).toBeGreaterThan(85);
    }
  });

  it('the same correlation at every width is no decorrelation', () => {
    expectNullFalls('decorrelation', (draw) => trendFinding(drawn(draw, 32, () => 0.7, [10, ...widths])));
  });
});

it('scatter plots hold every width, three a figure, with at most 250 points each', () => {
  const { figures } = evaluate({ networks: 300 });
  expect(figures.map((f) => f.panels.length)).toEqual([1, 3, 2]);
  const [mark] = figures[1]!.panels[0]!.marks;
  expect(mark).toMatchObject({ type: 'points' });
  expect((mark as { points: readonly unknown[] }).points).toHaveLength(250);
});
