/**
 * The least loss of all networks with one hidden layer on inputs of one number, by their activation cells. In a cell a unit's (w, b) lies
 * between two neighbors among the directions in which it bends at a sample, and v has one sign: the output is a constant plus the features of
 * these directions with weights of that sign, so that the least loss in the cells of all units is that of a nonnegative fit.
 */
import { approximate } from '../approximate.ts';
import type { Layers, Matrix, Problem, Vector } from '../format.ts';
import { add, dot, isLess, isZero, multiply, negate, one, type Rational, sign, subtract } from '../rational.ts';
import { multisets } from './combinations.ts';
import { nonnegativeFit } from './nonnegative.ts';
import { positivePart } from './state.ts';

export interface GlobalMinimum {
  readonly loss: Rational;
  readonly network: Layers;
  /** What proves that no network has less loss: the vectors of the witness `cells`. */
  readonly duals: Matrix;
}

interface Cell {
  /** The sign of v. */
  readonly side: Rational;
  /** The directions (w, b) that bound it, and side · relu(w x_i + b) for each. */
  readonly ways: Matrix;
  readonly features: Matrix;
}

/** Samples without a network. */
export type ExactData = Pick<Problem, 'x' | 'y'>;

/** Fits that the proof may take: a minute or so. */
const mostFits = 4000;

/** The best network in the combination of cells that looks best. Its loss is exact, but nothing says that no other network has less. */
export function promisingNetwork(data: ExactData, units: number): { network: Layers; loss: Rational } {
  const cells = activationCells(data);
  return bestIn(
    data,
    byEstimate(data, cells, units)[0]!.map((k) => cells[k]!),
  );
}

/** The least loss, a network that has it, and the proof; undefined when the proof takes too many fits. */
export function proveGlobalMinimum(data: ExactData, units: number): GlobalMinimum | undefined {
  const cells = activationCells(data);
  const duals: { rho: Vector; serves: boolean[] }[] = [];
  let best: { network: Layers; loss: Rational } | undefined;
  for (const combination of byEstimate(data, cells, units)) {
    if (duals.some(({ serves }) => combination.every((k) => serves[k]))) continue;
    if (duals.length === mostFits) return undefined;
    const { residuals: rho, ...found } = bestIn(
      data,
      combination.map((k) => cells[k]!),
    );
    if (!best || isLess(found.loss, best.loss)) best = found;
    if (isZero(best.loss)) return { ...best, duals: [] };
    // The residuals of a fit bound the loss by that of the fit, wherever no feature of the cells lowers it.
    duals.push({ rho, serves: cells.map(({ features }) => features.every((feature) => sign(dot(rho, feature)) >= 0)) });
  }
  return best && { ...best, duals: duals.map(({ rho }) => rho) };
}

/** Between n places there are 2n arcs of directions; that on which no sample is active adds nothing. */
function activationCells({ x }: ExactData): Cell[] {
  const points = [...x.map(([p]) => p!)].sort((a, b) => sign(subtract(a, b)));
  const places = points.filter((p, i) => i === 0 || isLess(points[i - 1]!, p));
  const circle: Vector[] = [...places.map((p) => [one, negate(p)]), ...places.map((p) => [negate(one), p])];
  const relu = (way: Vector, side: Rational) => x.map(([p]) => multiply(side, positivePart(dot(way, [p!, one]))));
  return circle.flatMap((way, k) => {
    const ways = [way, circle[(k + 1) % circle.length]!];
    if (k === places.length - 1 && places.length > 1) return [];
    return [one, negate(one)].map((side) => ({ side, ways, features: ways.map((each) => relu(each, side)) }));
  });
}

function bestIn({ y }: ExactData, cells: readonly Cell[]): { network: Layers; loss: Rational; residuals: Vector } {
  const { constant, weights, residuals, loss } = nonnegativeFit(
    cells.flatMap(({ features }) => features),
    y,
  );
  const units = cells.map(({ ways: [first, second] }, j) =>
    first!.map((entry, k) => add(multiply(weights[2 * j]!, entry), multiply(weights[2 * j + 1]!, second![k]!))),
  );
  const hidden = { W: units.map(([w]) => [w!]), b: units.map(([, b]) => b!) };
  return { network: [hidden, { W: [cells.map(({ side }) => side)], b: [constant] }], loss, residuals };
}

/** Combinations of cells, one for each unit, in the order of their estimated least losses. */
function byEstimate({ y }: ExactData, cells: readonly Cell[], units: number): number[][] {
  const centered = (values: Vector) => {
    const numbers = values.map(approximate);
    const mean = numbers.reduce((total, value) => total + value, 0) / numbers.length;
    return numbers.map((value) => value - mean);
  };
  const target = centered(y);
  const columns = cells.flatMap(({ features }) => features.map(centered));
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, value, i) => total + value * b[i]!, 0);
  const gram = columns.map((a) => columns.map((b) => product(a, b)));
  const aims = columns.map((a) => product(a, target));
  const rated = Array.from(multisets(cells.length, units), (combination) => ({
    combination,
    estimate: estimateFit(
      gram,
      aims,
      combination.flatMap((k) => [2 * k, 2 * k + 1]),
    ),
  }));
  return rated.sort((a, b) => a.estimate - b.estimate).map(({ combination }) => combination);
}

/** The loss of a nonnegative fit less that of the mean, by coordinate descent in binary64. */
function estimateFit(gram: readonly number[][], aims: readonly number[], columns: readonly number[]): number {
  const weights = columns.map(() => 0);
  const slope = (k: number) => columns.reduce((total, j, n) => total + gram[k]![j]! * weights[n]!, -aims[k]!);
  for (let sweep = 0; sweep < 60; sweep++)
    for (const [n, k] of columns.entries())
      if (gram[k]![k]! > 0) weights[n] = Math.max(0, weights[n]! - slope(k) / gram[k]![k]!);
  return columns.reduce((total, k, n) => total + weights[n]! * (slope(k) - aims[k]!), 0);
}
