import { describe, expect, it } from 'vitest';
import { exp } from '../../../src/base/functions.ts';
import { stream } from '../../../src/base/philox.ts';
import type { RectifiedHessian, RectifiedShape, Samples } from '../../../src/kernels/contract.ts';
import { createKernels } from '../../../src/kernels/index.ts';
import { classExamples, parameterCount } from '../../../src/kernels/minibatch.ts';
import {
  couplingCertificate,
  negativeCounts,
  rectifiedIndex,
  rectifiedIndexAt,
} from '../../../src/landscapes/network/rectified-index.ts';
import { symmetricEigenvalues } from '../../../src/linalg/eigenvalues.ts';

const shape: RectifiedShape = { inputs: 9, hidden: 6, outputs: 4 };

/** Images with two pixels never lit, and parameters with one dead unit; trained for a while where `epochs` say so. */
function problem(replica: number, epochs: number, count = 300) {
  const draw = stream(9, 'test/network-index', replica, 'all');
  const { inputs, hidden, outputs } = shape;
  const images = Float32Array.from({ length: count * inputs }, (_, i) =>
    i % inputs < 2 ? 0 : Math.max(0, draw.normal()),
  );
  const samples: Samples = {
    count,
    inputs,
    images,
    labels: Uint8Array.from({ length: count }, () => draw.integer(outputs)),
  };
  const theta = Float64Array.from({ length: parameterCount(shape) }, () => 0.7 * draw.normal());
  theta.fill(-1, inputs, 2 * inputs).fill(-1, hidden * inputs + 1, hidden * inputs + 2);
  const fleet = createKernels().rectified(shape, 1, 'float64');
  fleet.setParameters(0, theta);
  const order = Uint32Array.from({ length: count }, (_, s) => s);
  const examples = classExamples(samples, outputs);
  for (let epoch = 0; epoch < epochs; epoch++) fleet.train(examples, order, 30, new Float64Array(count / 30).fill(0.1));
  fleet.getParameters(0, theta);
  return { samples, theta, hessians: createKernels().rectifiedHessians(shape, samples) };
}

function spectrum({ kept, matrix: { matrix, diagonal, size } }: RectifiedHessian): Float64Array {
  const H = new Float64Array(size * size);
  for (let i = 0; i < kept.length; i++) {
    H[i * size + i] = diagonal[i]!;
    for (let j = i + 1; j < size; j++) H[j * size + i] = matrix[i * size + j]!;
  }
  return symmetricEigenvalues(H, size);
}

/** Lit pixels that are dark in every sample in which an active unit is on, all units together. */
function neverTogether({ count, images }: Samples, theta: Float64Array, active: Int32Array): number {
  const { inputs, hidden } = shape;
  const rows = Array.from({ length: count }, (_, s) => images.subarray(s * inputs, (s + 1) * inputs));
  const lit = rows[0]!.map((_, k) => Number(rows.some((row) => row[k]! > 0)));
  let pairs = 0;
  for (const h of active) {
    const weights = theta.subarray(h * inputs, (h + 1) * inputs);
    const on = rows.filter((row) => row.reduce((z, x, k) => z + x * weights[k]!, theta[hidden * inputs + h]!) > 0);
    lit.forEach((any, k) => {
      if (any && !on.some((row) => row[k]! > 0)) pairs++;
    });
  }
  return pairs;
}

