import { expect, test } from 'vitest';
import { decimal, scientific } from '../../src/claims/theory-lines.ts';

test.each([
  [-0.00012345, 3, '−1.23·10⁻⁴'],
  [123_456, 2, '1.2·10⁵'],
  [-4.5678, 3, '−4.57'],
  [0, 3, '0'],
  [-Infinity, 3, '−∞'],
  [Number.NaN, 3, 'undefined'],
])('%d in %d digits reads %s', (value, digits, text) => {
  expect(scientific(value, digits)).toBe(text);
});

test('decimals have a true minus, and an open end of an interval is ∞', () => {
  expect([-1.25, Infinity, -Infinity].map((value) => decimal(value, 1))).toEqual(['−1.3', '∞', '−∞']);
});
