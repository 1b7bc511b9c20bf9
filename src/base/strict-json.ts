/**
 * JSON read strictly: every number keeps the text it was written as (JSON.parse rounds it to a binary64), a key that occurs twice is
 * refused, size and depth are bounded, and what is wrong is said with line and column. What is accepted means what JSON.parse says.
 */
import { DataError } from './errors.ts';
import type { Json } from './json.ts';
import { printable, Tokens } from './tokens.ts';

/** A value, and the offset where it begins in the text. */
export type JsonNode = { readonly at: number } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number' /** As it is written. */; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
);

export interface JsonLimits {
  /** Largest file in bytes; 2²⁴ when absent, which takes about 1 GB as nodes in the worst case. */
  readonly maxBytes?: number;
  /** How deep arrays and objects may lie in each other; 64 when absent. */
  readonly maxDepth?: number;
}

/** A document that was read: its value, and the way to say what is wrong with a part of it. */
export interface StrictJson {
  readonly root: JsonNode;
  /** @throws DataError always: file, line and column of the part, the rule, and the value if it is not the part itself */
  fail(part: JsonNode, rule: string, got?: string): never;
}

const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** @throws DataError when the bytes are too many, no UTF-8, or no JSON as described above */
export function readStrictJson(bytes: Uint8Array, name: string, limits: JsonLimits = {}): StrictJson {
  const most = limits.maxBytes ?? 2 ** 24;
  if (bytes.length > most) throw new DataError(`${name}: must have at most ${most} bytes, got ${bytes.length}`);
  return parseStrictJson(decodeUtf8(bytes, name), name, limits);
}

/** The same of a text; the limit on its size is the caller's. */
export function parseStrictJson(text: string, name: string, { maxDepth = 64 }: JsonLimits = {}): StrictJson {
  const tokens = new Tokens(text, name);
  if (text.startsWith('\ufeff')) tokens.fail('JSON without a byte order mark', 0);
  const root = readValue(tokens, maxDepth, maxDepth);
  tokens.end();
  return { root, fail: (part, rule, got) => tokens.fail(rule, part.at, got ?? describeNode(part)) };
}

/** What JSON.parse makes of it: numbers become binary64. */
export function plainJson(node: JsonNode): Json {
  if (node.kind === 'array') return node.items.map(plainJson);
  if (node.kind === 'object')
    return Object.fromEntries(Array.from(node.members, ([key, member]) => [key, plainJson(member)]));
  if (node.kind === 'number') return Number(node.text);
  return node.kind === 'null' ? null : node.value;
}

function describeNode(node: JsonNode): string {
  if (node.kind === 'array') return `a list of ${node.items.length}`;
  if (node.kind === 'object') return 'an object';
  if (node.kind === 'number') return node.text.length > 40 ? `${node.text.slice(0, 37)}...` : node.text;
  return node.kind === 'null' ? 'null' : typeof node.value === 'string' ? printable(node.value) : String(node.value);
}

function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DataError(`${name}: must be UTF-8, got other bytes`);
  }
}

/** @param left how many of the `most` levels may still be opened */
function readValue(tokens: Tokens, left: number, most: number): JsonNode {
  const [at, first] = [tokens.at, tokens.peek()];
  if ((first === '[' || first === '{') && left === 0) tokens.fail(`nested at most ${most} deep`, at);
  if (first === '[') return { at, kind: 'array', items: readItems(tokens, left - 1, most) };
  if (first === '{') return { at, kind: 'object', members: readMembers(tokens, left - 1, most) };
  if (first === '"') return { at, kind: 'string', value: tokens.quoted() };
  const text = tokens.lump();
  if (numberText.test(text)) return { at, kind: 'number', text };
  if (!Object.hasOwn(words, text)) tokens.fail(ruleBroken(text), at);
  const value = words[text]!;
  return value === null ? { at, kind: 'null' } : { at, kind: 'boolean', value };
}

/** Why a lump is no value, where the reason is known. */
function ruleBroken(text: string): string {
  if (/^[+-]?(nan|inf|infinity)$/i.test(text)) return 'a finite number';
  if (/^[+-]?\.?\d/.test(text)) return 'a number as JSON writes it (-12, 0.5, 1e-3)';
  return 'a JSON value';
}

function readItems(tokens: Tokens, left: number, most: number): JsonNode[] {
  const items: JsonNode[] = [];
  tokens.expect('[');
  if (tokens.take(']')) return items;
  do items.push(readValue(tokens, left, most));
  while (tokens.take(','));
  tokens.expect(']', '"," or "]"');
  return items;
}

function readMembers(tokens: Tokens, left: number, most: number): Map<string, JsonNode> {
  const members = new Map<string, JsonNode>();
  tokens.expect('{');
  if (tokens.take('}')) return members;
  do {
    const at = tokens.at;
    if (tokens.peek() !== '"') tokens.fail('a key in double quotes');
    const key = tokens.quoted();
    if (members.has(key)) tokens.fail('a key that occurs once', at, printable(key));
    tokens.expect(':');
    members.set(key, readValue(tokens, left, most));
  } while (tokens.take(','));
  tokens.expect('}', '"," or "}"');
  return members;
}
