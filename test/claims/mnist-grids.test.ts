/** lm/bad-initialization and lm/scaled-inputs: each finding comes out either way. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { claims } from '../../src/claims/index.ts';
import {
  atLeast400,
  badStartsStay,
  capacityGrows,
  depthDoesNotResolve,
  monotoneToSolutions,
  permutedMoreSusceptible,
} from '../../src/claims/swirszcz2017/bad-initialization-findings.ts';
import {
  type GridRun,
  type Place,
  placesOf,
  type ScaledPlace,
  type Start,
  scaledPlacesOf,
  type WithRuns,
} from '../../src/claims/swirszcz2017/mnist-grids.ts';
import { fewerRegions, harderWhenScaled } from '../../src/claims/swirszcz2017/scaled-inputs.ts';
import { deepTraining } from '../../src/ensembles/experiments/deep-training.ts';
import { patternSet } from '../ensembles/fixtures/patterns.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('laptop', 1);
const draw = stream(3, 'test/mnist-grids', 0, 'accuracies');

/** A network that ends at an accuracy, give or take a little, having gained `gain` of it in the last half. */
function runOf(mean: number, { gain = 0, rise = 0, crowd = 1 } = {}): GridRun {
  const accuracy = Math.min(1, Math.max(0, mean === 1 ? 1 : mean + 0.003 * draw.normal()));
  return {
    ...{ accuracy, loss: 1 - accuracy, steps: [0, 5000, 10_000], accuracies: [0.1, accuracy - gain, accuracy] },
    ...{ firstLoss: 2.3, rise, crowd: crowd + 0.01 * draw.uniform() },
  };
}

type World = WithRuns<Place>[];
const worldOf = (accuracy: (place: Place) => number, more: Parameters<typeof runOf>[1] = {}): World =>
  placesOf('laptop').map((place) => ({
    ...place,
    runs: Array.from({ length: 5 }, () => runOf(accuracy(place), more)),
  }));
const byStart = (of: Partial<Record<Start, number>>) => (place: Place) => of[place.start] ?? 0.11;

describe('lm/bad-initialization', () => {
  it('bad starts stay, or learn, or are still learning', () => {
    const stays = byStart({ usual: 0.99, 'low weights': 0.9 });
    expect(badStartsStay(worldOf(stays), false).verdict).toBe('reproduced');
    expect(
      badStartsStay(
        worldOf(() => 0.99),
        false,
      ).verdict,
    ).toBe('not-reproduced');
    expect(
      badStartsStay(
        worldOf(() => 0.11),
        false,
      ).verdict,
    ).toBe('not-reproduced');
    expect(badStartsStay(worldOf(stays, { gain: 0.05 }), false).verdict).toBe('inconclusive');
    expect(badStartsStay(worldOf(stays, { gain: 0.05 }), true).verdict).toBe('reproduced');
  });

  it('depth resolves a bad start, or does not, or it is not seen', () => {
    const deep = (accuracy: number) => (place: Place) =>
      place.start === 'usual' ? 0.9 : place.depth === 5 ? accuracy : 0.11;
    expect(depthDoesNotResolve(worldOf(deep(0.3))).verdict).toBe('reproduced');
    expect(depthDoesNotResolve(worldOf(deep(0.9))).verdict).toBe('not-reproduced');
    expect(depthDoesNotResolve(worldOf(deep(0.88))).verdict).toBe('inconclusive');
  });

  it('permuted labels keep less, or more, or as much', () => {
    const keep = (permuted: number) =>
      worldOf(({ labels, start }) =>
        start === 'usual' ? 0.9 : start === 'low weights' ? (labels === 'true' ? 0.7 : permuted) : 0.11,
      );
    expect(permutedMoreSusceptible(keep(0.3), run).verdict).toBe('reproduced');
    expect(permutedMoreSusceptible(keep(0.85), run).verdict).toBe('not-reproduced');
    expect(permutedMoreSusceptible(keep(0.7), run).verdict).toBe('inconclusive');
  });

  it('capacity grows with the units, or falls', () => {
    expect(
      capacityGrows(
        worldOf(({ hidden }) => 0.2 + hidden / 400),
        run,
      ).verdict,
    ).toBe('confirmed');
    expect(
      capacityGrows(
        worldOf(({ hidden }) => 0.5 - hidden / 400),
        run,
      ).verdict,
    ).toBe('refuted');
    expect(
      capacityGrows(
        worldOf(() => 0.3),
        run,
      ).verdict,
    ).toBe('inconclusive');
    expect(capacityGrows([], run).verdict).toBe('inconclusive');
  });

  it('400 units are judged at the size of the paper alone', () => {
    const wide = (from: number): World =>
      [100, 300, 400, 800].flatMap((hidden) =>
        Array.from({ length: 2 }, () => ({
          ...({ labels: 'permuted', depth: 2, start: 'low weights', hidden } as const),
          runs: Array.from({ length: 15 }, () => runOf(hidden >= from ? 1 : 0.8)),
        })),
      );
    expect(atLeast400(wide(400), true).verdict).toBe('reproduced');
    expect(atLeast400(wide(100), true).verdict).toBe('not-reproduced');
    expect(atLeast400(wide(400), false).verdict).toBe('inconclusive');
    expect(atLeast400(wide(100), false).verdict).toBe('inconclusive');
  });

  it('lines to solutions climb, or do not, or there are too few of them', () => {
    const solved = byStart({ usual: 0.99, 'low weights': 0.99, 'low biases': 0.99 });
    const many = (rise: number) => [0, 1, 2, 3].flatMap(() => worldOf(solved, { rise }));
    expect(monotoneToSolutions(many(0)).verdict).toBe('reproduced');
    expect(monotoneToSolutions(many(0.1)).verdict).toBe('not-reproduced');
    expect(monotoneToSolutions(worldOf(solved)).verdict).toBe('inconclusive');
  });
});

