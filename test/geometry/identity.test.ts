/** When two points are one: as the same function of the data, and modulo the symmetries of the landscape. */
import { describe, expect, it } from 'vitest';
import { exp } from '../../src/base/functions.ts';
import { stream } from '../../src/base/philox.ts';
import { distance, nearestCopy, samePoint } from '../../src/geometry/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import {
  type ActivationName,
  fromCallbacks,
  type Landscape,
  type LossName,
  labeledExamples,
  type NetworkLandscape,
  type NetworkModel,
  networkLandscape,
  randomStart,
  sphere,
  spinGlass,
} from '../../src/landscapes/index.ts';

const shape: NetworkModel = { sizes: [7, 5, 3], activation: 'relu', loss: 'cross-entropy' };
const [biases, weights, last] = [35, 40, 55];

/** 61 images; pixel 2 is never lit. */
function samples() {
  const draw = stream(8, 'test/identity', 0, 'images');
  const images = Float32Array.from({ length: 61 * 7 }, (_, i) => (i % 7 === 2 ? 0 : draw.uniform()));
  return { count: 61, inputs: 7, images, labels: Uint8Array.from({ length: 61 }, () => draw.integer(3)) };
}
const examples = labeledExamples(samples(), 3, 'cross-entropy');
const landscape = networkLandscape(shape, examples);
const active = (point: Float64Array) =>
  createKernels().rectifiedHessians({ inputs: 7, hidden: 5, outputs: 3 }, samples()).at(point).active;

/** Unit 4 is never active: its weights and bias are negative, pixels are not. */
function network(replica: number): Float64Array {
  const draw = stream(8, 'test/identity', replica, 'weights');
  const point = Float64Array.from({ length: 58 }, () => draw.normal());
  for (let k = 0; k < 7; k++) point[4 * 7 + k] = -Math.abs(point[4 * 7 + k]!);
  point[biases + 4] = -1;
  return point;
}

/** The same function of the images: units one place on, scaled, outputs shifted, what does not matter changed. */
function disguised(point: Float64Array): Float64Array {
  const moved = point.slice();
  for (let h = 0; h < 5; h++) {
    const [to, c] = [(h + 1) % 5, exp((h - 2) / 2)];
    for (let k = 0; k < 7; k++) moved[to * 7 + k] = c * point[h * 7 + k]!;
    moved[biases + to] = c * point[biases + h]!;
    for (let o = 0; o < 3; o++) moved[weights + o * 5 + to] = (point[weights + o * 5 + h]! + 0.1 * h) / c;
    moved[to * 7 + 2] = 17;
  }
  for (let o = 0; o < 3; o++) {
    moved[last + o]! += 2;
    moved[weights + o * 5] = 5 * o; // unit 4 is now the first
  }
  return moved;
}

const same = (a: Float64Array, b: Float64Array, closeness?: number) => samePoint(landscape, a, b, closeness);

function valueAt({ valueAndGradient, dimension }: Landscape, point: Float64Array): number {
  const value = new Float64Array(1);
  valueAndGradient(point, 1, value, new Float64Array(dimension));
  return value[0]!;
}

describe('samePoint of networks', () => {
  it('sees through order, scale, shifted outputs, dark pixels and dead units; the loss agrees to 1e-12', () => {
    for (let replica = 0; replica < 9; replica++) {
      const [a, b] = [network(replica), disguised(network(replica))];
      expect(active(a).length).toBeLessThan(5);
      expect(Math.abs(valueAt(landscape, a) - valueAt(landscape, b))).toBeLessThan(1e-12);
      expect([same(a, b), same(b, a), same(a, b, 1e-13)]).toEqual([true, true, true]);
    }
  });

  it('tells networks apart: another start, one weight moved by 1e-3, two units that exchange their outputs alone', () => {
    const a = network(0);
    expect(same(a, network(1))).toBe(false);
    const nudged = disguised(a);
    nudged[7] = nudged[7]! + 1e-3;
    expect(same(a, nudged)).toBe(false);
    expect(same(a, nudged, 1e-2)).toBe(true);
    const crossed = a.slice();
    [crossed[weights], crossed[weights + 1]] = [a[weights + 1]!, a[weights]!];
    expect(same(a, crossed)).toBe(false);
  });

  it('another output bias is another network, and so is another number of active units', () => {
    const [a, b, c] = [network(0), network(0), network(0)];
    b[last] = b[last]! + 1e-3;
    expect(same(a, b)).toBe(false);
    c.fill(-1, 0, 7);
    c[biases] = -1;
    expect(active(a)).toContain(0);
    expect(same(a, c)).toBe(false);
  });

  it('a unit split in two is the same network: half of what goes out of it moves to a dead one, which takes up what goes in', () => {
    const a = network(0);
    const split = a.slice();
    for (let k = 0; k < 7; k++) split[4 * 7 + k] = a[k]!;
    split[biases + 4] = a[biases]!;
    for (let o = 0; o < 3; o++) split[weights + o * 5] = split[weights + o * 5 + 4] = a[weights + o * 5]! / 2;
    expect(distance(a, nearestCopy(landscape, a, split))).toBeGreaterThan(0.1); // no symmetry connects them
    expect([same(a, split), same(split, a)]).toEqual([true, true]);
  });

  it('refuses a closeness below 0', () => {
    expect(() => same(network(0), network(0), -1)).toThrow('samePoint: closeness must be');
  });
});

