/** Records as named arrays, the content of an npz or safetensors file: one array a column, and what an experiment adds to them. */
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { Tensor, TextArray } from '../../data/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { landscapeAt, type OnLandscapes } from '../experiments/landscape-field.ts';
import type { Manifest } from '../manifest.ts';
import { isVectors } from '../shard.ts';
import type { Column, Records } from '../spec.ts';

export type Arrays = Record<string, Tensor | TextArray>;

/** Arrays that hold one vector a record are named for all of them. */
const plurals: Readonly<Record<string, string>> = { point: 'points' };

/** Bytes of disorder that one file may hold: an npz archive ends at 4 GiB. */
const largestFile = 2 ** 32 - 2 ** 28;

/** One array a column. Vectors of different lengths become one flat array with their lengths beside it, as name_widths. */
export function columnArrays({ count, columns }: Records): Arrays {
  const arrays = (name: string, column: Column): Arrays => {
    if (column.kind === 'text') return { [name]: { text: column.values } };
    const { values: data } = column;
    if (!isVectors(column)) return { [name]: { shape: [count], data } };
    if (column.kind === 'vector') return { [plurals[name] ?? name]: { shape: [count, column.width], data } };
    return { [name]: { shape: [data.length], data }, [`${name}_widths`]: { shape: [count], data: column.widths } };
  };
  return Object.assign({}, ...Object.entries(columns).map(([name, column]) => arrays(name, column)));
}

/**
 * What the landscapes of a run are made of at random: of spin glasses the couplings of every disorder, as couplings_0 … (Λ^H each, not
 * symmetrized).
 * @throws ArgumentError  when the run is about something else
 * @throws CapacityError  when they do not fit one file
 */
export function disorderArrays(families: Families, { spec }: Manifest): Arrays {
  const { parameters, experiment } = spec;
  const { order, size, seed, disorders, landscape } = parameters;
  const numbers = landscape === undefined ? [order, size, seed, disorders] : [disorders];
  const known = numbers.every((value) => typeof value === 'number');
  const at = (k: number) => landscapeAt(families, 'export', parameters as unknown as OnLandscapes, k);
  const made = known ? at(0).family.disorder : undefined;
  if (!made) {
    const owners = Object.values(families).filter((family) => family.disorder);
    throw new ArgumentError('export', 'disorder', `asked of a ${owners.map((o) => o.name).join(' or ')}`, experiment);
  }
  const { name, shape, entries } = made;
  const each = shape(at(0).fields).reduce((product, n) => product * n, 8);
  if (Number(disorders) * each > largestFile)
    throw new CapacityError(
      `export: the ${name} of ${disorders} landscapes, ${each} bytes each, exceed the ${largestFile} bytes of one file`,
    );
  return Object.fromEntries(
    Array.from({ length: Number(disorders) }, (_, k) => {
      const { fields } = at(k);
      return [`${name}_${fields['disorder']}`, { shape: shape(fields), data: entries(fields) }];
    }),
  );
}
