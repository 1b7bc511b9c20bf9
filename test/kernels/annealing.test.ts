import { describe, expect, it } from 'vitest';
import { stream, streamAddress } from '../../src/base/philox.ts';
import type { Kernels, MetropolisWalk, Precision, RectifiedShape, Samples } from '../../src/kernels/contract.ts';
import { levelValue } from '../../src/kernels/metropolis.ts';
import { classExamples, parameterCount } from '../../src/kernels/minibatch.ts';
import { rectifiedWalkBytes } from '../../src/kernels/wasm/annealing.ts';
import { allWith, enginesWith, expectTwin, reference } from '../support/backends.ts';

/** `count` images, a third of the pixels lit; the labels leave out class 1 where there are more than two. */
function samples(count: number, { inputs, outputs }: RectifiedShape): Samples {
  const s = stream(5, 'test', count, 'images');
  const images = Float32Array.from({ length: count * inputs }, () => (s.uniform() < 1 / 3 ? s.uniform() : 0));
  const labels = Uint8Array.from({ length: count }, () => s.integer(outputs));
  return { count, inputs, images, labels: labels.map((y) => (y === 1 && outputs > 2 ? 0 : y)) };
}

function start(shape: RectifiedShape, levels: number | null): Float64Array {
  const s = stream(6, 'test', shape.hidden, 'weights');
  return Float64Array.from({ length: parameterCount(shape) }, () =>
    levels === null ? Math.fround(2 * s.uniform() - 1) : levelValue(s.integer(levels), levels),
  );
}

function walkOf(
  kernels: Kernels,
  shape: RectifiedShape,
  count: number,
  levels: number | null = null,
  precision: Precision = 'float64',
  bound: number | null = null,
): MetropolisWalk {
  const address = streamAddress(2 ** 40 + 7, 'test', 3, 'proposals');
  const walk = kernels.rectifiedWalk(shape, samples(count, shape), { stream: address, levels, bound, precision });
  walk.load(start(shape, levels));
  return walk;
}

function pointOf(walk: MetropolisWalk): Float64Array {
  const out = new Float64Array(walk.dimension);
  walk.point(out);
  return out;
}

/** Mean loss of the fleet at a walk's point: the other code that computes it. */
function lossAt(shape: RectifiedShape, count: number, point: Float64Array): number {
  const fleet = reference.rectified(shape, 1, 'float64');
  fleet.setParameters(0, point);
  const loss = new Float64Array(1);
  fleet.evaluate(classExamples(samples(count, shape), shape.outputs), loss, new Float64Array(1));
  return loss[0]!;
}

// Images around the lanes of a block, so that classes leave idle lanes; outputs from one, whose loss is 0, to more than a vector.
const cases: [shape: RectifiedShape, images: number, levels: number | null][] = [
  [{ inputs: 1, hidden: 1, outputs: 1 }, 1, null],
  [{ inputs: 1, hidden: 1, outputs: 2 }, 3, 2],
  [{ inputs: 3, hidden: 2, outputs: 3 }, 8, null],
  [{ inputs: 7, hidden: 5, outputs: 4 }, 31, 3],
  [{ inputs: 9, hidden: 8, outputs: 10 }, 33, null],
  [{ inputs: 8, hidden: 3, outputs: 13 }, 9, 5],
];

