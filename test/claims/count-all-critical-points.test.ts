import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { countAllCriticalPoints } from '../../src/claims/choromanska2015/count-all-critical-points.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import golden from '../golden/theory/small-counts.json' with { type: 'json' };
import { claimRun } from './claim-run.ts';

const glasses = ['3-2', '3-3', '4-3'] as const;

/** Records whose mean counts are those of theory times `factor`; energies so that minima below no level are ever too many. */
function records(key: string, disorders: number, factor: number, broken = 0): Records {
  const [order, size] = key.split('-').map(Number) as [number, number];
  const means = (golden as Record<string, number[]>)[`${order},${size}`]!;
  const draw = stream(21, 'synthetic', order * 10 + size, 'counts');
  const flag = () => ({ kind: 'int32' as const, values: new Int32Array(disorders).fill(1) });
  const complete = flag();
  complete.values.fill(0, 0, broken);
  const counts = Float64Array.from({ length: disorders * size }, (_, i) => {
    const mean = factor * means[i % size]!;
    return Math.floor(mean) + (draw.uniform() < mean % 1 ? 1 : 0);
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
      energies: {
        kind: 'vector',
        width: 1,
        values: Float64Array.from({ length: disorders }, () => (draw.uniform() < 0.5 ? -1.2 : -0.7)),
      },
      indices: { kind: 'vector', width: 1, values: new Float64Array(disorders) },
    },
  };
}

function findings(disorders: number, factor: number, broken = 0): Record<string, Finding> {
  const parts = Object.fromEntries(glasses.map((key) => [key, records(key, disorders, factor, broken)]));
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
});
