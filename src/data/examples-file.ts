/**
 * A user's data: one file, or the four files of MNIST's format, as inputs with labels or with real targets.
 *
 *     .npz            x or X (samples × inputs) with y; X (inputs × samples) with Y (outputs × samples), as papers on linear nets write
 *                     them; x_train, y_train, x_test, y_test
 *     .csv, .npy      a row is a sample, one column is the target, the last unless it is named
 *     IDX             train-images-idx3-ubyte, … in any of the usual spellings, gzipped or not
 *
 * Integers, truth values and words are labels: their distinct values in ascending order are the classes, and a label is the number of its
 * class. Numbers with a fraction are real targets. A type says which they are where the file has types (.npz, IDX); in .csv and .npy a
 * column of integers holds labels. Bytes of images (three axes or more) are divided by 255, everything else is taken as it is.
 */
import { ArgumentError, DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { openIdx } from './idx.ts';
import type { ReadLimits } from './limits.ts';
import { openNpy } from './npy.ts';
import { openNpz } from './npz.ts';
import { type Column, isNumber, readTable } from './table.ts';
import { type StoredArray, shapeWords, type TensorData } from './tensor.ts';

/** Samples: inputs and what is to be answered. */
export interface FilePart {
  readonly count: number;
  /** count × inputs; float32 where the file is, or where it holds bytes. */
  readonly x: Float64Array | Float32Array;
  /** Number of the class of each sample; present when there are classes. */
  readonly labels?: Uint8Array;
  /** Real targets, count × outputs; present when there are no classes. */
  readonly t?: Float64Array;
  /** Weight of each sample in a mean, where a column or array of weights was named. */
  readonly weights?: Float64Array;
}

export interface DataFile extends FilePart {
  /** The file's own name, without folder and ending. */
  readonly name: string;
  readonly inputs: number;
  /** Shape of one input as the file has it: 28, 20 of images. */
  readonly inputShape: readonly number[];
  /** Numbers in a target: one a class, or those of a real target. */
  readonly outputs: number;
  /** What the classes are called, in the order of their numbers. */
  readonly classes?: readonly string[];
  /** Samples for a test, where the file holds some besides. */
  readonly test?: FilePart;
  /** Arrays and columns that were not read. */
  readonly ignored: readonly string[];
}

export interface DataFileOptions extends ReadLimits {
  /** Name of the target's column, or its number from 0; the last when absent. Of tables (.csv, .npy) alone. */
  readonly target?: string;
  /** Name of the column, or of the array of an archive, with a weight ≥ 0 for each sample. */
  readonly weights?: string;
  /** Whether targets are classes or real numbers; by their values when absent. */
  readonly targets?: 'classes' | 'numbers';
}

/** Labels are stored in a byte. */
const maxClasses = 256;

/**
 * @param path   of the file, for its ending, its name and for messages
 * @throws DataError      naming the file and the place, when it is damaged, holds none of the forms above, counts do not agree, a cell is
 *                        missing or no finite number, or there are more than 256 classes
 * @throws ArgumentError  when the target is no column, or asked of a file without columns
 */
export function readDataFile(path: string, bytes: Uint8Array, options: DataFileOptions = {}): DataFile {
  const [, name = path, ending = ''] = /([^/\\]*?)(\.[^./\\]*)?$/.exec(path) ?? [];
  const label = shown(path, 120);
  switch (ending) {
    case '.npz':
      requireNoTarget(label, options);
      return fromArrays(name, label, openNpz(bytes, label, options), options);
    case '.npy':
      return fromMatrix(name, openNpy(bytes, '', label, options), options);
    case '.csv': {
      const { rows, columns, ignored } = readTable(utf8(bytes, label), label, options);
      return fromColumns(name, label, rows, columns, ignored, options);
    }
    default:
      throw new DataError(`${label} must end in .npz, .npy or .csv, or be a folder of IDX files`);
  }
}

/** The parts of MNIST's format, in the order in which they are looked for. */
const parts = ['train', 't10k', 'test'] as const;

/**
 * The data set in a folder of IDX files: images and labels of training, with those of a test where they are there.
 * @param folder  its name, for the data set's name and for messages
 * @param files   the bytes of its files by name; others than IDX files are passed over
 * @throws DataError  as `readDataFile`, and when a part is missing or there twice
 */
export function readDataFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  options: DataFileOptions = {},
): DataFile {
  const label = shown(folder, 120);
  requireNoTarget(label, options);
  const arrays = new Map<string, StoredArray>();
  for (const [file, bytes] of files) {
    const key = idxPart(file);
    if (key === undefined) continue;
    const other = arrays.get(key);
    if (other) throw new DataError(`${label}: ${shown(file)} and ${shown(other.name)} are the same part`);
    arrays.set(key, openIdx(bytes, file, `${label}/${shown(file)}`, options));
  }
  const array = (part: string, kind: string) => arrays.get(`${part} ${kind}`);
  const [train, test, own] = [parts[0], ...parts.slice(1)].map((part) => {
    const [x, y] = [array(part, 'images'), array(part, 'labels')];
    if (!x !== !y)
      throw new DataError(`${label} has ${x ? 'images and no labels' : 'labels and no images'} of ${part}`);
    return x && y ? { x, y } : undefined;
  });
  if (!train) throw new DataError(`${label} has no IDX files train-images-idx3-ubyte and train-labels-idx1-ubyte`);
  if (test && own) throw new DataError(`${label} has two tests, t10k and test`);
  const ignored = [...files.keys()].filter((file) => idxPart(file) === undefined);
  const [name = folder] = folder.split(/[/\\]/).filter(Boolean).slice(-1);
  return fromPairs(name, label, train, test ?? own, ignored, options);
}

