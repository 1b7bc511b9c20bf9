/**
 * Random networks on graphs of any kind: layers that are skipped, identities beside weights, arrays shared between edges, gates of three kinds; with the exact
 * Hessian of a loss at a random point, a product with a column of the identity at a time (forward over reverse).
 * @source [pearlmutter1994fast]
 */
import type { Stream } from '../../base/philox.ts';
import { type Loss, losses } from '../../landscapes/network/losses.ts';
import type { GraphArray, ParameterGraph } from '../../landscapes/structural-index-bound.ts';

/** Slopes of a unit to the right and to the left of its kink. */
const gates = { rectified: [1, 0], leaky: [1, 0.1], absolute: [1, -1] } as const;
const lossNames = ['cross-entropy', 'squared', 'binary-cross-entropy'] as const;
const samples = 8;

interface Edge {
  readonly from: number;
  readonly to: number;
  /** Of the array in the parameters; absent for an identity. */
  readonly offset?: number;
}

export interface GraphNetwork {
  readonly graph: ParameterGraph;
  /** First parameter of each array; the last entry is their number. */
  readonly offsets: readonly number[];
  /** Where the Hessian is taken. */
  readonly parameters: Float64Array;
  /** Row-major n × n, of the mean loss over the samples. */
  readonly hessian: Float64Array;
  /** The mean loss, gates held at what they are where the Hessian is taken. */
  value(parameters: Float64Array): number;
  /** Its kind: how many layers, and which loss. */
  readonly words: string;
}

/** A draw: graph, samples and parameters. */
export function graphNetwork(draw: Stream): GraphNetwork {
  const layers = 3 + draw.integer(4);
  // Nodes of biases come first: layer l is node `layers − 1 + l`, its biases are node l − 1.
  const layer = (l: number) => layers - 1 + l;
  const loss = lossNames[draw.integer(lossNames.length)]!;
  const widths = Array.from({ length: 2 * layers - 1 }, (_, node) => (node < layers - 1 ? 1 : 2 + draw.integer(3)));
  const last = layer(layers - 1);
  const still = (from: number, to: number) => (loss === 'cross-entropy' && to === last ? widths[from]! : 0);
  const arrays: GraphArray[] = [];
  const fixed: [number, number][] = [];
  const weigh = (from: number, to: number) =>
    void arrays.push({ size: widths[from]! * widths[to]!, edges: [[from, to]], still: still(from, to) });
  for (let l = 1; l < layers; l++) {
    weigh(layer(l - 1), layer(l));
    if (draw.uniform() < 0.7) weigh(l - 1, layer(l));
    for (let k = 0; k < l; k++) {
      const same = widths[layer(k)] === widths[layer(l)];
      const chance = draw.uniform();
      if (same && chance < 0.3) fixed.push([layer(k), layer(l)]);
      else if (k < l - 1 && chance < 0.5) weigh(layer(k), layer(l));
    }
  }
  const graph = { nodes: widths.length, arrays: shared(arrays, widths, draw), fixed };
  const offsets = [0];
  for (const { size } of graph.arrays) offsets.push(offsets.at(-1)! + size);
  const slopes = widths.map(() => Object.values(gates)[draw.integer(3)]!);
  const parameters = Float64Array.from({ length: offsets.at(-1)! }, () => draw.normal());
  const edges: Edge[] = [
    ...fixed.map(([from, to]) => ({ from, to })),
    ...graph.arrays.flatMap((array, a) => array.edges.map(([from, to]) => ({ from, to, offset: offsets[a]! }))),
  ].sort((a, b) => a.to - b.to);
  const machine = { widths, edges, slopes, first: layer(0), loss: losses[loss] };
  const examples = Array.from({ length: samples }, () => exampleOf(machine, draw));
  return {
    graph,
    offsets,
    parameters,
    hessian: hessianOf(machine, parameters, examples),
    value: (theta) => meanLoss(machine, theta, examples, parameters),
    words: `${layers} layers, ${loss}`,
  };
}

/** Once in three draws two arrays of one shape become one. */
function shared(arrays: readonly GraphArray[], widths: readonly number[], draw: Stream): GraphArray[] {
  const shape = ({ edges }: GraphArray) => edges.map(([from, to]) => `${widths[from]} ${widths[to]}`).join();
  const pairs = arrays.flatMap((a, i) => arrays.slice(i + 1).flatMap((b) => (shape(a) === shape(b) ? [[a, b]] : [])));
  if (pairs.length === 0 || draw.uniform() > 1 / 3) return [...arrays];
  const [a, b] = pairs[draw.integer(pairs.length)]! as [GraphArray, GraphArray];
  return arrays.flatMap((one) =>
    one === b ? [] : one === a ? [{ size: a.size, edges: [...a.edges, ...b.edges], still: 0 }] : [one],
  );
}

