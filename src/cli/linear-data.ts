/** The data of a linear problem: a data set, or drawn as the landscape of the same seed has them. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { datasetExamples, randomExamples } from '../landscapes/index.ts';
import { type Matrix, matrix, transpose } from '../linalg/index.ts';
import { type LinearProblem, linearProblem } from '../theory/index.ts';
import { readDataset } from './data-option.ts';
import type { Context } from './perform.ts';

export interface LinearDataOptions {
  readonly data?: string;
  readonly widths?: readonly number[];
  readonly samples: number;
  readonly disorder: number;
  readonly seed: number;
}

/** @throws ArgumentError, DataError  when the widths are missing, or the file does not hold X and Y of as many samples */
export async function linearData(
  where: string,
  context: Context,
  options: LinearDataOptions,
): Promise<{ problem: LinearProblem; widths: number[] }> {
  const widths = [...(options.widths ?? [])];
  if (widths.length < 2) throw new ArgumentError(where, 'widths', 'at least two numbers, d_0, …, d_H', options.widths);
  for (const width of widths) integer(where, 'widths', width, 1, 4096);
  const { X, Y } = options.data === undefined ? drawn(where, options, widths) : await fromData(context, options.data);
  if (X.columns !== Y.columns) throw new ArgumentError(where, 'Y', `of as many samples as X, ${X.columns}`, Y.columns);
  if (widths[0] !== X.rows || widths.at(-1) !== Y.rows)
    throw new ArgumentError(where, 'widths', `from ${X.rows} inputs to ${Y.rows} outputs of the data`, widths);
  return { problem: linearProblem(X, Y), widths };
}

function drawn(where: string, { samples, disorder, seed }: LinearDataOptions, widths: readonly number[]) {
  integer(where, 'samples', samples, 1, 1_000_000);
  integer(where, 'disorder', disorder, 0, 0xffffffff);
  integer(where, 'seed', seed, 0);
  const { count, inputs, outputs, x, t } = randomExamples(seed, disorder, widths[0]!, widths.at(-1)!, samples);
  return {
    X: transpose(matrix(count, inputs, Float64Array.from(x))),
    Y: transpose(matrix(count, outputs, Float64Array.from(t))),
  };
}

/** Inputs and targets of a data set, transposed: a sample a column, as papers on linear nets write them. */
async function fromData(context: Context, data: string): Promise<{ X: Matrix; Y: Matrix }> {
  const { count, inputs, outputs, x, t } = datasetExamples(await readDataset(context, data));
  return {
    X: transpose(matrix(count, inputs, Float64Array.from(x))),
    Y: transpose(matrix(count, outputs, Float64Array.from(t))),
  };
}
