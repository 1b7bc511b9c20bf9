/** Every verdict of gs/order-of-the-network, on records whose law is known. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  alikeFinding,
  eigenvalueFinding,
  glassesFall,
  lawFinding,
  lowestLevel,
  networksFall,
  oneLossFinding,
  signFinding,
  trainingFinding,
} from '../../src/claims/beyond/order-findings.ts';
import { orderOfTheNetwork } from '../../src/claims/beyond/order-of-the-network.ts';
import { networkSize, orderEnsembles } from '../../src/claims/beyond/order-plans.ts';
import { seriesOf, spreadOfAll, spreadOverStarts } from '../../src/claims/beyond/order-series.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { orderTwoGroundState } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { glassRecords } from './glass-records.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const run = claimRun('smoke', 1);

function networks(losses: readonly number[]): Records {
  const values = Float64Array.from(losses);
  return {
    count: losses.length,
    columns: {
      testLoss: { kind: 'float64', values },
      trainLoss: { kind: 'float64', values },
      status: { kind: 'text', values: losses.map(() => 'step-limit') },
    },
  };
}

type Power = (size: number) => number;

interface World {
  /** Standard deviation over disorders at order 2, in units of the law; spreads over starts at orders 3 and 4; of networks. */
  readonly two?: Power;
  readonly many?: Power;
  readonly losses?: Power;
  readonly disorders?: number;
  readonly networks?: number;
  readonly world?: number;
  /** What the names of the ensembles begin with; all when absent. */
  readonly only?: RegExp;
}

const sizes = [25, 50, 100];

function world({
  two = () => 1,
  many = (n) => 0.5 * n ** -0.8,
  losses = (n) => 0.5 * n ** -0.8,
  disorders = 60,
  networks: count = 60,
  world = 3,
  only = /./,
}: World = {}): Record<string, Records> {
  const draw = stream(7, 'synthetic', world, 'order');
  const parts: [string, () => Records][] = [];
  for (const size of sizes) {
    const { mean, sd } = orderTwoGroundState(size);
    const levels = () => normals(draw, disorders, mean, sd * two(size));
    parts.push([`glass-2-${size}`, () => glassRecords(levels().map((u) => [u, u]))]);
    for (const order of [3, 4]) {
      const ends = () => Array.from({ length: disorders }, () => normals(draw, 8, -1.5, 1.5 * many(size)));
      parts.push([`glass-${order}-${size}`, () => glassRecords(ends())]);
    }
    for (const layers of [1, 2, 3]) {
      const spread = losses(networkSize(layers, size));
      parts.push([`deep-${layers}-${size}`, () => networks(normals(draw, count, 0.2, 0.2 * spread))]);
    }
  }
  return Object.fromEntries(parts.filter(([name]) => only.test(name)).map(([name, made]) => [name, made()]));
}

const series = (given?: World) => seriesOf(world(given));

describe('one level at order 2', () => {
  const at = (off: number) =>
    glassRecords(Array.from({ length: 4 }, (_, d) => [0, off].map((more) => lowestLevel(9, 1, d) + more)));
  it.each([
    ['confirmed', { 'glass-2-9': at(1e-11) }],
    ['refuted', { 'glass-2-9': at(0.01) }],
    ['inconclusive', {}],
  ])('%s', (verdict, records) => {
    expect(eigenvalueFinding(records, run).verdict).toBe(verdict);
  });
});

describe('verdicts of the slopes and spreads', () => {
  it('a world like the theory', () => {
    const some = series();
    expect(lawFinding(some, run).verdict).toBe('confirmed');
    expect(signFinding(some, run).verdict).toBe('refuted');
    expect(glassesFall(some, run).verdict).toBe('confirmed');
    expect(networksFall(some, run).verdict).toBe('confirmed');
    expect(oneLossFinding(some, run).verdict).toBe('refuted');
    expect(trainingFinding(some, run).verdict).toBe('measured');
  });

  it('the other way', () => {
    const rising = series({ two: (n) => 0.02 * n ** 0.9, many: (n) => 0.001 * n ** 0.5, losses: () => 1e-5 });
    expect(lawFinding(rising, run).verdict).toBe('refuted');
    expect(signFinding(rising, run).verdict).toBe('confirmed');
    expect(glassesFall(rising, run).verdict).toBe('refuted');
    expect(oneLossFinding(rising, run).verdict).toBe('confirmed');
    expect(networksFall(series({ losses: (n) => 0.001 * n ** 0.7 }), run).verdict).toBe('refuted');
  });

  it('the same power, or another', () => {
    const like = { disorders: 60, networks: 900, only: /^(glass-[34]|deep-[23])-/ };
    expect(alikeFinding(series(like), run).verdict).toBe('confirmed');
    expect(alikeFinding(series({ ...like, losses: (n) => 0.05 * n ** -0.1 }), run).verdict).toBe('refuted');
    expect(alikeFinding(series({ ...like, disorders: 12, networks: 12 }), run).verdict).toBe('inconclusive');
  });

  it('too few units decide nothing', () => {
    const few = series({ disorders: 5, networks: 5 });
    for (const finding of [lawFinding, signFinding, glassesFall, networksFall, oneLossFinding, alikeFinding])
      expect(finding(few, run).verdict).toBe('inconclusive');
  });
});

