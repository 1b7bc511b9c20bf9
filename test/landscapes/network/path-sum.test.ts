import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../../src/base/errors.ts';
import { stream } from '../../../src/base/philox.ts';
import { labeledExamples } from '../../../src/landscapes/network/examples.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import { pathSums } from '../../../src/landscapes/network/path-sum.ts';

it('by hand: two inputs, two hidden units of which one is off', () => {
  // z₁ = 1·1 − 1·2 = −1 (off), z₂ = 1 + 2 = 3; z = 7·3
  const [sum] = pathSums([2, 2, 1], false, Float64Array.of(1, -1, 1, 1, 5, 7), Float64Array.of(1, 2));
  expect(sum).toEqual({ value: 21, paths: 4, active: 2, magnitude: 21 });
});

it('by hand: biases are inputs of 1 whose paths begin at their unit', () => {
  // z₁ = 3 − 2 + 4 = 5, z₂ = −3 − 1 (off); z = 2·5 + 9·0 − 6
  const [sum] = pathSums([2, 2, 1], true, Float64Array.of(3, -1, -3, 0, 4, -1, 2, 9, -6), Float64Array.of(1, 2));
  expect(sum).toEqual({ value: 4, paths: 4, active: 2, magnitude: 2 * (3 + 2 + 4) + 6 });
});

describe.each([[[3, 1]], [[5, 7, 1]], [[4, 3, 5, 2]], [[3, 4, 2, 3, 1]]])('%s', (sizes) => {
  it.each([false, true])(
    'squared loss of the path sums is the loss of the network, bias %s, on integers to the bit',
    (bias) => {
      const draw = stream(3, 'test', sizes.length, 'paths');
      const whole = () => draw.integer(7) - 3;
      const outputs = sizes.at(-1)!;
      const x = Float32Array.from({ length: sizes[0]! }, whole);
      const data = labeledExamples(
        { count: 1, inputs: sizes[0]!, images: x, labels: Uint8Array.of(0) },
        outputs,
        'squared',
      );
      const net = networkLandscape({ sizes, activation: 'relu', loss: 'squared', bias }, data);
      for (let trial = 0; trial < 10; trial++) {
        const theta = Float64Array.from({ length: net.dimension }, whole);
        const value = new Float64Array(1);
        net.valueAndGradient(theta, 1, value, new Float64Array(net.dimension));
        const sums = pathSums(sizes, bias, theta, Float64Array.from(x));
        expect(sums.reduce((sum, { value: z }, o) => sum + 0.5 * (z - data.t[o]!) ** 2, 0)).toBe(value[0]);
        expect(sums[0]!.paths).toBe(sizes.slice(0, -1).reduce((a, n) => a * n, 1));
      }
    },
  );
});

it('the sum is compensated: 10¹⁶ + 1 − 10¹⁶ = 1', () => {
  expect(pathSums([3, 1], false, Float64Array.of(1e16, 1, -1e16), Float64Array.of(1, 1, 1))[0]!.value).toBe(1);
});

it('refuses what does not fit, and more paths than can be enumerated', () => {
  expect(() => pathSums([2, 1], false, new Float64Array(3), new Float64Array(2))).toThrow(ArgumentError);
  expect(() => pathSums([2, 1], false, new Float64Array(2), new Float64Array(3))).toThrow('input must be of length 2');
  const sizes = [1000, 1000, 200, 1];
  expect(() => pathSums(sizes, false, new Float64Array(1_200_200), new Float64Array(1000))).toThrow('100000000 paths');
});
