import type { Forecast, Timings } from '../../src/ensembles/spec.ts';

/**
 * How many times as long the forecast of `many` is as that of `few`. A forecast times a moment of this machine, and what else the
 * machine does only adds: each is the least of three, after one that warms the code.
 */
export async function timesAsLong(
  forecast: (count: number, timings: Timings) => Promise<Forecast>,
  few: number,
  many: number,
): Promise<number> {
  const timings: Timings = new Map(); // warm once, for all
  await forecast(few, timings);
  let [short, long] = [Infinity, Infinity];
  for (let round = 0; round < 3; round++) {
    short = Math.min(short, (await forecast(few, timings)).seconds);
    long = Math.min(long, (await forecast(many, timings)).seconds);
  }
  return long / short;
}