describe.each(enginesWith('rectifiedWalk'))('the incremental walk by %s', (_engine, kernels) => {
  it.each(cases)('is that of full evaluations, move for move, in float64: %o, %i images, levels %s', (shape, n, s) => {
    const [fast, plain] = [walkOf(kernels, shape, n, s), walkOf(reference, shape, n, s)];
    for (const temperature of [0.1, 0.01, 0.001]) {
      expect(fast.advance(300, temperature, 0.7)).toBe(plain.advance(300, temperature, 0.7));
      expectTwin(kernels, pointOf(fast), pointOf(plain), 13);
      // 900 changes, each of a sum of up to 33 terms of order 1.
      expect(Math.abs(fast.value - plain.value)).toBeLessThan(1e-13);
    }
  });

  it.each(cases)('keeps the loss of its point to 1e-5 in float32: %o, %i images, levels %s', (shape, n, s) => {
    const walk = walkOf(kernels, shape, n, s, 'float32');
    walk.advance(1000, 0.01, 0.5);
    const kept = walk.value;
    expect(Math.abs(kept - lossAt(shape, n, pointOf(walk)))).toBeLessThan(1e-5);
    const drift = walk.refresh();
    expect(Math.abs(drift - (kept - walk.value))).toBeLessThan(1e-15);
    expect(Math.abs(drift)).toBeLessThan(1e-5);
  });

  it('gives the same bits however it is cut into calls', () => {
    const shape = { inputs: 9, hidden: 4, outputs: 5 };
    const [whole, parts] = [walkOf(kernels, shape, 21), walkOf(kernels, shape, 21)];
    const accepted = whole.advance(500, 0.02, 0.4);
    const shares = [1, 0, 199, 300].map((count) => parts.advance(count, 0.02, 0.4));
    expect(shares.reduce((a, b) => a + b)).toBe(accepted);
    expect(parts.value).toBe(whole.value);
    expect(pointOf(parts)).toEqual(pointOf(whole));
  });

  it('starts its stream anew at every load', () => {
    const shape = { inputs: 4, hidden: 3, outputs: 3 };
    const walk = walkOf(kernels, shape, 10);
    walk.advance(100, 0.1, 0.4);
    const first = pointOf(walk);
    walk.load(start(shape, null));
    walk.advance(100, 0.1, 0.4);
    expect(pointOf(walk)).toEqual(first);
  });

  it('stays on its levels', () => {
    const walk = walkOf(kernels, { inputs: 5, hidden: 4, outputs: 3 }, 12, 4, 'float32');
    expect(walk.advance(2000, 1, 0)).toBeGreaterThan(1000);
    const values = new Set(Array.from(pointOf(walk), (x) => x.toFixed(6)));
    expect([...values].sort()).toEqual(['-0.333333', '-1.000000', '0.333333', '1.000000']);
  });

  it('stays within its bound, move for move with the reference', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const [fast, plain] = [kernels, reference].map((each) => walkOf(each, shape, 12, null, 'float64', 1));
    expect(fast!.advance(900, 1, 0.8)).toBe(plain!.advance(900, 1, 0.8));
    const end = pointOf(fast!);
    expectTwin(kernels, end, pointOf(plain!), 13);
    expect(Math.max(...end)).toBeLessThanOrEqual(1);
    expect(Math.min(...end)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...end)).toBeGreaterThan(0.9);
  });

  it('visits the 64 networks of six two-valued parameters as Boltzmann says: mean loss within 4 standard errors', () => {
    const shape = { inputs: 1, hidden: 1, outputs: 2 };
    const temperature = 0.15;
    const states = Array.from({ length: 64 }, (_, bits) =>
      Float64Array.from({ length: 6 }, (_, i) => ((bits >> i) & 1 ? 1 : -1)),
    );
    const losses = states.map((state) => lossAt(shape, 7, state));
    const weights = losses.map((loss) => Math.exp(-loss / temperature));
    const expected = losses.reduce((sum, loss, k) => sum + loss * weights[k]!, 0) / weights.reduce((a, b) => a + b);
    const walk = walkOf(kernels, shape, 7, 2);
    const means = Array.from({ length: 100 }, () => {
      let sum = 0;
      for (let k = 0; k < 200; k++) {
        walk.advance(1, temperature, 0);
        sum += walk.value;
      }
      return sum / 200;
    });
    const mean = means.reduce((a, b) => a + b) / 100;
    const error = Math.sqrt(means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 99 / 100);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
    expect(4 * error).toBeLessThan(0.1 * expected);
  });

  it('has the value NaN wherever a parameter is not finite, and keeps it', () => {
    const shape = { inputs: 4, hidden: 3, outputs: 3 };
    for (const precision of ['float32', 'float64'] as const)
      for (const bad of [Number.NaN, Infinity]) {
        const walk = walkOf(kernels, shape, 10, null, precision);
        const point = start(shape, null);
        point[15] = bad; // an output weight
        walk.load(point);
        expect(walk.value).toBeNaN();
        walk.advance(50, 1, 0.1);
        expect(walk.value).toBeNaN();
      }
  });

  it('takes the memory of its rows and records, and at most a tenth more for idle lanes', () => {
    const shape = { inputs: 100, hidden: 25, outputs: 10 };
    const rows = 4 * 1000 * (101 + 26 + 2 * 22 + 2);
    const bytes = rectifiedWalkBytes(shape, 1000, 'float32');
    expect(bytes).toBeGreaterThan(rows);
    expect(bytes).toBeLessThan(1.1 * rows);
  });
});

describe.each(allWith('rectifiedWalk'))('bad input to the walk by %s', (_engine, kernels) => {
  const shape = { inputs: 4, hidden: 3, outputs: 3 };
  it.each([
    [() => walkOf(kernels, shape, 10, 1), 'rectifiedWalk: levels must be an integer ≥ 2, got 1'],
    [() => walkOf(kernels, shape, 10).advance(1, 0, 0.1), 'advance: temperature must be a finite number > 0, got 0'],
    [() => walkOf(kernels, shape, 10).advance(-1, 1, 0.1), 'advance: proposals must be an integer ≥ 0, got -1'],
    [() => walkOf(kernels, shape, 10, 3).load(start(shape, null)), 'load: point must be on the 3 levels from −1 to 1'],
    [() => walkOf(kernels, shape, 10, null, 'float64', 0), 'rectifiedWalk: bound must be a finite number > 0, got 0'],
    [() => walkOf(kernels, shape, 10, null, 'float64', 0.01), 'load: point must be within ± 0.01'],
    [() => walkOf(kernels, shape, 10).load(new Float64Array(3)), 'load: point must be 27 numbers, got 3'],
    [() => walkOf(kernels, { ...shape, hidden: 0 }, 10), 'hidden must be an integer from 1 to 1048576, got 0'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});
