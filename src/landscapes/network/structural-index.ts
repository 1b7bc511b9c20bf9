/** The largest index that a network of dense layers can have, from the graph of its arrays. */
import { type ParameterGraph, structuralIndexBound } from '../structural-index-bound.ts';
import { activations } from './activations.ts';
import type { NetworkModel } from './shape.ts';

/**
 * Layers and, before them, a node for the biases of each. Under softmax adding the same to all outputs changes nothing: a direction for each
 * input of the last layer, and one of its biases.
 */
export function networkGraph({
  sizes,
  bias,
  loss,
}: Pick<Required<NetworkModel>, 'sizes' | 'bias' | 'loss'>): ParameterGraph {
  const depth = sizes.length - 1;
  const layer = (l: number) => depth + l;
  const softmax = loss === 'cross-entropy';
  return {
    nodes: 2 * depth + 1,
    arrays: Array.from({ length: depth }, (_, k) => {
      const [inputs, units, last] = [sizes[k]!, sizes[k + 1]!, k + 1 === depth];
      const weights = {
        size: inputs * units,
        edges: [[layer(k), layer(k + 1)] as const],
        still: last && softmax ? inputs : 0,
      };
      const biases = { size: units, edges: [[k, layer(k + 1)] as const], still: last && softmax ? 1 : 0 };
      return bias ? [weights, biases] : [weights];
    }).flat(),
  };
}

/**
 * `indexBound` of the landscape. Nothing is known where units bend between their kinks, or outputs have an activation of their own: the loss is
 * not convex in what is linear then. All losses here are convex, and so are penalties.
 */
export function networkIndexBound(model: Required<NetworkModel>): { readonly indexBound?: number } {
  // A homogeneous activation is linear on either side of 0.
  const known = activations[model.activation].homogeneous && model.output === 'identity';
  return known ? { indexBound: structuralIndexBound(networkGraph(model)) } : {};
}
