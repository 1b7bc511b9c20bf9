/**
 * Gradient flow Ẇ = −∇‖Y − W_H ⋯ W_1 X‖² from balanced starts along the singular vectors of Y Xᵀ, where X Xᵀ = c I: every mode goes its own way.
 * With s a singular value of Y Xᵀ and a the mode's strength in the product, each layer having a^{1/H},
 *
 *     ȧ = 2 H a^{2 − 2/H} (s − c a),
 *
 * for H = 2 a logistic curve. From a small start each mode waits for a time of order a₀^{−1+2/H}/s (ln 1/a₀ for H = 2) and then rises: the loss
 * stays near the critical values of {1, …, k} one after another.
 * @source [saxe2014exact]
 */
import { integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { exp, log } from '../base/functions.ts';
import { columnsOf, type Matrix, matrix, times } from '../linalg/matrix.ts';
import type { LinearProblem } from './reduced-rank.ts';

export interface Mode {
  /** s, of Y Xᵀ. */
  readonly strength: number;
  /** c: X Xᵀ = c I. */
  readonly scale: number;
  /** a at time 0, in (0, s/c). */
  readonly start: number;
  /** H. */
  readonly layers: number;
}

/** Relative change at which the extrapolated sums have converged. */
const accuracy = 1e-12;

/**
 * The time at which the mode has a strength between its start and s/c.
 * @accuracy relative 1e-11 for H = 2 (closed form), 1e-9 otherwise (Romberg's method in ln a)
 */
export function timeOfStrength(mode: Mode, a: number): number {
  const { strength: s, scale: c, start, layers: H } = checkMode(mode);
  if (!(a >= start && a < s / c)) throw new ArgumentError('timeOfStrength', 'a', `from ${start} to below ${s / c}`, a);
  if (H === 2) return (log(a / start) - log((s - c * a) / (s - c * start))) / (4 * s);
  return romberg(slopeInLogit(mode), logitOf(mode, start), logitOf(mode, a));
}

/** With a = e/(1 + e^{−y}), e = s/c: da = a (e − a)/e dy, and the pole at the end is gone. */
const logitOf = ({ strength, scale }: Mode, a: number): number => log(a / (strength / scale - a));
const fromLogit = ({ strength, scale }: Mode, y: number): number => strength / scale / (1 + exp(-y));

/** dt/dy = a^{2/H − 1}/(2 H s). */
const slopeInLogit =
  (mode: Mode) =>
  (y: number): number =>
    fromLogit(mode, y) ** (2 / mode.layers - 1) / (2 * mode.layers * mode.strength);

/** The strength at a time ≥ 0. @accuracy relative 1e-9 */
export function strengthAt(mode: Mode, time: number): number {
  const { strength: s, scale: c, start, layers: H } = checkMode(mode);
  if (!(time >= 0)) throw new ArgumentError('strengthAt', 'time', '≥ 0', time);
  const end = s / c;
  if (H === 2) return end / (1 + (end / start - 1) * exp(-4 * s * time));
  // Newton in the logit, in which the time grows without bound at the end; from 34 on the strength is the end to the last bit. Halves where it is slow.
  const slope = slopeInLogit(mode);
  let [low, high] = [logitOf(mode, start), 33];
  let y = low;
  let before = high - low;
  for (let k = 0; k < 100; k++) {
    // At time 0 rounding may lead below the start.
    const late = timeOfStrength(mode, Math.max(start, fromLogit(mode, y))) - time;
    if (late < 0) low = y;
    else high = y;
    let next = y - late / slope(y);
    if (!(next > low && next < high && Math.abs(next - y) < before / 2)) next = (low + high) / 2;
    before = Math.abs(next - y);
    y = next;
    if (before <= 1e-14 * Math.max(1, Math.abs(y))) break;
  }
  return fromLogit(mode, y);
}

/** The squared error when the modes have these strengths, largest singular value first. */
export function lossOfStrengths(problem: LinearProblem, strengths: readonly number[]): number {
  const { eigenvalues, answer, floor, inputs } = problem;
  return strengths.reduce(
    (sum, a, i) => sum - eigenvalues[i]! + (answer.D[i]! - inputs.S[0]! * a) ** 2,
    floor + eigenvalues.reduce((sum, λ) => sum + λ, 0),
  );
}

/**
 * The modes of whitened data, and the start with given strengths a: W_h = diag(a^{1/H}) between the singular vectors.
 * @param strengths  of the leading modes, at most as many as the narrowest layer
 * @throws ArgumentError when X Xᵀ is no multiple of the identity to 1e-10
 */
export function alignedStart(
  problem: LinearProblem,
  widths: readonly number[],
  strengths: readonly number[],
): { modes: Mode[]; weights: Matrix[] } {
  const { inputs, answer } = problem;
  const [largest, smallest] = [inputs.S[0]!, inputs.S.at(-1)!];
  if (inputs.S.length < widths[0]! || largest - smallest > 1e-10 * largest)
    throw new ArgumentError('alignedStart', 'X', 'whitened: X Xᵀ a multiple of the identity', [largest, smallest]);
  const H = widths.length - 1;
  integer('alignedStart', 'number of strengths', strengths.length, 1, Math.min(...widths, answer.D.length));
  const modes = strengths.map((start, i) => ({
    strength: answer.D[i]! * largest,
    scale: largest ** 2,
    start,
    layers: H,
  }));
  for (const mode of modes) checkMode(mode);
  const V = times(inputs.P, answer.V);
  const weights = Array.from({ length: H }, (_, at) => {
    const [rows, columns] = [widths[at + 1]!, widths[at]!];
    const W = matrix(rows, columns);
    for (const [i, a] of strengths.entries()) {
      const left = at === H - 1 ? columnsOf(answer.U, [i]).entries : unit(rows, i);
      const right = at === 0 ? columnsOf(V, [i]).entries : unit(columns, i);
      for (let u = 0; u < rows; u++)
        for (let k = 0; k < columns; k++) W.entries[u * columns + k]! += a ** (1 / H) * left[u]! * right[k]!;
    }
    return W;
  });
  return { modes, weights };
}

function unit(size: number, at: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => Number(i === at));
}

function checkMode(mode: Mode): Mode {
  positive('mode', 'strength', mode.strength);
  positive('mode', 'scale', mode.scale);
  integer('mode', 'layers', mode.layers, 2);
  const end = mode.strength / mode.scale;
  if (!(mode.start > 0 && mode.start < end)) throw new ArgumentError('mode', 'start', `in (0, ${end})`, mode.start);
  return mode;
}

/** Trapezoidal sums with Richardson's extrapolation. */
function romberg(f: (x: number) => number, from: number, to: number): number {
  let sum = (f(from) + f(to)) / 2;
  let row = [sum * (to - from)];
  for (let level = 1; level <= 22; level++) {
    const parts = 2 ** level;
    const h = (to - from) / parts;
    for (let k = 1; k < parts; k += 2) sum += f(from + k * h);
    const next = [sum * h];
    for (let m = 1; m <= Math.min(level, 8); m++) next.push(next[m - 1]! + (next[m - 1]! - row[m - 1]!) / (4 ** m - 1));
    const [now, before] = [next.at(-1)!, row.at(-1)!];
    if (level > 4 && Math.abs(now - before) <= accuracy * Math.abs(now)) return now;
    row = next;
  }
  throw new Error('timeOfStrength: no convergence');
}
