import { describe, expect, it } from 'vitest';
import { fullSpectrum } from '../../src/curvature/index.ts';
import { networkIndices } from '../../src/ensembles/experiments/network-index.ts';
import { networkTraining } from '../../src/ensembles/experiments/network-training.ts';
import { drawParameters } from '../../src/ensembles/experiments/network-training-spec.ts';
import { networkTrajectories } from '../../src/ensembles/experiments/network-trajectory.ts';
import type { Experiment, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { labeledExamples, networkHessian } from '../../src/landscapes/index.ts';
import { patternSet, patterns } from './fixtures/patterns.ts';

const kernels = createKernels();
const context = { kernels, artifact: async () => patternSet(150, 40), progress() {} };
const training = {
  widths: [4, 7],
  networks: 3,
  epochs: 9,
  batch: 30,
  rate: 0.3,
  trainSize: 150,
  testSize: 40,
  pixels: 3,
};
const thresholds = [0.001, 1e-4];

async function all<S>(experiment: Experiment<S>, given: object): Promise<Records[]> {
  const spec = experiment.schema.parse({ ...training, ...given });
  return Promise.all(experiment.split(spec).map((task) => experiment.run(task, context)));
}
const follow = (given: object = {}) => all(networkTrajectories, { looks: 8, thresholds, ...given });
/** Rows of a vector column, or one number a row. */
const rows = (parts: readonly Records[], name: string) =>
  parts.flatMap(({ count, columns }) => {
    const values = [...(columns[name]!.values as Float64Array)];
    const width = values.length / count;
    return Array.from({ length: count }, (_, r) => values.slice(r * width, (r + 1) * width));
  });

describe('network-trajectory', () => {
  it('ends where training ends, to the bit, with the loss and index that network-index finds there', async () => {
    const trajectory = await follow();
    const [trained, counted] = [await all(networkTraining, {}), await all(networkIndices, { polishSteps: 0 })];
    for (const name of ['trainLoss', 'testLoss', 'testAccuracy'])
      expect(rows(trajectory, name)).toEqual(rows(trained, name));
    const steps = rows(trajectory, 'steps');
    expect(steps[0]!.at(-1)).toBe(45); // 9 epochs of 5 minibatches
    const looks = steps[0]!.length;
    const last = (name: string) => rows(trajectory, name).map((row) => row[looks - 1]!);
    expect(last('indices')).toEqual(rows(counted, 'negative').flat());
    const fine = rows(trajectory, 'indices').map((row) => row.at(-1)!);
    expect(fine).toEqual(rows(counted, 'below').map(([atSmall]) => atSmall)); // at 10⁻⁴, the first of the further ones
    expect(fine).not.toEqual(last('indices'));
    expect(last('bounds')).toEqual(rows(counted, 'indexBound').flat());
    expect(last('gradientNorms')).toEqual(rows(counted, 'gradientNorm').flat());
    // Loss in float64 at parameters in float32, beside the fleet's in float32.
    last('losses').forEach((loss, k) => void expect(loss / rows(trained, 'trainLoss')[k]![0]! - 1).toBeCloseTo(0, 5));
    expect(Math.max(...rows(trajectory, 'undetermined').flat())).toBe(0);
  });

  it('passes in the middle where a shorter training ends: full batches, one an epoch', async () => {
    const [long, short] = [
      { batch: 150, epochs: 30 },
      { batch: 150, epochs: 4 },
    ];
    const trajectory = await follow({ ...long, looks: 16 });
    const at = rows(trajectory, 'steps')[0]!.indexOf(4);
    const counted = await all(networkIndices, { ...short, polishSteps: 0 });
    for (const [name, column] of [
      ['indices', 'negative'],
      ['gradientNorms', 'gradientNorm'],
    ] as const)
      expect(rows(trajectory, name).map((row) => row[at])).toEqual(rows(counted, column).flat());
  });

  it('more eigenvalues lie below the smaller threshold, none more than the bound; the loss falls', async () => {
    const trajectory = await follow({ epochs: 60 });
    const [indices, bounds, losses] = ['indices', 'bounds', 'losses'].map((name) => rows(trajectory, name));
    const looks = bounds![0]!.length;
    indices!.forEach((row, k) => {
      const [coarse, fine] = [row.slice(0, looks), row.slice(looks)];
      coarse.forEach((index, s) => {
        expect(index).toBeLessThanOrEqual(fine[s]!);
        expect(fine[s]!).toBeLessThanOrEqual(bounds![k]![s]!);
      });
      expect(losses![k]!.at(-1)!).toBeLessThan(losses![k]![0]!);
    });
  });

  it('random networks have the gradient norm of the trained ones, and the index that the plain Hessian has there', async () => {
    const trajectory = await follow({ matched: true, epochs: 60 });
    const [norms, at, scales, indices] = ['gradientNorms', 'matchedNorms', 'matchedScales', 'matchedIndices'].map(
      (name) => rows(trajectory, name),
    );
    const inside = (scale: number) => scale > 2 ** -8 && scale < 2;
    const ratios = norms!.flatMap((row, k) =>
      row.flatMap((norm, s) => (inside(scales![k]![s]!) ? [at![k]![s]! / norm] : [])),
    );
    expect(ratios.length).toBeGreaterThan(20);
    // Linear interpolation in ln t between an octave's eighths.
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    for (const row of scales!) expect(row[0]).toBeCloseTo(1, 2); // the start has its own norm
    const start = new Float64Array(90);
    const shape = { inputs: 9, hidden: 4, outputs: 10 };
    drawParameters(networkTrajectories.schema.parse(training), shape, 1, start);
    const last = scales![1]!.at(-1)!;
    const network = { sizes: [9, 4, 10], activation: 'relu', loss: 'cross-entropy' } as const;
    const examples = labeledExamples(patterns(150, 0), 10, 'cross-entropy');
    const λ = fullSpectrum(
      networkHessian(
        network,
        examples,
        start.map((x) => last * x),
      ).whole,
    );
    expect(indices![1]!.at(-1)).toBe(λ.filter((x) => x < -0.001).length);
  });

  it('a record has the same bits whatever the size of the tasks', async () => {
    const [pairs, whole] = [await follow(), await follow({ networksPerTask: 3 })];
    for (const name of ['steps', 'losses', 'gradientNorms', 'indices', 'bounds'])
      expect(rows(pairs, name)).toEqual(rows(whole, name));
  });

  it('a network that left the numbers has index −1 and no loss from then on', async () => {
    const [part] = await follow({ widths: [3], networks: 1, rate: 1e30 });
    const [indices, losses] = [rows([part!], 'indices')[0]!, rows([part!], 'losses')[0]!];
    expect(indices[0]).toBeGreaterThanOrEqual(0);
    expect([indices.at(-1), losses.at(-1)]).toEqual([-1, Number.NaN]);
  });

  it('forecasts more for more looks, and refuses a width that does not fit', async () => {
    const forecast = (looks: number) =>
      networkTrajectories.forecast(networkTrajectories.schema.parse({ ...training, looks }), 2, kernels);
    const [few, many] = [await forecast(10), await forecast(400)];
    expect(many.seconds / few.seconds).toBeGreaterThan(4); // 40 times the Hessians, training the same
    expect(many.disk).toBeGreaterThan(few.disk);
    const wide = networkTrajectories.schema.parse({ widths: [1500] });
    expect(() => networkTrajectories.checkCapacity(wide, 2, 8e9)).toThrow(
      /network-trajectory: width 1500 needs .* the largest width/,
    );
  });
});
