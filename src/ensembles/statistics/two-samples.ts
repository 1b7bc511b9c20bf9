/**
 * Are two ensembles alike? What is permuted between them are whole units (disorders, with all their starts), since values within one are dependent:
 * under the null that both were drawn alike every split of the units is as likely as any other.
 * @source [good2005permutation, ch. 3]; [phipson2010permutation] for the p-value
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Stream } from '../../base/philox.ts';
import { slope } from './slope.ts';
import { quantile } from './summary.ts';

/** W₁ = ∫|F_a − F_b| between two samples. @throws ArgumentError when one is empty */
export function wasserstein(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 || b.length === 0) throw new ArgumentError('wasserstein', 'samples', 'not empty', 0);
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, sum, at] = [0, 0, 0, Math.min(x[0]!, y[0]!)];
  while (i < x.length || j < y.length) {
    const next = j >= y.length || (i < x.length && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    sum += Math.abs(i / x.length - j / y.length) * (next - at);
    at = next;
    while (i < x.length && x[i]! === next) i++;
    while (j < y.length && y[j]! === next) j++;
  }
  return sum;
}

/** Units of both ensembles at one size. */
export interface Split<Unit> {
  readonly size: number;
  readonly left: readonly Unit[];
  readonly right: readonly Unit[];
}

/** A distance between two sets of units: W₁ of their values, the difference of their means. */
export interface Distance<Unit> {
  readonly name: string;
  /** ≥ 0; NaN where there is nothing to compare. */
  between(left: readonly Unit[], right: readonly Unit[]): number;
  /** The same for any split of these units, by which of them are left: what can be done once is done once. */
  over?(units: readonly Unit[]): (isLeft: Uint8Array) => number;
}

/** W₁ of all values of the units: they are sorted once, and a split is one walk over them. */
export function wassersteinOf<Unit>(name: string, values: (unit: Unit) => readonly number[]): Distance<Unit> {
  return {
    name,
    between: (left, right) => wasserstein(left.flatMap(values), right.flatMap(values)),
    over(units) {
      const all = units.flatMap((unit, at) => values(unit).map((value) => ({ value, at })));
      all.sort((a, b) => a.value - b.value);
      const [sorted, owner] = [Float64Array.from(all, ({ value }) => value), Int32Array.from(all, ({ at }) => at)];
      const counts = Int32Array.from(units, (unit) => values(unit).length);
      return (isLeft) => {
        let [a, b] = [0, 0];
        counts.forEach((count, at) => {
          if (isLeft[at]) a += count;
          else b += count;
        });
        if (a === 0 || b === 0) return Number.NaN;
        let [height, sum] = [0, 0];
        for (let i = 0; i + 1 < sorted.length; i++) {
          height += isLeft[owner[i]!] ? 1 / a : -1 / b;
          sum += Math.abs(height) * (sorted[i + 1]! - sorted[i]!);
        }
        return sum;
      };
    },
  };
}

/** The absolute difference of the means of all values of the units. */
export function differenceOfMeans<Unit>(name: string, values: (unit: Unit) => readonly number[]): Distance<Unit> {
  const over = (units: readonly Unit[]) => {
    const sums = Float64Array.from(units, (unit) => values(unit).reduce((sum, x) => sum + x, 0));
    const counts = Int32Array.from(units, (unit) => values(unit).length);
    return (isLeft: Uint8Array) => {
      const [sum, count] = [
        [0, 0],
        [0, 0],
      ];
      for (let at = 0; at < sums.length; at++) {
        sum[isLeft[at]!]! += sums[at]!;
        count[isLeft[at]!]! += counts[at]!;
      }
      return Math.abs(sum[1]! / count[1]! - sum[0]! / count[0]!);
    };
  };
  return {
    name,
    between: (left, right) => over([...left, ...right])(sides(left.length, right.length)),
    over,
  };
}

/** 1 for the first `left` units, 0 for the others. */
const sides = (left: number, right: number) => new Uint8Array(left + right).fill(1, 0, left);

