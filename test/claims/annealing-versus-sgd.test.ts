import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { rules, testLossFinding } from '../../src/claims/choromanska2015/annealing-findings.ts';
import { annealingPlans, evaluationsOf, outcomes } from '../../src/claims/choromanska2015/annealing-samples.ts';
import { annealingVersusSgd } from '../../src/claims/choromanska2015/annealing-versus-sgd.ts';
import {
  bandFinding,
  differenceFinding,
  glassRules,
} from '../../src/claims/choromanska2015/annealing-versus-sgd-glass.ts';
import { spinGlassDescent } from '../../src/claims/choromanska2015/spin-glass-descent.ts';
import type { Preset } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { energyBarrier, groundState } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls, normals } from './null-draws.ts';

/** Networks whose test losses scatter by 0.008 around a mean. */
function networks(
  count: number,
  testLoss: number,
  purpose: string,
  status: (k: number) => string = () => 'step-limit',
): Records {
  const draw = stream(7, 'synthetic', count, purpose);
  const losses = Float64Array.from({ length: count }, () => testLoss + 0.008 * draw.normal());
  return {
    count,
    columns: {
      network: { kind: 'int32', values: Int32Array.from({ length: count }, (_, k) => k) },
      trainLoss: { kind: 'float64', values: losses.map((x) => x / 4) },
      testLoss: { kind: 'float64', values: losses },
      testAccuracy: { kind: 'float64', values: new Float64Array(count).fill(0.9) },
      status: { kind: 'text', values: Array.from({ length: count }, (_, k) => status(k)) },
    },
  };
}

/** Ends on 20 disorders with 2 starts each. */
function glass(energy: number, purpose: string): Records {
  const draw = stream(8, 'synthetic', 0, purpose);
  return {
    count: 40,
    columns: {
      disorder: { kind: 'int32', values: Int32Array.from({ length: 40 }, (_, k) => k >> 1) },
      replica: { kind: 'int32', values: Int32Array.from({ length: 40 }, (_, k) => k & 1) },
      energy: { kind: 'float64', values: Float64Array.from({ length: 40 }, () => energy + 0.01 * draw.normal()) },
      status: { kind: 'text', values: Array(40).fill('converged') },
    },
  };
}

/** The three widths of preset laptop, with SGD's mean relative to annealing's. */
function evaluate(count: number, excess: number, given: Record<string, Records> = {}, preset: Preset = 'laptop') {
  const records = Object.fromEntries(
    annealingPlans[preset].widths.flatMap((width) => [
      [`annealing-${width}`, networks(count, 0.4, `annealing ${width}`)],
      [`sgd-${width}`, networks(count, 0.4 * (1 + excess), `sgd ${width}`)],
    ]),
  );
  return annealingVersusSgd.evaluate({ ...records, ...given }, claimRun(preset, 3));
}
const finding = (evaluation: ReturnType<typeof evaluate>, id: string) =>
  evaluation.findings.find((one) => one.id === id)!;

