import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { type GateGroups, gateGroups } from '../../src/kernels/gates.ts';

/** Units that follow one of `kinds` patterns, each gate turned over with probability `noise`; silent ones give out 0. */
function activations(count: number, units: number, kinds: number, noise: number): Float64Array {
  const draw = stream(2, 'test/gates', count + units, 'hidden');
  const patterns = Array.from({ length: kinds * units }, () => draw.integer(2));
  const hidden = new Float64Array(count * (units + 1));
  for (let s = 0; s < count; s++) {
    const kind = draw.integer(kinds);
    for (let h = 0; h < units; h++) {
      const on = (patterns[kind * units + h] === 1) !== draw.uniform() < noise;
      hidden[s * (units + 1) + h] = on ? 0.1 + draw.uniform() : 0;
    }
    hidden[s * (units + 1) + units] = 1;
  }
  return hidden;
}

const straysOf = ({ strays }: GateGroups) => strays.reduce((sum, places) => sum + places.length, 0);

describe('groups of samples by their gates', () => {
  it.each([
    [1, 1, 1],
    [2, 3, 1],
    [65, 7, 3],
    [500, 33, 5],
    [129, 64, 2],
    [40, 1, 2],
    [7, 0, 1],
  ])(
    'are a partition with majorities for patterns and all strays listed: %i samples, %i units',
    (count, units, kinds) => {
      const hidden = activations(count, units, kinds, 0.1);
      for (const costs of [
        { group: 1, stray: 1 },
        { group: 30, stray: 1 },
        { group: 1, stray: 0 },
      ]) {
        const { order, starts, patterns, strays } = gateGroups(hidden, units, costs);
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, s) => s));
        expect([starts[0], starts.at(-1)]).toEqual([0, count]);
        const listed = strays.map((places) => new Set(places));
        for (let g = 0; g + 1 < starts.length; g++) {
          const members = order.subarray(starts[g], starts[g + 1]);
          expect(Array.from(members)).toEqual(Array.from(members).sort((a, b) => a - b));
          for (let h = 0; h < units; h++) {
            const on = Array.from(members).filter((s) => hidden[s * (units + 1) + h]! > 0);
            const usual = patterns[g * units + h] === 1;
            expect(usual).toBe(2 * on.length > members.length);
            members.forEach((s, i) => {
              expect(listed[h]!.has(starts[g]! + i)).toBe(hidden[s * (units + 1) + h]! > 0 !== usual);
            });
          }
        }
      }
    },
  );

  it('are one when strays cost nothing, and leave no stray when groups cost nothing', () => {
    const hidden = activations(300, 9, 4, 0.05);
    expect(gateGroups(hidden, 9, { group: 1, stray: 0 }).starts).toEqual([0, 300]);
    expect(straysOf(gateGroups(hidden, 9, { group: 0, stray: 1 }))).toBe(0);
  });

  it('find the patterns that samples follow, up to what divides them by chance', () => {
    const hidden = activations(2000, 40, 4, 0.05);
    const groups = gateGroups(hidden, 40, { group: 500, stray: 1 });
    expect(groups.starts.length - 1).toBe(4);
    // 5 % of 80,000 gates were turned over: 4000 with a standard error of 62.
    expect(Math.abs(straysOf(groups) - 4000)).toBeLessThan(4 * 62);
  });
});
