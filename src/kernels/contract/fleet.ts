/** A batch of points that moves in a kernel's memory. */
import type { Precision } from './precision.ts';

/**
 * halve: a step after which the energy rose stays, and the replica's rate is halved, as fused fleets do at a known rate.
 * take-back: the replica goes back to where it was and tries half the step; a step that was good enough makes the next one longer.
 */
export type OnRise = 'halve' | 'take-back';

/** Replicas descending together on their manifold, in a kernel's memory. Lane r is replica `ids[r]` of its owner; the fleet does not know. */
export interface Fleet {
  readonly capacity: number;
  /** Of points, energies and residuals: those in float32 are off the manifold, and off their values, by its rounding. */
  readonly precision: Precision;
  /** Live replicas, at most capacity. */
  readonly count: number;
  /** Fills the fleet with `count` points (count × dimension) and sets every replica's step length to `rate`. */
  load(points: Float64Array, count: number, rate: number): void;
  /**
   * n steps w ← R(w − η r) with r the tangent gradient and R the retraction, all in the kernel. A replica's own η is halved whenever its
   * energy rose by more than rounding. Afterwards energies and residuals belong to the point before the last step's move.
   * @param handOver  residual below which a replica's steps are Barzilai–Borwein's until it is four times as large again; default 0: never
   */
  advance(steps: number, handOver?: number): void;
  /** Evaluates without moving. */
  measure(): void;
  /** w ← R(w + noise), noise count × dimension: the random part of a Langevin step. A replica's rise afterwards does not shorten its step. */
  kick(noise: Float64Array): void;
  /** L of each replica at the last evaluation (of a glass, not per spin). */
  readonly energies: Float64Array;
  /** ‖tangent gradient‖ in the manifold's unit of length (√Λ on the sphere), of each replica at the last evaluation. */
  readonly residuals: Float64Array;
  /** How often each replica's step length was halved; absent where the kernel does not tell. */
  readonly halvings?: Int32Array;
  /** Copies replica r's point out. */
  point(r: number, out: Float64Array): void;
  /** Keeps the listed replicas, in that order, and drops the rest. */
  retain(keep: readonly number[]): void;
}