/** True for names of the files of a data set in MNIST's format, whatever stands before them (emnist-letters-train-images-idx3-ubyte.gz). */
export function idxPart(file: string): string | undefined {
  const match = /(?:^|[-_.])(train|t10k|test)-(images|labels)[-.]idx[1-4](?:-ubyte)?(?:\.gz)?$/.exec(file);
  return match ? `${match[1]} ${match[2]}` : undefined;
}

interface Pair {
  readonly x: StoredArray;
  readonly y: StoredArray;
}

function fromArrays(
  name: string,
  label: string,
  arrays: ReadonlyMap<string, StoredArray>,
  options: DataFileOptions,
): DataFile {
  const pair = (inputs: string, targets: string): Pair | undefined => {
    const [x, y] = [arrays.get(inputs), arrays.get(targets)];
    return x && y ? { x, y } : undefined;
  };
  const forms = [
    { pair: pair('x', 'y'), columns: false, test: undefined },
    { pair: pair('X', 'y'), columns: false, test: undefined },
    { pair: pair('X', 'Y'), columns: true, test: undefined },
    { pair: pair('x_train', 'y_train'), columns: false, test: pair('x_test', 'y_test') },
    { pair: pair('X_train', 'y_train'), columns: false, test: pair('X_test', 'y_test') },
  ].filter((form) => form.pair);
  const names = [...arrays.keys()];
  const listed = names
    .slice(0, 12)
    .map((each) => shown(each, 24))
    .join(', ');
  if (forms.length !== 1)
    throw new DataError(
      `${label} must hold one of x or X with y, X with Y (a sample a column), x_train with y_train, got ${listed || 'nothing'}`,
    );
  const { pair: train, columns, test } = forms[0]!;
  const read = new Set([train!.x.name, train!.y.name, test?.x.name, test?.y.name, options.weights]);
  const ignored = names.filter((each) => !read.has(each));
  const whole = columns
    ? fromPairs(name, label, { x: transposed(train!.x), y: transposed(train!.y) }, undefined, ignored, options, train)
    : fromPairs(name, label, train!, test, ignored, options);
  if (options.weights === undefined) return whole;
  const weights = arrays.get(options.weights);
  if (!weights) throw new ArgumentError('data', 'sampleWeights', `an array of ${label} (${listed})`, options.weights);
  return { ...whole, weights: checkWeights(label, Float64Array.from(weights.tensor().data), whole.count) };
}

/** A matrix with its axes exchanged. */
function transposed(array: StoredArray): StoredArray {
  if (array.shape.length !== 2)
    throw new DataError(`${array.label} must be a matrix, a sample a column, got the shape ${shapeWords(array.shape)}`);
  const [rows, columns] = array.shape as [number, number];
  return {
    ...array,
    shape: [columns, rows],
    tensor() {
      const { data } = array.tensor();
      const out = data.slice();
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c]!;
      return { shape: [columns, rows], data: out };
    },
  };
}

/** @param as  the arrays as the file has them, for messages */
function fromPairs(
  name: string,
  label: string,
  train: Pair,
  test: Pair | undefined,
  ignored: readonly string[],
  { targets }: DataFileOptions,
  as = train,
): DataFile {
  checkCounts(train, as);
  if (test) checkCounts(test, test);
  const inputShape = train.x.shape.slice(1);
  if (test && test.x.shape.slice(1).join() !== inputShape.join())
    throw new DataError(
      `${label}: inputs of the test must be of the shape ${shapeWords(inputShape)} as those of training, got ${shapeWords(test.x.shape.slice(1))}`,
    );
  const inputs = inputShape.reduce((product, extent) => product * extent, 1);
  if (inputs === 0)
    throw new DataError(`${train.x.label}: inputs must hold at least one number, got ${shapeWords(as.x.shape)}`);
  const all = [train, ...(test ? [test] : [])];
  const samples = all.map(({ x }) => ({ count: x.shape[0]!, x: inputNumbers(x) }));
  const width = all[0]!.y.shape[1] ?? 1;
  const asClasses = targets ? targets === 'classes' : train.y.kind !== 'float' && width === 1;
  if (asClasses && width !== 1)
    throw new DataError(`${train.y.label}: labels must be one a sample, got the shape ${shapeWords(as.y.shape)}`);
  const about = { name, inputs, inputShape, ignored };
  const answered = asClasses
    ? classesOf(
        label,
        all.map(({ y }) => labelValues(y)),
      )
    : {
        outputs: width,
        parts: all.map(({ y }) => ({ t: finite(y.label, Float64Array.from(y.tensor().data), width) })),
      };
  if (!asClasses && test && (test.y.shape[1] ?? 1) !== width)
    throw new DataError(`${label}: targets of the test must be ${width} a sample, got ${test.y.shape[1] ?? 1}`);
  const { parts: answers, ...rest } = answered;
  return {
    ...about,
    ...rest,
    ...samples[0]!,
    ...answers[0]!,
    ...(test && { test: { ...samples[1]!, ...answers[1]! } }),
  };
}

