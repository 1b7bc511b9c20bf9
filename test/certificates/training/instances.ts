/** Set-splitting instances: all small ones up to the names of the elements, and random larger ones. */
import { stream } from '../../../src/base/philox.ts';
import type { SetSplitting } from '../../../src/certificates/training/set-splitting.ts';

/** Collections of `subsets` different subsets with at least two of n elements, one of each class under renaming the elements. */
export function classes(n: number, subsets: number): SetSplitting[] {
  const masks = [...Array(2 ** n).keys()].filter((mask) => ones(mask, n).length >= 2);
  const renamings = permutations([...Array(n).keys()]).map((order) => {
    const table = new Uint8Array(2 ** n);
    for (const mask of masks) for (const e of ones(mask, n)) table[mask]! |= 1 << order[e]!;
    return table;
  });
  const found: SetSplitting[] = [];
  const visit = (chosen: number[], from: number) => {
    if (chosen.length === subsets) {
      // The one that comes first among its renamings stands for the class.
      const isFirst = renamings.every(
        (table) =>
          compare(
            chosen,
            chosen.map((mask) => table[mask]!).sort((a, b) => a - b),
          ) <= 0,
      );
      if (isFirst) found.push({ elements: n, subsets: chosen.map((mask) => ones(mask, n)) });
      return;
    }
    for (let k = from; k < masks.length; k++) visit([...chosen, masks[k]!], k + 1);
  };
  visit([], 0);
  return found;
}

/** Three to five elements, one to four subsets. */
export const smallInstances = (): SetSplitting[] =>
  [3, 4, 5].flatMap((n) => [1, 2, 3, 4].flatMap((k) => classes(n, k)));

/** Of 6 or 7 elements, with so many pairs and triples that about half can be split. */
export function randomInstance(replica: number): SetSplitting {
  const draw = stream(1, 'set-splitting', replica, 'instance');
  const elements = 6 + draw.integer(2);
  const subsets = Array.from({ length: elements + draw.integer(4) }, () => {
    const order = Uint32Array.from({ length: elements }, (_, e) => e);
    draw.shuffle(order);
    return [...order.slice(0, 2 + draw.integer(2))];
  });
  return { elements, subsets };
}

function ones(mask: number, n: number): number[] {
  return [...Array(n).keys()].filter((e) => (mask >> e) & 1);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, k) =>
    permutations([...items.slice(0, k), ...items.slice(k + 1)]).map((rest) => [item, ...rest]),
  );
}
