/**
 * Small runs of every kernel, at awkward sizes: what they return is compared bit by bit, to tell whether an engine may stand in for
 * another; and larger ones of known work, to tell what an engine reaches on a machine.
 */
import { type Stream, stream, streamAddress } from '../base/philox.ts';
import type { Examples, KernelSet, Precision, Samples, TrainingFleet, TrainingLoss } from './contract.ts';
import { classExamples } from './minibatch.ts';

const precisions: readonly Precision[] = ['float32', 'float64'];

/** By kernel: numbers that depend on every path through it. */
const probes: Readonly<Record<string, (kernels: KernelSet) => readonly ArrayLike<number>[]>> = {
  normals(kernels) {
    const out = new Float64Array(37);
    kernels.fillNormals(streamAddress(1, 'probe', 2, 'normals'), 3, out);
    return [out];
  },
  glass: (kernels) =>
    [
      [2, 9],
      [3, 1 + 2 * 8 + 2],
      [4, 6],
      [5, 4],
    ].flatMap(([order, size]) =>
      precisions.flatMap((precision) => {
        const draw = drawOf(`glass ${order}`);
        const kernel = kernels.glass({ order: order!, size: size!, seed: 1, disorder: 0 });
        const fleet = kernel.fleet(35, precision);
        fleet.load(onSphere(draw, 35, size!), 35, 0.05);
        fleet.advance(2);
        fleet.advance(4, 10); // every replica is in the tail
        const points = new Float64Array(35 * size!);
        for (let r = 0; r < 35; r++) fleet.point(r, points.subarray(r * size!, (r + 1) * size!));
        const hessian = new Float64Array(size! ** 2);
        const gradient = new Float64Array(size!);
        kernel.hessian(points.subarray(0, size!), gradient, hessian);
        return [fleet.energies, fleet.residuals, points, gradient, hessian];
      }),
    ),
  rectified: (kernels) =>
    (
      [
        ['float32', 7, 0.4],
        ['float32', 19, 1],
        ['float64', 3, 1],
        ['float64', 9, 0.4],
      ] as const
    ).flatMap(([precision, count, lit]) => [
      ...trained(
        kernels.rectified({ inputs: 11, hidden: 9, outputs: 5 }, count, precision),
        classExamples(imagesOf(29, 11, 5, lit), 5),
      ),
      ...probedLosses.flatMap((loss) =>
        trained(
          kernels.rectified({ inputs: 11, hidden: 9, outputs: 3 }, count, precision, { loss, decay: 0.1 }),
          weightedOf(29, 11, 3, lit),
        ),
      ),
    ]),
  networks: (kernels) =>
    precisions.flatMap((precision) =>
      (['relu', 'sigmoid', 'tanh'] as const)
        .flatMap((activation, a) => {
          const optimizer = ([{ name: 'sgd' }, { name: 'sgd', momentum: 0.9 }, { name: 'adam' }] as const)[a]!;
          const shape = { sizes: [11, 35, 9, 5], activation, loss: a === 1 ? 'squared' : 'cross-entropy' } as const;
          return trained(kernels.networks(shape, 2, precision, optimizer), classExamples(imagesOf(29, 11, 5, 0.5), 5));
        })
        .concat(
          // More rows than wide vectors take at once.
          trained(
            kernels.networks({ sizes: [131, 125, 5], activation: 'relu', loss: 'cross-entropy' }, 1, precision, {
              name: 'adam',
            }),
            classExamples(imagesOf(29, 131, 5, 0.5), 5),
          ),
          probedLosses.flatMap((loss) => {
            const shape = { sizes: [11, 35, 3], activation: 'tanh', loss, decay: 0.1, decays: 'weights' } as const;
            return trained(kernels.networks(shape, 2, precision, { name: 'adam' }), weightedOf(29, 11, 3, 0.5));
          }),
        ),
    ),
  gated: (kernels) =>
    precisions.flatMap((precision) =>
      (
        [
          ['linear', Infinity],
          ['squared', 3],
          ['logistic', 8],
          ['hinge', 'given'],
        ] as const
      ).flatMap(([loss, units], a) => {
        const draw = drawOf(`gated ${loss}`);
        const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
        const [widths, samples, weights] = [[3, 7, 5, 1], 21, 47];
        const network = {
          ...{ widths, weights, loss, margin: 0.3, front: 0.2 },
          colors: Int32Array.from({ length: 61 }, (_, e) => (e * 11) % weights),
          x: normals(samples * 3),
          y: normals(samples).map(Math.sign),
          gates: units === 'given' ? normals(samples * 12).map((z) => Number(z > 0)) : units,
        };
        const radii = a % 2 ? [2, 0] : [3, 4];
        const blocks = radii.map((radius, b) => ({ dimension: [20, 27][b]!, radius }));
        const kernel = kernels.gatedNetwork(network, { blocks, unit: 5, pull: a === 3 ? 0 : 0.1 });
        const points = normals(11 * weights);
        const [values, gradients] = [new Float64Array(11), new Float64Array(11 * weights)];
        kernel.evaluate(points, 11, precision, values, gradients);
        const fleet = kernel.fleet(11, precision);
        fleet.load(points, 11, 1);
        fleet.advance(9);
        fleet.advance(8, 100); // every replica is in the tail
        const ends = [fleet.energies.slice(), fleet.residuals.slice(), Array.from(fleet.halvings ?? [])];
        for (let r = 0; r < 11; r++) fleet.point(r, points.subarray(r * weights, (r + 1) * weights));
        return [values, gradients, points, ...ends];
      }),
    ),
  tiny: (kernels) =>
    precisions.flatMap((precision) =>
      (['relu', 'sigmoid', 'tanh'] as const).map((activation, a) => {
        const optimizer = ([{ name: 'sgd' }, { name: 'sgd', momentum: 0.9 }, { name: 'adam' }] as const)[a]!;
        const shape = {
          inputs: 2,
          hidden: 3,
          activation,
          loss: 'squared',
          output: a === 1 ? 'sigmoid' : 'identity',
        } as const;
        const samples = { x: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1), t: Float64Array.of(0, 1, 1, 0) };
        const fleet = kernels.tiny(shape, samples, 19, precision, optimizer);
        const draw = drawOf(`tiny ${activation}`);
        const numbers = new Float64Array(19 * fleet.dimension).map(() => draw.normal());
        const each = (act: (k: number, row: Float64Array) => void) => {
          for (let k = 0; k < 19; k++) act(k, numbers.subarray(k * fleet.dimension, (k + 1) * fleet.dimension));
        };
        each((k, row) => fleet.setParameters(k, row));
        fleet.train(new Float64Array(11).fill(0.1));
        each((k, row) => fleet.getParameters(k, row));
        return numbers;
      }),
    ),
  walk: (kernels) =>
    precisions.map((precision) => {
      const options = { stream: streamAddress(1, 'probe', 0, 'walk'), levels: null, bound: null, precision };
      const walk = kernels.rectifiedWalk({ inputs: 11, hidden: 5, outputs: 3 }, imagesOf(29, 11, 3, 0.5), options);
      const point = new Float64Array(walk.dimension);
      walk.load(parametersOf(walk.dimension));
      const accepted = walk.advance(60, 0.1, 0.3);
      walk.point(point);
      return [accepted, walk.value, ...point];
    }),
  hessians(kernels) {
    const hessians = kernels.rectifiedHessians({ inputs: 11, hidden: 5, outputs: 3 }, imagesOf(61, 11, 3, 0.5));
    const point = hessians.at(parametersOf(11 * 5 + 5 + 5 * 3 + 3));
    const { matrix, error } = point.form();
    return [[point.loss, error], point.gradient, upper(matrix.matrix, matrix.size), matrix.diagonal];
  },
  curvature(kernels) {
    const layers = { sizes: [7, 19, 4], activation: 'tanh', bias: true } as const;
    const count = 29;
    const { images } = imagesOf(count, 7, 4, 1);
    const curvature = kernels.networkCurvature(layers, { count, x: images });
    const draw = drawOf('curvature');
    const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
    const loss = {
      value: 1,
      gradient: normals(4 * count),
      curvature: { kind: 'diagonal', entries: normals(4 * count) },
    } as const;
    const prepared = curvature.at(parametersOf(curvature.dimension), () => loss);
    const matrix = new Float64Array(curvature.dimension ** 2);
    const product = new Float64Array(3 * curvature.dimension);
    prepared.matrix(matrix);
    prepared.multiply(normals(3 * curvature.dimension), 3, product);
    return [prepared.gradient, matrix, product];
  },
  symmetric: (kernels) =>
    [3, 37, 117].map((n) => {
      const kernel = kernels.symmetric(n);
      const draw = drawOf(`symmetric ${n}`);
      kernel.matrix.forEach((_, at) => {
        kernel.matrix[at] = draw.normal();
      });
      kernel.diagonal.forEach((_, i) => {
        kernel.diagonal[i] = kernel.matrix[i * n + i] = 2 * Math.sqrt(n) * (i < n / 2 ? 1 : draw.normal());
      });
      const left = n - Math.floor(n / 2);
      const complement = new Float64Array(left * left);
      const first = kernel.eliminate(0, Math.floor(n / 2), complement);
      const second = kernel.factor(0.1);
      return [
        first.negative,
        first.growth,
        second.negative,
        second.growth,
        second.clearance('positive'),
        ...complement,
      ];
    }),
  cholesky: (kernels) =>
    [9, 67].map((n) => {
      const draw = drawOf(`cholesky ${n}`);
      const matrix = Float64Array.from({ length: n * n }, (_, i) => draw.normal() + (i % (n + 1) === 0 ? 4 * n : 0));
      return [Number(kernels.cholesky()(matrix, n)), ...matrix];
    }),
};