describe('samePoint elsewhere', () => {
  const plain = (symmetries: Landscape['symmetries'] = []) =>
    fromCallbacks({
      dimension: 4,
      manifold: sphere(4),
      symmetries,
      value: (x) => x[0]! ** 2,
      gradient: (x, out) => out.fill(0).set([2 * x[0]!]),
    });
  const [a, b] = [Float64Array.of(2, 0, 0, 0), Float64Array.of(0, 2, 0, 0)];

  it('within the closeness, in units of the radius 2: 1e-6 by default', () => {
    const near = Float64Array.of(2, 1.9e-6, 0, 0);
    const far = Float64Array.of(2, 2.1e-6, 0, 0);
    expect([samePoint(plain(), a, near), samePoint(plain(), a, far), samePoint(plain(), a, b)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(samePoint(plain(), a, far, 2e-6)).toBe(true);
  });

  it('as far as the symmetries say how a copy comes near, and no farther', () => {
    const sign = { name: 'sign', statement: 'L(−x) = L(x)', sample: (x: Float64Array) => x.map((xi) => -xi) };
    const near = (target: Float64Array, x: Float64Array) => (target[0]! * x[0]! < 0 ? x.map((xi) => -xi) : x);
    expect(samePoint(plain([sign]), a, sign.sample(a))).toBe(false);
    expect(samePoint(plain([{ ...sign, nearest: near }]), a, sign.sample(a))).toBe(true);
  });

  it.each([2, 3, 4, 5])('on a glass of order %i: w and −w are one at even order alone', (order) => {
    const glass = spinGlass({ order, size: 5, seed: 6, disorder: 0 }, createKernels());
    const w = new Float64Array(5);
    randomStart(glass.shape, 0, w);
    const minus = w.map((x) => -x);
    expect([samePoint(glass, w, minus), samePoint(glass, w, w)]).toEqual([order % 2 === 0, true]);
    expect(nearestCopy(glass, w, minus)).toEqual(order % 2 === 0 ? w : minus);
  });
});

const some = (inputs: number, outputs: number, loss: LossName) => {
  const draw = stream(8, 'test/identity', inputs, 'inputs');
  const images = Float32Array.from({ length: 9 * inputs }, () => draw.normal());
  const labels = Uint8Array.from({ length: 9 }, () => draw.integer(outputs));
  return labeledExamples({ count: 9, inputs, images, labels }, outputs, loss);
};

/** A copy of the point under a dozen transformations drawn from the named symmetries. */
function copyOf({ symmetries }: NetworkLandscape, names: readonly string[], point: Float64Array, replica: number) {
  const draw = stream(9, 'test/identity', replica, `copy/${names}`);
  const mine = symmetries.filter(({ name }) => names.includes(name));
  let copy = point;
  for (let k = 0; k < 12; k++) copy = mine[draw.integer(mine.length)]!.sample(copy, draw.uniform());
  return copy;
}

const groups: [ActivationName, LossName, string[]][] = [
  ['sigmoid', 'squared', ['permutation']],
  ['sigmoid', 'cross-entropy', ['permutation', 'shift']],
  ['tanh', 'squared', ['sign']],
  ['tanh', 'squared', ['permutation', 'sign']],
  ['tanh', 'cross-entropy', ['permutation', 'sign', 'shift']],
  ['relu', 'squared', ['rescaling']],
  ['relu', 'squared', ['permutation', 'rescaling']],
  ['relu', 'cross-entropy', ['permutation', 'rescaling', 'shift']],
];

describe.each([[[4, 6, 3]], [[4, 5, 6, 3]]])('nearestCopy of networks %j', (sizes) => {
  it.each(groups)('%s, %s: a copy under %j comes back to 1e-12, from each of 20 points', (activation, loss, names) => {
    const net = networkLandscape({ sizes, activation, loss }, some(sizes[0]!, sizes.at(-1)!, loss));
    let [farthest, moved] = [0, 0];
    for (let replica = 0; replica < 20; replica++) {
      const draw = stream(9, 'test/identity', replica, 'point');
      const point = Float64Array.from({ length: net.dimension }, () => draw.normal());
      const copy = copyOf(net, names, point, replica);
      farthest = Math.max(farthest, distance(point, nearestCopy(net, point, copy)));
      moved += distance(point, copy);
    }
    expect(moved).toBeGreaterThan(10);
    expect(farthest).toBeLessThan(1e-12);
  });

  it.each(groups)(
    '%s, %s: of another point the copy is a copy, and no farther than the point: %j',
    (activation, loss) => {
      const net = networkLandscape({ sizes, activation, loss }, some(sizes[0]!, sizes.at(-1)!, loss));
      for (let replica = 0; replica < 5; replica++) {
        const draw = stream(10, 'test/identity', replica, 'points');
        const [target, point] = [0, 1].map(() => Float64Array.from({ length: net.dimension }, () => draw.normal()));
        const copy = nearestCopy(net, target!, point!);
        expect(distance(target!, copy)).toBeLessThanOrEqual(distance(target!, point!));
        const value = valueAt(net, point!);
        expect(Math.abs(valueAt(net, copy) - value)).toBeLessThan(1e-12 * (1 + value));
      }
    },
  );
});
