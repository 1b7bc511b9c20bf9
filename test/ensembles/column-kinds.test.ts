/** Declared columns are those that records have, and are read by kind. */
import { expect, it } from 'vitest';
import { columnsOf } from '../../src/ensembles/column-kinds.ts';
import { smallGlass, smallGlassColumns } from '../../src/ensembles/experiments/small-glass.ts';
import { spinGlassDescent } from '../../src/ensembles/experiments/spin-glass-descent.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';

const context = {
  kernels: createKernels(),
  artifact: () => Promise.reject(new Error('no artifact')),
  progress() {},
};
const kindsOf = ({ columns }: Records) =>
  Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, kind]));

it('an experiment declares every column that all its records have, with its kind', async () => {
  const glass = spinGlassDescent.schema.parse({ size: 7, replicas: 2, keepPoints: false });
  const [descents] = spinGlassDescent.split(glass);
  expect(kindsOf(await spinGlassDescent.run(descents!, context))).toEqual(spinGlassDescent.columns);
  const [small] = smallGlass.split(smallGlass.schema.parse({ size: 2, disorders: 2 }));
  const records = await smallGlass.run(small!, context);
  expect(kindsOf(records)).toEqual(smallGlass.columns);
  const { counts, points } = columnsOf(records, smallGlassColumns);
  expect(counts).toHaveLength(2);
  expect(counts.map((row) => row.reduce((sum, n) => sum + n, 0))).toEqual([...points]);
});

it('a column that is missing or of another kind is named when it is asked for, and not before', () => {
  const records: Records = { count: 1, columns: { x: { kind: 'int32', values: Int32Array.of(3) } } };
  const read = columnsOf(records, { x: 'float64', y: 'text' });
  expect(() => read.x).toThrow('records have no float64 column x');
  expect(() => read.y).toThrow('records have no text column y');
  expect([...columnsOf(records, { x: 'int32' }).x]).toEqual([3]);
});