/** The first kernel whose results on two engines differ in a bit; undefined when none does. */
export function firstDifference(a: KernelSet, b: KernelSet): string | undefined {
  return Object.entries(probes).find(([, probe]) => !sameBits(probe(a), probe(b)))?.[0];
}

function sameBits(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): boolean {
  return (
    a.length === b.length &&
    a.every((row, r) => row.length === b[r]!.length && Array.from(row).every((x, i) => Object.is(x, b[r]![i])))
  );
}

/** A run of known work. */
export interface Pace {
  readonly kernel: string;
  readonly what: string;
  /** Multiplications and additions of one run. */
  readonly operations: number;
  /** Gets everything ready; the result is one run. */
  start(kernels: KernelSet): () => void;
}

export const paces: readonly Pace[] = [
  {
    kernel: 'glass',
    what: 'gradient, 3 spins a coupling, Λ = 100, 256 replicas, float32',
    operations: (2 / 3) * 100 ** 3 * 256,
    start(kernels) {
      const fleet = kernels.glass({ order: 3, size: 100, seed: 1, disorder: 0 }).fleet(256, 'float32');
      fleet.load(onSphere(drawOf('pace'), 256, 100), 256, 0);
      return () => fleet.measure();
    },
  },
  {
    kernel: 'rectified',
    what: 'training, 100-100-10, 16 networks, a third of the pixels lit, float32',
    operations: 16 * 300 * (4 * (100 / 3) * 100 + 6 * 100 * 10),
    start: (kernels) => {
      const fleet = kernels.rectified({ inputs: 100, hidden: 100, outputs: 10 }, 16, 'float32');
      return trainer(fleet, classExamples(imagesOf(300, 100, 10, 1 / 3), 10));
    },
  },
  {
    kernel: 'networks',
    what: 'training, 100-100-100-100-10, 2 networks, float32',
    operations: 2 * 300 * 6 * (100 * 100 * 3 + 1000),
    start: (kernels) => {
      const shape = { sizes: [100, 100, 100, 100, 10], activation: 'relu', loss: 'cross-entropy' } as const;
      const examples = classExamples(imagesOf(300, 100, 10, 1), 10);
      return trainer(kernels.networks(shape, 2, 'float32', { name: 'sgd' }), examples);
    },
  },
  {
    kernel: 'symmetric',
    what: 'factorization with pivoting, n = 600',
    operations: 600 ** 3 / 3,
    start(kernels) {
      const n = 600;
      const kernel = kernels.symmetric(n);
      const draw = drawOf('pace');
      for (let at = 0; at < n * n; at++) kernel.matrix[at] = draw.uniform() - 0.5;
      for (let i = 0; i < n; i++) kernel.diagonal[i] = kernel.matrix[i * n + i]!;
      return () => kernel.factor(0);
    },
  },
];

