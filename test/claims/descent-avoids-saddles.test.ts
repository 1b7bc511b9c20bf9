import { describe, expect, it } from 'vitest';
import { descentAvoidsSaddles } from '../../src/claims/choromanska2015/descent-avoids-saddles.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';

interface World {
  descents?: number;
  /** How many descents meet this residual at index share ½; the others meet 1. */
  near?: number;
  residual?: number;
  /** How many end at a certified saddle, and how many nowhere. */
  saddles?: number;
  lost?: number;
}

/** Three looks: index share ½, then 1/20, then 0. */
function records({ descents = 200, near = 0, residual = 0.05, saddles = 0, lost = 0 }: World): Records {
  const rows = Array.from({ length: descents }, (_, r) => r);
  const vector = (of: (r: number) => number[]) => ({
    kind: 'vector' as const,
    width: 3,
    values: Float64Array.from(rows.flatMap(of)),
  });
  return {
    count: descents,
    columns: {
      steps: vector(() => [0, 10, 100]),
      energies: vector(() => [0, -1.2, -1.5]),
      residuals: vector((r) => [r < near ? residual : 1, 0.05, 1e-3]),
      indices: vector(() => [10, 1, 0]),
      endIndex: { kind: 'int32', values: Int32Array.from(rows, (r) => (r < saddles ? 1 : 0)) },
      status: { kind: 'text', values: rows.map((r) => (r >= descents - lost ? 'step-limit' : 'converged')) },
    },
  };
}
const findings = (world: World): Record<string, Finding> =>
  Object.fromEntries(
    descentAvoidsSaddles
      .evaluate({ 'size-21': records(world) }, { preset: 'laptop', seed: 1, source: 'synthetic' })
      .findings.map((finding) => [finding.id, finding]),
  );

describe('verdicts on records whose law is known', () => {
  it('large gradients at high index, minima at the end: reproduced; the low-index look is counted on its own', () => {
    const f = findings({});
    expect([f['avoids']!.verdict, f['ends-low']!.verdict]).toEqual(['reproduced', 'reproduced']);
    expect(f['low-index-saddles']!.quantities[0]!.value).toBe(1); // residual 0.05 at index 1 of 20
  });

  it('a fifth come near at high index: not reproduced; the same number just outside of “near”: reproduced', () => {
    expect(findings({ near: 40 })['avoids']!.verdict).toBe('not-reproduced');
    expect(findings({ near: 40, residual: 0.11 })['avoids']!.verdict).toBe('reproduced');
  });

  it('few descents cannot decide', () => {
    expect(findings({ descents: 20 })['avoids']).toMatchObject({ verdict: 'inconclusive', moreRuns: 80 });
  });

  it('ends at saddles are not reproduced; lost descents decide nothing', () => {
    expect(findings({ saddles: 20 })['ends-low']!.verdict).toBe('not-reproduced');
    expect(findings({ lost: 20 })['ends-low']!.verdict).toBe('inconclusive');
  });
});
