/** What has to be read by whoever wants to trust a certificate. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../src/certificates/', import.meta.url);
const files = ['rational.ts', 'format.ts', ...readdirSync(new URL('check/', root)).map((name) => `check/${name}`)];
const text = (file: string) => readFileSync(new URL(file, root), 'utf8');

test('has less than 600 lines', () => {
  const lines = files.map((file) => text(file).trimEnd().split('\n').length);
  expect(lines.reduce((total, count) => total + count, 0)).toBeLessThan(600);
});

test('imports nothing but itself', () => {
  const imports = files.flatMap((file) =>
    [...text(file).matchAll(/\bfrom\s+'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g)].map((match) =>
      new URL(match[1] ?? match[2]!, new URL(file, root)).href.slice(root.href.length),
    ),
  );
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter((path) => !files.includes(path))).toEqual([]);
});

test('computes with no binary64', () => {
  const inexact = /\bMath\.|\bparseFloat\b|\d\.\d|\bNumber\(/;
  const found = files.flatMap((file) =>
    text(file)
      .split('\n')
      .filter((line) => inexact.test(line.replace(/\/\*\*?.*|^\s*\*.*|'[^']*'|"[^"]*"/g, ''))),
  );
  // The exponent of a decimal, which is compared with a limit.
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('Number(exponent)');
});
