/**
 * The certificate: a claim about one point of one loss function, and what proves it, as JSON. docs/certificate-format.md describes it.
 * Part of what has to be trusted. Reading accepts exactly what writing gives, so that nothing in a certificate goes unread.
 */
import { parse, print, type Rational } from './rational.ts';

export type Vector = readonly Rational[];
export type Matrix = readonly Vector[];

/** z = W h + b; W has a row for each unit. */
export interface Layer {
  readonly W: Matrix;
  readonly b: Vector;
}

/** The rows (W_u, b_u), which act on (h, 1). */
export const rowsOf = ({ W, b }: Layer): Matrix => W.map((row, u) => [...row, b[u]!]);

/** A network whose layers but the last go through relu; also a direction in its parameters, entry by entry. */
export type Layers = readonly Layer[];

/** L(θ) = Σ_i (f(x_i; θ) − y_i)²: x has a row for each sample, f one output. */
export interface Problem {
  readonly x: Matrix;
  readonly y: Vector;
  readonly network: Layers;
}

/** Directions from a minimum that are tangent to the set on which the loss stays as it is. */
export interface Flat {
  /** Independent directions that can be followed both ways. */
  readonly lines: readonly Layers[];
  /** Directions that can be followed one way, off a kink. */
  readonly rays: readonly Layers[];
}

/** What proves a claim; each kind proves one. */
export type Witness =
  | { readonly kind: 'zero-loss' }
  /** For every combination of activation cells one of these bounds the loss from below. */
  | { readonly kind: 'cells'; readonly duals: Matrix }
  /** The necessary and sufficient conditions of one hidden layer hold. */
  | { readonly kind: 'first-order'; readonly flat: Flat }
  /** All units of this hidden layer, counted from 1, lie below zero at all samples. */
  | { readonly kind: 'dead-layer'; readonly layer: number }
  /** The loss has no slope in any product of weights along a path, however the kinks fall. */
  | { readonly kind: 'paths' }
  /** Along θ + t D the loss changes by slope · t and higher powers of t. */
  | { readonly kind: 'slope'; readonly direction: Layers; readonly slope: Rational }
  /** Along θ + t D₁ + t² D₂ + … the loss changes by coefficient · t^order and higher powers of t. */
  | {
      readonly kind: 'curve';
      readonly curve: readonly Layers[];
      readonly order: number;
      readonly coefficient: Rational;
    };

export type Claim = 'global-minimum' | 'local-minimum' | 'not-critical' | 'not-a-minimum';

export interface Certificate {
  readonly claim: Claim;
  readonly problem: Problem;
  /** L at the point. */
  readonly loss: Rational;
  readonly witness: Witness;
  /** Networks of the same shape with smaller losses: a local minimum that is not global. */
  readonly better: readonly { readonly network: Layers; readonly loss: Rational }[];
}

/** The document is no certificate of this version. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

const header = { format: 'glasscape-certificate', version: 1, convention: 'L = sum of squared residuals' };

/** The certificate as a JSON document, which reading accepts. Its hash is the SHA-256 of what stands before it, without white space. */
export async function sealedDocument(certificate: Certificate): Promise<Record<string, unknown>> {
  const document = { ...header, ...(written(body(written(certificate), 'certificate')) as object) };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
  return { ...document, hash: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') };
}

/** Every rational number as its text. */
function written(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if ('n' in part && 'd' in part) return print(part as Rational);
  if (Array.isArray(part)) return part.map(written);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, written(value)]));
}

/** Reads a parsed JSON document. @throws CertificateError which says where it is no certificate of this version */
export function readCertificate(document: unknown): { certificate: Certificate; hash: string } {
  const { format, version, convention, hash, ...rest } = (document ?? {}) as Record<string, unknown>;
  const found = { format, version, convention };
  for (const key of ['format', 'version', 'convention'] as const)
    need(found[key] === header[key], key, `${header[key]}`);
  need(typeof hash === 'string', 'hash', 'a text');
  const certificate = body(rest, 'certificate');
  checkShapes(certificate);
  return { certificate, hash };
}

/** Reads a part of the document, which is at this place. */
type Reader<T> = (value: unknown, at: string) => T;

