/** What all Metropolis walks agree on: which calls are allowed, what proposal number n draws, and where levels lie. */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { philox4x32, type StreamAddress } from '../base/philox.ts';

const words = 2 ** 32;

export interface Proposal {
  /** Uniform on 0 … choices − 1, up to a bias below choices/2³². */
  readonly choice: number;
  /** 32 random bits for the move. */
  readonly word: number;
  /** Uniform on (0, 1): a move of change Δ is accepted when Δ ≤ −T ln(uniform). */
  readonly uniform: number;
}

/** Proposal number n, from block n of the stream; the WASM walks draw the same. */
export function drawProposal({ seed, replica, lane }: StreamAddress, n: number, choices: number): Proposal {
  const block = new Uint32Array(4);
  philox4x32(n >>> 0, Math.floor(n / words), replica, lane, seed >>> 0, Math.floor(seed / words), block);
  return {
    choice: Math.floor((block[0]! * choices) / words),
    word: block[1]!,
    uniform: ((block[2]! >>> 6) * 2 ** 26 + (block[3]! >>> 6) + 0.5) / 2 ** 52,
  };
}

/** A word as a number uniform on (−1, 1). */
export function symmetric(word: number): number {
  return (word + 0.5) / 2 ** 31 - 1;
}

/** Another of s levels, uniformly. */
export function otherLevel(w: number, levels: number, word: number): number {
  const level = Math.floor((w + 1) / (2 / (levels - 1)) + 0.5);
  return levelValue((level + 1 + Math.floor(((levels - 1) * word) / words)) % levels, levels);
}

/** Level j of s values spaced uniformly on [−1, 1]. */
export function levelValue(level: number, levels: number): number {
  return level * (2 / (levels - 1)) - 1;
}

/** Checks one call of `advance`. */
export function checkAdvance(proposals: number, temperature: number, step: number): void {
  integer('advance', 'proposals', proposals, 0);
  positive('advance', 'temperature', temperature);
  finite('advance', 'step', step, 0);
}

/** Checks what decides where a network's parameters may be. */
export function checkOptions(levels: number | null, bound: number | null): void {
  if (levels !== null) integer('rectifiedWalk', 'levels', levels, 2);
  if (bound !== null) positive('rectifiedWalk', 'bound', bound);
}

/** Checks a point: its length and, where they are given, that it lies on the levels (to float32) and within the bound. */
export function checkPoint(
  dimension: number,
  levels: number | null,
  point: Float64Array,
  bound: number | null = null,
): void {
  if (point.length !== dimension) throw new ArgumentError('load', 'point', `${dimension} numbers`, point.length);
  for (const x of point) {
    if (bound !== null && Math.abs(x) > bound) throw new ArgumentError('load', 'point', `within ± ${bound}`, x);
    if (levels === null) continue;
    const level = Math.round(((x + 1) * (levels - 1)) / 2);
    if (!(level >= 0 && level < levels && Math.abs(levelValue(level, levels) - x) < 1e-6))
      throw new ArgumentError('load', 'point', `on the ${levels} levels from −1 to 1`, x);
  }
}
