/** op/properties on records made by hand: samples, the glass, a rung beside it, and networks. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import type { DisorderEnds } from '../../src/claims/beyond/descent-samples.ts';
import { properties } from '../../src/claims/beyond/properties.ts';
import { harder, nearer, semicircle } from '../../src/claims/beyond/property-glass.ts';
import { networkRungs, risesFinding } from '../../src/claims/beyond/property-networks.ts';
import { type CriticalPoints, criticalPoints, hitShare, nearness } from '../../src/claims/beyond/property-samples.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { standardDeviation } from '../../src/ensembles/statistics.ts';
import { indexFraction } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls, normals } from './null-draws.ts';

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

const drawOf = () => stream(13, 'synthetic', 0, 'properties');

interface Points {
  readonly disorders: number;
  readonly each: number;
  /** Mean of the index share less the semicircle’s, and the correlation of energy and index. */
  readonly off?: number;
  readonly correlation?: number;
  /** Of the ranks of index and overlap, in the normal law behind them. */
  readonly near?: number;
}

/** Energies even from −1.6 to 0, whose index share is the semicircle’s and noise; some of that is the disorder’s own. */
function pointsOf(draw: Stream, given: Points): CriticalPoints[] {
  const { disorders: count, each: points, off = 0, correlation = 0.95, near = 0 } = given;
  const law = Array.from({ length: 400 }, (_, k) => indexFraction(3, -1.6 * ((k + 0.5) / 400)));
  const noise = standardDeviation(law) * Math.sqrt(correlation ** -2 - 1);
  return Array.from({ length: count }, (_, disorder) => {
    const own = 0.2 * noise * draw.normal();
    const found = Array.from({ length: points }, () => {
      const u = -1.6 * draw.uniform();
      const share = indexFraction(3, u) + off + own + noise * Math.sqrt(1 - 0.2 ** 2) * draw.normal();
      return { energy: u, u, share, overlap: 0 };
    });
    // Overlaps that go with the ranks of the shares alone.
    const order = found.map((_, k) => k).sort((a, b) => found[a]!.share - found[b]!.share);
    const scores = normals(draw, points, 0, 1).sort((a, b) => a - b);
    order.forEach((k, rank) => {
      const { share, ...rest } = found[k]!;
      const overlap = 0.1 * (near * scores[rank]! + Math.sqrt(1 - near ** 2) * draw.normal());
      found[k] = { ...rest, share, overlap };
    });
    return { disorder, points: found };
  });
}

/** The normal law whose n points have this mean of Spearman’s correlation. */
function normalCorrelation(spearman: number, n: number): number {
  let [low, high] = [0, 1];
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    const mean = (6 * (Math.asin(middle) + (n - 2) * Math.asin(middle / 2))) / (Math.PI * (n + 1));
    if (mean < spearman) low = middle;
    else high = middle;
  }
  return low;
}

