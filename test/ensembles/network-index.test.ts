import { describe, expect, it } from 'vitest';
import { fullSpectrum } from '../../src/curvature/index.ts';
import { networkIndices } from '../../src/ensembles/experiments/network-index.ts';
import { polish } from '../../src/ensembles/experiments/network-index-polish.ts';
import { networkTraining } from '../../src/ensembles/experiments/network-training.ts';
import { drawParameters } from '../../src/ensembles/experiments/network-training-spec.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { balancedGauge, labeledExamples, networkHessian } from '../../src/landscapes/index.ts';
import { patternSet, patterns } from './fixtures/patterns.ts';

const kernels = createKernels();
const context = { kernels, artifact: async () => patternSet(150, 40), progress() {} };
const sizes = { widths: [4, 7], networks: 3, epochs: 3, batch: 30, rate: 0.1, trainSize: 150, testSize: 40, pixels: 3 };
const spec = (given: object = {}) => networkIndices.schema.parse({ ...sizes, polishSteps: 60, ...given });
const all = async (given: object = {}) =>
  Promise.all(networkIndices.split(spec(given)).map((task) => networkIndices.run(task, context)));
const column = (parts: readonly Records[], name: string) =>
  parts.flatMap((part) => [...(part.columns[name]?.values ?? [])]) as number[];

/** Parameters of the networks, from the experiment that trains them. */
async function trained(): Promise<{ width: number; point: Float64Array }[]> {
  const { polishSteps: _, polishRate: __, threshold: ___, thresholds: ____, ...rest } = spec();
  const tasks = networkTraining.split(networkTraining.schema.parse({ ...rest, keepParameters: true }));
  const parts = await Promise.all(tasks.map((task) => networkTraining.run(task, context)));
  return parts.flatMap(({ count, columns }) => {
    const values = columns['parameters']!.values as Float64Array;
    const n = values.length / count;
    const width = Number(columns['width']!.values[0]);
    return Array.from({ length: count }, (_, k) => ({ width, point: values.slice(k * n, (k + 1) * n) }));
  });
}

function eigenvalues(width: number, point: Float64Array): Float64Array {
  const shape = { sizes: [9, width, 10], activation: 'relu', loss: 'cross-entropy' } as const;
  return fullSpectrum(networkHessian(shape, labeledExamples(patterns(150, 0), 10, 'cross-entropy'), point).whole);
}

