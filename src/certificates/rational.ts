/** Exact rational numbers on BigInt. Part of what has to be trusted when a certificate is believed: read it, it is all there is. */

/** n/d in lowest terms, d > 0. Made by the functions below alone, so equal numbers have equal parts. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** A number is too long to go on with. */
export class SizeError extends Error {
  override readonly name = 'SizeError';
}

/** Numerators and denominators stay below 2^32768, about 10^9864. */
const [limit, lowest, digits] = [1n << 32768n, -1n << 32768n, 9864];

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

/** The number n/d. @throws RangeError when d = 0; SizeError when it is too long */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError('division by zero');
  if (n >= limit || n <= lowest || d >= limit || d <= lowest)
    throw new SizeError('a number has more than 32768 bits: too long for exact arithmetic here');
  if (d === 1n) return { n, d };
  // Over a power of two the parts share the zeros that both end in.
  const divisor = (d & (d - 1n)) === 0n ? (n | d) & -(n | d) : greatestCommonDivisor(n, d);
  return d < 0n ? { n: -n / divisor, d: -d / divisor } : { n: n / divisor, d: d / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

/** A sum with zero is the other number: it is in lowest terms. */
export const add = (a: Rational, b: Rational): Rational =>
  a.n === 0n ? b : b.n === 0n ? a : rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const isZero = (a: Rational): boolean => a.n === 0n;
export const equal = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;
export const sign = (a: Rational): -1 | 0 | 1 => (a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
export const isLess = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d;
export const sum = (numbers: readonly Rational[]): Rational => numbers.reduce(add, zero);

/** Σ aᵢ bᵢ, of lists of the same length. */
export function dot(a: readonly Rational[], b: readonly Rational[]): Rational {
  let total = zero;
  for (let i = 0; i < a.length; i++) if (a[i]!.n !== 0n && b[i]!.n !== 0n) total = add(total, multiply(a[i]!, b[i]!));
  return total;
}

/** "-7", "13/3": the one way a number is written in a certificate. */
export const print = (a: Rational): string => (a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`);

/** Reads "13/3", "-0.125", "2.5e-3"; undefined when the text is no number of these forms. @throws SizeError when it is too long */
export function parse(text: string): Rational | undefined {
  const parts = /^(-?\d+)(?:\/(\d+)|(?:\.(\d+))?(?:[eE]([+-]?\d+))?)$/.exec(text);
  if (!parts) return undefined;
  const [, whole = '', denominator, fraction = '', exponent = '0'] = parts;
  if (text.length > 2 * digits || exponent.length > 6 || Number(exponent) > digits || Number(exponent) < -digits)
    throw new SizeError(`a number has more than ${digits} digits: too long for exact arithmetic here`);
  if (denominator !== undefined)
    return BigInt(denominator) === 0n ? undefined : rational(BigInt(whole), BigInt(denominator));
  const [n, scale] = [BigInt(whole + fraction), BigInt(exponent) - BigInt(fraction.length)];
  return scale < 0n ? rational(n, 10n ** -scale) : rational(n * 10n ** scale);
}

/** The rational number that a finite binary64 is. @throws RangeError when it is not finite */
export function fromBinary64(value: number): Rational {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const [word, exponent] = [view.getBigUint64(0), (view.getUint16(0) >> 4) & 0x7ff];
  if (exponent === 0x7ff) throw new RangeError(`must be a finite number, got ${value}`);
  const mantissa = (word & 0xfffffffffffffn) | (exponent === 0 ? 0n : 0x10000000000000n);
  const n = value < 0 ? -mantissa : mantissa;
  // Subnormal numbers have the exponent of the smallest normal ones.
  const power = BigInt(exponent === 0 ? 1 : exponent) - 1075n;
  return power < 0n ? rational(n, 1n << -power) : rational(n << power);
}
