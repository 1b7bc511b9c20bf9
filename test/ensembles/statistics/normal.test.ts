import { readFileSync } from 'node:fs';
import cephes from 'cephes';
import { describe, expect, it } from 'vitest';
import { criticalValue, erfc, normalCdf, normalQuantile } from '../../../src/ensembles/statistics.ts';

const golden = JSON.parse(readFileSync(new URL('../../golden/scipy/statistics.json', import.meta.url), 'utf8'));
const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.abs(exact);

describe('normal distribution', () => {
  it('erfc equals scipy to relative 2e-14', () => {
    golden.erfc.x.forEach((x: number, i: number) => {
      expect(relative(erfc(x), golden.erfc.value[i])).toBeLessThan(2e-14);
    });
  });

  it('erfc equals cephes to relative 2e-14 on a grid through the border of its two branches', async () => {
    await cephes.compiled;
    for (let x = -5; x < 12; x += 0.0317) expect(relative(erfc(x), cephes.erfc(x))).toBeLessThan(2e-14);
  });

  it('Φ equals scipy to relative 2e-14 + 2x²u, in the lower tail too', () => {
    golden.cdf.x.forEach((x: number, i: number) => {
      expect(relative(normalCdf(x), golden.cdf.value[i])).toBeLessThan(2e-14 + 2 * x * x * 2 ** -53);
    });
  });

  it('Φ⁻¹ equals scipy to relative 1e-15 down to p = 1e-290', () => {
    golden.quantile.p.forEach((p: number, i: number) => {
      expect(Math.abs(normalQuantile(p) - golden.quantile.value[i])).toBeLessThanOrEqual(
        1e-15 * Math.abs(golden.quantile.value[i]),
      );
    });
    expect(criticalValue(0.95)).toBeCloseTo(1.959963984540054, 13);
    for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(/normalQuantile: p must be/);
  });
});
