/** Binary64 approximations of exact numbers, for estimates and for what people read. Nothing is proved with them. */
import type { Rational } from './rational.ts';

/** Within two units in the last place, as long as it is in the range of normal binary64 numbers. */
export function approximate({ n, d }: Rational): number {
  const size = (value: bigint) => 4 * value.toString(16).replace('-', '').length;
  const shift = 68 - size(n) + size(d);
  const quotient = shift >= 0 ? (n << BigInt(shift)) / d : n / (d << BigInt(-shift));
  // In two steps: 2^−shift alone can be out of range.
  const half = Math.trunc(shift / 2);
  return Number(quotient) * 2 ** -half * 2 ** (half - shift);
}
