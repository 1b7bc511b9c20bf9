/**
 * The reference twin of wasm/curvature.ts: value and gradient by back-propagation, products by the R-operator, one sample, one unit and
 * one sum at a time; the matrix by a product a column.
 * @source [rumelhart1986learning]; [pearlmutter1994fast]; [schraudolph2002fast]
 */
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import { sigmoid, tanh } from '../../base/functions.ts';
import type {
  HessianPart,
  NetworkCurvature,
  NetworkInputs,
  NetworkLayers,
  OutputCurvature,
  OutputLoss,
  PreparedPoint,
} from '../contract/network-curvature.ts';
import { roundingErrors, roundings } from '../curvature-error.ts';
import {
  checked,
  checkInputs,
  checkPart,
  checkPoint,
  checkVectors,
  dimensionOf,
  fillDiagonal,
  type LayerPlace,
  layerPlacesOf,
  matrixOf,
  preparedAtOnce,
} from '../curvature-places.ts';

type Plain = (z: number) => number;

/** φ, φ′ and φ″; at a kink the slope on the left, and no bend. */
const activations: Record<NetworkLayers['activation'], readonly [value: Plain, slope: Plain, bend: Plain]> = {
  identity: [(z) => z, () => 1, () => 0],
  relu: [(z) => (z < 0 ? 0 : z), (z) => (z > 0 ? 1 : 0), () => 0],
  sigmoid: [sigmoid, (z) => sigmoid(z) * sigmoid(-z), (z) => sigmoid(z) * sigmoid(-z) * (1 - 2 * sigmoid(z))],
  tanh: [tanh, (z) => 1 - tanh(z) * tanh(z), (z) => -2 * tanh(z) * (1 - tanh(z) * tanh(z))],
};

/** One sample at the point: what each layer reads; φ′ and φ″ of the hidden layers; ∂L/∂a of all, the outputs last. */
interface SampleAt {
  readonly inputs: readonly Float64Array[];
  readonly slopes: readonly Float64Array[];
  readonly bends: readonly Float64Array[];
  readonly pulls: readonly Float64Array[];
}

/** (∂²L/∂z∂z) v of sample s. */
type Curve = (s: number, v: Float64Array) => Float64Array;

export function referenceNetworkCurvature(layers: NetworkLayers, inputs: NetworkInputs): NetworkCurvature {
  const places = layerPlacesOf(layers);
  checkInputs(layers, inputs);
  const dimension = dimensionOf(places);
  const { count } = inputs;
  const outputs = layers.sizes.at(-1)!;
  const lengths = { terms: (n: number) => n + 2, samplesOfProduct: 2 * count, samplesOfMatrix: 2 * count };
  const counts = roundings(layers.sizes, lengths);
  let prepared = 0;
  return {
    layers,
    count,
    dimension,
    capacity: preparedAtOnce,
    at(point: Float64Array, loss: OutputLoss): PreparedPoint {
      checkPoint(point, dimension);
      if (prepared === preparedAtOnce)
        throw new CapacityError(`networkCurvature: ${preparedAtOnce} points are prepared; release one first`);
      const theta = point.slice();
      const passes = Array.from({ length: count }, (_, s) => forward(layers, places, theta, inputs, s));
      const z = new Float64Array(count * outputs);
      for (const [s, pass] of passes.entries()) z.set(pass.z, s * outputs);
      const { value, gradient: pull, curvature } = checked(loss(z), count, outputs);
      const samples = passes.map((pass, s) => ({
        ...pass,
        pulls: backward(places, theta, pass.slopes, pull.slice(s * outputs, (s + 1) * outputs)),
      }));
      const curve = curveOf(curvature, outputs);
      const gradient = new Float64Array(dimension);
      for (const sample of samples)
        for (const [l, place] of places.entries()) outer(place, errorsOf(sample, l), sample.inputs[l]!, 1, gradient);
      let live = true;
      prepared++;
      const apply = (v: Float64Array, out: Float64Array, part: HessianPart) => {
        if (!live) throw new ArgumentError('networkCurvature', 'point', 'one that is not released', 'a released one');
        out.fill(0);
        for (const [s, sample] of samples.entries()) along(places, theta, sample, (x) => curve(s, x), v, out, part);
      };
      return {
        value,
        gradient,
        get errors() {
          const sizes = theta.map(Math.abs);
          const absolute = samples.map((sample) => absoluteOf(places, sizes, sample));
          const absoluteCurve = curveOf(curvature, outputs, true);
          return roundingErrors(
            dimension,
            (v, out) => {
              out.fill(0);
              for (const [s, sample] of absolute.entries())
                along(places, sizes, sample, (x) => absoluteCurve(s, x), v, out, 'whole');
            },
            counts,
          );
        },
        multiply(vectors, number, out, part = 'whole') {
          checkPart(part);
          checkVectors(vectors, number, out, dimension);
          for (let k = 0; k < number; k++) {
            const [from, to] = [k * dimension, (k + 1) * dimension];
            apply(vectors.slice(from, to), out.subarray(from, to), part);
          }
        },
        matrix(into, part = 'whole') {
          checkPart(part);
          const matrix = matrixOf(into, dimension);
          const columns = Array.from({ length: dimension }, (_, j) => {
            const unit = new Float64Array(dimension);
            unit[j] = 1;
            const column = new Float64Array(dimension);
            apply(unit, column, part);
            return column;
          });
          columns.forEach((column, i) => {
            for (let j = 0; j < dimension; j++) matrix[i * dimension + j] = (column[j]! + columns[j]![i]!) / 2;
          });
          fillDiagonal(into, dimension);
        },
        release() {
          if (live) prepared--;
          live = false;
        },
      };
    },
  };
}

