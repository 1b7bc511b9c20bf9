/** Numbers of kind exact as text. The word 'exactly' stands only beside what is printed in full: an integer, a decimal that ends, a fraction. */
import { formatFixed, formatNumber } from './format.ts';

interface ExactText {
  readonly number: string;
  /** What follows it, and its unit: ' exactly', ', computed' where digits are cut, '' where it is no number. */
  readonly word: '' | ' exactly' | ', computed';
}

/** Of a decimal that ends, at most: one double in ten has a decimal of 15 digits, one in ten thousand one of 12. */
const fullDigits = 12;

/** Of a number that is cut: fewer than a double surely has, so that rounding in a formula shows in none. */
const cutDigits = 10;

/** Largest denominator of a fraction that is told from a double. */
const largestDenominator = 1000;

/** '18' exactly, '0.25' exactly, '4/3' exactly, '0.9504699219' computed. */
export function exactText(value: number): ExactText {
  if (!Number.isFinite(value)) return { number: formatNumber(value), word: '' };
  if (Number.isSafeInteger(value)) return { number: formatFixed(value, 0), word: ' exactly' };
  if (Number(value.toPrecision(fullDigits)) === value)
    return { number: formatNumber(value, fullDigits), word: ' exactly' };
  const fraction = fractionOf(value);
  if (!fraction) return { number: formatNumber(value, cutDigits), word: ', computed' };
  const [p, q] = fraction;
  // 0.1 + 0.2 is 3/10, a decimal that ends.
  const number = 10 ** 9 % q === 0 ? formatNumber(p / q, fullDigits) : `${formatFixed(p, 0)}/${q}`;
  return { number, word: ' exactly' };
}

/**
 * The fraction in lowest terms that a double is but for the rounding of a few operations (8 units in its last place), if its denominator is small.
 * Below 1000 in size, so that another number comes as near to one by chance at most once in a million times.
 */
function fractionOf(value: number): readonly [p: number, q: number] | undefined {
  if (Math.abs(value) >= 1000) return undefined;
  for (let q = 1; q <= largestDenominator; q++) {
    const p = Math.round(value * q);
    if (p !== 0 && Math.abs(value - p / q) <= 8 * Number.EPSILON * Math.abs(value)) return [p, q];
  }
  return undefined;
}
