/**
 * The level set around a local minimum of a network with one hidden layer. If all output weights differ from 0, it is, up to a smooth change
 * of coordinates, the set of directions that change no output to first order: a fan of cones, one for each way in which the kinks can fall.
 */
import type { Flat, Layers, Matrix, Vector } from '../format.ts';
import { divide, dot, isZero, multiply, negate, one, print, type Rational, sign, zero } from '../rational.ts';
import { choose, subsets } from './combinations.ts';
import { still, withOutputBias, withOutputWeight, withUnit } from './directions.ts';
import { nullspace, rankOf } from './elimination.ts';
import { areEqual, extended, positivePart, type State, type Unit, unitsOf } from './state.ts';

export interface LevelSet extends Flat {
  /** Its dimension around the point; null where an output weight is 0 or the search for rays was too long. Computed, not certified. */
  readonly dimension: number | null;
}

/** Kinks, and eliminations, beyond which no rays are looked for: a second or so. */
const mostBends = 8;
const mostEliminations = 1000n;

/** Entries of a system that is solved at all. */
const mostEntries = 40_000;

interface Bend {
  readonly unit: number;
  readonly x: Vector;
}

export function levelSet(state: State): LevelSet {
  const [x, units] = [extended(state.problem), unitsOf(state)];
  const [width, h] = [x[0]!.length, units.length];
  // A direction is written (w_1, b_1), …, (w_h, b_h), v, c.
  const size = h * (width + 1) + 1;
  if (size * x.length > mostEntries) return { lines: [], rays: [], dimension: null };
  const bends: Bend[] = units.flatMap(({ v, kinks }, unit) =>
    isZero(v) ? [] : kinks.map((kink) => ({ unit, x: kink.x })),
  );
  const place = (unit: number, values: Vector): Vector => {
    const row = new Array<Rational>(size).fill(zero);
    for (const [k, value] of values.entries()) row[unit * width + k] = value;
    return row;
  };
  const moves = bends.map((bend) => place(bend.unit, bend.x));
  // What rescaling does is set aside: v changes only where it is 0.
  const fixed = units.flatMap(({ v }, j) => (isZero(v) ? [] : [unitVector(size, h * width + j)]));
  const outputs = (isOn: (bend: number) => boolean): Matrix => [
    ...fixed,
    ...x.map((row, i) =>
      outputRow(state, units, row, i, (j) =>
        bends.some((bend, k) => bend.unit === j && isOn(k) && areEqual(bend.x, row)),
      ),
    ),
  ];
  const shape = (direction: Vector): Layers => layersOf(state.problem.network, width, direction);

  const core = nullspace([...outputs(() => false), ...moves], size);
  const lines = [...units.flatMap((unit, j) => rescaling(state.problem.network, unit, j)), ...core.map(shape)];
  if (units.some(({ v }) => isZero(v)) || bends.length > mostBends) return { lines, rays: [], dimension: null };

  const rays = new Map<string, Vector>();
  let [dimension, left] = [lines.length, mostEliminations];
  for (let pattern = 0; pattern < 2 ** bends.length; pattern++) {
    const isOn = (bend: number) => ((pattern >> bend) & 1) === 1;
    const equations = outputs(isOn);
    const free = nullspace(equations, size).length - core.length;
    left -= 1n + (free > 0 ? choose(moves.length, free - 1) : 0n);
    if (left < 0n) return { lines, rays: Array.from(rays.values(), shape), dimension: null };
    const found = free > 0 ? raysOf(equations, moves, core.length, free, isOn) : [];
    for (const ray of found) rays.set(keyOf(moves.map((move) => dot(move, ray))), ray);
    dimension = Math.max(dimension, lines.length - core.length + rankOf([...core, ...found], size));
  }
  return { lines, rays: Array.from(rays.values(), shape), dimension };
}

/** How the output at a sample begins to change: through active units, those on kinks that count as active, and v where v = 0. */
function outputRow(
  { z }: State,
  units: readonly Unit[],
  row: Vector,
  i: number,
  isOn: (unit: number) => boolean,
): Vector {
  const through = units.flatMap(({ v }, j) => {
    const isActive = sign(z[0]![i]![j]!) > 0 || isOn(j);
    return row.map((entry) => (isActive ? multiply(v, entry) : zero));
  });
  return [...through, ...z[0]![i]!.map(positivePart), one];
}

/** Edges of the cone of directions that solve the equations and leave each kink to the side that `isOn` says. */
function raysOf(
  equations: Matrix,
  moves: Matrix,
  core: number,
  free: number,
  isOn: (bend: number) => boolean,
): Vector[] {
  const isInside = (direction: Vector) =>
    moves.every((move, k) => sign(dot(move, direction)) * (isOn(k) ? 1 : -1) >= 0);
  const found: Vector[] = [];
  for (const subset of subsets(moves, free - 1)) {
    const solutions = nullspace([...equations, ...subset], equations[0]!.length);
    if (solutions.length !== core + 1) continue;
    const edge = solutions.find((vector) => moves.some((move) => !isZero(dot(move, vector))))!;
    found.push(...[edge, edge.map(negate)].filter(isInside));
  }
  return found;
}

/** v (w, b) stays as it is when (w, b) grows by the factor by which v shrinks. */
function rescaling(network: Layers, { v, own }: Unit, j: number): Layers[] {
  return isZero(v) ? [] : [withOutputWeight(withUnit(still(network), 0, j, own), j, negate(v))];
}

function layersOf(network: Layers, width: number, direction: Vector): Layers {
  const h = network[0]!.b.length;
  let layers = withOutputBias(still(network), direction[h * (width + 1)]!);
  for (let j = 0; j < h; j++) {
    layers = withUnit(layers, 0, j, direction.slice(j * width, (j + 1) * width));
    layers = withOutputWeight(layers, j, direction[h * width + j]!);
  }
  return layers;
}

const unitVector = (size: number, at: number): Vector =>
  Array.from({ length: size }, (_, k) => (k === at ? one : zero));

/** Two rays are the same when they leave the kinks in the same proportion. */
function keyOf(way: Vector): string {
  const first = way.find((entry) => !isZero(entry)) ?? one;
  const size = sign(first) < 0 ? negate(first) : first;
  return way.map((entry) => print(divide(entry, size))).join();
}
