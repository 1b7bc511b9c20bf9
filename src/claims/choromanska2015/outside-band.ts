/**
 * ls/outside-band: the abstract says that the number of local minima outside the band between −ΛE_0 and −ΛE∞ diminishes
 * exponentially with the size of the network. Here that number is computed exactly, in the mean over the disorder, for Λ up to 1000:
 * the share of minima on the good side of the barrier, and the number above a level that stays a fixed distance above it.
 */
import { energyBarrier } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { bounded, boundedAlong, falls, list, rises } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { type MeanCounts, meanCounts, order, sizesOf, smallSizes } from './exact-counts.ts';

/** Heights above the barrier at which minima are counted, and which of them is judged. */
const heights = [0.1, 0.2, 0.3] as const;
const judged = 1;

export const outsideBand = theoryClaim({
  id: 'ls/outside-band',
  statement: 'The number of local minima outside the band diminishes exponentially with the size.',
  source: { key: 'choromanska2015loss', place: 'abstract and §4' },
  openQuestions: [
    'The paper says neither whether the number is a mean nor whether the band’s upper end may be relaxed by a fixed ε; the theorem it quotes is about a fixed ε and a probability.',
  ],
  evaluate,
});

function evaluate(run: ClaimRun): Evaluation {
  const rows = sizesOf(run.preset).map((size) => measure(meanCounts(size)));
  const [last, barrier] = [rows.at(-1)!, atBarrier(rows)];
  const heads = heights.map((h) => `above −Λ(E∞ − ${h})`);
  const cell = (i: number) => (row: Row) => (row.above[i] === 0 ? '< 10⁻¹²·all' : scientific(row.above[i]!, 3));
  const spins = logAxis('spins Λ');
  return evaluation({
    title: `At Λ = ${last.size} a share ${scientific(last.share, 2)} of minima lies below the barrier, almost none ${heights[judged]} above it`,
    findings: [barrier, aboveFixedHeight(rows)],
    figures: [
      figureOf(run, barrier, {
        id: 'share-below-barrier',
        title: 'The share of minima below the energy barrier falls as the system grows',
        subtitle: 'Exact mean numbers of local minima of the spherical 3-spin glass (Kac–Rice)',
        panels: [
          xy('Share of minima below −ΛE∞', spins, logAxis('share'), [
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

/** Corrected: above a fixed height the number vanishes; at ε the rate exceeds any exponential once √Λ outgrows 1/ε. */
export function aboveFixedHeight(rows: readonly Row[]): Finding {
  const numbers = rows.map((row) => row.above[judged]!);
  const shares = rows.map((row) => row.above[judged]! / row.all);
  const rates = rows.map((row, i) => -Math.log(shares[i]!) / row.size).filter(Number.isFinite);
  const falling = shares.every((value, i) => i === 0 || value < shares[i - 1]! || value === 0);
  const gone = numbers.at(-1)! < 1 || numbers.at(-1)! < numbers.at(-2)!;
  const level = `−Λ(E∞ − ${heights[judged]})`;
  return exactFinding({
    id: 'above-a-fixed-height',
    statement: `Corrected: the number of local minima above ${level} diminishes at least exponentially with Λ.`,
    ours: true,
    because: `Mean numbers ${brief(numbers)} at Λ = ${sizes(rows)} (0 means below 10⁻¹¹ of all); −ln(share)/Λ is ${list(rates, (rate) => decimal(rate, 4))}.`,
    quantities: boundedAlong(`mean number of minima above ${level}`, rows, ({ all }, i) => ({
      value: numbers[i]!,
      error: 1e-11 * all,
    })),
    holds: falling && rises(rates) && gone,
    by: 'comparison',
    rule: 'confirmed when the share falls at every step, −ln(share)/Λ rises (faster than exponential), and the number itself falls at the end',
  });
}
