/** Every verdict that the rules on typical numbers and on the lowest minimum can give, and worlds in which they are false. */
import { describe, expect, it } from 'vitest';
import type { Stream } from '../../src/base/philox.ts';
import { stream } from '../../src/base/philox.ts';
import type { Census, CensusSample } from '../../src/claims/beyond/census-samples.ts';
import {
  evaluateLowest,
  hitsFinding,
  type LowestSample,
  lowestMinimumClaim,
  meanFinding,
  smallFinding,
  spreadFinding,
} from '../../src/claims/beyond/lowest-minimum.ts';
import {
  evaluateCounts,
  gapFinding,
  minimaFinding,
  typicalCounts,
  varianceFinding,
} from '../../src/claims/beyond/typical-counts.ts';
import { countStatistics } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const sizes = [4, 5, 6, 7];
const statistics = countStatistics(4);

/** Numbers e^{normal}, whose mean is e^{lnMean} and whose ln has the given variance; minima with a given variance over their mean. */
function censuses(
  draw: Stream,
  variances: readonly number[],
  dispersion = 0.3,
  count = 200,
  incomplete = 0,
): CensusSample[] {
  return sizes.map((size, i) => {
    const lnMean = { points: size * 0.7, minima: Math.log(4) };
    const lns = normals(draw, count, lnMean.points - 0.5 * variances[i]!, Math.sqrt(variances[i]!));
    const minima = normals(draw, count, 4, Math.sqrt(4 * dispersion));
    const disorders = lns.map(
      (ln, d): Census => ({ points: Math.exp(ln), minima: Math.max(0.5, minima[d]!), lowest: -1 }),
    );
    return { size, statistics, disorders, incomplete, lnMean };
  });
}
const draw = () => stream(8, 'synthetic', 0, 'censuses');
/** How many uniform numbers can be multiplied before e^{−mean} is passed. */
function poisson(world: Stream, mean: number): number {
  let count = 0;
  for (let product = world.uniform(); product > Math.exp(-mean); product *= world.uniform()) count++;
  return count;
}
const falling = [0.12, 0.09, 0.07, 0.05];

describe('gs/typical-counts', () => {
  it('every number of a sample in its table has an error or an interval', () => {
    const { tables } = evaluateCounts(censuses(draw(), falling), claimRun('smoke', 1));
    const [table] = tables;
    for (const name of ['mean of C', 'e^{E ln C}', 'Var C/(E C)²', 'e^{E ln C_0}', 'Var C_0/E C_0'])
      for (const row of table!.rows)
        expect(row[table!.columns.indexOf(name)], name).toMatchObject({
          value: expect.any(Number),
          error: expect.any(Number),
        });
  });

  it('typical numbers near the mean are confirmed, far from it refuted, on the edge open', () => {
    expect(gapFinding(censuses(draw(), falling), 'points', 1).verdict).toBe('confirmed');
    expect(gapFinding(censuses(draw(), [0.12, 0.09, 0.07, 0.5]), 'points', 1).verdict).toBe('refuted');
    expect(gapFinding(censuses(draw(), [0.12, 0.09, 0.07, 0.2]), 'points', 1).verdict).toBe('inconclusive');
    expect(gapFinding(censuses(draw(), falling), 'minima', 1).verdict).toBe('confirmed');
    expect(gapFinding(censuses(draw(), falling, 2), 'minima', 1).verdict).toBe('refuted');
    expect(gapFinding(censuses(draw(), falling, 0.3, 20), 'minima', 1).verdict).toBe('inconclusive');
  });

  it('few disorders, and a disorder that is not counted whole, decide nothing', () => {
    expect(gapFinding(censuses(draw(), falling, 0.3, 20), 'points', 1).verdict).toBe('inconclusive');
    for (const finding of [
      gapFinding(censuses(draw(), falling, 0.3, 200, 1), 'points', 1),
      varianceFinding(censuses(draw(), falling, 0.3, 200, 1), 1),
      minimaFinding(censuses(draw(), falling, 0.3, 200, 1), 1),
    ])
      expect(finding.verdict).toBe('inconclusive');
  });

  it('a relative variance that falls is confirmed, one that rises refuted, one that stays open', () => {
    expect(varianceFinding(censuses(draw(), [0.2, 0.1, 0.06, 0.03]), 1).verdict).toBe('confirmed');
    expect(varianceFinding(censuses(draw(), [0.03, 0.06, 0.1, 0.2]), 1).verdict).toBe('refuted');
    expect(varianceFinding(censuses(draw(), [0.08, 0.08, 0.08, 0.08]), 1).verdict).toBe('inconclusive');
  });

  it('minima that vary less than independent places, more, and as much', () => {
    expect(minimaFinding(censuses(draw(), falling, 0.3), 1).verdict).toBe('confirmed');
    expect(minimaFinding(censuses(draw(), falling, 2.5), 1).verdict).toBe('refuted');
    expect(minimaFinding(censuses(draw(), falling, 1), 1).verdict).toBe('inconclusive');
  });

  it('titles follow the verdicts', () => {
    const run = claimRun('smoke', 1);
    expect(evaluateCounts(censuses(draw(), falling), run).title).toBe(
      'Small glasses have about as many critical points typically as in the mean',
    );
    expect(evaluateCounts(censuses(draw(), [0.5, 0.5, 0.5, 0.5], 0.3, 60), run).title).toContain('How many');
    expect(evaluateCounts([], run).findings.map(({ verdict }) => verdict)).toEqual(Array(4).fill('inconclusive'));
  });

  it('a null world: a gap of twice the tolerance seldom stands', () => {
    // One size and the fewest disorders that may decide: resampling takes its time.
    const some = (world: Stream) => censuses(world, [0.4, 0, 0, 0], 0.3, 30).slice(0, 1);
    expectNullFalls('gap', (world, seed) => gapFinding(some(world), 'points', seed));
    // Minima whose ln has a variance of twice what the tolerance allows.
    const minima = (world: Stream) =>
      censuses(world, [0.4, 0, 0, 0], 0.3, 30)
        .slice(0, 1)
        .map((sample) => ({ ...sample, disorders: sample.disorders.map((one) => ({ ...one, minima: one.points })) }));
    expectNullFalls('gap of minima', (world, seed) => gapFinding(minima(world), 'minima', seed));
  });

  it('null worlds: a relative variance that stays, and minima like independent places, seldom stand', () => {
    const still = (world: Stream) => censuses(world, [0.08, 0.08, 0, 0], 0.3, 40).slice(0, 2);
    expectNullFalls('relative variance', (world, seed) => varianceFinding(still(world), seed, 300));
    expectNullFalls('minima like independent places', (world, seed) =>
      minimaFinding(
        censuses(world, falling, 0.3, 40)
          .slice(0, 1)
          .map((sample) => ({
            ...sample,
            disorders: sample.disorders.map((one) => ({ ...one, minima: poisson(world, 5) })),
          })),
        seed,
      ),
    );
  });
});

