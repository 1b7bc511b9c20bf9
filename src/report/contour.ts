/** Level lines of a function on a grid, as curves of a figure: marching squares, linear along the edges of a cell. */

export type Line = readonly (readonly [x: number, y: number])[];

/**
 * The lines on which the field is at the level, longest first; a closed one ends where it begins. Where a cell has two opposite corners above,
 * its middle, the mean of the corners, says which of them belong together.
 * @param field  value at (xs[i], ys[j]) as field[i][j], all finite
 */
export function contourLines(
  xs: readonly number[],
  ys: readonly number[],
  field: readonly (readonly number[])[],
  level: number,
): Line[] {
  const at = (i: number, j: number) => field[i]![j]! - level;
  const isAbove = (i: number, j: number) => at(i, j) >= 0;
  /** Edges by name: from (i, j) along x or along y. */
  const crossing = (edge: string): [number, number] => {
    const [axis, i, j] = edge.split(' ').map(Number) as [number, number, number];
    const [k, l] = axis === 0 ? [i + 1, j] : [i, j + 1];
    const share = at(i, j) / (at(i, j) - at(k, l));
    return [xs[i]! + share * (xs[k]! - xs[i]!), ys[j]! + share * (ys[l]! - ys[j]!)];
  };
  const neighbors = new Map<string, string[]>();
  const join = (a: string, b: string) => {
    neighbors.set(a, [...(neighbors.get(a) ?? []), b]);
    neighbors.set(b, [...(neighbors.get(b) ?? []), a]);
  };
  for (let i = 0; i + 1 < xs.length; i++)
    for (let j = 0; j + 1 < ys.length; j++) {
      // Around the cell: bottom, right, top, left, between corners 0 and 1, 1 and 2, 2 and 3, 3 and 0.
      const corners = [isAbove(i, j), isAbove(i + 1, j), isAbove(i + 1, j + 1), isAbove(i, j + 1)];
      const edges = [`0 ${i} ${j}`, `1 ${i + 1} ${j}`, `0 ${i} ${j + 1}`, `1 ${i} ${j}`];
      const crossed = edges.filter((_, k) => corners[k] !== corners[(k + 1) % 4]);
      if (crossed.length === 2) join(crossed[0]!, crossed[1]!);
      if (crossed.length === 4) {
        const middle = at(i, j) + at(i + 1, j) + at(i + 1, j + 1) + at(i, j + 1) >= 0;
        // Corners 0 and 2 are alike; where the middle is as they are, lines cut off 1 and 3, else 0 and 2.
        const [a, b, c, d] = edges as [string, string, string, string];
        if (middle === corners[0]) {
          join(a, b);
          join(c, d);
        } else {
          join(d, a);
          join(b, c);
        }
      }
    }
  const left = new Set(neighbors.keys());
  const follow = (from: string): Line => {
    const line = [from];
    left.delete(from);
    for (let here = from; ; ) {
      const next = neighbors.get(here)!.find((edge) => left.has(edge));
      if (next === undefined) break;
      left.delete(next);
      line.push(next);
      here = next;
    }
    const isClosed =
      line.length > 2 && neighbors.get(line.at(-1)!)!.includes(from) && neighbors.get(from)!.length === 2;
    return (isClosed ? [...line, from] : line).map(crossing);
  };
  // Open lines from their ends first; what is left is closed.
  const ends = [...neighbors].filter(([, others]) => others.length === 1).map(([edge]) => edge);
  const lines = [...ends.filter((edge) => left.has(edge)), ...neighbors.keys()].flatMap((edge) =>
    left.has(edge) ? [follow(edge)] : [],
  );
  return lines.sort((a, b) => b.length - a.length);
}
