/** Assumptions along training: the columns are the measures of the networks themselves, before training and after. */
import { expect, it } from 'vitest';
import { forward, gateMeasures, inputMeasure, normSquared } from '../../src/assumptions/index.ts';
import { stream } from '../../src/base/philox.ts';
import { type Dataset, encodeDataset } from '../../src/data/dataset.ts';
import { joinPieces } from '../../src/data/index.ts';
import { columnsOf } from '../../src/ensembles/column-kinds.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { networkAssumptionsColumns } from '../../src/ensembles/experiments/network-assumptions.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { drawNetwork } from '../../src/landscapes/network/start.ts';

const draw = stream(5, 'test/network-assumptions', 0, 'images');
const part = (count: number) => ({
  count,
  inputs: 9,
  x: Float32Array.from({ length: count * 9 }, () => draw.uniform()),
  labels: Uint8Array.from({ length: count }, (_, s) => s % 10),
});
const dataset = { name: 'mnist-3x3', inputs: 9, outputs: 10, classes: 10, train: part(60), test: part(40) } as Dataset;

it('records what is measured on the networks at each look', async () => {
  const experiment = experiments['network-assumptions']!;
  const given = {
    hidden: [6, 5],
    networks: 2,
    epochs: 2,
    trainSize: 60,
    batch: 20,
    pixels: 3,
    samples: 40,
    seed: 4,
    looks: [0, 2],
  };
  const spec = experiment.schema.parse(given) as never;
  const bytes = joinPieces(encodeDataset(dataset));
  const context = { kernels: createKernels(), artifact: () => Promise.resolve(bytes), progress() {} };
  const [task, ...rest] = experiment.split(spec);
  expect(rest).toEqual([]);
  const records = await experiment.run(task!, context);
  const columns = columnsOf(records, networkAssumptionsColumns);
  expect(columns.looks).toEqual([
    [0, 2],
    [0, 2],
  ]);
  const data = { count: 40, inputs: 9, x: Float64Array.from(dataset.test!.x) };
  expect(columns.delta2[0]).toBe(
    inputMeasure(data, stream(4, 'network-assumptions', 0, 'gaussian inputs')).delta2.value,
  );
  const sizes = [9, 6, 5, 10];
  for (const k of [0, 1]) {
    const point = new Float64Array(6 * 10 + 5 * 7 + 10 * 6);
    drawNetwork({ seed: 4, gain: Math.sqrt(6) }, sizes, k, point);
    // Fleets keep parameters in float32.
    const read = (start: number, count: number) => Float64Array.from(point.slice(start, start + count), Math.fround);
    const network = {
      sizes,
      weights: [read(0, 54), read(60, 30), read(95, 50)],
      biases: [read(54, 6), read(90, 5), read(145, 10)],
    };
    const gates = gateMeasures(network, data, forward(network, data), { draw, permutations: 0 });
    expect(columns.delta1Squared[k]![0]).toBeCloseTo(gates.delta1Squared.value, 12);
    expect(columns.delta6[k]![0]).toBeCloseTo(gates.delta6.value, 12);
    expect(columns.psiEffGates[k]![0]).toBeCloseTo(gates.psiEffGates.value, 10);
    expect(columns.normSquared[k]![0]).toBeCloseTo(normSquared(network), 10);
    expect(columns.normSquared[k]![1]).not.toBeCloseTo(normSquared(network), 6);
    // The last look is the network that was trained.
    expect(columns.accuracy[k]![1]).toBeCloseTo(columns.testAccuracy[k]!, 12);
  }
});
