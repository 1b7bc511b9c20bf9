/**
 * The outermost eigenvalues of a large symmetric operator, with their multiplicities. One Krylov space holds as many vectors of an
 * eigenspace as it has start vectors, however often the eigenvalue occurs; so spaces are explored one after another, each from random
 * vectors and orthogonal to the pairs found before, until one finds nothing farther out than the list, or a count says that it is whole.
 * @source [parlett1998symmetric, ch. 13]
 */
import { integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import { BlockKrylov, rowsOf } from './block-krylov.ts';
import { type Completeness, checkCompleteness, type Side } from './completeness.ts';
import { applyEach, type Count, type Operator } from './operator.ts';
import { type MultipliedPair, type RitzPair, rayleighRitz } from './rayleigh-ritz.ts';

export interface Extremes {
  /** In increasing order; the vectors of both lists are orthonormal. */
  readonly smallest: readonly RitzPair[];
  readonly largest: readonly RitzPair[];
  /** What is known of either list. */
  readonly complete: Readonly<Record<Side, Completeness>>;
  /** Products with the operator. */
  readonly products: number;
}

export interface ExtremeOptions {
  /** Residual asked for, relative to the largest |θ|. Default 1e-8. */
  readonly tolerance?: number;
  /**
   * Vectors of all Krylov spaces together, each a product; default 1000. Memory: n numbers for each vector k of the largest space and 5k²
   * for its Ritz values; 16n · count for the lists.
   */
  readonly steps?: number;
  /** N(level), certified, of the matrix the operator multiplies with: the search goes on until it says that the lists are whole. */
  readonly countBelow?: (level: number) => Count;
}

const sides = ['smallest', 'largest'] as const;

/** Start vectors of a space at most: `dense` multiplies four at once 2.1 times as fast, and more no faster, but learns less from each. */
const widest = 4;

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * The `count` smallest and largest eigenvalues, each as often as it occurs, with residuals ‖A x − θ x‖ from products with A. A space
 * grows until all residuals that matter are below tolerance · max |θ|. Without `countBelow` a list of one is taken from the first space,
 * and a longer one when another space adds nothing to it: likely whole, not proved.
 * @randomness   one normal vector from `stream` for the first space, two for the second, four for each one after; four for each where
 *               count > 1 and the operator multiplies blocks
 * @accuracy     |θ − λ| ≤ residual + ε for some eigenvalue λ, with the operator's error ε; residual² / gap for an isolated one
 * @throws       ArgumentError when the operator is not symmetric, or meets NaN or infinity
 */
export function extremes(stream: Stream, operator: Operator, count: number, options: ExtremeOptions = {}): Extremes {
  const where = 'extremes';
  const n = operator.size;
  integer(where, 'count', count, 1, n);
  const tolerance = positive(where, 'tolerance', options.tolerance ?? 1e-8);
  const steps = integer(where, 'steps', options.steps ?? 1000, 1);
  if (!operator.symmetric) throw new ArgumentError(where, 'operator', 'symmetric', false);
  const search: Search = { operator, count, tolerance, pairs: [], norm: 0 };
  const verdicts: Record<Side, Verdict> = { smallest: 'unknown', largest: 'unknown' };
  let [spent, products] = [0, 0];
  let open: readonly Side[] = sides;
  for (let spaces = 0; open.length > 0 && spent < steps; spaces++) {
    const width = Math.min(blockWidth(operator, count, spaces), steps - spent);
    const start = Array.from({ length: width }, () => Float64Array.from({ length: n }, () => stream.normal()));
    const known = search.pairs.map(({ vector }) => vector);
    const space = new BlockKrylov(operator, start, known);
    const ritz = growUntilSettled(search, space, open, steps - spent);
    const finds = open.map((side) => findsIn(search, side, ritz));
    spent += space.basis.length;
    products += space.basis.length + enlist(search, space, new Set(finds.flatMap(({ numbers }) => numbers)));
    const whole = space.basis.length + known.length === n;
    open = open.filter((side, i) => {
      const { numbers, gained } = finds[i]!;
      if (numbers.length > 0) verdicts[side] = verdict(search, side, options.countBelow);
      if (whole || typeof verdicts[side] === 'object') return false;
      return verdicts[side] === 'missing' || (spaces === 0 ? count > 1 : gained);
    });
  }
  const complete = (side: Side): Completeness => {
    const found = verdicts[side];
    return typeof found === 'object' ? found : { verdict: 'at-least' };
  };
  const list = (side: Side) => listed(search, side).map(({ value, residual, vector }) => ({ value, residual, vector }));
  return {
    smallest: list('smallest'),
    largest: list('largest').reverse(),
    complete: { smallest: complete('smallest'), largest: complete('largest') },
    products,
  };
}

/**
 * Start vectors of the next space: the more, the more copies it sees, and the less it learns from a product. One is the cheapest where
 * nothing is multiple, four where products are cheaper together. What a space has missed the next looks for with twice as many.
 */
function blockWidth({ applyBlock }: Operator, count: number, spaces: number): number {
  return applyBlock && count > 1 ? widest : Math.min(widest, 2 ** spaces);
}

interface Search {
  readonly operator: Operator;
  readonly count: number;
  readonly tolerance: number;
  /** The outermost pairs found, in increasing order: up to `count` from either end. */
  pairs: readonly MultipliedPair[];
  /** Largest |θ| seen. */
  norm: number;
}

type Ritz = ReturnType<BlockKrylov['ritzValues']>;
type Verdict = ReturnType<typeof checkCompleteness>;

/** Grows the space until what it has to say about the open sides has converged, it is invariant, or has `limit` vectors. */
function growUntilSettled(search: Search, space: BlockKrylov, open: readonly Side[], limit: number): Ritz {
  for (let size = 4 * search.count + 20; ; size = 2 * space.basis.length) {
    space.grow(Math.min(limit, size));
    const ritz = space.ritzValues();
    search.norm = ritz.values.reduce((norm, θ) => Math.max(norm, Math.abs(θ)), search.norm);
    const ended = space.width === 0 || space.basis.length + space.width > limit;
    if (ended || open.every((side) => settled(search, side, ritz))) return ritz;
  }
}

/**
 * Whether the Ritz values that belong in the list have converged, and the outermost of all if none does: that one, far enough to be none
 * of the list. A pair missing from it would be farther out still, and converge before.
 */
function settled(search: Search, side: Side, ritz: Ritz): boolean {
  const edge = lastListed(search, side).value;
  const outer = inward(side, ritz).slice(0, search.count);
  return outer.every(({ value, residual }, i) => {
    if (value < edge) return residual <= residualLimit(search);
    return i > 0 || residual <= Math.max(residualLimit(search), (value - edge) / 4);
  });
}

/** Numbers of the Ritz values that belong in the list, and whether they change it by more than their residuals. */
function findsIn(search: Search, side: Side, ritz: Ritz) {
  const last = lastListed(search, side);
  const inside = inward(side, ritz)
    .slice(0, search.count)
    .filter(({ value }) => value < last.value - rounding(search));
  const gained = inside.some(({ value, residual }) => value < last.value - last.residual - residual - rounding(search));
  return { numbers: inside.map(({ number }) => number), gained };
}

/** Adds Ritz vectors to the list, keeps `count` pairs at either end, and returns how many products that took. */
function enlist(search: Search, space: BlockKrylov, numbers: ReadonlySet<number>): number {
  if (numbers.size === 0) return 0;
  const { operator, count, pairs } = search;
  const n = operator.size;
  const vectors = space.ritzVectors([...numbers]);
  const products = new Float64Array(vectors.length);
  applyEach(operator, vectors, numbers.size, products);
  const [x, Ax] = [rowsOf(vectors, n), rowsOf(products, n)];
  const all = rayleighRitz([...pairs, ...x.map((vector, i) => ({ vector, product: Ax[i]! }))]);
  search.pairs = all.filter((_, i) => i < count || i >= all.length - count);
  return numbers.size;
}

/** The verdict of the count on one list; unknown while a pair of it has not converged. */
function verdict(search: Search, side: Side, countBelow: ExtremeOptions['countBelow']): Verdict {
  const pairs = listed(search, side);
  const limit = residualLimit(search);
  if (!countBelow || pairs.length < search.count || pairs.some(({ residual }) => residual > limit)) return 'unknown';
  const { size, error } = search.operator;
  return checkCompleteness(side, pairs, { size, norm: search.norm, error: error?.value ?? 0 }, countBelow);
}

/** The listed pairs of one side, outermost first. */
function listed({ pairs, count }: Search, side: Side): readonly MultipliedPair[] {
  return side === 'smallest' ? pairs.slice(0, count) : pairs.slice(-count).reverse();
}

/** The innermost listed value as `inward` has it; beyond all values while the list is not full. */
function lastListed(search: Search, side: Side): { readonly value: number; readonly residual: number } {
  const last = listed(search, side)[search.count - 1];
  if (!last) return { value: Infinity, residual: 0 };
  return { value: side === 'smallest' ? last.value : -last.value, residual: last.residual };
}

/** Ritz values from one end inward, negated at the upper end: what is farther out is smaller. */
function inward(side: Side, { values, residuals }: Ritz) {
  return Array.from(values, (_, i) => {
    const number = side === 'smallest' ? i : values.length - 1 - i;
    return { number, value: side === 'smallest' ? values[number]! : -values[number]!, residual: residuals[number]! };
  });
}

/** What rounding and the operator's own error may do to a value. */
function rounding({ operator, norm }: Search): number {
  return 16 * (operator.size + 10) * u * norm + (operator.error?.value ?? 0);
}

function residualLimit(search: Search): number {
  return Math.max(search.tolerance * search.norm, rounding(search));
}
