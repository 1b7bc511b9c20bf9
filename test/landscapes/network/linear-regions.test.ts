/** Linear regions of the examples: by hand, and where two examples share one the network is affine between them. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { answers, examplesPerRegion, linearRegions } from '../../../src/landscapes/index.ts';

describe('linear regions', () => {
  it('of one input and two kinks, by hand', () => {
    const shape = { sizes: [1, 2, 1], activation: 'relu', loss: 'squared' } as const;
    const x = Float64Array.of(-2, -0.5, 0.2, 0.3, 3, -1);
    const examples = { count: 6, inputs: 1, outputs: 1, x, t: new Float64Array(6) };
    // Units x + 1 and x: kinks at −1 and 0; at −1 itself the first is off.
    const point = Float64Array.of(1, 1, 1, 0, 1, 1, 0);
    const regions = linearRegions(shape, examples, point);
    expect([...regions]).toEqual([0, 1, 2, 2, 2, 0]);
    expect(examplesPerRegion(regions)).toBeCloseTo((4 + 1 + 9) / 6, 14);
    expect(examplesPerRegion(Int32Array.of(0, 1, 2))).toBe(1);
  });

  it('deep: within a region outputs are affine, and gates of deeper layers tell regions apart', () => {
    const shape = { sizes: [2, 3, 3, 1], activation: 'relu', loss: 'squared' } as const;
    const draw = stream(4, 'test/linear-regions', 0, 'points');
    const numbers = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
    const count = 70;
    const examples = { count, inputs: 2, outputs: 1, x: numbers(2 * count), t: numbers(count) };
    const point = numbers(9 + 12 + 4);
    const regions = linearRegions(shape, examples, point);
    const first = linearRegions({ ...shape, sizes: [2, 3, 1] }, examples, point.slice(0, 13));
    expect(new Set(regions).size).toBeGreaterThan(new Set(first).size);
    const z = answers(shape, examples, point);
    let checked = 0;
    for (let a = 0; a < count; a++)
      for (let b = 0; b < a; b++) {
        if (regions[a] !== regions[b]) continue;
        expect(first[a]).toBe(first[b]);
        const middle = Float64Array.of(
          (examples.x[2 * a]! + examples.x[2 * b]!) / 2,
          (examples.x[2 * a + 1]! + examples.x[2 * b + 1]!) / 2,
        );
        const [between] = answers(shape, { count: 1, inputs: 2, outputs: 1, x: middle, t: numbers(1) }, point);
        expect(between).toBeCloseTo((z[a]! + z[b]!) / 2, 12);
        checked++;
      }
    expect(checked).toBeGreaterThan(20);
  });
});
