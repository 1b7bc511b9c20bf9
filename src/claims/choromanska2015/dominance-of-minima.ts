/**
 * ls/dominance-of-minima: Corollary 4.1, Θ_{k,H}(u) < Θ_{0,H}(u) for k > 0 and u < −E∞.
 *
 * Proof. The difference is k I(u). With x = |u|/E∞, I = 2∫_1^x √(z²−1) dz, and √(2(z−1)) ≤ √(z²−1) ≤ z for z ≥ 1, hence
 *      (4√2/3)(x−1)^{3/2} ≤ I ≤ x² − 1,
 * positive for every x > 1 and independent of H. The program checks its own I against both sides, enclosed with outward rounding,
 * and the sign of dI/dx = 2√(x²−1), on a geometric grid; cells between are covered because all three increase.
 */
import type { Figure } from '../../report/figure.ts';
import { energyBarrier, equalCounts, indexComplexity, layerEnergy, rateFunction } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { measuredFinding } from '../findings.ts';
import { bounded, exact, extreme, list, rounded } from '../quantities.ts';
import { barrierLine, decimal, groundLine, scientific } from '../theory-lines.ts';
import { meanCounts, sizesOf } from './exact-counts.ts';

/** Fixed before the run: x − 1 from 2⁻⁴⁰ to 2¹⁰, eight points an octave. */
const excesses = Array.from({ length: 401 }, (_, i) => 2 ** (-40 + i / 8));
const orders = [2, 3, 4, 5, 10] as const;
/** Relative rounding allowed to the computed I; it is read back from a rounded u, hence the second term of `slack`. */
const relative = 1e-13;

