/** Several hidden layers: refutations by slopes, and sufficient conditions. What they leave is undecided, and may be either. */
import type { Layers, Problem, Vector, Witness } from '../format.ts';
import { add, dot, isZero, multiply, negate, one, type Rational, rational, sign, sum, zero } from '../rational.ts';
import { still, withEntry } from './directions.ts';
import { decide } from './one-hidden-layer.ts';
import { positivePart, type State, stateOf } from './state.ts';
import { forecastPaths, requireWithin } from './work.ts';

/** Why nothing was proved, and what would help. */
export interface Open {
  readonly kind: 'open';
  readonly open: string;
  readonly help: string;
}

/** Multiplications that the search for a coordinate with a negative slope may take. */
const mostMultiplications = 4_000_000;

/** @throws CapacityError when more subsets of kink points of the last hidden layer, or more paths, had to be looked at */
export function decideDeep(state: State, subsets: bigint, paths: bigint): Witness | Open {
  const slope = fallingCoordinate(state);
  if (slope) return slope;
  const dead = state.z.findIndex((layer) => layer.every((row) => row.every((value) => sign(value) < 0)));
  if (dead >= 0) return { kind: 'dead-layer', layer: dead + 1 };
  requireWithin(forecastPaths(state.problem), paths, 'paths through the layers');
  const obstacle = pathObstacle(state);
  if (obstacle === undefined) return { kind: 'paths' };
  const last = decideLastLayers(state, subsets);
  if (last) return last;
  return {
    kind: 'open',
    open: `no slope along a coordinate is negative, but ${obstacle}`,
    help: 'with several hidden layers only sufficient conditions are known here: look at a point off the kinks, or at one hidden layer',
  };
}

/** A parameter whose change to one side lowers the loss to first order; the output bias comes first. */
function fallingCoordinate(state: State): Witness | undefined {
  const { network, x } = state.problem;
  const nowhere = still(network);
  const size = network.reduce((count, { W, b }) => count + b.length * (W[0]!.length + 1), 0);
  const isTooMuch = 2 * size * size * x.length > mostMultiplications;
  for (const [l, { W }] of [...network.entries()].reverse())
    for (const [u, row] of W.entries())
      for (let i = row.length; i >= 0; i--) {
        if (isTooMuch && (l < network.length - 1 || i < row.length)) return undefined;
        for (const way of [one, negate(one)]) {
          const direction = withEntry(nowhere, l, u, i, way);
          const slope = slopeAlong(state, direction);
          if (sign(slope) < 0) return { kind: 'slope', direction, slope };
        }
      }
  return undefined;
}

/** d/dt L(θ + t D) for t → 0 from above: 2 Σ r_i f′_i */
export function slopeAlong({ problem, z, residuals }: State, direction: Layers): Rational {
  const changes = problem.x.map((row, i) => {
    let [h, dh] = [row as Vector, row.map(() => zero) as Vector];
    for (const [l, { W }] of problem.network.entries()) {
      const { W: dW, b: db } = direction[l]!;
      const dz = W.map((weights, u) => add(add(dot(dW[u]!, h), dot(weights, dh)), db[u]!));
      const own = z[l]?.[i];
      if (!own) return dz[0]!;
      h = own.map(positivePart);
      dh = dz.map((value, u) => (sign(own[u]!) > 0 || (sign(own[u]!) === 0 && sign(value) > 0) ? value : zero));
    }
    throw new Error('a network without an output layer');
  });
  return multiply(rational(2n), dot(residuals, changes));
}

/** What keeps the slopes along paths from being zero however the kinks fall; undefined when nothing does. */
function pathObstacle({ problem, z, residuals: r }: State): string | undefined {
  const inputs = problem.x[0]!.map((_, k) => problem.x.map((row) => row[k]!));
  const visit = (l: number, state: readonly number[]): string | undefined => {
    for (const input of [r.map(() => one), ...(l === 0 ? inputs : [])]) {
      const slopes = r.map((value, i) => multiply(value, input[i]!));
      const kink = slopes.findIndex((slope, i) => state[i] === 0 && !isZero(slope));
      if (kink >= 0) return `sample ${kink + 1} lies on a kink that decides over a slope`;
      if (!isZero(sum(slopes.filter((_, i) => state[i]! > 0))))
        return 'the loss has a slope in the product of weights along a path';
    }
    for (let u = 0; l > 0 && u < problem.network[l - 1]!.b.length; u++) {
      const obstacle = visit(
        l - 1,
        state.map((value, i) => Math.min(value, sign(z[l - 1]![i]![u]!))),
      );
      if (obstacle) return obstacle;
    }
    return undefined;
  };
  return visit(
    z.length,
    r.map(() => 1),
  );
}

/** The last hidden layer and the output, on what the layers before make of the data: what refutes a minimum there refutes it here. */
function decideLastLayers({ problem, z }: State, limit: bigint): Witness | undefined {
  const before = z.length - 1;
  const reduced: Problem = {
    ...problem,
    x: z[before - 1]!.map((row) => row.map(positivePart)),
    network: problem.network.slice(before),
  };
  const decision = decide(stateOf(reduced), limit);
  const inWhole = (direction: Layers): Layers => [...still(problem.network).slice(0, before), ...direction];
  if (decision.kind === 'slope') return { ...decision, direction: inWhole(decision.direction) };
  if (decision.kind === 'curve') return { ...decision, curve: decision.curve.map(inWhole) };
  return undefined;
}
