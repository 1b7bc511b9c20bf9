/** The errors a caller can meet. The caller's mistake throws; the numbers' fate is returned as a status. */
import { escaped, shown } from './words.ts';

/** Characters of a message that quotes what files and folders hold. */
const longestMessage = 300;

/** The caller broke a rule: names the function, the argument, the rule and the value that broke it. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  readonly argument: string;

  constructor(where: string, argument: string, rule: string, value: unknown) {
    super(`${where}: ${argument} must be ${rule}, got ${describe(value)}`);
    this.argument = argument;
  }
}

/** What was asked does not fit the machine; says the limit and the largest that fits. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
}

/** Data that should be there is missing, truncated or not what its checksum says. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(message: string) {
    super(shown(message, longestMessage));
  }
}

/** A stored run does not belong to what is asked of it (other spec, other bits, unwritable folder). */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(message: string) {
    super(shown(message, longestMessage));
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return escaped(JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value));
  if (typeof value === 'number' || typeof value === 'bigint' || value === null || value === undefined)
    return String(value);
  return shown(JSON.stringify(value) ?? typeof value);
}
