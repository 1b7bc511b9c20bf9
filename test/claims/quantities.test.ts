import { expect, test } from 'vitest';
import { shareOf } from '../../src/claims/quantities.ts';

test('a share has the interval of Wilson, and none of no trials', () => {
  // 24 of 24: low = 1/(1 + z²/24).
  const { value, interval } = shareOf('', 24, 24);
  expect([value, interval![1]]).toEqual([1, 1]);
  expect(interval![0]).toBeCloseTo(1 / (1 + 1.959964 ** 2 / 24), 6);
  expect(shareOf('', 0, 0).value).toBeNaN();
});
