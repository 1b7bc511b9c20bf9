/** checkLandscape finds what is wrong, and says which law it breaks: every fault here was made on purpose. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { plainFleet } from '../../src/kernels/reference/fleet.ts';
import {
  type Callbacks,
  checkLandscape,
  fromCallbacks,
  type Landscape,
  type PointHessian,
  sphere,
} from '../../src/landscapes/index.ts';

/** Σ xᵢ⁴/4 + (Σ xᵢ)²/2, without its fourth coordinate: everything right. */
const right: Callbacks = {
  dimension: 4,
  value: (x) => {
    const sum = x[0]! + x[1]! + x[2]!;
    return (x[0]! ** 4 + x[1]! ** 4 + x[2]! ** 4) / 4 + sum ** 2 / 2;
  },
  gradient(x, out) {
    const sum = x[0]! + x[1]! + x[2]!;
    for (let i = 0; i < 3; i++) out[i] = x[i]! ** 3 + sum;
    out[3] = 0;
  },
  hessianVector(x, v, out) {
    const sum = v[0]! + v[1]! + v[2]!;
    for (let i = 0; i < 3; i++) out[i] = 3 * x[i]! ** 2 * v[i]! + sum;
    out[3] = 0;
  },
  symmetries: [
    {
      name: 'swap',
      statement: 'the first two coordinates may change places',
      sample: ([a, b, c, d]) => Float64Array.of(b!, a!, c!, d!),
      nearest: (target, [a, b, c, d]) =>
        (target[0]! - target[1]!) * (a! - b!) < 0 ? Float64Array.of(b!, a!, c!, d!) : Float64Array.of(a!, b!, c!, d!),
    },
    {
      name: 'slide',
      statement: 'the last coordinate does nothing',
      sample: ([a, b, c, d], choice) => Float64Array.of(a!, b!, c!, d! + choice),
      directions: () => [Float64Array.of(0, 0, 0, 1)],
    },
  ],
};
const fleetParts = {
  dimension: 4,
  residualUnit: 1,
  onRise: 'halve' as const,
  evaluate: fromCallbacks(right).valueAndGradient,
  project() {},
  retract() {},
};
const whole: Landscape = {
  ...fromCallbacks(right),
  zeroModes: () => [Float64Array.of(0, 0, 0, 1)],
  fleet: (capacity) => plainFleet(fleetParts, capacity),
  hessianAt: (point) => withMore(fromCallbacks(right).hessianAt!(point)),
};

/** All that a prepared point may offer. */
function withMore(hessian: PointHessian): PointHessian {
  return {
    ...hessian,
    idle: Int32Array.of(3),
    applyBlock(vectors, count, out) {
      for (let k = 0; k < count; k++) hessian.apply(vectors.subarray(4 * k, 4 * k + 4), out.subarray(4 * k, 4 * k + 4));
    },
    countBelow: (level) => ({ low: level > 0 ? 4 : 0, high: level > 0 ? 4 : 0, bound: 0 }),
  };
}

const point = Float64Array.of(0.7, -1.3, 2.1, 0.4);
const broken = (landscape: Landscape, at: Float64Array) =>
  checkLandscape(landscape, at, 1)
    .filter(({ holds }) => !holds)
    .map(({ law }) => law);
const withCallbacks = (changed: Partial<Callbacks>): Landscape => fromCallbacks({ ...right, ...changed });
const withHessian = (changed: (hessian: PointHessian) => Partial<PointHessian>): Landscape => ({
  ...whole,
  hessianAt(at) {
    const hessian = whole.hessianAt!(at);
    return { ...hessian, ...changed(hessian) };
  },
});
const withSymmetry = (changed: Partial<Landscape['symmetries'][number]>): Landscape => ({
  ...whole,
  symmetries: [{ ...right.symmetries![0]!, ...changed }],
});

