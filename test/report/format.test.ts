import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatFixed,
  formatInterval,
  formatNumber,
  formatWithError,
  superscript,
  thinSpace,
} from '../../src/report/format.ts';

const read = (text: string) => Number(text.replaceAll(thinSpace, '').replace('−', '-'));

describe('value ± error', () => {
  // Digits of the error by the rule of the Particle Data Group: 100…354 two, 355…949 one, 950…999 rounded up to 1000, two of it.
  test.each([
    [-1.59571, 0.00041, '−1.5957 ± 0.0004'],
    [-1.44437, 0.00354, '−1.4444 ± 0.0035'],
    [-1.44437, 0.00355, '−1.444 ± 0.004'],
    [0.742, 0.0203, '0.742 ± 0.020'],
    [0.827, 0.0951, '0.83 ± 0.10'],
    [12345.6, 678, `12${thinSpace}300 ± 700`],
    [0.0004, 0.3, '0.00 ± 0.30'],
    [2.3149e-7, 0.051e-7, '(2.31 ± 0.05) × 10⁻⁷'],
    [-4.21e12, 3e11, '(−4.21 ± 0.30) × 10¹²'],
    [1.632993161855452, 4e-16, '1.632993161855452 ± 4 × 10⁻¹⁶'],
    [5, 0, '5'],
    [0.25, Number.NaN, '0.25'],
  ])('%d, %d → %s', (value, error, text) => expect(formatWithError(value, error)).toBe(text));

  test('the printed value is off by at most half a unit of the error’s last digit, hence by less than half the error', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
        (value, error) => {
          const [printed = '', printedError = ''] = formatWithError(value, error).split(' ± ');
          expect(Math.abs(read(printed) - value)).toBeLessThanOrEqual(0.15 * error);
          // 3.55 → 4 is the coarsest rounding of an error.
          expect(Math.abs(read(printedError) - error)).toBeLessThanOrEqual(0.13 * error);
          const digits = (text: string) => text.split('.')[1]?.length ?? 0;
          expect(digits(printed)).toBe(digits(printedError));
        },
      ),
      { seed: 1 },
    );
  });
});

test.each([
  [0, '0'],
  [-0, '0'],
  [1000, `1${thinSpace}000`],
  [-1234567, `−1${thinSpace}234${thinSpace}567`],
  [0.1 + 0.2, '0.3'],
  [-1.6329999, '−1.633'],
  [1e-9, '10⁻⁹'],
  [-2.5e-9, '−2.5 × 10⁻⁹'],
  [1e22, '10²²'],
  [99999.6, `99${thinSpace}999.6`],
  [Number.NaN, 'undefined'],
  [-Infinity, '−∞'],
])('a number alone: %d → %s', (value, text) => expect(formatNumber(value, 6)).toBe(text));

test('a rounded zero carries no sign, negative decimals round before the point', () => {
  expect(formatFixed(-0.0004, 2)).toBe('0.00');
  expect(formatFixed(-1550, -2)).toBe(`−1${thinSpace}500`);
  expect(superscript(-12)).toBe('⁻¹²');
});

test('an interval has the digits of its half-width', () => {
  expect(formatInterval([0.71834, 0.76612])).toBe('[0.718, 0.766]');
  expect(formatInterval([3, 3])).toBe('[3, 3]');
});
