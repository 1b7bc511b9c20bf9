/** A network by name: its layers, activation and loss, and the images its loss is the mean over. */
import { integer, oneOf } from '../base/arguments.ts';
import { stream } from '../base/philox.ts';
import {
  type CriticalPoint,
  classifyCriticalPoint,
  estimateHessianLipschitz,
  networkHessian,
  networkIndex,
  perceptronIndex,
} from '../curvature/index.ts';
import { type Dataset, head } from '../data/index.ts';
import { checkFits } from '../ensembles/experiments/capacity.ts';
import { drawDeepParameters } from '../ensembles/experiments/deep-training-spec.ts';
import type { Kernels } from '../kernels/contract.ts';
import {
  activations,
  answers,
  gatesOf,
  type Landscape,
  labeledExamples,
  losses,
  type PerceptronShape,
  perceptron,
  rectifiedNetwork,
  zeroModes,
} from '../landscapes/index.ts';
import { layerPlaces } from '../landscapes/network/layers.ts';
import { fromUpper } from '../linalg/operator.ts';
import type { NamedLandscape, PointIndex, Room } from './named-landscape.ts';
import { factorizationSeconds, secondsOf } from './seconds.ts';

export interface NetworkName {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly activation: string;
  readonly loss: string;
  /** The first so many training images. */
  readonly images: number;
  readonly seed: number;
}

/** Weights of a random start are uniform on ± √6/√inputs, as those of `deep-training`. */
const gain = Math.sqrt(6);
/** Two networks answer the same when no output differs by more, relative to the largest. */
const closeness = 1e-6;

/** Images that products and the formation of a Hessian are timed on. */
const trialProducts = 64;
const trialImages = 640;

/** @throws ArgumentError when the network is none; CapacityError when its Hessian does not fit in `memory` bytes */
export function namedNetwork(
  where: string,
  name: NetworkName,
  dataset: Dataset,
  kernels: Kernels,
  memory: number,
  room: Room,
): NamedLandscape {
  const { hidden, seed, images } = name;
  for (const units of hidden) integer(where, 'hidden', units, 1, 65_536);
  integer(where, 'seed', seed, 0);
  const activation = oneOf(
    where,
    'activation',
    name.activation,
    Object.keys(activations) as PerceptronShape['activation'][],
  );
  const loss = oneOf(where, 'loss', name.loss, Object.keys(losses) as PerceptronShape['loss'][]);
  const sizes = [dataset.inputs, ...hidden, dataset.classes];
  const shape: PerceptronShape = { sizes, activation, loss };
  const { dimension } = layerPlaces(sizes, true);
  const what = `${where}: the Hessian of ${dimension} dimensions`;
  const { bytes: need, instead } = room;
  checkFits({ what, parameter: 'dimension', asked: dimension, need, instead }, 1, memory);
  const samples = head(dataset.train, integer(where, 'images', images, 1, dataset.train.count));
  const examples = labeledExamples(samples, dataset.classes, loss);
  const rectified = hidden.length === 1 && activation === 'relu' && loss === 'cross-entropy';
  const plain = { inputs: dataset.inputs, hidden: hidden[0]!, outputs: dataset.classes };
  const landscape: Landscape = rectified ? rectifiedNetwork(kernels, plain, samples) : perceptron(shape, examples);

  const classify = (position: Float64Array, threshold: number): CriticalPoint => {
    const lipschitz = estimateHessianLipschitz(stream(seed, 'classify', 0, 'probes'), landscape, position);
    const kinkDistance = activation === 'relu' ? gatesOf(shape, examples, position).distance : 0;
    const modes = zeroModes(shape, examples, position);
    return classifyCriticalPoint(landscape, position, { threshold, lipschitz, kinkDistance, modes });
  };
  return {
    title: `network ${sizes.join('-')} (${activation}, ${loss}) on ${images} images of ${dataset.name}`,
    about: { kind: 'network', sizes, activation, loss, data: dataset.name, images },
    landscape,
    dimension,
    quantity: 'mean loss',
    scale: 1,
    start(k) {
      const start = new Float64Array(dimension);
      // The draws depend on the sizes alone.
      drawDeepParameters({ seed, gain }, { sizes, activation, loss: 'squared' }, k, start);
      return start;
    },
    heights(start) {
      const value = new Float64Array(1);
      landscape.valueAndGradient(start, 1, value, new Float64Array(dimension));
      return { lowest: 0, highest: value[0]! };
    },
    index: (position, threshold) => indexOf(position, threshold),
    formed: rectified,
    hessian(position) {
      if (!rectified) return { operator: networkHessian(shape, examples, position).whole, idle: 0 };
      const hessians = kernels.networkHessians(plain, samples);
      const { matrix, kept } = hessians.form(hessians.pass(position));
      return { operator: fromUpper(matrix.matrix, matrix.diagonal), idle: dimension - kept.length };
    },
    products: (position) => networkHessian(shape, examples, position).whole,
    seconds(work, position, clock) {
      const product = () => {
        const few = Math.min(images, trialProducts);
        const { whole } = networkHessian(shape, labeledExamples(head(samples, few), dataset.classes, loss), position);
        const out = new Float64Array(dimension);
        const times = ((work === 'product' ? 1 : dimension) * images) / few;
        return secondsOf(clock, times, () => whole.apply(position, out));
      };
      const form = () => {
        const few = Math.min(images, trialImages);
        const part = kernels.networkHessians(plain, head(samples, few));
        return secondsOf(clock, images / few, () => part.form(part.pass(position)));
      };
      const hessian = work !== 'product' && rectified ? form() : product();
      return work === 'index' ? hessian + factorizationSeconds(kernels, dimension, clock) : hessian;
    },
    classify,
    same(a, b) {
      const [here, there] = [a, b].map(({ position }) => answers(shape, examples, position));
      const largest = here!.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
      const alike = here!.every((z, i) => Math.abs(z - there![i]!) <= closeness * largest);
      return alike && a.index.negative === b.index.negative && a.index.zero === b.index.zero;
    },
  };

  function indexOf(position: Float64Array, threshold: number): PointIndex {
    if (!rectified) return { ...perceptronIndex(kernels, shape, examples, position, threshold), certificate: null };
    const found = networkIndex(kernels.networkHessians(plain, samples), position, threshold);
    const { certificate, idle: _, indexBound: __, kink: ___, ...index } = found;
    return { ...index, certificate: { kind: 'coupling', ...certificate } };
  }
}
