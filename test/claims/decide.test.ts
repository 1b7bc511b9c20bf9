import { expect, it } from 'vitest';
import { above, all, below, moreFor, place, verdictOf, within, wordsOf } from '../../src/claims/decide.ts';

const interval = (low: number, estimate: number, high: number) => ({ low, estimate, high, level: 0.95 });
const ends = (low: number, high: number) => ({ low, high });

it('an interval inside the region holds, outside it fails, across its edge it is open', () => {
  const near = within(1, 0.1);
  expect(place(ends(0.95, 1.05), near)).toBe('holds');
  expect(place(ends(1.2, 1.3), near)).toBe('fails');
  expect(place(ends(0.7, 0.8), near)).toBe('fails');
  expect(place(ends(0.85, 1), near)).toBe('open');
  expect(place(ends(0, 2), near)).toBe('open');
  expect(place(ends(Number.NaN, 2), near)).toBe('open');
  expect(place(ends(-Infinity, Infinity), near)).toBe('open');
});

it('the ends belong to a tolerance, not to a direction: no change is no fall', () => {
  expect(place(ends(-0.25, 0.25), within(0, 0.25))).toBe('holds');
  expect([ends(-2, -1), ends(1, 2), ends(-1, 1), ends(0, 0)].map((i) => place(i, below(0)))).toEqual([
    'holds',
    'fails',
    'open',
    'open',
  ]);
  expect(place(ends(1, 2), above(0))).toBe('holds');
});

it('one failure fails all; nothing decides nothing', () => {
  expect(all(['holds', 'holds'])).toBe('holds');
  expect(all(['holds', 'open'])).toBe('open');
  expect(all(['open', 'fails'])).toBe('fails');
  expect(all([])).toBe('open');
});

it('a statement that no source makes is confirmed or refuted, never reproduced or contradicted', () => {
  expect(wordsOf({ by: 'comparison' })).toEqual({ holds: 'reproduced', fails: 'not-reproduced' });
  expect(wordsOf({ by: 'proof' })).toEqual({ holds: 'proved', fails: 'contradicted' });
  expect(wordsOf({ by: 'comparison', ours: true })).toEqual({ holds: 'confirmed', fails: 'refuted' });
  expect(wordsOf({ by: 'proof', ours: true })).toEqual({ holds: 'proved', fails: 'refuted' });
  expect(verdictOf('open', { by: 'proof' })).toBe('inconclusive');
});

it('twice as near the edge takes four times the units, toward either side of the edge', () => {
  const units = { unit: 'disorder', count: 100 };
  // Half-width 0.02, room 0.01: three times as many again.
  const inside = { interval: interval(0.97, 0.99, 1.01), region: below(1) };
  expect(moreFor([inside], units)).toEqual({ count: 300, unit: 'disorder' });
  // Outside by 0.01: so many put it wholly outside, and it is not the tolerance that the half-width must reach.
  const outside = { interval: interval(0.99, 1.01, 1.03), region: below(1) };
  expect(moreFor([outside], units)).toEqual({ count: 300, unit: 'disorder' });
  // The end that crosses counts, not the mean half-width.
  expect(moreFor([{ interval: interval(0.9, 0.99, 1.01), region: below(1) }], units)!.count).toBe(300);
});

it('all must come inside, or one go outside; what no number decides is not advised', () => {
  const units = { unit: 'network', count: 10 };
  const near = { interval: interval(-3, -1, 1), region: below(0) };
  const far = { interval: interval(-9, -1, 7), region: below(0) };
  const over = { interval: interval(-1, 2, 5), region: below(0) };
  expect(moreFor([near, far], units)!.count).toBe(10 * 63);
  expect(moreFor([far, over], units)!.count).toBe(Math.ceil(10 * (9 / 4 - 1)));
  expect(moreFor([{ interval: interval(-1, 0, 1), region: below(0) }], units)).toBeUndefined();
  expect(moreFor([{ interval: interval(-1e3, -1, 1e3), region: below(0) }], units)).toBeUndefined();
  expect(moreFor([{ interval: interval(-Infinity, -1, Infinity), region: below(0) }], units)).toBeUndefined();
});

it('too few units are made up first, however clear the interval', () => {
  const clear = { interval: interval(-2, -1.9, -1.8), region: below(0) };
  expect(moreFor([clear], { unit: 'network', count: 9, fewest: 10 })).toEqual({ count: 1, unit: 'network' });
});