describe('null worlds stand in at most 18 of 200 draws', () => {
  const drawn = (given: World) => (_: unknown, seed: number) => seriesOf(world({ ...given, world: seed }));
  it('spreads that stay', { timeout: 120_000 }, () => {
    const flat = { many: () => 0.05, losses: () => 0.05, disorders: 12, networks: 24 };
    const deep = drawn({ ...flat, only: /^deep-2-/ });
    expectNullFalls('networks', (draw, seed) => networksFall(deep(draw, seed), { seed }));
    const glasses = drawn({ ...flat, only: /^glass-3-/ });
    expectNullFalls('glasses', (draw, seed) => glassesFall(glasses(draw, seed), { seed }));
  });
  it('powers apart by twice the tolerance, and one spread of three on the edge of one loss', {
    timeout: 120_000,
  }, () => {
    // Networks like Λ^−0.3, glasses like Λ^−0.8: apart by 0.5, where 0.25 is alike.
    const apart = drawn({ losses: (n) => 0.1 * n ** -0.3, disorders: 16, networks: 48, only: /^(glass-3|deep-2)-/ });
    expectNullFalls('same power', (draw, seed) => alikeFinding(apart(draw, seed), { seed }, 300));
    const edge = drawn({ losses: (n) => (n > 90 ? 0.001 : 1e-5), networks: 48, only: /^deep-1-/ });
    expectNullFalls('one loss', (draw, seed) => oneLossFinding(edge(draw, seed), { seed }));
  });
  it('at order 2: a spread twice as far below flat, and one off the law by twice the tolerance', {
    timeout: 120_000,
  }, () => {
    // −2/3 + 0.467 = −0.2, where −0.1 counts as flat.
    const falling = drawn({ two: (n) => 0.2 * n ** (2 / 3 - 0.2), disorders: 24, only: /^glass-2-/ });
    expectNullFalls('sign', (draw, seed) => signFinding(falling(draw, seed), { seed }));
    const wide = drawn({ two: () => 1.6, disorders: 24, only: /^glass-2-/ });
    expectNullFalls('law', (draw, seed) => lawFinding(wide(draw, seed), { seed }));
  });
});

describe('what is compared', () => {
  it('Λ of the published networks goes from 50 to 224', () => {
    expect([25, 50, 100, 250, 500].map((n) => Math.round(networkSize(1, n)))).toEqual([50, 71, 100, 158, 224]);
    expect(networkSize(3, 100)).toBeCloseTo(100, 12);
  });

  it('spreads are relative, and over starts they do not see disorders', () => {
    const units = [
      [-1.4, -1.6],
      [-2.4, -2.6],
    ];
    expect(spreadOverStarts(units)).toBeCloseTo(Math.SQRT2 / 20, 12);
    expect(spreadOfAll(units)).toBeCloseTo(Math.sqrt(1.04 / 3) / 2, 12);
  });

  it('every order has a glass and networks; the published ones are those of ls/network-losses', () => {
    for (const preset of ['smoke', 'laptop', 'paper'] as const) {
      const names = Object.keys(orderEnsembles(preset, 1));
      for (const start of ['glass-2', 'glass-3', 'glass-4', 'published-1', 'deep-1', 'deep-2', 'deep-3'])
        expect(names.filter((name) => name.startsWith(`${start}-`)).length).toBeGreaterThan(1);
    }
  });

  it('title and figure follow the verdicts', () => {
    const { title, figures } = orderOfTheNetwork.evaluate(world({ disorders: 30, networks: 12 }), run);
    expect(title).toBe('Spreads over glasses fall without a band, and order 2 does not describe the networks');
    expect(figures[0]!.title).toBe(title);
    const kept = orderOfTheNetwork.evaluate(world({ two: (n) => 0.02 * n ** 0.9, only: /^glass-2-/ }), run);
    expect(kept.title).toBe('Without a band spreads over glasses do not fall with Λ');
    expect(orderOfTheNetwork.evaluate({}, run).title).toMatch(/stays open/);
  });
});