describe('verdicts on points whose law is known', () => {
  const glass = (critical: readonly CriticalPoints[]) => [{ size: 20, searches: 500, critical, ended: [] }];
  const on = (draw: Stream, given: Partial<Points>) => glass(pointsOf(draw, { disorders: 24, each: 8, ...given }));

  it('the semicircle: held, off in the mean, off in the correlation, on either edge, few disorders', () => {
    const verdict = (given: Partial<Points>) => semicircle(on(drawOf(), given), run, 300).verdict;
    expect([verdict({}), verdict({ off: 0.08 }), verdict({ correlation: 0.5 })]).toEqual([
      'confirmed',
      'refuted',
      'refuted',
    ]);
    expect([verdict({ off: 0.03 }), verdict({ correlation: 0.8 }), verdict({ disorders: 7 })]).toEqual(
      Array(3).fill('inconclusive'),
    );
  });

  it('overlaps: alike, with the index, on the edge, few disorders', () => {
    const verdict = (given: Partial<Points>) => nearer(on(drawOf(), { disorders: 60, ...given }), run, 300).verdict;
    expect([verdict({}), verdict({ near: 0.6 }), verdict({ near: -0.6 })]).toEqual(['confirmed', 'refuted', 'refuted']);
    const edge = normalCorrelation(0.2, 8);
    expect([verdict({ near: edge }), verdict({ disorders: 7 })]).toEqual(['inconclusive', 'inconclusive']);
  });

  /** Of the descents of a disorder one hits the lowest minimum, and of the others a share by chance. */
  const descents = (draw: Stream, share: number, count = 24): DisorderEnds[] =>
    Array.from({ length: count }, (_, disorder) => {
      const ends = Array.from({ length: 8 }, (_, k) => {
        const minimum = k === 0 || draw.uniform() < share ? 0 : k;
        return { energy: minimum === 0 ? -1.6 : -1.4, standardized: -1.4, participation: 0.3, meanSpin: 0, minimum };
      });
      return { disorder, runs: 8, ends, saddles: 0 };
    });
  const along = (draw: Stream, shares: readonly number[], count?: number) =>
    [12, 20].map((n, i) => ({ size: n, searches: 0, critical: [], ended: descents(draw, shares[i]!, count) }));

  it('hits that become fewer, more, or neither', () => {
    const verdict = (shares: readonly number[], count?: number) =>
      harder(along(drawOf(), shares, count), run, 300).verdict;
    expect([verdict([0.5, 0.2]), verdict([0.2, 0.5])]).toEqual(['confirmed', 'refuted']);
    expect([verdict([0.3, 0.3]), verdict([0.9, 0.1], 7)]).toEqual(['inconclusive', 'inconclusive']);
    expect(harder([], run).verdict).toBe('inconclusive');
  });

  it('null worlds of the glass stand in at most 18 of 200 draws', { timeout: 60_000 }, () => {
    const few = { disorders: 12 };
    expectNullFalls('mean index', (draw, seed) => semicircle(on(draw, { ...few, off: 0.06 }), { seed }, 150));
    expectNullFalls('correlation of index', (draw, seed) =>
      semicircle(on(draw, { ...few, correlation: 0.8 }), { seed }, 150),
    );
    const near = normalCorrelation(0.4, 8);
    expectNullFalls('nearness', (draw, seed) => nearer(on(draw, { ...few, near }), { seed }, 150));
    expectNullFalls('hits', (draw, seed) => harder(along(draw, [0.3, 0.3]), { seed }, 200));
  });

  /** Losses that go with the index as far as a correlation says, and one landscape or as many as the laptop has. */
  function networkRow(draw: Stream, rung: (typeof networkRungs)[number], correlation: number, count?: number) {
    const single = rung.disorders.laptop === 1;
    // As many different certified points as the laptop found.
    const each = single ? (count ?? 10) : 8;
    const rho = normalCorrelation(correlation, each);
    const units = Array.from({ length: single ? 1 : (count ?? 8) }, (_, disorder) => ({
      disorder,
      points: Array.from({ length: each }, () => {
        const share = draw.normal();
        const energy = rho * share + Math.sqrt(1 - rho ** 2) * draw.normal();
        return { energy, u: energy, share, overlap: 1 };
      }),
    }));
    return { rung, searches: 384, units, freely: [] };
  }

  it.each(networkRungs)('index and loss on $id: on the edge, and on too few', (rung) => {
    const verdict = (correlation: number, count?: number) =>
      risesFinding(networkRow(drawOf(), rung, correlation, count), run, 300).verdict;
    expect(verdict(0.98)).toBe('confirmed');
    expect([verdict(0.5), verdict(0.98, 5)]).toEqual(['inconclusive', 'inconclusive']);
  });

  it.each(networkRungs)('index and loss on $id: the edge stands in at most 18 of 200 draws', (rung) => {
    expectNullFalls(`index and loss, ${rung.id}`, (draw, seed) =>
      risesFinding(networkRow(draw, rung, 0.5), { seed }, 300),
    );
  });
});