interface Machine {
  readonly widths: readonly number[];
  /** By the node they lead to, ascending. */
  readonly edges: readonly Edge[];
  readonly slopes: readonly (readonly [right: number, left: number])[];
  /** Node of the inputs; all before it are 1. */
  readonly first: number;
  readonly loss: Loss;
}

interface Example {
  readonly inputs: Float64Array;
  readonly target: Float64Array;
}

function exampleOf({ widths, first, loss: { targets } }: Machine, draw: Stream): Example {
  const inputs = Float64Array.from({ length: widths[first]! }, () => draw.normal());
  const label = draw.integer(widths.at(-1)!);
  const target = (_: unknown, o: number) => (o === label ? targets.label : targets.other);
  return { inputs, target: Float64Array.from({ length: widths.at(-1)! }, target) };
}

function meanLoss(machine: Machine, theta: Float64Array, examples: readonly Example[], gatesAt: Float64Array): number {
  const losses = examples.map(({ inputs, target }) => {
    const { gate } = forward(machine, gatesAt, -1, inputs);
    return machine.loss.value(forward(machine, theta, -1, inputs, gate).value.at(-1)!, target);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function hessianOf(machine: Machine, theta: Float64Array, examples: readonly Example[]): Float64Array {
  const n = theta.length;
  const hessian = new Float64Array(n * n);
  for (const example of examples)
    for (let column = 0; column < n; column++) {
      const out = hessian.subarray(column * n, (column + 1) * n);
      addProduct(machine, theta, column, example, 1 / examples.length, out);
    }
  return hessian;
}

/** Place in the parameters of what acts from unit k to unit u of an edge, −1 for an identity; and its number. */
function weightOf({ offset }: Edge, theta: Float64Array, inputs: number, u: number, k: number): [number, number] {
  if (offset === undefined) return [-1, Number(u === k)];
  const at = offset + u * inputs + k;
  return [at, theta[at]!];
}

/** Values of all nodes, their derivatives along one parameter (none: −1), and the slopes of the gates: their own, or those held. */
function forward(
  { widths, edges, slopes, first }: Machine,
  theta: Float64Array,
  column: number,
  inputs: Float64Array,
  held?: readonly Float64Array[],
) {
  const zeros = () => widths.map((width) => new Float64Array(width));
  const [value, along, gate] = [zeros(), zeros(), zeros()];
  let next = 0;
  for (let node = 0; node < widths.length; node++) {
    if (node < first) value[node]!.fill(1);
    if (node === first) value[node]!.set(inputs);
    for (; edges[next]?.to === node; next++) {
      const edge = edges[next]!;
      const { from } = edge;
      for (let u = 0; u < widths[node]!; u++)
        for (let k = 0; k < widths[from]!; k++) {
          const [at, weight] = weightOf(edge, theta, widths[from]!, u, k);
          value[node]![u]! += weight * value[from]![k]!;
          along[node]![u]! += weight * along[from]![k]! + (column >= 0 && at === column ? value[from]![k]! : 0);
        }
    }
    const linear = node <= first || node === widths.length - 1;
    for (let u = 0; u < widths[node]!; u++) {
      const own = linear ? 1 : slopes[node]![value[node]![u]! > 0 ? 0 : 1];
      const slope = held ? held[node]![u]! : own;
      gate[node]![u] = slope;
      value[node]![u]! *= slope;
      along[node]![u]! *= slope;
    }
  }
  return { value, along, gate };
}

/** out += scale · ∇²ℓ e_column of one sample, gates held at what they are. */
function addProduct(
  machine: Machine,
  theta: Float64Array,
  column: number,
  { inputs, target }: Example,
  scale: number,
  out: Float64Array,
): void {
  const { widths, edges, loss } = machine;
  const { value, along, gate } = forward(machine, theta, column, inputs);
  const back = widths.map((width) => new Float64Array(width));
  const backAlong = widths.map((width) => new Float64Array(width));
  loss.gradient(value.at(-1)!, target, back.at(-1)!);
  loss.curvature(value.at(-1)!, target, along.at(-1)!, backAlong.at(-1)!);
  for (const edge of edges.toReversed()) {
    const { from, to } = edge;
    for (let u = 0; u < widths[to]!; u++)
      for (let k = 0; k < widths[from]!; k++) {
        const [at, weight] = weightOf(edge, theta, widths[from]!, u, k);
        const [g, dg] = [gate[to]![u]! * back[to]![u]!, gate[to]![u]! * backAlong[to]![u]!];
        if (at >= 0) out[at]! += scale * (dg * value[from]![k]! + g * along[from]![k]!);
        back[from]![k]! += weight * g;
        backAlong[from]![k]! += weight * dg + (at === column ? g : 0);
      }
  }
}
