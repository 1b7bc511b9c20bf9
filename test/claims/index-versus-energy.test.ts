import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { lawFinding, riseFinding, typicalFinding } from '../../src/claims/choromanska2015/index-findings.ts';
import { binned } from '../../src/claims/choromanska2015/index-rules.ts';
import { foundIn } from '../../src/claims/choromanska2015/index-samples.ts';
import { indexVersusEnergy } from '../../src/claims/choromanska2015/index-versus-energy.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { indexFraction, meanIndexOn } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';

type Law = (u: number) => number;

/** Certified points of 12 disorders whose index is law(u) in the mean: rounded up or down by chance, so that no rounding shifts it. */
function records(size: number, rows: number, law: Law, lost = 0, world = 0): Records {
  const draw = stream(23, 'synthetic', 1000 * world + size, 'points');
  const energy = Float64Array.from({ length: rows }, () => -1.7 * draw.uniform());
  const index = Int32Array.from(energy, (u) => Math.max(0, Math.floor(law(u) + draw.uniform())));
  return {
    count: rows,
    columns: {
      disorder: { kind: 'int32', values: Int32Array.from(energy, (_, i) => i % 12) },
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
const laws = new Map([25, 50].map((size) => [size, meanIndexOn(3, size, -1.8, 0.2)]));
const exactly =
  (size: number, factor = 1): Law =>
  (u) =>
    factor * laws.get(size)!(u);

describe('verdicts on records whose law is known', () => {
  it('points with the mean index of all at their energies: the index rises, and they are typical', () => {
    const f = findings({ 'size-25': records(25, 12000, exactly(25)), 'size-50': records(50, 6000, exactly(50)) });
    expect(f['rises']!.verdict).toBe('reproduced');
    expect(f['typical']!.verdict).toBe('confirmed');
    expect(f['semicircle']!.verdict).toBe('confirmed');
    expect(f['typical']!.quantities.length).toBe(10);
    expect(f['deviation-by-method']!.quantities.map(({ name }) => name)).toContain(
      'relative deviation of the index share, prescribed-index, Λ = 50',
    );
    expect(f['reach']!.because).toMatch(/At Λ = 50 6000 of 6000 searches/);
  });

  it('too few descending directions by a half: not typical, and each method says by how much', () => {
    const f = findings({ 'size-50': records(50, 2000, exactly(50, 0.5)) });
    expect(f['typical']!.verdict).toBe('refuted');
    const [bias] = f['deviation-by-method']!.quantities;
    expect(Math.abs(bias!.value + 0.5)).toBeLessThan(4 * bias!.error!);
  });

  it('an index that falls with the energy: not reproduced', () => {
    expect(findings({ 'size-50': records(50, 2000, (u) => -20 * u) })['rises']!.verdict).toBe('not-reproduced');
  });

  it('an index that is 0 everywhere is not typical: the tolerance is relative', () => {
    expect(findings({ 'size-50': records(50, 400, () => 0) })['typical']!.verdict).toBe('refuted');
  });

  it('the title says in which direction, and where, points found are off the annealed mean', () => {
    const titleOf = (law: Law) =>
      indexVersusEnergy.evaluate({ 'size-50': records(50, 2000, law) }, claimRun('laptop', 1)).title;
    const near =
      (factor: number, high = 1) =>
      (u: number) =>
        exactly(50, u < -1.3 ? factor : high)(u);
    const lowest = (many: string) =>
      `Just above the barrier, points found have ${many} downhill directions than the annealed mean`;
    expect(titleOf(near(0.5))).toBe(lowest('fewer'));
    expect(titleOf(near(1.6))).toBe(lowest('more'));
    expect(titleOf(exactly(50, 0.5))).toMatch(/^Critical points that searches find have fewer downhill/);
    expect(titleOf(near(0.5, 1.3))).toMatch(/more downhill directions at some energies, fewer at others/);
  });

  it('without its ensembles it has no figure: one without panels cannot be drawn', () => {
    const { figures, title } = indexVersusEnergy.evaluate({}, claimRun('laptop', 1));
    expect(figures).toEqual([]);
    expect(title).toMatch(/is open$/);
  });

  it('few points: inconclusive; points that are only gradient-flat are not counted', () => {
    const f = findings({ 'size-50': records(50, 400, exactly(50), 0.97) });
    expect(f['typical']).toMatchObject({ verdict: 'inconclusive' });
    expect(f['rises']).toMatchObject({ verdict: 'inconclusive' });
    expect(f['reach']!.quantities[0]!.value).toBe(12);
  });

  it('null worlds, off by twice the tolerance or the same at every height: at most 18 of 200 pass', () => {
    let [typical, rises] = [0, 0];
    for (let world = 0; world < 200; world++) {
      const found = (law: Law) => foundIn(25, records(25, 300, law, 0, world), laws.get(25)!);
      const draw = (at: number) => stream(world, 'null', at, 'bootstrap');
      if (typicalFinding(binned(found(exactly(25, 0.8))), draw).verdict === 'confirmed') typical++;
      if (riseFinding([found(() => 5)], draw).verdict === 'reproduced') rises++;
    }
    expect(typical).toBeLessThanOrEqual(18);
    expect(rises).toBeLessThanOrEqual(18);
  });
});

it('the exact law is computed, not assumed', () => {
  expect(lawFinding().quantities).toHaveLength(4);
  const off = (by: (size: number) => number) =>
    lawFinding((size, u) => (size - 1) * (indexFraction(3, u) + by(size))).verdict;
  expect(off((size) => 1 / size)).toBe('confirmed');
  expect(off((size) => size ** -0.5)).toBe('refuted'); // a quarter is left
  expect(off((size) => (size === 100 ? 0.1 : 1 / size))).toBe('refuted');
});
