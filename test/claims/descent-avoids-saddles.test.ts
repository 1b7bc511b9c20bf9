import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { descentAvoidsSaddles } from '../../src/claims/choromanska2015/descent-avoids-saddles.ts';
import {
  avoidsFinding,
  type Descents,
  endsFinding,
  matchedFinding,
  rules,
} from '../../src/claims/choromanska2015/descent-avoids-saddles-glass.ts';
import {
  avoidFinding,
  fallFinding,
  leaveFinding,
  matchedFinding as networkMatchedFinding,
  networkRules,
} from '../../src/claims/choromanska2015/descent-avoids-saddles-networks.ts';
import type { NetworkCourses, NetworkLook } from '../../src/claims/choromanska2015/network-courses.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

interface World {
  descents?: number;
  /** How many descents meet this residual at index share ½; the others meet 1. */
  near?: number;
  residual?: number;
  /** Index share of all descents when their residual has become 0.05. */
  shareWhenNear?: number;
  /** How many end at a certified saddle, and how many nowhere. */
  saddles?: number;
  lost?: number;
}

/** Three looks: index share ½, then 1/20, then 0. */
function records({
  descents = 200,
  near = 0,
  residual = 0.05,
  shareWhenNear = 0.05,
  saddles = 0,
  lost = 0,
}: World): Records {
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
      indices: vector(() => [10, 20 * shareWhenNear, 0]),
      disorder: { kind: 'int32', values: Int32Array.from(rows, (r) => r % 10) },
      endIndex: { kind: 'int32', values: Int32Array.from(rows, (r) => (r < saddles ? 1 : 0)) },
      status: { kind: 'text', values: rows.map((r) => (r >= descents - lost ? 'step-limit' : 'converged')) },
    },
  };
}
const findings = (world: World): Record<string, Finding> =>
  Object.fromEntries(
    descentAvoidsSaddles
      .evaluate({ 'size-21': records(world) }, claimRun('laptop', 1))
      .findings.map((finding) => [finding.id, finding]),
  );

describe('verdicts on records whose law is known', () => {
  it.each([
    [0.05, 'confirmed'],
    [0.5, 'refuted'],
  ])('an index share of %f at a small residual, beside the half of random points: %s', (shareWhenNear, verdict) => {
    const { verdict: found, because } = findings({ shareWhenNear })['below-matched']!;
    expect(found).toBe(verdict);
    expect(because).toContain('random points of that gradient norm have 0.5');
  });

  it('says how many random points would be near', () => {
    expect(findings({})['avoids']!.because).toContain('would be near such a region with 200 of 200 (Λ = 21)');
  });

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
    expect(findings({ descents: 20 })['avoids']).toMatchObject({ verdict: 'inconclusive' });
  });

  it('ends at saddles are not reproduced; lost descents decide nothing', () => {
    expect(findings({ saddles: 20 })['ends-low']!.verdict).toBe('not-reproduced');
    expect(findings({ lost: 20 })['ends-low']!.verdict).toBe('inconclusive');
  });
});

/** What is drawn of the descents of one size: the chance to come near at high index, to end at a saddle, and the mean share when near. */
interface Chances {
  readonly near?: number;
  readonly saddle?: number;
  readonly share?: number;
  readonly spread?: number;
}

/** Disorders with as many descents each; the chance to come near differs between disorders by e^{±0.5}, the shares by ± the spread. */
function drawnDescents(
  draw: Stream,
  size: number,
  { near = 0, saddle = 0, share = 0, spread = 0.05 }: Chances,
  each = 10,
) {
  const disorders = Array.from({ length: each }, () => ({
    chance: near * Math.exp(0.5 * draw.normal() - 0.125),
    share: share + spread * draw.normal(),
  }));
  const descents = disorders.flatMap((own) => Array.from({ length: each }, () => own));
  const leastHigh = descents.map(({ chance }) => (draw.uniform() < chance ? 0.05 : 1));
  const saddles = descents.filter(() => draw.uniform() < saddle).length;
  return {
    ...{ size, count: descents.length, saddles, minima: descents.length - saddles, leastHigh, leastAny: leastHigh },
    ...{ course: [], looks: [] },
    sharesWhenNear: disorders.map((own) => Array.from({ length: each }, () => own.share + 2 * spread * draw.normal())),
  } satisfies Descents;
}

