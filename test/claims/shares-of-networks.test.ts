/** Shares of networks in lm/bad-outlier and lm/depth-kills: every verdict, and null worlds. */
import { describe, expect, it } from 'vitest';
import type { Stream } from '../../src/base/philox.ts';
import type { Evaluation } from '../../src/claims/claim.ts';
import { claims } from '../../src/claims/index.ts';
import { classesFinding, randomBiases, startsFinding } from '../../src/claims/swirszcz2017/bad-outlier.ts';
import { allPositive, evenMeans, type Fate } from '../../src/claims/swirszcz2017/bad-outlier-data.ts';
import { type Drawn, lowerBound, oneSample, upperBound } from '../../src/claims/swirszcz2017/depth-kills.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { deadAtOneSample, deadLayerBound } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('smoke', 1);
const _verdicts = ({ findings }: Evaluation) => Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
const _evaluate = (id: string, records: Record<string, Records> = {}) => claims[id]!.evaluate(records, run);

/** How many of so many networks do what each does with this probability. */
const countOf = (draw: Stream, networks: number, share: number) =>
  Array.from({ length: networks }).reduce<number>((count) => count + Number(draw.uniform() < share), 0);

describe('shares of networks, lm/bad-outlier', () => {
  const networks = 10_000;
  const fate: Fate = { networks, positive: 0, separated: 0, steps: [], effect: 0, together: 0, right: 0 };
  const laws = ['laplace', 'normal', 'uniform'] as const;
  const effects = { laplace: 0.87, normal: 0.95, uniform: 0.99 };
  type Off = { readonly positive?: number; readonly effect?: number };
  /** Starts whose shares are right but those of the normal law. @param count  how many of a share there are */
  const starts = (count: (share: number) => number, { positive = 0, effect }: Off = {}) =>
    startsFinding(
      Object.fromEntries(
        laws.map((law) => {
          const off = law === 'normal';
          return [
            `starts-${law}`,
            {
              ...fate,
              positive: count(allPositive(law, evenMeans[law]) + (off ? positive : 0)),
              effect: count((off ? effect : undefined) ?? effects[law]),
            },
          ];
        }),
      ),
    );
  const expected = allPositive('normal', evenMeans.normal);
  const asExpected = (share: number) => Math.round(networks * share);

  it('starts are as likely as the formula says, likelier, or at the edge', () => {
    expect(starts(asExpected).verdict).toBe('reproduced');
    for (const off of [{ positive: 0.04 }, { positive: -0.04 }, { effect: expected - 0.05 }])
      expect(starts(asExpected, off).verdict).toBe('not-reproduced');
    for (const off of [{ positive: 0.02 }, { effect: expected - 0.02 }])
      expect(starts(asExpected, off).verdict).toBe('inconclusive');
  });

  it('several classes and random biases: nearly all networks keep the samples together, or not', () => {
    const classes = (positive: number, separated: number) => classesFinding({ positive, separated }).verdict;
    expect([classes(100, 0), classes(100, 20), classes(100, 2), classes(9, 0), classes(0, 0)]).toEqual([
      'reproduced',
      'not-reproduced',
      ...Array<string>(3).fill('inconclusive'),
    ]);
    const biases = (of: number, together: number) => randomBiases({ networks: of, together }).verdict;
    expect([biases(100, 100), biases(100, 80), biases(100, 98), biases(9, 9)]).toEqual([
      'reproduced',
      'not-reproduced',
      'inconclusive',
      'inconclusive',
    ]);
  });

  it('null worlds: a probability off by twice the tolerance, an effect as rare as may be, 95 % that stay together', () => {
    // Of so many networks a count is normal.
    const about = (draw: Stream, share: number) =>
      Math.round(networks * share + Math.sqrt(networks * share * (1 - share)) * draw.normal());
    const counted = (off: Off) => (draw: Stream) => starts((share) => about(draw, share), off);
    expectNullFalls('probability of the start', counted({ positive: 0.04 }));
    expectNullFalls('effect of the start', counted({ effect: expected - 0.02 }));
    expectNullFalls('several classes', (draw) =>
      classesFinding({ positive: 100, separated: countOf(draw, 100, 0.05) }),
    );
    expectNullFalls('random biases', (draw) => randomBiases({ networks: 100, together: countOf(draw, 100, 0.95) }));
  });
});

