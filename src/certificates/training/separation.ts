/**
 * Strict linear separation of two finite sets of integer points, exactly: a plane between them, or a point that the convex hulls of both
 * contain. Either answer proves itself, and is checked before it is given.
 */
import { add, dot, equal, isLess, multiply, one, type Rational, rational, sum } from '../rational.ts';
import { farkas } from './exact-simplex.ts';

export type Point = readonly number[];

export type Separation =
  /** w · p > θ for every point of the first set, w · q < θ for every one of the second. */
  | {
      readonly kind: 'plane';
      readonly weights: readonly Rational[];
      readonly threshold: Rational;
      readonly pivots: number;
    }
  /** Σ λ_p p = Σ μ_q q, with weights ≥ 0 that sum to 1. */
  | {
      readonly kind: 'common';
      readonly first: readonly Rational[];
      readonly second: readonly Rational[];
      readonly pivots: number;
    };

/** @param size  coordinates of a point; needed where both sets are empty */
export function separate(first: readonly Point[], second: readonly Point[], size: number): Separation {
  const flat = Array.from({ length: size }, () => rational(0n));
  // An empty set lies on either side of any plane.
  if (second.length === 0) return { kind: 'plane', weights: flat, threshold: rational(-1n), pivots: 0 };
  if (first.length === 0) return { kind: 'plane', weights: flat, threshold: rational(1n), pivots: 0 };
  const coordinates = Array.from({ length: size }, (_, k) => [
    ...first.map((p) => BigInt(p[k]!)),
    ...second.map((q) => -BigInt(q[k]!)),
  ]);
  const isFirst = [...first.map(() => 1n), ...second.map(() => 0n)];
  const system = [...coordinates, isFirst, isFirst.map((x) => 1n - x)];
  const found = farkas(system, [...coordinates.map(() => 0n), 1n, 1n]);
  const { pivots } = found;
  const answer: Separation =
    found.kind === 'solution'
      ? { kind: 'common', first: found.z.slice(0, first.length), second: found.z.slice(first.length), pivots }
      : { ...planeOf(found.y, size), pivots };
  if (!proves(answer, first, second, size)) throw new Error('separate: the answer does not prove itself');
  return answer;
}

/** y · (p, 1, 0) ≤ 0, y · (−q, 0, 1) ≤ 0 and y_n + y_{n+1} > 0: −y_1 … −y_n have p at least y_n, and q at most −y_{n+1} < y_n. */
function planeOf(y: readonly Rational[], size: number) {
  const [a, b] = [y[size]!, y[size + 1]!];
  const half = rational(1n, 2n);
  const minus = rational(-1n);
  return {
    kind: 'plane' as const,
    weights: y.slice(0, size).map((w) => multiply(minus, w)),
    threshold: multiply(half, add(a, multiply(minus, b))),
  };
}

const exact = (point: Point) => point.map((x) => rational(BigInt(x)));

/** Whether an answer is one, from its definition. */
export function proves(answer: Separation, first: readonly Point[], second: readonly Point[], size: number): boolean {
  if (answer.kind === 'plane') {
    const { weights, threshold } = answer;
    return (
      first.every((p) => isLess(threshold, dot(weights, exact(p)))) &&
      second.every((q) => isLess(dot(weights, exact(q)), threshold))
    );
  }
  const weighted = (weights: readonly Rational[], points: readonly Point[], k: number) =>
    dot(
      weights,
      points.map((p) => rational(BigInt(p[k]!))),
    );
  const isConvex = (weights: readonly Rational[]) =>
    equal(sum(weights), one) && weights.every((w) => !isLess(w, rational(0n)));
  return (
    isConvex(answer.first) &&
    isConvex(answer.second) &&
    Array.from({ length: size }, (_, k) => k).every((k) =>
      equal(weighted(answer.first, first, k), weighted(answer.second, second, k)),
    )
  );
}