function forward(
  { sizes, activation }: NetworkLayers,
  places: readonly LayerPlace[],
  theta: Float64Array,
  { x }: NetworkInputs,
  s: number,
): Omit<SampleAt, 'pulls'> & { readonly z: Float64Array } {
  const [value, slope, bend] = activations[activation];
  const inputs = [Float64Array.from(x.subarray(s * sizes[0]!, (s + 1) * sizes[0]!))];
  const slopes: Float64Array[] = [];
  const bends: Float64Array[] = [];
  let z = affine(places[0]!, theta, inputs[0]!);
  for (const place of places.slice(1)) {
    inputs.push(z.map(value));
    slopes.push(z.map(slope));
    bends.push(z.map(bend));
    z = affine(place, theta, inputs.at(-1)!);
  }
  return { inputs, slopes, bends, z };
}

/** ∂L/∂a of all layers from that of the outputs. */
function backward(
  places: readonly LayerPlace[],
  theta: Float64Array,
  slopes: readonly Float64Array[],
  outputs: Float64Array,
): Float64Array[] {
  const pulls = [outputs];
  let errors = outputs;
  for (let l = places.length - 1; l > 0; l--) {
    const pull = transposed(places[l]!, theta, errors);
    pulls.unshift(pull);
    errors = times(slopes[l - 1]!, pull);
  }
  return pulls;
}

/** ∂L/∂z of layer l. */
function errorsOf({ slopes, pulls }: Pick<SampleAt, 'slopes' | 'pulls'>, l: number): Float64Array {
  return l === slopes.length ? pulls[l]! : times(slopes[l]!, pulls[l]!);
}

