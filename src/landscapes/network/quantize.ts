/**
 * A network's parameters on s values: the scalar quantizer of least squared error, by Lloyd's iteration from groups of equal count. All
 * weights and biases share the values, so that the network has s unique parameters at most.
 * @source [lloyd1982least, method I]
 */
import { integer } from '../../base/arguments.ts';

const mostSteps = 1000;

/**
 * @param parameters  any finite numbers
 * @param s           ≥ 1
 * @returns           each parameter replaced by the nearest of s values, themselves the means of what they replace; a local optimum
 * @throws            ArgumentError when s is no integer ≥ 1
 */
export function quantize(parameters: Float64Array, s: number): Float64Array {
  integer('quantize', 's', s, 1);
  const sorted = Float64Array.from(parameters).sort();
  const n = sorted.length;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + sorted[i]!;
  /** Group k holds sorted[ends[k]] … sorted[ends[k + 1] − 1]. */
  let ends = Array.from({ length: s + 1 }, (_, k) => Math.round((k * n) / s));
  const meanOf = (k: number) => {
    const [from, to] = [ends[k]!, ends[k + 1]!];
    // An empty group keeps a place among its neighbors and attracts nothing.
    return to > from ? (sums[to]! - sums[from]!) / (to - from) : (sorted[Math.min(from, n - 1)] ?? 0);
  };
  let values = ends.slice(1).map((_, k) => meanOf(k));
  for (let step = 0; step < mostSteps; step++) {
    const next = [0, ...values.slice(1).map((v, k) => firstAbove(sorted, (values[k]! + v) / 2)), n];
    if (next.every((end, k) => end === ends[k])) break;
    ends = next;
    values = values.map((_, k) => meanOf(k));
  }
  const borders = values.slice(1).map((v, k) => (values[k]! + v) / 2);
  return parameters.map((x) => values[firstAbove(borders, x)]!);
}

/** Index of the first entry > x of an ascending array; its length when there is none. */
function firstAbove(ascending: ArrayLike<number>, x: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
