import { describe, expect, it } from 'vitest';
import type { BigFloat } from '../../src/theory/big-float.ts';
import {
  add,
  bitLength,
  divide,
  fromNumber,
  gaussian,
  logarithm,
  multiply,
  multiplyExact,
  negate,
  shift,
  squareRoot,
  subtract,
  withLength,
} from '../../src/theory/big-float.ts';

/** log₂ |a/b − 1| */
const distance = (a: BigFloat, b: BigFloat) => {
  const { mantissa, exponent } = subtract(withLength(a, 400), withLength(b, 400));
  const size = withLength(b, 400);
  return mantissa === 0n ? -Infinity : bitLength(mantissa) + exponent - bitLength(size.mantissa) - size.exponent;
};
/** A decimal with 60 digits, as a quotient of integers. */
const decimal = ([digits, places]: readonly [string, number]) =>
  divide(
    { mantissa: BigInt(digits) << 400n, exponent: -400 },
    withLength({ mantissa: 10n ** BigInt(places), exponent: 0 }, 400),
  );

describe('floats of any length', () => {
  const bits = 200;
  const third = divide(fromNumber(1, bits), fromNumber(3, bits));
  const samples = [
    third,
    fromNumber(-0.1, bits),
    fromNumber(7e-300, bits),
    shift(third, 5000),
    fromNumber(2 ** 40 + 1, bits),
  ];

  it('product and quotient, root and square, sum and difference undo each other to 2 bits of 200', () => {
    for (const a of samples) {
      for (const b of samples) {
        expect(distance(divide(multiply(a, b), b), a)).toBeLessThanOrEqual(3 - bits);
        // A sum has the last place of its larger term.
        const place = Math.max(a.exponent, b.exponent) + 2;
        const { mantissa, exponent } = subtract(subtract(add(a, b), b), a);
        expect(mantissa === 0n || bitLength(mantissa) + exponent <= place).toBe(true);
      }
      expect(distance(squareRoot(multiply(a, a)), a.mantissa < 0n ? negate(a) : a)).toBeLessThanOrEqual(3 - bits);
      expect(distance(multiplyExact(divide(a, fromNumber(7, bits)), 7), a)).toBeLessThanOrEqual(3 - bits);
    }
  });

  it('takes doubles exactly, the smallest and largest too, and gives their logarithm', () => {
    for (const value of [1, 0.1, 2 ** -1074, Number.MAX_VALUE, 3e-310]) {
      const { mantissa, exponent } = fromNumber(value, bits);
      // Put together in two steps, since 2^power may be no double.
      const power = exponent + bits - 54;
      const half = Math.floor(power / 2);
      expect(Number(mantissa >> BigInt(bits - 54)) * 2 ** half * 2 ** (power - half)).toBe(value);
      expect(Math.abs(logarithm(fromNumber(value, bits)) - Math.log(value))).toBeLessThan(
        1e-15 * Math.abs(Math.log(value)) + 1e-16,
      );
    }
    expect(logarithm(fromNumber(0, bits))).toBe(-Infinity);
    expect(logarithm(negate(third))).toBe(-Infinity);
    expect(Math.abs(logarithm(shift(third, 5000)) - (5000 * Math.LN2 - Math.log(3)))).toBeLessThan(1e-12);
  });

  it('a mantissa is as long as what a cancellation leaves, and a product as its shorter factor', () => {
    const left = subtract(add(third, shift(fromNumber(1, bits), -60)), third);
    expect(bitLength(left.mantissa)).toBeGreaterThanOrEqual(bits - 61);
    expect(bitLength(left.mantissa)).toBeLessThanOrEqual(bits - 57);
    expect(Math.abs(bitLength(multiply(left, left).mantissa) - (bits - 59))).toBeLessThanOrEqual(2);
    expect(Math.abs(bitLength(divide(third, left).mantissa) - (bits - 59))).toBeLessThanOrEqual(2);
    for (const length of [1, 52, 53, 64, 1023, 1024, 1025, 5000])
      expect(bitLength(1n << BigInt(length - 1))).toBe(length);
  });

  // Digits by mpmath 1.3 at 70 digits: exp(-s²), √π/2 erfc(-s), √(π/2) erfc(-s/√2).
  const cases = [
    [
      -0.375,
      ['868815056262843166738503531191340829112651331191756640732744', 60],
      ['528087639280864791086410769093117855945398307647132842778477', 60],
      ['886920867277434687431066791586047213994142943539733751340435', 60],
    ],
    [
      -6.5,
      ['447773244171830119904210310778043799255646310074279970323745', 78],
      ['340501529907758895596935876468047841659694327546313707779749', 79],
      ['100666206144358711172144713555983039086946859635210255137264', 69],
    ],
    [
      -21,
      ['299318445226019273147941155689713335768066478641209063201241', 251],
      ['711857689795733535287763544707596124148092325857138818072969', 253],
      ['821993100274878617734036444670874598897917634257511561015948', 157],
    ],
  ] as const;
  for (const [s, density, below, half] of cases) {
    it(`Gaussian and both of its integrals at ${s} have 59 digits`, () => {
      const whole = gaussian(s, 1, 240);
      // 60 digits are 199 bits; the last digit is rounded.
      expect(distance(whole.density, decimal(density))).toBeLessThan(-195);
      expect(distance(whole.below, decimal(below))).toBeLessThan(-195);
      expect(distance(gaussian(s, 0.5, 240).below, decimal(half))).toBeLessThan(-195);
    });
  }

  it('the whole line gives π to 59 digits, half of it at s = 0', () => {
    const { line, below } = gaussian(0, 1, 240);
    const pi = decimal(['314159265358979323846264338327950288419716939937510582097494', 59]);
    expect(distance(multiply(line, line), pi)).toBeLessThan(-195);
    expect(distance(shift(below, 1), line)).toBeLessThan(-235);
    expect(() => gaussian(1.5, 1, 240)).toThrow('gaussian');
  });
});