describe('null worlds of the glass', () => {
  const edge = rules.matched / 2;
  it('a share of descents near a high index at the limit, at one size of two, stands in at most 18 of 200 draws', () => {
    expectNullFalls('avoids', (draw) =>
      avoidsFinding([drawnDescents(draw, 25, { near: rules.share }), drawnDescents(draw, 50, {})]),
    );
  });

  it('half the index share of random points, at one size of two, stands in at most 18 of 200 draws', () => {
    expectNullFalls('below-matched', (draw, seed) =>
      matchedFinding([drawnDescents(draw, 25, { share: edge }), drawnDescents(draw, 50, { share: 0.05 })], seed, 300),
    );
  });

  it('as many saddles at the end as are allowed, with the descents of preset laptop or paper', () => {
    const drawn = (draw: Stream, sizes: readonly number[], each: number) =>
      endsFinding(sizes.map((size) => drawnDescents(draw, size, { saddle: 1 - rules.minima }, each)));
    expectNullFalls('ends-low, paper', (draw) => drawn(draw, [25, 50, 100], 20));
    expectNullFalls('ends-low, laptop', (draw) => drawn(draw, [25, 50], 10));
  });

  it('an index share whose interval contains the limit, nine disorders, or no descent that comes near: open', () => {
    const drawn = (share: number, each = 10) =>
      drawnDescents(stream(3, 'synthetic', each, 'shares'), 25, { share }, each);
    expect(matchedFinding([drawn(edge)], 1).verdict).toBe('inconclusive');
    expect(matchedFinding([drawn(0.05)], 1).verdict).toBe('confirmed');
    expect(matchedFinding([drawn(0.05, 9)], 1)).toMatchObject({ verdict: 'inconclusive' });
    expect(matchedFinding([{ ...drawn(0.05), sharesWhenNear: [] }], 1).because).toContain('none came near');
    expect(matchedFinding([{ ...drawn(0.05), sharesWhenNear: [] }], 1).verdict).toBe('inconclusive');
  });
});

describe('null worlds of the networks', () => {
  const look = (given: Partial<NetworkLook>): NetworkLook => ({
    ...{ steps: 0, loss: 1, gradient: 1, gradientNorm: 1, index: 1, share: 1, normalized: 0 },
    ...given,
  });
  /** As many networks as the preset laptop has: those of n₁ = 10 at the edge, those of n₁ = 25 far inside. */
  const courses = (looks: (inside: boolean) => readonly NetworkLook[]): NetworkCourses[] =>
    [10, 25].map((width) => ({
      ...{ width, failed: 0, undetermined: 0 },
      networks: Array.from({ length: 24 }, () => looks(width === 25)),
    }));
  /** Shares scatter by 0.06 between networks, as they do at the end of training. */
  const scattered = (draw: Stream, mean: number) => mean + 0.06 * draw.normal();

  it('as many networks near a critical point of high index as may be stand in at most 18 of 200 draws', () => {
    expectNullFalls('networks-avoid', (draw) =>
      avoidFinding(
        courses((inside) => {
          const near = !inside && draw.uniform() < networkRules.share;
          return [look({}), look({ gradient: near ? 0.01 : 0.9 })];
        }),
      ),
    );
  });

  it('the index of random networks of the same gradient norm stands in at most 18 of 200 draws', () => {
    expectNullFalls('networks-below-matched', (draw, seed) =>
      networkMatchedFinding(
        courses((inside) => {
          const matched = { share: scattered(draw, inside ? 0.9 : 0.3), gradient: 1 };
          return [look({ share: scattered(draw, 0.3), matched })];
        }),
        seed,
        400,
      ),
    );
  });

  it('an index that falls by just a half stands in at most 18 of 200 draws', () => {
    expectNullFalls('networks-leave', (draw, seed) =>
      leaveFinding(
        courses((inside) => [look({}), look({ share: scattered(draw, inside ? 0.2 : networkRules.fall) })]),
        seed,
        400,
      ),
    );
  });

  it('three of four pairs of looks in the order of the losses stand in at most 18 of 200 draws', () => {
    // Ten looks i with index i + 3.48 z: the mean over pairs of Φ((i − j)/(3.48 √2)) is 0.75.
    expectNullFalls('networks-fall', (draw, seed) =>
      fallFinding(
        courses((inside) =>
          Array.from({ length: 10 }, (_, i) => look({ loss: i, index: i + (inside ? 0.5 : 3.48) * draw.normal() })),
        ),
        seed,
        400,
      ),
    );
  });
});

