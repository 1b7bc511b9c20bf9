/** Polynomial systems on boxes: containment, zeros that are known, and the potential of a gradient. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { polynomialSystem, potential, proveSigns, proveZero } from '../../src/certificates/index.ts';
import type { Term } from '../../src/linalg/polynomials.ts';

const term = (c: number, ...variables: number[]): Term => ({ coefficient: [c, 0], variables });
/** ∇(x⁴/4 + x² y² /2 − x + y²): a gradient. */
const gradient = {
  unknowns: 2,
  equations: [
    [term(1, 0, 0, 0), term(1, 0, 1, 1), term(-1)],
    [term(1, 0, 0, 1), term(2, 1)],
  ],
};
const φ = (x: number, y: number) => x ** 4 / 4 + (x * x * y * y) / 2 - x + y * y;

describe('polynomials on boxes', () => {
  it('contain values, derivatives and the potential of 200 random points', () => {
    const draw = stream(1, 'test', 0, 'boxes');
    for (let k = 0; k < 200; k++) {
      const center = [draw.normal(), draw.normal()];
      const r = 10 ** (-8 * draw.uniform());
      const box = { low: Float64Array.from(center, (c) => c - r), high: Float64Array.from(center, (c) => c + r) };
      const [x, y] = box.low.map((low, i) => low + draw.uniform() * (box.high[i]! - low)) as unknown as [
        number,
        number,
      ];
      const { values, jacobian } = polynomialSystem(gradient).at(box)!;
      const holds = (low: number, value: number, high: number) => {
        // The number itself is rounded.
        const room = 1e-14 * (1 + Math.abs(value));
        expect(value).toBeGreaterThanOrEqual(low - room);
        expect(value).toBeLessThanOrEqual(high + room);
      };
      holds(values[0]!.low, x ** 3 + x * y * y - 1, values[0]!.high);
      holds(jacobian[0]!.low[0]!, 3 * x * x + y * y, jacobian[0]!.high[0]!);
      holds(jacobian[0]!.low[1]!, 2 * x * y, jacobian[0]!.high[1]!);
      holds(jacobian[1]!.low[1]!, x * x + 2, jacobian[1]!.high[1]!);
      const { low, high } = potential(gradient, box);
      holds(low, φ(x, y), high);
      expect(high - low).toBeLessThan(50 * r * (1 + Math.abs(x) + Math.abs(y)) ** 4 + 1e-13);
    }
  });

  it('prove the minimum at (1, 0)', () => {
    const system = polynomialSystem(gradient);
    const found = proveZero(system, Float64Array.of(1 + 1e-12, 1e-12), Float64Array.of(1 / 3, 0, 0, 1 / 3))!;
    expect(found.box.low[0]!).toBeLessThanOrEqual(1);
    expect(found.box.high[0]!).toBeGreaterThanOrEqual(1);
    const { jacobian } = system.at(found.box)!;
    const flat = (side: 'low' | 'high') => Float64Array.from(jacobian.flatMap((row) => [...row[side]]));
    expect(proveSigns({ low: flat('low'), high: flat('high') }, 2)).toEqual({ negative: 0, positive: 2 });
    const { low, high } = potential(gradient, found.box);
    expect(low).toBeLessThanOrEqual(-0.75);
    expect(high).toBeGreaterThanOrEqual(-0.75);
  });
});
