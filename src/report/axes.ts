/** Domains and ticks of an axis: at most five round ticks, and a domain that has room even when all values are equal or none is there. */
import { formatFixed, formatNumber, superscript } from './format.ts';

export type Scale = 'linear' | 'log';
export interface AxisTicks {
  readonly values: readonly number[];
  format(value: number): string;
}

/** Smallest interval with some room around all finite values (on a log axis: the positive ones), [0, 1] or [1, 10] when there are none. */
export function domainOf(values: Iterable<number>, scale: Scale, room = 0.04): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values)
    if (Number.isFinite(value) && (scale === 'linear' || value > 0)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return scale === 'log' ? [1, 10] : [0, 1];
  if (scale === 'log') {
    const factor = high > low ? (high / low) ** room : 2;
    return [low / factor, high * factor];
  }
  const pad = high > low ? room * (high - low) : 0.05 * Math.abs(low) || 1;
  return [low - pad, high + pad];
}

/**
 * At most `most` ticks inside the domain, on 1, 2 or 5 times a power of ten and `smallest` or more apart (1 for counts). On a log axis
 * whole decades when two or more are in sight, otherwise 1, 2, 5 times one when two or more of those are.
 */
export function ticksOf([low, high]: readonly [number, number], scale: Scale, most = 5, smallest = 0): AxisTicks {
  if (scale === 'log') {
    const steps = logTicks(low, high, most);
    if (steps.length > 1) return { values: steps, format: formatDecade };
  }
  const span = high - low;
  for (let exponent = Math.floor(Math.log10(span / most)) - 1; ; exponent++)
    for (const lead of [1, 2, 5]) {
      const step = lead * 10 ** exponent;
      const from = Math.ceil(low / step - 1e-9);
      const to = Math.floor(high / step + 1e-9);
      if (to - from + 1 > most || step < smallest || (smallest > 0 && !Number.isInteger(step))) continue;
      const decimals = Math.max(0, -exponent);
      const values = Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(12)));
      const format = (value: number) =>
        value === 0 ? '0' : decimals > 6 ? formatNumber(value, 3) : formatFixed(value, decimals);
      return { values, format };
    }
}

function logTicks(low: number, high: number, most: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const whole = decades.map((k) => Number(`1e${k}`)).filter(inside);
  const thinned = (values: number[]) => values.filter((_, i) => i % Math.ceil(values.length / most) === 0);
  if (whole.length > 1) return thinned(whole);
  return thinned(decades.flatMap((k) => [1, 2, 5].map((lead) => Number(`${lead}e${k}`))).filter(inside));
}

function formatDecade(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  return Math.abs(exponent) <= 3 ? formatFixed(value, Math.max(0, -exponent)) : `10${superscript(exponent)}`;
}
