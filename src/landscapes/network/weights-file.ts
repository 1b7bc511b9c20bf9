/**
 * Weights of a network as people save them: the arrays of a file, by whatever names, become layers in order and a point.
 *
 *     W1, b1, W2, b2, …               units × inputs: this program's
 *     network_3_W1, network_3_b1, …   its exports: row 3
 *     0.weight, 0.bias, 2.weight, …   units × inputs: torch, any names of modules, behind module., model., _orig_mod.
 *     coefs_0, intercepts_0, …        inputs × units: scikit-learn
 *     arr_0, arr_1, …                 numpy.savez without names: matrices, each with its biases behind it or none
 *
 * One file has one spelling. Numbers in names order the layers; else the order of the file where shapes chain, else the only order in which
 * they do. The orientation is that of the spelling; of arr_0, … it is the one in which shapes and biases fit, units × inputs where both do
 * (square matrices).
 */
import { ArgumentError, DataError } from '../../base/errors.ts';
import { counted, shown } from '../../base/words.ts';
import type { FileArray } from '../family.ts';

/** A network that was found in a file. */
export interface NetworkWeights {
  /** n₀, n₁, …, n_L. */
  readonly sizes: readonly number[];
  readonly bias: boolean;
  /** In the order of the point: weights, biases, weights, … with the shape they have as units × inputs. */
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** W₁ (units × inputs), b₁, W₂, … @throws DataError when an entry is not finite */
  point(): Float64Array;
}

/** What the names of a network's arrays may be, for messages. */
export const weightNames = 'W1, b1, …; 0.weight, 0.bias, …; coefs_0, intercepts_0, …';

type Part = 'weight' | 'bias';

interface Spelling {
  /** Names as they are in files. */
  readonly example: string;
  readonly transposed: boolean | 'as it fits';
  /** Which part of which module a name stands for; a number orders the layers. */
  match(name: string): { readonly module: string | number; readonly part: Part } | undefined;
  /** First number, where every number from there must be present. */
  readonly first?: number;
}

const spellings: readonly Spelling[] = [
  { example: 'W1, b1', transposed: false, first: 1, match: numbered(/^(W)(\d{1,4})$|^(b)(\d{1,4})$/) },
  {
    example: 'coefs_0, intercepts_0',
    transposed: true,
    first: 0,
    match: numbered(/^(coefs)_(\d{1,4})$|^(intercepts)_(\d{1,4})$/),
  },
  {
    example: '0.weight, 0.bias',
    transposed: false,
    match(name) {
      const [, module = '', part] = /^(?:(.*)\.)?(weight|bias)$/.exec(withoutPrefixes(name)) ?? [];
      return part === undefined ? undefined : { module, part: part as Part };
    },
  },
];

const exported = /^network_(\d{1,9})_([Wb]\d{1,4})$/;
const positional = /^arr_\d{1,4}$/;
/** What networks keep beside weights that changes what they answer, and no dense layer has. */
const statistics = /(^|\.)(running_mean|running_var)$/;

interface Layer {
  readonly module: string | number;
  readonly weight: FileArray;
  readonly bias: FileArray | undefined;
}

/**
 * The network in a file.
 * @param file  the file's name, for messages
 * @param row   which of the networks of an export; 0 of any other file
 * @returns     undefined when no name is one of those above
 * @throws DataError      when the names are those of several spellings, a part is missing, or shapes do not chain
 * @throws ArgumentError  when the row is not there
 */
export function findWeights(
  where: string,
  file: string,
  arrays: readonly FileArray[],
  row: number,
): NetworkWeights | undefined {
  const exports = arrays.filter(({ name }) => exported.test(name));
  const found = spellings
    .map((spelling) => ({ spelling, named: arrays.filter(({ name }) => spelling.match(name)) }))
    .filter(({ named }) => named.length > 0);
  const kinds = [...found.map(({ named }) => named[0]!.name), ...exports.slice(0, 1).map(({ name }) => name)];
  if (kinds.length > 1)
    throw new DataError(
      `${file}: must hold one network in one spelling, got ${kinds.map((n) => shown(n)).join(' and ')}`,
    );
  if (exports.length > 0) return weightsOf(file, arrays, rowOf(where, exports, row), spellings[0]!, `network_${row}_`);
  const spelling = found[0]?.spelling ?? positionalSpelling(arrays);
  if (!spelling) return undefined;
  if (row !== 0) throw new ArgumentError(where, 'point', `0 (${file} holds one network)`, row);
  return weightsOf(file, arrays, found[0]?.named ?? arrays, spelling, '');
}

function numbered(pattern: RegExp): Spelling['match'] {
  return (name) => {
    const [, weight, of, , to] = pattern.exec(name) ?? [];
    const digits = of ?? to;
    if (digits === undefined) return undefined;
    return { module: Number(digits), part: weight === undefined ? 'bias' : 'weight' };
  };
}

/** Without what wrappers put in front of every name. */
function withoutPrefixes(name: string): string {
  return name.replace(/^(?:module\.|model\.|_orig_mod\.)+/, '');
}

