import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import {
  betweenInterval,
  type GlassSample,
  glassSample,
  summarize,
} from '../../src/claims/choromanska2015/glass-samples.ts';
import {
  limitFinding,
  minimaFinding,
  rules,
  spinGlassDescent,
  spreadFinding,
} from '../../src/claims/choromanska2015/spin-glass-descent.ts';
import { passedFinding, tailFinding } from '../../src/claims/choromanska2015/spin-glass-tail.ts';
import type { Finding } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { energyBarrier } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const barrier = -energyBarrier(3).value;

interface World {
  sizes?: number[];
  disorders?: number;
  replicas?: number;
  mean?: (size: number) => number;
  spread?: (size: number) => number;
  /** Share of end points that are saddles, and of replicas that do not converge. */
  saddles?: number;
  lost?: number;
  world?: number;
  draw?: Stream;
}

/** Synthetic records in which the law of the energies is known. */
function records(size: number, world: World): Records {
  const {
    disorders = 16,
    replicas = 32,
    mean = (n) => barrier + 0.8 * n ** -0.5,
    spread = (n) => 0.8 * n ** -0.7,
    saddles = 0,
    lost = 0,
    world: number = 17,
  } = world;
  const count = disorders * replicas;
  const draw = world.draw ?? stream(number, 'synthetic', size, 'energies');
  const rows = Array.from({ length: count }, (_, i) => Math.floor(i / replicas));
  return {
    count,
    columns: {
      disorder: { kind: 'int32', values: Int32Array.from(rows) },
      energy: { kind: 'float64', values: Float64Array.from(rows, () => mean(size) + spread(size) * draw.normal()) },
      gradientNorm: { kind: 'float64', values: new Float64Array(count).fill(1e-12) },
      index: { kind: 'int32', values: Int32Array.from(rows, (_, i) => (i < saddles * count ? 1 : 0)) },
      status: { kind: 'text', values: rows.map((_, i) => (i >= count - lost * count ? 'step-limit' : 'converged')) },
    },
  };
}

function findings(world: World): Record<string, Finding> {
  const sizes = world.sizes ?? [25, 50, 100, 200, 500];
  const parts = Object.fromEntries(sizes.map((size) => [`size-${size}`, records(size, world)]));
  const noisy = records(100, { ...world, mean: (n) => (world.mean?.(n) ?? barrier + 0.8 * n ** -0.5) - 0.02 });
  const { findings } = spinGlassDescent.evaluate({ ...parts, noisy }, claimRun('paper', 1));
  return Object.fromEntries(findings.map((f) => [f.id, f]));
}

/** Two sizes allow no fit of the limit, which is most of the work. */
const few = [25, 100];