/** Adds (a part of) the sample's H v to out. */
function along(
  places: readonly LayerPlace[],
  theta: Float64Array,
  sample: SampleAt,
  curve: (v: Float64Array) => Float64Array,
  v: Float64Array,
  out: Float64Array,
  part: HessianPart,
): void {
  const { inputs, slopes, bends, pulls } = sample;
  const rz: Float64Array[] = [];
  const ra: Float64Array[] = [];
  for (const [l, place] of places.entries()) {
    const z = affine(place, v, inputs[l]!);
    if (l > 0) {
      ra.push(times(slopes[l - 1]!, rz[l - 1]!));
      add(z, affine({ ...place, biases: undefined }, theta, ra[l - 1]!));
    }
    rz.push(z);
  }
  const last = rz.at(-1)!;
  let rd = part === 'residual' ? new Float64Array(last.length) : curve(last);
  for (let l = places.length - 1; l >= 0; l--) {
    const place = places[l]!;
    outer(place, rd, inputs[l]!, 1, out);
    if (l === 0) break;
    const rg = transposed(place, theta, rd);
    if (part === 'gauss-newton') rd = times(slopes[l - 1]!, rg);
    else {
      const errors = errorsOf(sample, l);
      outer(place, errors, ra[l - 1]!, 0, out);
      add(rg, transposed(place, v, errors));
      rd = times(slopes[l - 1]!, rg);
      add(rd, times(times(bends[l - 1]!, pulls[l - 1]!), rz[l - 1]!));
    }
  }
}

/** The sample with absolute values in place of all numbers, back-propagation included. */
function absoluteOf(places: readonly LayerPlace[], sizes: Float64Array, sample: SampleAt): SampleAt {
  const absolute = (arrays: readonly Float64Array[]) => arrays.map((array) => array.map(Math.abs));
  const slopes = absolute(sample.slopes);
  return {
    inputs: absolute(sample.inputs),
    slopes,
    bends: absolute(sample.bends),
    pulls: backward(places, sizes, slopes, sample.pulls.at(-1)!.map(Math.abs)),
  };
}

function times(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((a, i) => a * y[i]!);
}

function add(to: Float64Array, x: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += x[i]!;
}

/** W a + b */
function affine({ inputs, units, weights, biases }: LayerPlace, theta: Float64Array, a: Float64Array): Float64Array {
  return Float64Array.from({ length: units }, (_, u) => {
    let sum = biases === undefined ? 0 : theta[biases + u]!;
    for (let k = 0; k < inputs; k++) sum += theta[weights + u * inputs + k]! * a[k]!;
    return sum;
  });
}

/** Wᵀ d */
function transposed({ inputs, units, weights }: LayerPlace, theta: Float64Array, d: Float64Array): Float64Array {
  return Float64Array.from({ length: inputs }, (_, k) => {
    let sum = 0;
    for (let u = 0; u < units; u++) sum += theta[weights + u * inputs + k]! * d[u]!;
    return sum;
  });
}

/** Adds d aᵀ to the layer's weights in out and `one` d to its biases. */
function outer(
  { inputs, units, weights, biases }: LayerPlace,
  d: Float64Array,
  a: Float64Array,
  one: 0 | 1,
  out: Float64Array,
): void {
  for (let u = 0; u < units; u++) {
    for (let k = 0; k < inputs; k++) out[weights + u * inputs + k]! += d[u]! * a[k]!;
    if (biases !== undefined) out[biases + u]! += one * d[u]!;
  }
}

/** @param absolute   with absolute values in place of all numbers, the difference of a covariance a sum */
function curveOf(curvature: OutputCurvature, outputs: number, absolute = false): Curve {
  const size = (x: number) => (absolute ? Math.abs(x) : x);
  switch (curvature.kind) {
    case 'zero':
      return (_, v) => new Float64Array(v.length);
    case 'diagonal':
      return (s, v) => v.map((x, o) => size(curvature.entries[s * outputs + o]!) * x);
    case 'covariance':
      return (s, v) => {
        const p = curvature.probabilities.subarray(s * outputs, (s + 1) * outputs).map(size);
        const mean = v.reduce((sum, x, o) => sum + p[o]! * x, 0);
        return v.map((x, o) => size(curvature.weights[s]!) * p[o]! * (absolute ? x + mean : x - mean));
      };
    case 'full':
      return (s, v) =>
        v.map((_, o) => {
          let sum = 0;
          for (let k = 0; k < outputs; k++)
            sum += size(curvature.entries[(s * outputs + Math.min(o, k)) * outputs + Math.max(o, k)]!) * v[k]!;
          return sum;
        });
  }
}