function checkCounts({ x, y }: Pair, as: Pair): void {
  const words = `${shown(as.x.name)} is ${shapeWords(as.x.shape)}, ${shown(as.y.name)} is ${shapeWords(as.y.shape)}`;
  const isColumns = as.x !== x;
  if (x.shape.length < 1 || y.shape.length < 1 || y.shape.length > 2)
    throw new DataError(`${x.label}: inputs must be samples × inputs, targets samples or samples × outputs; ${words}`);
  if (x.shape[0] === 0) throw new DataError(`${x.label}: must hold at least one sample; ${words}`);
  if (x.shape[0] !== y.shape[0])
    throw new DataError(
      `${x.label}: inputs and targets must be equally many (${isColumns ? 'columns' : 'rows'} are samples); ${words}`,
    );
  if (y.shape[1] === 0) throw new DataError(`${y.label}: targets must hold at least one number; ${words}`);
}

/** Inputs as floats: bytes of images over 255, float32 as it is, everything else in float64. */
function inputNumbers(array: StoredArray): Float64Array | Float32Array {
  const { shape, data } = array.tensor();
  const width = data.length / shape[0]!;
  if (data instanceof Uint8Array && shape.length >= 3 && array.kind === 'integer')
    return Float32Array.from(data, (byte) => byte / 255);
  return finite(array.label, data instanceof Float32Array ? data : Float64Array.from(data), width);
}

function finite<A extends TensorData>(label: string, data: A, width: number): A {
  const wrong = data.findIndex((value: number) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new DataError(
      `${label}: numbers must be finite, got ${data[wrong]} in sample ${Math.floor(wrong / width)} at ${wrong % width}`,
    );
  return data;
}

/** A label as its class is called: a word, or an integer. */
type LabelValue = string | number;

function labelValues(array: StoredArray): LabelValue[] {
  if (array.kind === 'text') return array.texts();
  const values = Array.from(array.tensor().data as ArrayLike<number>);
  const wrong = values.findIndex((value) => !Number.isInteger(value));
  if (wrong >= 0)
    throw new DataError(`${array.label}: labels must be integers, got ${values[wrong]} in sample ${wrong}`);
  return values;
}

/** The distinct labels of all parts in ascending order, and each label's number among them. */
function classesOf(label: string, values: readonly (readonly LabelValue[])[]) {
  const distinct = [...new Set(values.flat())].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  if (distinct.length > maxClasses)
    throw new DataError(
      `${label}: labels must be of at most ${maxClasses} classes, got ${distinct.length}; are the targets numbers?`,
    );
  const numbers = new Map(distinct.map((value, k) => [value, k]));
  return {
    outputs: distinct.length,
    classes: distinct.map(String),
    parts: values.map((part) => ({ labels: Uint8Array.from(part, (value) => numbers.get(value)!) })),
  };
}

function fromColumns(
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

/** A column by its name, else by its number from 0; the last when none is asked for. */
/** @param weighing  the column with weights, which is not the last then */
function targetColumn(columns: readonly Column[], target: string | undefined, weighing?: number): number {
  if (target === undefined) return weighing === columns.length - 1 ? columns.length - 2 : columns.length - 1;
  return columnOf(columns, 'target', target);
}

function weightColumn(columns: readonly Column[], weights: string | undefined): number | undefined {
  return weights === undefined ? undefined : columnOf(columns, 'sampleWeights', weights);
}

function checkWeights(label: string, weights: Float64Array, count: number): Float64Array {
  if (weights.length !== count)
    throw new DataError(`${label}: weights must be ${count}, one a sample, got ${weights.length}`);
  const wrong = weights.findIndex((w) => !(w >= 0 && w < Infinity));
  if (wrong >= 0)
    throw new DataError(`${label}: weights must be finite and ≥ 0, got ${weights[wrong]} in sample ${wrong}`);
  return weights;
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

function fromMatrix(name: string, array: StoredArray, options: DataFileOptions): DataFile {
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

function requireNoTarget(label: string, { target }: DataFileOptions): void {
  if (target !== undefined)
    throw new ArgumentError(
      'data',
      'target',
      `asked of a table (.csv, .npy); ${label} says by its names what is the target`,
      target,
    );
}

function utf8(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`${label} must be UTF-8, got other bytes`);
  }
}
