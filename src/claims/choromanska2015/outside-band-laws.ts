/** What ls/outside-band sees beyond leading orders: the share below the barrier with its constant, and the rate in Λ² above it. */
import { energyBarrier, lnMeanBetween, lnMinimaAbove, lnShareBelowBarrier, pushedRate } from '../../theory/index.ts';
import type { Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { bounded, boundedAlong, falls, list } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { type MeanCounts, order } from './exact-counts.ts';

const rules = {
  /** The difference from the law must fall at least like Λ to this power at the last step: its terms are of order Λ^{−1/4} and Λ^{−1/3}. */
  power: -0.25,
  /** Of Φ, within which −ln(number)/Λ² must lie at the largest size resolved, the order Λ taken away. */
  rate: 0.15,
};

/** ln(share below −ΛE∞) beside the law with all terms that do not vanish. */
export interface ShareRow {
  readonly size: number;
  /** Exact less law. */
  readonly left: number;
  readonly error: number;
}

export function shareRow({ size, shareBelow }: MeanCounts): ShareRow {
  const { value, error } = shareBelow(0, -energyBarrier(order).value);
  return { size, left: Math.log(value) - lnShareBelowBarrier(order, size), error: error / value };
}

export function constantOfTheShare(rows: readonly ShareRow[]): Finding {
  const left = rows.map((row) => Math.abs(row.left));
  const [before, last] = rows.slice(-2);
  const power = before && last ? Math.log(last.left / before.left) / Math.log(last.size / before.size) : Number.NaN;
  return exactFinding({
    id: 'constant-of-the-share',
    statement:
      'With its term in Λ^{1/4}, its logarithm and its constant, the law of the share is exact up to what vanishes as Λ → ∞.',
    ours: true,
    because: `ln(share) less the law is ${list(rows, (row) => decimal(row.left, 4))} at Λ = ${list(rows, ({ size }) => String(size))}; over the last step it falls like Λ to the power ${decimal(power, 2)}. The leading order alone is ${decimal(leadingMiss(rows.at(-1)), 2)} off at the last size.`,
    holds: falls(left) && power < rules.power,
    by: 'comparison',
    rule: `confirmed when the difference falls at every step, at the last at least like Λ to the power ${rules.power}`,
    quantities: boundedAlong('ln(share) less the law', rows, (row) => ({ value: row.left, error: row.error })),
  });
}

/** −(16/3)a^{3/2}√Λ, a = (H−2)/(2H): the leading order of ln(share). */
export const leadingOrder = (size: number): number => -(16 / 3) * ((order - 2) / (2 * order)) ** 1.5 * Math.sqrt(size);

function leadingMiss(row: ShareRow | undefined): number {
  return row ? row.left + lnShareBelowBarrier(order, row.size) - leadingOrder(row.size) : Number.NaN;
}

/** Mean number of minima above −Λ(E∞ − ε), to full relative accuracy however small. */
export interface AboveRow {
  readonly size: number;
  readonly height: number;
  readonly ln: number;
  readonly error: number;
}

/** Those that double-doubles resolve to 1e-6. */
export function aboveRows({ size, statistics }: MeanCounts, heights: readonly number[]): AboveRow[] {
  return heights.flatMap((height) => {
    const mean = lnMeanBetween(order, statistics, 0, height - energyBarrier(order).value, Infinity);
    return mean ? [{ size, height, ...mean }] : [];
  });
}

export function rateAbove(rows: readonly AboveRow[], heights: readonly number[]): Finding {
  const parts = heights.map((height) => {
    const u = height - energyBarrier(order).value;
    const own = rows
      .filter((row) => row.height === height)
      .map(({ size, ln, error }) => {
        const rest = ln - lnMinimaAbove(order, size, u);
        return { size, ln, error, rest, rate: pushedRate(order, u) - rest / size ** 2 };
      });
    return { height, own, limit: pushedRate(order, u) };
  });
  const seen = parts.every(({ own }) => own.length > 1);
  const near = seen && parts.every(({ own, limit }) => Math.abs(own.at(-1)!.rate / limit - 1) < rules.rate);
  const small = parts.every(({ own }) => own.every(({ size, rest }) => Math.abs(rest) < Math.log(size)));
  return exactFinding({
    id: 'rate-above',
    statement:
      'The number of minima above −Λ(E∞ − ε) falls like exp(−Λ²Φ), Φ the work of pushing a GOE spectrum beyond a wall at that energy.',
    ours: true,
    because: `−ln(number)/Λ², the order Λ taken away, is ${list(parts, ({ height, own, limit }) => `${list(own, ({ rate }) => scientific(rate, 3))} at Λ = ${list(own, ({ size }) => String(size))} where Φ = ${scientific(limit, 4)} (ε = ${height})`, '; ')}. What the orders Λ² and Λ leave of the logarithm is at most ${decimal(Math.max(...parts.flatMap(({ own }) => own.map(({ rest }) => Math.abs(rest)))), 2)}.`,
    holds: seen && !small ? false : near ? true : undefined,
    by: 'comparison',
    rule: `confirmed when at every ε the rate at the largest size that is resolved is within ${100 * rules.rate} % of Φ, and what the two orders leave of ln(number) is below ln Λ at every size; refuted when they leave more; open where the sizes are too small for the rate, or fewer than two`,
    quantities: parts.flatMap(({ height, own }) =>
      own.map(({ size, ln, error }) =>
        bounded(`ln of the number above −Λ(E∞ − ${height}), Λ = ${size}`, { value: ln, error }),
      ),
    ),
  });
}
