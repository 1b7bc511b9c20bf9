import { expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { annealingVersusSgd } from '../../src/claims/choromanska2015/annealing-versus-sgd.ts';
import { dropFinding, redundancy, rules } from '../../src/claims/choromanska2015/redundancy.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls, normals } from './null-draws.ts';

/** Networks whose test accuracies scatter by half a percent around a mean. */
function networks(count: number, accuracy: number, purpose: string): Records {
  const draw = stream(9, 'synthetic', count, purpose);
  return {
    count,
    columns: {
      network: { kind: 'int32', values: Int32Array.from({ length: count }, (_, k) => k) },
      trainLoss: { kind: 'float64', values: new Float64Array(count).fill(0.1) },
      testLoss: { kind: 'float64', values: new Float64Array(count).fill(0.4) },
      testAccuracy: {
        kind: 'float64',
        values: Float64Array.from({ length: count }, () => accuracy + 0.005 * draw.normal()),
      },
      status: { kind: 'text', values: Array(count).fill('step-limit') },
    },
  };
}

function evaluate(count: number, free: number, sgd: number, levels: number) {
  const records = Object.fromEntries(
    [25, 50].flatMap((width) => [
      [`annealing-${width}`, networks(count, free, `free ${width}`)],
      [`sgd-${width}`, networks(count, sgd, `sgd ${width}`)],
      [`levels-${width}`, networks(count, levels, `levels ${width}`)],
    ]),
  );
  return redundancy.evaluate(records, claimRun('laptop', 3));
}
const verdicts = (evaluation: ReturnType<typeof evaluate>) =>
  evaluation.findings.map(({ id, verdict }) => [id, verdict]);

const judged = ({ findings }: ReturnType<typeof evaluate>) => findings.slice(0, 2);

it('judges the drop against each baseline by itself', () => {
  const split = evaluate(30, 0.9, 0.88, 0.87);
  expect(verdicts(split)).toEqual([
    ['against-annealing', 'not-reproduced'],
    ['against-sgd', 'reproduced'],
    ['ninety-five-percent', 'measured'],
  ]);
  expect(split.title).toBe(
    'In accuracy three weight values cost over 2.5 % against annealing, under 2.5 % against SGD',
  );
  const both = evaluate(30, 0.88, 0.88, 0.87);
  expect(verdicts(both).map(([, verdict]) => verdict)).toEqual(['reproduced', 'reproduced', 'measured']);
  expect(both.title).toBe('In accuracy three weight values cost under 2.5 %, against annealing and SGD alike');
  // 2 % below SGD, with an error of 0.1 %: decided; 2.5 % below free weights: not, and the title is silent on it.
  expect(evaluate(30, 0.895, 0.89, 0.87).title).toBe('In accuracy three weight values cost under 2.5 % against SGD');
});

it('three values that do better are no drop', () => {
  expect(verdicts(evaluate(30, 0.85, 0.85, 0.88)).map(([, verdict]) => verdict)).toEqual([
    'reproduced',
    'reproduced',
    'measured',
  ]);
});

it('fewer than ten networks decide nothing, however clear, and say how many are missing', () => {
  for (const { verdict, more } of judged(evaluate(9, 0.9, 0.9, 0.8)))
    expect({ verdict, more }).toEqual({ verdict: 'inconclusive', more: { count: 1, unit: 'network' } });
  for (const { verdict } of judged(evaluate(10, 0.9, 0.9, 0.8))) expect(verdict).toBe('not-reproduced');
});

/** Of the baselines those that are named end at twice the training loss of the three values. */
function above(named: readonly string[], accuracy = 0.88) {
  const part = (method: string, width: number, own: number) => {
    const made = networks(30, own, `${method} ${width}`);
    if (named.includes(method)) (made.columns['trainLoss'] as { values: Float64Array }).values.fill(0.2);
    return [`${method}-${width}`, made] as const;
  };
  const records = [25, 50].flatMap((width) => [
    part('annealing', width, accuracy),
    part('sgd', width, accuracy),
    part('levels', width, 0.87),
  ]);
  return redundancy.evaluate(Object.fromEntries(records), claimRun('laptop', 3));
}

it('a baseline that ends above the three values in training loss decides nothing, either one, and is silent in the title', () => {
  const seen = (named: readonly string[]) => judged(above(named)).map(({ verdict }) => verdict);
  expect(seen([])).toEqual(['reproduced', 'reproduced']);
  expect(seen(['annealing'])).toEqual(['inconclusive', 'reproduced']);
  expect(seen(['sgd'])).toEqual(['reproduced', 'inconclusive']);
  expect(seen(['sgd', 'annealing'])).toEqual(['inconclusive', 'inconclusive']);
  expect(above(['annealing']).title).toBe('In accuracy three weight values cost under 2.5 % against SGD');
  expect(above(['sgd']).title).toBe('In accuracy three weight values cost under 2.5 % against annealing');
  expect(above(['sgd', 'annealing']).title).toBe(
    'Three weight values cost under 2.5 % in accuracy, but train lower than free weights',
  );
  expect(above(['sgd', 'annealing'], 0.895).title).toMatch(/stays open$/);
  // A drop beyond the bound decides no more than one below it.
  expect(judged(above(['sgd'], 0.95)).map(({ verdict }) => verdict)).toEqual(['not-reproduced', 'inconclusive']);
});

it('says the test loss beside the accuracy, and how far the baseline was trained', () => {
  const [, sgd] = judged(above(['sgd']));
  expect(sgd!.because).toContain(
    'In test loss the three values end at 0.400 ± 0.000 against 0.400 ± 0.000 at n₁ = 25, 0.400 ± 0.000 against 0.400 ± 0.000 at n₁ = 50. In training loss SGD ends at 0.2000 against 0.1000 at n₁ = 25, 0.2000 against 0.1000 at n₁ = 50 for the three values, so that it is no baseline for the verdict.',
  );
  expect(judged(above([]))[1]!.because).toMatch(/at n₁ = 50 for the three values\.$/);
});

it('95 % are the bits that three values save of a float32', () => {
  const [bits] = evaluate(30, 0.88, 0.88, 0.87).findings.at(-1)!.quantities;
  expect(bits!.value).toBeCloseTo(1 - Math.log(3) / Math.log(2) / 32, 14);
});

it('a drop of twice the bound stands in at most 18 of 200 draws', () => {
  for (const baseline of ['sgd', 'annealing'] as const)
    expectNullFalls(baseline === 'sgd' ? 'redundancy' : 'redundancy, annealing', (draw, seed) => {
      const ends = (accuracy: number) =>
        normals(draw, 12, accuracy, 0.02).map((testAccuracy) => ({ trainLoss: 0.1, testLoss: 0.4, testAccuracy }));
      const samples = [25, 50].map((width) => ({
        width,
        ends: { sgd: ends(0.9), annealing: ends(0.9), levels: ends(0.9 - 2 * rules.drop) },
      }));
      return dropFinding(samples, baseline, seed, 400);
    });
});

it('networks that diverged are left out and counted', () => {
  const parts = {
    'sgd-25': networks(12, 0.9, 'a'),
    'annealing-25': networks(12, 0.9, 'b'),
    'levels-25': networks(12, 0.9, 'c'),
  };
  (parts['levels-25'].columns['status'] as unknown as { values: string[] }).values[4] = 'diverged';
  const { differences, tables } = redundancy.evaluate(parts, claimRun('laptop', 3));
  expect(differences).toContain('1 network ended as diverged or non-finite, left out.');
  expect(tables[0]!.rows.map((row) => row[2])).toEqual(['12', '12', '11']);
});

it('a drop of 2.5 % from few networks decides nothing and says how many more would', () => {
  for (const { verdict, more } of judged(evaluate(4, 0.9, 0.9, 0.875))) {
    expect(verdict).toBe('inconclusive');
    expect(more!.count).toBeGreaterThan(0);
  }
});

it('shares its networks with ls/annealing-versus-sgd, and restricts to three values', () => {
  for (const preset of ['smoke', 'laptop', 'paper'] as const) {
    const [own, other] = [redundancy.needs(preset, 4), annealingVersusSgd.needs(preset, 4)];
    for (const [name, spec] of Object.entries(own))
      if (name.startsWith('levels-')) expect(spec.parameters['levels']).toBe(3);
      else expect(other[name]).toEqual(spec);
  }
});

it('without records nothing is decided and nothing drawn', () => {
  const { findings, figures } = redundancy.evaluate({}, claimRun('laptop', 1));
  expect(figures).toEqual([]);
  for (const { verdict, because } of findings) {
    expect(['inconclusive', 'measured']).toContain(verdict);
    expect(because).not.toMatch(/NaN|undefined/);
  }
});
