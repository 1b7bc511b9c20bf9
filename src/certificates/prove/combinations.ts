/** Choices of some things out of many. */

/** n over k */
export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  const fewer = Math.min(k, n - k);
  let count = 1n;
  for (let i = 1; i <= fewer; i++) count = (count * BigInt(n - fewer + i)) / BigInt(i);
  return count;
}

/** Every choice of `size` items, in order. */
export function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  else
    for (let i = from; i <= items.length - size; i++)
      for (const rest of subsets(items, size - 1, i + 1)) yield [items[i]!, ...rest];
}

/** Every choice of `size` of the numbers 0 … count − 1 in which numbers may repeat, in ascending order. */
export function* multisets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else for (let i = from; i < count; i++) for (const rest of multisets(count, size - 1, i)) yield [i, ...rest];
}
