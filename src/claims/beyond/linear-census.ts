/**
 * Every critical point of a deep linear net with a decay of its own for every weight. A member of the family with complex data is solved by total
 * homotopy; its solutions are followed to the real data. A solution is real when its conjugate lies where it is alone; each real one is then
 * proved by Krawczyk's operator, and its index by inertia in intervals.
 */
import { type Stream, stream } from '../../base/philox.ts';
import { type Interval, polynomialSystem, potential, proveSigns, proveZero } from '../../certificates/index.ts';
import { type Complex, randomExamples, stationaryEquations } from '../../landscapes/index.ts';
import { type Matrix, matrix, pseudoInverse, times, transpose } from '../../linalg/index.ts';
import {
  type BlockedSystem,
  type IsolatedZero,
  pathCount,
  type Solved,
  solveAll,
  solveFrom,
} from '../../search/index.ts';
import { problemOf } from '../golikov2019/linear-problems.ts';

/** Homotopies of the complex member, each with another γ and other linear forms. */
const rounds = 3;
/** Samples of the data, and the mean decay of a weight at scale 1. */
const samples = 8;
const decay = 2;

export interface Generic {
  readonly widths: readonly number[];
  readonly system: BlockedSystem;
  /** Paths of one homotopy, and Bézout's number without blocks. */
  readonly paths: number;
  readonly totalDegree: number;
  /** Isolated solutions of each round, and paths that were lost or ran into another's end. */
  readonly counts: readonly number[];
  readonly lost: readonly number[];
  readonly solutions: readonly Float64Array[];
}

export interface RealPoint {
  readonly x: Float64Array;
  /** Of L − L(0), on the box that holds the point. */
  readonly value: Interval;
  /** Proved negative eigenvalues; undefined when a sign is open. */
  readonly index: number | undefined;
}

export interface Census {
  readonly widths: readonly number[];
  /** Number of the data, and what the decay is multiplied with. */
  readonly instance: number;
  readonly scale: number;
  readonly complex: number;
  /** Paths that did not end at isolated different solutions. */
  readonly missing: number;
  readonly real: readonly RealPoint[];
  /** Solutions that are neither seen to be real nor not to be, or real and not proved. */
  readonly open: number;
  /** ‖Y‖². */
  readonly whole: number;
}

const last = <T>(search: Generator<unknown, T, void>): T => {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
};

const blocksOf = (widths: readonly number[]) => widths.slice(1).map((d, h) => d * widths[h]!);

/** A complex member of the family, solved `rounds` times. */
export function genericOf(seed: number, widths: readonly number[]): Generic {
  const draw = stream(seed, 'gs-deep-linear-census', 0, `generic/${widths.join('-')}`);
  const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
  const blocks = blocksOf(widths);
  const numbers = (count: number): Complex[] => Array.from({ length: count }, () => [draw.normal(), draw.normal()]);
  const [M, B] = [numbers(inputs ** 2), numbers(outputs * inputs)];
  const λ = numbers(blocks.reduce((sum, n) => sum + n, 0));
  const system = {
    ...stationaryEquations({
      widths,
      inputs: (k, l) => M[Math.min(k, l) * inputs + Math.max(k, l)]!,
      answers: (i, l) => B[i * inputs + l]!,
      decay: (w) => λ[w]!,
    }),
    blocks,
  };
  const solved = Array.from({ length: rounds }, () => last(solveAll(draw, system)));
  const counts = solved.map(({ solutions }) => solutions.length);
  const most = solved[counts.indexOf(Math.max(...counts))]!;
  return {
    widths,
    system,
    paths: pathCount(system),
    totalDegree: (2 * blocks.length - 1) ** system.unknowns,
    counts,
    lost: solved.map(({ lost, repeated }) => lost + repeated),
    solutions: most.solutions.map(({ x }) => x),
  };
}

