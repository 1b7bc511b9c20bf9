/** Powers by double-doubles: rounded once, so that every engine has the same bits. */
import { expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { power, root } from '../../src/base/power.ts';

it('are exact where the power is a float64', () => {
  for (const x of [1, 2, 3, 7, 12, 0.5, -1.5, 1000])
    for (let n = 0; n <= 5; n++) {
      let product = 1;
      for (let k = 0; k < n; k++) product *= x; // below 2⁵³ in units of the last place
      expect(power(x, n)).toBe(product);
      expect(power(x, -n)).toBe(1 / product);
    }
  for (const root of [1, 3, 12, 1.25]) {
    expect(power(root ** 2, 0.5)).toBe(root);
    expect(power(root ** 2, 1.5)).toBe(root * root * root);
    expect(power(root ** 2, -0.5)).toBe(1 / root);
  }
});

it('are `**` to two units in the last place, at every size', () => {
  const draw = stream(1, 'test/power', 0, 'numbers');
  for (let k = 0; k < 2000; k++) {
    const x = 10 * draw.uniform();
    const n = (draw.integer(13) - 6) / 2;
    expect(Math.abs(power(x, n) / x ** n - 1)).toBeLessThan(2 ** -51);
  }
});

it('are those of `**` for zeros, infinities and what overflows', () => {
  for (const x of [0, Infinity, Number.NaN, 1e200, 1e-200, -0])
    for (const n of [-3, -0.5, 0, 2, 3]) expect(power(x, n)).toBe(x ** n);
});

/** m and e with x = m 2ᵉ, m a 53-bit integer. */
function parts(x: number): [m: bigint, e: number] {
  const e = Math.floor(Math.log2(Math.abs(x))) - 52;
  return [BigInt(x * 2 ** -e), e];
}

// With `**` in place of `power` these fail on Node 20 and on Node 24, at other numbers.
it('are rounded once: cubes and fourth powers of any number, by integers', () => {
  const draw = stream(1, 'test/power', 1, 'numbers');
  for (let k = 0; k < 2000; k++) {
    const x = 3 * draw.uniform() - 1;
    const [m, e] = parts(x);
    for (const n of [3, 4]) expect(power(x, n)).toBe(Number(m ** BigInt(n)) * 2 ** (e * n));
  }
});

it('are rounded once: the half powers that scale a glass, at every size up to 500', () => {
  for (let size = 2; size <= 500; size++)
    for (const n of [1, 2, 3, 4]) {
      const [m, e] = parts(power(size, -n / 2));
      // m − ½ ≤ 2⁻ᵉ size^(−n/2) ≤ m + ½, squared and cleared of fractions.
      const middle = 4n * 2n ** BigInt(-2 * e);
      const at = (twice: bigint) => twice ** 2n * BigInt(size) ** BigInt(n);
      expect([at(2n * m - 1n) <= middle, middle <= at(2n * m + 1n)]).toEqual([true, true]);
    }
});

it('has roots rounded once, by integers', () => {
  const draw = stream(1, 'test/power', 2, 'numbers');
  for (let k = 0; k < 2000; k++) {
    const [n, x] = [1 + draw.integer(5), 1 + draw.integer(2 ** 30)];
    const [m, e] = parts(root(x, n));
    // m − ½ ≤ 2⁻ᵉ x^(1/n) ≤ m + ½, raised and cleared of fractions.
    const middle = BigInt(x) * (e > 0 ? 1n : 2n ** BigInt(n * (1 - e)));
    const at = (twice: bigint) => twice ** BigInt(n) * (e > 0 ? 2n ** BigInt(n * (e - 1)) : 1n);
    expect([at(2n * m - 1n) <= middle, middle <= at(2n * m + 1n)]).toEqual([true, true]);
  }
});
