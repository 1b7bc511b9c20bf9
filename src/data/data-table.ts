/** Inputs and targets as columns: of a table, or of a matrix with a sample a row. */
import { ArgumentError, DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { checkWeights, classesOf, type DataFile, type DataFileOptions, finite } from './data-file.ts';
import { type Column, isNumber } from './table.ts';
import { type StoredArray, shapeWords } from './tensor.ts';

export function fromColumns(
  name: string,
  label: string,
  count: number,
  columns: readonly Column[],
  ignored: readonly string[],
  { target, targets, weights }: DataFileOptions,
  float32 = false,
): DataFile {
  if (columns.length < 2)
    throw new DataError(`${label} must have at least two columns, inputs and a target, got ${columns.length}`);
  const weighing = weightColumn(columns, weights);
  const at = targetColumn(columns, target, weighing);
  const { numbers, words, place } = columns[at]!;
  const others = columns.filter((_, c) => c !== at && c !== weighing);
  for (const column of others)
    if (!column.numbers) {
      const wrong = column.words!.findIndex((word) => !isNumber(word));
      throw new DataError(
        `${column.place(wrong)}: must be a number, got ${JSON.stringify(shown(column.words![wrong]!, 40))}`,
      );
    }
  const inputs = others.length;
  const x = float32 ? new Float32Array(count * inputs) : new Float64Array(count * inputs);
  others.forEach((column, c) => {
    for (let r = 0; r < count; r++) x[r * inputs + c] = column.numbers![r]!;
  });
  const own = weighing === undefined ? undefined : columns[weighing]!.numbers;
  if (weighing !== undefined && !own) throw new DataError(`${label}: weights must be numbers, got words`);
  const weighed = own && { weights: checkWeights(label, Float64Array.from(own), count) };
  const about = { name, count, inputs, inputShape: [inputs], x, ignored, ...weighed };
  const asClasses = targets ? targets === 'classes' : words !== undefined || numbers!.every(Number.isInteger);
  if (!asClasses) {
    if (words)
      throw new DataError(
        `${place(words.findIndex((word) => !isNumber(word)))}: must be a number, as targets are asked to be`,
      );
    return { ...about, outputs: 1, t: numbers! };
  }
  const fraction = numbers?.findIndex((value) => !Number.isInteger(value)) ?? -1;
  if (fraction >= 0)
    throw new DataError(`${place(fraction)}: labels must be integers or words, got ${numbers![fraction]}`);
  const { parts: answers, ...rest } = classesOf(label, [words ?? [...numbers!]]);
  return { ...about, ...rest, ...answers[0]! };
}

export function fromMatrix(name: string, array: StoredArray, options: DataFileOptions): DataFile {
  const { shape, label } = array;
  if (shape.length !== 2)
    throw new DataError(`${label} must be a matrix, a sample a row, got the shape ${shapeWords(shape)}`);
  const [count, width] = shape as [number, number];
  if (count === 0) throw new DataError(`${label} must hold at least one sample, got the shape ${shapeWords(shape)}`);
  const { data } = array.tensor();
  finite(label, data, width);
  const columns = Array.from(
    { length: width },
    (_, c): Column => ({
      name: '',
      numbers: Float64Array.from({ length: count }, (_, r) => data[r * width + c]!),
      place: (r) => `${label}: sample ${r}, column ${c}`,
    }),
  );
  return fromColumns(name, label, count, columns, [], options, data instanceof Float32Array);
}

/** @param weighing  the column with weights, which is not the last then */
function targetColumn(columns: readonly Column[], target: string | undefined, weighing?: number): number {
  if (target === undefined) return weighing === columns.length - 1 ? columns.length - 2 : columns.length - 1;
  return columnOf(columns, 'target', target);
}

function weightColumn(columns: readonly Column[], weights: string | undefined): number | undefined {
  return weights === undefined ? undefined : columnOf(columns, 'sampleWeights', weights);
}

/** A column by its name, or by its number from 0. */
function columnOf(columns: readonly Column[], argument: string, target: string): number {
  const named = columns.findIndex(({ name }) => name === target);
  if (named >= 0) return named;
  const number = /^\d{1,6}$/.test(target) ? Number(target) : columns.length;
  if (number < columns.length) return number;
  const names = columns.slice(0, 12).map((column, c) => shown(column.name, 24) || String(c));
  const rule = `one of the columns ${names.join(', ')}${columns.length > 12 ? ', …' : ''}, or a number from 0 to ${columns.length - 1}`;
  throw new ArgumentError('data', argument, rule, target);
}
