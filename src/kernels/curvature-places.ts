/** What every backend's networks agree on: what layers and numbers must be, and where parameters lie. */
import { integer, oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { HessianPart, NetworkInputs, NetworkLayers, OutputDerivatives } from './contract/network-curvature.ts';
import type { SymmetricKernel } from './contract.ts';

const where = 'networkCurvature';
const activationNames = ['identity', 'relu', 'sigmoid', 'tanh'] as const;
const curvatureKinds = ['zero', 'diagonal', 'covariance', 'full'] as const;
const parts = ['whole', 'gauss-newton', 'residual'] as const;
/** Keeps offsets inside 32 bits. */
const largest = 65536;

/** Points prepared at once: an end, a start and a step between them, and one to spare. */
export const preparedAtOnce = 4;

/** A layer's numbers in the parameters: weights from `weights`, biases (when there are any) from `biases`. */
export interface LayerPlace {
  readonly inputs: number;
  readonly units: number;
  readonly weights: number;
  readonly biases: number | undefined;
}

/** Layers 1 … L. @throws ArgumentError naming what is out of range */
export function layerPlacesOf({ sizes, activation, bias }: NetworkLayers): readonly LayerPlace[] {
  if (sizes.length < 2) throw new ArgumentError(where, 'sizes', 'a list of at least two numbers', sizes);
  for (const size of sizes) integer(where, 'sizes', size, 1, largest);
  oneOf(where, 'activation', activation, activationNames);
  let next = 0;
  return sizes.slice(1).map((units, l) => {
    const [inputs, weights] = [sizes[l]!, next];
    const biases = weights + units * inputs;
    next = biases + (bias ? units : 0);
    return { inputs, units, weights, biases: bias ? biases : undefined };
  });
}

export function dimensionOf(places: readonly LayerPlace[]): number {
  const { weights, units, inputs, biases } = places.at(-1)!;
  return weights + units * inputs + (biases === undefined ? 0 : units);
}

/** @throws ArgumentError when there is no sample or x has another length */
export function checkInputs({ sizes }: NetworkLayers, { count, x }: NetworkInputs): void {
  integer(where, 'inputs.count', count, 1);
  const numbers = count * sizes[0]!;
  if (x.length !== numbers) throw new ArgumentError(where, 'inputs.x', `count × n₀ = ${numbers} numbers`, x.length);
}

export function checkPoint(point: Float64Array, dimension: number): void {
  if (point.length !== dimension) throw new ArgumentError(where, 'point', `${dimension} numbers`, point.length);
  const wrong = point.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new ArgumentError(where, 'point', 'finite', wrong);
}

/** The same. @throws ArgumentError when an array is of another length */
export function checked(derivatives: OutputDerivatives, count: number, outputs: number): OutputDerivatives {
  const { gradient, curvature } = derivatives;
  const demand = (argument: string, array: Float64Array, length: number) => {
    if (array.length !== length) throw new ArgumentError(where, argument, `${length} numbers`, array.length);
  };
  demand('gradient', gradient, count * outputs);
  oneOf(where, 'curvature', curvature.kind, curvatureKinds);
  if (curvature.kind === 'covariance') {
    demand('curvature.weights', curvature.weights, count);
    demand('curvature.probabilities', curvature.probabilities, count * outputs);
  } else if (curvature.kind !== 'zero')
    demand('curvature.entries', curvature.entries, count * outputs ** (curvature.kind === 'full' ? 2 : 1));
  return derivatives;
}

export function checkPart(part: HessianPart): void {
  oneOf(where, 'part', part, parts);
}

/** @param vectors, out   at least count × n numbers each */
export function checkVectors(vectors: Float64Array, count: number, out: Float64Array, dimension: number): void {
  integer(where, 'count', count, 0);
  for (const [argument, array] of Object.entries({ vectors, out }))
    if (array.length < count * dimension)
      throw new ArgumentError(where, argument, `at least count × n = ${count * dimension} numbers`, array.length);
}

/** Where a matrix goes. @throws ArgumentError when it is of another size */
export function matrixOf(into: Float64Array | SymmetricKernel, n: number): Float64Array {
  const matrix = into instanceof Float64Array ? into : into.matrix;
  if (matrix.length !== n * n) throw new ArgumentError(where, 'into', `n² = ${n * n} numbers`, matrix.length);
  return matrix;
}

export function fillDiagonal(into: Float64Array | SymmetricKernel, n: number): void {
  if (into instanceof Float64Array) return;
  for (let i = 0; i < n; i++) into.diagonal[i] = into.matrix[i * (n + 1)]!;
}
