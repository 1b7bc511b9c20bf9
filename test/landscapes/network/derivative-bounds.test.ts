import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import {
  type Curves,
  curvesWithin,
  slopeError,
  valueError,
} from '../../../src/landscapes/network/activation-bounds.ts';
import { activations } from '../../../src/landscapes/network/activations.ts';
import { addCubic, addOuter, cubicNorm, quadraticNorm } from '../../../src/landscapes/network/layer-forms.ts';
import { outputBounds } from '../../../src/landscapes/network/loss-bounds.ts';
import { losses } from '../../../src/landscapes/network/losses.ts';
import { activationNames, randomUnit, unit } from './some-networks.ts';

const draw = stream(5, 'test/regularity', 0, 'derivatives');

describe.each(activationNames)('derivatives of %s', (name) => {
  const { value, slope, bend } = activations[name];
  const bounds: Curves = { slope: 0, bend: 0, twist: 0 };
  // Third derivative by a central difference of the second: truncation 1e-8 at most.
  const twist = (z: number) => (bend(z + 1e-4) - bend(z - 1e-4)) / 2e-4;

  it('stay within their bounds at all numbers within reach', () => {
    for (let trial = 0; trial < 300; trial++) {
      const z = 3 * draw.normal();
      const reach = trial % 3 === 0 ? 0 : Math.abs(draw.normal()) * (name === 'relu' ? Math.abs(z) * 0.2 : 1);
      curvesWithin(name, z, reach, bounds);
      for (let k = -10; k <= 10; k++) {
        const near = z + (k / 10) * reach;
        if (name === 'relu' && near * z <= 0) continue;
        expect(slope(near)).toBeLessThanOrEqual(bounds.slope + 1e-15);
        expect(Math.abs(bend(near))).toBeLessThanOrEqual(bounds.bend + 1e-15);
        if (name !== 'relu') expect(Math.abs(twist(near))).toBeLessThanOrEqual(bounds.twist + 1e-7);
      }
    }
  });

  it('are bounded sharply where there is no reach: within 1 ulp and the rounding of 1 − T²', () => {
    for (const z of [-2, -0.4, 0.1, 0.7, 3]) {
      curvesWithin(name, z, 0, bounds);
      expect(bounds.slope - slope(z)).toBeLessThan(2 * slopeError);
      expect(bounds.bend - Math.abs(bend(z))).toBeLessThan(4 * slopeError);
      if (name === 'tanh' || name === 'sigmoid') expect(bounds.twist - Math.abs(twist(z))).toBeLessThan(1e-7);
    }
  });

  it('φ and φ′ are computed as exactly as is said: their Taylor differences agree', () => {
    // The golden values of base/functions hold tanh and exp to 4 ulp and 1 ulp; here that φ is made of no more than these.
    for (let trial = 0; trial < 100; trial++) {
      const z = 2 * draw.normal();
      const [plain, plainSlope] =
        name === 'sigmoid'
          ? [1 / (1 + Math.exp(-z)), Math.exp(-z) / (1 + Math.exp(-z)) ** 2]
          : name === 'tanh'
            ? [Math.tanh(z), 1 / Math.cosh(z) ** 2]
            : [value(z), slope(z)];
      expect(Math.abs(value(z) - plain)).toBeLessThanOrEqual(2 * valueError * Math.abs(plain));
      expect(Math.abs(slope(z) - plainSlope)).toBeLessThanOrEqual(slopeError);
    }
  });
});

it('global constants: |tanh″| ≤ 4/√27, |tanh‴| ≤ 2, |σ′| ≤ ¼, |σ″| ≤ 1/(6√3), |σ‴| ≤ ⅛', () => {
  const bounds: Curves = { slope: 0, bend: 0, twist: 0 };
  curvesWithin('tanh', 0.3, 5, bounds);
  expect(bounds.slope).toBe(1);
  expect(bounds.bend).toBeCloseTo(4 / Math.sqrt(27), 12);
  expect(bounds.twist).toBeLessThan(4.0001);
  curvesWithin('sigmoid', 0.3, 9, bounds);
  expect(bounds.slope).toBe(0.25);
  expect(bounds.bend).toBeCloseTo(1 / (6 * Math.sqrt(3)), 12);
  expect(bounds.twist).toBeLessThan(0.250001);
  curvesWithin('tanh', 0, 0, bounds);
  expect(bounds.twist).toBeCloseTo(2, 12);
});

