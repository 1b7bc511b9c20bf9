/**
 * A run's records as one file for other programs. csv: a vector is spread over columns name_0, name_1, …; npz: one array a column,
 * the end points under their plural, statuses as text; parquet: all shards end to end.
 */
import { ArgumentError, CapacityError } from '../base/errors.ts';
import { type Cell, encodeCsv, encodeNpz, type Tensor, type TextArray } from '../data/index.ts';
import { couplings } from '../landscapes/spin-glass/spin-glass.ts';
import { canonicalJson } from './hash.ts';
import type { Manifest } from './manifest.ts';
import { encodeShard } from './shard.ts';
import type { Column, Records } from './spec.ts';

export const exportFormats = ['csv', 'npz', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Arrays that hold one vector a record are named for all of them. */
const plurals: Readonly<Record<string, string>> = { point: 'points' };

/** Bytes of couplings one npz file may hold. */
const maxCouplings = 2 ** 32 - 2 ** 28;

/**
 * The file in pieces, to be written in order.
 * @param disorder  npz: also the couplings of every disorder, as couplings_0 … (Λ^H each)
 * @throws CapacityError  when the couplings do not fit one file
 */
export function encodeExport(
  format: ExportFormat,
  manifest: Manifest,
  records: Records,
  disorder: boolean,
): Uint8Array[] {
  if (format === 'csv') return csvPieces(records);
  if (format === 'parquet') {
    const { specHash, version, spec } = manifest;
    return [encodeShard(records, { generator: 'glasscape', version, specHash, spec: canonicalJson({ ...spec }) })];
  }
  return encodeNpz({ ...arraysOf(records), ...(disorder ? disordersOf(manifest) : {}) });
}

function arraysOf({ count, columns }: Records): Record<string, Tensor | TextArray> {
  const array = (column: Column): Tensor | TextArray => {
    if (column.kind === 'text') return { text: column.values };
    return { shape: column.kind === 'vector' ? [count, column.width] : [count], data: column.values };
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [plurals[name] ?? name, array(column)]));
}

function disordersOf({ spec }: Manifest): Record<string, Tensor> {
  const { order, size, seed, disorders } = spec.parameters;
  if (![order, size, seed, disorders].every((value) => typeof value === 'number'))
    throw new ArgumentError('export', 'disorder', 'asked for a spin glass', spec.experiment);
  const shape = { order: Number(order), size: Number(size), seed: Number(seed) };
  const each = 8 * shape.size ** shape.order;
  if (Number(disorders) * each > maxCouplings) {
    const largest = Math.floor((maxCouplings / 8 / Number(disorders)) ** (1 / shape.order) + 1e-9);
    throw new CapacityError(
      `export: the couplings of ${disorders} disorders at size ${shape.size} exceed one npz file; the largest size that fits is ${largest}`,
    );
  }
  return Object.fromEntries(
    Array.from({ length: Number(disorders) }, (_, number) => [
      `couplings_${number}`,
      { shape: new Array<number>(shape.order).fill(shape.size), data: couplings({ ...shape, disorder: number }) },
    ]),
  );
}

/** Rows of the table in pieces of a few thousand. */
function csvPieces({ count, columns }: Records): Uint8Array[] {
  const parts = Object.entries(columns);
  const header = parts.flatMap(([name, column]) =>
    column.kind === 'vector' ? Array.from({ length: column.width }, (_, i) => `${name}_${i}`) : [name],
  );
  const row = (r: number): Cell[] =>
    parts.flatMap(([, column]): Cell[] =>
      column.kind === 'vector'
        ? Array.from(column.values.subarray(r * column.width, (r + 1) * column.width))
        : [column.values[r]!],
    );
  const rows = function* () {
    for (let r = 0; r < count; r++) yield row(r);
  };
  const pieces: Uint8Array[] = [];
  let lines: string[] = [];
  for (const line of encodeCsv(header, rows())) {
    if (lines.push(line) < 4096) continue;
    pieces.push(new TextEncoder().encode(lines.join('')));
    lines = [];
  }
  return [...pieces, new TextEncoder().encode(lines.join(''))];
}
