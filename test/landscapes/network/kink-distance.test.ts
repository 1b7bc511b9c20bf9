import { afterAll, describe, expect, it } from 'vitest';
import { activations } from '../../../src/landscapes/network/activations.ts';
import { kinkDistance } from '../../../src/landscapes/network/kink-distance.ts';
import { layerPlaces } from '../../../src/landscapes/network/layers.ts';
import { lossOf } from '../../../src/landscapes/network/losses.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import { median, moved, norm, randomUnit, type SomeNetwork, someNetwork, someNetworks, unit } from './some-networks.ts';

const networks = someNetworks()
  .filter(
    ({ shape }) => lossOf(shape).smoothness === 'piecewise' || (shape.activation === 'relu' && shape.sizes.length > 2),
  )
  // Outputs of a sigmoid never come to the kinks of targets ±1.
  .filter(({ shape: { output = 'identity' } }) => output === 'identity' || output === 'relu');
/** Nearest kink that was found over the distance, printed at the end. */
const ratios = new Map<string, number[]>();

afterAll(() => {
  const lines = [...ratios].map(
    ([what, all]) => `  ${what}: ${median(all).toFixed(2)} (${Math.min(...all).toFixed(3)} …)`,
  );
  process.stdout.write(`nearest kink found / distance, median\n${lines.join('\n')}\n`);
});

/** What must keep its sign in samples that count: z of every ReLU, and 1 − t y or y − t of every output of a loss with kinks; written plainly. */
function margins({ shape, examples }: Pick<SomeNetwork, 'shape' | 'examples'>, theta: Float64Array): number[] {
  const { layers } = layerPlaces(shape.sizes, shape.bias ?? true);
  const all: number[] = [];
  for (let s = 0; s < examples.count; s++) {
    if (examples.weights?.[s] === 0) continue;
    let a = [...examples.x.subarray(s * examples.inputs, (s + 1) * examples.inputs)];
    layers.forEach(({ inputs, units, weights, biases }, l) => {
      const z = Array.from({ length: units }, (_, u) =>
        a.reduce(
          (sum, ak, k) => sum + theta[weights + u * inputs + k]! * ak,
          biases === undefined ? 0 : theta[biases + u]!,
        ),
      );
      if (l < layers.length - 1) {
        if (shape.activation === 'relu') all.push(...z);
        a = z.map((zu) => activations[shape.activation].value(zu));
        return;
      }
      const t = examples.t.subarray(s * units, (s + 1) * units);
      const { output = 'identity' } = shape;
      if (output === 'relu') all.push(...z);
      const y = z.map((zo) => activations[output].value(zo));
      if (shape.loss === 'hinge') y.forEach((yo, o) => void all.push(1 - t[o]! * yo));
      if (shape.loss === 'absolute') y.forEach((yo, o) => void all.push(yo - t[o]!));
    });
  }
  return all;
}

const sides = (network: SomeNetwork, theta: Float64Array) => margins(network, theta).map(Math.sign).join();

/** For every margin, the direction in which it shrinks fastest, by differences. */
function adversaries(network: SomeNetwork, step: number): Float64Array[] {
  const { point } = network;
  const here = margins(network, point);
  const slopes = here.map(() => new Float64Array(point.length));
  for (let i = 0; i < point.length; i++) {
    const there = point.slice();
    there[i]! += step;
    margins(network, there).forEach((m, k) => {
      slopes[k]![i] = ((m - here[k]!) / step) * -Math.sign(here[k]!);
    });
  }
  return slopes.filter((v) => norm(v) > 0).map(unit);
}

