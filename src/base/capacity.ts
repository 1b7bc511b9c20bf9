/** Does a worker's share of the memory suffice? What does not fit is refused with the largest that does. */
import { CapacityError } from './errors.ts';

/** A kernel's memory is addressed by 32 bits. */
const kernelLimit = 2 ** 32 - 2 ** 16;

export interface Demand {
  /** Subject of the message: "barriers: size 500 at order 3". */
  readonly what: string;
  /** The parameter that can be made smaller, and what was asked of it. */
  readonly parameter: string;
  readonly asked: number;
  /** Bytes a worker needs, growing with the parameter. */
  need(value: number): number;
  /** What can be done instead, in words. */
  readonly instead?: string;
}

/** @throws CapacityError with the largest value of the parameter that fits in `memory` bytes shared by the workers */
export function checkFits({ what, parameter, asked, need, instead }: Demand, workers: number, memory: number): void {
  const share = Math.min(memory / workers, kernelLimit);
  if (need(asked) <= share) return;
  const largest = need(1) > share ? 0 : largestSize(need, share);
  throw new CapacityError(
    `${what} needs ${gibibytes(need(asked))} a worker, ${gibibytes(share)} are there; the largest ${parameter} that fits is ${largest}${instead ? `; instead, ${instead}` : ''}`,
  );
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}

/** The largest size whose need, a growing function of the size, is at most `bytes`. */
export function largestSize(need: (size: number) => number, bytes: number): number {
  let [low, high] = [1, 2];
  while (need(high) <= bytes) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (need(middle) <= bytes) low = middle;
    else high = middle;
  }
  return low;
}
