import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approximate } from '../../src/certificates/approximate.ts';
import {
  add,
  divide,
  dot,
  equal,
  fromBinary64,
  isLess,
  multiply,
  negate,
  one,
  parse,
  print,
  type Rational,
  rational,
  SizeError,
  sign,
  subtract,
  sum,
  zero,
} from '../../src/certificates/rational.ts';

const numbers = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 20n }))
  .map(([n, d]) => rational(n, d));
const law = (name: string, property: fc.IRawProperty<unknown>) =>
  test(name, () => fc.assert(property, { seed: 1, numRuns: 300 }));

describe('a field, ordered', () => {
  law(
    'sums and products do not depend on order and grouping',
    fc.property(numbers, numbers, numbers, (a, b, c) => {
      expect(add(a, b)).toEqual(add(b, a));
      expect(multiply(a, b)).toEqual(multiply(b, a));
      expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
      expect(multiply(multiply(a, b), c)).toEqual(multiply(a, multiply(b, c)));
      expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
      expect(sum([a, b, c])).toEqual(add(a, add(b, c)));
      expect(dot([a, b], [b, c])).toEqual(add(multiply(a, b), multiply(b, c)));
    }),
  );
  test('common factors go, on both sides of 2^53, where the processor begins to divide', () => {
    const edge = 2n ** 53n;
    // 2^53 − 111 and 2^53 + 5 are primes: what is left of a fraction of their multiples is known.
    const [p, q] = [edge - 111n, edge + 5n];
    for (const factor of [1n, 2n, 3n, 97n, p, q, edge, edge - 1n, edge + 1n, edge * edge])
      for (const signs of [1n, -1n]) {
        expect(rational(signs * p * factor, q * factor)).toEqual({ n: signs * p, d: q });
        expect(rational(q * factor, signs * p * factor)).toEqual({ n: signs * q, d: p });
        expect(rational(signs * 6n * factor, 35n * factor)).toEqual({ n: signs * 6n, d: 35n });
        expect(rational(signs * factor, factor)).toEqual({ n: signs, d: 1n });
      }
    expect(rational(0n, q)).toEqual(zero);
  });
  law(
    'differences and quotients undo sums and products',
    fc.property(numbers, numbers, (a, b) => {
      expect(subtract(add(a, b), b)).toEqual(a);
      expect(add(a, negate(a))).toEqual(zero);
      if (sign(b) === 0) expect(() => divide(a, b)).toThrow(RangeError);
      else expect(multiply(divide(a, b), b)).toEqual(a);
      if (sign(a) !== 0) expect(divide(a, a)).toEqual(one);
    }),
  );
  law(
    'the order is that of cross products of BigInts, and of signs',
    fc.property(numbers, numbers, (a, b) => {
      expect(isLess(a, b)).toBe(a.n * b.d < b.n * a.d);
      expect(sign(subtract(a, b))).toBe(isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0);
      expect(equal(a, b)).toBe(sign(subtract(a, b)) === 0);
    }),
  );
  law(
    'over a power of two as over three times that, which is reduced by Euclid',
    fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.nat(90), fc.nat(200), (odd, zeros, power) => {
      const [n, d] = [odd << BigInt(zeros), 1n << BigInt(power)];
      expect(rational(n, d)).toEqual(rational(3n * n, 3n * d));
      expect(rational(n, -d)).toEqual(negate(rational(n, d)));
    }),
  );
  law(
    'parts are in lowest terms with a positive denominator',
    fc.property(numbers, fc.bigInt({ min: -99n, max: 99n }), (a, k) => {
      if (k !== 0n) expect(rational(a.n * k, a.d * k)).toEqual(a);
      const gcd = (x: bigint, y: bigint): bigint => (y === 0n ? x : gcd(y, x % y));
      expect([1n, -1n]).toContain(gcd(a.n, a.d) || 1n);
      expect(a.d > 0n).toBe(true);
    }),
  );
});

