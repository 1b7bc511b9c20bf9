import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import {
  correlationAndTraining,
  distances,
  findingsOf,
  intervalsOf,
  rules,
} from '../../src/claims/beyond/correlation-and-training.ts';
import {
  type Cell,
  cellsOf,
  effectsOn,
  type Order,
  orders,
  pointAt,
  type Recipe,
  recipeNames,
} from '../../src/claims/beyond/training-correlations.ts';
import { published } from '../../src/claims/choromanska2015/train-test-correlation.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

interface World {
  readonly networks?: number;
  readonly moments?: number;
  /** Effects on artanh ρ, and what settling takes from it. */
  readonly recipe?: (recipe: Recipe) => number;
  readonly order?: (order: Order) => number;
  readonly width?: (width: number) => number;
  readonly noise?: number | ((recipe: Recipe) => number);
}

/** artanh ρ = 1.2 − 2 ln r + effects; r grows with moment, width and rate. */
function world(draw: Stream, given: World = {}): Cell[] {
  const { networks = 40, moments = 2, recipe = () => 0, order = () => 0, width = () => 0, noise = 0.3 } = given;
  const raised = typeof noise === 'number' ? () => noise : noise;
  return recipeNames.flatMap((r, i) =>
    orders.flatMap((o) =>
      [25, 50, 100].map((w): Cell => {
        const ratio = (m: number) => 1.05 + 0.12 * m + 0.04 * Math.log2(w / 25) + 0.03 * i + (o === 'own' ? 0.02 : 0);
        const z = (m: number) => 1.2 - 2 * Math.log(ratio(m)) + recipe(r) + order(o) + width(w);
        const pair = (m: number, artanh: number) => {
          const rho = Math.tanh(artanh);
          const [a, b] = [draw.normal(), draw.normal()];
          return {
            train: 0.1 * (1 + 0.03 * a),
            test: 0.1 * ratio(m) * (1 + 0.03 * (rho * a + Math.sqrt(1 - rho * rho) * b)),
          };
        };
        const all = [...Array(moments).keys()];
        const courses = Array.from({ length: networks }, () => ({
          asItWas: all.map((m) => pair(m, z(m) + raised(r))),
          settled: all.map((m) => pair(m, z(m))),
        }));
        return { recipe: r, order: o, width: w, courses };
      }),
    ),
  );
}

const judged = (given: World, key = 1) => {
  const cells = world(stream(17, 'correlations', key, 'world'), { networks: 150, ...given });
  const found = findingsOf(cells, intervalsOf(cells, given.moments ?? 2, 5, 200));
  return Object.fromEntries(found.map(({ id, verdict }) => [id, verdict]));
};

describe('gs/correlation-and-training on worlds whose law is known', () => {
  it('a world in which r decides: recipes collapse, width is nothing, noise raises ρ', () => {
    expect(judged({ order: (o) => (o === 'own' ? 0.3 : 0) })).toEqual({
      collapse: 'confirmed',
      width: 'confirmed',
      'noise-raises': 'confirmed',
      'own-order': 'confirmed',
    });
  });

  it('each effect alone is told, and the other findings stay', () => {
    const recipe = (r: Recipe) => (r === 'constant' ? 0.6 : 0);
    expect(judged({ recipe })).toMatchObject({ collapse: 'refuted', 'noise-raises': 'confirmed' });
    expect(judged({ width: (w) => -0.4 * Math.log(w / 25) })).toMatchObject({
      collapse: 'confirmed',
      width: 'refuted',
    });
    expect(judged({ noise: -0.3 })).toMatchObject({ 'noise-raises': 'refuted' });
    expect(judged({ order: (o) => (o === 'own' ? -0.3 : 0) })).toMatchObject({ 'own-order': 'refuted' });
  });

  it('few networks decide nothing', () => {
    expect(new Set(Object.values(judged({ networks: 9 })))).toEqual(new Set(['inconclusive']));
  });

  it('effects are found to 1e-10 where the law holds exactly', () => {
    const cells = world(stream(17, 'correlations', 2, 'world'), { networks: 4, moments: 1 });
    const points = cells.map(({ recipe, order, width }, k) => {
      const x = 0.1 + 0.03 * ((5 * k) % 18);
      const z =
        1 - 2 * x + x * x + (recipe === 'slow' ? 0.2 : 0) + (order === 'own' ? -0.1 : 0) + 0.05 * Math.log(width);
      return { z, weight: 1 + k, x };
    });
    const found = effectsOn(points, cells);
    const truth = { slow: 0.2, constant: 0, own: -0.1, 'ln n₁': 0.05 };
    for (const [name, value] of Object.entries(truth))
      expect(Math.abs(found[name as keyof typeof found] - value)).toBeLessThan(1e-10);
  });

  it('a recipe and a slope off by twice the tolerance, noise that raises two recipes of three, and orders alike stand in at most 18 of 200 draws', () => {
    const drawn = new Map<number, readonly Finding[]>();
    // The same draws for all four: every number is false at once.
    const nulls = (draw: Stream, seed: number) => {
      const cells = world(draw, {
        networks: 12,
        moments: 1,
        recipe: (r) => (r === 'slow' ? 2 * rules.recipe : 0),
        width: (w) => -2 * rules.width * Math.log(w / 25),
        noise: (r) => (r === 'slow' ? 0 : 0.3),
      });
      const found = drawn.get(seed) ?? findingsOf(cells, intervalsOf(cells, 1, seed, 100));
      drawn.set(seed, found);
      return found;
    };
    for (const [i, id] of ['collapse', 'width', 'noise-raises', 'own-order'].entries())
      expectNullFalls(`correlation-and-training, ${id}`, (draw, seed) => nulls(draw, seed)[i]!);
  });

  it('the nearest to Table 1 is the recipe that has its correlations', () => {
    const at = (c: Cell) => {
      const { z } = pointAt(c.courses, 'asItWas', 0);
      return { ...c, z };
    };
    const cells = world(stream(17, 'correlations', 3, 'world'), { networks: 400, moments: 1 }).map(at);
    const own = distances(cells, [4]);
    expect(own).toHaveLength(6);
    const last = own.at(-1)!;
    const chi = cells
      .filter((c) => c.recipe === last.recipe && c.order === last.order)
      .reduce((sum, { z, width }) => sum + (z - Math.atanh(published[width]!)) ** 2 / (1 / 397 + 1 / 997), 0);
    expect(last.chi).toBeCloseTo(chi, 8);
  });
});

