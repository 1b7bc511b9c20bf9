/** Every verdict of gs/glass-by-order, on records whose law is known, and worlds in which its statements are false. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { glassByOrder } from '../../src/claims/beyond/glass-by-order.ts';
import {
  barrierOf,
  freeFinding,
  limitFinding,
  meanFinding,
  nearerFinding,
  ratioFinding,
  spreadFinding,
} from '../../src/claims/beyond/glass-by-order-findings.ts';
import {
  biasFinding,
  foundByOrder,
  indexRules,
  type OrderFound,
  oneLawFinding,
  risesFinding,
} from '../../src/claims/beyond/glass-by-order-index.ts';
import { seriesOf } from '../../src/claims/beyond/order-series.ts';
import { binsOf } from '../../src/claims/choromanska2015/index-samples.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { countStatistics, energyMoments, groundState, meanIndex } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { glassRecords } from './glass-records.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const run = claimRun('smoke', 1);
const sizes = [10, 20, 40];

interface World {
  readonly orders?: readonly number[];
  readonly sizes?: readonly number[];
  /** Mean end, energy per spin. */
  readonly end?: (order: number, size: number) => number;
  readonly disorders?: number;
  readonly draw?: Stream;
}

/** The distance of order 2, one and a half times over. */
const marginal = (order: number, size: number) => -barrierOf(order) * (1 - 0.9 * size ** (-2 / 3));
const ground = (order: number, size: number) => -groundState(order).value + 1.5 * size ** (-2 / 3);

function world({ orders = [3, 4, 5], sizes: at = sizes, end = marginal, disorders = 16, draw }: World = {}) {
  const noise = draw ?? stream(7, 'synthetic', 0, 'glass by order');
  const parts = orders.flatMap((order) =>
    at.map((size): [string, Records] => [
      `glass-${order}-${size}`,
      glassRecords(Array.from({ length: disorders }, () => normals(noise, 4, end(order, size), 0.5 * size ** -0.8))),
    ]),
  );
  return Object.fromEntries(parts);
}
const series = (given?: World) => seriesOf(world(given));

describe('where descents end', () => {
  it('a world at the barrier of each order', () => {
    const some = series({ disorders: 30 });
    expect(limitFinding(some, run).verdict).toBe('confirmed');
    expect(nearerFinding(some, run).verdict).toBe('confirmed');
    expect(ratioFinding(some, run).verdict).toBe('confirmed');
    expect(spreadFinding(some, run).verdict).toBe('measured');
    expect(limitFinding(some, run).because).toContain('−E∞ = −1.7321');
  });

  it('a world at the ground state, one that goes away, and orders apart', () => {
    expect(limitFinding(series({ end: (order, size) => ground(order, size) - 0.02 }), run).verdict).toBe('refuted');
    const away = (order: number, size: number) => -barrierOf(order) * (1 - 0.02 * size ** 0.3);
    expect(nearerFinding(series({ end: away, disorders: 60 }), run).verdict).toBe('refuted');
    const apart = (order: number, size: number) => -barrierOf(order) * (1 - 0.3 * order * size ** (-2 / 3));
    expect(ratioFinding(series({ end: apart, disorders: 60 }), run).verdict).toBe('refuted');
  });

  it('too few disorders or sizes decide nothing', () => {
    const few = series({ disorders: 5 });
    for (const finding of [limitFinding, nearerFinding, ratioFinding])
      expect(finding(few, run).verdict).toBe('inconclusive');
    expect(limitFinding(series({ sizes: [10, 20] }), run).verdict).toBe('inconclusive');
    expect(freeFinding(series(), run).verdict).toBe('inconclusive');
    expect(limitFinding([], run).verdict).toBe('inconclusive');
  });

  it('below the mean of all minima, above it, and at it', () => {
    const exact = energyMoments(4, countStatistics(10), 0).mean;
    const at = (off: number) => series({ orders: [4], sizes: [10], end: () => exact + off, disorders: 40 });
    expect(meanFinding(at(-0.1), run).verdict).toBe('confirmed');
    expect(meanFinding(at(0.1), run).verdict).toBe('refuted');
    expect(meanFinding(at(0), run).verdict).toBe('inconclusive');
    expectNullFalls('below the mean', (draw, seed) =>
      meanFinding(series({ orders: [4], sizes: [10], end: () => exact, disorders: 12, draw }), { seed }),
    );
  });

  it('null worlds: ends at the ground state, a distance that stays, distances apart by twice the tolerance', {
    timeout: 120_000,
  }, () => {
    const drawn = { orders: [4], disorders: 12 };
    expectNullFalls('limit', (draw, seed) => limitFinding(series({ ...drawn, end: ground, draw }), { seed }));
    const still = (order: number) => -0.9 * barrierOf(order);
    expectNullFalls('nearer', (draw, seed) => nearerFinding(series({ ...drawn, end: still, draw }), { seed }));
    const half = (order: number) => -barrierOf(order) * (order === 4 ? 0.7 : 0.8);
    expectNullFalls('ratio', (draw, seed) =>
      ratioFinding(series({ orders: [3, 4], sizes: [40], end: half, disorders: 12, draw }), { seed }),
    );
  });
});

