import { describe, expect, it } from 'vitest';
import { normalQuantileCentered } from '../../src/base/normal.ts';
import { fillNormals, stream, streamAddress } from '../../src/base/philox.ts';
import type { GlassKernel, GlassShape, Precision } from '../../src/kernels/contract.ts';
import { largestCoupling } from '../../src/kernels/coupling-norms.ts';
import { monomialCount, monomialRank } from '../../src/kernels/monomials.ts';
import { enginesWith, once, reference } from '../support/backends.ts';

/** `count` points on the sphere of radius √Λ. */
function starts(size: number, count: number): Float64Array {
  const points = new Float64Array(count * size);
  for (let r = 0; r < count; r++) {
    const s = stream(3, 'test', r, 'start');
    const w = Array.from({ length: size }, () => s.normal());
    const norm = Math.sqrt(w.reduce((sum, x) => sum + x * x, 0));
    points.set(
      w.map((x) => (x * Math.sqrt(size)) / norm),
      r * size,
    );
  }
  return points;
}

function measured(kernel: GlassKernel, points: Float64Array, count: number, precision: Precision) {
  const energies = new Float64Array(count);
  const gradients = new Float64Array(points.length);
  kernel.evaluate(points, count, precision, energies, gradients);
  return { energies, gradients };
}

/** Largest difference over the largest size of the reference. */
function deviation(a: Float64Array, b: Float64Array): number {
  const size = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) / size;
}

// Sizes around the panel's tile (2 rows), the vector (2, 4) and the column block (250, in its own test); batches around 8 and 16 lanes.
const shapes: [order: number, sizes: number[]][] = [
  [2, [2, 3, 7, 33]],
  [3, [2, 3, 7, 8, 9, 31]],
  [4, [2, 5, 9]],
  [5, [2, 3, 6]],
];
const batches = [1, 3, 8, 9, 17];
// Rounding of sums of up to Λ^H terms: a few units in the last place times the square root of the number of terms.
const tolerance = { float32: 5e-6, float64: 1e-13 };

describe.each(enginesWith('fillNormals'))('normals by %s', (_engine, { fillNormals: fill }) => {
  it('are equal to the bit to those in TypeScript, from any start, odd or even', () => {
    for (const [start, length] of [
      [0, 9001],
      [1, 8193],
      [12345, 7],
    ] as const) {
      const address = streamAddress(2 ** 40 + 5, 'e', 2 ** 31 + 1, 'p');
      const [a, b] = [new Float64Array(length), new Float64Array(length)];
      fill(address, start, a);
      fillNormals(address, start, b);
      expect(a).toEqual(b);
    }
  });
});

describe('monomials', () => {
  it('rank enumerates the nondecreasing sequences in lexicographic order without a gap', () => {
    const rank = monomialRank(3, 5);
    let expected = 0;
    for (let i = 0; i < 5; i++)
      for (let j = i; j < 5; j++) for (let k = j; k < 5; k++) expect(rank([i, j, k])).toBe(expected++);
    expect(monomialCount(3, 5)).toBe(expected);
  });
});

it('no coupling is larger than 8.3: the last of 2⁵² quantiles is 8.21', () => {
  expect(normalQuantileCentered(0.5 - 2 ** -53)).toBeCloseTo(8.21, 2);
  expect(normalQuantileCentered(0.5 - 2 ** -53)).toBeLessThan(largestCoupling);
});

/** What the whole tensor says, for every engine. */
const plainly = once((order: number, size: number) => {
  const plain = reference.glass({ order, size, seed: 42, disorder: 1 });
  const [gradient, hessian] = [new Float64Array(size), new Float64Array(size * size)];
  const energy = plain.hessian(starts(size, 1), gradient, hessian);
  const batched = batches.map((count) => measured(plain, starts(size, count), count, 'float64'));
  const norms = plain.norms();
  const gram = new Float64Array(size * size);
  return { energy, gradient, hessian, batched, norms, gram, gramError: norms.gram(gram) };
});

