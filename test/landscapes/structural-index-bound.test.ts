import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import {
  largestConvexArrays,
  meetings,
  type ParameterGraph,
  structuralIndexBound,
} from '../../src/landscapes/structural-index-bound.ts';

/** Every set of arrays, the slow way. */
function bestOfAll(graph: ParameterGraph): number {
  const { arrays } = graph;
  const meet = meetings(graph);
  let best = 0;
  for (let set = 0; set < 2 ** arrays.length; set++) {
    const inside = arrays.flatMap((_, a) => ((set >> a) & 1 ? [a] : []));
    if (inside.some((a) => inside.some((b) => meet[a]![b]!))) continue;
    const dimension = arrays.reduce((sum, { size, still = 0 }, a) => sum + (inside.includes(a) ? size : still), 0);
    best = Math.max(best, dimension);
  }
  return best;
}

function randomGraph(draw: Stream): ParameterGraph {
  const nodes = 3 + draw.integer(5);
  const edge = (): [number, number] => {
    const to = 1 + draw.integer(nodes - 1);
    return [draw.integer(to), to];
  };
  return {
    nodes,
    arrays: Array.from({ length: 1 + draw.integer(9) }, () => {
      const size = 1 + draw.integer(12);
      return { size, edges: draw.uniform() < 0.8 ? [edge()] : [edge(), edge()], still: draw.integer(size + 1) };
    }),
    fixed: Array.from({ length: draw.integer(3) }, edge),
  };
}

describe('largestConvexArrays', () => {
  it('finds the best of all sets of arrays on 200 random graphs', () => {
    for (let k = 0; k < 200; k++) {
      const graph = randomGraph(stream(1, 'test', k, 'graph'));
      const { arrays, dimension } = largestConvexArrays(graph);
      expect(dimension, `graph ${k}`).toBe(bestOfAll(graph));
      const meet = meetings(graph);
      expect(arrays.some((a) => arrays.some((b) => meet[a]![b]!))).toBe(false);
    }
  });

  it('leaves out an array that a path meets twice, and keeps one that is shared side by side', () => {
    const twice = { size: 9, edges: [[0, 1] as const, [1, 2] as const] };
    expect(largestConvexArrays({ nodes: 3, arrays: [twice, { size: 1, edges: [[0, 2]] }] }).arrays).toEqual([1]);
    const beside = { size: 9, edges: [[0, 2] as const, [1, 2] as const] };
    expect(structuralIndexBound({ nodes: 3, arrays: [beside] })).toBe(0);
  });

  it('sees a path through an identity', () => {
    const arrays = [
      { size: 3, edges: [[0, 1] as const] },
      { size: 4, edges: [[2, 3] as const] },
    ];
    expect(structuralIndexBound({ nodes: 4, arrays })).toBe(0);
    expect(structuralIndexBound({ nodes: 4, arrays, fixed: [[1, 2]] })).toBe(3);
  });

  it('names an edge that does not lead on', () => {
    const back = { nodes: 2, arrays: [{ size: 1, edges: [[1, 0] as const] }] };
    expect(() => structuralIndexBound(back)).toThrow('structuralIndexBound: edges must be from a node to a later one');
    const beyond = { nodes: 2, arrays: [{ size: 1, edges: [[0, 2] as const] }] };
    expect(() => structuralIndexBound(beyond)).toThrow('edges');
  });
});

describe('indexBound of networks', () => {
  const landscape = (model: Partial<Parameters<typeof networkLandscape>[0]> & { sizes: readonly number[] }) => {
    const [inputs, outputs] = [model.sizes[0]!, model.sizes.at(-1)!];
    const examples = { count: 1, inputs, outputs, x: new Float64Array(inputs), t: new Float64Array(outputs) };
    return networkLandscape({ activation: 'relu', loss: 'cross-entropy', ...model }, examples);
  };

  it('is (outputs − 1) units under softmax, or the inputs and the bias of each unit where these are fewer', () => {
    expect(landscape({ sizes: [100, 25, 10] }).indexBound).toBe(9 * 25);
    expect(landscape({ sizes: [3, 25, 10] }).indexBound).toBe(4 * 25);
  });

  it('is outputs × units for squares, one matrix less of a deep net, nothing without hidden units', () => {
    expect(landscape({ sizes: [100, 25, 10], loss: 'squared' }).indexBound).toBe(250);
    expect(landscape({ sizes: [4, 3, 2], loss: 'squared', activation: 'identity', bias: false }).indexBound).toBe(6);
    expect(landscape({ sizes: [7, 3] }).indexBound).toBe(0);
  });

  it('keeps biases of later layers beside the largest matrix', () => {
    // n = 5·4 + 4 + 4·3 + 3 + 3·2 + 2; W₁ and all biases stay.
    expect(landscape({ sizes: [5, 4, 3, 2], loss: 'squared' }).indexBound).toBe(12 + 6);
    // W₂ is the largest: b₁ may not stay beside it.
    expect(landscape({ sizes: [1, 6, 6, 1], loss: 'squared' }).indexBound).toBe(6 + 6 + 6);
  });

  it('is not known where units bend, or outputs do', () => {
    expect(landscape({ sizes: [4, 3, 2], activation: 'tanh' }).indexBound).toBeUndefined();
    expect(landscape({ sizes: [4, 3, 2], loss: 'squared', output: 'sigmoid' }).indexBound).toBeUndefined();
  });
});
