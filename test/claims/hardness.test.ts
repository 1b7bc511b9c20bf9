import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { evenLevel, onePointLevel } from '../../src/claims/choromanska2015/count-levels.ts';
import { hardness } from '../../src/claims/choromanska2015/hardness.ts';
import {
  escapeFinding,
  formFinding,
  growFinding,
  likeSizeFinding,
} from '../../src/claims/choromanska2015/hardness-findings.ts';
import {
  barrierSample,
  escapeRate,
  escapeSamples,
  lnRateWithError,
} from '../../src/claims/choromanska2015/hardness-samples.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const keep = 3;

/** Three minima a disorder, every pair joined by a saddle `height(Λ)` above the second, up to a scatter of 10 %. */
function barriers(size: number, height: (size: number) => number, certified = 1, world = 31): Records {
  const disorders = 16;
  const draw = stream(world, 'synthetic', size, 'barriers');
  const energies = Float64Array.from({ length: disorders * keep }, (_, i) => -1.6 + 0.01 * (i % keep));
  const tops = new Float64Array(disorders * keep * keep).fill(Number.NaN);
  const marks = tops.slice();
  for (let d = 0; d < disorders; d++) {
    const top = -1.585 + (height(size) * (1 + 0.1 * draw.normal())) / size;
    for (let i = 0; i < keep; i++)
      for (let j = 0; j < keep; j++)
        if (i !== j) {
          tops[(d * keep + i) * keep + j] = top;
          marks[(d * keep + i) * keep + j] = certified;
        }
  }
  const vector = (width: number, values: Float64Array) => ({ kind: 'vector' as const, width, values });
  return {
    count: disorders,
    columns: {
      energies: vector(keep, energies),
      tops: vector(keep * keep, tops),
      certified: vector(keep * keep, marks),
      meanEnergy: { kind: 'float64', values: new Float64Array(disorders).fill(-1.5) },
    },
  };
}

/** Exponential times, watched up to 1000; their mean differs between disorders by a factor e^{± 0.5}, as it does on a glass. */
function escapes(size: number, meanTime: (size: number) => number, world = 32): Records {
  const [disorders, replicas] = [48, 4];
  const draw = stream(world, 'synthetic', size, 'escapes');
  const factors = Array.from({ length: disorders }, () => Math.exp(0.5 * draw.normal()));
  const times = Float64Array.from(
    { length: disorders * replicas },
    (_, i) => -meanTime(size) * factors[Math.floor(i / replicas)]! * Math.log(draw.uniform()),
  );
  return {
    count: times.length,
    columns: {
      disorder: { kind: 'int32', values: Int32Array.from(times, (_, i) => Math.floor(i / replicas)) },
      temperature: { kind: 'float64', values: new Float64Array(times.length).fill(0.5) },
      escaped: { kind: 'int32', values: Int32Array.from(times, (t) => Number(t < 1000)) },
      time: { kind: 'float64', values: times.map((t) => Math.min(t, 1000)) },
    },
  };
}

function findings(
  height: (size: number) => number,
  time: (size: number) => number,
  certified = 1,
): Record<string, Finding> {
  return Object.fromEntries(evaluated(height, time, certified).findings.map((finding) => [finding.id, finding]));
}

function evaluated(height: (size: number) => number, time: (size: number) => number, certified = 1) {
  const records = {
    ...Object.fromEntries([10, 20, 40, 80].map((size) => [`barriers-${size}`, barriers(size, height, certified)])),
    ...Object.fromEntries([10, 20, 40, 80, 200].map((size) => [`escape-${size}`, escapes(size, time)])),
  };
  return hardness.evaluate(records, claimRun('laptop', 1));
}