interface NetworkWorld {
  networks?: number;
  /** Index over the largest possible, loss and gradient norm at the looks of every network. */
  shares?: number[];
  losses?: number[];
  gradients?: number[];
  /** How many networks meet `gradients`; the others keep the gradient of the start. */
  near?: number;
  fine?: number[];
  failed?: number;
  /** Index share of the random networks, whose gradient norms are the same; scatters by a tenth where drawn. */
  matched?: number;
}

/** Networks of widths 10 and 25 with all 9 n₁ directions possible; the second threshold at width 10 alone, as the preset laptop has it. */
function networkRecords(world: NetworkWorld): Record<string, Records> {
  const { networks = 16, failed = 0, near = networks, matched = 0.95 } = world;
  const { shares = [1, 0.8, 0.4, 0.2], losses = [2, 1, 0.5, 0.2], gradients = [2, 2, 0.5, 0.02], fine } = world;
  return Object.fromEntries(
    [10, 25].map((width) => {
      const rows = Array.from({ length: networks + failed }, (_, k) => k);
      const vector = (of: (k: number) => number[]) => {
        const values = Float64Array.from(rows.flatMap(of));
        return { kind: 'vector' as const, width: values.length / rows.length, values };
      };
      const counts = (all: readonly number[]) => all.map((share) => Math.round(9 * width * share));
      const second = width === 10 ? counts(fine ?? shares) : [];
      return [
        `network-${width}`,
        {
          count: rows.length,
          columns: {
            status: { kind: 'text', values: rows.map((k) => (k < networks ? 'step-limit' : 'diverged')) },
            steps: vector(() => [0, 1, 10, 100]),
            losses: vector(() => losses),
            gradientNorms: vector((k) => (k < near ? gradients : gradients.map(() => gradients[0]!))),
            bounds: vector(() => shares.map(() => 9 * width)),
            indices: vector(() => [...counts(shares), ...second]),
            undetermined: vector(() => [...shares, ...second].map(() => 0)),
            matchedIndices: vector((k) => counts(shares.map(() => matched + 0.01 * (k % 3)))),
            matchedBounds: vector(() => shares.map(() => 9 * width)),
            matchedNorms: vector(() => gradients),
          },
        } satisfies Records,
      ];
    }),
  );
}
const whole = (world: NetworkWorld) =>
  descentAvoidsSaddles.evaluate({ 'size-21': records({}), ...networkRecords(world) }, claimRun('laptop', 1));
const networkFindings = (world: NetworkWorld): Record<string, Finding> =>
  Object.fromEntries(whole(world).findings.map((finding) => [finding.id, finding]));