describe.each(networks)('$name', (network) => {
  const { shape, examples, point, draw } = network;
  const r = kinkDistance(shape, examples, point);

  it('no side changes at 0.999 of the distance, in random directions and straight at each kink', () => {
    expect(r).toBeGreaterThan(0);
    expect(r).toBeLessThan(Infinity);
    const here = sides(network, point);
    const directions = adversaries(network, Math.min(1e-6, r / 10));
    directions.push(...Array.from({ length: 50 }, () => randomUnit(draw, point.length)));
    for (const v of directions)
      for (const share of [0.5, 0.999]) expect(sides(network, moved(point, share * r, v))).toBe(here);
    // How far the nearest kink is in these directions.
    let share = 0.999;
    while (directions.every((v) => sides(network, moved(point, share * r, v)) === here)) share *= 1.02;
    const depth = `${shape.sizes.length - 2} hidden layers`;
    ratios.set(depth, [...(ratios.get(depth) ?? []), share]);
  });

  it('is exact where one layer leads to the kink: at 1.001 of it the nearest one is passed', () => {
    const exact = shape.sizes.length === 2 || (shape.sizes.length === 3 && lossOf(shape).smoothness === 'analytic');
    if (!exact) return;
    const here = sides(network, point);
    const directions = adversaries(network, Math.min(1e-6, r / 10));
    expect(directions.some((v) => sides(network, moved(point, 1.001 * r, v)) !== here)).toBe(true);
  });
});

it('holds on thin networks too, where the ball is wide against the weights and the way bends', () => {
  for (const loss of ['squared', 'hinge'] as const)
    for (const hidden of [1, 2, 3])
      for (let k = 0; k < 40; k++) {
        const activation = loss === 'hinge' && k % 2 === 1 ? 'tanh' : 'relu';
        const sizes = [1, ...new Array<number>(hidden).fill(1), 1];
        const network = someNetwork({ sizes, activation, loss, bias: k % 4 < 2 }, 1, 60 + k);
        const { shape, examples } = network;
        const point = network.point.map((w) => 2 ** (((k * 7) % 20) / 5 - 2) * w);
        const r = kinkDistance(shape, examples, point);
        if (r === Infinity) continue;
        const start = sides(network, point);
        margins(network, point).forEach((_, margin) => {
          // Down the slope of one margin in small steps, the whole way to the edge of the ball.
          let here: Float64Array = point;
          for (let step = 1; step <= 50; step++) {
            const v = adversaries({ ...network, point: here }, 1e-7)[margin];
            if (!v) break;
            const next = moved(here, (0.999 * r) / 50, v);
            const gone = norm(moved(next, -1, point));
            here = gone > 0.999 * r ? moved(point, (0.999 * r) / gone, moved(next, -1, point)) : next;
            expect(sides(network, here)).toBe(start);
          }
        });
      }
});

/** min |z|/‖(x, 1)‖ over the examples and units of the first layer, plainly. */
function nearestKink({ count, inputs, x }: SomeNetwork['examples'], point: Float64Array, units: number, bias: boolean) {
  let nearest = Infinity;
  for (let s = 0; s < count; s++)
    for (let u = 0; u < units; u++) {
      const example = [...x.subarray(s * inputs, (s + 1) * inputs), ...(bias ? [1] : [])];
      const weights = [...point.subarray(u * inputs, (u + 1) * inputs), point[units * inputs + u]!];
      const z = example.reduce((sum, xk, k) => sum + weights[k]! * xk, 0);
      nearest = Math.min(nearest, Math.abs(z) / Math.hypot(...example));
    }
  return nearest;
}

describe('one hidden layer', () => {
  it('is min |z|/‖(x, 1)‖ to 1e-8', () => {
    for (const bias of [true, false]) {
      const { shape, examples, point } = someNetwork(
        { sizes: [3, 7, 2], activation: 'relu', loss: 'cross-entropy', bias },
        70,
      );
      const distance = nearestKink(examples, point, 7, bias);
      const proved = kinkDistance(shape, examples, point);
      expect(proved).toBeLessThan(distance);
      expect(proved / distance).toBeGreaterThan(1 - 1e-8);
    }
  });
});

