/**
 * Directions in which the loss of a network is constant next to a point, as far as they are known beforehand: pixels that are never
 * lit, units that are never active, what the softmax does not see, and the continuous symmetries of homogeneous activations. A critical
 * point lies on a family along these; curvature/critical-point.ts certifies it across them.
 */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { gatesOf } from './gates.ts';
import { layerPlaces } from './layers.ts';
import type { PerceptronShape } from './perceptron.ts';
import { incoming, outgoing } from './symmetries.ts';

/** What is left of a direction beside the others, relative to its length, below which it is one of them. */
const dependent = 1e-8;

/**
 * An orthonormal basis of the span of
 *  - the first layer's weights from an input that is 0 in every example;
 *  - everything into and out of a ReLU unit whose pre-activation is negative on every example;
 *  - the same addition to all outputs, from a unit of the last hidden layer or by the biases (cross-entropy alone);
 *  - of a ReLU unit, what comes in growing as what goes out shrinks; of identity units, every affine mixture of a layer's units undone by
 *    the next layer.
 * @returns vectors of the parameters' length; there may be zero modes besides (examples fewer than weights, units that are equal)
 */
export function zeroModes(shape: PerceptronShape, examples: Examples, point: Float64Array): Float64Array[] {
  const { sizes, activation, loss, bias = true } = shape;
  const { layers, dimension } = layerPlaces(sizes, bias);
  const modes: Float64Array[] = [];
  const add = (entries: Iterable<readonly [number, number]>) => {
    const direction = new Float64Array(dimension);
    for (const [i, x] of entries) direction[i]! += x;
    addOrthonormal(modes, direction);
  };
  const ones = (places: readonly number[]) => places.map((i) => [i, 1] as const);

  const first = layers[0]!;
  for (let k = 0; k < first.inputs; k++) if (!isLit(examples, k)) for (const i of outgoing(first, k)) add([[i, 1]]);
  if (loss === 'cross-entropy') {
    const last = layers.at(-1)!;
    for (let k = 0; k < last.inputs; k++) add(ones(outgoing(last, k)));
    if (last.biases !== undefined) add(ones(Array.from({ length: last.units }, (_, u) => last.biases! + u)));
  }
  const shut = activation === 'relu' ? gatesOf(shape, examples, point).neverOpen : [];
  for (let l = 0; l < layers.length - 1; l++) {
    const [into, from] = [layers[l]!, layers[l + 1]!];
    for (let u = 0; u < into.units; u++) {
      if (shut[l]?.[u]) for (const i of [...incoming(into, u), ...outgoing(from, u)]) add([[i, 1]]);
      if (!activations[activation].homogeneous) continue;
      const mixed = activation === 'identity' ? Array.from({ length: into.units }, (_, v) => v) : [u];
      // Unit u takes up unit v: its row grows by v's row, and v's column shrinks by u's.
      for (const v of mixed)
        add([
          ...incoming(into, u).map((i, k) => [i, point[incoming(into, v)[k]!]!] as const),
          ...outgoing(from, v).map((i, k) => [i, -point[outgoing(from, u)[k]!]!] as const),
        ]);
      // What an identity unit adds always, the next layer's biases may add as well.
      if (activation === 'identity' && into.biases !== undefined)
        add([[into.biases + u, 1], ...outgoing(from, u).map((i, k) => [from.biases! + k, -point[i]!] as const)]);
    }
  }
  return modes;
}

function isLit({ count, inputs, x }: Examples, input: number): boolean {
  for (let s = 0; s < count; s++) if (x[s * inputs + input] !== 0) return true;
  return false;
}

/** Modified Gram–Schmidt, twice; a direction that depends on the others is left out. */
function addOrthonormal(basis: Float64Array[], direction: Float64Array): void {
  const length = norm(direction);
  for (let pass = 0; pass < 2; pass++)
    for (const q of basis) {
      let along = 0;
      for (let i = 0; i < q.length; i++) along += q[i]! * direction[i]!;
      for (let i = 0; i < q.length; i++) direction[i]! -= along * q[i]!;
    }
  const left = norm(direction);
  if (left > dependent * length) basis.push(direction.map((x) => x / left));
}

function norm(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}