describe('rectifiedIndex', () => {
  it.each([
    [0, 0, 0.001],
    [1, 5, 0.001],
    [2, 100, 0.001],
    [3, 5, 0.01],
    [4, 0, 0.1],
    [5, 100, 0.03],
  ])('counts what the eigenvalues say: network %i after %i epochs at τ = %f', (replica, epochs, τ) => {
    const { samples, hessians, theta } = problem(replica, epochs);
    const point = hessians.at(theta);
    const eigenvalues = spectrum(point.form());
    const active = point.active.length;
    const index = rectifiedIndex(hessians, theta, τ);
    expect(index).toMatchObject({
      dimension: 88,
      negative: eigenvalues.filter((x) => x < -τ).length,
      positive: eigenvalues.filter((x) => x > τ).length,
      undetermined: 0,
      // Weights of 2 dark pixels; 9 weights, a bias and 4 output weights of a dead unit; pixels dark whenever their unit is on.
      idle: 2 * active + 14 * (6 - active) + neverTogether(samples, theta, point.active),
    });
    expect(index.negative + index.zero + index.positive).toBe(88);
    expect(index.bound).toBeLessThan(1e-7);
    expect(index.negative).toBeLessThanOrEqual(index.indexBound);
    expect(index.indexBound).toBe(3 * active);
    expect(active).toBeLessThan(6);
  });

  it('counts the same at several thresholds together as at each alone', () => {
    const { hessians, theta } = problem(2, 20);
    const thresholds = [1e-7, 0.001, 0.1];
    expect(rectifiedIndexAt(hessians, theta, thresholds)).toEqual(
      thresholds.map((τ) => rectifiedIndex(hessians, theta, τ)),
    );
  });

  it('is never contradicted by the certificate: λ_min ≥ −max σ(M_h)', () => {
    for (let replica = 0; replica < 6; replica++) {
      const { hessians, theta } = problem(replica, 20);
      const point = hessians.at(theta);
      const { coupling } = couplingCertificate(point, 0.001);
      const least = spectrum(point.form())[0]!;
      expect(least).toBeGreaterThanOrEqual(-coupling);
      expect(coupling).toBeLessThan(1);
    }
  });

  it('finds index 0 by the certificate at a threshold above it, the same as without', () => {
    const { hessians, theta } = problem(1, 30);
    const { coupling } = couplingCertificate(hessians.at(theta), 1);
    const index = rectifiedIndex(hessians, theta, coupling);
    expect(index.certificate.holds).toBe(true);
    expect(index.negative).toBe(0);
    expect(spectrum(hessians.at(theta).form())[0]!).toBeGreaterThan(-coupling);
  });

  it('counts below several thresholds what the eigenvalues say, forming the Hessian only where the certificate fails', () => {
    const { hessians, theta } = problem(1, 5);
    const point = hessians.at(theta);
    const eigenvalues = spectrum(point.form());
    const { coupling } = couplingCertificate(point, 1);
    let formed = 0;
    const counting = {
      ...point,
      form: () => {
        formed++;
        return point.form();
      },
    };
    const counts = negativeCounts(counting, [2 * coupling, 1e-4, 0.001, 0.03]);
    for (const { threshold, negative, undetermined, certified } of counts) {
      expect(negative).toBe(eigenvalues.filter((x) => x < -threshold).length);
      expect(undetermined).toBe(0);
      expect(certified).toBe(threshold > coupling);
    }
    expect(counts[1]!.negative).toBeGreaterThan(counts[3]!.negative);
    expect(formed).toBe(1);
    negativeCounts(counting, [2 * coupling, coupling]);
    expect(formed).toBe(1);
  });

  it('keeps inertia at a threshold of 1e-7 under permutation and rescaling of units, the loss to 1e-12', () => {
    const { hessians, theta } = problem(2, 20);
    const { inputs, hidden, outputs } = shape;
    const moved = theta.slice();
    const W2 = hidden * (inputs + 1);
    for (let h = 0; h < hidden; h++) {
      const [to, c] = [(h + 2) % hidden, exp((h - 3) / 5)];
      for (let k = 0; k < inputs; k++) moved[to * inputs + k] = c * theta[h * inputs + k]!;
      moved[hidden * inputs + to] = c * theta[hidden * inputs + h]!;
      for (let o = 0; o < outputs; o++) moved[W2 + o * hidden + to] = theta[W2 + o * hidden + h]! / c;
    }
    expect(Math.abs(hessians.at(moved).loss - hessians.at(theta).loss)).toBeLessThan(1e-12);
    const [a, b] = [rectifiedIndex(hessians, theta, 1e-7), rectifiedIndex(hessians, moved, 1e-7)];
    expect([b.negative, b.zero, b.positive, b.undetermined]).toEqual([a.negative, a.zero, a.positive, a.undetermined]);
    // One constant direction for each active unit and the biases changes nothing.
    expect(a.zero - a.idle).toBeGreaterThanOrEqual(6);
  });

  it('is all zeros when every unit is dead but for the output biases', () => {
    const { hessians, theta } = problem(0, 0);
    const dead = theta.fill(-1, 0, shape.hidden * (shape.inputs + 1));
    const index = rectifiedIndex(hessians, dead, 0.001);
    expect(index).toMatchObject({ negative: 0, zero: 88 - 3, positive: 3, indexBound: 0, undetermined: 0 });
    expect(index.certificate).toEqual({ coupling: 0, holds: true });
  });

  it('refuses a threshold of 0 and parameters with NaN by name', () => {
    const { hessians, theta } = problem(0, 0, 30);
    expect(() => rectifiedIndex(hessians, theta, 0)).toThrow(
      'rectifiedIndex: threshold must be a finite number > 0, got 0',
    );
    theta[3] = Number.NaN;
    expect(() => rectifiedIndex(hessians, theta, 0.001)).toThrow('parameters must be finite, got NaN');
  });
});
