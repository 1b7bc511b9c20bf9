/** Containment on random expressions against rationals, and on functions against series in rationals. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import {
  exp,
  log,
  sigmoid,
  sigmoidBend,
  sigmoidSlope,
  tanh,
  tanhBend,
  tanhSlope,
} from '../../../src/certificates/interval/functions.ts';
import * as I from '../../../src/certificates/interval/interval.ts';
import * as Q from '../../../src/certificates/rational.ts';

const holds = ({ low, high }: I.Interval, x: Q.Rational): boolean =>
  (low === -Infinity || !Q.isLess(x, Q.fromBinary64(low))) && (high === Infinity || !Q.isLess(Q.fromBinary64(high), x));

/** An expression as the interval that is claimed to hold it, and as the number it is. */
interface Pair {
  readonly interval: I.Interval;
  readonly exact: Q.Rational;
}

function leaf(draw: ReturnType<typeof stream>): Pair {
  const kind = Math.floor(5 * draw.uniform());
  const x = [
    () => Math.floor(9 * draw.uniform()) - 4,
    () => draw.normal(),
    () => draw.normal() * 2 ** Math.floor(60 * (draw.uniform() - 0.5)),
    () => Number.MIN_VALUE * Math.floor(5 * (draw.uniform() - 0.5)),
    () => Number.MAX_VALUE * (draw.uniform() - 0.5),
  ][kind]!();
  const exact = Q.fromBinary64(x);
  // Half of them wide: the number is anywhere in it.
  const interval = draw.uniform() < 0.5 ? I.point(x) : I.ball(x, Math.abs(draw.normal()) * (kind === 1 ? 1 : 1e-3));
  return { interval, exact };
}

const operations = [
  (a: Pair, b: Pair) => ({ interval: I.add(a.interval, b.interval), exact: Q.add(a.exact, b.exact) }),
  (a: Pair, b: Pair) => ({ interval: I.subtract(a.interval, b.interval), exact: Q.subtract(a.exact, b.exact) }),
  (a: Pair, b: Pair) => ({ interval: I.multiply(a.interval, b.interval), exact: Q.multiply(a.exact, b.exact) }),
  (a: Pair) => ({ interval: I.square(a.interval), exact: Q.multiply(a.exact, a.exact) }),
  (a: Pair, b: Pair) =>
    Q.isZero(b.exact) ? a : { interval: I.divide(a.interval, b.interval), exact: Q.divide(a.exact, b.exact) },
];

function expression(draw: ReturnType<typeof stream>, depth: number): Pair {
  if (depth === 0) return leaf(draw);
  const operation = operations[Math.floor(operations.length * draw.uniform())]!;
  return operation(expression(draw, depth - 1), expression(draw, depth - 1));
}

describe('interval arithmetic', () => {
  it('holds the exact value of 100,000 random expressions, and is not loose', () => {
    const draw = stream(1, 'intervals', 0, 'expressions');
    let tight = 0;
    let outside = 0;
    for (let k = 0; k < 100_000; k++) {
      const { interval, exact } = expression(draw, 1 + (k % 3));
      if (!holds(interval, exact)) outside++;
      const { low, high } = interval;
      if (high - low <= 1e-14 * Math.abs(low)) tight++;
    }
    expect(outside).toBe(0);
    expect(tight).toBeGreaterThan(1000);
  });

  it('moves outwards by one or two numbers', () => {
    const word = new DataView(new ArrayBuffer(8));
    const place = (x: number) => {
      word.setFloat64(0, x);
      return word.getBigInt64(0);
    };
    const draw = stream(2, 'intervals', 0, 'neighbors');
    const near = [0, 1, 2 ** -1022, 2 ** -1074, 2 ** -1021, 1 - 2 ** -53, 2 ** 1023];
    const far = Array.from(
      { length: 2000 },
      () => (1 + draw.uniform()) * 2 ** Math.floor(2090 * draw.uniform() - 1070),
    );
    for (const x of [...near, ...far].filter((each) => each < 1.7e308)) {
      const steps = Number(place(I.above(x)) - place(x));
      expect(steps).toBeGreaterThanOrEqual(1);
      expect(steps).toBeLessThanOrEqual(2);
      if (x > 2 ** -1074) expect(I.below(x)).toBeLessThan(x);
    }
    expect(I.above(Number.MAX_VALUE)).toBe(Infinity);
    expect(I.above(-Infinity)).toBe(-Number.MAX_VALUE);
  });

  it('knows division by intervals around 0, and infinite ends', () => {
    expect(I.divide(I.point(1), I.ball(0, 1))).toEqual(I.whole);
    expect(I.multiply(I.zero, I.whole)).toEqual(I.zero);
    expect(I.signOf(I.ball(0, 1))).toBeUndefined();
    expect(I.middle(I.whole)).toBe(0);
  });
});