describe('lm/scaled-inputs', () => {
  const scaled = (accuracy: (place: ScaledPlace) => number, crowd = (_: ScaledPlace) => 1) =>
    scaledPlacesOf('laptop').map((place) => ({
      ...place,
      runs: Array.from({ length: 5 }, () => runOf(accuracy(place), { crowd: crowd(place) })),
    }));

  it('learning gets worse with every step in τ, or better, or neither', () => {
    expect(harderWhenScaled(scaled(({ scale }) => 0.9 + 0.1 * Math.log10(scale))).verdict).toBe('reproduced');
    expect(harderWhenScaled(scaled(({ scale }) => 0.6 - 0.1 * Math.log10(scale))).verdict).toBe('not-reproduced');
    expect(harderWhenScaled(scaled(() => 0.5)).verdict).toBe('inconclusive');
  });

  it('more images share a region, or fewer', () => {
    const half = () => 0.5;
    expect(fewerRegions(scaled(half, ({ scale }) => 1 / scale)).verdict).toBe('reproduced');
    expect(fewerRegions(scaled(half, ({ scale }) => 100 * scale)).verdict).toBe('not-reproduced');
    expect(fewerRegions(scaled(half)).verdict).toBe('inconclusive');
  });
});

describe('null worlds', () => {
  /** Networks about a mean, spread as in the records. */
  interface Mean {
    readonly accuracy: number;
    readonly spread?: number;
    readonly gain?: number;
    readonly rise?: number;
    readonly crowd?: number;
  }
  function networksOf<P>(places: readonly P[], count: number, of: (place: P, k: number) => Mean, by: Stream) {
    return places.map((place) => ({
      ...place,
      runs: Array.from({ length: count }, (_, k): GridRun => {
        const { accuracy: mean, spread = 0, gain = 0, rise = 0, crowd = 1 } = of(place, k);
        const accuracy = mean + spread * by.normal();
        return {
          ...{ accuracy, loss: 1 - accuracy, steps: [0, 5000, 10_000], accuracies: [0.1, accuracy - gain, accuracy] },
          ...{ firstLoss: 2.3, rise, crowd },
        };
      }),
    }));
  }
  /** The grid of preset laptop, six networks a place. */
  const grid = (by: Stream, of: (place: Place, k: number) => Mean, places = placesOf('laptop')) =>
    networksOf(places, 6, of, by);
  const learned: Readonly<Record<Start, number>> = {
    usual: 0.98,
    'low weights': 0.48,
    'lowest weights': 0.112,
    'low biases': 0.15,
  };

  it('half of the networks from one start learn, or those from bad starts still gain a point', () => {
    for (const half of ['usual', 'low biases', 'lowest weights'])
      expectNullFalls(`bad starts stay, ${half}`, (by) =>
        badStartsStay(
          grid(by, ({ start }) => ({ accuracy: start !== half ? learned[start] : by.uniform() < 0.5 ? 0.97 : 0.2 })),
          false,
        ),
      );
    expectNullFalls('bad starts stay, gain', (by) =>
      badStartsStay(
        grid(by, ({ start }) => ({ accuracy: learned[start], gain: 0.01 + 0.006 * by.normal() })),
        false,
      ),
    );
  });

  it('depth leaves two points with labels of one kind', () => {
    for (const labels of ['true', 'permuted'])
      expectNullFalls(`depth does not resolve, ${labels}`, (by) =>
        depthDoesNotResolve(
          grid(by, (place) => {
            const behind = place.labels === labels ? 0.02 : 0.137;
            return { accuracy: place.depth === 2 ? 0.4 : 0.4 - behind, spread: 0.02 };
          }),
        ),
      );
  });

  it('labels of both kinds keep the same share', () => {
    const few = placesOf('laptop').filter(({ depth, hidden }) => depth === 2 && hidden <= 50);
    expectNullFalls('permuted more susceptible', (by, seed) =>
      permutedMoreSusceptible(
        grid(
          by,
          ({ labels, start }) => {
            const above = labels === 'true' ? 0.87 : 0.15;
            return { accuracy: 0.1 + above * (start === 'usual' ? 1 : 0.4 + 0.25 * by.normal()), spread: 0.003 };
          },
          few,
        ),
        claimRun('laptop', seed),
      ),
    );
  });

  it('capacity does not grow at one step', () => {
    const means: Readonly<Record<number, number>> = { 25: 0.21, 50: 0.28, 100: 0.28, 200: 0.42 };
    const own = placesOf('laptop').filter(
      ({ labels, depth, start }) => labels === 'permuted' && depth === 2 && start === 'usual',
    );
    expectNullFalls('capacity grows', (by, seed) =>
      capacityGrows(
        grid(by, ({ hidden }) => ({ accuracy: means[hidden]!, spread: 0.009 }), own),
        claimRun('laptop', seed),
      ),
    );
  });

  it('a quarter of the narrow networks is without error, or half of the wide ones', () => {
    // At the size of the paper, where alone the rule decides.
    const own = placesOf('paper').filter(({ labels, start }) => labels === 'permuted' && start === 'low weights');
    const world = (narrow: number, wide: number) => (by: Stream) =>
      atLeast400(
        networksOf(
          own,
          17,
          ({ hidden }) => ({ accuracy: by.uniform() < (hidden < 400 ? narrow : wide) ? 1 : 0.9 }),
          by,
        ),
        true,
      );
    expectNullFalls('at least 400 units, below', world(0.25, 1));
    expectNullFalls('at least 400 units, from there', world(0, 0.5));
  });

  it('one line in twenty climbs', () => {
    // All starts lead to solutions; half of what decides about a climb is what they have in common.
    expectNullFalls('monotone line to solutions', (by) => {
      const common = new Map<string, number>();
      const climbs = ({ depth, hidden }: Place, k: number) => {
        const key = `${hidden} ${k}`;
        if (!common.has(key)) common.set(key, by.uniform());
        return depth === 2 && (by.uniform() < 0.5 ? common.get(key)! : by.uniform()) < 0.05;
      };
      return monotoneToSolutions(grid(by, (place, k) => ({ accuracy: 0.98, rise: climbs(place, k) ? 0.1 : 0 })));
    });
  });

  it('one step in τ changes neither what is learned nor the regions', () => {
    const places = scaledPlacesOf('laptop');
    const accuracies: Readonly<Record<number, readonly number[]>> = {
      0.001: [0.98, 0.93, 0.88],
      0.0001: [0.92, 0.8, 0.8],
    };
    const at = ({ scale }: ScaledPlace) => (scale === 1 ? 0 : scale === 0.1 ? 1 : 2);
    expectNullFalls('harder when scaled', (by) =>
      harderWhenScaled(
        networksOf(
          places,
          10,
          (place) => ({ accuracy: accuracies[place.rate]![at(place)]!, spread: [0.003, 0.01, 0.025][at(place)]! }),
          by,
        ),
      ),
    );
    expectNullFalls('fewer regions', (by) => {
      // Networks at both rates begin alike.
      const drawn = new Map<string, number>();
      const crowd = (place: ScaledPlace, k: number) => {
        const key = `${place.scale} ${place.hidden} ${k}`;
        if (!drawn.has(key)) drawn.set(key, [20, 600, 600][at(place)]! + [15, 200, 200][at(place)]! * by.normal());
        return drawn.get(key)!;
      };
      return fewerRegions(networksOf(places, 10, (place, k) => ({ accuracy: 0.5, crowd: crowd(place, k) }), by));
    });
  });
});