describe('texts', () => {
  law(
    'what is printed is read back',
    fc.property(numbers, (a) => {
      expect(parse(print(a))).toEqual(a);
    }),
  );
  test.each<[string, string]>([
    ['13/3', '13/3'],
    ['-26/6', '-13/3'],
    ['0', '0'],
    ['-0', '0'],
    ['-0/7', '0'],
    ['007', '7'],
    ['0.1', '1/10'],
    ['-1.25e-3', '-1/800'],
    ['1E+2', '100'],
    ['12.50e1', '125'],
    ['0.000e-9', '0'],
  ])('%s is %s', (text, value) => expect(print(parse(text)!)).toBe(value));
  test.each([
    '',
    '-',
    '1.',
    '.5',
    '+1',
    '1/0',
    '1/-2',
    '1/2/3',
    '1.5/2',
    '1e',
    'e5',
    '0x10',
    ' 1',
    '1 ',
    '1_000',
    'NaN',
    'Infinity',
    '１',
  ])('%j is none', (text) => expect(parse(text)).toBeUndefined());
  law(
    'a decimal is its digits over a power of ten',
    fc.property(
      fc.integer(),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.integer({ min: -30, max: 30 }),
      (whole, fraction, exponent) => {
        const digits = String(fraction);
        const value = rational(BigInt(`${whole}${digits}`) || 0n, 10n ** BigInt(digits.length));
        const scale = exponent < 0 ? rational(1n, 10n ** BigInt(-exponent)) : rational(10n ** BigInt(exponent));
        expect(parse(`${whole}.${digits}e${exponent}`)).toEqual(multiply(value, scale));
      },
    ),
  );
});

describe('binary64', () => {
  law(
    'a binary64 is the decimal that prints all of its digits',
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      // toFixed and toPrecision stop at 100 digits; powers of two do not.
      const exact = fromBinary64(value);
      expect(approximate(exact)).toBe(value === 0 ? 0 : Math.abs(value) < 2 ** -1022 ? approximate(exact) : value);
      expect(exact.d & (exact.d - 1n)).toBe(0n);
    }),
  );
  test.each<[number, Rational]>([
    [0.1, rational(3602879701896397n, 2n ** 55n)],
    [-1.5, rational(-3n, 2n)],
    [-0, zero],
    [2 ** 53 + 2, rational(2n ** 53n + 2n)],
    [Number.MIN_VALUE, rational(1n, 2n ** 1074n)],
    [Number.MAX_VALUE, rational((2n ** 53n - 1n) * 2n ** 971n)],
    [2 ** -1022, rational(1n, 2n ** 1022n)],
  ])('%d', (value, exact) => expect(fromBinary64(value)).toEqual(exact));
  test.each([Number.NaN, Infinity, -Infinity])('%d is none', (value) =>
    expect(() => fromBinary64(value)).toThrow(RangeError),
  );
  law(
    'integers and sums of binary64 that round nowhere are those of the machine',
    fc.property(fc.integer(), fc.integer(), (a, b) => {
      const [x, y] = [fromBinary64(a / 1024), fromBinary64(b / 1024)];
      expect(add(x, y)).toEqual(fromBinary64((a + b) / 1024));
      expect(isLess(x, y)).toBe(a < b);
    }),
  );
});

describe('numbers that are too long are refused, not computed', () => {
  test.each<[string, string]>([
    ['an exponent of 9865', '1e9865'],
    ['an exponent of −9865', '1e-9865'],
    ['an exponent of 12 digits', '1e999999999999'],
    ['9866 digits', `1${'0'.repeat(9865)}`],
    ['30 000 digits', '9'.repeat(30_000)],
  ])('%s', (_name, text) => {
    expect(() => parse(text)).toThrow(SizeError);
  });
  test('squares stop in time', () => {
    expect(() => {
      for (let a = rational(3n, 7n); ; ) a = multiply(a, a);
    }).toThrow(SizeError);
  });
});
