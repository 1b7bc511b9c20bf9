import { expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { quantize } from '../../../src/landscapes/network/quantize.ts';

const draw = stream(5, 'test', 0, 'weights');
const normals = Float64Array.from({ length: 4001 }, () => draw.normal());
const meanSquare = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0) / a.length;

it.each([
  [2, 0.3634],
  [4, 0.1175],
  [8, 0.03454],
])(
  '%i values of a normal sample: distortion %f, that of the optimal quantizer (by its fixed point on the normal law)',
  (s, distortion) => {
    const image = quantize(normals, s);
    expect(new Set(image).size).toBe(s);
    // 4001 samples: the distortion is known to about 3 %.
    expect(Math.abs(meanSquare(normals, image) / distortion - 1)).toBeLessThan(0.1);
  },
);

it('a fixed point: every number goes to the nearest value, and each value is the mean of what it replaces', () => {
  const image = quantize(normals, 5);
  const values = [...new Set(image)];
  normals.forEach((x, i) => {
    const nearest = values.reduce((best, v) => (Math.abs(v - x) < Math.abs(best - x) ? v : best));
    expect(image[i]).toBe(nearest);
  });
  for (const v of values) {
    const mine = normals.filter((_, i) => image[i] === v);
    expect(mine.reduce((sum, x) => sum + x, 0) / mine.length).toBeCloseTo(v, 12);
  }
});

it('as many values as numbers gives the numbers back; one value gives the mean; equal numbers stay', () => {
  const few = Float64Array.of(3, -1, 2, 2, 0.5);
  expect([...quantize(few, 5)]).toEqual([...few]);
  expect([...quantize(few, 9)]).toEqual([...few]);
  expect([...quantize(few, 1)]).toEqual(new Array(5).fill(1.3));
  expect([...quantize(new Float64Array(4).fill(0.25), 3)]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

it('two far groups: their means', () => {
  expect([...quantize(Float64Array.of(10, 1, 11, 2, 12, 3), 2)]).toEqual([11, 2, 11, 2, 11, 2]);
});
