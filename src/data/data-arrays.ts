/** Inputs and targets as arrays: those of an archive by their names, or the images and labels of IDX files. */
import { ArgumentError, DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { checkWeights, classesOf, type DataFile, type DataFileOptions, finite, type LabelValue } from './data-file.ts';
import { type StoredArray, shapeWords } from './tensor.ts';

export interface Pair {
  readonly x: StoredArray;
  readonly y: StoredArray;
}

export function fromArrays(
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
    // As glasscape exports a run's data.
    { pair: pair('trainInputs', 'trainLabels'), columns: false, test: pair('testInputs', 'testLabels') },
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
export function fromPairs(
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

function labelValues(array: StoredArray): LabelValue[] {
  if (array.kind === 'text') return array.texts();
  const values = Array.from(array.tensor().data as ArrayLike<number>);
  const wrong = values.findIndex((value) => !Number.isInteger(value));
  if (wrong >= 0)
    throw new DataError(`${array.label}: labels must be integers, got ${values[wrong]} in sample ${wrong}`);
  return values;
}
