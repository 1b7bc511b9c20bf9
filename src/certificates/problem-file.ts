/**
 * In: the text of a JSON file with data and a network. Out: the problem in exact numbers. Numbers are read as they are written, not as the
 * binary64 next to it; what is wrong is said with line and column.
 */
import { type JsonNode, readStrictJson, type StrictJson } from '../base/strict-json.ts';
import type { Layers, Matrix, Problem, Vector } from './format.ts';
import { type Disagreement, disagreement, disagreementOf, readNumber, requireManageable } from './problem.ts';
import type { Rational } from './rational.ts';

export interface InputFile {
  readonly bytes: Uint8Array;
  readonly name: string;
}

export interface ReadingOptions {
  /** The data, when they stand in a file of their own. */
  readonly data?: InputFile | undefined;
  /** Decimals stand for the nearest binary64: the network as a program would load it. */
  readonly binary64?: boolean | undefined;
  /** Largest file; 4 MiB when absent. */
  readonly maxBytes?: number | undefined;
}

export interface ProblemFile {
  readonly problem: Problem;
  /** Networks under `others`, to be compared with. */
  readonly others: readonly Layers[];
}

/**
 * @throws DataError      when a file is no strict JSON, has other keys than those described in docs/certificate-format.md, has an entry that
 *                        is no finite number, or sizes that disagree
 * @throws CapacityError  when it is too large to be looked at in exact arithmetic
 */
export function readProblem(file: InputFile, options: ReadingOptions = {}): ProblemFile {
  const main = open(file, options);
  const document: StrictJson = main.document;
  const root = main.object(document.root, [], ['data', 'network', 'layers', 'others']);
  const own = root.get('data');
  const networkNode = root.get('network') ?? root.get('layers');
  if (root.has('network') && root.has('layers'))
    document.fail(root.get('layers')!, 'left out beside "network"', 'both');
  if (!networkNode) document.fail(document.root, 'an object with "network" or "layers"', 'neither');
  if (own && options.data) document.fail(own, `left out when ${options.data.name} holds the data`);
  if (!own && !options.data)
    document.fail(document.root, 'an object with "data", or data in a file of their own', 'neither');

  const data = options.data ? open(options.data, options) : main;
  const dataNode = options.data ? dataOf(data) : own!;
  const fields = data.object(dataNode, ['x', 'y']);
  const problem: Problem = {
    x: data.matrix(fields.get('x')!),
    y: data.vector(fields.get('y')!),
    network: main.network(networkNode),
  };
  report(disagreement(problem), data, fields, main, networkNode);

  const others = main.list(root.get('others')).map((node) => {
    const network = main.network(node);
    report(disagreementOf(network, problem.x[0]!.length), data, fields, main, node);
    const shape = (layers: Layers) => layers.map(({ b }) => b.length).join('-');
    if (shape(network) !== shape(problem.network))
      document.fail(node, `a network of the same shape (units ${shape(problem.network)})`, `units ${shape(network)}`);
    return network;
  });
  requireManageable(problem);
  return { problem, others };
}

type Fields = ReadonlyMap<string, JsonNode>;

/** A file of data alone: {"x", "y"}, or with "data" around it. */
function dataOf(file: Opened): JsonNode {
  const { root } = file.document;
  const inner = root.kind === 'object' ? root.members.get('data') : undefined;
  return inner && root.kind === 'object' && root.members.size === 1 ? inner : root;
}

/** Says a disagreement of sizes at the part that breaks the rule. */
function report(wrong: Disagreement | undefined, data: Opened, fields: Fields, main: Opened, network: JsonNode): void {
  if (!wrong) return;
  const [, layer, key] = /^layers\[(\d+)\]\.(\w)$/.exec(wrong.part) ?? [];
  const isData = wrong.part.startsWith('data.');
  const place = isData
    ? fields.get(wrong.part.slice(5))!
    : layer === undefined
      ? main.member(network, wrong.part.split('.')[1] ?? '')
      : main.member(main.layerNodes(network)[Number(layer)]!, key!);
  (isData ? data : main).document.fail(place, wrong.rule, String(wrong.got));
}

type Opened = ReturnType<typeof open>;

/** The parts of which such files are made, read strictly. */
function open({ bytes, name }: InputFile, { binary64 = false, maxBytes = 2 ** 22 }: ReadingOptions) {
  const document: StrictJson = readStrictJson(bytes, name, { maxBytes });

  function object(node: JsonNode, required: readonly string[], allowed = required): Fields {
    if (node.kind !== 'object') document.fail(node, 'an object');
    for (const [key, value] of node.members)
      if (!allowed.includes(key))
        document.fail(value, `under one of the keys ${allowed.join(', ')}`, JSON.stringify(key));
    const missing = required.find((key) => !node.members.has(key));
    if (missing !== undefined) document.fail(node, `an object with ${required.join(', ')}`, `none with "${missing}"`);
    return node.members;
  }
  function list(node: JsonNode | undefined): readonly JsonNode[] {
    if (!node) return [];
    if (node.kind !== 'array') document.fail(node, 'a list');
    return node.items;
  }
  function number(node: JsonNode): Rational {
    if (node.kind !== 'number' && node.kind !== 'string')
      document.fail(node, node.kind === 'array' ? 'a number (networks with one output are supported)' : 'a number');
    const text = node.kind === 'number' ? node.text : node.value;
    if (binary64 && text.includes('/')) document.fail(node, 'a decimal when numbers are read as binary64');
    const exact = readNumber(text);
    if (typeof exact === 'string') document.fail(node, exact);
    const value = binary64 ? readNumber(Number(text)) : exact;
    if (typeof value === 'string') document.fail(node, 'in the range of binary64');
    return value;
  }
  const vector = (node: JsonNode): Vector => list(node).map(number);
  const matrix = (node: JsonNode): Matrix =>
    list(node).map((row) => {
      if (row.kind !== 'array') document.fail(row, 'a row, a list of numbers');
      return vector(row);
    });
  const isLayers = (node: JsonNode) => node.kind === 'array' || (node.kind === 'object' && node.members.has('layers'));
  const layerNodes = (node: JsonNode): readonly JsonNode[] =>
    node.kind === 'array' ? node.items : list(object(node, ['layers']).get('layers'));
  function network(node: JsonNode): Layers {
    if (isLayers(node))
      return layerNodes(node).map((layer) => {
        const fields = object(layer, ['W', 'b']);
        return { W: matrix(fields.get('W')!), b: vector(fields.get('b')!) };
      });
    const fields = object(node, ['W', 'b', 'v', 'c']);
    return [
      { W: matrix(fields.get('W')!), b: vector(fields.get('b')!) },
      { W: [vector(fields.get('v')!)], b: [number(fields.get('c')!)] },
    ];
  }
  /** A part of a network, or the network itself where it has no such part. */
  const member = (node: JsonNode, key: string): JsonNode =>
    (node.kind === 'object' ? node.members.get(key) : undefined) ?? node;
  return { document, object, list, vector, matrix, network, layerNodes, member };
}
