import { expect, it } from 'vitest';
import { exp } from '../../../src/base/functions.ts';
import { stream } from '../../../src/base/philox.ts';
import { createKernels } from '../../../src/kernels/index.ts';
import { balancedGauge } from '../../../src/landscapes/network/gauge.ts';

const shape = { inputs: 7, hidden: 5, outputs: 3 };
const weights = shape.hidden * (shape.inputs + 1);

function network(replica: number): Float64Array {
  const draw = stream(4, 'test/gauge', replica, 'all');
  return Float64Array.from({ length: 58 }, () => draw.normal());
}

/** Unit h scaled by e^{(h − 2)/2} on its way in and by the inverse on its way out. */
function rescaled(point: Float64Array): Float64Array {
  const moved = point.slice();
  for (let h = 0; h < shape.hidden; h++) {
    const c = exp((h - 2) / 2);
    for (let k = 0; k < shape.inputs; k++) moved[h * shape.inputs + k]! *= c;
    moved[shape.hidden * shape.inputs + h]! *= c;
    for (let o = 0; o < shape.outputs; o++) moved[weights + o * shape.hidden + h]! /= c;
  }
  return moved;
}

const norms = (point: Float64Array, h: number) => {
  const into = [...point.subarray(h * 7, h * 7 + 7), point[35 + h]!];
  const from = [0, 1, 2].map((o) => point[weights + o * 5 + h]!);
  return [into, from].map((entries) => Math.hypot(...entries));
};

it('makes what goes into a unit as large as what comes out, and leaves the output biases', () => {
  const balanced = balancedGauge(shape, network(0));
  for (let h = 0; h < 5; h++) {
    const [into, from] = norms(balanced, h);
    expect(Math.abs(into! / from! - 1)).toBeLessThan(1e-14);
  }
  expect(balanced.subarray(55)).toEqual(network(0).subarray(55));
});

it('is the same network: the loss agrees to 1e-14', () => {
  const draw = stream(4, 'test/gauge', 0, 'images');
  const images = Float32Array.from({ length: 31 * 7 }, () => draw.normal());
  const samples = { count: 31, inputs: 7, images, labels: Uint8Array.from({ length: 31 }, () => draw.integer(3)) };
  const hessians = createKernels().rectifiedHessians(shape, samples);
  const loss = (point: Float64Array) => hessians.at(point).loss;
  expect(Math.abs(loss(balancedGauge(shape, network(1))) - loss(network(1)))).toBeLessThan(1e-14);
});

it('does not depend on the gauge it starts from', () => {
  const [a, b] = [balancedGauge(shape, network(2)), balancedGauge(shape, rescaled(network(2)))];
  // Scalings by e^±1 and back: a few roundings each.
  a.forEach((x, i) => void expect(Math.abs(x - b[i]!)).toBeLessThan(1e-14));
});

it('leaves a unit alone that nothing enters or leaves, and says how many parameters it wants', () => {
  const point = network(3);
  for (let o = 0; o < 3; o++) point[weights + o * 5 + 4] = 0;
  expect(balancedGauge(shape, point).subarray(28, 35)).toEqual(point.subarray(28, 35));
  expect(() => balancedGauge(shape, new Float64Array(57))).toThrow('parameters must be 58 numbers, got 57');
});
