/** op/properties: its samples on records made by hand, and the claim on small runs of the glass and of one rung. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { properties } from '../../src/claims/beyond/properties.ts';
import { criticalPoints, hitShare } from '../../src/claims/beyond/property-samples.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { indexFraction } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';

const run = claimRun('smoke', 3);
const floats = (values: number[]): Column => ({ kind: 'float64', values: Float64Array.from(values) });
const integers = (values: number[]): Column => ({ kind: 'int32', values: Int32Array.from(values) });
const texts = (values: string[]): Column => ({ kind: 'text', values });

const [disorders, each, size] = [20, 12, 21];
/** Searches whose energies are uniform and whose index is the semicircle's plus a shift; energies of records are 2 u + 1. */
function searches(name: string, shift = 0): Records {
  const draw = stream(5, 'test/properties', 0, name);
  const rows = Array.from({ length: disorders * each }, (_, k) => ({
    disorder: Math.floor(k / each),
    u: -1.6 * draw.uniform(),
  }));
  const index = rows.map(({ u }) => Math.max(0, Math.round((size - 1) * indexFraction(3, u) + shift + draw.normal())));
  return {
    count: rows.length,
    columns: {
      disorder: integers(rows.map(({ disorder }) => disorder)),
      energy: floats(rows.map(({ u }) => 2 * u + 1)),
      index: integers(index),
      status: texts(rows.map(() => 'converged')),
      kind: texts(rows.map(() => 'strict-saddle')),
      certainty: texts(rows.map((_, k) => (k % 10 === 9 ? 'uncertified' : 'certified'))),
    },
  };
}

/** Descents of which `hits` of 6 end in the lowest minimum. */
function ends(name: string, hits = 2): Records {
  const draw = stream(5, 'test/properties', 0, name);
  const rows = Array.from({ length: disorders * 6 }, (_, k) => {
    const replica = k % 6;
    const lowest = replica < Math.max(1, Math.min(5, hits + Math.round(draw.normal() / 2)));
    return {
      disorder: Math.floor(k / 6),
      replica,
      minimum: lowest ? 0 : replica,
      u: lowest ? -1.6 : -1.3 - replica / 100,
    };
  });
  return {
    count: rows.length,
    columns: {
      disorder: integers(rows.map(({ disorder }) => disorder)),
      replica: integers(rows.map(({ replica }) => replica)),
      minimum: integers(rows.map(({ minimum }) => minimum)),
      standardized: floats(rows.map(({ u }) => u)),
      energy: floats(rows.map(({ u }) => 2 * u + 1)),
      ...Object.fromEntries(
        ['kurtosis', 'participation', 'meanSpin', 'residual'].map((column) => [column, floats(rows.map(() => 0.3))]),
      ),
      index: integers(rows.map(() => 0)),
      status: texts(rows.map(() => 'converged')),
      kind: texts(rows.map(() => 'minimum')),
      certainty: texts(rows.map(() => 'certified')),
    },
  };
}

describe('samples', () => {
  it('standardize energies of certified points as those of descents, to rounding', () => {
    const found = criticalPoints(3, size, searches('s'), ends('d'));
    expect(found).toHaveLength(disorders);
    const points = found.flatMap((unit) => unit.points);
    expect(points).toHaveLength(disorders * each - 24);
    for (const { u, share, off } of points) {
      expect(u).toBeGreaterThan(-1.6 - 1e-12);
      expect(u).toBeLessThan(1e-12);
      expect(off).toBeCloseTo(share - indexFraction(3, u), 14);
    }
  });

  it('the share of hits is that of the lowest minimum', () => {
    const end = (energy: number, minimum: number) => ({
      energy,
      minimum,
      standardized: energy,
      participation: 0.3,
      meanSpin: 0,
    });
    expect(
      hitShare({ disorder: 0, runs: 4, saddles: 0, ends: [end(-1, 0), end(-2, 1), end(-2, 1), end(-1.5, 3)] }),
    ).toBe(0.5);
  });
});

describe('op/properties', () => {
  const given = (shift: number, hits: number): Record<string, Records> => ({
    [`searches-reference-${size}`]: searches('reference'),
    [`descents-reference-${size}`]: ends('reference'),
    [`searches-latin-${size}`]: searches('latin', shift),
    [`descents-latin-${size}`]: ends('latin', hits),
  });
  const findings = (records: Record<string, Records>) =>
    Object.fromEntries(properties.evaluate(records, run).findings.map((finding) => [finding.id, finding]));

  it('a rung like the glass agrees in index and hits, and the glass follows the semicircle', () => {
    const { glass, latin } = findings(given(0, 2));
    expect(glass!.verdict).toBe('confirmed');
    expect(latin!.because).toMatch(/^Index by energy agrees: .* the rung agrees: /);
  });

  it('indices that lie higher, and minima that are hit more often, depart', () => {
    const { latin } = findings(given(2, 4));
    expect(latin!.because).toMatch(
      /^Index by energy departs: mean index above the semicircle .* the rung departs: share that hits/,
    );
    const off = { ...given(0, 2), [`searches-reference-${size}`]: searches('reference', 3) };
    expect(findings(off)['glass']!.verdict).toBe('refuted');
    expect(findings({})['glass']!.verdict).toBe('inconclusive');
  });

  it.each(['smoke', 'laptop', 'paper'] as const)(
    'asks at preset %s for ensembles that their experiments know',
    (preset) => {
      for (const spec of Object.values(properties.needs(preset, 3)))
        expect(() => completeSpec(experiments, spec)).not.toThrow();
    },
  );
});
