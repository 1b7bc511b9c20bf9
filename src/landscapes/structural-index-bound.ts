/**
 * How many negative eigenvalues a network can have at all. Its outputs are sums over the paths of a graph, each a product of the parameters on it and of
 * gates that are constant between kinks. On a set S of arrays no two of which lie on one path the outputs are affine, so that a loss that is convex in them
 * has a Hessian that is positive semidefinite on S; it also vanishes in directions along which the value never changes. By Cauchy's interlacing theorem
 *
 *     index ≤ n − max_S dim(span S + null directions).
 *
 * With one hidden layer, softmax and K outputs it is (K − 1) n₁, or less: network.ts.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';

/** Parameters that enter the graph together: a matrix of weights, the biases of a layer. */
export interface GraphArray {
  /** Numbers in it. */
  readonly size: number;
  /** The edges on which it acts, from node to node; the same array on several of them is shared. A bias comes from a node of its own that nothing leads to. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  /** Dimension of the directions inside of it along which the value never changes; 0 when absent. */
  readonly still?: number;
}

/** Nodes 0 … nodes − 1; every edge leads to a later one. */
export interface ParameterGraph {
  readonly nodes: number;
  readonly arrays: readonly GraphArray[];
  /** Edges without parameters, such as the identity of a residual block. */
  readonly fixed?: readonly (readonly [from: number, to: number])[];
}

/** Arrays that no path meets twice, and no two of which it meets. */
export interface ConvexArrays {
  /** By their places in the graph, ascending. */
  readonly arrays: readonly number[];
  /** Their parameters, and the directions in the others along which the value never changes. */
  readonly dimension: number;
}

/**
 * The set with the largest dimension, by branching on the array that shares paths with the most others: linear in the depth of a layered network,
 * exponential in the number of arrays at worst.
 * @throws ArgumentError when an edge does not lead from a node to a later one
 */
export function largestConvexArrays(graph: ParameterGraph): ConvexArrays {
  const meet = meetings(graph);
  const still = graph.arrays.reduce((sum, { still = 0 }) => sum + still, 0);
  const gain = graph.arrays.map(({ size, still = 0 }) => size - still);
  const best = (among: readonly number[]): { readonly arrays: readonly number[]; readonly gain: number } => {
    const conflicts = among.map((a) => among.filter((b) => b !== a && meet[a]![b]!));
    const most = conflicts.reduce((at, some, k) => (some.length > conflicts[at]!.length ? k : at), 0);
    if (among.length === 0 || conflicts[most]!.length === 0)
      return { arrays: among, gain: among.reduce((sum, a) => sum + gain[a]!, 0) };
    const chosen = among[most]!;
    const inside = best(among.filter((a) => a !== chosen && !meet[chosen]![a]!));
    const without = best(among.filter((a) => a !== chosen));
    return inside.gain + gain[chosen]! > without.gain
      ? { arrays: [...inside.arrays, chosen], gain: inside.gain + gain[chosen]! }
      : without;
  };
  const once = graph.arrays.flatMap((_, a) => (meet[a]![a]! ? [] : [a]));
  const { arrays, gain: most } = best(once);
  return { arrays: [...arrays].sort((a, b) => a - b), dimension: most + still };
}

/**
 * The index is at most this wherever the gates do not change, for any loss that is convex in the outputs, and any convex penalty.
 * @source ours: gs/structural-index-bound
 */
export function structuralIndexBound(graph: ParameterGraph): number {
  const n = graph.arrays.reduce((sum, { size }) => sum + size, 0);
  return n - largestConvexArrays(graph).dimension;
}

/** Whether some path meets array a and then b, or b and then a; for a itself, whether one meets it twice. */
export function meetings({ nodes, arrays, fixed = [] }: ParameterGraph): boolean[][] {
  const edges = [...fixed, ...arrays.flatMap((array) => array.edges)];
  for (const [from, to] of edges) {
    integer('structuralIndexBound', 'edges', from, 0, nodes - 1);
    integer('structuralIndexBound', 'edges', to, 0, nodes - 1);
    if (to <= from) throw new ArgumentError('structuralIndexBound', 'edges', 'from a node to a later one', [from, to]);
  }
  /** leads[u][v]: v is u, or comes after it on a path. */
  const leads = Array.from({ length: nodes }, (_, u) => Array.from({ length: nodes }, (_, v) => u === v));
  for (let v = 0; v < nodes; v++)
    for (const [from, to] of edges) if (to === v) for (let u = 0; u < nodes; u++) leads[u]![v] ||= leads[u]![from]!;
  const follows = (a: GraphArray, b: GraphArray) =>
    a.edges.some(([, to]) => b.edges.some(([from]) => leads[to]![from]!));
  return arrays.map((a) => arrays.map((b) => follows(a, b) || follows(b, a)));
}
