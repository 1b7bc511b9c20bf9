/**
 * Coordinates of a product of projective spaces: each block of unknowns x has one coordinate more, z = (z_0, z_0 x), and polynomials become
 * homogeneous in each block. Points with z_0 = 0 lie at infinity.
 * @source [sommese2005numerical, ch. 3]
 */
import type { PolynomialSystem, Term } from '../linalg/polynomials.ts';

/** Unknowns in blocks, one after another. */
export interface BlockedSystem extends PolynomialSystem {
  readonly blocks: readonly number[];
}

/** Where each block's coordinates lie. */
export function placesOf(blocks: readonly number[]): [from: number, to: number][] {
  return blocks.map((n, b) => {
    const from = blocks.slice(0, b).reduce((sum, own) => sum + own + 1, 0);
    return [from, from + n + 1];
  });
}

function blockOf(blocks: readonly number[]): number[] {
  return blocks.flatMap((n, b) => new Array<number>(n).fill(b));
}

/** The degree of each equation in each block. */
export function degreesOf({ blocks, equations }: BlockedSystem): number[][] {
  const block = blockOf(blocks);
  return equations.map((terms) => {
    const most = blocks.map(() => 0);
    for (const { variables } of terms)
      blocks.forEach((_, b) => {
        most[b] = Math.max(most[b]!, variables.filter((v) => block[v] === b).length);
      });
    return most;
  });
}

/**
 * Each term filled up with the first coordinates of the blocks to the degrees of its equation. The largest coefficient of all becomes 1: a factor for
 * each equation would lead a path between two members of a family out of it.
 */
export function homogenized(system: BlockedSystem): PolynomialSystem {
  const { blocks, equations, unknowns } = system;
  const block = blockOf(blocks);
  const degrees = degreesOf(system);
  const firsts = placesOf(blocks).map(([from]) => from);
  const largest = Math.max(...equations.flat().map(({ coefficient }) => Math.hypot(...coefficient)));
  return {
    unknowns: unknowns + blocks.length,
    equations: equations.map((terms, i) =>
      terms.map(({ coefficient: [re, im], variables }): Term => {
        const own = variables.map((v) => v + block[v]! + 1);
        const fill = blocks.flatMap((_, b) => {
          const there = variables.filter((v) => block[v] === b).length;
          return new Array<number>(degrees[i]![b]! - there).fill(firsts[b]!);
        });
        return { coefficient: [re / largest, im / largest], variables: [...own, ...fill] };
      }),
    ),
  };
}

/** |first coordinate| of each block of a normalized point. */
export function firstsOf(z: Float64Array, blocks: readonly number[]): number[] {
  return placesOf(blocks).map(([from]) => Math.hypot(z[2 * from]!, z[2 * from + 1]!));
}

/** (1, x_b) for each block b. */
export function lifted(x: Float64Array, blocks: readonly number[]): Float64Array {
  const places = placesOf(blocks);
  return Float64Array.from(
    // Each block before has one coordinate that x lacks.
    places.flatMap(([from, to], b) => [1, 0, ...x.subarray(2 * (from - b), 2 * (to - 1 - b))]),
  );
}

/** Each block over its first coordinate. */
export function lowered(z: Float64Array, blocks: readonly number[]): Float64Array {
  return Float64Array.from(
    placesOf(blocks).flatMap(([from, to]) => {
      const [re, im] = [z[2 * from]!, z[2 * from + 1]!];
      const square = re * re + im * im;
      return Array.from({ length: to - from - 1 }, (_, i) => {
        const [a, b] = [z[2 * (from + 1 + i)]!, z[2 * (from + 1 + i) + 1]!];
        return [(a * re + b * im) / square, (b * re - a * im) / square];
      }).flat();
    }),
  );
}
