/** Measures of the loss: slopes along the weights, the maximum, the random part, covariances of the output, norms. */
import { describe, expect, it } from 'vitest';
import {
  fieldCovariance,
  forward,
  maximumMeasure,
  meanLoss,
  normVariation,
  pulls,
  type RectifiedLayers,
  radialSlope,
  randomLayers,
  randomPart,
  scaledLayers,
} from '../../src/assumptions/index.ts';
import { drawOf, mean, normals } from './fixtures/draws.ts';

describe('the loss', () => {
  it('hinge without biases: the radial slope is −H Σ M y Y/(m L)', () => {
    const draw = drawOf(12);
    const network = randomLayers(draw, [5, 8, 6, 1]);
    const data = { count: 40, inputs: 5, x: normals(draw, 200) };
    const labels = Float64Array.from({ length: 40 }, (_, s) => s % 2);
    const pass = forward(network, data);
    const { outputs } = pass;
    const { pull, moved } = pulls(outputs, 1, labels);
    const slope = (-3 * moved.reduce((sum, y, s) => sum + pull[s]! * y, 0)) / (40 * meanLoss(outputs, 1, labels));
    expect(radialSlope(network, data, pass, labels)).toBeCloseTo(slope, 12);
  });

  it('softmax with biases: the radial slope is that of differences along the ray, to 1e-7', () => {
    const draw = drawOf(17);
    const plain = randomLayers(draw, [5, 8, 6, 3], true);
    const network = { ...plain, biases: plain.biases!.map((b) => normals(draw, b.length)) };
    const data = { count: 40, inputs: 5, x: normals(draw, 200) };
    const labels = Float64Array.from({ length: 40 }, (_, s) => s % 3);
    const at = (step: number) =>
      Math.log(meanLoss(forward(scaledLayers(network, Math.exp(step)), data).outputs, 3, labels));
    const slope = radialSlope(network, data, forward(network, data), labels);
    expect(slope).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
  });

  it('softmax: −∂ℓ/∂Y of the label is 1 − p, by differences', () => {
    const outputs = Float64Array.of(1, 2, -1, 0.5, 0, 3);
    const labels = [1, 2];
    const { pull } = pulls(outputs, 3, labels);
    labels.forEach((label, s) => {
      const moved = (h: number) =>
        meanLoss(
          outputs.map((y, i) => (i === 3 * s + label ? y + h : y)),
          3,
          labels,
        );
      expect((-2 * (moved(1e-6) - moved(-1e-6))) / 2e-6).toBeCloseTo(pull[s]!, 8);
    });
  });

  it('δM: −1 where the maximum falls with the output in a line, near 0 where it is independent, null where it is constant', () => {
    const draw = drawOf(13);
    const y = normals(draw, 500);
    expect(
      maximumMeasure(
        y.map((v) => -2 * v),
        y,
        draw,
      )!.deltaM.value,
    ).toBeCloseTo(-1, 12);
    const free = maximumMeasure(normals(draw, 500), y, draw)!;
    expect(Math.abs(free.deltaM.value)).toBeLessThan(4 * free.deltaM.error);
    expect(free.nullBand).toBeCloseTo(1.96 / Math.sqrt(500), 1);
    expect(maximumMeasure(new Float64Array(500), y, draw)).toBeNull();
  });

  it('β: 0 for a loss that is linear in the output; of squared loss Var(mean Y²)/(4 mean Y²/m)', () => {
    const draw = drawOf(14);
    const outputs = Array.from({ length: 40 }, () => normals(draw, 30));
    expect(randomPart(outputs, (margin) => 1 - margin).value).toBeLessThan(1e-28);
    const squares = outputs.map((Y) => mean(Y.map((v) => v * v)));
    const variance = mean(squares.map((q) => (q - mean(squares)) ** 2));
    const found = randomPart(outputs, (margin) => (1 - margin) ** 2);
    expect(found.value / (variance / ((4 * mean(squares)) / 30))).toBeCloseTo(1, 12);
    expect(found.error).toBeGreaterThan(0);
  });

  it('δK: k(1) = 1; wide random networks follow the dual kernel, not R^H; a linear network follows R', () => {
    const draw = drawOf(15);
    const data = { count: 60, inputs: 30, x: normals(draw, 1800) };
    const { rows, deltaK } = fieldCovariance([30, 60, 1], data, draw, 60);
    expect(rows.at(-1)).toMatchObject({ overlap: 1, glass: 1 });
    expect(rows.at(-1)!.mean).toBeCloseTo(1, 12);
    for (const { overlap, mean: k, error, wide } of rows.slice(2, 10))
      expect(Math.abs(k - wide) / error, `R = ${overlap}`).toBeLessThan(4);
    expect(deltaK.value).toBeGreaterThan(0.01);
    for (const { overlap, wide, glass } of fieldCovariance([30, 1], data, draw, 3).rows) {
      expect(wide).toBe(overlap);
      expect(glass).toBe(overlap);
    }
  });

  it('δ7: the coefficient of variation of |w|², 0 on a sphere to rounding', () => {
    const draw = drawOf(16);
    const networks = [1, 2, 3, 4].map(() => randomLayers(draw, [4, 3, 1], true));
    const norm = (one: RectifiedLayers) =>
      Math.sqrt(one.weights.flatMap((W) => [...W]).reduce((sum, w) => sum + w * w, 0));
    expect(normVariation(networks).value).toBeGreaterThan(0.05);
    expect(normVariation(networks.map((one) => scaledLayers(one, 1 / norm(one)))).value).toBeLessThan(1e-15);
  });
});
