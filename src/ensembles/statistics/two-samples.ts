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
}

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
    for (let k = 0; k < permutations; k++) {
      draw.shuffle(order);
      const units = Array.from(order, (i) => pooled[i]!);
      const [a, b] = [units.slice(0, left.length), units.slice(left.length)];
      distances.forEach(({ between }, d) => {
        // A split of which the distance is not known counts against the data.
        const distance = between(a, b);
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
