/**
 * One hidden layer and one output: the necessary and sufficient test of a local minimum, which always decides.
 * docs/certificate-format.md has the theorem; the names are those used there.
 */
import type { Layers, Vector } from '../format.ts';
import {
  add,
  divide,
  dot,
  isZero,
  multiply,
  negate,
  one,
  type Rational,
  rational,
  sign,
  sum,
  zero,
} from '../rational.ts';
import { subsets } from './combinations.ts';
import { still, withOutputBias, withOutputWeight, withUnit } from './directions.ts';
import { nullspace, primitive, rankOf } from './elimination.ts';
import { felt, type Kink, type State, type Unit, unitsOf } from './state.ts';
import { forecastSubsets, requireWithin } from './work.ts';

export type Decision =
  | { readonly kind: 'minimum' }
  | { readonly kind: 'slope'; readonly direction: Layers; readonly slope: Rational }
  | {
      readonly kind: 'curve';
      readonly curve: readonly Layers[];
      readonly order: number;
      readonly coefficient: Rational;
    };

const two = rational(2n);

/** @throws CapacityError when more than `limit` subsets of kink points had to be looked at */
export function decide(state: State, limit: bigint): Decision {
  const { network } = state.problem;
  const nowhere = still(network);
  const total = sum(state.residuals);
  if (!isZero(total)) {
    const way = isLeft(total);
    return { kind: 'slope', direction: withOutputBias(nowhere, way), slope: multiply(two, multiply(way, total)) };
  }
  const units = unitsOf(state);
  for (const [j, unit] of units.entries()) {
    const slope = dot(unit.slope, unit.own);
    if (isZero(slope)) continue;
    const way = isLeft(slope);
    return { kind: 'slope', direction: withOutputWeight(nowhere, j, way), slope: multiply(two, multiply(way, slope)) };
  }
  requireWithin(forecastSubsets(state), limit, 'subsets of kink points');
  for (const [j, unit] of units.entries()) {
    const eta = isZero(unit.v) ? undefined : fallingDirection(unit);
    if (!eta) continue;
    // (w, b) moves along η/v: by η or −η, times the positive 1/|v|, which is left out.
    const side = rational(BigInt(sign(unit.v)));
    const slope = multiply(two, multiply(multiply(unit.v, side), change(unit, eta)));
    const along = eta.map((entry) => multiply(side, entry));
    return { kind: 'slope', direction: withUnit(nowhere, 0, j, along), slope };
  }
  for (const [j, unit] of units.entries()) {
    const eta = isZero(unit.v) ? awakeningDirection(unit) : undefined;
    if (!eta) continue;
    // (w, b) + t η and v = ∓t²: the loss changes by ∓2 t³ Φ(η), and by t⁴ and more.
    const value = change({ ...unit, v: one }, eta);
    const way = isLeft(value);
    const curve = [withUnit(nowhere, 0, j, eta), withOutputWeight(nowhere, j, way)];
    return { kind: 'curve', curve, order: 3, coefficient: multiply(two, multiply(way, value)) };
  }
  return { kind: 'minimum' };
}

/** Against the slope: −1 or 1. */
const isLeft = (slope: Rational): Rational => rational(BigInt(-sign(slope)));

/** h(η) = a·η + Σ residual · ρ(x·η), ρ(t) = max(t, 0) if v > 0, min(t, 0) if v < 0 */
function change({ v, slope, kinks }: Unit, eta: Vector): Rational {
  return kinks.reduce(
    (total, { x, residual }) => {
      const t = dot(x, eta);
      return sign(t) === sign(v) ? add(total, multiply(residual, t)) : total;
    },
    dot(slope, eta),
  );
}

/** η with h(η) < 0, if there is one: along lines that cross no kink, then on the edges of the cones between kinks. */
function fallingDirection(unit: Unit): Vector | undefined {
  const width = unit.own.length;
  const normals = felt(unit.kinks).map(({ x }) => x);
  for (const line of nullspace(normals, width)) {
    const slope = dot(unit.slope, line);
    if (!isZero(slope)) return sign(slope) < 0 ? line : line.map(negate);
  }
  const rank = rankOf(normals, width);
  for (const subset of rank === 0 ? [] : subsets(normals, rank - 1)) {
    const solutions = nullspace(subset, width);
    if (solutions.length !== width - rank + 1) continue;
    const edge = solutions.find((vector) => normals.some((normal) => !isZero(dot(normal, vector))))!;
    for (const eta of [edge, edge.map(negate)]) if (sign(change(unit, eta)) < 0) return eta;
  }
  return undefined;
}

/**
 * Of a unit with v = 0: η with Φ(η) = a·η + Σ residual · max(x·η, 0) ≠ 0, if there is one. Without kinks that is a. Else Φ bends at
 * the hyperplane of the first kink, and at a point of it that lies on no other Φ cannot vanish there and on both sides.
 */
function awakeningDirection(unit: Unit): Vector | undefined {
  const kinks = felt(unit.kinks);
  if (kinks.length === 0) return unit.slope.every(isZero) ? undefined : primitive(unit.slope);
  const [first, ...others] = kinks as [Kink, ...Kink[]];
  const start = pointOff(nullspace([first.x], unit.own.length), others);
  for (let step = one; ; step = divide(step, two))
    for (const factor of [zero, step, negate(step)]) {
      const eta = start.map((entry, k) => add(entry, multiply(factor, first.x[k]!)));
      if (!isZero(change({ ...unit, v: one }, eta))) return primitiveDirection(eta);
    }
}

/** A combination of the basis that lies on no kink: on the curve (1, m, m², …) each hyperplane has few points. */
function pointOff(basis: readonly Vector[], kinks: readonly Kink[]): Vector {
  for (let m = 1n; ; m++) {
    const powers = basis.map((_, k) => rational(m ** BigInt(k)));
    const point = basis[0]!.map((_, k) =>
      dot(
        powers,
        basis.map((vector) => vector[k]!),
      ),
    );
    if (kinks.every(({ x }) => !isZero(dot(x, point)))) return point;
  }
}

/** The same direction in small integers. */
function primitiveDirection(eta: Vector): Vector {
  const small = primitive(eta);
  const k = eta.findIndex((entry) => !isZero(entry));
  return k >= 0 && sign(eta[k]!) < 0 ? small.map(negate) : small;
}
