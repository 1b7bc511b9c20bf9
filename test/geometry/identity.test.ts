import { describe, expect, it } from 'vitest';
import { exp } from '../../src/base/functions.ts';
import { stream } from '../../src/base/philox.ts';
import { sameNetwork } from '../../src/curvature/network-identity.ts';
import { createKernels } from '../../src/kernels/index.ts';

const shape = { inputs: 7, hidden: 5, outputs: 3 };
const [biases, weights, last] = [35, 40, 55];

/** 61 images; pixel 2 is never lit. */
function samples() {
  const draw = stream(8, 'test/identity', 0, 'images');
  const images = Float32Array.from({ length: 61 * 7 }, (_, i) => (i % 7 === 2 ? 0 : draw.uniform()));
  return { count: 61, inputs: 7, images, labels: Uint8Array.from({ length: 61 }, () => draw.integer(3)) };
}
const hessians = createKernels('wasm').networkHessians(shape, samples());

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

const same = (a: Float64Array, b: Float64Array, closeness?: number) =>
  sameNetwork(shape, hessians.pass(a), hessians.pass(b), closeness);

describe('sameNetwork', () => {
  it('sees through order, scale, shifted outputs, dark pixels and dead units; the loss agrees to 1e-12', () => {
    for (let replica = 0; replica < 9; replica++) {
      const [a, b] = [network(replica), disguised(network(replica))];
      expect(hessians.pass(a).active.length).toBeLessThan(5);
      expect(Math.abs(hessians.pass(a).loss - hessians.pass(b).loss)).toBeLessThan(1e-12);
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
    expect(hessians.pass(a).active).toContain(0);
    expect(same(a, c)).toBe(false);
  });

  it('refuses a closeness below 0', () => {
    expect(() => same(network(0), network(0), -1)).toThrow('sameNetwork: closeness must be');
  });
});
