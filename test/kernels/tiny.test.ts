/** Tiny networks: the kernel against its twin, bit by bit in float64; the twin against the gradient of the landscape. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type { Kernels, Optimizer, Precision, TinyFleet, TinyShape } from '../../src/kernels/index.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { allWith, enginesWith, expectTwin, reference } from '../support/backends.ts';

const shapes: readonly TinyShape[] = (['relu', 'sigmoid', 'tanh'] as const).flatMap((activation, a) =>
  (
    [
      ['squared', 'identity'],
      ['squared', 'sigmoid'],
      ['binary-cross-entropy', 'identity'],
    ] as const
  ).map(([loss, output], l) => ({
    inputs: (1 + ((a + l) % 2)) as 1 | 2,
    hidden: [1, 3, 7][(a + 2 * l) % 3]!,
    ...{ activation, loss, output },
  })),
);
const optimizers: readonly Optimizer[] = [{ name: 'sgd' }, { name: 'sgd', momentum: 0.9 }, { name: 'adam' }];

function problemOf(shape: TinyShape, count: number) {
  const draw = stream(5, 'test/tiny', shape.hidden, shape.activation);
  const numbers = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
  const samples = { x: numbers(5 * shape.inputs), t: numbers(5).map((t) => Number(t > 0)) };
  const starts = Array.from({ length: count }, () => numbers(shape.hidden * (shape.inputs + 2) + 1));
  return { samples, starts };
}

/** Networks after 23 steps, in two calls. */
function trainedBy(
  kernels: Kernels,
  shape: TinyShape,
  count: number,
  precision: Precision,
  optimizer: Optimizer,
): Float64Array[] {
  const { samples, starts } = problemOf(shape, count);
  const rates = Float64Array.from({ length: 23 }, (_, step) => 0.1 / (1 + step));
  const fleet = kernels.tiny(shape, samples, count, precision, optimizer);
  starts.forEach((start, n) => void fleet.setParameters(n, start));
  fleet.train(rates.subarray(0, 9));
  fleet.train(rates.subarray(9));
  return starts.map((start, n) => {
    const out = start.slice();
    fleet.getParameters(n, out);
    return out;
  });
}

describe('tiny networks', () => {
  it.each(optimizers)('go on where others like them were saved, on any engine of the same bits: $name', (optimizer) => {
    const shape = shapes[4]!;
    const count = 9;
    const { samples, starts } = problemOf(shape, count);
    const rates = Float64Array.from({ length: 19 }, (_, step) => 0.1 / (1 + step));
    const parametersOf = (fleet: TinyFleet) =>
      starts.map((start, n) => {
        const out = start.slice();
        fleet.getParameters(n, out);
        return out;
      });
    const engines = allWith('tiny').map(([, kernels]) => kernels);
    for (const precision of ['float32', 'float64'] as const) {
      const fleets = engines.map((kernels) => kernels.tiny(shape, samples, count, precision, optimizer));
      for (const fleet of fleets) {
        starts.forEach((start, n) => void fleet.setParameters(n, start));
        fleet.train(rates.subarray(0, 7));
      }
      const states = fleets.map((fleet) => fleet.save());
      for (const fleet of fleets) fleet.train(rates.subarray(7));
      // The twin computes in float64, whatever is asked.
      const isEqual = (a: Kernels, b: Kernels) =>
        a.bits === b.bits || (precision === 'float64' && a.deterministic && b.deterministic);
      const pairs = engines.flatMap((a, from) =>
        engines.flatMap((b, to) => (isEqual(a, b) ? [[from, to] as const] : [])),
      );
      for (const [from, to] of pairs) {
        const other = engines[to]!.tiny(shape, samples, count, precision, optimizer);
        other.restore(states[from]!);
        other.train(rates.subarray(7));
        expect(parametersOf(other)).toEqual(parametersOf(fleets[from]!));
      }
      const [fleet] = fleets;
      expect(() => fleet!.restore(new Float64Array(5))).toThrow(/state\.length/);
    }
  });

  it.each(shapes)('descend along the gradient of the landscape: $activation, $loss of $output', (shape) => {
    const { samples, starts } = problemOf(shape, 1);
    const [start] = starts as [Float64Array];
    const { inputs, hidden, activation, loss, output } = shape;
    const model = { sizes: [inputs, hidden, 1], activation, loss, output };
    const landscape = networkLandscape(model, { count: 5, inputs, outputs: 1, ...samples });
    const gradient = new Float64Array(start.length);
    landscape.valueAndGradient(start, 1, new Float64Array(1), gradient);
    const fleet = reference.tiny(shape, samples, 1, 'float64', { name: 'sgd' });
    fleet.setParameters(0, start);
    fleet.train(Float64Array.of(0.5));
    const after = start.slice();
    fleet.getParameters(0, after);
    after.forEach((x, i) => {
      expect(x).toBeCloseTo(start[i]! - 0.5 * gradient[i]!, 13);
    });
  });
});

