/** Claims of the lecture on regression, symmetries, minima and the ideal result: what they find at smoke, and every verdict their rules can give. */
import { describe, expect, it } from 'vitest';
import { decideThreeNode, splitOf, trainingSet } from '../../src/certificates/index.ts';
import type { Verdict } from '../../src/claims/claim.ts';
import { hiddenPlaces } from '../../src/claims/golikov2019/hardness.ts';
import { ideal, levels, rowsOf } from '../../src/claims/golikov2019/ideal-result.ts';
import {
  attained,
  convex,
  linearRegression,
  underdetermined,
  uniquePoint,
  uniqueValue,
} from '../../src/claims/golikov2019/linear-regression.ts';
import { everyFound, noBadMinima, onlyGlobal, shallow } from '../../src/claims/golikov2019/no-bad-minima.ts';
import {
  exponentiallyMany,
  minimaFound,
  oneLayerNonlinear,
  onRandomData,
} from '../../src/claims/golikov2019/one-layer-nonlinear.ts';
import {
  resnetReparametrization,
  sameProblem,
  startsDiffer,
  whatStartsChange,
} from '../../src/claims/golikov2019/resnet-reparametrization.ts';
import {
  flatDirections,
  invariant,
  linearSymmetries,
  notConvex,
  originWithoutCorrelation,
  printedOrigin,
} from '../../src/claims/golikov2019/symmetries.ts';
import { bareEvaluation } from './claim-run.ts';

describe('at smoke', () => {
  it.each([
    [
      linearRegression,
      ['convex: reproduced', 'as-printed: contradicted', 'attained: contradicted', 'unique-value: reproduced'],
    ],
    [
      linearSymmetries,
      [
        'rescaling: reproduced',
        'not-convex: reproduced',
        'origin-as-printed: contradicted',
        'flat-directions: confirmed',
      ],
    ],
    [noBadMinima, ['corollary: reproduced', 'enumeration: reproduced', 'theorem-2: reproduced']],
    [oneLayerNonlinear, ['exponentially-many: proved', 'found: confirmed', 'random-data: measured']],
    [resnetReparametrization, ['same-problem: reproduced', 'origins: confirmed', 'descents: measured']],
  ])('$id', (claim, expected) => {
    expect(bareEvaluation(claim).findings.map(({ id, verdict }) => `${id}: ${verdict}`)).toEqual(expected);
  });
});

