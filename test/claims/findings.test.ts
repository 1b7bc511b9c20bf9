/** The four makers of findings, on numbers whose verdict is known. */
import { expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { below, within } from '../../src/claims/decide.ts';
import { exactFinding, intervalFinding, measuredFinding, trendFinding } from '../../src/claims/findings.ts';
import { mean } from '../../src/ensembles/statistics.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const stated = { id: 'x', statement: 'x falls.', because: 'It was seen.' };
const interval = (low: number, high: number) => ({ estimate: (low + high) / 2, low, high, level: 0.95 });

it('a measured finding passes nothing and fails nothing, and without numbers is open', () => {
  expect(measuredFinding({ ...stated, why: 'the source gives no number' })).toMatchObject({
    verdict: 'measured',
    rule: 'measured: the source gives no number',
  });
  expect(measuredFinding({ ...stated, why: '…', enough: false }).verdict).toBe('inconclusive');
});

it('an exact finding: proved, contradicted with the class of the error, refuted where no source says it, or open', () => {
  const given = { ...stated, by: 'proof', rule: 'an identity', erratum: 'slip' } as const;
  expect(exactFinding({ ...given, holds: false })).toMatchObject({ verdict: 'contradicted', erratum: 'slip' });
  expect(exactFinding({ ...given, holds: true }).verdict).toBe('proved');
  expect(exactFinding({ ...given, holds: false, ours: true }).verdict).toBe('refuted');
  expect(exactFinding({ ...given, holds: undefined }).verdict).toBe('inconclusive');
});

it('the rule of an interval is written from the region that decides', () => {
  const units = { unit: 'disorder', count: 16, fewest: 10 };
  const finding = (low: number, high: number, ours = false) =>
    intervalFinding({
      ...stated,
      ours,
      parts: [{ name: 'a', interval: interval(low, high), region: within(1, 0.1, '−E∞'), published: 1 }],
      of: 'of a (bootstrap over disorders)',
      level: 0.95,
      units,
    });
  expect(finding(0.95, 1.05)).toMatchObject({
    verdict: 'reproduced',
    rule: 'reproduced when the whole 95 % interval of a (bootstrap over disorders) lies within 0.1 of −E∞; not reproduced when none of it does; fewer than 10 disorders decide nothing, since their intervals are too narrow',
    quantities: [{ name: 'a', interval: [0.95, 1.05], published: 1 }],
  });
  expect(finding(2, 3).verdict).toBe('not-reproduced');
  expect(finding(0.8, 1.1)).toMatchObject({ verdict: 'inconclusive', more: { unit: 'disorder' } });
  expect(finding(2, 3, true)).toMatchObject({ verdict: 'refuted', rule: expect.stringMatching(/^confirmed when/) });
});

it('what stands besides the intervals must hold too', () => {
  const besides = (outcome: 'holds' | 'fails' | 'open') =>
    intervalFinding({
      ...stated,
      parts: [{ name: 'a', interval: interval(-2, -1), region: below(0) }],
      of: 'of a',
      level: 0.95,
      units: { unit: 'network', count: 20 },
      besides: { outcome, rule: 'and the training loss falls' },
    }).verdict;
  expect([besides('holds'), besides('fails'), besides('open')]).toEqual([
    'reproduced',
    'not-reproduced',
    'inconclusive',
  ]);
});

/** Four sizes, values normal about slope · ln size with the given scatter. */
function world(slope: number, scatter: number, count = 20) {
  const draw = stream(5, 'test/trend', 0, 'values');
  return [10, 20, 40, 80].map((at) => ({
    at,
    units: Array.from({ length: count }, () => slope * Math.log(at) + scatter * draw.normal()),
  }));
}

const trend = (along: ReturnType<typeof world>, by: 'steps' | 'slope', direction: 'falls' | 'rises' = 'falls') =>
  trendFinding({
    ...stated,
    what: 'mean',
    direction,
    by,
    along,
    statistic: mean,
    symbol: 'n',
    level: 0.95,
    unit: 'network',
    fewest: 10,
    draw: (at) => stream(5, 'test/trend', at, 'bootstrap'),
  });

it('a clear fall is reproduced by steps and by slope, a rise is not, and the other way round', () => {
  for (const by of ['steps', 'slope'] as const) {
    expect(trend(world(-1, 0.1), by).verdict).toBe('reproduced');
    expect(trend(world(1, 0.1), by).verdict).toBe('not-reproduced');
    expect(trend(world(1, 0.1), by, 'rises').verdict).toBe('reproduced');
    expect(trend(world(-1, 0.1, 9), by)).toMatchObject({
      verdict: 'inconclusive',
      more: { count: 1, unit: 'network' },
    });
    expect(trend([], by).verdict).toBe('inconclusive');
  }
});

it('a slope has power where single steps have none, and its value and error are those of the line', () => {
  const along = world(-0.3, 0.7, 40);
  expect(trend(along, 'steps').verdict).toBe('inconclusive');
  const slope = trend(along, 'slope');
  expect(slope.verdict).toBe('reproduced');
  const { value, error } = slope.quantities[0]!;
  // Standard error of the slope: σ/√(n Σ(x − x̄)²) = 0.7/√(40 · 5 ln²2) = 0.071; the bootstrap knows it to a quarter.
  expect(Math.abs(error! / 0.0714 - 1)).toBeLessThan(0.25);
  expect(Math.abs(value + 0.3)).toBeLessThan(3 * 0.0714);
});

it('no trend: neither reproduced nor refuted', () => {
  expect(trend(world(0, 0.5), 'slope').verdict).toBe('inconclusive');
});

it('where nothing falls a slope, and where one step does not fall steps, stand in at most 18 of 200 draws', () => {
  const found = (draw: Stream, means: readonly number[], by: 'steps' | 'slope') =>
    trendFinding({
      ...stated,
      ...{ what: 'mean', direction: 'falls', by, statistic: mean, symbol: 'n', level: 0.95, unit: 'network' },
      along: means.map((at, i) => ({ at: 10 * 2 ** i, units: normals(draw, 16, at, 1) })),
      resamples: 300,
      draw: () => draw,
    });
  expectNullFalls('slope of a trend', (draw) => found(draw, [0, 0, 0], 'slope'));
  expectNullFalls('steps of a trend', (draw) => found(draw, [5, 0, 0], 'steps'));
});