describe('checkLandscape', () => {
  it('finds nothing where everything is right, with all that a landscape may offer and with the least', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const checks = checkLandscape(whole, point, seed);
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      expect(checks.length).toBeGreaterThanOrEqual(15);
    }
    const { hessianAt: _, ...least } = fromCallbacks({ ...right, symmetries: [] });
    expect(checkLandscape(least, point, 1).map(({ law, holds }) => [law, holds])).toEqual([
      ['the point lies on the manifold', true],
      ['a batch gives what its points give alone, to the bit', true],
      ['gradient: Taylor remainder of the value', true],
    ]);
  });

  it('measures a Taylor slope of 2, where at least 1.9 is demanded', () => {
    for (const { law, measured, demanded } of checkLandscape(whole, point, 1))
      if (/Taylor/.test(law)) {
        expect(demanded).toBe(1.9);
        expect(Math.abs(measured - 2)).toBeLessThan(0.1);
      }
  });

  const drawn = stream(1, 'test/check-landscape', 0, 'state');
  const shared = new Float64Array(16);
  it.each<[string, Landscape, Float64Array, string]>([
    ['a point off the manifold', { ...whole, manifold: sphere(4) }, point, 'the point lies on the manifold'],
    [
      'a gradient that is 1 % too long',
      withCallbacks({
        gradient(x, out) {
          right.gradient(x, out);
          for (let i = 0; i < 4; i++) out[i]! *= 1.01;
        },
      }),
      point,
      'gradient: Taylor remainder of the value',
    ],
    [
      'a value that changes from call to call',
      withCallbacks({ value: (x) => right.value(x) + 1e-15 * drawn.normal() }),
      point,
      'a batch gives what its points give alone, to the bit',
    ],
    [
      'a product with one entry of the Hessian wrong',
      withCallbacks({
        hessianVector(x, v, out) {
          right.hessianVector!(x, v, out);
          out[2]! += 0.01 * v[2]!;
        },
      }),
      point,
      'Hessian: Taylor remainder of the gradient',
    ],
    [
      'another value beside the Hessian',
      withHessian(({ value }) => ({ value: value + 1e-9 })),
      point,
      'value of the prepared point',
    ],
    [
      'another gradient beside the Hessian',
      withHessian(({ gradient }) => ({ gradient: gradient.map((g) => g + 1e-9) })),
      point,
      'gradient of the prepared point',
    ],
    [
      'a matrix that is not the products’',
      withHessian(({ matrix }) => ({
        matrix: () => ({ ...matrix(), entries: matrix().entries.map((h, i) => (i === 0 ? h + 1e-6 : h)) }),
      })),
      point,
      'matrix times vector is the product',
    ],
    [
      'a matrix that is not symmetric',
      withHessian(({ matrix }) => ({
        matrix: () => ({ ...matrix(), entries: matrix().entries.map((h, i) => (i === 1 ? h + 1e-15 : h)) }),
      })),
      point,
      'the matrix is symmetric',
    ],
    [
      'a row that is not zero but said to be',
      withHessian(() => ({ idle: Int32Array.of(2, 3) })),
      point,
      'rows said to be zero are zero',
    ],
    [
      'a block that leaves its last vector out',
      withHessian(({ applyBlock }) => ({ applyBlock: (v, count, out) => applyBlock!(v, count - 1, out) })),
      point,
      'a block of products is its products',
    ],
    [
      'matrices of all points in one memory',
      withHessian(({ matrix }) => {
        shared.set(matrix().entries);
        return { matrix: () => ({ ...matrix(), entries: shared }) };
      }),
      point,
      'another point prepared changes nothing',
    ],
    [
      'counts that miss an eigenvalue',
      withHessian(() => ({ countBelow: (level) => ({ low: level > 0 ? 3 : 0, high: level > 0 ? 4 : 0, bound: 0 }) })),
      point,
      'all eigenvalues lie below twice the norm, none below minus it',
    ],
    [
      'a fleet of another function',
      {
        ...whole,
        fleet: (n) =>
          plainFleet(
            { ...fleetParts, evaluate: withCallbacks({ value: (x) => 2 * right.value(x) }).valueAndGradient },
            n,
          ),
      },
      point,
      'the fleet measures the value',
    ],
    [
      'a fleet with another unit of length',
      { ...whole, fleet: (n) => plainFleet({ ...fleetParts, residualUnit: 2 }, n) },
      point,
      'the fleet measures the residual',
    ],
    [
      'a symmetry that is none',
      withSymmetry({ sample: ([a, b, c, d]) => Float64Array.of(b!, c! + 1e-3, a!, d!) }),
      point,
      'swap: a copy has the same value',
    ],
    [
      'a nearest copy that is farther',
      withSymmetry({ nearest: (_target, x) => x.map((xi) => -2 * xi) }),
      point,
      'swap: the nearest copy is no farther',
    ],
    [
      'a direction along which the value changes',
      withSymmetry({ directions: () => [Float64Array.of(1, 0, 0, 0)] }),
      point,
      'swap: the gradient has no part along its directions',
    ],
    [
      'a zero mode along which the value changes',
      { ...whole, zeroModes: () => [Float64Array.of(0, 0, 0, 1), Float64Array.of(0, 1, 0, 0)] },
      point,
      'the gradient has no part along the zero modes',
    ],
  ])('finds %s', (_fault, landscape, at, law) => {
    expect(broken(landscape, at)).toContain(law);
  });
});