describe('verdicts on records whose law is known', () => {
  it('heights like 1 + Λ/10, times like exp(Λ/50): grow, linear, exponential; slopes as put in', () => {
    const f = findings(
      (n) => 1 + 0.1 * n,
      (n) => 20 * Math.exp(n / 50),
    );
    expect(f['barriers-grow']!.verdict).toBe('reproduced');
    expect(f['like-size']!.verdict).toBe('reproduced');
    expect(f['escape']!.verdict).toBe('reproduced');
    expect(f['escape-form']!.verdict).toBe('reproduced');
    expect(f['best-found']!.because).toContain('E C = 1 at');
  });

  it('heights like √Λ, times like Λ²: they grow, but in the other form', () => {
    const f = findings(Math.sqrt, (n) => n ** 1.3);
    expect(f['barriers-grow']!.verdict).toBe('reproduced');
    expect(f['like-size']!.verdict).toBe('not-reproduced');
    expect(f['escape']!.verdict).toBe('reproduced');
    expect(f['escape-form']!.verdict).toBe('not-reproduced');
  });

  it('falling heights and times: not reproduced', () => {
    const f = findings(
      (n) => 50 / n,
      (n) => 3000 / n,
    );
    expect(f['barriers-grow']!.verdict).toBe('not-reproduced');
    expect(f['escape']!.verdict).toBe('not-reproduced');
  });

  it('without a certified saddle the heights are upper bounds, and say so', () => {
    const f = findings(
      (n) => 0.1 * n,
      () => 100,
      0,
    );
    expect(f['barriers-grow']!.because).toContain('0 of 192 paths have a certified saddle');
    expect(f['certified-alone']).toMatchObject({ verdict: 'inconclusive', quantities: [] });
  });

  it('times that do not depend on the size decide neither growth nor form', () => {
    const f = findings(
      (n) => 0.1 * n,
      () => 100,
    );
    expect(f['escape']!.verdict).toBe('inconclusive');
    expect(f['escape-form']!.verdict).toBe('inconclusive');
  });

  const sizes = [10, 20, 40, 80];
  const heights = (at: readonly number[], height: (n: number) => number, world: number) =>
    at.map((size) => barrierSample(size, barriers(size, height, 1, world)));
  const times = (at: readonly number[], time: (n: number) => number, world: number) =>
    at.flatMap((size) => escapeSamples(size, escapes(size, time, world)));

  it('heights that do not depend on the size decide neither growth nor form; nine disorders and two sizes are too few', () => {
    const flat = heights(sizes, () => 2, 1);
    expect(growFinding(flat, 1).verdict).toBe('inconclusive');
    expect(likeSizeFinding(flat).verdict).toBe('inconclusive');
    const grown = heights(sizes, (n) => n, 1);
    expect([growFinding(grown, 1).verdict, likeSizeFinding(grown).verdict]).toEqual(['reproduced', 'reproduced']);
    const few = grown.map((sample) => ({ ...sample, disorders: sample.disorders.slice(0, 9) }));
    expect(growFinding(few, 1).verdict).toBe('inconclusive');
    expect(likeSizeFinding(few).verdict).toBe('inconclusive');
    expect(likeSizeFinding(grown.slice(0, 2)).verdict).toBe('inconclusive');
  });

  it('the form of times is judged from Λ = 200 on: the same law to 140 is open, and says so', () => {
    const power = (at: readonly number[]) => formFinding(times(at, (n) => n ** 1.3, 1));
    expect(power([10, 20, 40, 80, 140, 200]).verdict).toBe('not-reproduced');
    const short = power([10, 20, 40, 80, 140]);
    expect(short.verdict).toBe('inconclusive');
    expect(short.because).toMatch(/^Sizes reach Λ = 140, where 200 is asked for; so far χ² for 3/);
    expect(short.because).toContain('deeper-longer');
  });

  it('a title names the form only as far as sizes reach, and both panels draw the laws that are judged', () => {
    const growing = (n: number) => 1 + 0.1 * n;
    const { title, figures, tables } = evaluated(growing, (n) => n ** 1.3);
    expect(title).toBe('Barriers grow with the size, as do escape times, up to Λ = 200 like a power of it');
    expect(evaluated(growing, (n) => 20 * Math.exp(n / 50)).title).toMatch(/up to Λ = 200 exponentially$/);
    expect(evaluated(growing, () => 100).title).toBe('Barriers to the best minimum found grow with the size');
    expect(evaluated((n) => 50 / n, growing).title).toBe('Barriers of small glasses do not grow with the size');
    const curves = figures[0]!.panels.map(({ marks }) => marks.filter(({ type }) => type === 'curve'));
    expect(curves.map((marks) => marks.map((mark) => 'label' in mark && mark.label))).toEqual([
      ['a + bΛ', 'a + b√Λ'],
      ['exponential', 'power'],
    ]);
    expect(tables[1]!.rows[0]!.at(-1)).toMatchObject({ value: expect.any(Number), error: expect.any(Number) });
  });

  it('null worlds, the rival law: at most 18 of 200 pass', () => {
    expectNullFalls('like-size', (_, world) => likeSizeFinding(heights(sizes, Math.sqrt, world)));
    const wide = [10, 20, 40, 80, 200];
    expectNullFalls('escape-form', (_, world) => formFinding(times(wide, (n) => n ** 1.3, world)));
  });

  it('null worlds, no growth: at most 18 of 200 pass', () => {
    const ends = [10, 80];
    expectNullFalls('barriers-grow', (_, world) =>
      growFinding(
        heights(ends, () => 2, world),
        world,
        300,
      ),
    );
    expectNullFalls('escape', (_, world) =>
      escapeFinding(
        times(ends, () => 300, world),
        world,
        300,
      ),
    );
  });
});