function drawOf(purpose: string): Stream {
  return stream(1, 'probe', 0, purpose);
}

function onSphere(draw: Stream, count: number, size: number): Float64Array {
  const points = Float64Array.from({ length: count * size }, () => draw.normal());
  for (let r = 0; r < count; r++) {
    const row = points.subarray(r * size, (r + 1) * size);
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / size);
    row.forEach((x, i) => {
      row[i] = x / length;
    });
  }
  return points;
}

function imagesOf(count: number, inputs: number, classes: number, lit: number): Samples {
  const draw = drawOf('images');
  return {
    count,
    inputs,
    images: Float32Array.from({ length: count * inputs }, () => (draw.uniform() < lit ? draw.uniform() : 0)),
    labels: Uint8Array.from({ length: count }, () => draw.integer(classes)),
  };
}

const probedLosses: readonly TrainingLoss[] = ['binary-cross-entropy', 'cross-entropy', 'mean-squared', 'squared'];

/** Targets that are numbers, and weights of which every third is 0. */
function weightedOf(count: number, inputs: number, outputs: number, lit: number): Examples {
  const { images } = imagesOf(count, inputs, 1, lit);
  const draw = drawOf('targets');
  const x = Float64Array.from(images, (value) => (value === 0 ? 0 : value + 2 ** -40));
  const t = Float64Array.from({ length: count * outputs }, () => draw.uniform());
  return { count, inputs, outputs, x, t, weights: Float64Array.from({ length: count }, (_, s) => s % 3) };
}

