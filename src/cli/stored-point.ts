/**
 * A point of a stored run as a place on its landscape: what `index` and `spectrum` look at. The end points of a spin glass lie on the
 * sphere, with the Hessian of the tangent space; kept networks lie in flat space, with the Hessian of their mean training loss.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import {
  classifyCriticalPoint,
  type HessianIndex,
  networkHessian,
  networkIndex,
  perceptronIndex,
  tangentHessian,
} from '../curvature/index.ts';
import { head } from '../data/index.ts';
import { checkFits } from '../ensembles/experiments/capacity.ts';
import { networkSpec } from '../ensembles/export/networks.ts';
import type { Manifest } from '../ensembles/manifest.ts';
import { readRecords } from '../ensembles/records.ts';
import { isVectors, rowsOf } from '../ensembles/shard.ts';
import type { Json, Records } from '../ensembles/spec.ts';
import type { Kernels } from '../kernels/contract.ts';
import { labeledExamples } from '../landscapes/network/examples.ts';
import type { PerceptronShape } from '../landscapes/network/perceptron.ts';
import { spinGlass } from '../landscapes/spin-glass/spin-glass.ts';
import { dense, fromUpper, type Operator } from '../linalg/operator.ts';
import { datasetOf } from './commands/export.ts';
import { findRun } from './folders.ts';
import type { PointOptions } from './landscape-options.ts';
import type { Context } from './perform.ts';

export interface PointIndex extends HessianIndex {
  /** ‖tangent gradient‖/√Λ of a spin glass, ‖∇L‖ of a network. */
  readonly gradientNorm: number;
  /** What was shown besides the counts; null where nothing is known to try. */
  readonly certificate: { readonly kind: string; readonly holds: boolean; readonly [fact: string]: Json } | null;
}

export interface StoredPoint {
  readonly experiment: string;
  /** Of the space the Hessian acts on. */
  readonly dimension: number;
  index(threshold: number): PointIndex;
  /** The Hessian without the rows that are zero, and how many those are. */
  hessian(): { readonly operator: Operator; readonly idle: number };
}

/**
 * @param bytes  a square matrix of n rows takes in what is going to be done
 * @throws       ArgumentError when the run has no such point or no points at all; CapacityError when the Hessian does not fit
 */
export async function storedPoint(
  context: Context,
  where: string,
  { run, point, images }: PointOptions,
  bytes: (n: number) => number,
): Promise<StoredPoint> {
  const { manifest, records } = await readRecords((await findRun(run)).store);
  const k = integer(where, 'point', point, 0, records.count - 1);
  const kernels = await context.house.kernels(manifest.spec.backend);
  const network = networkSpec(manifest) !== undefined;
  const position = vectorOf(where, manifest, records, network ? 'parameters' : 'point', k);
  const asked = network ? position.length : position.length - 1;
  const demand = { what: `${where}: the Hessian of ${asked} dimensions`, parameter: 'dimension', asked, need: bytes };
  checkFits(demand, 1, await context.house.memory());
  if (network) return networkPoint(context, where, manifest, records, k, position, kernels, images);
  if (images !== undefined) throw new ArgumentError(where, 'images', 'asked of networks', manifest.spec.experiment);
  return glassPoint(manifest, records, k, position, kernels);
}

function vectorOf(where: string, manifest: Manifest, records: Records, name: string, k: number): Float64Array {
  const column = records.columns[name];
  const rows = isVectors(column) ? rowsOf(column, records.count) : [];
  if (rows[k]) return rows[k];
  const { experiment } = manifest.spec;
  const remedy = name === 'parameters' ? 'train with --keep-parameters' : 'spin-glass runs keep them';
  throw new ArgumentError(where, 'run', `one that kept its points (${remedy})`, experiment);
}

function glassPoint(
  { spec: { experiment, parameters } }: Manifest,
  { columns }: Records,
  k: number,
  position: Float64Array,
  kernels: Kernels,
): StoredPoint {
  const [order, size, seed] = ['order', 'size', 'seed'].map((name) => Number(parameters[name]));
  const disorder = Number(columns['disorder']?.values[k] ?? 0);
  const glass = spinGlass({ order: order!, size: size!, seed: seed!, disorder }, kernels, 'float64');
  return {
    experiment,
    dimension: position.length - 1,
    index(threshold) {
      const { index, residual, certainty } = classifyCriticalPoint(glass, position, { threshold });
      const holds = certainty === 'certified';
      const certificate = { kind: 'newton-kantorovich', holds, certainty, distance: index.distance };
      return { ...index, gradientNorm: residual, certificate };
    },
    hessian() {
      const { matrix, dimension } = tangentHessian(glass, position);
      return { operator: dense(matrix, dimension), idle: 0 };
    },
  };
}

async function networkPoint(
  context: Context,
  where: string,
  manifest: Manifest,
  { columns }: Records,
  k: number,
  position: Float64Array,
  kernels: Kernels,
  images: number | undefined,
): Promise<StoredPoint> {
  const { experiment, parameters } = manifest.spec;
  const { hidden = [Number(columns['width']?.values[k])], trainSize } = networkSpec(manifest)!;
  const dataset = await datasetOf(context, manifest);
  const samples = head(dataset.train, integer(where, 'images', images ?? trainSize, 1, dataset.train.count));
  const { activation = 'relu', loss = 'cross-entropy' } = parameters as Partial<PerceptronShape>;
  const shape: PerceptronShape = { sizes: [dataset.inputs, ...hidden, dataset.classes], activation, loss };
  const wrong = position.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new DataError(`${where}: the network is not finite, it has the parameter ${wrong}`);
  if (hidden.length === 1 && activation === 'relu' && loss === 'cross-entropy') {
    const plain = { inputs: dataset.inputs, hidden: hidden[0]!, outputs: dataset.classes };
    const hessians = kernels.networkHessians(plain, samples);
    return {
      experiment,
      dimension: position.length,
      index(threshold) {
        const {
          certificate,
          idle: _,
          indexBound: __,
          kink: ___,
          ...index
        } = networkIndex(hessians, position, threshold);
        return { ...index, certificate: { kind: 'coupling', ...certificate } };
      },
      hessian() {
        const { matrix, kept } = hessians.form(hessians.pass(position));
        return { operator: fromUpper(matrix.matrix, matrix.diagonal), idle: position.length - kept.length };
      },
    };
  }
  const examples = labeledExamples(samples, dataset.classes, loss);
  return {
    experiment,
    dimension: position.length,
    index: (threshold) => ({
      ...perceptronIndex(kernels, shape, examples, position, threshold),
      certificate: null,
    }),
    hessian: () => ({ operator: networkHessian(shape, examples, position).whole, idle: 0 }),
  };
}