describe('ls/annealing-versus-sgd', () => {
  it('SGD that is better or up to the margin worse is reproduced, one that is far worse is not, the margin itself is open', () => {
    for (const excess of [-0.2, 0, 0.02]) expect(finding(evaluate(40, excess), 'test-loss').verdict).toBe('reproduced');
    expect(finding(evaluate(40, 0.1), 'test-loss').verdict).toBe('not-reproduced');
    const open = finding(evaluate(20, rules.margin), 'test-loss');
    expect(open.verdict).toBe('inconclusive');
    expect(open.more!.count).toBeGreaterThan(0);
  });

  it('the title follows the verdict, and tells what the interval named in the paper turns round', () => {
    expect(evaluate(40, -0.1).title).toBe('In test loss SGD does as well as annealing within ± 0.7');
    const title = (factor: number, purpose = 'unit') =>
      evaluate(40, 0.2, { unit: networks(40, factor * 0.4, purpose) }).title;
    const behind = 'In test loss SGD loses to annealing within ± 0.7';
    expect(title(1.3)).toBe(`${behind}; within ± 1 it wins (n₁ = 25)`);
    expect(title(1.1)).toBe(`${behind}; within ± 1 it loses (n₁ = 25)`);
    // The very losses of SGD: no difference at all.
    expect(title(1.2, 'sgd 25')).toBe(behind);
    // Nine networks decide nothing.
    expect(evaluate(40, 0.2, { unit: networks(9, 0.52, 'unit') }).title).toBe(behind);
    const open = evaluate(20, rules.margin, { unit: networks(20, 0.3, 'unit') }).title;
    expect(open).toBe('In test loss SGD may do as well as annealing within ± 0.7; within ± 1 it loses (n₁ = 25)');
    expect(open.length).toBeLessThanOrEqual(90);
  });

  it('the training loss is measured whatever it is, and says how the recipes were chosen and which one trains lower', () => {
    for (const excess of [-0.5, 0, 1]) expect(finding(evaluate(40, excess), 'train-loss').verdict).toBe('measured');
    const { because, rule, quantities } = finding(evaluate(40, 1), 'train-loss');
    expect(rule).toMatch(/^measured: rate and decay of SGD were chosen by the held-out loss/);
    expect(because).toMatch(
      /regularized by its decaying rate, annealing by its interval of ± 0\.7\. Rate 1 without decay, of the same grid, trains in 200 epochs to 0\.0222 at n₁ = 10, 0\.0063 at n₁ = 25, 0\.0048 at n₁ = 50, lower than annealing\.$/,
    );
    expect(quantities.every(({ interval }) => interval![0] < 1 && interval![1] > 1)).toBe(true);
    // Annealed to 0.005 at n₁ = 25 and 50: above one of the two numbers, below the other.
    const low = Object.fromEntries([10, 25, 50].map((n) => [`annealing-${n}`, networks(40, 0.02, 'low')]));
    expect(finding(evaluate(40, 0, low), 'train-loss').because).toMatch(/lower than annealing at n₁ = 50 only\.$/);
  });

  it('what the interval named in the paper does is measured beside the verdict', () => {
    const seen = evaluate(40, 0, { unit: networks(40, 0.4 / 1.2, 'unit') });
    expect(finding(seen, 'unit-interval')).toMatchObject({ verdict: 'measured' });
    // Means of 40 losses that scatter by 2 %: the ratio is known to 0.5 %.
    expect(Math.abs(finding(seen, 'unit-interval').quantities[0]!.value - 0.2)).toBeLessThan(0.02);
    expect(finding(seen, 'test-loss').verdict).toBe('reproduced');
  });

  it('a world in which SGD is worse by twice the margin stands in at most 18 of 200 draws', () => {
    expectNullFalls('annealing', (draw, seed) => {
      const samples = [10, 25, 50].map((width) => {
        const [sgd, annealing] = [1 + 2 * rules.margin, 1].map((mean) => normals(draw, 12, mean, 0.05));
        const ends = (value: number) => ({ trainLoss: value, testLoss: value, testAccuracy: 0.9 });
        return { width, pairs: sgd!.map((value, k) => ({ sgd: ends(value), annealing: ends(annealing![k]!) })) };
      });
      return testLossFinding(samples, seed, 400);
    });
  });

  it('nine pairs decide nothing, however clear; ten do', () => {
    const [nine, ten] = [finding(evaluate(9, 0.5), 'test-loss'), finding(evaluate(10, 0.5), 'test-loss')];
    expect([nine.verdict, nine.more?.count, ten.verdict]).toEqual(['inconclusive', 1, 'not-reproduced']);
  });

  it('pairs networks by number and leaves out those that diverged', () => {
    const lost = networks(40, 4, 'sgd 10', (k) => (k < 20 ? 'diverged' : 'step-limit'));
    expect([...outcomes(lost).keys()]).toEqual(Array.from({ length: 20 }, (_, k) => 20 + k));
    const { tables, differences } = evaluate(40, 0, { 'sgd-10': lost });
    expect(differences).toContain('20 networks ended as diverged or non-finite, left out.');
    expect(tables[0]!.rows[0]!.slice(0, 3)).toEqual(['10', '20', 'SGD']);
  });

  it('gives annealing at least ten times the evaluations of SGD at every preset, and says how many', () => {
    for (const preset of ['smoke', 'laptop', 'paper'] as const)
      expect(evaluationsOf('annealing', preset) / evaluationsOf('sgd', preset)).toBeGreaterThanOrEqual(
        rules.evaluations,
      );
    expect(finding(evaluate(5, 0), 'budget').because).toContain(
      'Annealing evaluates the loss of 1000 images 500000 times, SGD the gradient of a minibatch of 100 images 2000 times: 250 to 1 in evaluations, 2500 to 1 in images.',
    );
  });

  it('draws a point for every budget that was run', () => {
    const given = Object.fromEntries(
      ['sgd', 'annealing'].flatMap((method) =>
        [4, 16].map((part) => [`${method}-budget-1/${part}`, networks(5, 0.5, `${method} ${part}`)]),
      ),
    );
    const figure = evaluate(5, 0, given).figures.find(({ id }) => id === 'loss-against-budget')!;
    const marks = figure.panels[0]!.marks as readonly { points: readonly { x: number }[] }[];
    expect(marks.map(({ points }) => points.map(({ x }) => x))).toEqual([
      [120, 500, 2000],
      [31250, 125000, 500000],
    ]);
  });

  it('on glasses: a mean in the band is reproduced, one above decides from Λ = 500 on only', () => {
    const [low, high] = [-groundState(3).value, -energyBarrier(3).value];
    const sizes = (energy: number, size = 50) => ({
      [`glass-descent-${size}`]: glass(-1.5, 'descent'),
      [`glass-annealing-${size}`]: glass(energy, 'annealing'),
    });
    const inside = evaluate(5, 0, sizes((low + high) / 2));
    expect(finding(inside, 'glass-band').verdict).toBe('reproduced');
    expect(inside.title).toContain('; on glass it reaches the band');
    expect(finding(inside, 'glass-difference').quantities[0]!.value).toBeCloseTo(-1.5 - (low + high) / 2, 1);
    expect(finding(inside, 'glass-difference').verdict).toBe('refuted');
    expect(finding(evaluate(5, 0, sizes(-1.505)), 'glass-difference').verdict).toBe('inconclusive');
    expect(finding(evaluate(5, 0, sizes(-1.495)), 'glass-difference').verdict).toBe('confirmed');
    const above = finding(evaluate(5, 0, sizes(-1.5)), 'glass-band');
    expect(above.verdict).toBe('inconclusive');
    expect(above.because).toContain('at a size too small to decide');
  });

  /** Two starts on each of 16 disorders, whose ends scatter as at Λ = 50: by 0.03 between disorders and as much on one. */
  const drawn = (draw: Stream, size: number, annealing: number, difference: number, spread = 0.03, disorders = 16) => ({
    size,
    clusters: Array.from({ length: disorders }, () => {
      const own = annealing + spread * draw.normal();
      return [0, 1].map(() => {
        const end = own + spread * draw.normal();
        return { annealing: end, descent: end + difference + spread * draw.normal() };
      });
    }),
  });
  const [bandLow, bandHigh] = [-groundState(3).value, -energyBarrier(3).value];

  it('a mean in the band is reproduced, one beside it at Λ = 500 is not; the edge, smaller glasses and nine disorders decide nothing', () => {
    const verdict = (mean: number, size = 500, disorders = 16) =>
      bandFinding([drawn(stream(9, 'synthetic', size, 'band'), size, mean, 0, 0.005, disorders)], 1).verdict;
    const middle = (bandLow + bandHigh) / 2;
    expect(verdict(middle)).toBe('reproduced');
    expect([verdict(bandHigh + 0.05), verdict(bandLow - 0.05)]).toEqual(['not-reproduced', 'not-reproduced']);
    for (const open of [
      verdict(bandHigh + glassRules.touch),
      verdict(bandHigh + 0.05, 499),
      verdict(bandHigh + 0.05, 500, 9),
      verdict(middle, 500, 9),
    ])
      expect(open).toBe('inconclusive');
  });

  it('a mean at the edge of the band, and descents that end above by just what may be, stand in at most 18 of 200 draws', () => {
    for (const [edge, size, spread] of [
      [bandHigh + glassRules.touch, 50, 0.03],
      [bandHigh + glassRules.touch, 500, 0.005],
      [bandLow - glassRules.touch, 500, 0.005],
    ] as const)
      expectNullFalls(`glass-band ${edge} ${size}`, (draw, seed) =>
        bandFinding([drawn(draw, size, edge, 0, spread)], seed, 300),
      );
    expectNullFalls('glass-difference', (draw, seed) =>
      differenceFinding(
        [25, 50].map((size) => drawn(draw, size, -1.56, glassRules.touch)),
        seed,
        300,
      ),
    );
  });

  it('anneals the very disorders and starts that ls/spin-glass-descent descends from', () => {
    for (const preset of ['smoke', 'laptop', 'paper'] as const) {
      const needs = annealingVersusSgd.needs(preset, 5);
      const descents = spinGlassDescent.needs(preset, 5);
      for (const [name, spec] of Object.entries(needs)) {
        if (!name.startsWith('glass-annealing-')) continue;
        const size = name.slice(16);
        expect(needs[`glass-descent-${size}`]).toEqual(descents[`size-${size}`]);
        expect(spec.parameters['disorders']).toBe(descents[`size-${size}`]!.parameters['disorders']);
        expect(Number(spec.parameters['replicas'])).toBeLessThanOrEqual(
          Number(descents[`size-${size}`]!.parameters['replicas']),
        );
      }
    }
  });

  it('without records every finding is inconclusive or says that nothing is there', () => {
    const { findings, figures } = annealingVersusSgd.evaluate({}, claimRun('laptop', 1));
    expect(figures).toEqual([]);
    for (const { verdict, because } of findings) {
      expect(['inconclusive', 'measured']).toContain(verdict);
      expect(because).not.toMatch(/NaN|undefined/);
    }
  });
});
