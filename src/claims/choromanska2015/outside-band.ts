/**
 * ls/outside-band: the abstract says that the number of local minima outside the band between −ΛE_0 and −ΛE∞ diminishes
 * exponentially with the size of the network. Here that number is computed exactly, in the mean over the disorder, for Λ up to 1000:
 * the share of minima on the good side of the barrier, and the number above a level that stays a fixed distance above it.
 */
import type { Figure } from '../../report/figure.ts';
import { energyBarrier } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { decimal, scientific } from '../theory-lines.ts';
import type { MeanCounts } from './exact-counts.ts';
import { meanCounts, order, sizesOf } from './exact-counts.ts';

/** Fixed before the run: heights above the barrier at which minima are counted. */
const heights = [0.1, 0.2, 0.3] as const;

interface Row {
  readonly size: number;
  readonly all: number;
  readonly inside: number;
  readonly share: number;
  readonly error: number;
  /** Mean number of minima above −Λ(E∞ − ε) for each height. */
  readonly above: readonly number[];
}

export const outsideBand: Claim = {
  id: 'ls/outside-band',
  statement: 'The number of local minima outside the band diminishes exponentially with the size.',
  source: { key: 'choromanska2015loss', place: 'abstract and §4' },
  openQuestions: [
    'The paper says neither whether the number is a mean nor whether the band’s upper end may be relaxed by a fixed ε; the theorem it quotes is about a fixed ε and a probability.',
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const rows = sizesOf(run.preset).map((size) => measure(meanCounts(size)));
  const findings = [atBarrier(rows), aboveFixedHeight(rows)];
  const last = rows.at(-1)!;
  return {
    title: `At Λ = ${last.size} a share ${scientific(last.share, 2)} of minima lies below the barrier, almost none ${heights[1]} above it`,
    findings,
    figures: [figure(run, rows)],
    tables: [
      {
        title: 'Mean numbers of local minima, H = 3, exact',
        columns: ['Λ', 'all', 'below −ΛE∞', 'share below', ...heights.map((h) => `above −Λ(E∞ − ${h})`)],
        rows: rows.map((row) => [
          String(row.size),
          scientific(row.all, 4),
          scientific(row.inside, 4),
          { name: 'share', value: row.share, error: row.error, kind: 'bound' as const },
          ...row.above.map((value) => (value === 0 ? '< 10⁻¹²·all' : scientific(value, 3))),
        ]),
      },
    ],
    differences: run.preset === 'smoke' ? ['Λ only up to 100 at this preset'] : [],
    story: [
      'The band is a statement about Λ → ∞. At the sizes one can simulate, and far beyond, nearly all minima lie slightly above the barrier, and the more so the larger Λ: both numbers grow with the same exponential rate, but the one above gains a factor e^{c√Λ}.',
      'What does vanish, and faster than exponentially, is the number of minima a fixed distance above the barrier. In that sense the claim is right: bad minima disappear.',
    ],
  };
}

function measure(counts: MeanCounts): Row {
  const barrier = -energyBarrier(order).value;
  const all = counts.lnBelow(0, Infinity);
  const { value: share, error } = counts.shareBelow(0, barrier);
  const above = heights.map((height) => {
    const rest = -Math.expm1(counts.lnBelow(0, barrier + height).ln - all.ln);
    return rest < 1e-11 ? 0 : rest * Math.exp(all.ln);
  });
  return {
    size: counts.size,
    all: Math.exp(all.ln),
    inside: counts.below(0, barrier),
    share,
    error,
    above,
  };
}

export function atBarrier(rows: readonly Row[]): Finding {
  const outside = rows.map((row) => row.all - row.inside);
  const grows = outside.every((value, i) => i === 0 || value > outside[i - 1]!);
  const falls = rows.every((row, i) => i === 0 || row.share < rows[i - 1]!.share);
  return {
    id: 'at-the-barrier',
    statement: 'As printed: the number of local minima above −ΛE∞ diminishes with Λ.',
    verdict: grows ? 'contradicted' : 'not-reproduced',
    because: `In the mean it grows, ${outside.map((value) => scientific(value, 2)).join(', ')} at Λ = ${rows.map(({ size }) => size).join(', ')}, and the share of minima below the barrier ${falls ? 'falls' : 'does not fall steadily'}: ${rows.map(({ share }) => scientific(share, 2)).join(', ')}.`,
    rule: 'contradicted when the exact mean number above −ΛE∞ increases at every step of Λ; otherwise not reproduced',
    quantities: rows.map(({ size, share, error }) => ({
      name: `share of minima below −ΛE∞, Λ = ${size}`,
      value: share,
      error,
      kind: 'bound' as const,
    })),
  };
}

/** Corrected: above a fixed height the number vanishes; at ε the rate exceeds any exponential once √Λ outgrows 1/ε. */
export function aboveFixedHeight(rows: readonly Row[]): Finding {
  const index = 1;
  const numbers = rows.map((row) => row.above[index]!);
  const shares = rows.map((row) => row.above[index]! / row.all);
  const falling = shares.every((value, i) => i === 0 || value < shares[i - 1]! || value === 0);
  const rates = rows.map((row, i) => -Math.log(shares[i]!) / row.size).filter(Number.isFinite);
  const steeper = rates.every((rate, i) => i === 0 || rate > rates[i - 1]!);
  const gone = numbers.at(-1)! < 1 || numbers.at(-1)! < numbers.at(-2)!;
  return {
    id: 'above-a-fixed-height',
    statement: `Corrected: the number of local minima above −Λ(E∞ − ${heights[index]}) diminishes at least exponentially with Λ.`,
    verdict: falling && steeper && gone ? 'reproduced' : 'not-reproduced',
    because: `Mean numbers ${numbers.map((value) => scientific(value, 2)).join(', ')} at Λ = ${rows.map(({ size }) => size).join(', ')} (0 means below 10⁻¹¹ of all); −ln(share)/Λ is ${rates.map((rate) => decimal(rate, 4)).join(', ')}.`,
    rule: 'reproduced when the share falls at every step, −ln(share)/Λ rises (faster than exponential), and the number itself falls at the end',
    quantities: rows.map(({ size }, i) => ({
      name: `mean number of minima above −Λ(E∞ − ${heights[index]}), Λ = ${size}`,
      value: numbers[i]!,
      error: 1e-11 * rows[i]!.all,
      kind: 'bound' as const,
    })),
  };
}

function figure(run: ClaimRun, rows: readonly Row[]): Figure {
  return {
    id: 'share-below-barrier',
    title: 'The share of minima below the energy barrier falls as the system grows',
    subtitle: 'Exact mean numbers of local minima of the spherical 3-spin glass (Kac–Rice)',
    panels: [
      {
        layout: 'xy',
        title: 'Share of minima below −ΛE∞',
        x: { name: 'spins Λ', scale: 'log' },
        y: { name: 'share', scale: 'log' },
        marks: [{ type: 'points', label: 'exact', points: rows.map(({ size, share }) => ({ x: size, y: share })) }],
      },
      {
        layout: 'xy',
        title: `Share of minima above −Λ(E∞ − ε)`,
        x: { name: 'spins Λ', scale: 'log' },
        y: { name: 'share', scale: 'log' },
        marks: heights.map((height, i) => ({
          type: 'curve' as const,
          role: 'measured' as const,
          label: `ε = ${height}`,
          points: rows.filter((row) => row.above[i]! > 0).map((row) => [row.size, row.above[i]! / row.all] as const),
        })),
      },
    ],
    canShow: 'Can show where minima lie in the mean over the disorder, exactly at each size.',
    cannotShow:
      'Cannot show typical samples, whose counts can be smaller than the mean, nor which minima a descent finds.',
    source: run.source,
    description: rows
      .map(({ size, share }) => `Λ = ${size}: ${scientific(share, 3)} of the minima below the barrier`)
      .join('; '),
  };
}
