import { afterAll, describe, expect, it } from 'vitest';
import { networkHessian } from '../../../src/landscapes/network/hessian.ts';
import { kinkDistance } from '../../../src/landscapes/network/kink-distance.ts';
import { type NetworkLipschitz, networkLipschitz } from '../../../src/landscapes/network/regularity.ts';
import {
  median,
  moved,
  norm,
  randomUnit,
  type SomeNetwork,
  someNetwork,
  someNetworks,
  thinNetworks,
  unit,
} from './some-networks.ts';

const networks = someNetworks();
/** bound/observed by depth, printed at the end: how sharp the bounds are. */
const ratios = new Map<string, number[]>();

afterAll(() => {
  const lines = [...ratios].map(
    ([what, all]) =>
      `  ${what}: ${median(all).toFixed(2)} (${Math.min(...all).toFixed(3)} … ${Math.max(...all).toFixed(0)})`,
  );
  process.stdout.write(`bound/observed, median\n${lines.join('\n')}\n`);
});

/**
 * Largest ‖∇²L v‖ and ‖(∇²L(p + hv) − ∇²L(p − hv)) v‖/2h met on the way of two power iterations, at the center and at points of the ball.
 * Both are at most what is bounded, whatever h, as long as the segment stays in the ball.
 */
function observed({ landscape, shape, examples, point, draw }: SomeNetwork, radius: number, places = 4, steps = 15) {
  const n = landscape.dimension;
  const h = Math.min(1e-3, 0.05 * radius);
  const hessianAt = (p: Float64Array) => {
    const { whole } = networkHessian(shape, examples, p);
    return (v: Float64Array) => {
      const out = new Float64Array(n);
      whole.apply(v, out);
      return out;
    };
  };
  let [gradient, hessian] = [0, 0];
  for (let place = 0; place < places; place++) {
    const p = moved(point, place === 0 ? 0 : 0.9 * radius, randomUnit(draw, n));
    const here = hessianAt(p);
    let v = randomUnit(draw, n);
    for (let step = 0; step < steps; step++) {
      const Hv = here(v);
      gradient = Math.max(gradient, norm(Hv));
      v = unit(Hv);
    }
    v = randomUnit(draw, n);
    for (let step = 0; step < steps; step++) {
      const [up, down] = [hessianAt(moved(p, h, v))(v), hessianAt(moved(p, -h, v))(v)];
      const change = up.map((x, i) => (x - down[i]!) / (2 * h));
      hessian = Math.max(hessian, norm(change));
      // A multiple of v keeps the iteration from alternating.
      v = unit(moved(unit(change), 0.3, v));
    }
  }
  // Products err by some ulp of their size; their difference over 2h by that over h.
  return { gradient, hessian, rounding: (1e-14 * gradient) / h };
}

function record(what: string, bound: number, seen: number) {
  ratios.set(what, [...(ratios.get(what) ?? []), bound / seen]);
}

function expectBounds({ gradient, hessian }: NetworkLipschitz, seen: ReturnType<typeof observed>) {
  expect(gradient.kind).toBe('bound');
  expect(seen.gradient).toBeLessThanOrEqual(gradient.value * (1 + 1e-12));
  expect(seen.hessian).toBeLessThanOrEqual(hessian.value + seen.rounding);
}

describe.each(networks)('$name', (network) => {
  const { shape, examples, point, landscape } = network;
  const kink = kinkDistance(shape, examples, point);

  it.each([1e-3, 0.3])('bounds hold in the ball of radius %d, or as far as kinks allow', (most) => {
    const radius = Math.min(most, 0.999 * kink);
    expect(radius).toBeGreaterThan(0);
    const bounds = networkLipschitz(shape, examples, point, radius);
    const seen = observed(network, radius);
    expectBounds(bounds, seen);
    const depth = `${shape.sizes.length - 2} hidden layers, radius ${most}`;
    if (seen.gradient > 1e-9) record(`‖∇²L‖, ${depth}`, bounds.gradient.value, seen.gradient);
    if (seen.hessian > 100 * seen.rounding) record(`‖∇³L‖, ${depth}`, bounds.hessian.value, seen.hessian);
  });

  it('a linear network of one layer has a constant Hessian unless the loss bends', () => {
    const bent = shape.loss.endsWith('cross-entropy') || (shape.output ?? 'identity') !== 'identity';
    if (shape.sizes.length > 2 || bent) return;
    expect(networkLipschitz(shape, examples, point, Math.min(1, kink * 0.9)).hessian.value).toBe(0);
  });

  it('the Hessian moves between far points of the ball by no more than its constant says', () => {
    const radius = Math.min(1, 0.999 * kink);
    const { hessian } = networkLipschitz(shape, examples, point, radius);
    const n = landscape.dimension;
    for (let trial = 0; trial < 5; trial++) {
      const [a, b, v] = [0, 1, 2].map(() => randomUnit(network.draw, n)) as [Float64Array, Float64Array, Float64Array];
      const [p, q] = [moved(point, radius, a), moved(point, radius, b)];
      const [Hp, Hq] = [new Float64Array(n), new Float64Array(n)];
      landscape.hessianAt(p).apply(v, Hp);
      landscape.hessianAt(q).apply(v, Hq);
      expect(norm(moved(Hp, -1, Hq))).toBeLessThanOrEqual(hessian.value * norm(moved(p, -1, q)) + 1e-13 * norm(Hp));
    }
  });
});

