/**
 * Names of data sets, as specs and manifests write them: `mnist-10x10` (MNIST averaged to 10 × 10 pixels), a small set by its name
 * (`xor`), or the user's own: `file:iris.csv`, `file:folder`. How it is read stands behind a question mark:
 * `file:iris.csv?target=species`, `file:folder?pixels=8`, `mnist-10x10?split=test`. Any set can be changed on the way:
 * `mnist-10x10?scale=0.1` multiplies its inputs, `mnist-10x10?permuted=7` gives the training samples each other's targets.
 */
import { integer, oneOf, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { smallSets } from './small-sets.ts';

/** How a user's data are read. */
export interface DataRule {
  /** Column of a table that holds the targets; the last one when absent. */
  readonly target?: string;
  /** Column of a table, or array of an archive, with a weight for each sample. */
  readonly weights?: string;
  /** Side that square images are averaged down to; as they are when absent. Tables have none. */
  readonly pixels?: number;
}

/** How samples of any data set are changed. */
export interface DataChange {
  /** By which inputs are multiplied; 1 when absent. */
  readonly scale?: number;
  /** Seed of the permutation that gives training samples each other's targets; their own when absent. */
  readonly permuted?: number;
}

export type DataName = { readonly split: 'train' | 'test'; readonly change: DataChange } & (
  | { readonly kind: 'mnist'; readonly side: number }
  | { readonly kind: 'small'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string; readonly rule: DataRule }
);

/** @throws ArgumentError when it names no data set */
export function parseDataName(name: string): DataName {
  const [plain = '', query = ''] = name.split('?');
  const asked = new URLSearchParams(query);
  const split = oneOf('data', 'split', asked.get('split') ?? 'train', ['train', 'test'] as const);
  const change = changeOf(asked);
  const side = Number(/^mnist-([1-9]\d?)x\1$/.exec(plain)?.[1]);
  if (side <= 28) return { kind: 'mnist', side, split, change };
  if (Object.hasOwn(smallSets, plain)) return { kind: 'small', name: plain, split, change };
  if (!plain.startsWith('file:') || plain.length === 5)
    throw new ArgumentError(
      'data',
      'name',
      `mnist-MxM with M from 1 to 28, ${Object.keys(smallSets).join(', ')}, or file:PATH`,
      name,
    );
  const pixels = asked.get('pixels');
  const [target, weights] = [asked.get('target'), asked.get('weights')];
  const rule = {
    ...(target !== null && { target }),
    ...(weights !== null && { weights }),
    ...(pixels !== null && { pixels: Number(pixels) }),
  };
  const path = plain.slice(5).replaceAll('%3F', '?').replaceAll('%25', '%');
  return { kind: 'file', path, rule, split, change };
}

function changeOf(asked: URLSearchParams): DataChange {
  const [scale, permuted] = [asked.get('scale'), asked.get('permuted')];
  return {
    ...(scale !== null && { scale: positive('data', 'scale', Number(scale)) }),
    ...(permuted !== null && { permuted: integer('data', 'permuted', Number(permuted), 0) }),
  };
}

/** The name of a file or folder of the user's. */
export function fileDataName(path: string, rule: DataRule & DataChange = {}): string {
  return withRule(`file:${path.replaceAll('%', '%25').replaceAll('?', '%3F')}`, rule);
}

/** The same set, changed; a file besides read by further rules, which other sets do not have. */
export function withRule(name: string, { scale, permuted, ...rule }: DataRule & DataChange): string {
  return queried(name, {
    ...(name.startsWith('file:') && rule),
    ...(scale !== undefined && { scale }),
    ...(permuted !== undefined && { permuted }),
  });
}

/** The data set itself, whichever of its samples the name asks for. */
export function wholeSet(name: string): string {
  return queried(name, { split: undefined });
}

/** The test samples of a data set. */
export function testSplit(name: string): string {
  return queried(name, { split: 'test' });
}

function queried(name: string, fields: object): string {
  const [plain = '', query = ''] = name.split('?');
  const asked = new URLSearchParams(query);
  for (const [key, value] of Object.entries(fields))
    if (value === undefined) asked.delete(key);
    else asked.set(key, String(value));
  return asked.size === 0 ? plain : `${plain}?${asked.toString()}`;
}

/** As a title names it, without rules and folders: `iris.csv`, `xor with inputs × 0.1`. */
export function plainDataName(name: string): string {
  const parsed = parseDataName(name);
  const { scale, permuted } = parsed.change;
  const changes = [
    ...(scale === undefined ? [] : [`inputs × ${scale}`]),
    ...(permuted === undefined ? [] : ['permuted targets']),
  ];
  const plain = parsed.kind === 'file' ? parsed.path.split(/[/\\]/).at(-1)! : name.split('?')[0]!;
  return changes.length === 0 ? plain : `${plain} with ${changes.join(' and ')}`;
}