/** The absolute difference of a number of each set. */
export function differenceOf<Unit>(name: string, of: (units: readonly Unit[]) => number): Distance<Unit> {
  return { name, between: (left, right) => Math.abs(of(left) - of(right)) };
}

export interface PermutationTest {
  readonly name: string;
  readonly size: number;
  readonly distance: number;
  /** (1 + number of permutations at least as far)/(1 + permutations). */
  readonly pValue: number;
  /** 95 % quantile of the distance over permutations. */
  readonly null95: number;
  /** Distances over permutations, in the order drawn: the same permutation for every distance at one size. */
  readonly permuted: Float64Array;
}

/**
 * One test for each distance and size; the units of each size are permuted by themselves, number k of every size together.
 * @param draw          decides the permutations
 * @param permutations  B ≥ 99; the least p-value is 1/(B + 1)
 * @returns             by size, then distance; tests whose distance is NaN on the data are left out
 * @throws              ArgumentError when a size has fewer than 2 units on a side
 */
export function permutationTests<Unit>(
  draw: Stream,
  splits: readonly Split<Unit>[],
  distances: readonly Distance<Unit>[],
  permutations: number,
): PermutationTest[] {
  integer('permutationTests', 'permutations', permutations, 99);
  return splits.flatMap(({ size, left, right }) => {
    const few = Math.min(left.length, right.length);
    if (few < 2) throw new ArgumentError('permutationTests', 'splits', `2 units a side at size ${size}`, few);
    const pooled = [...left, ...right];
    const order = Uint32Array.from(pooled, (_, i) => i);
    const observed = distances.map(({ between }) => between(left, right));
    const permuted = distances.map(() => new Float64Array(permutations));
    const prepared = distances.map(({ over }) => over?.(pooled));
    const isLeft = new Uint8Array(pooled.length);
    for (let k = 0; k < permutations; k++) {
      draw.shuffle(order);
      isLeft.fill(0);
      for (let i = 0; i < left.length; i++) isLeft[order[i]!] = 1;
      const split = () => {
        const units = Array.from(order, (i) => pooled[i]!);
        return [units.slice(0, left.length), units.slice(left.length)] as const;
      };
      distances.forEach(({ between }, d) => {
        // A split of which the distance is not known counts against the data.
        const distance = prepared[d]?.(isLeft) ?? between(...split());
        permuted[d]![k] = Number.isNaN(distance) ? Infinity : distance;
      });
    }
    return distances.flatMap(({ name }, d) => {
      const distance = observed[d]!;
      if (Number.isNaN(distance)) return [];
      return [{ name, size, distance, ...against(distance, permuted[d]!) }];
    });
  });
}

/** Relative difference below which two distances are the same: sums of one set in another order. */
const ties = 1e-12;

function against(distance: number, permuted: Float64Array) {
  const asFar = permuted.reduce((count, x) => count + (x >= distance * (1 - ties) ? 1 : 0), 0);
  return { pValue: (1 + asFar) / (1 + permuted.length), null95: quantile(permuted, 0.95), permuted };
}

/**
 * Does a distance grow with size? One-sided p-value of the least-squares slope of ln distance in ln size, among those of the permutations.
 * @param tests  of one distance, at two sizes or more
 */
export function growthTest(tests: readonly PermutationTest[]): { readonly slope: number; readonly pValue: number } {
  if (tests.length < 2) throw new ArgumentError('growthTest', 'tests', 'two sizes or more', tests.length);
  const x = tests.map(({ size }) => Math.log(size));
  const slopeOf = (distances: readonly number[]) =>
    slope(
      x,
      distances.map((distance) => Math.log(Math.max(distance, Number.MIN_VALUE))),
    );
  const found = slopeOf(tests.map(({ distance }) => distance));
  const count = tests[0]!.permuted.length;
  let steeper = 0;
  for (let k = 0; k < count; k++) if (slopeOf(tests.map(({ permuted }) => permuted[k]!)) >= found) steeper++;
  return { slope: found, pValue: (1 + steeper) / (1 + count) };
}