export const dominanceOfMinima: Claim = {
  id: 'ls/dominance-of-minima',
  statement:
    'Below the energy barrier minima outnumber saddles of any fixed index exponentially: Θ_{k,H}(u) < Θ_{0,H}(u).',
  source: { key: 'choromanska2015loss', place: 'Corollary 4.1' },
  openQuestions: [],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

/** Outward-rounded bounds on I over the cell x − 1 ∈ [low, high]: each operation rounds once, 2⁻⁵⁰ covers four of them. */
export function encloseRate(low: number, high: number): readonly [number, number] {
  const lower = ((4 * Math.SQRT2) / 3) * low * Math.sqrt(low);
  const upper = high * (high + 2);
  return [lower * (1 - 2 ** -50), upper * (1 + 2 ** -50)];
}

function evaluate(run: ClaimRun): Evaluation {
  const corollary = grid();
  const ground = layerEnergy(3, 0).value;
  const gain = rateFunction(3, -ground);
  return {
    title:
      corollary.verdict === 'proved'
        ? `At H = 3 a unit of index costs e^(−${decimal(gain, 5)} Λ) at the ground state, nothing at the barrier`
        : 'The enclosure of the rate function failed',
    findings: [corollary, atBarrier(), asManySaddles(run)],
    figures: [figure(run)],
    tables: [
      {
        title: 'Minima per saddle of index 1 in the band, leading exponential, H = 3',
        columns: ['u', 'I(u)', 'Λ = 100', 'Λ = 1000'],
        rows: [-ground, -1.65, -1.64, -energyBarrier(3).value].map((u) => [
          decimal(u, 4),
          rounded('I', rateFunction(3, u)),
          scientific(Math.exp(100 * rateFunction(3, u)), 3),
          scientific(Math.exp(1000 * rateFunction(3, u)), 3),
        ]),
      },
    ],
    differences: [],
    story: [
      'Below the barrier every negative direction of the Hessian costs a factor that is exponentially small in the number of spins, so the deepest critical points are minima, then come saddles of index 1, and so on.',
      'The cost is small and vanishes at the barrier. How large Λ must be before minima really dominate is a question for the exact counts at finite size.',
    ],
  };
}

/** §5.3 speaks of the level at which there are as many saddles as minima; the bisection ends 1e-12 wide, counts err by 1e-10 or less. */
function asManySaddles(run: ClaimRun): Finding {
  const rows = sizesOf(run.preset).flatMap((size) => {
    const level = equalCounts(3, meanCounts(size).statistics);
    return level === undefined ? [] : [{ size, level }];
  });
  return measuredFinding({
    id: 'as-many-saddles',
    statement: 'Below which energy the mean numbers of minima and of saddles of index 1 are equal at finite size.',
    because: `E C_1 = E C_0 below −Λ·${list(rows, ({ size, level }) => `${decimal(-level, 4)} (Λ = ${size})`)} at H = 3, above the barrier −${decimal(energyBarrier(3).value, 4)}, to which the level comes down; minima are the more numerous below it.`,
    why: 'exact mean numbers at each size; the source gives no number',
    enough: rows.length > 0,
    quantities: rows.map(({ size, level }) =>
      bounded(`level of equal numbers, Λ = ${size}`, { value: level, error: 1e-9 }),
    ),
  });
}

export function grid(rate: typeof rateFunction = rateFunction): Finding {
  let failures = 0;
  let checks = 0;
  let smallest = Infinity;
  for (const H of orders) {
    const barrier = energyBarrier(H).value;
    for (const [i, excess] of excesses.entries()) {
      const next = excesses[i + 1] ?? excess;
      const [lower, upper] = encloseRate(excess, next);
      const gap = rate(H, -barrier * (1 + excess));
      // u carries an error of one unit in the last place, and I changes with it at the rate 2√(x²−1).
      const slack = relative * gap + 4 * Number.EPSILON * (1 + excess) * 2 * Math.sqrt(excess * (excess + 2));
      const slope = 2 * Math.sqrt(excess * (excess + 2));
      const inside = gap + slack >= lower && gap - slack <= upper;
      smallest = Math.min(smallest, lower);
      checks++;
      if (!(lower > 0 && slope > 0 && inside)) failures++;
    }
  }
  return {
    id: 'corollary-4.1',
    statement: 'Θ_{k,H}(u) < Θ_{0,H}(u) for all k > 0, u < −E∞ and H ≥ 2.',
    verdict: failures === 0 ? 'proved' : 'inconclusive',
    because: `The gap is k I(u) ≥ k (4√2/3)(|u|/E∞ − 1)^{3/2} > 0 for every u < −E∞; on ${checks} grid cells (|u|/E∞ − 1 from 2⁻⁴⁰ to 2¹⁰, H = ${orders.join(', ')}) the computed I lies in its enclosure with ${failures} exceptions.`,
    rule: 'proved by the inequality; the verdict also requires that lower bound and derivative be positive on every cell, and the computed I inside the bounds up to rounding',
    quantities: [exact('cells', checks), extreme('smallest lower bound of I on the grid', smallest, checks)],
  };
}

/** The strict inequality ends at the barrier: there, and above it, all complexities of fixed index are equal. */
export function atBarrier(theta: typeof indexComplexity = indexComplexity): Finding {
  const gaps = orders.flatMap((H) => {
    const barrier = -energyBarrier(H).value;
    return [barrier, -1, 0].map((u) => Math.abs(theta(H, 3, u) - theta(H, 0, u)));
  });
  const largest = Math.max(...gaps);
  return {
    id: 'equality-above',
    statement:
      'From −E∞ upwards Θ_{k,H} does not depend on k: the exponential dominance of minima ends at the barrier.',
    verdict: largest === 0 ? 'proved' : 'contradicted',
    because: `The largest difference between Θ_{3,H} and Θ_{0,H} at −E∞, −1 and 0 is ${largest}.`,
    rule: 'proved when the corrected functions are equal there, which they are by definition',
    quantities: [extreme('largest difference', largest, gaps.length)],
  };
}

function figure(run: ClaimRun): Figure {
  const barrier = energyBarrier(3).value;
  const ground = layerEnergy(3, 0).value;
  const energies = Array.from({ length: 81 }, (_, i) => -ground - 0.01 + ((ground + 0.015 - barrier) * i) / 80);
  return {
    id: 'gap',
    title: 'The advantage of minima shrinks to nothing at the energy barrier',
    subtitle: 'Θ_{0,H} − Θ_{k,H} = k I(u), H = 3, limit Λ → ∞',
    panels: [
      {
        layout: 'xy',
        title: 'Growth rate of minima per saddle',
        x: { name: 'energy per spin *u*' },
        y: { name: 'Θ₀ − Θ_k' },
        marks: [
          { type: 'theory', axis: 'x', lines: [groundLine(3), barrierLine(3)] },
          ...[1, 2, 3].map((k) => ({
            type: 'curve' as const,
            role: 'layer' as const,
            label: `k = ${k}`,
            points: energies.map((u) => [u, indexComplexity(3, 0, u) - indexComplexity(3, k, u)] as const),
          })),
        ],
      },
    ],
    canShow: 'Can show by which exponential rate minima outnumber saddles of index 1, 2, 3.',
    cannotShow: 'Cannot show finite Λ, where prefactors decide near the barrier.',
    source: run.source,
  };
}
