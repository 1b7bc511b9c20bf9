import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  countAllCriticalPoints,
  glasses,
  indexFinding,
  levelFinding,
  rules,
} from '../../src/claims/choromanska2015/count-all-critical-points.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { countStatistics, lnMeanByIndex } from '../../src/theory/index.ts';
import golden from '../golden/theory/small-counts.json' with { type: 'json' };
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const recorded = ['3-2', '3-3', '4-3'] as const;

/** The mean number of minima between the levels that are judged, at each size: by Kac–Rice. */
const minimaBetween = new Map(
  recorded.map((key) => {
    const [order, size] = key.split('-').map(Number) as [number, number];
    const below = rules.levels.map((u) => Math.exp(lnMeanByIndex(order, countStatistics(size), 0, u)!.ln));
    return [key, below.map((mean, i) => mean - (below[i - 1] ?? 0))] as const;
  }),
);

/**
 * Records whose mean counts are those of theory times `factor`. Their minima lie at energies of which too many are low, unless `minima`
 * is given: then each disorder has the numbers of theory times that between the levels.
 */
function records(
  key: (typeof recorded)[number],
  disorders: number,
  factor: number,
  broken = 0,
  minima?: number,
): Records {
  const [order, size] = key.split('-').map(Number) as [number, number];
  const means = (golden as Record<string, number[]>)[`${order},${size}`]!;
  const draw = stream(21, 'synthetic', order * 10 + size, 'counts');
  const flag = () => ({ kind: 'int32' as const, values: new Int32Array(disorders).fill(1) });
  const complete = flag();
  complete.values.fill(0, 0, broken);
  const whole = (mean: number) => Math.floor(mean) + (draw.uniform() < mean % 1 ? 1 : 0);
  const counts = Float64Array.from({ length: disorders * size }, (_, i) => whole(factor * means[i % size]!));
  const most = 12;
  const energies = Array.from({ length: disorders }, () => {
    if (minima === undefined) return [draw.uniform() < 0.5 ? -1.2 : -0.7];
    const own = minimaBetween.get(key)!.flatMap((mean, i) => {
      return new Array<number>(whole(minima * mean)).fill(rules.levels[i]! - 0.1);
    });
    return [...own, ...new Array<number>(most - own.length).fill(1)];
  });
  return {
    count: disorders,
    columns: {
      points: { kind: 'int32', values: new Int32Array(disorders).fill(10) },
      paths: flag(),
      failures: { kind: 'int32', values: new Int32Array(disorders) },
      complete,
      euler: flag(),
      paired: flag(),
      counts: { kind: 'vector', width: size, values: counts },
      energies: { kind: 'vector', width: energies[0]!.length, values: Float64Array.from(energies.flat()) },
      indices: { kind: 'vector', width: energies[0]!.length, values: new Float64Array(energies.flat().length) },
    },
  };
}

function findings(disorders: number, factor: number, broken = 0, minima?: number): Record<string, Finding> {
  const parts = Object.fromEntries(recorded.map((key) => [key, records(key, disorders, factor, broken, minima)]));
  const { findings } = countAllCriticalPoints.evaluate(parts, claimRun('laptop', 1));
  return Object.fromEntries(findings.map((f) => [f.id, f]));
}

describe('verdicts on records whose law is known', () => {
  it('counts with the right means: complete proved, counts reproduced, each expectation beside its mean', () => {
    const f = findings(2000, 1);
    expect(f['complete']!.verdict).toBe('proved');
    expect(f['counts']!.verdict).toBe('reproduced');
    expect(f['counts']!.quantities[0]!.published).toBeCloseTo(Math.sqrt(7), 9); // Λ = 2: √(3H − 2) of each index
  });

  it('counts 3 % too high: not reproduced; minima at made-up energies: not reproduced', () => {
    const f = findings(2000, 1.03);
    expect(f['counts']!.verdict).toBe('not-reproduced');
    expect(f['minima-below']!.verdict).toBe('not-reproduced');
  });

  it('one disorder with a path unaccounted for: neither complete nor reproduced', () => {
    const f = findings(2000, 1, 1);
    expect(f['complete']!.verdict).toBe('inconclusive');
    expect(f['counts']).toMatchObject({ verdict: 'inconclusive' });
  });

  it('minima at energies as Kac–Rice has them are reproduced, a tenth too many are not', () => {
    expect(findings(2000, 1, 0, 1)['minima-below']!.verdict).toBe('reproduced');
    expect(findings(2000, 1, 0, 1.1)['minima-below']!.verdict).toBe('not-reproduced');
  });
});

describe('a single mean that is off', () => {
  /** Glasses of preset laptop whose means are normal about their expectations; the first is off by so many standard errors. */
  const counted = (off: number, z: () => number) =>
    glasses.map(([order, size], g) => {
      const compared = (k: number) => {
        const own = z() + (g === 0 && k === 0 ? off : 0);
        return { name: `part ${k}`, value: 3 + 0.03 * own, error: 0.03, expected: { value: 3, error: 1e-12 }, z: own };
      };
      return {
        ...{ order: order!, size: size!, disorders: 2000, points: 1e4, paths: 1e4, failures: 0 },
        ...{ incomplete: 0, unbalanced: 0 },
        byIndex: Array.from({ length: size! }, (_, k) => compared(k)),
        minimaBelow: rules.levels.map((_, k) => compared(k)),
      };
    });

  it.each([
    [0, 'reproduced'],
    [-2.9, 'reproduced'],
    [3.1, 'inconclusive'],
    [-4.4, 'inconclusive'],
    [4.6, 'not-reproduced'],
  ])('by %f standard errors: %s', (off, verdict) => {
    const all = counted(off, () => 0);
    expect([indexFinding(all).verdict, levelFinding(all).verdict]).toEqual([verdict, verdict]);
  });

  it('by twice the standard errors allowed: stands in at most 18 of 200 draws', () => {
    for (const off of [-2 * rules.agree, 2 * rules.agree]) {
      expectNullFalls('counts', (draw) => indexFinding(counted(off, () => draw.normal())));
      expectNullFalls('minima-below', (draw) => levelFinding(counted(off, () => draw.normal())));
    }
  });
});
