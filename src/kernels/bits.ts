/** Sets of small integers as bits, 32 a word. */

/** The k < size with `member(k)`. */
export function bitSet(size: number, member: (k: number) => boolean): Uint32Array {
  const words = new Uint32Array(Math.ceil(size / 32));
  for (let k = 0; k < size; k++) if (member(k)) words[k >> 5]! |= 1 << (k & 31);
  return words;
}

export function hasBit(set: Uint32Array, k: number): boolean {
  return ((set[k >> 5]! >>> (k & 31)) & 1) === 1;
}

/** |a ∩ b| of two sets with as many words. */
export function bitsInCommon(a: Uint32Array, b: Uint32Array): number {
  let total = 0;
  for (let w = 0; w < a.length; w++) total += ones(a[w]! & b[w]!);
  return total;
}

/** How many integers are in one of two sets only. */
export function bitsApart(a: Uint32Array, b: Uint32Array): number {
  let total = 0;
  for (let w = 0; w < a.length; w++) total += ones(a[w]! ^ b[w]!);
  return total;
}

/** Ones of a 32-bit word, summed in pairs, fours and bytes. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
