/** Records as named arrays, the content of an npz or safetensors file: one array a column, and what an experiment adds to them. */
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { Tensor, TextArray } from '../../data/index.ts';
import { couplings } from '../../landscapes/spin-glass/spin-glass.ts';
import type { Manifest } from '../manifest.ts';
import { isVectors } from '../shard.ts';
import type { Column, Records } from '../spec.ts';

export type Arrays = Record<string, Tensor | TextArray>;

/** Arrays that hold one vector a record are named for all of them. */
const plurals: Readonly<Record<string, string>> = { point: 'points' };

/** Bytes of couplings one file may hold: an npz archive ends at 4 GiB. */
const maxCouplings = 2 ** 32 - 2 ** 28;

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
 * The couplings of every disorder of a spin glass, as couplings_0 … (Λ^H each, not symmetrized).
 * @throws ArgumentError  when the run is about something else
 * @throws CapacityError  when they do not fit one file
 */
export function couplingArrays({ spec }: Manifest): Arrays {
  const { order, size, seed, disorders } = spec.parameters;
  if (![order, size, seed, disorders].every((value) => typeof value === 'number'))
    throw new ArgumentError('export', 'disorder', 'asked of a spin glass', spec.experiment);
  const shape = { order: Number(order), size: Number(size), seed: Number(seed) };
  const each = 8 * shape.size ** shape.order;
  if (Number(disorders) * each > maxCouplings) {
    const largest = Math.floor((maxCouplings / 8 / Number(disorders)) ** (1 / shape.order) + 1e-9);
    throw new CapacityError(
      `export: the couplings of ${disorders} disorders at size ${shape.size} exceed one file; the largest size that fits is ${largest}`,
    );
  }
  return Object.fromEntries(
    Array.from({ length: Number(disorders) }, (_, number) => [
      `couplings_${number}`,
      { shape: new Array<number>(shape.order).fill(shape.size), data: couplings({ ...shape, disorder: number }) },
    ]),
  );
}
