/** How much a reader accepts, and how it refuses: every format's reader takes the same limits and raises the same errors. */
import { DataError } from '../base/errors.ts';

/** Bounds that a reader checks before it allocates anything. */
export interface ReadLimits {
  /** Largest size in bytes of what one call may decode; 2³⁰ when absent: what the package itself writes stays below it. */
  readonly maxBytes?: number;
}

/** The limit in force. */
export function maxBytesOf(limits: ReadLimits): number {
  return limits.maxBytes ?? 2 ** 30;
}

/** Throws a DataError when `size` bytes of `name` exceed the limit. */
export function checkSize(name: string, size: number, limits: ReadLimits): void {
  const most = maxBytesOf(limits);
  if (size > most) throw new DataError(`${name}: ${size} bytes exceed the limit of ${most}`);
}