/** The census of instance k: random data, decays uniform in (½, 3/2) · 2 · scale. */
export function censusOf(seed: number, generic: Generic, instance: number, scale: number): Census {
  const { widths, system: from, solutions } = generic;
  const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
  const { X, Y } = problemOf(randomExamples(seed, instance, inputs, outputs, samples));
  const draw = stream(seed, 'gs-deep-linear-census', instance, `decay/${widths.join('-')}`);
  const λ = Array.from({ length: from.unknowns }, () => scale * decay * (0.5 + draw.uniform()));
  const [M, B] = [times(X, transpose(X)), times(Y, transpose(X))];
  const at = (A: Matrix, i: number, j: number): Complex => [A.entries[i * A.columns + j]!, 0];
  const system = {
    ...stationaryEquations({
      widths,
      inputs: (k, l) => at(M, Math.min(k, l), Math.max(k, l)),
      answers: (i, l) => at(B, i, l),
      decay: (w) => [λ[w]!, 0],
    }),
    blocks: from.blocks,
  };
  const followed = followedTo(stream(seed, 'gs-deep-linear-census', instance, `path/${scale}`), system, generic);
  const kinds = followed.solutions.map(realityOf);
  const real = followed.solutions.flatMap((solution, k) => (kinds[k] === 'real' ? [provedAt(system, solution)] : []));
  const proved = real.filter((one): one is RealPoint => one !== undefined);
  return {
    widths,
    instance,
    scale,
    complex: followed.solutions.length,
    missing: solutions.length - followed.solutions.length,
    real: proved.sort((a, b) => a.value.low - b.value.low),
    open: kinds.filter((kind) => kind === 'open').length + real.length - proved.length,
    whole: Y.entries.reduce((sum, y) => sum + y * y, 0),
  };
}

/** Followed once more with another γ when a path is lost. */
function followedTo(draw: Stream, system: BlockedSystem, { system: from, solutions }: Generic): Solved {
  const first = last(solveFrom(draw, system, from, solutions));
  if (first.solutions.length === solutions.length) return first;
  const second = last(solveFrom(draw, system, from, solutions));
  return second.solutions.length > first.solutions.length ? second : first;
}

/** Real: its conjugate lies within the radius in which it is alone. Not real: its imaginary part is larger than its error. */
function realityOf({ x, error, radius }: IsolatedZero): 'real' | 'not real' | 'open' {
  const imaginary = Math.hypot(...x.filter((_, i) => i % 2 === 1));
  if (2 * imaginary + 2 * error < radius) return 'real';
  return imaginary > error ? 'not real' : 'open';
}

function provedAt(system: BlockedSystem, { x }: IsolatedZero): RealPoint | undefined {
  const n = system.unknowns;
  const center = x.filter((_, i) => i % 2 === 0);
  const equations = polynomialSystem(system);
  const here = equations.at({ low: center, high: center })!;
  const J = matrix(n, n);
  here.jacobian.forEach(({ low }, i) => void J.entries.set(low, i * n));
  const zero = proveZero(equations, center, pseudoInverse(J).entries);
  if (!zero) return undefined;
  const there = equations.at(zero.box)!.jacobian;
  const flat = (side: 'low' | 'high') => Float64Array.from(there.flatMap((row) => [...row[side]]));
  const φ = potential(system, zero.box);
  return {
    x: center,
    value: { low: 2 * φ.low, high: 2 * φ.high },
    index: proveSigns({ low: flat('low'), high: flat('high') }, n)?.negative,
  };
}

/** Minima, and those of them that are certainly higher than another. */
export function minimaOf({ real }: Census): { minima: RealPoint[]; bad: RealPoint[]; excess: number } {
  const minima = real.filter(({ index }) => index === 0);
  const least = Math.min(...minima.map(({ value }) => value.high));
  const bad = minima.filter(({ value }) => value.low > least);
  return { minima, bad, excess: Math.max(0, ...bad.map(({ value }) => value.high - least)) };
}

/** Σ (−1)^index over the real points; undefined when an index is open. */
export function eulerOf({ real }: Census): number | undefined {
  return real.reduce<number | undefined>(
    (sum, { index }) => (sum === undefined || index === undefined ? undefined : sum + (index % 2 === 0 ? 1 : -1)),
    0,
  );
}