it('small runs of both claims have all findings, tables and figures', async () => {
  const smoke = claimRun('smoke', 5);
  const patterns = patternSet(60, 20);
  const context = { kernels: run.kernels, artifact: async () => patterns, progress() {} };
  const recordsOf = async (id: string) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(claims[id]!.needs('smoke', 5)).map(async ([name, { parameters }]) => {
          const few = { data: 'mnist-3x3', networks: 2, networksPerTask: 2, trainSize: 60, testSize: 20, epochs: 4 };
          const spec = deepTraining.schema.parse({ ...parameters, ...few, batch: 20, looks: 6 });
          return [name, await deepTraining.run(deepTraining.split(spec)[0]!, context)] as const;
        }),
      ),
    );
  const all = {};
  for (const [id, findings, figures] of [
    ['lm/bad-initialization', 8, 4],
    ['lm/scaled-inputs', 6, 2],
  ] as const) {
    const records = await recordsOf(id);
    Object.assign(all, records);
    const seen = claims[id]!.evaluate(records, smoke);
    // A report grows with the run.
    for (const one of Object.keys(records)
      .slice(0, 30)
      .filter((_, k) => k % 7 === 0))
      claims[id]!.evaluate({ [one]: records[one]! }, smoke);
    expect([seen.findings.length, seen.figures.length]).toEqual([findings, figures]);
    expect(claims[id]!.evaluate({}, smoke).findings.every(({ verdict }) => verdict === 'inconclusive')).toBe(true);
  }
  const regions = claims['lm/linear-regions']!.evaluate(all, smoke);
  // 2 labels × 2 depths × 2 widths, and 2 rates × 2 widths.
  expect(regions.tables[0]!.rows.map(([data]) => data)).toEqual(Array(12).fill('MNIST'));
  expect(regions.figures[0]!.panels.length).toBe(1);
});
