/** In: data and a network, as numbers and texts. Out: the same as exact numbers, checked. */
import { ArgumentError, CapacityError } from '../base/errors.ts';
import type { Layer, Layers, Matrix, Problem, Vector } from './format.ts';
import { fromBinary64, parse, type Rational, SizeError } from './rational.ts';

/** A text stands for the decimal or fraction that is written, a number for the binary64 that it is, to the last bit. */
export type Exact = string | number;

/** f(x) = c + Σ_j v_j relu(W_j · x + b_j); W has a row for each unit. */
export interface OneHiddenLayer {
  readonly W: readonly (readonly Exact[])[];
  readonly b: readonly Exact[];
  readonly v: readonly Exact[];
  readonly c: Exact;
}

/** relu between the layers; the last one has one row. */
export interface ManyLayers {
  readonly layers: readonly { readonly W: readonly (readonly Exact[])[]; readonly b: readonly Exact[] }[];
}

export interface RegressionData {
  /** A row for each sample. */
  readonly x: readonly (readonly Exact[])[];
  readonly y: readonly Exact[];
}

/** Multiplications of one forward pass over the data that are admitted: some ten seconds in exact arithmetic. */
const mostMultiplications = 2_000_000;

/** @throws ArgumentError when an entry is no number or sizes disagree; CapacityError when it is too large to be looked at */
export function exactProblem({ x, y }: RegressionData, network: OneHiddenLayer | ManyLayers): Problem {
  const problem = {
    x: matrixOf(x, 'data.x'),
    y: vectorOf(y, 'data.y'),
    network: exactNetwork(network),
  };
  const wrong = disagreement(problem);
  if (wrong) throw new ArgumentError('exactProblem', wrong.part, wrong.rule, wrong.got);
  requireManageable(problem);
  return problem;
}

/** @throws ArgumentError when an entry is no number; sizes are checked with the problem */
export function exactNetwork(network: OneHiddenLayer | ManyLayers): Layers {
  if ('layers' in network)
    return network.layers.map(({ W, b }, l) => ({
      W: matrixOf(W, `layers[${l}].W`),
      b: vectorOf(b, `layers[${l}].b`),
    }));
  const { W, b, v, c } = network;
  return [
    { W: matrixOf(W, 'network.W'), b: vectorOf(b, 'network.b') },
    { W: [vectorOf(v, 'network.v')], b: vectorOf([c], 'network.c') },
  ];
}

function matrixOf(rows: readonly (readonly Exact[])[], at: string): Matrix {
  return rows.map((row, i) => vectorOf(row, `${at}[${i}]`));
}

function vectorOf(entries: readonly Exact[], at: string): Vector {
  return entries.map((entry, i) => {
    const value = readNumber(entry);
    if (typeof value === 'string') throw new ArgumentError('exactProblem', `${at}[${i}]`, value, entry);
    return value;
  });
}

/** The exact number, or the rule that the entry breaks. */
export function readNumber(entry: Exact): Rational | string {
  if (typeof entry === 'number') return Number.isFinite(entry) ? fromBinary64(entry) : 'a finite number';
  if (/^[+-]?(nan|inf|infinity)$/i.test(entry)) return 'a finite number';
  try {
    return parse(entry) ?? 'a decimal (-12, 0.5, 1e-3) or a fraction (13/3)';
  } catch (error) {
    if (error instanceof SizeError) return 'a number that exact arithmetic can hold (about 9864 digits)';
    throw error;
  }
}

/** A part of a problem whose size does not agree with the rest. */
export interface Disagreement {
  /** data.x, data.y, network.W, network.b, network.v, or layers[l].W, layers[l].b */
  readonly part: string;
  readonly rule: string;
  readonly got: number;
}

/** Where the sizes of data and network disagree first. */
export function disagreement({ x, y, network }: Problem): Disagreement | undefined {
  const width = x[0]?.length ?? 0;
  const ragged = x.find((row) => row.length !== width);
  if (width === 0) return { part: 'data.x', rule: 'one or more rows of one or more numbers', got: x.length };
  if (ragged) return { part: 'data.x', rule: `rows of ${width}, as the first`, got: ragged.length };
  if (y.length !== x.length) return { part: 'data.y', rule: `as many as rows of x (${x.length})`, got: y.length };
  return disagreementOf(network, width);
}

/** The same of a network on inputs of so many numbers. */
export function disagreementOf(network: Layers, inputs: number): Disagreement | undefined {
  const isOne = network.length === 2;
  if (network.length < 2)
    return { part: 'layers', rule: 'two or more, the last being the output', got: network.length };
  let width = inputs;
  for (const [l, { W, b }] of network.entries()) {
    const isOutput = l === network.length - 1;
    const [weights, biases] = isOne
      ? [isOutput ? 'network.v' : 'network.W', 'network.b']
      : [`layers[${l}].W`, `layers[${l}].b`];
    if (W.length === 0) return { part: weights, rule: 'one or more rows', got: 0 };
    if (isOutput && W.length > 1)
      return { part: weights, rule: 'one row: networks with one output are supported', got: W.length };
    const ragged = W.find((row) => row.length !== width);
    const source = l === 0 ? 'input' : 'unit of the layer before';
    if (ragged) return { part: weights, rule: `${width} in each row, one for each ${source}`, got: ragged.length };
    if (b.length !== W.length) return { part: biases, rule: `${W.length}, one for each unit`, got: b.length };
    width = W.length;
  }
  return undefined;
}

/** @throws CapacityError when exact arithmetic would take minutes for one look at the data */
export function requireManageable({ x, network }: Problem): void {
  const weights = network.reduce((count, { W }: Layer) => count + W.length * (W[0]!.length + 1), 0);
  if (weights * x.length > mostMultiplications)
    throw new CapacityError(
      `certify: ${weights} parameters on ${x.length} samples take ${weights * x.length} exact multiplications; the limit is ${mostMultiplications}`,
    );
}
