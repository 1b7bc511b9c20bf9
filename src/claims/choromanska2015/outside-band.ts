/**
 * ls/outside-band: the abstract says that the number of local minima outside the band between −ΛE_0 and −ΛE∞ diminishes
 * exponentially with the size of the network. Here that number is computed exactly, in the mean over the disorder, for Λ up to 1000:
 * the share of minima on the good side of the barrier, and the number above a level that stays a fixed distance above it.
 */
import { energyBarrier, lnShareBelowBarrier } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { bounded, boundedAlong, falls, list, rises } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { type MeanCounts, meanCounts, order, sizesOf, smallSizes } from './exact-counts.ts';
import { ordersDiffer } from './orders.ts';
import { aboveRows, constantOfTheShare, leadingOrder, rateAbove, shareRow } from './outside-band-laws.ts';

/** Heights ε above the barrier at which minima are counted, all of them judged, and the one that the title names. */
const heights = [0.1, 0.2, 0.3] as const;
const named = 1;

export const outsideBand = theoryClaim({
  id: 'ls/outside-band',
  statement: 'The number of local minima outside the band diminishes exponentially with the size.',
  source: { key: 'choromanska2015loss', place: 'abstract and §4' },
  openQuestions: [
    'The paper says neither whether the number is a mean nor whether the band’s upper end may be relaxed by a fixed ε; the theorem it quotes is about a fixed ε and a probability.',
    'Outside is above the barrier here; what lies below −ΛE₀ is counted in ls/band-and-layers.',
    ordersDiffer,
  ],
  evaluate,
});

function evaluate(run: ClaimRun): Evaluation {
  const counts = sizesOf(run.preset).map((size) => meanCounts(size));
  const rows = counts.map((one) => measure(one));
  const [last, barrier] = [rows.at(-1)!, atBarrier(rows)];
  const heads = heights.map((h) => `above −Λ(E∞ − ${h})`);
  const cell = (i: number) => (row: Row) => (row.above[i] === 0 ? '< 10⁻¹²·all' : scientific(row.above[i]!, 3));
  const spins = logAxis('spins Λ');
  return evaluation({
    title: `At Λ = ${last.size} a share ${scientific(last.share, 2)} of minima lies below the barrier, almost none ${heights[named]} above it`,
    findings: [
      barrier,
      aboveFixedHeight(rows),
      shareLaw(rows),
      constantOfTheShare(counts.map(shareRow)),
      rateAbove(
        counts.flatMap((one) => aboveRows(one, heights)),
        heights,
      ),
    ],
    figures: [
      figureOf(run, {
        id: 'share-below-barrier',
        title: 'The share of minima below the energy barrier falls as the system grows',
        subtitle: 'Exact mean numbers of local minima of the spherical 3-spin glass (Kac–Rice)',
        panels: [
          xy('Share of minima below −ΛE∞', spins, logAxis('share'), [
            curve('law with its constant', 'theory', rows, ({ size }) => [
              size,
              Math.exp(lnShareBelowBarrier(order, size)),
            ]),
            points('exact', rows, ({ size, share }) => ({ x: size, y: share })),
          ]),
          xy('Share of minima above −Λ(E∞ − ε)', spins, logAxis('share'), [
            ...heights.map((height, i) => {
              const seen = rows.filter((row) => row.above[i]! > 0);
              return curve(`ε = ${height}`, 'measured', seen, (row) => [row.size, row.above[i]! / row.all]);
            }),
          ]),
        ],
        canShow: 'where minima lie in the mean over the disorder, exactly at each size.',
        cannotShow: 'typical samples, whose counts can be smaller than the mean, nor which minima a descent finds.',
      }),
    ],
    tables: [
      tableOf('Mean numbers of local minima, H = 3, exact', rows, {
        Λ: ({ size }) => size,
        all: ({ all }) => scientific(all, 4),
        'below −ΛE∞': ({ inside }) => scientific(inside, 4),
        'share below': ({ share, error }) => bounded('share', { value: share, error }),
        ...Object.fromEntries(heads.map((head, i) => [head, cell(i)])),
      }),
    ],
    differences: smallSizes(run.preset),
    story: [
      'The band is a statement about Λ → ∞. At the sizes one can simulate, and far beyond, nearly all minima lie slightly above the barrier, and the more so the larger Λ: both numbers grow with the same exponential rate, but the one above gains a factor e^{c√Λ}.',
      'What does vanish, and faster than exponentially, is the number of minima a fixed distance above the barrier. In that sense the claim is right: bad minima disappear.',
    ],
  });
}

type Row = ReturnType<typeof measure>;

function measure(counts: MeanCounts) {
  const barrier = -energyBarrier(order).value;
  const all = counts.lnBelow(0, Infinity);
  const { value: share, error } = counts.shareBelow(0, barrier);
  const above = heights.map((height) => {
    const rest = -Math.expm1(counts.lnBelow(0, barrier + height).ln - all.ln);
    return rest < 1e-11 ? 0 : rest * Math.exp(all.ln);
  });
  return { size: counts.size, all: Math.exp(all.ln), inside: counts.below(0, barrier), share, error, above };
}

const sizes = (rows: readonly Row[]) => list(rows, ({ size }) => String(size));
const brief = (values: readonly number[]) => list(values, (value) => scientific(value, 2));

