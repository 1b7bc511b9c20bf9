/**
 * Numbers as text: a true minus, thin groups, and as many digits as the error allows (the rounding rule of the Particle Data Group:
 * an error whose three leading digits are at most 354 keeps two, others one; from 950 on that one is the 10 of the next decade;
 * the value ends where the error ends).
 */

/** U+2009 between groups of three; wrapText never breaks there. */
export const thinSpace = '\u2009';
const minus = '\u2212';

/** A number that was rounded together with its error; both are ready to print, `exponent` applies to both. */
export interface FormattedEstimate {
  readonly value: string;
  readonly error: string;
  /** '' or ' × 10⁻⁷' */
  readonly exponent: string;
}

/** A number in `decimals` digits after the point (before it when negative), grouped, with a true minus and never −0. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  const step = 10 ** Math.max(0, -decimals);
  const text = (decimals < 0 ? Math.round(value / step) * step : value).toFixed(Math.min(100, Math.max(0, decimals)));
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const digits = fraction === undefined ? group(whole) : `${group(whole)}.${fraction}`;
  return text.startsWith('-') && /[1-9]/.test(digits) ? minus + digits : digits;
}

/** A number without an error: integers in full, others in `significant` digits without trailing zeros. */
export function formatNumber(value: number, significant = 4): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  if (Number.isSafeInteger(value) && Math.abs(value) < 1e12) return formatFixed(value, 0);
  const size = magnitude(value);
  if (size < -4 || size >= 7) {
    const mantissa = Number((value / 10 ** size).toPrecision(significant));
    return Math.abs(mantissa) === 1 && mantissa > 0
      ? `10${superscript(size)}`
      : `${trim(mantissa)} × 10${superscript(size)}`;
  }
  return trim(Number(value.toPrecision(significant)));
}

/** Value and error in matching digits. A missing, zero or non-finite error leaves the value alone (error ''). */
export function formatEstimate(value: number, error: number | undefined): FormattedEstimate {
  if (error === undefined || !Number.isFinite(value) || !Number.isFinite(error) || error <= 0)
    return { value: formatNumber(value), error: '', exponent: '' };
  const size = Math.max(magnitude(value), magnitude(error));
  // Up to ten decimals are read more easily than an exponent; a double carries no more than 16 digits in any case.
  const scientific = size < -4 || size >= 7;
  const scale = scientific ? size : 0;
  const decimals = Math.min(errorDecimals(error) + scale, 15 - (magnitude(value) - scale));
  const scaled = [value, error].map((x) => (scale >= 0 ? x / 10 ** scale : x * 10 ** -scale));
  const exponent = scientific ? ` × 10${superscript(size)}` : '';
  const small = !scientific && decimals > 10;
  return {
    value: formatFixed(scaled[0] ?? value, decimals),
    error: small ? formatNumber(error, 1) : formatFixed(scaled[1] ?? error, decimals),
    exponent,
  };
}

/** '−1.5957 ± 0.0004', '(2.31 ± 0.05) × 10⁻⁷', or the value alone when there is no error. */
export function formatWithError(value: number, error?: number): string {
  const parts = formatEstimate(value, error);
  if (!parts.error) return parts.value;
  const sum = `${parts.value} ± ${parts.error}`;
  return parts.exponent ? `(${sum})${parts.exponent}` : sum;
}

/** An interval in the digits that its width allows: '[0.718, 0.766]'. */
export function formatInterval([low, high]: readonly [number, number]): string {
  if (!(Number.isFinite(low) && Number.isFinite(high) && high > low))
    return `[${formatNumber(low)}, ${formatNumber(high)}]`;
  const decimals = errorDecimals((high - low) / 2);
  if (magnitude(Math.max(Math.abs(low), Math.abs(high))) < -4)
    return `[${formatNumber(low, 3)}, ${formatNumber(high, 3)}]`;
  return `[${formatFixed(low, decimals)}, ${formatFixed(high, decimals)}]`;
}

/** Exponents and other small numbers above the line: superscript(-12) → '⁻¹²'. */
export function superscript(integer: number): string {
  return [...String(integer)].map((c) => (c === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)] ?? ''))).join('');
}

/** Decimals after which an error is rounded. */
function errorDecimals(error: number): number {
  const leading = Number(error.toExponential(2).replace('.', '').split('e')[0]);
  return (leading < 355 ? 1 : 0) - magnitude(Number(error.toExponential(2)));
}

/** Exponent of the leading digit, exact at powers of ten. */
function magnitude(value: number): number {
  return value === 0 ? 0 : Number(value.toExponential().split('e')[1]);
}

function trim(value: number): string {
  const decimals = (/\.(\d+)$/.exec(plainDecimal(value))?.[1] ?? '').length;
  return formatFixed(value, decimals);
}

/** Shortest decimal form without an exponent, for numbers of moderate size. */
function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text;
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, thinSpace);
}

function formatSpecial(value: number): string {
  if (Number.isNaN(value)) return 'undefined';
  return value > 0 ? '∞' : `${minus}∞`;
}