/** Records as network-training leaves them. */
function recordsOf(cells: readonly Cell[]): Record<string, Records> {
  return Object.fromEntries(
    cells.map(({ recipe, order, width, courses }): [string, Records] => {
      const vector = (way: 'asItWas' | 'settled', loss: 'train' | 'test') => ({
        kind: 'vector' as const,
        width: 2,
        values: Float64Array.from(courses.flatMap((course) => course[way].map((at) => at[loss]))),
      });
      return [
        `${recipe}-${order}-${width}`,
        {
          count: courses.length,
          columns: {
            status: { kind: 'text', values: courses.map(() => 'step-limit') },
            trainLossAt: vector('asItWas', 'train'),
            testLossAt: vector('asItWas', 'test'),
            trainLossSettled: vector('settled', 'train'),
            testLossSettled: vector('settled', 'test'),
          },
        },
      ];
    }),
  );
}

describe('gs/correlation-and-training', () => {
  it('reads its records, and its title follows the verdicts', () => {
    const cells = world(stream(17, 'correlations', 4, 'world'), { networks: 12 });
    const records = recordsOf(cells);
    const smoke = recordsOf(cells.map((c) => ({ ...c, width: c.width === 25 ? 10 : c.width === 50 ? 25 : 7 })));
    expect(cellsOf(records, 'laptop')).toEqual(cells);
    const seen = correlationAndTraining.evaluate(smoke, claimRun('smoke', 1));
    expect(seen.findings.map(({ id }) => id)).toEqual(['collapse', 'width', 'noise-raises', 'own-order', 'nearest']);
    expect(seen.title).toBe('Whether ρ follows the ratio of the losses alone stays open');
    expect(seen.tables[0]!.rows).toHaveLength(24);
    expect(JSON.stringify(seen)).not.toMatch(/NaN|undefined/);
  });

  it('reports on the way, with some of the cells, decide nothing', () => {
    const cells = world(stream(17, 'correlations', 4, 'world'), { networks: 12 });
    const smoke = cells.map((c) => ({ ...c, width: c.width === 25 ? 10 : 25 }));
    for (const some of [smoke.slice(0, 1), smoke.filter(({ order }) => order === 'shared')]) {
      const { findings } = correlationAndTraining.evaluate(recordsOf(some), claimRun('smoke', 1));
      expect(new Set(findings.slice(0, 4).map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
      expect(JSON.stringify(findings)).not.toMatch(/NaN|undefined/);
    }
  });

  it('without records nothing is decided, and nothing is not a number', () => {
    const { findings, figures } = correlationAndTraining.evaluate({}, claimRun('laptop', 1));
    expect(figures).toEqual([]);
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
    for (const { because } of findings) expect(because).not.toMatch(/NaN|undefined/);
  });

  it('asks for the same starts by every recipe, and for orders shared and own', () => {
    const needs = Object.entries(correlationAndTraining.needs('laptop', 3));
    expect(needs).toHaveLength(18);
    for (const [name, { parameters }] of needs) {
      expect(parameters['seed']).toBe(3);
      expect(parameters['dataOrder']).toBe(name.includes('-own-') ? 'own' : undefined);
    }
  });
});