describe.each(enginesWith('tiny'))('tiny networks by %s', (_engine, kernels) => {
  it.each(shapes)('take the steps of their twin: $inputs-$hidden-1 $activation, $loss of $output', (shape) => {
    for (const [k, optimizer] of optimizers.entries()) {
      const count = [1, 17, 9][k]!;
      const twin = trainedBy(reference, shape, count, 'float64', optimizer);
      trainedBy(kernels, shape, count, 'float64', optimizer).forEach((theta, n) => {
        expectTwin(kernels, theta, twin[n], 11);
      });
      // 23 steps of float32.
      trainedBy(kernels, shape, count, 'float32', optimizer).forEach((theta, n) => {
        theta.forEach((x, i) => {
          expect(Math.abs(x - twin[n]![i]!)).toBeLessThan(2e-4);
        });
      });
    }
  });

  it('minibatches: the steps of the twin, each on the samples named, over more steps than a call takes', () => {
    const shape = { inputs: 2, hidden: 3, activation: 'tanh', loss: 'squared', output: 'identity' } as const;
    const problem = problemOf(shape, 17);
    const samples = { ...problem.samples, batch: 3 };
    const draw = stream(6, 'test/tiny', 0, 'order');
    const order = Uint32Array.from({ length: 3 * 507 }, () => draw.integer(5));
    const trained = (kernels: Kernels) => {
      const fleet = kernels.tiny(shape, samples, 17, 'float64', { name: 'adam' });
      problem.starts.forEach((start, n) => void fleet.setParameters(n, start));
      fleet.train(new Float64Array(507).fill(0.01), undefined, order);
      const out = new Float64Array(fleet.dimension);
      fleet.getParameters(16, out);
      return out;
    };
    expectTwin(kernels, trained(kernels), trained(reference), 9);
    // One step on a batch is a full-batch step on those samples alone.
    const step = (given: typeof problem.samples & { batch?: number }, seen?: Uint32Array) => {
      const fleet = kernels.tiny(shape, given, 1, 'float64', { name: 'sgd' });
      fleet.setParameters(0, problem.starts[0]!);
      fleet.train(Float64Array.of(0.3), undefined, seen);
      const out = new Float64Array(fleet.dimension);
      fleet.getParameters(0, out);
      return out;
    };
    const [x, t] = [problem.samples.x, problem.samples.t];
    const alone = {
      x: Float64Array.of(x[8]!, x[9]!, x[2]!, x[3]!, x[0]!, x[1]!),
      t: Float64Array.of(t[4]!, t[1]!, t[0]!),
    };
    expect(step(samples, Uint32Array.of(4, 1, 0))).toEqual(step(alone));
    expect(() => step(samples)).toThrow('train: order must be 1 × 3 numbers');
    expect(() => step(samples, Uint32Array.of(4, 1, 5))).toThrow('train: order must be');
    expect(() => step(problem.samples, Uint32Array.of(1))).toThrow('train: order must be absent');
  });

  it('moments of a unit that is off end at 0, and cost no more for it', () => {
    const shape = { inputs: 1, hidden: 1, activation: 'relu', loss: 'squared', output: 'identity' } as const;
    const samples = { x: Float64Array.of(1, 2), t: Float64Array.of(0, 1) };
    const ending = (kernels: Kernels) => {
      const fleet = kernels.tiny(shape, samples, 3, 'float64', { name: 'adam' });
      fleet.setParameters(2, Float64Array.of(1, 1e-3, 1, 0));
      // Off after some steps: its moments decay to 10⁻³⁰ within 700 more.
      fleet.train(new Float64Array(1500).fill(0.5));
      const out = new Float64Array(4);
      fleet.getParameters(2, out);
      return out;
    };
    const ended = ending(kernels);
    expectTwin(kernels, ended, ending(reference), 6);
    expect(ended[0]! * 2 + ended[1]!).toBeLessThan(0);
  });

  it('lets whole groups of lanes rest, and no others', () => {
    const shape = { inputs: 2, hidden: 3, activation: 'tanh', loss: 'squared', output: 'identity' } as const;
    const { samples, starts } = problemOf(shape, 40);
    const fleet = kernels.tiny(shape, samples, 40, 'float64', { name: 'sgd' });
    starts.forEach((start, n) => void fleet.setParameters(n, start));
    fleet.train(Float64Array.of(0.1), (k) => k >= 16);
    const out = new Float64Array(fleet.dimension);
    fleet.getParameters(0, out);
    expect(out).not.toEqual(starts[0]);
    fleet.getParameters(39, out);
    expect(out).toEqual(starts[39]);
  });

  it('say what is wrong', () => {
    const shape = { inputs: 2, hidden: 3, activation: 'tanh', loss: 'squared', output: 'identity' } as const;
    const { samples } = problemOf(shape, 1);
    const made =
      (changed: object, from = samples) =>
      () =>
        kernels.tiny({ ...shape, ...changed }, from, 1, 'float64', { name: 'sgd' });
    expect(made({ inputs: 3 })).toThrow('tiny: inputs must be');
    expect(made({ loss: 'binary-cross-entropy', output: 'sigmoid' })).toThrow('tiny: output must be identity');
    expect(made({}, { ...samples, x: samples.x.subarray(1) })).toThrow('tiny: samples.x must be 10 numbers');
  });
});
