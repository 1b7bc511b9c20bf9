import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { indexVersusEnergy } from '../../src/claims/choromanska2015/index-versus-energy.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { indexFraction } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';

/** Certified points of 10 disorders whose index share is law(u), to the nearest eigenvalue and with scatter. */
function records(size: number, rows: number, law: (u: number) => number, lost = 0): Records {
  const draw = stream(23, 'synthetic', size, 'points');
  const energy = Float64Array.from({ length: rows }, () => -1.7 * draw.uniform());
  const index = Int32Array.from(energy, (u) =>
    Math.max(0, Math.min(size - 1, Math.round((size - 1) * law(u) + 0.5 * draw.normal()))),
  );
  return {
    count: rows,
    columns: {
      disorder: { kind: 'int32', values: Int32Array.from(energy, (_, i) => i % 10) },
      method: { kind: 'text', values: [...energy].map((_, i) => (i % 2 ? 'newton-mr' : 'prescribed-index')) },
      energy: { kind: 'float64', values: energy },
      index: { kind: 'int32', values: index },
      status: { kind: 'text', values: [...energy].map((_, i) => (i < lost * rows ? 'gradient-flat' : 'converged')) },
      steps: { kind: 'int32', values: new Int32Array(rows).fill(20) },
    },
  };
}
const findings = (parts: Record<string, Records>): Record<string, Finding> =>
  Object.fromEntries(
    indexVersusEnergy.evaluate(parts, claimRun('laptop', 1)).findings.map((finding) => [finding.id, finding]),
  );
const alpha = (u: number) => indexFraction(3, u);

describe('verdicts on records whose law is known', () => {
  it('points on the semicircle: reproduced', () => {
    const f = findings({ 'size-25': records(25, 400, alpha), 'size-50': records(50, 400, alpha) });
    expect(f['semicircle']!.verdict).toBe('reproduced');
    expect(f['semicircle']!.quantities.length).toBe(10);
    expect(f['reach']!.because).toMatch(/At Λ = 50 400 of 400 searches/);
  });

  it('an index that grows linearly with the energy: not reproduced', () => {
    expect(findings({ 'size-50': records(50, 400, (u) => 0.5 + u / 3.266) })['semicircle']!.verdict).toBe(
      'not-reproduced',
    );
  });

  it('few points: inconclusive, with more runs; points that are only gradient-flat are not counted', () => {
    const f = findings({ 'size-50': records(50, 400, alpha, 0.97) });
    expect(f['semicircle']).toMatchObject({ verdict: 'inconclusive' });
    expect(f['reach']!.quantities[0]!.value).toBe(12);
  });
});
