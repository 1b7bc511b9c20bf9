/** Every verdict of ls/lower-minimum, on records whose law is known, and worlds in which its statements are false. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { lowerMinimum } from '../../src/claims/choromanska2015/lower-minimum.ts';
import {
  bestFinding,
  deepFinding,
  exponentialFinding,
  foundIn,
  gainFinding,
  longerFinding,
  walkSamples,
} from '../../src/claims/choromanska2015/lower-minimum-findings.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('laptop', 1);
const sizes = [10, 20, 40, 80];

interface World {
  readonly time: (size: number) => number;
  /** How many times longer from the lowest quarter. */
  readonly deep?: number;
  readonly disorders?: number;
  readonly world?: number;
}

/** Exponential times, watched up to 60, whose mean differs between disorders by e^{±0.3}; of 8 starts one is the best. */
function walks(size: number, { time, deep = 1, disorders = 24, world = 5 }: World): Records {
  const replicas = 8;
  const draw = stream(world, 'synthetic', size, 'walks');
  const factors = Array.from({ length: disorders }, () => Math.exp(0.3 * draw.normal()));
  const rows = Array.from({ length: disorders * replicas }, (_, i) => {
    const share = (i % replicas) / replicas;
    const mean = time(size) * factors[Math.floor(i / replicas)]! * (share <= 0.25 ? deep : 1);
    return { disorder: Math.floor(i / replicas), replica: i % replicas, share, time: -mean * Math.log(draw.uniform()) };
  });
  const isFound = ({ share, time: t }: (typeof rows)[number]) => share > 0 && t < 60;
  const float = (of: (row: (typeof rows)[number]) => number) => {
    return { kind: 'float64' as const, values: Float64Array.from(rows, of) };
  };
  const int = (of: (row: (typeof rows)[number]) => number) => {
    return { kind: 'int32' as const, values: Int32Array.from(rows, of) };
  };
  return {
    count: rows.length,
    columns: {
      disorder: int(({ disorder }) => disorder),
      replica: int(({ replica }) => replica),
      temperature: float(() => 0.7),
      energy: float(() => -1.4),
      lower: float((row) => (isFound(row) ? -1.45 : Number.NaN)),
      lowest: float(() => -1.6),
      below: float(({ share }) => share),
      found: int((row) => Number(isFound(row))),
      time: float((row) => (isFound(row) ? row.time : 60)),
    },
  };
}
const samples = (given: World, at: readonly number[] = sizes) =>
  at.flatMap((size) => walkSamples(size, walks(size, given)));

describe('verdicts on records whose law is known', () => {
  it('times like e^{Λ/25}: longer, exponentially', () => {
    const some = samples({ time: (n) => 8 * Math.exp(n / 25), disorders: 80 });
    expect(longerFinding(some, run).verdict).toBe('reproduced');
    expect(exponentialFinding(some).verdict).toBe('reproduced');
  });

  it('times like Λ: longer, but like a power', () => {
    const some = samples({ time: (n) => 1.2 * n, disorders: 80 });
    expect(longerFinding(some, run).verdict).toBe('reproduced');
    expect(exponentialFinding(some).verdict).toBe('not-reproduced');
  });

  it('times that fall, and times that stay', () => {
    expect(longerFinding(samples({ time: (n) => 400 / n }), run).verdict).toBe('not-reproduced');
    expect(longerFinding(samples({ time: () => 30 }), run).verdict).toBe('inconclusive');
    expect(exponentialFinding(samples({ time: () => 30 })).verdict).toBe('inconclusive');
    expect(longerFinding(samples({ time: (n) => n, disorders: 6 }), run).verdict).toBe('inconclusive');
  });

  it('deep starts take longer, less long, and as long', () => {
    expect(deepFinding(samples({ time: () => 20, deep: 4 }), run).verdict).toBe('confirmed');
    expect(deepFinding(samples({ time: () => 60, deep: 0.2 }), run).verdict).toBe('refuted');
    expect(deepFinding(samples({ time: () => 20 }), run).verdict).toBe('inconclusive');
    expect(deepFinding([], run).verdict).toBe('inconclusive');
  });

  it('starts at the best end count apart', () => {
    const [sample] = samples({ time: () => 20 }, [10]);
    expect(foundIn(sample!).replicas).toBe(24 * 7);
    expect(bestFinding([sample!]).because).toBe('In 0 of 24 walks (Λ = 10, T = 0.7).');
    expect(gainFinding([sample!]).because).toContain('lower by 0.50 (Λ = 10, T = 0.7;');
    expect([gainFinding([]), bestFinding([])].map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
  });

  it('null worlds: no growth, the rival law, and starts that are alike', { timeout: 120_000 }, () => {
    const ends = [10, 80];
    expectNullFalls('longer', (_, world) =>
      longerFinding(samples({ time: () => 30, disorders: 12, world }, ends), { seed: world }, 300),
    );
    expectNullFalls('exponentially', (_, world) =>
      exponentialFinding(samples({ time: (n) => 1.5 * n, disorders: 12, world })),
    );
    expectNullFalls('deep', (_, world) =>
      deepFinding(samples({ time: () => 30, disorders: 12, world }, ends), { seed: world }, 300),
    );
  });
});

it('titles follow the verdicts', () => {
  const title = (given: World) =>
    lowerMinimum.evaluate(Object.fromEntries(sizes.map((size) => [`walks-${size}`, walks(size, given)])), run).title;
  expect(title({ time: (n) => 8 * Math.exp(n / 25), disorders: 80 })).toMatch(/exponentially long/);
  expect(title({ time: (n) => 1.2 * n, disorders: 80 })).toMatch(/a power of Λ/);
  expect(title({ time: (n) => 400 / n })).toMatch(/no longer on larger glasses/);
  expect(lowerMinimum.evaluate({}, run).title).toMatch(/stays open/);
});
