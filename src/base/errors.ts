/** The errors a caller can meet. The caller's mistake throws; the numbers' fate is returned as a status. */

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
}

/** A stored run does not belong to what is asked of it (other spec, other bits, unwritable folder). */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'number' || typeof value === 'bigint' || value === null || value === undefined)
    return String(value);
  return JSON.stringify(value)?.slice(0, 60) ?? typeof value;
}
