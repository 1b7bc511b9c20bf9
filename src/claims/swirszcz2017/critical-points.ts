/**
 * Critical points of small ReLU regression problems, made: data, network and activations are drawn, then residuals r from the null space of the
 * conditions Σ r = 0 and Σ_{active} r (x, 1) = 0 of each unit, and y = f − r. All numbers are small fractions.
 */
import { type Stream, stream } from '../../base/philox.ts';
import type { Layers, Problem, Vector } from '../../certificates/format.ts';
import { nullspace } from '../../certificates/prove/elimination.ts';
import { stateOf } from '../../certificates/prove/state.ts';
import {
  add,
  dot,
  isZero,
  multiply,
  one,
  type Rational,
  rational,
  sign,
  subtract,
  zero,
} from '../../certificates/rational.ts';

/**
 * smooth    no sample on a kink, no output weight 0
 * idle      no sample on a kink, one output weight 0 whose unit is active at some samples
 * kinks     samples on kinks, whose residuals count in full, in part or not at all
 * drawn     any y: nothing is critical on purpose
 */
export const kinds = ['smooth', 'idle', 'kinks', 'drawn'] as const;
export type Kind = (typeof kinds)[number];

/** Problem number k of a kind: up to 3 units, 4 to 8 samples of 1 or 2 numbers, with a loss above 0. */
export function problemOf(kind: Kind, number: number): Problem {
  const draw = stream(1, 'critical-points', number, kind);
  for (;;) {
    const problem = attempt(kind, draw);
    if (problem) return problem;
  }
}

const small = (draw: Stream, most: number): Rational => rational(BigInt(draw.integer(2 * most + 1) - most));
const some = (draw: Stream): Rational => rational(draw.uniform() < 0.5 ? -1n : 1n, BigInt(1 + draw.integer(2)));
const half = rational(1n, 2n);

function attempt(kind: Kind, draw: Stream): Problem | undefined {
  const [inputs, units, samples] = [1 + draw.integer(2), 1 + draw.integer(3), 5 + draw.integer(4)];
  const x = Array.from({ length: samples }, () => Array.from({ length: inputs }, () => small(draw, 4)));
  const W = Array.from({ length: units }, () => Array.from({ length: inputs }, () => small(draw, 2)));
  const b = W.map((w) => {
    // On a sample, or halfway beside: inputs are integers, so that no sample lies there.
    const level = subtract(zero, dot(w, x[draw.integer(samples)]!));
    return kind === 'kinks' && draw.uniform() < 0.7 ? level : add(level, half);
  });
  const v = W.map((_, j) => (kind === 'idle' && j === 0 ? zero : some(draw)));
  const network: Layers = [
    { W, b },
    { W: [v], b: [small(draw, 2)] },
  ];
  const { residuals: outputs, z } = stateOf({ x, y: x.map(() => zero), network });
  const touched = z[0]!.some((row) => row.some(isZero));
  if (touched !== (kind === 'kinks') && kind !== 'drawn') return undefined;
  const r = kind === 'drawn' ? x.map(() => small(draw, 3)) : criticalResiduals(kind, draw, x, z[0]!, v);
  if (!r || r.every(isZero)) return undefined;
  return { x, y: outputs.map((f, i) => subtract(f, r[i]!)), network };
}

function criticalResiduals(
  kind: Kind,
  draw: Stream,
  x: readonly Vector[],
  z: readonly Vector[],
  v: Vector,
): Vector | undefined {
  const extended = x.map((row) => [...row, one]);
  const rows: Vector[] = [x.map(() => one)];
  for (const [j, weight] of v.entries()) {
    // An idle unit asks only that its output weight has no slope.
    if (isZero(weight)) {
      rows.push(z.map((row) => (sign(row[j]!) > 0 ? row[j]! : zero)));
      continue;
    }
    const share = kind === 'kinks' ? [zero, half, one][draw.integer(3)]! : zero;
    for (const k of extended[0]!.keys())
      rows.push(
        extended.map((row, i) => {
          const own = sign(z[i]![j]!);
          return own > 0 ? row[k]! : own === 0 ? multiply(share, row[k]!) : zero;
        }),
      );
  }
  const basis = nullspace(rows, x.length);
  if (basis.length === 0) return undefined;
  const weights = basis.map(() => small(draw, 2));
  return x.map((_, i) =>
    dot(
      weights,
      basis.map((vector) => vector[i]!),
    ),
  );
}

/** Is the loss differentiable at the point? No sample lies on a kink of a unit with v ≠ 0. */
export function isSmooth(problem: Problem): boolean {
  return stateOf(problem).z[0]!.every((row) => row.every((value) => !isZero(value)));
}
