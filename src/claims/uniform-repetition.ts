/**
 * Second moments of Theorem 3.3, shared by the bound as printed and the sharp one. With x = t/m ∈ [1/c, c] the repetition of a weight
 * configuration over its uniform value and a its weight Π w², corr(Ŷ_s, Y_s) = E_a[min(1, x)] / √E_a[x].
 */
import type { Stream } from '../base/philox.ts';

/** corr for configurations repeated t times each, weights a, uniform value m. */
export function repetitionCorrelation(t: readonly number[], a: readonly number[], m: number): number {
  const sum = (of: (i: number) => number) => t.reduce((total, _, i) => total + of(i), 0);
  return sum((i) => Math.min(m, t[i]!) * a[i]!) / Math.sqrt(sum((i) => m * a[i]!) * sum((i) => t[i]! * a[i]!));
}

/** The least correlation over integer repetitions with c = p/q exactly: share `low` of the weight at m/c, the rest at m c. */
export function extremalCorrelation(c: number, low: number): number {
  return (low / c + (1 - low)) / Math.sqrt(low / c + (1 - low) * c);
}

/** Random repetitions within [m/c, m c] and random weights, to search for violations. */
export function randomRepetition(draw: Stream, count: number, m: number, c: number): { t: number[]; a: number[] } {
  const least = Math.ceil(m / c);
  const most = Math.floor(m * c);
  const extreme = draw.uniform() < 0.5;
  return {
    t: Array.from({ length: count }, () =>
      extreme ? (draw.uniform() < 0.5 ? least : most) : least + draw.integer(most - least + 1),
    ),
    a: Array.from({ length: count }, () => draw.normal() ** 2),
  };
}

/**
 * Repetitions of real weight-shared graphs: a fully connected network of the given widths whose edges carry one of s weights each,
 * drawn uniformly. How often each configuration (sequence of weights along a path) occurs, s^H counts.
 */
export function sharedGraphRepetitions(widths: readonly number[], s: number, draw: Stream): number[] {
  const H = widths.length - 1;
  const labels = widths.slice(1).map((n, i) => Int32Array.from({ length: n * widths[i]! }, () => draw.integer(s)));
  // counts[unit][prefix]: paths from the inputs to the unit by the weights met so far
  let counts: number[][] = Array.from({ length: widths[0]! }, () => [1]);
  for (let layer = 0; layer < H; layer++) {
    const next = Array.from({ length: widths[layer + 1]! }, () => new Array<number>(s ** (layer + 1)).fill(0));
    counts.forEach((paths, from) => {
      next.forEach((target, to) => {
        const label = labels[layer]![to * widths[layer]! + from]!;
        paths.forEach((number, prefix) => {
          target[prefix * s + label]! += number;
        });
      });
    });
    counts = next;
  }
  return counts[0]!.map((_, configuration) => counts.reduce((total, unit) => total + unit[configuration]!, 0));
}