describe('network-index', () => {
  it('counts what the eigenvalues of the plain Hessian say, in both gauges and at every threshold', async () => {
    const [parts, networks] = [await all(), await trained()];
    const [within, beneath, balancedBelow] = ['within', 'below', 'balancedBelow'].map((name) => column(parts, name));
    networks.forEach(({ width, point }, k) => {
      const λ = eigenvalues(width, point);
      const below = (values: Float64Array) => values.filter((x) => x < -0.001).length;
      expect(column(parts, 'dimension')[k]).toBe(20 * width + 10);
      expect(column(parts, 'negative')[k]).toBe(below(λ));
      expect(column(parts, 'zero')[k]).toBe(λ.filter((x) => Math.abs(x) < 0.001).length);
      const balanced = balancedGauge({ inputs: 9, hidden: width, outputs: 10 }, point);
      const other = eigenvalues(width, balanced);
      expect(column(parts, 'balancedNegative')[k]).toBe(below(other));
      for (const [t, τ] of [1e-4, 1e-2].entries()) {
        expect(within![2 * k + t]).toBe(λ.filter((x) => Math.abs(x) < τ).length);
        expect(beneath![2 * k + t]).toBe(λ.filter((x) => x < -τ).length);
        expect(balancedBelow![2 * k + t]).toBe(other.filter((x) => x < -τ).length);
      }
      // Exact zero modes are zero to rounding, and there are no fewer than said.
      expect(λ.filter((x) => Math.abs(x) < 1e-14).length).toBeGreaterThanOrEqual(column(parts, 'exactZeros')[k]!);
      expect(column(parts, 'negative')[k]).toBeLessThanOrEqual(column(parts, 'indexBound')[k]!);
    });
    expect(column(parts, 'undetermined')).toEqual([0, 0, 0, 0, 0, 0]);
    expect(Math.max(...column(parts, 'negative'))).toBeGreaterThan(0);
    // Another gauge is the same network: the loss to a few roundings of a sum of 150.
    expect(Math.max(...column(parts, 'balancedChange'))).toBeLessThan(1e-13);
  });

  it('counts the eigenvalues within a share of the largest, at the start and at the end, as the plain Hessian has them', async () => {
    const [parts, networks] = [await all({ flatness: 0.05, polishSteps: 0 }), await trained()];
    networks.forEach(({ width, point }, k) => {
      const start = new Float64Array(point.length);
      drawParameters(spec(), { inputs: 9, hidden: width, outputs: 10 }, k % 3, start);
      for (const [at, parameters] of [['start', start] as const, ['end', point] as const]) {
        const λ = eigenvalues(width, parameters);
        const largest = λ.at(-1)!;
        expect(column(parts, `${at}Largest`)[k]! / largest).toBeCloseTo(1, 9);
        expect(column(parts, `${at}Flat`)[k]).toBe(λ.filter((x) => Math.abs(x) < 0.05 * largest).length);
        expect(λ.filter((x) => Math.abs(x) < 1e-14).length).toBeGreaterThanOrEqual(column(parts, `${at}Zeros`)[k]!);
      }
    });
    expect(column(parts, 'endZeros')).toEqual(column(parts, 'exactZeros'));
    expect([...column(parts, 'startFlatOpen'), ...column(parts, 'endFlatOpen')].every((open) => open === 0)).toBe(true);
    expect(parts[0]!.columns).not.toHaveProperty('polishedFlat');
  });

  it('a long polish lowers loss and gradient', async () => {
    const parts = await all({ polishSteps: 2000 });
    const [loss, before, after] = ['trainLoss', 'gradientNorm', 'polishedGradientNorm'].map((name) =>
      column(parts, name),
    );
    column(parts, 'polishedLoss').forEach((polished, k) => {
      expect(polished).toBeLessThan(loss![k]!);
      expect(after![k]!).toBeLessThan(before![k]!);
      expect(column(parts, 'polishedBelow')[2 * k]!).toBeGreaterThanOrEqual(column(parts, 'polishedNegative')[k]!);
    });
  });

  it('a record has the same bits whatever the size of the tasks', async () => {
    const [pairs, whole] = [await all(), await all({ networksPerTask: 3 })];
    for (const name of ['trainLoss', 'negative', 'gradientNorm', 'coupling', 'polishedLoss'])
      expect(column(pairs, name)).toEqual(column(whole, name));
  });

  it('leaves out what was not asked for', async () => {
    const [part] = await all({ widths: [3], networks: 1, thresholds: [], polishSteps: 0 });
    expect(part!.columns).not.toHaveProperty('within');
    expect(part!.columns).not.toHaveProperty('polishedNegative');
    expect(part!.columns).not.toHaveProperty('below');
    expect(part!.columns).not.toHaveProperty('parameters');
  });

  it('a network that left the numbers has index −1 and all eigenvalues undetermined', async () => {
    const [part] = await all({ widths: [3], networks: 1, rate: 1e30, flatness: 0.05 });
    expect(part!.columns['endFlat']!.values[0]).toBe(-1);
    expect(part!.columns['negative']!.values[0]).toBe(-1);
    expect(part!.columns['undetermined']!.values[0]).toBe(70);
  });

  it('forecasts time, memory and disk, and refuses a width that does not fit', async () => {
    const { seconds, memory, disk } = await networkIndices.forecast(spec(), 2, kernels);
    expect(Math.min(seconds, memory, disk)).toBeGreaterThan(0);
    const wide = networkIndices.schema.parse({ widths: [1500] });
    expect(() => networkIndices.checkCapacity(wide, 2, 8e9)).toThrow(
      /network-index: width 1500 needs .* the largest width/,
    );
  });
});

it('a polish never ends above its start, even at a rate that is far too large', () => {
  const shape = { inputs: 9, hidden: 4, outputs: 10 };
  const samples = patterns(70, 0);
  const start = Float64Array.from({ length: 90 }, (_, i) => Math.sin(i));
  const loss = kernels.rectifiedHessians(shape, samples).at(start).loss;
  for (const rate of [1e3, 0.3]) {
    const end = polish(kernels, shape, samples, start, rate, 250);
    expect(end.loss).toBeLessThan(loss);
    expect(Math.abs(kernels.rectifiedHessians(shape, samples).at(end.parameters).loss - end.loss)).toBeLessThan(1e-12);
  }
});