describe('networks whose course is known', () => {
  it('an index that falls with the loss, far from critical points while it is high: reproduced, with the numbers put in', () => {
    const f = networkFindings({});
    for (const id of ['avoid', 'leave', 'fall']) expect(f[`networks-${id}`]!.verdict).toBe('reproduced');
    expect(f['networks-leave']!.quantities[0]!.value).toBeCloseTo(0.2, 12);
    expect(f['networks-fall']!.quantities[0]!.value).toBe(1);
    expect(whole({}).title).toBe('Descents stay clear of high-index critical points, on the glass and on networks');
  });

  it('near is 0.1/√3 of the gradient at the start, and counts only while the index is at least half the largest possible', () => {
    const at = (gradient: number, share: number, near = 16) =>
      networkFindings({ gradients: [2, gradient, 1, 1], shares: [1, share, 0.4, 0.2], near })['networks-avoid']!;
    expect(at(0.115, 0.8).verdict).toBe('not-reproduced'); // 2 · 0.0577 = 0.1155
    expect(at(0.116, 0.8).verdict).toBe('reproduced');
    expect(at(0.115, 0.45).verdict).toBe('reproduced');
    expect(at(0.115, 0.8, 2)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('networks that never were at high index show nothing', () => {
    const { verdict, because } = networkFindings({ shares: [0.4, 0.3, 0.2, 0.1] })['networks-avoid']!;
    expect(verdict).toBe('inconclusive');
    expect(because).not.toMatch(/NaN|Infinity/);
  });

  it.each([
    [0.95, 'confirmed'],
    [0.05, 'refuted'],
    [0.19, 'inconclusive'],
  ])('an index share of 0.2 beside that of random networks of the same gradient norm, %f: %s', (matched, verdict) => {
    expect(networkFindings({ matched })['networks-below-matched']!.verdict).toBe(verdict);
  });

  it('says how many random networks would come near', () => {
    const f = networkFindings({ gradients: [2, 2, 0.5, 0.1] })['networks-avoid']!;
    expect(f.because).toContain('would come near there with 16 of 16 (n₁ = 10), 16 of 16 (n₁ = 25).');
  });

  it('an index that stays, or rises as the loss falls, is not what the paper says', () => {
    expect(networkFindings({ shares: [1, 0.9, 0.8, 0.7] })['networks-leave']!.verdict).toBe('not-reproduced');
    const rising = networkFindings({ shares: [0.5, 0.6, 0.7, 0.8] });
    expect(rising['networks-fall']!.verdict).toBe('not-reproduced');
    expect(rising['networks-fall']!.quantities[0]!.value).toBe(0);
  });

  it('says when the fall is one of size, not of sign', () => {
    const stays = whole({ fine: [1, 1, 0.9, 0.8] });
    expect(stays.figures[1]!.title).toBe(
      'Networks lose curvature below −0.001 as they learn, but keep smaller downhill directions',
    );
    expect(whole({}).figures[1]!.title).toBe('Networks lose curvature below −0.001 as they learn');
    const fine = stays.findings.find(({ id }) => id === 'networks-threshold')!;
    expect(fine.because).toContain('from 100 to 80 % of the largest possible (n₁ = 10).');
  });

  it('none of twelve networks a width is not enough to say that they avoid anything', () => {
    expect(networkFindings({ networks: 12 })['networks-avoid']!.verdict).toBe('inconclusive');
  });

  it('four networks decide nothing, diverged ones are left out and counted', () => {
    const few = networkFindings({ networks: 4 });
    for (const id of ['avoid', 'leave', 'fall']) expect(few[`networks-${id}`]!.verdict).toBe('inconclusive');
    expect(whole({ failed: 3 }).differences.join(' ')).toContain('6 networks diverged or became non-finite');
  });

  it('without networks the glass stands alone, and nothing reads NaN', () => {
    const {
      findings: all,
      figures,
      title,
    } = descentAvoidsSaddles.evaluate({ 'size-21': records({}) }, claimRun('laptop', 1));
    expect(figures).toHaveLength(1);
    expect(title).toBe('On the glass descents stay clear of high-index critical points');
    for (const { because } of all) expect(because).not.toMatch(/NaN|Infinity|undefined/);
  });
});
