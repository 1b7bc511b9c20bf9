/**
 * Records ↔ Parquet bytes. Scalars are required DOUBLE, INT32 or UTF8 columns, a vector is a LIST of DOUBLE, so pandas, polars and
 * DuckDB read a shard as it is. Plain encoding without compression: the bytes depend on the values and the metadata alone, on any
 * engine. NaN is written with one bit pattern.
 */
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { DataError } from '../base/errors.ts';
import type { Column, Records } from './spec.ts';

/** What a shard says about itself; nothing here depends on time, machine or number of workers. */
export type ShardMetadata = Readonly<Record<string, string>>;

/** @param metadata becomes the file's key-value metadata, in the order of its keys, plus `columns`: kinds and widths */
export function encodeShard(records: Records, metadata: ShardMetadata): Uint8Array {
  const columns = Object.entries(records.columns);
  const shapes = columns.map(([name, column]) => ({ name, kind: column.kind, width: widthOf(column) }));
  const buffer = parquetWriteBuffer({
    schema: [
      { name: 'records', num_children: columns.length },
      ...columns.flatMap(([name, { kind }]) => schemaOf(name, kind)),
    ],
    columnData: columns.map(([name, column]) => ({
      name,
      data: cellsOf(column, records.count),
      encoding: 'PLAIN' as const,
    })),
    codec: 'UNCOMPRESSED',
    statistics: false,
    rowGroupSize: Math.max(1, records.count),
    kvMetadata: [...Object.entries(metadata), ['columns', JSON.stringify(shapes)] as const].map(([key, value]) => ({
      key,
      value,
    })),
    createdBy: 'glasscape',
  });
  return new Uint8Array(buffer);
}

/** @throws DataError when the bytes are no shard of ours */
export async function decodeShard(
  bytes: Uint8Array,
  name = 'shard',
): Promise<{ records: Records; metadata: ShardMetadata }> {
  try {
    const file = bytes.slice().buffer;
    const footer = parquetMetadata(file);
    const { columns, ...metadata } = Object.fromEntries(
      (footer.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']),
    );
    const shapes: { name: string; kind: Column['kind']; width: number }[] = JSON.parse(columns ?? '');
    const rows = await parquetReadObjects({ file, metadata: footer });
    const joined = shapes.map(
      ({ name, kind, width }) =>
        [
          name,
          columnOf(
            kind,
            width,
            rows.map((row) => row[name]),
          ),
        ] as const,
    );
    return { records: { count: rows.length, columns: Object.fromEntries(joined) }, metadata };
  } catch (error) {
    throw new DataError(`${name} is no readable shard (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Tables of the same columns put end to end. @throws DataError when the columns differ */
export function concatRecords(parts: readonly Records[]): Records {
  const first = parts[0];
  if (!first) return { count: 0, columns: {} };
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const columns = Object.entries(first.columns).map(([name, { kind }]) => {
    const pieces = parts.map((part) => part.columns[name]);
    const width = widthOf(first.columns[name]!);
    if (pieces.some((piece) => piece?.kind !== kind || widthOf(piece) !== width))
      throw new DataError(`concatRecords: column ${name} is not the same in every part`);
    const cells = pieces.flatMap((piece): unknown[] => (piece!.kind === 'text' ? [...piece!.values] : [piece!.values]));
    return [name, columnOf(kind, width, cells)];
  });
  return { count, columns: Object.fromEntries(columns) };
}

function widthOf(column: Column): number {
  return column.kind === 'vector' ? column.width : 1;
}

function schemaOf(name: string, kind: Column['kind']): SchemaElement[] {
  const required = { name, repetition_type: 'REQUIRED' } as const;
  if (kind === 'float64') return [{ ...required, type: 'DOUBLE' }];
  if (kind === 'int32') return [{ ...required, type: 'INT32' }];
  if (kind === 'text') return [{ ...required, type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
  return [
    { ...required, converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', type: 'DOUBLE' },
  ];
}

function cellsOf(column: Column, count: number) {
  if (column.kind === 'text') return [...column.values];
  if (column.kind === 'int32') return column.values;
  const values = withCanonicalNaN(column.values);
  if (column.kind === 'float64') return values;
  const { width } = column;
  return Array.from({ length: count }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
}

/** A copy in which every NaN has the bits 0x7ff8000000000000, whatever instruction made it. */
function withCanonicalNaN(values: Float64Array): Float64Array {
  const copy = values.slice();
  const bits = new BigUint64Array(copy.buffer);
  for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) bits[i] = 0x7ff8000000000000n;
  return copy;
}

/** Builds a column from cells: scalars, or arrays of numbers put end to end. */
function columnOf(kind: Column['kind'], width: number, cells: readonly unknown[]): Column {
  if (kind === 'text') return { kind, values: cells.map(String) };
  const parts = cells.map((cell) => (typeof cell === 'number' ? [cell] : (cell as ArrayLike<number>)));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const values = kind === 'int32' ? new Int32Array(length) : new Float64Array(length);
  let start = 0;
  for (const part of parts) {
    values.set(part, start);
    start += part.length;
  }
  if (kind === 'int32') return { kind, values: values as Int32Array };
  return kind === 'vector' ? { kind, width, values: values as Float64Array } : { kind, values: values as Float64Array };
}