/** Matrices and vectors in the order of the file; undefined when that is not what it holds. */
function positionalSpelling(arrays: readonly FileArray[]): Spelling | undefined {
  const [first, second] = arrays;
  if (first?.shape.length !== 2 || !arrays.every(({ name }) => positional.test(name))) return undefined;
  const step = second?.shape.length === 1 ? 2 : 1;
  // One matrix alone may hold points, one a row.
  if (arrays.length === 1) return undefined;
  return {
    example: 'arr_0, arr_1',
    transposed: 'as it fits',
    match(name) {
      const k = arrays.findIndex((array) => array.name === name);
      return { module: Math.floor(k / step), part: k % step === 0 ? 'weight' : 'bias' };
    },
  };
}

/** The arrays of one network of an export. */
function rowOf(where: string, exports: readonly FileArray[], row: number): FileArray[] {
  const rows = new Set(exports.map(({ name }) => Number(exported.exec(name)![1])));
  if (!rows.has(row)) {
    const list = [...rows].sort((a, b) => a - b);
    const words = list.length === 1 ? `${list[0]}` : `one of ${list.length} rows, ${list[0]} to ${list.at(-1)}`;
    throw new ArgumentError(where, 'point', words, row);
  }
  return exports.filter(({ name }) => Number(exported.exec(name)![1]) === row);
}

function weightsOf(
  file: string,
  all: readonly FileArray[],
  named: readonly FileArray[],
  spelling: Spelling,
  prefix: string,
): NetworkWeights {
  const layers = ordered(file, layersOf(file, all, named, spelling, prefix), spelling);
  const transposed = spelling.transposed === 'as it fits' ? !chains(layers, false) : spelling.transposed;
  checkChain(file, layers, transposed);
  const shapes = layers.map(({ weight }) => oriented(weight.shape, transposed));
  const sizes = [shapes[0]![1], ...shapes.map(([units]) => units)];
  const bias = layers[0]!.bias !== undefined;
  const arrays = layers.flatMap(({ weight, bias: b }, l) => [
    { name: weight.name, shape: shapes[l]! },
    ...(b ? [{ name: b.name, shape: b.shape }] : []),
  ]);
  return { sizes, bias, arrays, point: () => pointOf(layers, shapes, transposed) };
}

/** Every module with its matrix, and biases in all of them or in none. */
function layersOf(
  file: string,
  all: readonly FileArray[],
  named: readonly FileArray[],
  { match, example }: Spelling,
  prefix: string,
): Layer[] {
  const modules = new Map<string | number, Partial<Record<Part, FileArray>>>();
  for (const array of named) {
    const { module, part } = match(array.name.slice(prefix.length))!;
    const parts = modules.get(module) ?? {};
    const other = parts[part];
    if (other) throw new DataError(`${file}: ${shown(other.name)} and ${shown(array.name)} are the same array`);
    modules.set(module, { ...parts, [part]: array });
  }
  const odd = all.find(({ name }) => statistics.test(name));
  if (odd) throw new DataError(`${file}: ${shown(odd.name)} belongs to a normalization; only dense layers are read`);
  const layers = [...modules].map(([module, { weight, bias }]): Layer => {
    if (!weight)
      throw new DataError(
        `${file}: ${shown(bias!.name)} has no weights beside it (names are spelled ${example}); it has ${namesIn(all)}`,
      );
    if (weight.shape.length !== 2 || weight.shape.includes(0))
      throw new DataError(
        `${file}: ${shown(weight.name)} must be a matrix (only dense layers are read), got the shape ${words(weight.shape)}`,
      );
    return { module, weight, bias };
  });
  const bare = layers.find(({ bias }) => !bias);
  const biased = layers.find(({ bias }) => bias);
  if (bare && biased)
    throw new DataError(
      `${file}: ${shown(bare.weight.name)} has no biases beside it, ${shown(biased.weight.name)} has`,
    );
  return layers;
}

function ordered(file: string, layers: readonly Layer[], { first }: Spelling): Layer[] {
  if (layers.every(({ module }) => typeof module === 'number')) {
    const sorted = [...layers].sort((a, b) => Number(a.module) - Number(b.module));
    const gap = first === undefined ? -1 : sorted.findIndex(({ module }, l) => module !== first + l);
    if (gap >= 0)
      throw new DataError(
        `${file}: layers must be numbered from ${first} without gaps, got ${sorted.map(({ weight }) => shown(weight.name)).join(', ')}`,
      );
    return sorted;
  }
  const keyed = layers.map((layer) => ({ layer, ...numberIn(String(layer.module)) }));
  if (keyed.every(({ pattern, number }) => pattern === keyed[0]!.pattern && number !== undefined))
    return keyed.sort((a, b) => a.number! - b.number!).map(({ layer }) => layer);
  if (chains(layers, false)) return [...layers];
  const orders = ordersThatChain(keyed);
  if (orders.length === 1) return orders[0]!;
  // None: the order of the file says where the chain breaks.
  if (orders.length === 0) return [...layers];
  throw new DataError(
    `${file}: the layers fit in several orders (${orders.map((order) => order.map(({ weight }) => shown(weight.name)).join(', ')).join('; ')}); save them as W1, b1, W2, …`,
  );
}

