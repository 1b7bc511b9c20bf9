/** What a user's data file holds, and the rules that are the same for every kind of file. */
import { DataError } from '../base/errors.ts';
import type { ReadLimits } from './limits.ts';
import type { TensorData } from './tensor.ts';

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

/** A label as its class is called: a word, or an integer. */
export type LabelValue = string | number;

/** The distinct labels of all parts in ascending order, and each label's number among them. */
export function classesOf(label: string, values: readonly (readonly LabelValue[])[]) {
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

export function finite<A extends TensorData>(label: string, data: A, width: number): A {
  const wrong = data.findIndex((value: number) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new DataError(
      `${label}: numbers must be finite, got ${data[wrong]} in sample ${Math.floor(wrong / width)} at ${wrong % width}`,
    );
  return data;
}

export function checkWeights(label: string, weights: Float64Array, count: number): Float64Array {
  if (weights.length !== count)
    throw new DataError(`${label}: weights must be ${count}, one a sample, got ${weights.length}`);
  const wrong = weights.findIndex((w) => !(w >= 0 && w < Infinity));
  if (wrong >= 0)
    throw new DataError(`${label}: weights must be finite and ≥ 0, got ${weights[wrong]} in sample ${wrong}`);
  return weights;
}
