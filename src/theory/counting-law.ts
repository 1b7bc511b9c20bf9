/**
 * How many eigenvalues of the GOE lie below s: P(# = j) from the eigenvalues ν of the Pfaffian kernel,
 *      Σ_j P(# = j) z^j = Π (1 − ν + zν),
 * a product whose coefficients add without cancellation. Natural scaling: density ∝ Π|m_i − m_j| exp(−½ Σ m_i²), edge at √(2N).
 */
import type { DoubleDouble, DoubleDoubles } from './double-double.ts';
import { add, allocate, exponential, get, multiply, one, scale, set, subtract, zero } from './double-double.ts';
import { pfaffianKernel } from './pfaffian-kernel.ts';
import type { SignRule } from './quadrature.ts';
import type { EigenBlock } from './skew-hamiltonian.ts';
import { skewHamiltonianEigenvalues } from './skew-hamiltonian.ts';

export interface CountingLaw {
  /** ln P(# ≥ k + 1) = ln P(m_k < s), k = 0 … top. */
  readonly lnAtLeast: Float64Array;
  /** ln P(# ≤ k) = ln P(m_k ≥ s). */
  readonly lnAtMost: Float64Array;
  /** Bounds on the relative errors of the two. */
  readonly errorAtLeast: Float64Array;
  readonly errorAtMost: Float64Array;
}

/** Length of the edge region, 1/(√2 N^{1/6}): s = −√(2N) + ξ · unit. */
export function edgeUnit(size: number): number {
  return Math.SQRT1_2 * size ** (-1 / 6);
}

/** Nodes that the kernel needs at ξ: a base for the decay to the left and 2.5 for every eigenvalue expected below s. */
export function nodesNeeded(xi: number): number {
  const expected = (2 / (3 * Math.PI)) * Math.max(0, xi) ** 1.5;
  return 4 * Math.ceil(((xi > -1 ? 40 : 36) + 2.5 * expected) / 4);
}

/** The law at s ≤ 0 for k = 0 … top < size.
 *  @param rule a sign rule with at least `nodesNeeded(ξ)` nodes */
export function countingLaw(size: number, s: number, top: number, rule: SignRule): CountingLaw {
  const { matrix, count, sigma } = pfaffianKernel(size, s, rule);
  const width = 2 * count;
  // The oscillator function in the second half: the start vector from which the leading eigenvectors are found in order.
  const start = allocate(width);
  for (let i = 0; i < count; i++) set(start, count + i, get(matrix, i));
  const xi = (s + Math.sqrt(2 * size)) / edgeUnit(size);
  const expected = (2 / (3 * Math.PI)) * Math.max(0, xi) ** 1.5;
  const steps = Math.min(size + 6, count, Math.ceil(top + 14 + 1.5 * expected));
  const found = skewHamiltonianEigenvalues(matrix, width, start, steps);
  const leading = found.filter(aboveFloor);
  const small = found.filter((block) => !aboveFloor(block));
  return lawOf(leading, remainder(matrix, width, leading, small), sigma, top);
}

/** Smaller eigenvalues are left to the traces of M and M², which know their sum and sum of squares better. */
const floor = 1e-9;

function aboveFloor({ size, trace, determinant }: EigenBlock): boolean {
  return size === 1 ? Math.abs(trace.hi) >= floor : Math.abs(determinant.hi) >= floor * floor;
}

/** Elementary symmetric functions of all eigenvalues below the floor. */
interface Remainder {
  readonly first: DoubleDouble;
  readonly second: DoubleDouble;
  readonly third: number;
}

/** The first two from the traces of M and M²; the third, which only corrects, from the small eigenvalues that were found. */
function remainder(
  matrix: DoubleDoubles,
  width: number,
  leading: readonly EigenBlock[],
  small: readonly EigenBlock[],
): Remainder {
  let [sum, squares] = [zero, zero];
  for (let i = 0; i < width; i++) {
    sum = add(sum, get(matrix, i * width + i));
    for (let j = 0; j <= i; j++) {
      const product = multiply(get(matrix, i * width + j), get(matrix, j * width + i));
      squares = add(squares, i === j ? product : scale(product, 2));
    }
  }
  [sum, squares] = [scale(sum, 0.5), scale(squares, 0.5)];
  for (const { trace, determinant } of leading) {
    sum = subtract(sum, trace);
    squares = subtract(squares, subtract(multiply(trace, trace), scale(determinant, 2)));
  }
  const symmetric = [1, 0, 0, 0];
  for (const { size, trace } of small) {
    if (size === 2) continue;
    for (let j = 3; j > 0; j--) symmetric[j] = symmetric[j]! + trace.hi * symmetric[j - 1]!;
  }
  return { first: sum, second: scale(subtract(multiply(sum, sum), squares), 0.5), third: symmetric[3]! };
}

