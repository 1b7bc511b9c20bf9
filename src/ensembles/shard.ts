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

/**
 * @param wanted  which columns are decoded; all when absent
 * @throws DataError when the bytes are no shard of ours
 */
export async function decodeShard(
  bytes: Uint8Array,
  name = 'shard',
  wanted: (kind: Column['kind']) => boolean = () => true,
): Promise<{ records: Records; metadata: ShardMetadata }> {
  try {
    const file = new Uint8Array(bytes).buffer; // a copy: a Buffer of Node may be a window on a shared pool
    const footer = parquetMetadata(file);
    const { columns, ...metadata } = Object.fromEntries(
      (footer.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']),
    );
    const stored: { name: string; kind: Column['kind']; width: number }[] = JSON.parse(columns ?? '');
    const shapes = stored.filter(({ kind }) => wanted(kind));
    const rows = await parquetReadObjects({ file, metadata: footer, columns: shapes.map((shape) => shape.name) });
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

/** Tables of the same columns put end to end; vectors whose widths differ become ragged. @throws DataError when the columns differ */
export function concatRecords(parts: readonly Records[]): Records {
  const first = parts[0];
  if (!first) return { count: 0, columns: {} };
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const columns = Object.keys(first.columns).map((name) => {
    const pieces = parts.map((part) => part.columns[name]);
    const kind = commonKind(pieces);
    if (!kind) throw new DataError(`concatRecords: column ${name} is not the same in every part`);
    const cells = parts.flatMap((part): unknown[] => {
      const piece = part.columns[name]!;
      if (kind === 'ragged') return rowsOf(piece as VectorColumn, part.count);
      return piece.kind === 'text' ? [...piece.values] : [piece.values];
    });
    return [name, columnOf(kind, widthOf(first.columns[name]!), cells)];
  });
  return { count, columns: Object.fromEntries(columns) };
}

/** A column with one vector a record. */
export type VectorColumn = Extract<Column, { kind: 'vector' | 'ragged' }>;

export function isVectors(column: Column | undefined): column is VectorColumn {
  return column?.kind === 'vector' || column?.kind === 'ragged';
}

/** The vectors of a column, one a record, as views. */
export function rowsOf(column: VectorColumn, count: number): Float64Array[] {
  let end = 0;
  return Array.from({ length: count }, (_, row) => {
    const start = end;
    end += column.kind === 'vector' ? column.width : column.widths[row]!;
    return column.values.subarray(start, end);
  });
}

/** The kind of pieces put end to end; undefined when they do not belong to one column. */
function commonKind(pieces: readonly (Column | undefined)[]): Column['kind'] | undefined {
  const [first] = pieces;
  if (!first) return undefined;
  if (pieces.every((piece) => piece?.kind === first.kind && widthOf(piece) === widthOf(first))) return first.kind;
  return pieces.every(isVectors) ? 'ragged' : undefined;
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
  return rowsOf({ ...column, values }, count).map((row) => Array.from(row));
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
  if (kind === 'ragged')
    return { kind, widths: Int32Array.from(parts, (part) => part.length), values: values as Float64Array };
  return kind === 'vector' ? { kind, width, values: values as Float64Array } : { kind, values: values as Float64Array };
}
