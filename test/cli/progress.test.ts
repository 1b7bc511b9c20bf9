import { expect, test } from 'vitest';
import { secondsLeft } from '../../src/cli/progress.ts';

test('the time left follows the forecast while little is done, and the pace from a twentieth on', () => {
  // 10 s for a hundred-thousandth: at that pace 11 days; the forecast says half an hour.
  const early = secondsLeft(1e-5, 1e-5, 10, 1800);
  expect(early).toBeGreaterThan(1800);
  expect(early).toBeLessThan(2100);
  expect(secondsLeft(0.05, 0.05, 200, 1800)).toBeCloseTo(0.95 * 4000, 9);
  expect(secondsLeft(0.5, 0.1, 60, 1e9)).toBeCloseTo(300, 9);
  expect(secondsLeft(1e-5, 1e-5, 10)).toBeCloseTo(999_990, 3);
});
