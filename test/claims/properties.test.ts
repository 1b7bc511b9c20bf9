/** op/properties on records made by hand: samples, the glass, a rung beside it, and networks. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { properties } from '../../src/claims/beyond/properties.ts';
import { networkRungs } from '../../src/claims/beyond/property-networks.ts';
import { criticalPoints, hitShare, nearness } from '../../src/claims/beyond/property-samples.ts';
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
interface Law {
  /** Of the index, beside the semicircle's. */
  readonly shift?: number;
  /** Of overlaps with the index: R = tilt (½ − share) and noise. */
  readonly tilt?: number;
  /** A constant index in place of the semicircle's. */
  readonly flat?: boolean;
}

/** Searches whose energies are uniform, with the semicircle's index. Every fifth ends where the one before did, every tenth is not certified. */
function searches(name: string, { shift = 0, tilt = 0, flat = false }: Law = {}): Records {
  const draw = stream(5, 'test/properties', 0, name);
  const rows = Array.from({ length: disorders * each }, (_, k) => {
    const u = -1.6 * draw.uniform();
    const expected = flat ? 5 : (size - 1) * indexFraction(3, u);
    const index = Math.max(0, Math.round(expected + shift + draw.normal()));
    const overlap = tilt * (0.5 - index / (size - 1)) + 0.2 * draw.normal();
    return { disorder: Math.floor(k / each), u, index, overlap: Math.max(-1, Math.min(0.99, overlap)) };
  });
  rows.forEach((_, k) => {
    if (k % each === 4) rows[k] = rows[k - 1]!;
  });
  return {
    count: rows.length,
    columns: {
      disorder: integers(rows.map(({ disorder }) => disorder)),
      energy: floats(rows.map(({ u }) => 2 * u + 1)),
      standardized: floats(rows.map(({ u }) => u)),
      overlap: floats(rows.map(({ overlap }) => overlap)),
      index: integers(rows.map(({ index }) => index)),
      method: texts(rows.map((_, k) => (k % each === 1 ? 'prescribed-index' : 'newton-mr'))),
      status: texts(rows.map(() => 'converged')),
      kind: texts(rows.map(() => 'strict-saddle')),
      certainty: texts(rows.map((_, k) => (k % each === 9 ? 'uncertified' : 'certified'))),
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
  it('are certified points, each once', () => {
    const found = criticalPoints(size - 1, searches('s'));
    expect(found).toHaveLength(disorders);
    expect(found.flatMap((unit) => unit.points)).toHaveLength(disorders * (each - 2));
  });

  it('can be those of one method alone', () => {
    const counted = (method: 'newton-mr' | 'prescribed-index') =>
      criticalPoints(size - 1, searches('s'), method).flatMap((unit) => unit.points).length;
    expect(counted('newton-mr')).toBe(disorders * (each - 3));
    // One point a disorder has no correlation in it, and the disorder is left out.
    expect(counted('prescribed-index')).toBe(0);
  });

  it('the lowest end itself does not count as near', () => {
    const point = (share: number, overlap: number) => ({ energy: share, u: share, share, overlap });
    const points = [point(0, 1), point(0.1, -0.2), point(0.2, 0), point(0.3, 0.1)];
    expect(nearness([{ disorder: 0, points }])).toBeCloseTo(1, 14);
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
  const given = (law: Law = {}, hits = 2, glass: Law = {}): Record<string, Records> => ({
    [`searches-reference-${size}`]: searches('reference', glass),
    [`descents-reference-${size}`]: ends('reference'),
    [`searches-latin-${size}`]: searches('latin', law),
    [`descents-latin-${size}`]: ends('latin', hits),
  });
  const findings = (records: Record<string, Records>) =>
    Object.fromEntries(properties.evaluate(records, run).findings.map((finding) => [finding.id, finding]));

  it('a rung like the glass agrees in index and hits, and the glass follows the semicircle', () => {
    const { glass, latin, 'nearness-on-the-glass': nearer } = findings(given());
    expect([glass!.verdict, nearer!.verdict]).toEqual(['confirmed', 'confirmed']);
    expect(latin!.because).toMatch(/^Index by energy agrees: .* the rung agrees: .* the rung agrees: /);
  });

  it('indices that lie higher, minima that are hit more often, and low indices that lie nearer depart', () => {
    const { latin } = findings(given({ shift: 2, tilt: 1 }, 4));
    expect(latin!.because).toMatch(
      /^Index by energy departs: mean index above .* the rung departs: share that hits .* the rung departs: correlation of index/,
    );
    const off = findings(given({}, 2, { shift: 3, tilt: 1 }));
    expect([off['glass']!.verdict, off['nearness-on-the-glass']!.verdict]).toEqual(['refuted', 'refuted']);
    expect(findings({})['glass']!.verdict).toBe('inconclusive');
    expect(properties.evaluate({}, run).figures).toEqual([]);
  });

  it('the lowest minimum is harder to find where the share of hits falls with size', () => {
    const along = (small: number, large: number) => ({
      'searches-reference-12': searches('small'),
      'descents-reference-12': ends('small', small),
      [`searches-reference-${size}`]: searches('large'),
      [`descents-reference-${size}`]: ends('large', large),
    });
    expect(findings(along(4, 2))['hits-on-the-glass']!.verdict).toBe('confirmed');
    expect(findings(along(2, 4))['hits-on-the-glass']!.verdict).toBe('refuted');
  });

  it.each(networkRungs)('index rises with the loss on $id where it does, and not where it does not', (rung) => {
    const verdict = (law: Law) => {
      const part = searches('network', law);
      const single = rung.disorders.laptop === 1 ? { disorder: integers(Array(part.count).fill(0)) } : {};
      const columns: Records['columns'] = Object.assign({}, part.columns, single);
      return findings({ [`searches-${rung.id}-${rung.size}`]: { ...part, columns } })[`${rung.id}-index-and-loss`]!
        .verdict;
    };
    expect([verdict({}), verdict({ flat: true })]).toEqual(['confirmed', 'refuted']);
  });

  it.each(['smoke', 'laptop', 'paper'] as const)(
    'asks at preset %s for ensembles that their experiments know',
    (preset) => {
      for (const spec of Object.values(properties.needs(preset, 3)))
        expect(() => completeSpec(experiments, spec)).not.toThrow();
    },
  );
});