function parametersOf(dimension: number): Float64Array {
  const draw = drawOf('parameters');
  return Float64Array.from({ length: dimension }, () => draw.normal() / 3);
}

/** Losses, accuracies and parameters after a pass in minibatches of 10, the last of them shorter. */
function trained(fleet: TrainingFleet, examples: Examples): readonly Float64Array[] {
  const steps = Math.ceil(examples.count / 10);
  const start = parametersOf(fleet.dimension);
  for (let k = 0; k < fleet.count; k++)
    fleet.setParameters(
      k,
      start.map((x) => x * (1 + k / 7)),
    );
  const order = Uint32Array.from({ length: examples.count }, (_, i) => (i * 7) % examples.count);
  fleet.train(
    examples,
    order,
    10,
    Float64Array.from({ length: steps }, (_, t) => 0.1 / (1 + t)),
  );
  const losses = new Float64Array(fleet.count);
  const accuracies = new Float64Array(fleet.count);
  fleet.evaluate(examples, losses, accuracies);
  const ends = Array.from({ length: fleet.count }, (_, k) => {
    const out = new Float64Array(fleet.dimension);
    fleet.getParameters(k, out);
    return out;
  });
  return [losses, accuracies, ...ends];
}

function trainer(fleet: TrainingFleet, examples: Examples): () => void {
  const start = parametersOf(fleet.dimension).map((x) => x / 10);
  for (let k = 0; k < fleet.count; k++) fleet.setParameters(k, start);
  const order = Uint32Array.from({ length: examples.count }, (_, i) => i);
  const rates = new Float64Array(Math.ceil(examples.count / 100)).fill(1e-3);
  return () => fleet.train(examples, order, 100, rates);
}

function upper(matrix: Float64Array, n: number): Float64Array {
  return matrix.filter((_, at) => at % n >= Math.floor(at / n));
}