/** Points at even heights from the barrier to 0 whose index is a share of 100 that a law gives at u/E∞. */
function heights(law: (t: number) => number, disorders: number, draw: Stream) {
  return Array.from({ length: 40 * disorders }, (_, k) => {
    const t = -1 + (Math.floor(k / disorders) + 0.5) / 40;
    return { disorder: k % disorders, t, index: Math.round(100 * Math.max(0, law(t) + 0.05 * draw.normal())) };
  });
}

/** The same as records of searches at order 4, all certified. */
function searched(law: (t: number) => number): Records {
  const rows = heights(law, 12, stream(7, 'synthetic', 0, 'index'));
  const text = (word: string) => ({ kind: 'text' as const, values: rows.map(() => word) });
  const int = (of: (row: (typeof rows)[number]) => number) => {
    return { kind: 'int32' as const, values: Int32Array.from(rows, of) };
  };
  return {
    count: rows.length,
    columns: {
      disorder: int(({ disorder }) => disorder),
      energy: { kind: 'float64', values: Float64Array.from(rows, ({ t }) => t * barrierOf(4)) },
      index: int(({ index }) => index),
      steps: int(() => 1),
      method: text('newton-mr'),
      status: text('converged'),
      kind: text('saddle'),
      certainty: text('certified'),
    },
  };
}

/** The same as bins alone, without the exact law. */
function found(law: (t: number) => number, disorders = 12, draw = stream(7, 'synthetic', 0, 'index')): OrderFound[] {
  const points = heights(law, disorders, draw).map(({ disorder, t, index }) => {
    return { disorder, energy: t, index, share: index / 100, expected: 0.3, method: 'newton-mr' };
  });
  const bins = binsOf(points, 101, indexRules.edges);
  return [{ order: 4, size: 101, searches: points.length, points, yields: [], bins }];
}

describe('index against energy', () => {
  it('is one law in u/E∞, whatever the order, and that law is the exact mean', () => {
    expect(oneLawFinding().verdict).toBe('confirmed');
    // Another law, that of u, is not one.
    expect(Math.abs(meanIndex(4, 15, -1.2) - meanIndex(3, 15, -1.2))).toBeGreaterThan(0.1);
    expect(oneLawFinding((_, size, u) => size * (2 + u)).verdict).toBe('refuted');
  });

  it('rises, falls, and neither', () => {
    expect(
      risesFinding(
        found((t) => 0.5 * (1 + t)),
        run,
      ).verdict,
    ).toBe('confirmed');
    expect(
      risesFinding(
        found((t) => -0.5 * t),
        run,
      ).verdict,
    ).toBe('refuted');
    expect(
      risesFinding(
        found((t) => 0.5 * (1 + t), 4),
        run,
      ).verdict,
    ).toBe('inconclusive');
    expect(risesFinding([], run).verdict).toBe('inconclusive');
    expectNullFalls('rises', (draw, seed) =>
      risesFinding(
        found(() => 0.3, 8, draw),
        { seed },
      ),
    );
  });

  it('the deviation from the exact mean is measured', () => {
    const one = biasFinding(
      found((t) => 0.5 * (1 + t)),
      run,
    );
    expect(one.verdict).toBe('measured');
    expect(one.quantities).toHaveLength(4);
    const [read] = foundByOrder({ 'index-4-31': searched((t) => 0.1 * (1 + t)) });
    expect(read!.bins.map(({ disorders }) => disorders.length)).toEqual([12, 12, 12, 12]);
    expect(biasFinding([], run).verdict).toBe('inconclusive');
  });
});

describe('the claim', () => {
  it('title and figure follow the verdict', () => {
    const records = { ...world({ disorders: 30 }), 'index-4-31': searched((t) => 0.1 * (1 + t)) };
    const { title, figures } = glassByOrder.evaluate(records, run);
    expect(title).toBe('At orders 4 and 5 too descents come to the barrier, not to the ground state');
    expect(figures[0]!.title).toBe(title);
    expect(figures[0]!.panels).toHaveLength(2);
    expect(glassByOrder.evaluate({}, run).title).toMatch(/stays open/);
  });

  it('runs no order that kernels do not have, and searches from the barrier of each', () => {
    for (const preset of ['smoke', 'laptop', 'paper'] as const) {
      const specs = Object.values(glassByOrder.needs(preset, 1)).map(({ parameters }) => parameters);
      expect(new Set(specs.map(({ order }) => order))).toEqual(new Set([3, 4, 5]));
    }
    expect(glassByOrder.needs('laptop', 1)['index-5-15']!.parameters['lowest']).toBe(-1.79);
  });
});
