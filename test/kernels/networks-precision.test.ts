/** Training in both precisions against the plain float64 reference, at every width of the paper and awkward batches. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type { Examples, Kernels, Precision, RectifiedFleet, RectifiedShape } from '../../src/kernels/contract.ts';
import { classExamples } from '../../src/kernels/minibatch.ts';
import { fleetBytes } from '../../src/kernels/wasm/rectified-memory.ts';
import { best, enginesWith, once, reference } from '../support/backends.ts';

const widths = [10, 25, 50, 100, 250, 500];
const shapeOf = (hidden: number): RectifiedShape => ({ inputs: 100, hidden, outputs: 10 });

/** Ten classes of images: 36 pixels lit of 100, most of them the class's own. */
function samples(count: number): Examples {
  const s = stream(11, 'test', count, 'images');
  const labels = Uint8Array.from({ length: count }, () => s.integer(10));
  const images = new Float32Array(count * 100);
  for (let i = 0; i < count; i++)
    for (let lit = 0; lit < 36; lit++) {
      const own = s.uniform() < 0.3;
      images[i * 100 + (own ? (labels[i]! * 9 + s.integer(12)) % 100 : s.integer(100))] = s.uniform();
    }
  return classExamples({ count, inputs: 100, images, labels }, 10);
}

/** From the cube [−½, ½], as float32 holds it. */
function start(fleet: RectifiedFleet): Float64Array[] {
  return Array.from({ length: fleet.count }, (_, k) => {
    const s = stream(12, 'test', k, 'weights');
    const parameters = Float64Array.from({ length: fleet.dimension }, () => Math.fround(s.uniform() - 0.5));
    fleet.setParameters(k, parameters);
    return parameters;
  });
}

function parameters(fleet: RectifiedFleet, k: number): Float64Array {
  const out = new Float64Array(fleet.dimension);
  fleet.getParameters(k, out);
  return out;
}

function largest(values: Float64Array): number {
  return values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function trained(fleet: RectifiedFleet, data: Examples, batch: number, steps: number): Float64Array[] {
  const from = start(fleet);
  const order = Uint32Array.from({ length: batch * steps }, (_, i) => (7 * i) % data.count);
  fleet.train(data, order, batch, new Float64Array(steps).fill(0.3));
  return from.map((begin, k) => parameters(fleet, k).map((x, i) => x - begin[i]!));
}

const plainMoves = once((shape: RectifiedShape, batch: number, steps: number) =>
  trained(reference.rectified(shape, 2, 'float64'), samples(101), batch, steps),
);

/** Largest difference of two fleets' moves over the larger move, after the same steps. */
function difference(
  kernels: Kernels,
  shape: RectifiedShape,
  precision: Precision,
  batch: number,
  steps: number,
): number {
  const moves = trained(kernels.rectified(shape, 2, precision), samples(101), batch, steps);
  const expected = plainMoves(shape, batch, steps);
  return Math.max(...moves.map((m, k) => largest(m.map((x, i) => x - expected[k]![i]!)) / largest(expected[k]!)));
}

describe.each(widths)('100-%i-10 networks', (width) => {
  it.each(enginesWith('rectified'))(
    'by %s: one step in float32 is within 1e-5 of the reference, 100 in float64 stay within 1e-10',
    (_engine, kernels) => {
      for (const batch of [1, 7, 33])
        expect(difference(kernels, shapeOf(width), 'float32', batch, 1)).toBeLessThan(1e-5);
      expect(difference(kernels, shapeOf(width), 'float64', 3, 100)).toBeLessThan(1e-10);
    },
  );
});

it('after five epochs the losses of 64 networks are distributed alike in both precisions: quartiles within two standard errors', () => {
  const data = samples(1999);
  const order = Uint32Array.from({ length: 1999 }, (_, i) => (13 * i) % 1999);
  const rates = new Float64Array(200).fill(0.5);
  const [single, double] = (['float32', 'float64'] as const).map((precision) => {
    const fleet = best.rectified(shapeOf(25), 64, precision);
    start(fleet);
    for (let epoch = 0; epoch < 5; epoch++) fleet.train(data, order, 10, rates);
    const losses = new Float64Array(64);
    fleet.evaluate(data, losses, new Float64Array(64));
    return losses.sort();
  }) as [Float64Array, Float64Array];
  const mean = double.reduce((sum, x) => sum + x, 0) / 64;
  const deviation = Math.sqrt(double.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 63);
  // A quartile of 64 normal draws has the standard error 1.36 σ/8, the median 1.25 σ/8; both ensembles share their starts.
  for (const at of [16, 32, 48]) expect(Math.abs(single[at]! - double[at]!)).toBeLessThan(2 * 1.36 * (deviation / 8));
});

it('1000 networks of 500 hidden units train in under 4 GiB, all at once', () => {
  expect(fleetBytes(shapeOf(500), 1000, 'float32', 100)).toBeLessThan(2 ** 32);
  const fleet = best.rectified(shapeOf(500), 1000, 'float32');
  fleet.train(samples(8), Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 8, Float64Array.of(0.1));
  expect(largest(parameters(fleet, 999))).toBeGreaterThan(0);
});
