/** Deep linear nets and linear residual nets, beyond the laws of every landscape: closed forms of the value, symmetries, the origin. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { deepLinear, imbalance } from '../../src/landscapes/deep-linear/deep-linear.ts';
import { randomExamples } from '../../src/landscapes/deep-linear/random-data.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { linearResnet } from '../../src/landscapes/linear-resnet/linear-resnet.ts';
import { command } from '../cli/fixtures/command.ts';

const kernels = createKernels();

function look(landscape: Landscape, point: Float64Array) {
  const [value, gradient] = [new Float64Array(1), new Float64Array(point.length)];
  landscape.valueAndGradient(point, 1, value, gradient);
  return { value: value[0]!, gradient };
}

function normals(length: number, purpose: string): Float64Array {
  const draw = stream(1, 'deep-linear-test', 0, purpose);
  return Float64Array.from({ length }, () => draw.normal());
}

/** Row-major a × b times b × c. */
function times(A: Float64Array, B: Float64Array, a: number, b: number, c: number): Float64Array {
  const out = new Float64Array(a * c);
  for (let i = 0; i < a; i++)
    for (let j = 0; j < c; j++) for (let k = 0; k < b; k++) out[i * c + j]! += A[i * b + k]! * B[k * c + j]!;
  return out;
}

describe('a deep linear net', () => {
  const widths = [3, 4, 2, 3];
  const examples = randomExamples(5, 0, 3, 3, 7);
  const net = deepLinear(widths, examples, kernels);
  const point = normals(net.dimension, 'point');

  it('has the value ‖Y − W_3 W_2 W_1 X‖², product by product', () => {
    const [W1, W2, W3] = [point.slice(0, 12), point.slice(12, 20), point.slice(20, 26)];
    const R = times(W3, times(W2, W1, 2, 4, 3), 3, 2, 3);
    let expected = 0;
    for (let s = 0; s < 7; s++)
      for (let o = 0; o < 3; o++) {
        let y = 0;
        for (let k = 0; k < 3; k++) y += R[o * 3 + k]! * examples.x[s * 3 + k]!;
        expected += (examples.t[s * 3 + o]! - y) ** 2;
      }
    expect(look(net, point).value / expected).toBeCloseTo(1, 13);
  });

  it('does not change under (α W_1, W_2/α): exactly for powers of two', () => {
    const moved = point.map((w, i) => (i < 12 ? 4 * w : i < 20 ? w / 4 : w));
    expect(look(net, moved).value).toBe(look(net, point).value);
  });

  it('keeps its balance along the gradient: a step t changes W_2ᵀW_2 − W_1W_1ᵀ by order t²', () => {
    const { gradient } = look(net, point);
    const before = imbalance(widths, point);
    const change = (t: number) =>
      Math.abs(
        imbalance(
          widths,
          point.map((w, i) => w - t * gradient[i]!),
        ) - before,
      );
    const slope = Math.log(change(1e-5) / change(1e-6)) / Math.log(10);
    expect(before).toBeGreaterThan(0.1);
    expect(slope).toBeGreaterThan(1.9);
  });

  it.each([
    [[3, 4, 3], false],
    [[3, 4, 2, 3], true],
    [[3, 2, 2, 2, 3], true],
  ])('of widths %o has a stationary origin, with Hessian 0: %s', (sizes, flat) => {
    const one = deepLinear(sizes, examples, kernels);
    const origin = new Float64Array(one.dimension);
    const { gradient } = look(one, origin);
    expect(Math.max(...gradient.map(Math.abs))).toBe(0);
    const hessian = one.hessianAt!(origin);
    const largest = Math.max(...hessian.matrix().entries.map(Math.abs));
    hessian.release();
    if (flat) expect(largest).toBe(0);
    else expect(largest).toBeGreaterThan(1);
  });

  it('refuses widths that do not chain with its data', () => {
    expect(() => deepLinear([2, 3, 3], examples)).toThrow('widths must be from 3 inputs to 3 outputs of the data');
  });
});

describe('a linear residual net', () => {
  const [d, H] = [3, 3];
  const problem = { map: normals(9, 'map'), factor: normals(9, 'factor'), noise: 2.5 };
  const net = linearResnet(d, H, problem, kernels);

  it('has the loss tr (R − M) Σ (R − M)ᵀ + tr Cov ξ, M = (I + V_3)(I + V_2)(I + V_1)', () => {
    const point = normals(27, 'residual').map((x) => 0.3 * x);
    let M: Float64Array = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    for (let h = 0; h < H; h++) {
      const layer = point.slice(9 * h, 9 * h + 9).map((x, i) => x + Number(i % 4 === 0));
      M = times(layer, M, d, d, d);
    }
    const off = times(
      problem.map.map((r, i) => r - M[i]!),
      problem.factor,
      d,
      d,
      d,
    );
    const expected = off.reduce((sum, x) => sum + x * x, problem.noise);
    expect(look(net, point).value / expected).toBeCloseTo(1, 13);
  });
});

describe('on the command line', () => {
  it.each([
    [['--landscape', 'deep-linear'], /widths must be/],
    [['--landscape', 'deep-linear', '--widths', '3'], /widths must be/],
    [['--landscape', 'deep-linear', '--widths', '3,0,2'], /widths\[1\] must be an integer/],
    [['--landscape', 'linear-resnet', '--width', '0'], /width must be an integer/],
    [['--landscape', 'linear-resnet', '--width', '3', '--widths', '3,3'], /widths must be asked of a deep-linear/],
  ])('%o is refused in one line', async (words, line) => {
    const { code, out, err } = await command(['index', ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(line);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('minima of a bottleneck are one, certified across the orbit that mixes its units', async () => {
    const words = ['minima', '--landscape', 'deep-linear', '--widths', '3,2,3', '--starts', '4', '--json'];
    const { minima } = JSON.parse((await command(words)).out);
    expect(minima).toHaveLength(1);
    // GL(2) has dimension 4.
    expect(minima[0]).toMatchObject({ kind: 'minimum', certainty: 'certified', times: 4 });
  });
});