describe('verdicts follow the numbers', () => {
  it('linear regression', () => {
    const signs = { loss: 'squared', points: 5, negative: 0, undetermined: 0 };
    expect(convex([signs]).verdict).toBe('reproduced');
    expect(convex([{ ...signs, negative: 1 }]).verdict).toBe('not-reproduced');
    expect(convex([{ ...signs, undetermined: 1 }]).verdict).toBe('inconclusive');
    expect(
      uniquePoint(
        underdetermined([1, 1], 1, [
          [1, 0],
          [0, 1],
        ]),
      ).verdict,
    ).toBe('contradicted');
    expect(
      uniquePoint(
        underdetermined([1, 1], 1, [
          [1, 0],
          [1, 1],
        ]),
      ).verdict,
    ).toBe('inconclusive');
    expect(
      attained([
        { x: [1, 2], label: 1 },
        { x: [-1, 0], label: -1 },
      ]).verdict,
    ).toBe('contradicted');
    expect(
      attained([
        { x: [1, 2], label: 1 },
        { x: [1, 2], label: -1 },
      ]).verdict,
    ).toBe('inconclusive');
    const full = { fullRank: true, ends: 2, converged: 2, off: 1e-15, apart: 1e-12 };
    const singular = { ...full, fullRank: false, apart: 0.7 };
    expect(uniqueValue([full, singular]).verdict).toBe('reproduced');
    expect(uniqueValue([{ ...full, converged: 1 }, singular]).verdict).toBe('inconclusive');
    for (const wrong of [{ off: 1e-3 }, { apart: 0.1 }])
      expect(uniqueValue([{ ...full, ...wrong }, singular]).verdict).toBe('not-reproduced');
    expect(uniqueValue([full, { ...singular, apart: 1e-9 }]).verdict).toBe('not-reproduced');
  });

  it('symmetries', () => {
    const same = { widths: '3-2-3', points: 2, exact: 0, rounded: 1e-16 };
    expect(invariant([same]).verdict).toBe('reproduced');
    for (const wrong of [{ exact: 1e-16 }, { rounded: 1e-6 }])
      expect(invariant([{ ...same, ...wrong }]).verdict).toBe('not-reproduced');
    expect(invariant([{ ...same, points: 0, rounded: 0 }]).verdict).toBe('inconclusive');
    const middle = { widths: '3-2-3', minimum: 5, ends: [5, 5], middle: 7, predicted: 7 };
    expect(notConvex([middle]).verdict).toBe('reproduced');
    expect(notConvex([{ ...middle, middle: 5, predicted: 5 }]).verdict).toBe('not-reproduced');
    for (const wrong of [{ ends: [5, 6] }, { middle: 8 }])
      expect(notConvex([{ ...middle, ...wrong }]).verdict).toBe('inconclusive');
    expect(printedOrigin({ ...originWithoutCorrelation(), correlation: 1 }).verdict).toBe('inconclusive');
    const flat = { widths: '3-2-3', zeros: [4, 4], undetermined: 0, predicted: 4, ofSymmetries: 4 };
    expect(flatDirections([flat]).verdict).toBe('confirmed');
    expect(flatDirections([{ ...flat, zeros: [4, 5] }]).verdict).toBe('refuted');
    expect(flatDirections([{ ...flat, undetermined: 1 }]).verdict).toBe('inconclusive');
  });

  it('no bad minima', () => {
    const found = {
      widths: '3-2-3',
      samples: 15,
      descents: 4,
      converged: 4,
      searched: 2,
      offList: 0,
      listed: 7,
      met: 2,
      least: 4,
      saddles: 2,
      bad: 0,
      unresolved: 0,
    };
    expect(everyFound([found]).verdict).toBe('reproduced');
    expect(everyFound([{ ...found, bad: 1 }])).toMatchObject({ verdict: 'not-reproduced', erratum: 'theorem' });
    expect(everyFound([{ ...found, offList: 1 }]).verdict).toBe('not-reproduced');
    expect(everyFound([{ ...found, unresolved: 1 }]).verdict).toBe('inconclusive');
    const made = {
      widths: '3-3-3-3',
      points: 8,
      strict: 4,
      flat: 3,
      global: 1,
      disagree: 0,
      undetermined: 0,
      stuck: 0,
      hidden: 0,
      above: 0,
    };
    expect(onlyGlobal([made]).verdict).toBe('reproduced');
    for (const wrong of [{ disagree: 1 }, { stuck: 1 }, { above: 1 }])
      expect(onlyGlobal([{ ...made, ...wrong }]).verdict).toBe('not-reproduced');
    for (const open of [{ undetermined: 1 }, { hidden: 1 }, { flat: 0 }])
      expect(onlyGlobal([{ ...made, ...open }]).verdict).toBe('inconclusive');
    const exchange = { widths: '3-2-3', points: 2, off: 1e-15, stuck: 0 };
    expect(shallow([exchange]).verdict).toBe('reproduced');
    expect(shallow([{ ...exchange, stuck: 1 }]).verdict).toBe('not-reproduced');
    expect(shallow([{ ...exchange, off: 1e-3 }]).verdict).toBe('not-reproduced');
    expect(shallow([{ ...exchange, points: 0, off: 0 }]).verdict).toBe('inconclusive');
    expect(shallow([]).verdict).toBe('inconclusive');
  });

  it('one layer', () => {
    const shape = { at: [-1, 0, 1, 3], slopes: [-1, 1, -1, 1], values: [0.2, 1] };
    expect(exponentiallyMany(shape).verdict).toBe('proved');
    expect(exponentiallyMany({ ...shape, slopes: [-1, 1, 1, 1] }).verdict).toBe('inconclusive');
    expect(exponentiallyMany({ ...shape, slopes: [-1, 1, -1e-16, 1] }).verdict).toBe('inconclusive');
    expect(exponentiallyMany({ ...shape, values: [1, 1] }).verdict).toBe('inconclusive');
    const counted = { dimension: 2, found: 4, expected: 4, linearMinima: 1 };
    expect(minimaFound([counted]).verdict).toBe('confirmed');
    expect(minimaFound([{ ...counted, found: 3 }]).verdict).toBe('refuted');
    expect(minimaFound([{ ...counted, linearMinima: 2 }]).verdict).toBe('refuted');
    const searched = { minima: 2, bad: 1, linearMinima: 1, linearBad: 0, linearStrict: true };
    expect(onRandomData([searched]).quantities[0]!.value).toBe(1);
  });

  it('residual nets', () => {
    const sides = { layers: 2, points: 3, value: 1e-16, gradient: 1e-16 };
    expect(sameProblem([sides]).verdict).toBe('reproduced');
    expect(sameProblem([{ ...sides, gradient: 1e-6 }]).verdict).toBe('not-reproduced');
    expect(sameProblem([{ ...sides, points: 0 }]).verdict).toBe('inconclusive');
    const origins = { layers: 3, residual: { slope: 2, curvature: 1 }, plain: { slope: 0, curvature: 0 } };
    expect(startsDiffer([origins]).verdict).toBe('confirmed');
    expect(startsDiffer([{ ...origins, plain: { slope: 0, curvature: 1 } }]).verdict).toBe('refuted');
    expect(startsDiffer([{ ...origins, residual: origins.plain }]).verdict).toBe('refuted');
    const way = { layers: 2, from: 'V ≈ 0' as const, starts: 2, arrived: 1, steps: 10, course: [] };
    expect(whatStartsChange([way]).because).toContain('1 of 2 at H = 2 in 10 steps');
  });
});