describe('levels at finite Λ', () => {
  it('E C = 1 tends to −E₀ from above, by the values of docs/theory.md', () => {
    const levels = [25, 100, 400].map(onePointLevel);
    expect(levels[0]! > levels[1]! && levels[1]! > levels[2]! && levels[2]! > -1.657).toBe(true);
    expect(levels[0]).toBeCloseTo(-1.5437, 4);
  });

  it('E C₁ = E C₀ lies above the barrier', () => {
    expect(evenLevel(25)).toBeGreaterThan(-1.633);
  });
});

it('the error of ln(rate): that of a Poisson count where disorders are alike', () => {
  const draw = stream(3, 'synthetic', 0, 'rates');
  const disorders = Array.from({ length: 400 }, () => ({ escapes: Number(draw.uniform() < 0.25), time: 1 }));
  const count = disorders.reduce((sum, { escapes }) => sum + escapes, 0);
  // A binomial count of 400: √((1 − p)/(p n)).
  expect(lnRateWithError(disorders).error).toBeCloseTo(Math.sqrt((1 - count / 400) / count), 2);
});

it('a climb may pass through a third minimum: 0 – 2 – 1 is lower than 0 – 1', () => {
  const nan = Number.NaN;
  const vector = (...values: number[]) => ({
    kind: 'vector' as const,
    width: values.length,
    values: Float64Array.from(values),
  });
  const { disorders } = barrierSample(10, {
    count: 1,
    columns: {
      energies: vector(-1.6, -1.5, -1.4),
      tops: vector(nan, -1, -1.3, -1, nan, -1.2, -1.3, -1.2, nan),
      certified: vector(nan, 1, 1, 1, nan, 1, 1, 1, nan),
      meanEnergy: { kind: 'float64', values: Float64Array.of(-1.5) },
    },
  });
  // from 1 over −1.2, from 2 over −1.3: heights 0.3 and 0.1 a spin
  expect(disorders[0]!.climb).toBeCloseTo(10 * 0.2, 12);
});

it('rate of escape: escapes over time, and its error over disorders', () => {
  const { rate, error } = escapeRate([
    { escapes: 3, time: 10 },
    { escapes: 1, time: 10 },
    { escapes: 2, time: 20 },
  ]);
  expect(rate).toBeCloseTo(6 / 40, 14);
  // Residuals 1.5, −0.5, −1: √(3/2 · 3.5)/40.
  expect(error).toBeCloseTo(Math.sqrt(5.25) / 40, 14);
});
