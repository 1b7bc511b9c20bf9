/** Typed columns: an experiment lists what its records hold beside its spec, and whoever reads them gets arrays of the right kind. */
import type { Column, ColumnKinds, Records } from './spec.ts';

interface Values {
  readonly float64: Float64Array;
  readonly int32: Int32Array;
  readonly text: readonly string[];
  /** One vector a row. */
  readonly vector: readonly (readonly number[])[];
}

export type ColumnValues<Kinds extends ColumnKinds> = { readonly [Name in keyof Kinds]: Values[Kinds[Name]] };

/**
 * The columns by name; one that is not there, or of another kind, is our own mistake, not the data's.
 * Each is read when it is asked for.
 */
export function columnsOf<Kinds extends ColumnKinds>(records: Records, kinds: Kinds): ColumnValues<Kinds> {
  const read = (name: string, kind: Column['kind']) => {
    const column = records.columns[name];
    if (column?.kind !== kind) throw new Error(`records have no ${kind} column ${name}`);
    return valuesOf(column, records.count);
  };
  const readers = Object.entries(kinds).map(([name, kind]) => [name, { get: () => read(name, kind) }] as const);
  return Object.defineProperties({} as ColumnValues<Kinds>, Object.fromEntries(readers));
}

function valuesOf(column: Column, count: number): Values[keyof Values] {
  if (column.kind !== 'vector' && column.kind !== 'ragged') return column.values;
  const { values } = column;
  const width = values.length / Math.max(1, count);
  return Array.from({ length: count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}
