/**
 * Set splitting: whether the elements 0 … n − 1 can be colored with two colors so that no subset has one color alone. And Blum and
 * Rivest's training set, which a three-node threshold network can learn exactly where the instance can be split: in {0, 1}ⁿ the origin
 * and each subset are positive, each element alone is negative.
 *
 * With the output node an AND the two hidden planes split the elements by which of them cuts an element off. A general output node could
 * put the negative points into a quadrant instead; three more coordinates and six more points forbid that: 000, 101, 011 positive; 100, 010,
 * 001, 111 negative. The middle of any two of these positive points is the middle of two of the negative ones, so that each would need a
 * plane of its own.
 * @source [blum1992training]
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Point } from './separation.ts';

export interface SetSplitting {
  readonly elements: number;
  /** Of elements from 0, none empty. */
  readonly subsets: readonly (readonly number[])[];
}

export interface TrainingSet {
  /** Coordinates of a point. */
  readonly size: number;
  readonly positive: readonly Point[];
  readonly negative: readonly Point[];
}

/** @throws ArgumentError when a subset is empty or has other elements */
export function checkInstance({ elements, subsets }: SetSplitting): void {
  integer('set splitting', 'elements', elements, 1, 64);
  subsets.forEach((subset, j) => {
    if (subset.length === 0) throw new ArgumentError('set splitting', `subsets[${j}]`, 'not empty', subset);
    for (const element of subset) integer('set splitting', `subsets[${j}]`, element, 0, elements - 1);
  });
}

/**
 * A split by search: elements are colored in turn, and a color is given up as soon as a subset has it alone.
 * @returns the color of each element, or null; and how many partial colorings were looked at
 */
export function splitOf(instance: SetSplitting): { split: readonly boolean[] | null; looks: number } {
  checkInstance(instance);
  const { elements, subsets } = instance;
  /** Subsets whose last element it is: their colors are then all known. */
  const ending = Array.from({ length: elements }, (_, e) => subsets.filter((subset) => Math.max(...subset) === e));
  const colors: boolean[] = [];
  let looks = 0;
  const search = (): boolean => {
    looks++;
    if (colors.length === elements) return true;
    const e = colors.length;
    // The two colors may change places.
    for (const color of e === 0 ? [false] : [false, true]) {
      colors.push(color);
      const isSplit = ending[e]!.every((subset) => subset.some((other) => colors[other] !== colors[subset[0]!]));
      if (isSplit && search()) return true;
      colors.pop();
    }
    return false;
  };
  return { split: search() ? [...colors] : null, looks };
}

/**
 * @param output  of the third node: an AND, or any threshold function, which takes three more coordinates
 */
export function trainingSet(instance: SetSplitting, output: 'and' | 'general'): TrainingSet {
  checkInstance(instance);
  const { elements, subsets } = instance;
  const more = output === 'general' ? 3 : 0;
  const size = elements + more;
  const point = (ones: readonly number[]): Point => Array.from({ length: size }, (_, k) => Number(ones.includes(k)));
  const beyond = (bits: readonly number[]) => point(bits.map((bit) => elements + bit));
  const positive = [point([]), ...subsets.map(point)];
  const negative = Array.from({ length: elements }, (_, e) => point([e]));
  if (more === 0) return { size, positive, negative };
  return {
    size,
    positive: [...positive, beyond([0, 2]), beyond([1, 2])],
    negative: [...negative, beyond([0]), beyond([1]), beyond([2]), beyond([0, 1, 2])],
  };
}
