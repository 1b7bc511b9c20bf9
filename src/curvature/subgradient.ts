/** Whether a point is stationary where the value has kinks: the least norm among Clarke's subgradients next to it. */
import type { AdjacentCells, Landscape } from '../landscapes/landscape.ts';
import { leastNorm } from '../linalg/least-norm.ts';
import { norm } from '../linalg/vectors.ts';

export interface Subgradient {
  readonly cells: AdjacentCells;
  /** The least tangent subgradient. */
  readonly vector: Float64Array;
  /** Its norm over the gradient's scale: the Euclidean gradient, or the value a unit of length where that is more. */
  readonly relative: number;
  /** Gates at which it is the gradient, where no two kinks of a group act together; else means over the cells. */
  readonly gates: Float64Array;
  readonly kinks: number;
}

/** Kinks of one group whose sides are all looked at, 2^k cells; and of all of them, over the dimension. More are not met, but within reach. */
const [mostTogether, mostOver] = [4, 3];

/**
 * @param reach  kinks within it, relative to the sizes that meet there, count as met
 * @returns      undefined where the landscape does not know its cells, or more kinks are within reach than can be met
 */
export function leastSubgradient(landscape: Landscape, point: Float64Array, reach: number): Subgradient | undefined {
  const cells = landscape.adjacent?.(point, reach);
  if (!cells || cells.groups.some((group) => group.length > mostTogether)) return undefined;
  const { own, groups } = cells;
  if (own.length > mostOver * point.length) return undefined;
  const value = new Float64Array(1);
  const gradientOf = ({ valueAndGradient }: Pick<Landscape, 'valueAndGradient'>) => {
    const out = new Float64Array(point.length);
    valueAndGradient(point, 1, value, out);
    return out;
  };
  const here = gradientOf(landscape);
  const scale = Math.max(norm(here), Math.abs(value[0]!) / landscape.manifold.lengthUnit.value);
  const project = (v: Float64Array) => {
    landscape.manifold.project(point, v);
    return v;
  };
  const changes = groups.map((group, g) => {
    const alone = gradientOf(cells.part(g, own));
    return Array.from({ length: 2 ** group.length - 1 }, (_, c) => {
      const there = gradientOf(cells.part(g, flipped(own, group, c + 1)));
      return project(there.map((v, i) => v - alone[i]!));
    });
  });
  const least = leastNorm(project(here.slice()), changes);
  const gates = own.slice();
  groups.forEach((group, g) => {
    least.weights[g]!.forEach((weight, c) => {
      group.forEach((kink, b) => {
        if ((c + 1) & (1 << b)) gates[kink]! += weight * (1 - 2 * own[kink]!);
      });
    });
  });
  return { cells, vector: least.vector, relative: scale > 0 ? least.norm / scale : 0, gates, kinks: own.length };
}

/** The gates with those of the group whose bit is set on their other side. */
function flipped(own: Float64Array, group: readonly number[], bits: number): Float64Array {
  const gates = own.slice();
  group.forEach((kink, b) => {
    if (bits & (1 << b)) gates[kink] = 1 - gates[kink]!;
  });
  return gates;
}