describe('shares of networks, lm/depth-kills', () => {
  type Shares = Readonly<Record<number, number>>;
  /** As in the records, by width and number of layers. */
  const zero: Readonly<Record<number, Shares>> = {
    2: { 5: 0.572, 10: 0.898, 30: 0.9995 },
    3: { 5: 0.1925, 10: 0.5705, 30: 0.965 },
    4: { 5: 0.063, 10: 0.2785 },
    5: { 5: 0.0165, 10: 0.095 },
    8: { 5: 0.001, 10: 0.002 },
  };
  const random: Readonly<Record<number, Shares>> = { 2: { 5: 0.4005, 30: 0.9995 }, 3: { 5: 0.1375, 30: 0.9625 } };
  const even = (count: number) => (k: number) => (k + 0.5) / count;
  /** The first dead layer of networks of which these shares have one by then. @param place  of network k, in [0, 1] */
  const drawn = (width: number, shares: Shares, count: number, place = even(count)): Drawn => {
    const layers = Object.keys(shares).map(Number);
    const firstOf = (at: number) => layers.find((k) => at < shares[k]!) ?? 0;
    return { width, first: Int32Array.from({ length: count }, (_, k) => firstOf(place(k))) };
  };
  const all = (of: Readonly<Record<number, Shares>>, count: number, place = even(count)) =>
    Object.entries(of).map(([width, shares]) => drawn(Number(width), shares, count, place));
  const bound = deadLayerBound({ width: 2, hiddenLayers: 5, negativeWeight: 0.5, notPositiveBias: 1 });
  const law = (hiddenLayers: number) => deadAtOneSample({ width: 3, hiddenLayers });
  const lawOfOne = { 1: law(1), 5: law(5), 10: law(10), 30: law(30) };
  const [networks, last] = [2000, 100];

  /** One share of networks of two units at another place, and of three. */
  const lower = (share: number, count = networks, place = even(count)) =>
    lowerBound(all({ ...zero, 2: { ...zero[2], 5: share } }, count, place), all(random, count, place), last);
  const upper = (share: number, count = networks, place = even(count)) =>
    upperBound(all({ ...zero, 3: { ...zero[3], 5: share } }, count, place), last);
  const one = (off: number, count = networks, place = even(count)) =>
    oneSample(drawn(3, { ...lawOfOne, 5: law(5) + off }, count, place), last);

  it('each bound holds, fails, and stays open', () => {
    expect([lower(0.572), lower(0.15), lower(bound), lower(0.572, 9)].map(({ verdict }) => verdict)).toEqual([
      'reproduced',
      'not-reproduced',
      'inconclusive',
      'inconclusive',
    ]);
    expect([upper(0.1925), upper(0.6), upper(law(5)), upper(0.1925, 9)].map(({ verdict }) => verdict)).toEqual([
      'confirmed',
      'refuted',
      'inconclusive',
      'inconclusive',
    ]);
    expect([one(0), one(0.12), one(-0.12), one(0.05), one(0, 9)].map(({ verdict }) => verdict)).toEqual([
      'confirmed',
      'refuted',
      'refuted',
      'inconclusive',
      'inconclusive',
    ]);
    expect([lowerBound([], [], last), upperBound([], last)].map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
  });

  it('null worlds: a share at the bound, and one off the law by twice the tolerance', () => {
    const uniform = (draw: Stream) => () => draw.uniform();
    expectNullFalls('lower bound of dead layers', (draw) => lower(bound - 1e-3, networks, uniform(draw)));
    expectNullFalls('upper bound of dead layers', (draw) => upper(law(5), networks, uniform(draw)));
    for (const off of [0.12, -0.12])
      expectNullFalls(`law of one sample ${off}`, (draw) => one(off, networks, uniform(draw)));
  });
});
