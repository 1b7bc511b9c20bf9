/**
 * All isolated complex solutions of a square polynomial system by homotopy in a product of projective spaces, one for each block of unknowns:
 *     (1 − t) γ G(z) + t P(z) = 0,   0 ≤ t ≤ 1,
 * where G is a product of linear forms with the degrees of P (or a member of P's own family with its solutions). As many paths as G has
 * solutions are followed; for generic γ none meet before t = 1. Where P has fewer solutions the others go to infinity: a first coordinate of a
 * block goes to 0 like (1 − t)^r. The endgame tells that rate from a solution by steps in geometric progression.
 * @source [sommese2005numerical, ch. 8–10]
 */
import { onCircle } from '../base/circle.ts';
import { CapacityError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import { type ComplexEvaluation, complexEvaluation } from '../linalg/polynomials.ts';
import type { Equations } from './homotopy-family.ts';
import { type IsolatedZero, isolatedZero } from './homotopy-isolated.ts';
import { bezoutNumber, linearProducts } from './homotopy-products.ts';
import {
  type BlockedSystem,
  degreesOf,
  firstsOf,
  homogenized,
  lifted,
  lowered,
  placesOf,
} from './homotopy-projective.ts';
import { track } from './homotopy-track.ts';

export interface Solved {
  /** Isolated, certainly different solutions. */
  readonly solutions: readonly IsolatedZero[];
  readonly paths: number;
  /** Paths that went to infinity, ran into another's end, or were lost. */
  readonly infinite: number;
  readonly repeated: number;
  readonly lost: number;
}

/** Where the geometric steps begin, 1 − t, and their ratio and number. */
const endgame = { from: 0.02, ratio: 0.25, steps: 14 } as const;
/** The rate r ≥ `least` of a coordinate that goes to 0, the same within `steady` over three steps; or a coordinate below `gone`. */
const vanishing = { least: 0.04, steady: 0.08, gone: 1e-7 } as const;
/** A path's end that is tried again, with tighter tracking, before it is lost. */
const cares = [1, 10, 100] as const;

/** The number of paths that `solveAll` follows. */
export function pathCount(system: BlockedSystem): number {
  return bezoutNumber(degreesOf(system), system.blocks);
}

/** Paths beyond which a system takes hours. */
const mostPaths = 6561;

/**
 * @param stream decides γ and the forms of G
 * @throws CapacityError when there are more than 6561 paths
 */
export function* solveAll(stream: Stream, system: BlockedSystem): Generator<number, Solved, void> {
  const paths = pathCount(system);
  if (paths > mostPaths)
    throw new CapacityError(`solveAll: ${system.unknowns} unknowns have ${paths} paths, ${mostPaths} can be followed`);
  const { evaluate, solutions } = linearProducts(stream, degreesOf(system), system.blocks);
  return yield* followed({ stream, system, start: evaluate, starts: solutions(), infinity: true });
}

/**
 * From a generic member of a family with as many solutions as any has: no path goes to infinity.
 * @param stream decides γ  @param from  of the same terms, with coefficients in the same family of numbers  @param known  its solutions
 */
export function* solveFrom(
  stream: Stream,
  system: BlockedSystem,
  from: BlockedSystem,
  known: readonly Float64Array[],
): Generator<number, Solved, void> {
  const starts = known.map((x) => lifted(x, system.blocks));
  return yield* followed({ stream, system, start: complexEvaluation(homogenized(from)), starts, infinity: false });
}

interface Journey {
  readonly stream: Stream;
  readonly system: BlockedSystem;
  readonly start: ComplexEvaluation;
  readonly starts: Iterable<Float64Array>;
  /** Whether paths may go to infinity. */
  readonly infinity: boolean;
}

function* followed(journey: Journey): Generator<number, Solved, void> {
  const { stream, system, start, starts, infinity } = journey;
  const γ = onCircle(2 * Math.PI * stream.uniform());
  const path = pathSystem(system, γ, start, complexEvaluation(homogenized(system)));
  const solutions: IsolatedZero[] = [];
  let [paths, infinite, repeated, lost] = [0, 0, 0, 0];
  for (const z of starts) {
    const end = endOf({ path, system, infinity }, z, solutions);
    if (end === 'infinite') infinite++;
    else if (end === 'repeated') repeated++;
    else if (end === 'lost') lost++;
    else solutions.push(end);
    yield ++paths;
  }
  return { solutions, paths, infinite, repeated, lost };
}

type End = IsolatedZero | 'infinite' | 'repeated' | 'lost';

interface Way extends Pick<Journey, 'system' | 'infinity'> {
  readonly path: Equations;
}

function endOf(way: Way, start: Float64Array, known: readonly IsolatedZero[]): End {
  let end: End = 'lost';
  for (const care of cares) {
    const found = tryEnd(way, start, care);
    if (found === 'infinite') return found;
    if (found === 'lost') continue;
    if (known.every((other) => distance(found.x, other.x) >= Math.max(found.radius, 2 * (found.error + other.error))))
      return found;
    end = 'repeated';
  }
  return end;
}

function tryEnd({ path, system, infinity }: Way, start: Float64Array, care: number) {
  const { blocks } = system;
  const z = start.slice();
  path.normalize(z);
  const isGone = (steps: number) => infinity && goesAway(sizes, steps);
  /** The solution, when the path can be followed from 1 − left to its end. */
  const arrive = (from: Float64Array, left: number) => {
    const end = track(path, from, care, [1 - left, 1]);
    return end.t === 1 ? isolatedZero(system, lowered(end.z, blocks)) : null;
  };
  let { z: here, t } = track(path, z, care, [0, 1 - endgame.from]);
  if (t < 1 - endgame.from) return 'lost';
  const sizes: number[][] = [firstsOf(here, blocks)];
  let left: number = endgame.from;
  for (let k = 0; k < endgame.steps; k++, left *= endgame.ratio) {
    const zero = k >= 2 && settles(sizes) ? arrive(here, left) : null;
    if (zero) return zero;
    const to = 1 - left * endgame.ratio;
    ({ z: here, t } = track(path, here, care, [1 - left, to]));
    if (t < to) return isGone(1) ? 'infinite' : 'lost';
    sizes.push(firstsOf(here, blocks));
    if (isGone(3)) return 'infinite';
  }
  return (infinity ? null : arrive(here, left)) ?? (isGone(1) ? 'infinite' : 'lost');
}

/** r of each block at the last step, `back` steps ago. */
function ratesOf(sizes: readonly number[][], back: number): number[] {
  const [before, after] = [sizes.at(-2 - back)!, sizes.at(-1 - back)!];
  return after.map((size, b) => Math.log(size / before[b]!) / Math.log(endgame.ratio));
}

/** Whether no first coordinate is seen to fall like a power. */
function settles(sizes: readonly number[][]): boolean {
  return ratesOf(sizes, 0).every((r) => Math.abs(r) < vanishing.least);
}

/** Whether a first coordinate falls like a power over so many steps, or is gone. */
function goesAway(sizes: readonly number[][], steps: number): boolean {
  if (sizes.at(-1)!.some((size) => size < vanishing.gone)) return true;
  if (sizes.length < steps + 3) return false;
  const rates = Array.from({ length: steps }, (_, back) => ratesOf(sizes, back));
  return rates[0]!.some((r, b) =>
    rates.every((row) => row[b]! >= vanishing.least && Math.abs(row[b]! - r) <= vanishing.steady * r),
  );
}

/** The path system: P and G side by side, and the patches a_b · z_b = 1 of the blocks. */
function pathSystem(
  { unknowns: n, blocks }: BlockedSystem,
  γ: readonly [number, number],
  start: ComplexEvaluation,
  target: ComplexEvaluation,
): Equations {
  const m = n + blocks.length;
  const [G, dG] = [new Float64Array(2 * n), new Float64Array(2 * n * m)];
  const places = placesOf(blocks);
  return {
    unknowns: m,
    normalize(z) {
      for (const [from, to] of places) {
        const block = z.subarray(2 * from, 2 * to);
        let square = 0;
        for (const part of block) square += part * part;
        const c = 1 / Math.sqrt(square);
        for (let i = 0; i < block.length; i++) block[i]! *= c;
      }
    },
    evaluate(z, t, patch, F, J, dt) {
      start(z, G, dG, m);
      target(z, F, J, m);
      const [re, im] = [(1 - t) * γ[0], (1 - t) * γ[1]];
      for (let i = 0; i < 2 * n; i += 2) {
        dt[i] = F[i]! - (γ[0] * G[i]! - γ[1] * G[i + 1]!);
        dt[i + 1] = F[i + 1]! - (γ[0] * G[i + 1]! + γ[1] * G[i]!);
      }
      mix(F, G, 2 * n, t, re, im);
      mix(J, dG, 2 * n * m, t, re, im);
      F.fill(0, 2 * n);
      J.fill(0, 2 * n * m);
      dt.fill(0, 2 * n);
      places.forEach(([from, to], b) => {
        const row = n + b;
        let [sr, si] = [-1, 0];
        for (let i = from; i < to; i++) {
          const [ar, ai] = [patch[2 * i]!, -patch[2 * i + 1]!];
          J[2 * (row * m + i)] = ar;
          J[2 * (row * m + i) + 1] = ai;
          sr += ar * z[2 * i]! - ai * z[2 * i + 1]!;
          si += ar * z[2 * i + 1]! + ai * z[2 * i]!;
        }
        F[2 * row] = sr;
        F[2 * row + 1] = si;
      });
    },
  };
}

/** A ← t A + (re + i im) B. */
function mix(A: Float64Array, B: Float64Array, length: number, t: number, re: number, im: number): void {
  for (let i = 0; i < length; i += 2) {
    A[i] = t * A[i]! + re * B[i]! - im * B[i + 1]!;
    A[i + 1] = t * A[i + 1]! + re * B[i + 1]! + im * B[i]!;
  }
}

function distance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) square += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(square);
}