describe('cross-entropy', () => {
  const softmax = (z: readonly number[]) => {
    const e = z.map(Math.exp);
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map((x) => x / sum);
  };
  /** Second and third central moments of v under p: the derivatives along v. */
  const moments = (p: readonly number[], v: ArrayLike<number>) => {
    const mean = p.reduce((sum, x, o) => sum + x * v[o]!, 0);
    return [2, 3].map((k) => p.reduce((sum, x, o) => sum + x * (v[o]! - mean) ** k, 0)) as [number, number];
  };

  it('curvature and third derivative hold within reach, in random directions and along e_i − e_j', () => {
    let closest = 0;
    for (let trial = 0; trial < 400; trial++) {
      const n = 2 + draw.integer(5);
      const z = Array.from({ length: n }, () => 2 * draw.normal());
      const t = new Float64Array(n);
      t[draw.integer(n)] = 1;
      const reach = trial % 2 === 0 ? 0 : Math.abs(draw.normal());
      const d = new Float64Array(n);
      losses['cross-entropy'].gradient(Float64Array.from(z), t, d);
      const bounds = outputBounds({ loss: 'cross-entropy' }).at(Float64Array.from(z), d, t, reach);
      for (let k = 0; k < 20; k++) {
        const step = randomUnit(draw, n);
        const p = softmax(z.map((x, o) => x + reach * step[o]!));
        const [i, j] = [draw.integer(n), draw.integer(n)];
        const edge = Float64Array.from({ length: n }, (_, o) => Number(o === i) - Number(o === j));
        for (const v of [randomUnit(draw, n), unit(edge)]) {
          const [second, third] = moments(p, v);
          expect(second).toBeLessThanOrEqual(bounds.curvature);
          expect(Math.abs(third)).toBeLessThanOrEqual(bounds.third);
          closest = Math.max(closest, Math.abs(third) / bounds.third);
        }
      }
    }
    expect(closest).toBeGreaterThan(0.95);
  });

  it('√6/9 and ½ are attained by two outcomes', () => {
    const v = unit(Float64Array.of(1, -1));
    const p = (1 - 1 / Math.sqrt(3)) / 2;
    const bounds = (q: number) =>
      outputBounds({ loss: 'cross-entropy' }).at(
        new Float64Array(2),
        Float64Array.of(q - 1, 1 - q),
        Float64Array.of(1, 0),
        1,
      );
    expect(moments([p, 1 - p], v)[1] / bounds(p).third).toBeCloseTo(1, 12);
    expect(moments([0.5, 0.5], v)[0] / bounds(0.5).curvature).toBeCloseTo(1, 12);
  });
});

it('kinks of losses: hinge at t z = 1, absolute at z = t, none elsewhere', () => {
  expect(outputBounds({ loss: 'hinge' }).mayKink(0.5, 1, 0.499)).toBe(false);
  expect(outputBounds({ loss: 'hinge' }).mayKink(0.5, 1, 0.5)).toBe(true);
  expect(outputBounds({ loss: 'hinge' }).mayKink(-0.5, -2, 0.001)).toBe(true);
  expect(outputBounds({ loss: 'hinge' }).mayKink(7, 0, 1e9)).toBe(false);
  expect(outputBounds({ loss: 'absolute' }).mayKink(0.5, 1, 0.499)).toBe(false);
  expect(outputBounds({ loss: 'absolute' }).mayKink(0.5, 1, 0.5)).toBe(true);
  expect(outputBounds({ loss: 'absolute' }).mayKink(1, 1, 0)).toBe(false);
  expect(outputBounds({ loss: 'squared' }).mayKink(1, 1, 9)).toBe(false);
});

describe('forms with coefficients ≥ 0', () => {
  const someForm = (length: number, sparse: boolean) =>
    Float64Array.from({ length }, () => (sparse && draw.uniform() < 0.6 ? 0 : draw.uniform() ** 3));

  it.each([1, 2, 3, 4, 6])(
    'of %i layers: no n on the sphere goes beyond the norm, and some come within 12 percent',
    (m) => {
      for (let trial = 0; trial < 40; trial++) {
        const [Q, T] = [someForm(m * m, trial % 2 === 1), someForm(m ** 3, trial % 2 === 1)];
        const [quadratic, cubic] = [quadraticNorm(Q, m), cubicNorm(T, m)];
        let [best2, best3] = [0, 0];
        for (let start = 0; start < 20; start++) {
          let n: Float64Array = randomUnit(draw, m).map(Math.abs);
          for (let step = 0; step < 100; step++) {
            const G = new Float64Array(m);
            let [value2, value3] = [0, 0];
            for (let i = 0; i < m; i++)
              for (let j = 0; j < m; j++) {
                value2 += Q[i * m + j]! * n[i]! * n[j]!;
                for (let k = 0; k < m; k++) {
                  const c = T[(i * m + j) * m + k]!;
                  value3 += c * n[i]! * n[j]! * n[k]!;
                  G[i]! += c * n[j]! * n[k]!;
                  G[j]! += c * n[i]! * n[k]!;
                  G[k]! += c * n[i]! * n[j]!;
                }
                if (start % 2 === 0) {
                  G[i]! += Q[i * m + j]! * n[j]!;
                  G[j]! += Q[i * m + j]! * n[i]!;
                }
              }
            [best2, best3] = [Math.max(best2, value2), Math.max(best3, value3)];
            n = unit(n.map((x, i) => x + G[i]!));
          }
        }
        expect(best2).toBeLessThanOrEqual(quadratic);
        expect(best3).toBeLessThanOrEqual(cubic);
        if (m === 1) expect([quadratic / best2 - 1, cubic / best3 - 1].every((x) => !(x > 1e-8))).toBe(true);
        expect(cubic).toBeLessThanOrEqual(2 * best3);
      }
    },
  );

  it('are exact on squares and cubes: (a·n)² and (a·n)³ have the norms |a|² and |a|³, to 1e-7', () => {
    const a = Float64Array.of(3, 0, 4);
    const [square, cube] = [new Float64Array(9), new Float64Array(27)];
    addOuter(square, 1, a, a);
    addCubic(cube, 1, a, square);
    expect(quadraticNorm(square, 3) / 25 - 1).toBeLessThan(1e-7);
    expect(cubicNorm(cube, 3) / 125 - 1).toBeLessThan(1e-7);
    expect(quadraticNorm(square, 3)).toBeGreaterThanOrEqual(25);
    expect(cubicNorm(cube, 3)).toBeGreaterThanOrEqual(125);
  });

  it('of nothing are 0', () => {
    expect(quadraticNorm(new Float64Array(9), 3)).toBe(0);
    expect(cubicNorm(new Float64Array(27), 3)).toBe(0);
  });
});
