import { expect, it, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { exactText } from '../../src/report/exact.ts';

test.each([
  [18, '18 exactly'],
  [0, '0 exactly'],
  [-0, '0 exactly'],
  [1_234_567_890_123, '1\u2009234\u2009567\u2009890\u2009123 exactly'],
  [0.25, '0.25 exactly'],
  [-0.0001, '−0.0001 exactly'],
  [1e-7, '10⁻⁷ exactly'],
  [0.123456789012, '0.123456789012 exactly'],
  [1 / 512, '0.001953125 exactly'],
  [0.1 + 0.2, '0.3 exactly'],
  [1 / 3, '1/3 exactly'],
  [-4 / 3, '−4/3 exactly'],
  [2 / 11, '2/11 exactly'],
  [41 / 240, '41/240 exactly'],
  [998.5 + 1 / 6, '2\u2009996/3 exactly'],
  [1 / 997, '1/997 exactly'],
  [1 / 1009, '0.0009910802775, computed'],
  [1000 + 1 / 3, '1\u2009000.333333, computed'],
  [Math.sqrt(10), '3.16227766, computed'],
  [0.9504699218524643, '0.9504699219, computed'],
  [1 / 3 + 1e-14, '0.3333333333, computed'],
  [Math.PI * 1e-9, '3.141592654 × 10⁻⁹, computed'],
  [2 ** 60, '1.152921505 × 10¹⁸, computed'],
  [1e20, '10²⁰ exactly'],
  [Number.NaN, 'undefined'],
  [-Infinity, '−∞'],
])('%d is printed as %s', (value, text) => {
  const { number, word } = exactText(value);
  expect(`${number}${word}`).toBe(text);
});

it('what is called exact is the number itself, but for rounding, and random numbers hardly ever are', () => {
  for (let q = 1; q <= 1000; q += 7)
    for (let p = 1; p < 3 * q; p += 11) {
      const { number, word } = exactText(p / q);
      const [above, below = '1'] = number.replaceAll('\u2009', '').split('/');
      expect(word).toBe(' exactly');
      if (!number.includes('×') && !number.startsWith('10'))
        expect(Math.abs(Number(above) / Number(below) / (p / q) - 1)).toBeLessThan(1e-12);
    }
  const draw = stream(1, 'test', 0, 'numbers');
  const words = Array.from({ length: 2000 }, () => exactText(10 * draw.normal()).word);
  // A decimal of 12 digits comes by chance once in ten thousand times.
  expect(words.filter((word) => word === ' exactly').length).toBeLessThanOrEqual(3);
});
