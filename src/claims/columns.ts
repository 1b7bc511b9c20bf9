/** Columns of records by name and kind; a column that is not there is our own mistake, not the data's. */
import type { Column, Records } from '../ensembles/spec.ts';

export function floats(records: Records, name: string): Float64Array {
  return column(records, name, 'float64').values;
}

export function integers(records: Records, name: string): Int32Array {
  return column(records, name, 'int32').values;
}

export function texts(records: Records, name: string): readonly string[] {
  return column(records, name, 'text').values;
}

/** Rows of a vector column. */
export function vectors(records: Records, name: string): readonly (readonly number[])[] {
  const { width, values } = column(records, name, 'vector');
  return Array.from({ length: records.count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}

function column<K extends Column['kind']>(records: Records, name: string, kind: K): Extract<Column, { kind: K }> {
  const found = records.columns[name];
  if (found?.kind !== kind) throw new Error(`records have no ${kind} column ${name}`);
  return found as Extract<Column, { kind: K }>;
}