it.each([
  [1e-3, 40],
  [0.5, 20],
])('bounds hold on thin networks, which leave little room, radius %d', (most, count) => {
  for (const network of thinNetworks(count)) {
    const { shape, examples, point } = network;
    const radius = Math.min(most, 0.999 * kinkDistance(shape, examples, point));
    const bounds = networkLipschitz(shape, examples, point, radius);
    const seen = observed(network, radius, 2, 10);
    expectBounds(bounds, seen);
    if (seen.gradient > 1e-9) record(`‖∇²L‖, thin, radius ${most}`, bounds.gradient.value, seen.gradient);
    if (seen.hessian > 100 * seen.rounding) record(`‖∇³L‖, thin, radius ${most}`, bounds.hessian.value, seen.hessian);
  }
});

describe('closed forms', () => {
  const one = (sizes: number[], x: number[], t: number[], loss: 'squared' | 'cross-entropy') => {
    const outputs = sizes.at(-1)!;
    const examples = { count: x.length, inputs: 1, outputs, x: Float64Array.from(x), t: Float64Array.from(t) };
    return (point: number[], radius: number) =>
      networkLipschitz(
        { sizes, activation: 'identity', loss, bias: false },
        examples,
        Float64Array.from(point),
        radius,
      );
  };

  it('one parameter, squared loss: the mean of x², at any radius, to 1e-8', () => {
    const { gradient, hessian } = one([1, 1], [1, 2, 3], [0, 5, 1], 'squared')([0.7], 10);
    expect(gradient.value / (14 / 3) - 1).toBeGreaterThan(0);
    expect(gradient.value / (14 / 3) - 1).toBeLessThan(1e-8);
    expect(hessian.value).toBe(0);
  });

  it('softmax of two parameters: ½ at p = ½, and √6/9 where p(1 − p)(1 − 2p) is greatest, to 1e-8', () => {
    const at = one([1, 2], [1], [1, 0], 'cross-entropy');
    expect(at([0, 0], 0).gradient.value / 0.5 - 1).toBeLessThan(1e-8);
    const p = (1 - 1 / Math.sqrt(3)) / 2;
    const { hessian } = at([Math.log(p), Math.log(1 - p)], 0);
    expect(hessian.value / (Math.sqrt(6) / 9) - 1).toBeLessThan(1e-8);
    // The third derivative along (1, −1)/√2 is √8 p(1 − p)(1 − 2p): the constant is attained.
    expect(hessian.value).toBeGreaterThan(Math.sqrt(8) * p * (1 - p) * (1 - 2 * p));
  });

  it('½ (w₂ w₁)²: at (1, 1) the third derivative is 6 v₁v₂(v₁ + v₂) ≤ 3√2, bounded within 6 percent', () => {
    const { gradient, hessian } = one([1, 1, 1], [1], [0], 'squared')([1, 1], 0);
    expect(hessian.value / (3 * Math.SQRT2)).toBeGreaterThan(1);
    expect(hessian.value / (3 * Math.SQRT2)).toBeLessThan(1.06);
    // ∇² = (1 2; 2 1)
    expect(gradient.value / 3).toBeGreaterThan(1);
    expect(gradient.value / 3).toBeLessThan(1 + 1e-6);
  });

  it('in the ball of radius r about (1, 1) the third derivative reaches that at (1 + r/√2)(1, 1)', () => {
    const { hessian } = one([1, 1, 1], [1], [0], 'squared')([1, 1], 0.5);
    expect(hessian.value / (3 * Math.SQRT2 * (1 + 0.5 / Math.SQRT2))).toBeGreaterThan(1);
  });
});

describe('networks with kinks', () => {
  const { shape, examples, point } = someNetwork({ sizes: [3, 5, 4, 2], activation: 'relu', loss: 'hinge' }, 9);
  const kink = kinkDistance(shape, examples, point);

  it('promise nothing beyond the distance of the kinks, and something up to it', () => {
    expect(networkLipschitz(shape, examples, point, 2 * kink).hessian).toEqual({ value: Infinity, kind: 'bound' });
    expect(networkLipschitz(shape, examples, point, kink).hessian.value).toBeLessThan(Infinity);
  });
});

it('numbers that are not finite give Infinity, never NaN', () => {
  for (const activation of ['tanh', 'relu', 'identity'] as const) {
    const { shape, examples, point } = someNetwork({ sizes: [3, 4, 2], activation, loss: 'cross-entropy' }, 4);
    for (const wrong of [Number.NaN, Infinity, 1e200]) {
      const spoiled = point.slice();
      spoiled[17] = wrong;
      const { gradient, hessian } = networkLipschitz(shape, examples, spoiled, 0.1);
      expect([gradient.value, hessian.value].some(Number.isNaN)).toBe(false);
    }
  }
});

it('names a radius that is none', () => {
  const { shape, examples, point } = networks[0]!;
  expect(() => networkLipschitz(shape, examples, point, -1)).toThrow(
    'networkLipschitz: radius must be a finite number ≥ 0',
  );
});
