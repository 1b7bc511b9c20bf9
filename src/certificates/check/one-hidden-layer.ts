/** One hidden layer: the conditions of a local minimum, necessary and sufficient, and flat directions. docs/certificate-format.md proves them. */
import { type Flat, type Layers, type Problem, rowsOf, type Vector } from '../format.ts';
import { add, dot, equal, isZero, multiply, negate, one, type Rational, sign, sum } from '../rational.ts';
import { demand, edges, kernel } from './linear.ts';
import { follow, residuals } from './network.ts';

/** A place (x, 1) where relu of a unit bends, and Σ r_i over the samples there. */
interface Kink {
  readonly x: Vector;
  readonly residual: Rational;
}

/** `critical`: no slope of L is negative. `minimum`: the point is a local minimum. */
export function conditions(problem: Problem): { critical: boolean; minimum: boolean } {
  const [hidden, output] = problem.network;
  const r = residuals(problem, [problem.network]).map((value) => value[0]!);
  const z = problem.x.map((row) => follow([problem.network], row).hidden[0]!.map((value) => value[0]!));
  const samples = problem.x.map((row, i) => ({ x: [...row, one], residual: r[i]!, z: z[i]! }));
  const units = rowsOf(hidden!).map((own, j) => {
    const active = samples.filter((sample) => sign(sample.z[j]!) > 0);
    const a = own.map((_, k) => sum(active.map(({ x, residual }) => multiply(residual, x[k]!))));
    const kinks = places(samples.filter((sample) => isZero(sample.z[j]!)));
    const side = sign(output!.W[0]![j]!);
    if (side === 0) return { critical: isZero(dot(a, own)), minimum: kinks.length === 0 && a.every(isZero) };
    return { critical: isNowhereNegative(a, kinks, side), minimum: true };
  });
  const critical = isZero(sum(r)) && units.every((unit) => unit.critical);
  return { critical, minimum: critical && units.every((unit) => unit.minimum) };
}

/** Samples at one place make one kink, which is none when their residuals cancel. */
function places(samples: readonly Kink[]): Kink[] {
  const same = (a: Kink, b: Kink) => a.x.every((entry, k) => equal(entry, b.x[k]!));
  const first = samples.filter((sample, i) => samples.findIndex((other) => same(other, sample)) === i);
  const total = (kink: Kink) => sum(samples.filter((other) => same(other, kink)).map(({ residual }) => residual));
  return first.map((kink) => ({ x: kink.x, residual: total(kink) })).filter(({ residual }) => !isZero(residual));
}

/** Is h(η) = a·η + Σ residual · ρ(x·η) ≥ 0 for all η, with ρ(t) = max(t, 0) for side 1, min(t, 0) for side −1? */
function isNowhereNegative(a: Vector, kinks: readonly Kink[], side: number): boolean {
  const normals = kinks.map(({ x }) => x);
  const h = (eta: Vector) => {
    const crossed = kinks.filter(({ x }) => sign(dot(x, eta)) === side);
    return crossed.reduce((total, { x, residual }) => add(total, multiply(residual, dot(x, eta))), dot(a, eta));
  };
  // h is linear on every cone between kinks, and a cone is spanned by lines that cross no kink and by edges.
  if (kernel(normals, a.length).some((eta) => !isZero(dot(a, eta)))) return false;
  for (const eta of edges(normals, a.length)) if (sign(h(eta)) < 0 || sign(h(eta.map(negate))) < 0) return false;
  return true;
}

/** Along a ray no output changes to first order, along a line neither way; the lines are independent. @throws Rejection */
export function checkFlat(problem: Problem, { lines, rays }: Flat): void {
  const reverse = (line: Layers) => line.map(({ W, b }) => ({ W: W.map((row) => row.map(negate)), b: b.map(negate) }));
  const weights = problem.network[1]!.W[0]!;
  for (const way of [...lines, ...lines.map(reverse), ...rays]) {
    const changes = residuals(problem, [problem.network, way]).map((r) => r[1]!);
    demand(changes.every(isZero), 'an output changes along a flat direction');
    // Where v = 0, a change of v and one of (w, b) are flat by themselves only.
    const isMixed = (own: Vector, j: number) => isZero(weights[j]!) && !isZero(way[1]!.W[0]![j]!) && !own.every(isZero);
    demand(!rowsOf(way[0]!).some(isMixed), 'a flat direction changes both sides of a unit with v = 0');
  }
  const rows = lines.map((line) => line.flatMap(rowsOf).flat());
  const size = rows[0]?.length ?? 0;
  demand(size - kernel(rows, size).length === lines.length, 'the flat lines are not independent');
}