describe('verdicts on records whose law is known', () => {
  it('a world as the paper reads it: all reproduced', () => {
    const f = findings({ disorders: 20, replicas: 50 });
    expect(f['concentration']!.verdict).toBe('reproduced');
    expect(f['limit']!.verdict).toBe('reproduced');
    expect(f['limit']!.quantities[2]!.value).toBeCloseTo(0.5, 1); // the exponent that was put in
    expect(f['minima']!.verdict).toBe('reproduced');
    expect(f['noise']).toMatchObject({ verdict: 'measured' });
    expect(f['noise']!.quantities[0]!.value).toBeCloseTo(-0.02, 2);
  });

  it('a descent with noise waits for the plain ones of its size', () => {
    expect(findings({ sizes: [25, 50], replicas: 4 })['noise']).toBeUndefined();
    expect(findings({ sizes: few, replicas: 4 })['noise']).toBeDefined();
  });

  it('a limit elsewhere, a spread that grows, saddles: not reproduced', () => {
    expect(findings({ mean: (n) => barrier + 0.1 + 0.8 * n ** -0.5 })['limit']!.verdict).toBe('not-reproduced');
    expect(findings({ sizes: few, spread: (n) => 0.001 * n })['concentration']!.verdict).toBe('not-reproduced');
    expect(findings({ sizes: few, saddles: 0.2 })['minima']!.verdict).toBe('not-reproduced');
  });

  it('too few runs: inconclusive, with the number of disorders that would decide, unless none sensible would', () => {
    const f = findings({ sizes: [25, 50, 100, 200], disorders: 12, replicas: 8, spread: () => 0.01 });
    expect(f['concentration']).toMatchObject({ verdict: 'inconclusive' });
    expect(f['limit']).toMatchObject({ verdict: 'inconclusive', more: { unit: 'disorder' } });
    expect(f['limit']!.more!.count).toBeGreaterThan(12);
    const wide = findings({ sizes: [25, 50, 100, 200], disorders: 4, replicas: 4, spread: () => 0.1 });
    expect(wide['limit']!.verdict).toBe('inconclusive');
    expect(wide['limit']).not.toHaveProperty('more');
  });

  it('replicas that did not converge decide nothing about minima, and are not counted as such', () => {
    expect(findings({ sizes: few, lost: 0.2 })['minima']!.verdict).toBe('inconclusive');
  });

  it('left tail: reproduced when each size reaches the barrier; a size that misses it needs the published thousand starts', () => {
    const touching = { sizes: few, mean: () => barrier + 0.02, spread: () => 0.02 };
    const missing = { sizes: few, mean: () => barrier + 0.2, spread: () => 0.02 };
    expect(findings(touching)['left-tail']!.verdict).toBe('reproduced');
    expect(findings({ ...missing, disorders: 20, replicas: 50 })['left-tail']!.verdict).toBe('not-reproduced');
    const short = findings({ ...missing, disorders: 4, replicas: 10 })['left-tail']!;
    expect(short).toMatchObject({ verdict: 'inconclusive', more: { count: 960 } });
  });

  it('the barrier is passed, or not, or nobody knows: by the share below it', () => {
    const beside = (mean: number, spread = 0.02, disorders = 20) =>
      findings({ sizes: few, mean: () => barrier + mean, spread: () => spread, disorders, replicas: 50 });
    expect(beside(0.1)['barrier-not-passed']!.verdict).toBe('reproduced');
    expect(beside(0.02)['barrier-not-passed']!.verdict).toBe('not-reproduced');
    const none = beside(0.1, 0.02, 4)['barrier-not-passed']!;
    expect(none.verdict).toBe('inconclusive'); // none of 200 seen is not fewer than one in a hundred
  });

  it('null world, two in a hundred below the barrier: not passed in at most 18 of 200; a spread that stays: likewise', () => {
    let [passed, tail] = [0, 0];
    const spread = 0.02;
    const mean = () => barrier - 0.005 + 2.0537 * spread; // Φ(−2.0537) = 0.02
    for (let world = 0; world < 200; world++) {
      const one = glassSample(25, records(25, { disorders: 20, replicas: 50, mean, spread: () => spread, world }));
      const units = { unit: 'disorder', count: 20 };
      if (passedFinding([one], units, world).verdict === 'reproduced') passed++;
      const far = () => barrier + 0.01 + 4 * spread;
      const away = glassSample(
        25,
        records(25, { disorders: 20, replicas: 50, mean: far, spread: () => 0.5 * spread, world }),
      );
      if (tailFinding([away]).verdict === 'reproduced') tail++;
    }
    expect(passed).toBeLessThanOrEqual(18);
    expect(tail).toBeLessThanOrEqual(18);
  });

  /** The samples of one draw of a world, small: six disorders with three starts each. */
  const samplesOf = (sizes: readonly number[], draw: Stream, world: Omit<World, 'draw'>) =>
    sizes.map((size) => glassSample(size, records(size, { disorders: 6, replicas: 3, ...world, draw })));

  it('null world, the same spread at all sizes: more concentrated in at most 18 of 200', () => {
    expectNullFalls('concentration', (draw, seed) => {
      const samples = samplesOf(few, draw, { spread: () => 0.05 });
      const summaries = samples.map((sample) => summarize(sample, seed));
      return spreadFinding(samples, summaries, seed);
    });
  });

  it('null world, a limit off by twice the tolerance: at the barrier in at most 18 of 200', () => {
    const mean = (n: number) => barrier + 2 * rules.limitTolerance + 0.8 * n ** -0.5;
    expectNullFalls('limit', (draw, seed) => {
      const samples = samplesOf([25, 50, 100, 200], draw, { mean, spread: () => 0.02 });
      return limitFinding(samples, seed, 40).finding;
    });
  });

  it('null world, twice as many saddles as allowed: minima in at most 18 of 200', () => {
    const none = { energies: [], clusters: [], certified: 256, medianResidual: 1e-12 };
    expectNullFalls('minima', (draw) => {
      const samples = [25, 50, 100, 200].map((size) => {
        const saddles = Array.from({ length: 256 }, () => draw.uniform()).filter((x) => x < 2 * (1 - rules.minima));
        return { ...none, size, runs: 256, minima: 256 - saddles.length } as unknown as GlassSample;
      });
      return minimaFinding(samples);
    });
  });

  it('descents are set beside the exact mean of all minima', () => {
    const [difference, exactly] = findings({ sizes: [25, 50], mean: () => -1.5 })['typical-minima']!.quantities;
    expect(difference!.value + exactly!.value).toBeCloseTo(-1.5, 1);
  });

  it('one disorder is enough to evaluate, and says that it cannot speak of others', () => {
    expect(findings({ sizes: few, disorders: 1, replicas: 200 })['one-disorder']!.because).toBe(
      'Only one disorder was run.',
    );
  });

  it('nothing converged: says so and decides nothing', () => {
    const { findings, title } = spinGlassDescent.evaluate(
      { 'size-25': records(25, { lost: 1 }), 'size-50': records(50, { lost: 1 }) },
      claimRun('smoke', 1),
    );
    expect(title).toBe('The descents did not converge');
    expect(findings.map((f) => f.verdict)).toEqual(['inconclusive']);
  });
});

it('the interval of the spread between disorders covers the true one as often as it says', () => {
  const [truth, within, worlds] = [0.02, 0.03, 400];
  const draw = stream(5, 'test', 0, 'between disorders');
  let covered = 0;
  for (let world = 0; world < worlds; world++) {
    const clusters = Array.from({ length: 16 }, () => {
      const center = truth * draw.normal();
      return Array.from({ length: 20 }, () => center + within * draw.normal());
    });
    const { low, high } = betweenInterval(clusters, 0.95);
    if (low <= truth && truth <= high) covered++;
  }
  // Three standard deviations of 400 draws are 3.3 %.
  expect(Math.abs(covered / worlds - 0.95)).toBeLessThan(0.033);
  expect(betweenInterval([[1, 2]], 0.95).estimate).toBeNaN();
});
