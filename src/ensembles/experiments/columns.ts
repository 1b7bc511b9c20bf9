/** Columns of records from rows, and those that say what kind of point each one is. */
import type { CriticalPoint } from '../../curvature/index.ts';
import type { Column } from '../spec.ts';

export function integers<Row>(rows: readonly Row[], of: (row: Row, at: number) => number): Column {
  return { kind: 'int32', values: Int32Array.from(rows, of) };
}

export function floats<Row>(rows: readonly Row[], of: (row: Row, at: number) => number): Column {
  return { kind: 'float64', values: Float64Array.from(rows, of) };
}

export function texts<Row>(rows: readonly Row[], of: (row: Row, at: number) => string): Column {
  return { kind: 'text', values: rows.map(of) };
}

/** The kinds of `kindColumns`. */
export const kindKinds = { kind: 'text', certainty: 'text' } as const;

/** `kind` and `certainty` of what a search ended at; a search that left the finite numbers ended at nothing, and says "none". */
export function kindColumns(points: readonly (CriticalPoint | null)[]) {
  return {
    kind: texts(points, (point) => point?.kind ?? 'none'),
    certainty: texts(points, (point) => point?.certainty ?? 'uncertified'),
  };
}
