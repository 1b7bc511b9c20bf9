/** Value, gradient, Hessian spectrum and index of networks under every objective, against torch's automatic differentiation. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { indexAt } from '../../../src/curvature/index.ts';
import { fullSpectrum } from '../../../src/curvature/spectrum.ts';
import { createKernels } from '../../../src/kernels/index.ts';
import { type Examples, labelTargets, weighLabels } from '../../../src/landscapes/network/examples.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import type { NetworkModel } from '../../../src/landscapes/network/shape.ts';
import { distance } from '../../linalg/matrices.ts';

interface Case extends Omit<NetworkModel, 'sizes'> {
  readonly hidden: '1' | '2' | '3';
  readonly smoothing?: number;
  readonly classWeights?: readonly number[];
  readonly sampleWeights?: boolean;
  readonly value: number;
  readonly gradientNorm: number;
  readonly trace: number;
  readonly eigenvalues: readonly number[];
}
interface Golden {
  readonly labels: readonly number[];
  readonly sampleWeights: readonly number[];
  readonly networks: Readonly<
    Record<Case['hidden'], { sizes: number[]; x: number[]; point: number[]; pointWithoutBiases: number[] }>
  >;
  readonly cases: readonly Case[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/torch/objectives.json', import.meta.url), 'utf8'));
const kernels = createKernels();

const norm = (v: Float64Array) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

function openCase({ hidden, smoothing, classWeights, sampleWeights, ...model }: Case, form: 'kernels' | 'plain') {
  const { sizes, x, point, pointWithoutBiases } = golden.networks[hidden];
  const labels = Uint8Array.from(golden.labels);
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const count = labels.length;
  const t = labelTargets(labels, outputs, model.loss);
  const own: Examples = {
    ...{ count, inputs, outputs, x: Float64Array.from(x), t, labels },
    ...(sampleWeights && { weights: Float64Array.from(golden.sampleWeights) }),
  };
  const rule = { ...(smoothing && { smoothing }), ...(classWeights && { classWeights }) };
  const { loss, activation, bias = true, output = 'identity', decay = 0, decays = 'all' } = model;
  const shape = { sizes, loss, activation, bias, output, decay, decays };
  const landscape = networkLandscape(shape, weighLabels(own, loss, rule), form === 'kernels' ? kernels : undefined);
  return { landscape, point: Float64Array.from(bias ? point : pointWithoutBiases) };
}

it.each(golden.cases.map((one) => [`${one.hidden} hidden ${one.activation}, ${objectiveName(one)}`, one] as const))(
  '%s: to 1e-10 of torch’s, the index at three thresholds equal',
  (_name, one) => {
    const { landscape, point } = openCase(one, 'kernels');
    const [value, gradient] = [new Float64Array(1), new Float64Array(point.length)];
    landscape.valueAndGradient(point, 1, value, gradient);
    expect(Math.abs(value[0]! - one.value)).toBeLessThan(1e-12 * Math.max(1, one.value));
    expect(Math.abs(norm(gradient) - one.gradientNorm)).toBeLessThan(1e-11 * Math.max(1, one.gradientNorm));
    const exact = Float64Array.from(one.eigenvalues);
    const largest = Math.max(...exact.map(Math.abs), 1e-3);
    for (const form of ['kernels', 'plain'] as const) {
      const hessian = (form === 'kernels' ? landscape : openCase(one, form).landscape).hessianAt(point);
      expect(hessian.value).toBeCloseTo(one.value, 12);
      expect(distance(hessian.gradient, gradient)).toBeLessThan(1e-12 * Math.max(1, one.gradientNorm));
      expect(distance(fullSpectrum(hessian), exact)).toBeLessThan(1e-10 * largest);
    }
    for (const threshold of [3e-3, 1e-6, 1e-9 * Math.max(1, largest)]) {
      const { negative, zero, positive, undetermined } = indexAt(landscape, point, { threshold });
      expect(undetermined).toBe(0);
      const counts = [exact.filter((λ) => λ < -threshold), exact.filter((λ) => Math.abs(λ) <= threshold)];
      counts.push(exact.filter((λ) => λ > threshold));
      expect([negative, zero, positive]).toEqual(counts.map((list) => list.length));
    }
  },
);

function objectiveName({
  hidden: _h,
  activation: _a,
  value: _v,
  gradientNorm: _g,
  trace: _t,
  eigenvalues: _e,
  ...rest
}: Case) {
  return Object.values(rest).join(' ');
}