export function atBarrier(rows: readonly Row[]): Finding {
  const outside = rows.map((row) => row.all - row.inside);
  const shares = rows.map(({ share }) => share);
  return exactFinding({
    id: 'at-the-barrier',
    statement: 'As printed: the number of local minima above −ΛE∞ diminishes with Λ.',
    because: `In the mean it is ${brief(outside)} at Λ = ${sizes(rows)}, and the share of minima below the barrier ${falls(shares) ? 'falls' : 'does not fall steadily'}: ${brief(shares)}.`,
    quantities: boundedAlong('share of minima below −ΛE∞', rows, ({ share, error }) => ({ value: share, error })),
    holds: rises(outside) ? false : undefined,
    by: 'proof',
    rule: 'contradicted when the exact mean number above −ΛE∞ increases at every step of Λ; otherwise not decided by these sizes',
    erratum: 'statement',
  });
}

/** Corrected: above any fixed height the number vanishes; the theorem quoted has a probability like e^{−cΛ²}. */
export function aboveFixedHeight(rows: readonly Row[]): Finding {
  const parts = heights.map((height, i) => heightPart(rows, height, i));
  const open = parts.some(({ numbers, rates }) => !(endFalls(numbers) && rates.at(-1)! > rates.at(-2)!));
  const levels = list(heights, String);
  return exactFinding({
    id: 'above-a-fixed-height',
    statement: `Corrected: the number of local minima above −Λ(E∞ − ε) diminishes faster than exponentially with Λ, ε = ${levels}.`,
    ours: true,
    because: `${list(parts, ({ height, numbers, rates }) => `ε = ${height}: mean numbers ${brief(numbers)}, −ln(share)/Λ ${list(rates, (rate) => decimal(rate, 4))}`, '; ')} at Λ = ${sizes(rows)} (0 means below 10⁻¹¹ of all). ${powers(parts)}`,
    quantities: parts.flatMap(({ height, numbers }) =>
      boundedAlong(`mean number of minima above −Λ(E∞ − ${height})`, rows, ({ all }, i) => ({
        value: numbers[i]!,
        error: 1e-11 * all,
      })),
    ),
    holds: parts.every(({ falling }) => falling) ? (open ? undefined : true) : false,
    by: 'comparison',
    rule: 'confirmed when at every ε the share falls at every step, −ln(share)/Λ rises at the last step that is resolved (faster than exponential), and the number itself falls at the end; refuted when a share rises; open where a number still grows at the largest Λ',
  });
}

function heightPart(rows: readonly Row[], height: number, i: number) {
  const shares = rows.map((row) => row.above[i]! / row.all);
  const resolved = rows.flatMap(({ size }, j) => (shares[j]! > 0 ? [{ size, cost: -Math.log(shares[j]!) }] : []));
  const [a, b] = resolved.slice(-2);
  return {
    height,
    numbers: rows.map((row) => row.above[i]!),
    falling: shares.every((value, j) => j === 0 || value < shares[j - 1]! || value === 0),
    rates: resolved.map(({ size, cost }) => cost / size),
    /** d ln(−ln share)/d ln Λ between the last two sizes that are resolved. */
    power: a && b ? Math.log(b.cost / a.cost) / Math.log(b.size / a.size) : Number.NaN,
  };
}

const endFalls = (numbers: readonly number[]) => numbers.at(-1)! < 1 || numbers.at(-1)! < numbers.at(-2)!;

function powers(parts: readonly ReturnType<typeof heightPart>[]): string {
  return `Between the last two sizes resolved −ln(share) goes like Λ to the power ${list(parts, ({ height, power }) => `${decimal(power, 2)} (ε = ${height})`)}; the theorem has 2.`;
}

/** ln(share below −ΛE∞) from ln E C_{Λ,0}(−E∞) and the law of all minima: −(16/3) a^{3/2} √Λ to leading order (docs/theory.md). */
export function shareLaw(rows: readonly Pick<Row, 'size' | 'share' | 'error'>[]): Finding {
  const seen = rows.map(({ size, share, error }) => ({
    size,
    ln: Math.log(share),
    error: error / share,
    law: leadingOrder(size),
  }));
  const ratios = seen.map(({ ln, law }) => ln / law);
  const steps = seen.slice(1).map(({ ln, law }, i) => (ln - seen[i]!.ln) / (law - seen[i]!.law));
  return exactFinding({
    id: 'law-of-the-share',
    statement: 'The share of minima below −ΛE∞ falls like exp(−(16/3)a^{3/2}√Λ), a = (H−2)/(2H).',
    ours: true,
    because: `ln(share) over −(16/3)a^{3/2}√Λ is ${list(ratios, (ratio) => decimal(ratio, 3))} at Λ = ${list(seen, ({ size }) => String(size))}; its change over that of the law is ${list(steps, (step) => decimal(step, 3))} from step to step.`,
    holds: falls(ratios.map((ratio) => Math.abs(ratio - 1))) && steps.every((step) => Math.abs(step - 1) < 0.05),
    by: 'comparison',
    rule: 'confirmed when the ratio comes nearer to 1 at every step and every change is within 5 % of that of the law',
    quantities: boundedAlong('ln(share below −ΛE∞)', seen, ({ ln, error }) => ({ value: ln, error })),
  });
}
