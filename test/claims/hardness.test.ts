import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { hardness } from '../../src/claims/choromanska2015/hardness.ts';
import { barrierSample, escapeRate, slope } from '../../src/claims/choromanska2015/hardness-samples.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';

const keep = 3;

/** Three minima a disorder, every pair joined by a saddle `height(Λ)` above the second, up to a scatter of 10 %. */
function barriers(size: number, height: (size: number) => number, certified = 1): Records {
  const disorders = 16;
  const draw = stream(31, 'synthetic', size, 'barriers');
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

/** Exponential times of the given mean, watched up to 1000. */
function escapes(size: number, meanTime: (size: number) => number): Records {
  const [disorders, replicas] = [20, 8];
  const draw = stream(32, 'synthetic', size, 'escapes');
  const times = Float64Array.from({ length: disorders * replicas }, () => -meanTime(size) * Math.log(draw.uniform()));
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
  const sizes = [10, 20, 40, 80];
  const records = {
    ...Object.fromEntries(sizes.map((size) => [`barriers-${size}`, barriers(size, height, certified)])),
    ...Object.fromEntries(sizes.map((size) => [`escape-${size}`, escapes(size, time)])),
  };
  const evaluation = hardness.evaluate(records, claimRun('laptop', 1));
  return Object.fromEntries(evaluation.findings.map((finding) => [finding.id, finding]));
}

describe('verdicts on records whose law is known', () => {
  it('heights like Λ, times like exp(Λ/20): reproduced, exponent and slope as put in', () => {
    const f = findings(
      (n) => 0.1 * n,
      (n) => 10 * Math.exp(n / 20),
    );
    expect(f['barriers-grow']!.verdict).toBe('reproduced');
    expect(f['like-size']!.verdict).toBe('reproduced');
    // Two means of 16 heights with a scatter of a tenth: standard error √2 · 0.025/ln 2 = 0.05, three of them.
    expect(Math.abs(f['like-size']!.quantities[0]!.value - 1)).toBeLessThan(0.15);
    expect(f['escape']!.verdict).toBe('reproduced');
    expect(f['escape']!.quantities[0]!.value).toBeCloseTo(-0.05, 2);
  });

  it('heights like Λ^⅓ grow but not in proportion; falling heights and times: not reproduced', () => {
    expect(
      findings(
        (n) => n ** (1 / 3),
        () => 100,
      )['like-size']!.verdict,
    ).toBe('not-reproduced');
    const f = findings(
      (n) => 50 / n,
      (n) => 1000 / n,
    );
    expect(f['barriers-grow']!.verdict).toBe('not-reproduced');
    expect(f['escape']!.verdict).toBe('not-reproduced');
  });

  it('the exponent is judged at the two largest sizes: heights like 3 + Λ/8 have 0.70 there, 0.55 through all', () => {
    const f = findings(
      (n) => 3 + n / 8,
      () => 100,
    );
    expect(Math.abs(f['like-size']!.quantities[0]!.value - 0.7)).toBeLessThan(0.15); // ln(13/8)/ln 2
    expect(f['barriers-grow']!.because).toContain('Λ = 80), like Λ^{0.5');
  });

  it('no certified saddle: the heights of paths count for nothing', () => {
    const f = findings(
      (n) => 0.1 * n,
      () => 100,
      0,
    );
    expect(f['barriers-grow']).toMatchObject({ verdict: 'inconclusive', quantities: [] });
    expect(f['like-size']).toMatchObject({ verdict: 'inconclusive' });
  });

  it('times that do not depend on the size decide nothing', () => {
    expect(
      findings(
        (n) => 0.1 * n,
        () => 100,
      )['escape']!.verdict,
    ).toBe('inconclusive');
  });
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

it('slope of a line', () => {
  expect(slope([1, 2, 4], [5, 3, -1])).toBeCloseTo(-2, 14);
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