const law = { level: -1.54, mean: -1.57, sd: 0.07 };
const lowest = (world: Stream, off: number, ratio = 1, count = 80, hits: readonly number[] = [5]): LowestSample[] =>
  [25, 50].map((size) => ({
    size,
    law,
    lowest: normals(world, count, law.mean + off * law.sd, ratio * law.sd),
    hits: Array.from({ length: count }, (_, d) => hits[d % hits.length]!),
  }));

describe('gs/lowest-minimum', () => {
  it('means where they are expected, off by one standard deviation, and on the edge', () => {
    expect(meanFinding(lowest(draw(), 0)).verdict).toBe('confirmed');
    expect(meanFinding(lowest(draw(), 1)).verdict).toBe('refuted');
    expect(meanFinding(lowest(draw(), -1)).verdict).toBe('refuted');
    expect(meanFinding(lowest(draw(), 0.5)).verdict).toBe('inconclusive');
    expect(meanFinding(lowest(draw(), 0, 1, 20)).verdict).toBe('inconclusive');
  });

  it('spreads as expected, half and twice as large', () => {
    expect(spreadFinding(lowest(draw(), 0), 1).verdict).toBe('confirmed');
    expect(spreadFinding(lowest(draw(), 0, 0.4), 1).verdict).toBe('refuted');
    expect(spreadFinding(lowest(draw(), 0, 2.2), 1).verdict).toBe('refuted');
    expect(spreadFinding(lowest(draw(), 0, 1.4), 1).verdict).toBe('inconclusive');
  });

  it('small glasses and single finds are measured; a glass in which half the best ends were found once says so', () => {
    expect(smallFinding([{ size: 4, law, lowest: normals(draw(), 40, -1.6, 0.07) }]).verdict).toBe('measured');
    expect(smallFinding([]).verdict).toBe('inconclusive');
    expect(hitsFinding(lowest(draw(), 0, 1, 80, [1, 9])).because).toBe(
      'On 40 of 80 disorders at Λ = 25, 40 of 80 disorders at Λ = 50.',
    );
    expect(evaluateLowest(lowest(draw(), 1), claimRun('smoke', 1)).title).toContain('and where one is expected');
  });

  it('null worlds: a mean off by twice the tolerance, and spreads off by twice theirs, seldom stand', () => {
    expectNullFalls('lowest mean', (world) => meanFinding(lowest(world, 1, 1, 40)));
    expectNullFalls('lowest spread', (world, seed) => spreadFinding(lowest(world, 0, 1.8, 30).slice(0, 1), seed));
  });
});

it('the two claims share the censuses of small glasses', () => {
  const [counts, lows] = [typicalCounts, lowestMinimumClaim].map((claim) => claim.needs('laptop', 7));
  expect(lows!['census-8']).toEqual(counts!['census-8']);
});
