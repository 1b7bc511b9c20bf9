/** How a command ends: the exit codes, and the one line that goes with each. */
import { ArgumentError, CapacityError, DataError, StoreError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { QueueError } from '../cluster/queue.ts';

export const exitCodes = {
  done: 0,
  /** With --strict: a verdict is not-reproduced. */
  notReproduced: 1,
  /** Of check: the certificate does not prove its claim. */
  rejected: 1,
  /** Usage or bad input: nothing was computed, nothing is left behind. */
  badInput: 2,
  /** The computation itself failed; a run stays resumable. */
  failed: 3,
  /** Ctrl-C; a run stays resumable. */
  interrupted: 130,
} as const;

/** The user stopped the command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** With --strict: the work is done, and a verdict is not-reproduced. */
export class NotReproduced extends Error {
  override readonly name = 'NotReproduced';
}

/** A certificate was read, and does not prove what it claims. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}

const callersMistakes = [ArgumentError, CapacityError, DataError, StoreError, QueueError];

/** Exit code and message of an error that ended a command. */
export function ending(error: unknown): { code: number; line: string } {
  const message = error instanceof Error ? error.message : String(error);
  // A command that goes on is told whole, however long its path.
  if (error instanceof Interrupted) return { code: exitCodes.interrupted, line: oneLine(message, longestPath) };
  if (error instanceof NotReproduced) return { code: exitCodes.notReproduced, line: oneLine(message, longestPath) };
  if (error instanceof Rejected) return { code: exitCodes.rejected, line: oneLine(message) };
  if (callersMistakes.some((kind) => error instanceof kind))
    return { code: exitCodes.badInput, line: oneLine(`error: ${message}`) };
  return { code: exitCodes.failed, line: oneLine(`error: ${message}`, longestPath) };
}

/** Characters of a line that tells a mistake, and of one that tells a path. */
const longestLine = 299;
const longestPath = 5000;

/** A message as one line, in which nothing is obeyed by a terminal. */
export function oneLine(message: string, most = longestLine): string {
  return shown(
    message
      .slice(0, 2 * longestPath)
      .trim()
      .replace(/\s*\n\s*/g, ' '),
    most,
  );
}