it('is infinite without kinks: smooth activations and losses, and ReLU without hidden units', () => {
  for (const sizes of [
    [3, 2],
    [3, 4, 3, 2],
  ]) {
    const { examples, point } = someNetwork({ sizes, activation: 'tanh', loss: 'squared' }, 5);
    expect(kinkDistance({ sizes, activation: 'tanh', loss: 'squared' }, examples, point)).toBe(Infinity);
  }
  const { shape, examples, point } = someNetwork({ sizes: [3, 2], activation: 'relu', loss: 'cross-entropy' }, 5);
  expect(kinkDistance(shape, examples, point)).toBe(Infinity);
});

describe('pre-activations of 0', () => {
  const blank = (sizes: number[], bias: boolean, loss: 'squared' | 'hinge' = 'squared') => {
    const shape = { sizes, activation: 'relu', loss, bias } as const;
    const network = someNetwork(shape, 3);
    network.examples.x.fill(0);
    return { ...network, shape, landscape: networkLandscape(shape, network.examples) };
  };

  it('of blank images without biases never move: nothing forces 0, at any depth', () => {
    for (const sizes of [
      [3, 4, 2],
      [3, 4, 5, 2],
      [3, 4, 5, 3, 2],
    ]) {
      const { shape, examples, point } = blank(sizes, false);
      expect(kinkDistance(shape, examples, point)).toBe(Infinity);
    }
  });

  it('beside an image that is not blank leave the distance to that one', () => {
    const { shape, examples, point } = blank([3, 4, 5, 2], false);
    examples.x.set([1, -2, 0.5], 3);
    const alone = { ...examples, count: 1, x: Float64Array.of(1, -2, 0.5), t: examples.t.slice(2, 4) };
    expect(kinkDistance(shape, examples, point)).toBe(kinkDistance(shape, alone, point));
    expect(kinkDistance(shape, alone, point)).toBeGreaterThan(0);
  });

  it('behind units that are all shut and stay so do not force 0 either', () => {
    const { shape, examples, point } = someNetwork(
      { sizes: [2, 3, 4, 2], activation: 'relu', loss: 'squared', bias: false },
      4,
    );
    examples.x.forEach((x, i) => {
      examples.x[i] = Math.abs(x) + 0.1;
    });
    point.fill(-1, 0, 6);
    const distance = kinkDistance(shape, examples, point);
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThan(2);
  });

  it('that can move force 0: in the first layer by weights, deeper by a bias, at the output by the loss', () => {
    const first = someNetwork({ sizes: [2, 2, 2], activation: 'relu', loss: 'squared', bias: false }, 1);
    first.examples.x.set([1, 1]);
    first.point.set([1, -1]);
    expect(kinkDistance(first.shape, first.examples, first.point)).toBe(0);
    const deep = blank([2, 2, 1, 2], true);
    deep.point.fill(-1, 4, 6); // the first layer's biases: all units shut on the blank images
    deep.point[8] = 0; // the second layer's bias, which is its pre-activation
    expect(kinkDistance(deep.shape, deep.examples, deep.point)).toBe(0);
    const hinge = someNetwork({ sizes: [1, 1], activation: 'identity', loss: 'hinge', bias: false }, 1);
    hinge.point[0] = 1;
    hinge.examples.x[0] = hinge.examples.t[0]!;
    expect(kinkDistance(hinge.shape, hinge.examples, hinge.point)).toBe(0);
  });

  it('are told from others only up to rounding: 0.1 + 0.2 − 0.3 counts as 0', () => {
    const { shape, examples, point } = someNetwork(
      { sizes: [3, 1, 2], activation: 'relu', loss: 'squared', bias: false },
      1,
    );
    examples.x.set([0.1, 0.2, 0.3]);
    point.set([1, 1, -1]);
    expect(kinkDistance(shape, examples, point)).toBe(0);
  });
});

it('is 0 where numbers are not finite', () => {
  const { shape, examples, point } = someNetwork({ sizes: [3, 4, 2], activation: 'relu', loss: 'squared' }, 3);
  point[2] = Number.NaN;
  expect(kinkDistance(shape, examples, point)).toBe(0);
});
