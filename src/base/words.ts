/** Counts in sentences: the noun and the verb agree with the number. */

/** "1 worker", "2 workers", "0 workers" */
export function counted(count: number, noun: string): string {
  return `${count} ${agreeing(count, noun, `${noun}s`)}`;
}

/** The word that goes with one of a thing, or with another number of it: agreeing(n, 'is', 'are'). */
export function agreeing(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}
