/**
 * A landscape that was named on the command line, with what every command asks of one: its units, its starts, the index and the Hessian
 * at a point, what certifies a critical point there, and when two of them are the same. named-glass.ts and named-network.ts make them.
 */
import { ArgumentError } from '../base/errors.ts';
import type { CriticalPoint, HessianIndex } from '../curvature/index.ts';
import type { Json } from '../ensembles/spec.ts';
import type { Landscape } from '../landscapes/index.ts';
import type { Operator } from '../linalg/operator.ts';

export interface PointIndex extends HessianIndex {
  /** ‖tangent gradient‖/√Λ of a spin glass, ‖∇L‖ of a network. */
  readonly gradientNorm: number;
  /** What was shown besides the counts; null where nothing is known to try. */
  readonly certificate: { readonly kind: string; readonly holds: boolean; readonly [fact: string]: Json } | null;
}

export interface NamedLandscape {
  /** In words, for tables and figures. */
  readonly title: string;
  /** What names it, for JSON documents. */
  readonly about: Readonly<Record<string, Json>>;
  readonly landscape: Landscape;
  /** Dimension of the space the Hessian acts on. */
  readonly dimension: number;
  /** Values are shown over `scale`: Λ for energies per spin, 1 for mean losses. */
  readonly quantity: 'energy per spin' | 'mean loss';
  readonly scale: number;
  /** Random start number k of the seed. */
  start(k: number): Float64Array;
  /** Heights between which searches for critical points start, not per scale, for the start they descend from. */
  heights(start: Float64Array): { readonly lowest: number; readonly highest: number };
  index(position: Float64Array, threshold: number): PointIndex;
  /** Whether `hessian` forms a matrix; otherwise it stands for products. */
  readonly formed: boolean;
  /** The Hessian without the rows that are zero, as far as that is known; and how many those are. */
  hessian(position: Float64Array): { readonly operator: Operator; readonly idle: number };
  /** The Hessian as products alone, all rows. */
  products(position: Float64Array): Operator;
  /** Seconds that something will take here, timed on a part of it. */
  seconds(work: Work, position: Float64Array, clock: () => number): number;
  /** Certified modulo the continuous symmetries. */
  classify(position: Float64Array, threshold: number): CriticalPoint;
  /** Equal modulo the symmetries. */
  same(a: CriticalPoint, b: CriticalPoint): boolean;
}

/** An index; all entries of the Hessian; one product with it. */
export type Work = 'index' | 'hessian' | 'product';

/** What is going to be done with n × n matrices, for the refusal of what does not fit. */
export interface Room {
  bytes(n: number): number;
  /** What can be used instead where that is too much. */
  readonly instead?: string;
}

/** Farthest a point may be off its manifold, relative to the manifold's size; as in curvature/tangent.ts. */
const maxDrift = 1e-8;

/**
 * The point where the instruments may look, put back onto the sphere if that was asked.
 * @throws ArgumentError when it has another number of coordinates, is not finite, or lies off the sphere
 */
export function checkPosition(
  where: string,
  { landscape: { manifold, dimension }, title }: NamedLandscape,
  position: Float64Array,
  retract = false,
): Float64Array {
  if (position.length !== dimension)
    throw new ArgumentError(where, 'point', `${dimension} numbers (${title})`, position.length);
  const wrong = position.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) throw new ArgumentError(where, `point[${wrong}]`, 'finite', position[wrong]);
  const drift = manifold.drift(position);
  if (drift <= maxDrift) return position;
  if (drift === 1) throw new ArgumentError(where, 'point', 'on the sphere, and not its center', 0);
  if (!retract) {
    const by = `off by ${drift.toPrecision(3)} of the radius`;
    const rule = `on the sphere of radius √Λ, to ${maxDrift} of it (--retract puts it there)`;
    throw new ArgumentError(where, 'point', rule, by);
  }
  const back = position.slice();
  manifold.retract(back);
  return back;
}
