/**
 * ls/mean-critical-points: Figure 1 (and Figure 2 of the companion note): the distribution over energies of the mean number of critical
 * points, minima and saddles of low index, H = 3, Λ = 1000, whole and zoomed, and Theorem 4.1 on its growth. Here the numbers are
 * exact at finite Λ; the asymptotic curves are drawn over them.
 */
import type { CurveMark, Figure, Panel } from '../../report/figure.ts';
import type { EnergyMoments } from '../../theory/index.ts';
import {
  complexity,
  energyBarrier,
  energyMoments,
  groundState,
  indexComplexity,
  indexComplexityAsPrinted,
  lnMeanTotal,
} from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { bounded } from '../quantities.ts';
import { barrierLine, decimal, groundLine, scientific } from '../theory-lines.ts';
import type { MeanCounts } from './exact-counts.ts';
import { figureSize, meanCounts, order, sizesOf } from './exact-counts.ts';
import { ordersDiffer } from './orders.ts';

/** Fixed before the run: energies at which growth rates are compared, indices drawn, bins of the zoomed panel. */
const energies = [-1.65, -1.6, -1, 0] as const;
const indices = [0, 1, 2, 3, 4, 5] as const;
const bins = 80;

export const meanCriticalPoints: Claim = {
  id: 'ls/mean-critical-points',
  statement:
    'Minima and low-index saddles lie in the band, high-index saddles above it; (1/Λ) ln of their mean numbers tends to Θ.',
  source: { key: 'choromanska2015loss', place: 'Fig. 1 and Theorem 4.1; Fig. 2 of choromanska2015open' },
  openQuestions: [
    'Whether Fig. 1 shows exact numbers or the asymptotic formula, and its vertical scale, are not stated.',
    'The paper does not print the range of the zoomed panel; we choose one around the band.',
    ordersDiffer,
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const counts = meanCounts(figureSize(run.preset));
  const rows = sizesOf(run.preset);
  const moments = indices.map((k) => energyMoments(order, counts.statistics, k));
  const barrier = -energyBarrier(order).value;
  return {
    title: `At Λ = ${counts.size} minima have mean energy ${decimal(moments[0]!.mean, 4)}, ${decimal((moments[0]!.mean - barrier) / moments[0]!.sd, 1)} standard deviations above the barrier`,
    findings: [
      growth(rows),
      growthOfMinima(rows),
      insideBand(counts),
      lowOnlyBelow(counts),
      peaked(counts.size, moments),
    ],
    figures: [figure(run, counts)],
    tables: [
      {
        title: `Points of index k at Λ = ${counts.size}, mean numbers, exact`,
        columns: ['k', 'all', 'below −ΛE∞', 'mean energy per spin', 'standard deviation'],
        rows: indices.map((k) => [
          String(k),
          scientific(counts.below(k, Infinity), 5),
          scientific(counts.below(k, barrier), 4),
          bounded('mean', { value: moments[k]!.mean, error: moments[k]!.errorMean }),
          bounded('sd', { value: moments[k]!.sd, error: moments[k]!.errorSd }),
        ]),
      },
    ],
    differences: run.preset === 'smoke' ? [`Λ = ${counts.size} instead of 1000`] : [],
    story: [
      'Each curve is the mean number of critical points of one index per bin of energy. Minima come lowest, then index 1, and so on: the layers of the theory are there.',
      'They are shifted, though. The limit puts all of them below the barrier; at any size that can be simulated they sit above it, by about 2√a E∞/√Λ with a = (H−2)/(2H).',
    ],
  };
}

export function growth(
  sizes: readonly number[],
  total = (size: number, u: number) => lnMeanTotal(order, size, u),
): Finding {
  const totals = energies.map((u) => sizes.map((size) => total(size, u)));
  const gaps = totals.map((row, i) =>
    row.map(({ ln }, j) => Math.abs(ln / sizes[j]! - complexity(order, energies[i]!))),
  );
  const falls = gaps.every((row) => row.every((gap, i) => i === 0 || gap < row[i - 1]!));
  const largest = Math.max(...gaps.map((row) => row.at(-1)!));
  return {
    id: 'total-growth',
    statement: 'Theorem 4.1: (1/Λ) ln E C_Λ(u) tends to Θ_H(u).',
    verdict: falls && largest < 0.05 ? 'reproduced' : 'not-reproduced',
    because: `The distance falls with Λ at u = ${energies.map((u) => decimal(u, 2)).join(', ')} and is ${gaps.map((row) => row.at(-1)!.toFixed(5)).join(', ')} at Λ = ${sizes.at(-1)}.`,
    rule: 'reproduced when the distance falls at every step of Λ and ends below 0.05, at each energy',
    quantities: energies.map((u, i) =>
      bounded(`|ln E C/Λ − Θ|, u = ${u}, Λ = ${sizes.at(-1)}`, {
        value: gaps[i]!.at(-1)!,
        error: totals[i]!.at(-1)!.error / sizes.at(-1)! + 1e-15,
      }),
    ),
  };
}

/** Above the barrier the printed and the corrected Θ_{0,H} differ; the exact rate decides. */
export function growthOfMinima(
  sizes: readonly number[],
  minima = (size: number) => meanCounts(size).lnBelow(0, Infinity),
): Finding {
  const counts = sizes.map(minima);
  const rates = counts.map(({ ln }, i) => ln / sizes[i]!);
  const corrected = indexComplexity(order, 0, 0);
  const printed = indexComplexityAsPrinted(order, 0, 0);
  const last = rates.at(-1)!;
  const toCorrected = rates.every(
    (rate, i) => i === 0 || Math.abs(rate - corrected) < Math.abs(rates[i - 1]! - corrected),
  );
  return {
    id: 'printed-rate-of-minima',
    statement: 'As printed: (1/Λ) ln E C_{Λ,0}(0) tends to Θ_{0,H}(0) = ½ ln(H−1).',
    verdict: toCorrected && Math.abs(last - corrected) < Math.abs(last - printed) ? 'contradicted' : 'reproduced',
    erratum: 'theorem',
    because: `The exact rate is ${rates.map((rate) => rate.toFixed(4)).join(', ')} at Λ = ${sizes.join(', ')}; it falls towards ${corrected.toFixed(4)}, the corrected constant, and away from the printed ${printed.toFixed(4)}.`,
    rule: 'contradicted when the exact rate comes closer to the corrected constant at every step and ends closer to it than to the printed value',
    quantities: rates.map((value, i) =>
      bounded(`ln E C_{Λ,0}/Λ, Λ = ${sizes[i]}`, { value, error: counts[i]!.error / sizes[i]! }),
    ),
  };
}

function insideBand(counts: MeanCounts): Finding {
  const [low, high] = [-groundState(order).value, -energyBarrier(order).value];
  const shares = indices.map((k) => {
    const [below, under] = [counts.shareBelow(k, high), counts.shareBelow(k, low)];
    return { value: below.value - under.value, error: below.error + under.error };
  });
  return {
    id: 'in-the-band',
    statement: 'Local minima and low-index saddle points are located in the band (−ΛE₀, −ΛE∞).',
    verdict: 'measured',
    because: `At Λ = ${counts.size} a share of ${shares.map(({ value }) => scientific(value, 2)).join(', ')} of index ${indices.join(', ')} lies in the band, in the mean.`,
    rule: 'measured: the verdict on what lies above the barrier is that of ls/outside-band',
    quantities: shares.map((share, k) => bounded(`share of index ${k} in the band`, share)),
  };
}

export function lowOnlyBelow(counts: Pick<MeanCounts, 'size' | 'sumBelow'>): Finding {
  const barrier = -energyBarrier(order).value;
  const total = lnMeanTotal(order, counts.size, barrier);
  const low = counts.sumBelow(0, indices.length - 1, barrier);
  const share = low.value / Math.exp(total.ln);
  const rest = 1 - share;
  const resolved = share * (low.error / low.value + total.error) + Number.EPSILON;
  return {
    id: 'high-index-above',
    statement: 'High-index saddle points can only be found above −ΛE∞.',
    verdict: rest < 1e-6 ? 'reproduced' : 'not-reproduced',
    because: `Of the mean number below the barrier at Λ = ${counts.size} a share of ${rest < resolved ? `less than ${resolved.toExponential(0)}` : rest.toExponential(1)} has index 6 or more.`,
    rule: 'reproduced when the share of index ≥ 6 below the barrier is under 1e-6',
    quantities: [{ name: 'share of index ≥ 6 below −ΛE∞', value: Math.max(0, rest), error: resolved, kind: 'bound' }],
  };
}

export function peaked(size: number, moments: readonly Pick<EnergyMoments, 'mean' | 'sd' | 'errorMean'>[]): Finding {
  const width = groundState(order).value - energyBarrier(order).value;
  const distances = moments.map(({ mean }) => mean + energyBarrier(order).value);
  const ordered = moments.every(({ mean }, k) => k === 0 || mean > moments[k - 1]!.mean);
  const close = distances.every((distance) => Math.abs(distance) <= width);
  return {
    id: 'peaked',
    statement: 'Low-index critical points are concentrated close to the energy barrier, in the order of their index.',
    verdict: ordered && close ? 'reproduced' : 'not-reproduced',
    because: `At Λ = ${size} the mean energy of index ${indices.join(', ')} lies ${distances.map((d) => decimal(d / width, 2)).join(', ')} widths of the band above the barrier, with standard deviations of ${moments.map(({ sd }) => decimal(sd / width, 2)).join(', ')}; the band is ${width.toFixed(4)} wide.`,
    rule: 'reproduced when the mean energies rise with the index and each lies within one width of the band of the barrier; not reproduced otherwise',
    quantities: distances.map((value, k) =>
      bounded(`mean height of index ${k} above −E∞`, { value, error: moments[k]!.errorMean }),
    ),
  };
}

function figure(run: ClaimRun, counts: MeanCounts): Figure {
  const { size } = counts;
  const range = size >= 500 ? ([-1.67, -1.53] as const) : ([-1.75, -1.3] as const);
  const edges = Array.from({ length: bins + 1 }, (_, i) => range[0] + ((range[1] - range[0]) * i) / bins);
  const zoomed: CurveMark[] = indices.map((k) => {
    const cumulative = edges.map((u) => counts.lnBelow(k, u).ln);
    return { type: 'curve', role: 'measured', label: `k = ${k}`, rank: k + 1, points: densityOf(edges, cumulative) };
  });
  // The law is symmetric in u; below 0 the cumulative numbers have digits for their differences.
  const negative = Array.from({ length: bins + 1 }, (_, i) => -2 + (2 * i) / bins);
  const half = densityOf(
    negative,
    negative.map((u) => lnMeanTotal(order, size, u).ln),
  );
  const all = [...half, ...half.map(([u, value]) => [-u, value] as const).reverse()];
  const wide = Array.from({ length: bins + 1 }, (_, i) => -2 + (4 * i) / bins);
  const rate = (u: number) => complexity(order, -Math.abs(u));
  const panel = (title: string, domain: readonly [number, number], marks: CurveMark[]): Panel => ({
    layout: 'xy',
    title,
    x: { name: 'energy per spin *u*', domain },
    y: { name: 'log₁₀ of the mean number per unit of energy' },
    marks: [{ type: 'theory', axis: 'x', lines: [groundLine(order), barrierLine(order)] }, ...marks],
  });
  return {
    id: 'mean-numbers',
    title: 'Minima come first, then saddles of index 1, 2, …, in layers above the barrier',
    subtitle: `Mean numbers of critical points, spherical 3-spin glass, Λ = ${size}, exact`,
    panels: [
      panel(
        'All critical points',
        [-2, 2],
        [
          { type: 'curve', role: 'measured', label: 'all', points: all },
          ...zoomed.map((mark, k): CurveMark => ({ ...mark, label: k === 0 ? 'k = 0 … 5' : '' })),
          {
            type: 'curve',
            role: 'theory',
            dashed: true,
            label: 'Λ Θ',
            points: wide.filter((u) => rate(u) > 0).map((u) => [u, (size * rate(u)) / Math.LN10] as const),
          },
        ],
      ),
      panel('Minima and low-index saddles', range, zoomed),
    ],
    canShow: 'Can show where points of each index are, in the mean over the disorder.',
    cannotShow: 'Cannot show typical samples, nor which of these points an optimizer finds.',
    source: run.source,
  };
}

/** log₁₀ of the number per unit of energy, from the logarithms of cumulative numbers at the bin edges. */
function densityOf(edges: readonly number[], cumulative: readonly number[]): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  for (let i = 1; i < edges.length; i++) {
    const [left, right] = [edges[i - 1]!, edges[i]!];
    const share = -Math.expm1(cumulative[i - 1]! - cumulative[i]!);
    if (!(share > 1e-9)) continue;
    points.push([0.5 * (left + right), (cumulative[i]! + Math.log(share / (right - left))) / Math.LN10]);
  }
  return points;
}
