/**
 * The disconnectivity graph of a set of minima: at which height two minima become one basin when the water rises. Saddles are taken in
 * order of their value; each joins the groups of the minima on its sides. A tree, or several where no saddle was found between.
 * @source [becker1997topology]; [wales2003energy, §5.1]
 */
import { integer } from '../base/arguments.ts';

/** A saddle between two minima, by their numbers. */
export interface Pass {
  readonly value: number;
  readonly between: readonly [number, number];
}

/** A leaf is a minimum, a node the pass at which its branches join. */
export type Branch =
  | { readonly kind: 'minimum'; readonly value: number; readonly minimum: number }
  | { readonly kind: 'pass'; readonly value: number; readonly branches: readonly [Branch, Branch] };

/** Trees, the one with the lowest minimum first; within a node, the branch with the lower minimum first.
 *  @throws ArgumentError when a pass names a minimum that is not there */
export function disconnectivityGraph(minima: readonly number[], passes: readonly Pass[]): Branch[] {
  const group = minima.map((_, k) => k);
  const trees: (Branch | null)[] = minima.map((value, minimum) => ({ kind: 'minimum', value, minimum }));
  const root = (k: number): number => (group[k] === k ? k : root(group[k]!));
  for (const { value, between } of [...passes].sort((a, b) => a.value - b.value)) {
    const [a, b] = between.map((k) => root(integer('disconnectivityGraph', 'between', k, 0, minima.length - 1)));
    if (a === b) continue;
    const branches = [trees[a!]!, trees[b!]!].sort((x, y) => lowest(x) - lowest(y)) as [Branch, Branch];
    group[b!] = a!;
    trees[a!] = { kind: 'pass', value, branches };
    trees[b!] = null;
  }
  return trees.filter((tree) => tree !== null).sort((x, y) => lowest(x) - lowest(y));
}

/** Height of the lowest minimum of a branch. */
export function lowest(branch: Branch): number {
  return branch.kind === 'minimum' ? branch.value : Math.min(...branch.branches.map(lowest));
}

/** Minima of a branch, from left to right as drawn. */
export function leaves(branch: Branch): number[] {
  return branch.kind === 'minimum' ? [branch.minimum] : branch.branches.flatMap(leaves);
}

/** The lowest pass between two minima: the value of the node where their branches join, null in different trees. */
export function passBetween(trees: readonly Branch[], a: number, b: number): number | null {
  for (const tree of trees) {
    let at = tree;
    if (!leaves(at).includes(a) || !leaves(at).includes(b)) continue;
    while (at.kind === 'pass') {
      const down: Branch | undefined = at.branches.find(
        (branch) => leaves(branch).includes(a) && leaves(branch).includes(b),
      );
      if (!down) return at.value;
      at = down;
    }
  }
  return null;
}

/**
 * The tree in one stroke, down every branch and back up: the points of a curve in a figure, x the place of the leaf (first, first + 1, …),
 * y the value, with a root a little above the highest pass.
 */
export function stroke(tree: Branch, first: number, head: number): (readonly [number, number])[] {
  const order = leaves(tree);
  const place = (branch: Branch): number => {
    if (branch.kind === 'minimum') return first + order.indexOf(branch.minimum);
    const [left, right] = branch.branches;
    return (place(left) + place(right)) / 2;
  };
  const draw = (branch: Branch, from: number): (readonly [number, number])[] => {
    const x = place(branch);
    const top = [x, from] as const;
    if (branch.kind === 'minimum') return [top, [x, branch.value], top];
    const parts = branch.branches.flatMap((down) => [[x, branch.value] as const, ...draw(down, branch.value)]);
    return [top, ...parts, [x, branch.value], top];
  };
  return draw(tree, tree.value + head);
}