/** eˣ to 2⁻²⁰⁰ relative: the series of x/2^k, squared k times, in fixed point of 320 bits. */
function exactExp(x: number): Q.Rational {
  const bits = 420n;
  const { n, d } = Q.fromBinary64(x);
  const r = ((n << bits) / d) >> 12n;
  let [sum, term] = [1n << bits, 1n << bits];
  for (let k = 1n; term !== 0n && k < 200n; k++) {
    term = ((term * r) >> bits) / k;
    sum += term;
  }
  for (let k = 0; k < 12; k++) sum = (sum * sum) >> bits;
  return Q.rational(sum, 1n << bits);
}

describe('functions of intervals', () => {
  const draw = stream(3, 'intervals', 0, 'functions');
  const places = Array.from({ length: 400 }, (_, k) => draw.normal() * [0.01, 0.3, 2, 12][k % 4]!);

  it('hold exp, sigmoid, tanh and their derivatives, to a few units in the last place', () => {
    for (const x of places) {
      const e = exactExp(x);
      const below = Q.add(Q.one, e);
      const s = Q.divide(e, below);
      const s1 = Q.divide(s, below);
      const e2 = Q.multiply(e, e);
      const t = Q.divide(Q.subtract(e2, Q.one), Q.add(e2, Q.one));
      const t1 = Q.subtract(Q.one, Q.multiply(t, t));
      const z = I.point(x);
      for (const [interval, exact] of [
        [exp(z), e],
        [sigmoid(z), s],
        [sigmoidSlope(z), s1],
        [sigmoidBend(z), Q.multiply(s1, Q.subtract(Q.one, Q.add(s, s)))],
        [tanh(z), t],
        [tanhSlope(z), t1],
        [tanhBend(z), Q.negate(Q.multiply(Q.add(t, t), t1))],
      ] as const) {
        expect(holds(interval, exact), `${x}`).toBe(true);
        expect(interval.high - interval.low).toBeLessThan(1e-14 * Math.max(1, Math.abs(interval.high)));
      }
    }
  });

  it('log inverts exp', () => {
    for (const x of places) {
      const { low, high } = log(exp(I.point(x)));
      expect(low <= x && x <= high, `${x}`).toBe(true);
      expect(high - low).toBeLessThan(1e-14 * Math.max(1, Math.abs(x)));
    }
    expect(() => log(I.point(-1))).toThrow(RangeError);
    expect(log(I.ball(0, 1)).low).toBe(-Infinity);
  });

  it('are monotone where the functions are', () => {
    for (const x of places) {
      const wide = I.ball(x, 0.5);
      const near = sigmoid(I.point(x + 0.25));
      const all = sigmoid(wide);
      expect(all.low).toBeLessThan(near.low);
      expect(all.high).toBeGreaterThan(near.high);
      expect(exp(wide).high).toBeGreaterThan(exp(I.point(x + 0.49)).low);
      expect(tanh(wide).low).toBeGreaterThanOrEqual(-1);
    }
  });
});
