import { expect, it } from 'vitest';
import { decideAll, decideNegative, decideWithin, runsToDecide } from '../../src/claims/decide.ts';

it('an interval inside the tolerance reproduces, outside it refutes, across its edge it decides nothing', () => {
  expect(decideWithin([0.9, 1.05], 1, 0.1)).toBe('reproduced');
  expect(decideWithin([1.2, 1.3], 1, 0.1)).toBe('not-reproduced');
  expect(decideWithin([0.7, 0.8], 1, 0.1)).toBe('not-reproduced');
  expect(decideWithin([0.85, 1], 1, 0.1)).toBe('inconclusive');
  expect(decideWithin([0, 2], 1, 0.1)).toBe('inconclusive');
  expect(decideWithin([Number.NaN, 2], 1, 0.1)).toBe('inconclusive');
});

it('a fall is a negative interval', () => {
  expect([decideNegative([-2, -1]), decideNegative([1, 2]), decideNegative([-1, 1])]).toEqual([
    'reproduced',
    'not-reproduced',
    'inconclusive',
  ]);
});

it('one failure fails all; nothing decides nothing', () => {
  expect(decideAll(['reproduced', 'reproduced'])).toBe('reproduced');
  expect(decideAll(['reproduced', 'inconclusive'])).toBe('inconclusive');
  expect(decideAll(['inconclusive', 'not-reproduced'])).toBe('not-reproduced');
  expect(decideAll([])).toBe('inconclusive');
});

it('halving a half-width takes three times as many further runs', () => {
  expect(runsToDecide(100, 0.02, 0.01)).toBe(300);
});