const number: Reader<Rational> = (value, at) => {
  const found = typeof value === 'string' ? parse(value) : undefined;
  need(found !== undefined && print(found) === value, at, 'a text like "-7" or "13/3", in lowest terms');
  return found;
};
const count: Reader<number> = (value, at) => {
  need(typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1e6, at, 'an integer ≥ 0');
  return value;
};
const word =
  <T extends string>(...words: T[]): Reader<T> =>
  (value, at) => {
    need(words.includes(value as T), at, words.join(' or '));
    return value as T;
  };
const list =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value, at) => {
    need(Array.isArray(value), at, 'a list');
    return (value as unknown[]).map((entry, i) => item(entry, `${at}[${i}]`));
  };
const object =
  <T>(readers: { readonly [K in keyof T]: Reader<T[K]> }): Reader<T> =>
  (value, at) => {
    const keys = Object.keys(readers) as (keyof T & string)[];
    const fits = typeof value === 'object' && value !== null && Object.keys(value).length === keys.length;
    need(fits && keys.every((key) => Object.hasOwn(value, key)), at, `an object of ${keys.join(', ')}`);
    return Object.fromEntries(keys.map((key) => [key, readers[key]((value as T)[key], `${at}.${key}`)])) as T;
  };

const vector = list(number);
const layers: Reader<Layers> = list(object<Layer>({ W: list(vector), b: vector }));
const flat = object<Flat>({ lines: list(layers), rays: list(layers) });
const witnesses: { readonly [K in Witness['kind']]: Reader<Extract<Witness, { kind: K }>> } = {
  'zero-loss': object({ kind: word('zero-loss') }),
  cells: object({ kind: word('cells'), duals: list(vector) }),
  'first-order': object({ kind: word('first-order'), flat }),
  'dead-layer': object({ kind: word('dead-layer'), layer: count }),
  paths: object({ kind: word('paths') }),
  slope: object({ kind: word('slope'), direction: layers, slope: number }),
  curve: object({ kind: word('curve'), curve: list(layers), order: count, coefficient: number }),
};
const witness: Reader<Witness> = (value, at) => {
  const kind = String((value as Witness | null | undefined)?.kind);
  need(Object.hasOwn(witnesses, kind), `${at}.kind`, Object.keys(witnesses).join(' or '));
  return witnesses[kind as Witness['kind']](value, at);
};
const body = object<Certificate>({
  claim: word('global-minimum', 'local-minimum', 'not-critical', 'not-a-minimum'),
  problem: object<Problem>({ x: list(vector), y: vector, network: layers }),
  loss: number,
  witness,
  better: list(object({ network: layers, loss: number })),
});

function checkShapes({ problem: { x, y, network }, witness, better }: Certificate): void {
  const sizes = [x[0]?.length ?? 0, ...network.map(({ b }) => b.length)];
  const isRectangle = (rows: Matrix, width: number) => rows.every((row) => row.length === width);
  const fits = ({ W, b }: Layer, l: number) =>
    W.length === sizes[l + 1] && b.length === sizes[l + 1] && isRectangle(W, sizes[l]!);
  const isAlike = (other: Layers) => other.length === network.length && other.every(fits);
  need(isRectangle(x, sizes[0]!) && x.length === y.length, 'problem', 'rows x of one length, and a y for each');
  need(network.length >= 2 && isAlike(network), 'problem.network', 'layers, two or more, whose sizes agree');
  need(!sizes.includes(0) && sizes.at(-1) === 1, 'problem.network', 'layers of units, the last of one');
  const like = 'of the shape of the network';
  for (const other of better) need(isAlike(other.network), 'better', like);
  if (witness.kind === 'slope') need(isAlike(witness.direction), 'witness', like);
  if (witness.kind === 'curve') need(witness.curve.every(isAlike), 'witness', like);
  if (witness.kind === 'cells') need(isRectangle(witness.duals, y.length), 'witness', 'of rows as long as y');
  if (witness.kind !== 'first-order') return;
  need([...witness.flat.lines, ...witness.flat.rays].every(isAlike), 'witness', like);
}

function need(fits: boolean, at: string, rule: string): asserts fits {
  if (!fits) throw new CertificateError(`${at} must be ${rule}`);
}
