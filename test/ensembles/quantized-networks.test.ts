import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { quantizedNetworks } from '../../src/ensembles/experiments/quantized-networks.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import type { Samples } from '../../src/kernels/contract.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { labeledSet } from '../support/labeled-set.ts';

/** Images of 2 × 2 pixels whose first pixel is bright when the label is odd, with noise. */
function images(count: number, replica: number): Samples {
  const s = stream(1, 'test', replica, 'images');
  const labels = Uint8Array.from({ length: count }, () => s.integer(10));
  const pixels = Float32Array.from({ length: 4 * count }, (_, i) =>
    i % 4 === 0 ? (labels[i / 4]! % 2) * 0.8 + 0.2 * s.uniform() : s.uniform(),
  );
  return { count, inputs: 4, images: pixels, labels };
}
const dataset = labeledSet('mnist-2x2', 10, images(500, 0), images(129, 1));
const context = { kernels: createKernels(), artifact: async () => dataset, progress() {} };
const spec = (given: object = {}) =>
  quantizedNetworks.schema.parse({
    width: 5,
    networks: 5,
    values: [2, 3, 64],
    epochs: 3,
    trainSize: 500,
    testSize: 129,
    pixels: 2,
    ...given,
  });
const all = (given: object = {}) =>
  Promise.all(quantizedNetworks.split(spec(given)).map((task) => quantizedNetworks.run(task, context)));
const vector = (parts: readonly Records[], name: string) =>
  parts.flatMap(({ columns }) => [...(columns[name] as Extract<Column, { kind: 'vector' }>).values]);
const whole = (parts: readonly Records[], name: string) =>
  parts.flatMap(({ columns }) => [...(columns[name] as Extract<Column, { kind: 'int32' }>).values]);

describe('quantized-networks', () => {
  it('the four sign pairs of each image add up to the test set, and the network has learned parity', async () => {
    const parts = await all({ epochs: 40 });
    const [both, lost, won, neither] = ['both', 'lost', 'won', 'neither'].map((name) => vector(parts, name));
    both!.forEach((n, i) => void expect(n + lost![i]! + won![i]! + neither![i]!).toBe(129));
    expect(whole(parts, 'network')).toEqual([0, 1, 2, 3, 4]);
    expect(Math.min(...whole(parts, 'right'))).toBeGreaterThan(110);
  });

  it('as many values as parameters: the image is the network', async () => {
    const parts = await all();
    // 5·5 + 6·2 = 37 parameters, 64 values; the third of each three.
    for (const name of ['lost', 'won'])
      expect(vector(parts, name).filter((_, i) => i % 3 === 2)).toEqual([0, 0, 0, 0, 0]);
    expect(vector(parts, 'imageRight').filter((_, i) => i % 3 === 2)).toEqual(whole(parts, 'right'));
    expect(Math.max(...vector(parts, 'lost'), ...vector(parts, 'won'))).toBeGreaterThan(0);
  });

  it('a network has the same record whatever the size of the tasks', async () => {
    const [large, small] = [await all(), await all({ networksPerTask: 2 })];
    for (const name of ['both', 'lost', 'won', 'imageRight']) expect(vector(small, name)).toEqual(vector(large, name));
  });

  it('forecasts more for more work, refuses what does not fit, names the size of the data set', async () => {
    const few = await quantizedNetworks.forecast(spec(), 1, context.kernels);
    const many = await quantizedNetworks.forecast(spec({ epochs: 300 }), 1, context.kernels);
    expect(many.seconds).toBeGreaterThan(10 * few.seconds);
    expect(() => quantizedNetworks.checkCapacity(spec({ width: 90_000, pixels: 28 }), 2, 4e9)).toThrow('largest width');
    expect(() => quantizedNetworks.checkArtifacts!(spec({ testSize: 130 }), () => dataset)).toThrow(
      'quantized-networks: testSize must be an integer from 1 to 129, got 130',
    );
    expect(quantizedNetworks.schema.safeParse({ values: [1] }).success).toBe(false);
  });
});