/** Coefficients of Π (1 − ν + zν) with z scaled by e^σ, in doubles from double-double factors. */
function lawOf(leading: readonly EigenBlock[], rest: Remainder, sigma: DoubleDouble, top: number): CountingLaw {
  const lowered = exponential(sigma);
  const squared = multiply(lowered, lowered);
  const step = lowered.hi;
  // Π over the remainder is Σ_j e_j (y − e^σ)^j, y = z e^σ.
  const { first, second, third } = rest;
  let coefficients = [
    add(subtract(one, multiply(lowered, first)), multiply(squared, second)).hi - third * step ** 3,
    subtract(first, scale(multiply(lowered, second), 2)).hi + 3 * third * step * step,
    second.hi - 3 * third * step,
    third,
  ];
  for (const { size, trace, determinant } of leading) {
    const none = add(subtract(one, multiply(lowered, trace)), multiply(squared, determinant)).hi;
    const single = subtract(trace, scale(multiply(lowered, determinant), 2)).hi;
    const next = new Array<number>(coefficients.length + size).fill(0);
    coefficients.forEach((p, j) => {
      next[j] = next[j]! + p * none;
      next[j + 1] = next[j + 1]! + p * single;
      if (size === 2) next[j + 2] = next[j + 2]! + p * determinant.hi;
    });
    coefficients = next;
  }
  const ln = sigma.hi + sigma.lo;
  const lnAtLeast = new Float64Array(top + 1);
  const lnAtMost = new Float64Array(top + 1);
  let below = 0;
  for (let k = 0; k <= top; k++) {
    let above = 0;
    for (let j = coefficients.length - 1; j > k; j--) above = above * step + coefficients[j]!;
    below += (coefficients[k] ?? 0) * step ** k;
    lnAtLeast[k] = above > 0 ? (k + 1) * ln + Math.log(above) : -Infinity;
    lnAtMost[k] = below > 0 ? Math.log(below) : -Infinity;
  }
  return { lnAtLeast, lnAtMost, ...errors(leading, rest, lowered, top) };
}

/**
 * Bounds on the relative errors, from the condition of the eigenvalues: rounding in M² disturbs ν by `matrixRounding`/ν. The same error,
 * with the other sign, sits in the sum of the remainder. Constants were measured against multiprecision tables.
 */
function errors(leading: readonly EigenBlock[], rest: Remainder, lowered: DoubleDouble, top: number) {
  const values = leading
    .flatMap(({ size, trace }) => (size === 1 ? [trace] : [scale(trace, 0.5), scale(trace, 0.5)]))
    .sort((a, b) => b.hi - a.hi);
  const gaps = values.map((value) => Math.max(0, subtract(one, multiply(lowered, value)).hi));
  const smallest = Math.max(floor, values.at(-1)?.hi ?? 1);
  const { first, second, third } = rest;
  const disturbed = [...values.map((value) => value.hi ** 2), smallest * first.hi, second.hi];
  // The third function is good to a thousandth; it enters beside the second with one leading eigenvalue less.
  const cut = (1e-3 * Math.abs(third)) / (smallest * second.hi);
  const errorAtLeast = new Float64Array(top + 1);
  const errorAtMost = new Float64Array(top + 1);
  let least = base;
  for (let k = 0; k <= top; k++) {
    least += matrixRounding / Math.max(0, disturbed[k] ?? 0);
    errorAtLeast[k] = k > values.length ? least + cut : least;
    errorAtMost[k] = gaps.slice(k).reduce((sum, gap) => sum + gapNoise / gap, base);
  }
  return { errorAtLeast, errorAtMost };
}

const base = 2e-14;
const matrixRounding = 1e-28;
const gapNoise = 3e-20;
