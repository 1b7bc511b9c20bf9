/** How a command ends: the exit codes, and the one line that goes with each. */
import { ArgumentError, CapacityError, DataError, StoreError } from '../base/errors.ts';
import { shown } from '../base/words.ts';

/** Characters of the line that a command ends with. */
const longestLine = 1000;

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

const callersMistakes = [ArgumentError, CapacityError, DataError, StoreError];

/** Exit code and message of an error that ended a command. */
export function ending(error: unknown): { code: number; line: string } {
  const said = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ');
  const message = shown(said, longestLine);
  if (error instanceof Interrupted) return { code: exitCodes.interrupted, line: message };
  if (error instanceof NotReproduced) return { code: exitCodes.notReproduced, line: message };
  if (error instanceof Rejected) return { code: exitCodes.rejected, line: message };
  const code = callersMistakes.some((kind) => error instanceof kind) ? exitCodes.badInput : exitCodes.failed;
  return { code, line: `error: ${message}` };
}