describe('the ideal result', () => {
  const glasses = [{ complete: true, minima: [-2, -1], open: 0 }];
  const all = (verdict: Verdict) => rowsOf(() => verdict, glasses);
  const verdicts = (rows: ReturnType<typeof rowsOf>) =>
    Object.fromEntries(rows.map((row) => [row.id, ideal(row).verdict]));

  it('follows from the verdicts of the others', () => {
    expect(verdicts(all('reproduced'))).toEqual({
      'linear-regression': 'confirmed',
      'one-sigmoid-unit': 'refuted',
      'deep-linear-two': 'confirmed',
      'deep-linear-more': 'refuted',
      resnet: 'refuted',
      'resnet-ball': 'confirmed',
      relu: 'refuted',
      'spin-glass': 'refuted',
    });
    expect(verdicts(all('inconclusive'))).toMatchObject({ 'deep-linear-two': 'inconclusive', relu: 'inconclusive' });
    // A counterexample that fails proves nothing; a theorem that fails does.
    expect(verdicts(all('not-reproduced'))).toMatchObject({
      'deep-linear-two': 'refuted',
      'resnet-ball': 'refuted',
      'linear-regression': 'refuted',
      'one-sigmoid-unit': 'inconclusive',
      'deep-linear-more': 'refuted',
      resnet: 'inconclusive',
      relu: 'inconclusive',
    });
  });

  it('stays open where a verdict is missing, or only a counterexample fails', () => {
    const but = (finding: string, verdict: Verdict) =>
      verdicts(rowsOf((_, id) => (id === finding ? verdict : 'reproduced'), glasses));
    // A counterexample that fails leaves the saddles open.
    expect(but('origin', 'not-reproduced')).toMatchObject({
      'deep-linear-more': 'inconclusive',
      resnet: 'inconclusive',
    });
    expect(but('same-problem', 'inconclusive')).toMatchObject({ resnet: 'inconclusive', 'resnet-ball': 'confirmed' });
    expect(but('corollary', 'not-reproduced')).toMatchObject({ resnet: 'refuted', 'deep-linear-two': 'refuted' });
    expect(but('global', 'inconclusive')).toMatchObject({ 'resnet-ball': 'inconclusive' });
    expect(but('convex', 'inconclusive')).toMatchObject({ 'linear-regression': 'inconclusive' });
    const open = rowsOf(() => 'reproduced', [{ ...glasses[0]!, minima: [-2] }]).find(({ id }) => id === 'spin-glass')!;
    expect(ideal(open).verdict).toBe('inconclusive');
  });

  it('judges glasses by complete lists only', () => {
    const row = (one: (typeof glasses)[0]) => rowsOf(() => 'reproduced', [one]).find(({ id }) => id === 'spin-glass')!;
    expect(row({ ...glasses[0]!, complete: false })).toMatchObject({ minimaGlobal: { holds: undefined } });
    expect(row({ ...glasses[0]!, open: 1 })).toMatchObject({ saddlesStrict: { holds: undefined } });
    expect(row({ ...glasses[0]!, minima: [-2] })).toMatchObject({ minimaGlobal: { holds: undefined } });
  });

  it('takes both signs of an eigenpair of odd order', () => {
    const pair = (value: number, index: number | null) => ({ value, index, vector: new Float64Array(5), error: 0 });
    expect(levels({ status: 'complete', pairs: [pair(2, 4), pair(0.5, 0), pair(1, 2), pair(0.1, null)] })).toEqual({
      complete: true,
      minima: [-2, 0.5],
      open: 1,
    });
  });
});

it('draws the points of an instance where the two nodes put them', () => {
  const instance = {
    elements: 3,
    subsets: [
      [0, 1],
      [1, 2],
    ],
  };
  const set = trainingSet(instance, 'and');
  const { network } = decideThreeNode(set, 'and');
  const { split } = splitOf(instance);
  const places = hiddenPlaces({ instance, split: split!, set, network: network! });
  expect(places).toHaveLength(6);
  for (const { isPositive, x, y } of places) expect(x > 0 && y > 0).toBe(isPositive);
});