describe.each(enginesWith('glass'))('the glass by %s', (_engine, kernels) => {
  describe.each(shapes)('order %i against the whole tensor', (order, sizes) => {
    it.each(sizes)(
      'size %i: energy, gradient, Hessian in float64 to 1e-13, gradient in float32 to 5e-6, every batch',
      (size) => {
        const fast = kernels.glass({ order, size, seed: 42, disorder: 1 });
        const plain = plainly(order, size);
        batches.forEach((count, b) => {
          const truth = plain.batched[b]!;
          for (const precision of ['float32', 'float64'] as const) {
            const got = measured(fast, starts(size, count), count, precision);
            expect(deviation(got.gradients, truth.gradients)).toBeLessThan(tolerance[precision]);
            expect(deviation(got.energies, truth.energies)).toBeLessThan(tolerance[precision] * 10); // a difference of large terms
          }
        });
        const [gradient, hessian] = [new Float64Array(size), new Float64Array(size * size)];
        const energy = fast.hessian(starts(size, 1), gradient, hessian);
        expect(energy / plain.energy - 1).toBeCloseTo(0, 11);
        expect(deviation(hessian, plain.hessian)).toBeLessThan(1e-13);
        expect(deviation(gradient, plain.gradient)).toBeLessThan(1e-12);
      },
    );

    it.each(sizes)('size %i: ‖sym X‖_F and the Gram matrix as from the whole tensor, to 1e-9 and 1e-12', (size) => {
      const [fast, plain] = [kernels.glass({ order, size, seed: 42, disorder: 1 }).norms(), plainly(order, size)];
      expect(fast.frobenius / plain.norms.frobenius).toBeCloseTo(1, 9);
      const gram = new Float64Array(size * size);
      const error = fast.gram(gram);
      expect(deviation(gram, plain.gram)).toBeLessThan(1e-12);
      const apart = gram.reduce((most, x, i) => Math.max(most, Math.abs(x - plain.gram[i]!)), 0);
      expect(apart).toBeLessThanOrEqual(error + plain.gramError);
      // tr G = ‖sym X‖_F²
      const trace = gram.reduce((sum, x, at) => (at % (size + 1) === 0 ? sum + x : sum), 0);
      expect(trace / fast.frobenius ** 2).toBeCloseTo(1, 8);
      expect(trace).toBeLessThanOrEqual(fast.frobenius ** 2);
      expect(fast.hessianRounding).toBeGreaterThan(0);
      expect(fast.gradientRounding).toBeGreaterThan(fast.hessianRounding);
    });
  });

  it('norms at order 3, by hand: S = mean of X over the six orders, of all couplings', () => {
    const size = 5;
    const shape: GlassShape = { order: 3, size, seed: 7, disorder: 2 };
    const X = new Float64Array(size ** 3);
    fillNormals(streamAddress(7, 'spin-glass', 2, 'couplings'), 0, X);
    const at = (i: number, j: number, k: number) => X[(i * size + j) * size + k]!;
    let square = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        for (let k = 0; k < size; k++)
          square += ((at(i, j, k) + at(i, k, j) + at(j, i, k) + at(j, k, i) + at(k, i, j) + at(k, j, i)) / 6) ** 2;
    expect(kernels.glass(shape).norms().frobenius / Math.sqrt(square)).toBeCloseTo(1, 8);
  });

  it('order 3 beyond one column block (Λ = 257): the two precisions and the Hessian agree', () => {
    const size = 257;
    const kernel = kernels.glass({ order: 3, size, seed: 9, disorder: 0 });
    const points = starts(size, 5);
    const double = measured(kernel, points, 5, 'float64');
    expect(deviation(measured(kernel, points, 5, 'float32').gradients, double.gradients)).toBeLessThan(5e-6);
    const gradient = new Float64Array(size);
    const energy = kernel.hessian(points.subarray(0, size), gradient, new Float64Array(size * size));
    expect(deviation(gradient, double.gradients.slice(0, size))).toBeLessThan(1e-12);
    expect(energy / double.energies[0]! - 1).toBeCloseTo(0, 11);
  });

  describe('fleet', () => {
    const size = 9;
    const shape: GlassShape = { order: 3, size, seed: 4, disorder: 2 };
    it.each(['float64', 'float32'] as const)(
      '%s: thirty steps follow the reference; the sphere is kept; retain keeps who was named',
      (precision) => {
        const count = 19;
        const fast = kernels.glass(shape).fleet(32, precision);
        const plain = reference.glass(shape).fleet(32, 'float64');
        const points = starts(size, count);
        for (const fleet of [fast, plain]) {
          fleet.load(points, count, 0.1);
          fleet.advance(30);
          fleet.retain([18, 0, 7]);
          fleet.measure();
        }
        const near = precision === 'float64' ? 1e-11 : 2e-4; // float32's rounding, multiplied by 30 steps of descent
        expect(fast.count).toBe(3);
        for (let r = 0; r < 3; r++) {
          expect(Math.abs(fast.energies[r]! - plain.energies[r]!)).toBeLessThan(near * size);
          expect(Math.abs(fast.residuals[r]! - plain.residuals[r]!)).toBeLessThan(near * 10);
          const w = new Float64Array(size);
          fast.point(r, w);
          expect(Math.abs(w.reduce((sum, x) => sum + x * x, 0) / size - 1)).toBeLessThan(
            precision === 'float64' ? 1e-14 : 1e-6,
          );
        }
      },
    );

    it.each(['float32', 'float64'] as const)(
      'in the tail, %s follows the plain fleet step by step, compacted on the way',
      (precision) => {
        const shape: GlassShape = { order: 3, size: 9, seed: 5, disorder: 1 };
        const points = starts(9, 19);
        const fleets = [kernels.glass(shape).fleet(32, precision), reference.glass(shape).fleet(32, 'float64')];
        const looks = fleets.map((fleet) => {
          fleet.load(points, 19, 0.1);
          fleet.advance(20);
          // Replicas hand over at different steps; both rules, clipped steps and relapses occur on the way.
          fleet.advance(6, 0.5);
          fleet.retain([18, 0, 7, 11]);
          fleet.advance(5, 0.5);
          fleet.measure();
          return [...fleet.energies.subarray(0, 4), ...fleet.residuals.subarray(0, 4)];
        });
        // Rounding is amplified by ten steps of two-point step lengths, each a quotient of small differences.
        looks[0]!.forEach((x, i) => {
          expect(Math.abs(x - looks[1]![i]!)).toBeLessThan(precision === 'float32' ? 2e-3 : 1e-9);
        });
      },
    );

    it.each(['float32', 'float64'] as const)(
      "%s: a replica's bits, the tail's memory among them, depend on no neighbour and on no move between lanes",
      (precision) => {
        const [size, count] = [23, 37];
        const kernel = kernels.glass({ order: 3, size, seed: 6, disorder: 0 });
        const points = starts(size, count);
        const path = (replicas: number[], kept: number[][]) => {
          const fleet = kernel.fleet(replicas.length, precision);
          const mine = replicas.map((r) => points.slice(r * size, (r + 1) * size));
          fleet.load(Float64Array.from(mine.flatMap((point) => [...point])), replicas.length, 0.1);
          fleet.advance(20);
          for (const keep of kept) {
            fleet.advance(7, 0.5);
            fleet.retain(keep);
          }
          fleet.advance(7, 0.5);
          return Array.from({ length: fleet.count }, (_, lane) => {
            const point = new Float64Array(size);
            fleet.point(lane, point);
            return [fleet.energies[lane], fleet.residuals[lane], ...point];
          });
        };
        // Two lanes change places across a panel's edge, one moves into a hole, the others stay.
        const together = path(
          Array.from({ length: count }, (_, r) => r),
          [
            [0, 36, 2, 20, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 3],
            [3, 1, 0],
          ],
        );
        const rest = [[0], [0]];
        expect(together).toEqual([20, 36, 0].flatMap((r) => path([r], rest)));
      },
    );

    it('two fleets of one kernel do not disturb each other, nor does an evaluation between their steps', () => {
      const kernel = kernels.glass(shape);
      const [first, second] = [kernel.fleet(16, 'float64'), kernel.fleet(16, 'float64')];
      const points = starts(size, 4);
      first.load(points.slice(0, 2 * size), 2, 0.1);
      second.load(points.slice(2 * size), 2, 0.1);
      for (let step = 0; step < 5; step++) {
        first.advance(1);
        kernel.evaluate(points, 4, 'float64', new Float64Array(4), new Float64Array(4 * size));
        second.advance(1);
      }
      const alone = kernels.glass(shape).fleet(16, 'float64');
      alone.load(points.slice(0, 2 * size), 2, 0.1);
      alone.advance(5);
      expect([...first.energies.subarray(0, 2)]).toEqual([...alone.energies.subarray(0, 2)]);
    });

    it('a replica takes the same path to the bit whatever runs beside it', () => {
      const kernel = kernels.glass(shape);
      const points = starts(size, 20);
      const path = (from: number, to: number, r: number) => {
        const fleet = kernel.fleet(32, 'float32');
        fleet.load(points.slice(from * size, to * size), to - from, 0.1);
        fleet.advance(50);
        const w = new Float64Array(size);
        fleet.point(r - from, w);
        return w;
      };
      expect(path(0, 20, 17)).toEqual(path(17, 18, 17));
      expect(path(0, 20, 3)).toEqual(path(2, 7, 3));
    });
  });
});
