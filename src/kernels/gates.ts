/**
 * Samples in groups whose hidden units fire nearly alike. In a group a unit is taken to be on or off, as for most of its samples; where
 * one strays, its terms are corrected. Few strays make the sums of a Hessian cheap, and every group costs the same, so samples are
 * divided as long as that pays, each time by the unit that does it most evenly; then they move to the group they stray from least.
 */
import { bitSet, bitsApart, bitsInCommon, hasBit } from './bits.ts';

export interface GateGroups {
  /** Samples, group after group, in ascending order within each. */
  readonly order: Int32Array;
  /** First place of each group in the order, and the number of samples. */
  readonly starts: readonly number[];
  /** groups × units: 1 where most samples of the group activate the unit. */
  readonly patterns: Uint8Array;
  /** Places in the order at which each unit strays from the pattern. */
  readonly strays: readonly Int32Array[];
}

/** Multiply-adds that one more group takes, and one stray. */
export interface GateCosts {
  readonly group: number;
  readonly stray: number;
}

/** @param hidden   samples × (units + 1): what a unit gives out, positive where it is on */
export function gateGroups(hidden: Float64Array, units: number, costs: GateCosts): GateGroups {
  const width = units + 1;
  const count = hidden.length / width;
  const gates = Array.from({ length: units }, (_, h) => bitSet(count, (s) => hidden[s * width + h]! > 0));
  const everyone = bitSet(count, () => true);
  let groups = divide(gates, { samples: everyone, size: count, on: gates.map((on) => bitsInCommon(on, on)) }, costs);
  for (let pays = groups.length > 1; pays; ) {
    const moved = regroup(gates, count, groups);
    pays = (straysOf(groups) - straysOf(moved)) * costs.stray > costs.group;
    if (pays) groups = moved;
  }
  const order = new Int32Array(count);
  const starts = [0];
  const patterns = new Uint8Array(groups.length * units);
  const strays = Array.from({ length: units }, (): number[] => []);
  let place = 0;
  groups.forEach(({ samples, size, on }, g) => {
    for (let h = 0; h < units; h++) patterns[g * units + h] = 2 * on[h]! > size ? 1 : 0;
    for (let s = 0; s < count; s++) {
      if (!hasBit(samples, s)) continue;
      order[place] = s;
      for (let h = 0; h < units; h++)
        if (hasBit(gates[h]!, s) !== (patterns[g * units + h] === 1)) strays[h]!.push(place);
      place++;
    }
    starts.push(place);
  });
  return { order, starts, patterns, strays: strays.map((places) => Int32Array.from(places)) };
}

/** Samples as a bit each, their number, and how many of them activate each unit. */
interface Group {
  readonly samples: Uint32Array;
  readonly size: number;
  readonly on: readonly number[];
}

/** The group, or what remains of it when it has been divided as long as that pays. */
function divide(gates: readonly Uint32Array[], group: Group, costs: GateCosts): Group[] {
  const strays = group.on.map((n) => Math.min(n, group.size - n));
  const unit = strays.indexOf(Math.max(...strays));
  if (unit < 0 || strays[unit] === 0) return [group];
  const samples = group.samples.map((word, w) => word & gates[unit]![w]!);
  const first = { samples, size: group.on[unit]!, on: gates.map((on) => bitsInCommon(on, samples)) };
  const second = {
    samples: group.samples.map((word, w) => word & ~samples[w]!),
    size: group.size - first.size,
    on: group.on.map((n, h) => n - first.on[h]!),
  };
  if ((straysOf([group]) - straysOf([first, second])) * costs.stray <= costs.group) return [group];
  return [...divide(gates, first, costs), ...divide(gates, second, costs)];
}

/** Every sample in the group whose pattern it strays from least, the first of equals; groups that nobody joins are left out. */
function regroup(gates: readonly Uint32Array[], count: number, groups: readonly Group[]): Group[] {
  const words = Math.ceil(gates.length / 32);
  const patterns = groups.map(({ size, on }) => bitSet(gates.length, (h) => 2 * on[h]! > size));
  const nearest = new Int32Array(count);
  const sample = new Uint32Array(words);
  for (let s = 0; s < count; s++) {
    sample.fill(0);
    for (let h = 0; h < gates.length; h++) if (hasBit(gates[h]!, s)) sample[h >> 5]! |= 1 << (h & 31);
    let least = Infinity;
    for (let g = 0; g < patterns.length; g++) {
      const strays = bitsApart(sample, patterns[g]!);
      if (strays >= least) continue;
      least = strays;
      nearest[s] = g;
    }
  }
  return groups
    .map((_, g) => bitSet(count, (s) => nearest[s] === g))
    .map((samples) => ({
      samples,
      size: bitsInCommon(samples, samples),
      on: gates.map((on) => bitsInCommon(on, samples)),
    }))
    .filter(({ size }) => size > 0);
}

function straysOf(groups: readonly Group[]): number {
  let total = 0;
  for (const { size, on } of groups) for (const n of on) total += Math.min(n, size - n);
  return total;
}