interface Keyed {
  readonly layer: Layer;
  /** The name of the module with its last number left out, and that number. */
  readonly pattern: string;
  readonly number?: number;
}

function numberIn(module: string): { pattern: string; number?: number } {
  const match = /^(.*?)(\d{1,9})(\D*)$/.exec(module);
  return match ? { pattern: `${match[1]}#${match[3]}`, number: Number(match[2]) } : { pattern: module };
}

/** At most two orders in which the shapes chain and numbers ascend among names that differ in nothing else. */
function ordersThatChain(keyed: readonly Keyed[]): Layer[][] {
  const found: Layer[][] = [];
  let steps = 0;
  const extend = (order: readonly Keyed[], rest: readonly Keyed[]): void => {
    if (found.length > 1 || ++steps > 100_000) return;
    if (rest.length === 0) return void found.push(order.map(({ layer }) => layer));
    for (const next of rest) {
      const before = order.at(-1);
      if (before && before.layer.weight.shape[0] !== next.layer.weight.shape[1]) continue;
      if (rest.some((other) => other.pattern === next.pattern && other.number! < next.number!)) continue;
      extend(
        [...order, next],
        rest.filter((other) => other !== next),
      );
    }
  };
  extend([], keyed);
  return found;
}

/** Whether every layer takes what the one before it gives, and has as many biases as units. */
function chains(layers: readonly Layer[], transposed: boolean): boolean {
  return breakIn(layers, transposed) === undefined;
}

function breakIn(layers: readonly Layer[], transposed: boolean): { layer: Layer; before?: Layer } | undefined {
  for (const [l, layer] of layers.entries()) {
    const [units, inputs] = oriented(layer.weight.shape, transposed);
    if (layer.bias && layer.bias.shape.join() !== `${units}`) return { layer };
    const before = layers[l - 1];
    if (before && oriented(before.weight.shape, transposed)[0] !== inputs) return { layer, before };
  }
  return undefined;
}

function checkChain(file: string, layers: readonly Layer[], transposed: boolean): void {
  const wrong = breakIn(layers, transposed);
  if (!wrong) return;
  const { layer, before } = wrong;
  const name = shown(layer.weight.name);
  const [order, other] = transposed ? ['inputs × units', 'units × inputs'] : ['units × inputs', 'inputs × units'];
  if (chains(layers, !transposed))
    throw new DataError(
      `${file}: ${name} must be ${order}, got ${words(layer.weight.shape)}, which fits as ${other}: save the transposed matrices`,
    );
  if (!before)
    throw new DataError(
      `${file}: ${name} is ${words(layer.weight.shape)} (${order}), so ${shown(layer.bias!.name)} must have ${counted(oriented(layer.weight.shape, transposed)[0], 'number')}, got the shape ${words(layer.bias!.shape)}`,
    );
  const given = oriented(before.weight.shape, transposed)[0];
  throw new DataError(
    `${file}: ${name} must take the ${counted(given, 'unit')} of ${shown(before.weight.name)} (${order}), got the shape ${words(layer.weight.shape)}`,
  );
}

function pointOf(
  layers: readonly Layer[],
  shapes: readonly (readonly [number, number])[],
  transposed: boolean,
): Float64Array {
  const size = layers.reduce(
    (sum, { weight, bias }) => sum + product(weight.shape) + (bias ? product(bias.shape) : 0),
    0,
  );
  const point = new Float64Array(size);
  let next = 0;
  layers.forEach(({ weight, bias }, l) => {
    const [units, inputs] = shapes[l]!;
    const W = finiteNumbers(weight);
    for (let u = 0; u < units; u++)
      for (let i = 0; i < inputs; i++) point[next++] = W[transposed ? i * units + u : u * inputs + i]!;
    if (!bias) return;
    point.set(finiteNumbers(bias), next);
    next += units;
  });
  return point;
}

function finiteNumbers(array: FileArray): ArrayLike<number> {
  const { data } = array.tensor();
  for (let k = 0; k < data.length; k++)
    if (!Number.isFinite(data[k])) throw new DataError(`${array.label}: entry ${k} must be finite, got ${data[k]}`);
  return data;
}

function oriented(shape: readonly number[], transposed: boolean): [units: number, inputs: number] {
  const [rows, columns] = shape as readonly [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, extent) => all * extent, 1);
}

function words(shape: readonly number[]): string {
  return shape.length === 0 ? 'of one number' : shape.join(' × ');
}

function namesIn(arrays: readonly FileArray[]): string {
  const names = arrays.slice(0, 8).map(({ name }) => shown(name, 30));
  return arrays.length > names.length ? `${names.join(', ')}, …` : names.join(', ');
}
