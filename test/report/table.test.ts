import { expect, test } from 'vitest';
import { bareNumber, quantitiesTable, quantityText, tableHtml, tableText } from '../../src/report/table.ts';
import { hostile, table } from './fabricated-report.ts';

test('plain text: columns aligned, numbers to the right, value and error in the same digits', () => {
  expect(tableText(table)).toBe(
    [
      'Mean energy per spin, fabricated',
      'size Λ   Λ−1/2  mean energy per spin           spread',
      '──────  ──────  ────────────────────  ───────────────',
      '25      0.2000        −1.473 ± 0.004    0.112 ± 0.006',
      '100     0.1000      −1.5530 ± 0.0010  0.0354 ± 0.0018',
      '500     0.0447    −1.59722 ± 0.00020  0.0093 ± 0.0005',
    ].join('\n'),
  );
});

test('HTML: headers with scope, numbers to the right, the error apart', () => {
  const html = tableHtml(table);
  expect(html).toContain('<th scope="col" class="num">Λ<sup>−1/2</sup></th>');
  expect(html).toContain('<th scope="row">25</th>');
  expect(html).toContain('<td class="num"><b>−1.473</b><span class="error"> ± 0.004</span></td>');
});

test('HTML: an exact number stands bold, with its word apart, as in plain text', () => {
  const html = (value: number) =>
    tableHtml({ title: '', columns: [''], rows: [['', { name: '', value, kind: 'exact' }]] });
  expect(html(4 / 3)).toContain('<b>4/3</b><span class="error"> exactly</span>');
  expect(html(Math.SQRT2)).toContain('<b>1.414213562</b><span class="error">, computed</span>');
});

test('text in cells cannot become markup', () => {
  const html = tableHtml({
    title: hostile,
    columns: [hostile, hostile],
    rows: [[hostile, { name: hostile, value: 1, kind: 'exact', unit: hostile }]],
  });
  expect(html).not.toContain('<script');
  expect(html).not.toContain('</style');
});

test.each([
  [{ name: '', value: 18, kind: 'exact' as const }, '18 exactly'],
  [{ name: '', value: 1 / 3, kind: 'exact' as const }, '1/3 exactly'],
  [{ name: '', value: Math.SQRT2, kind: 'exact' as const, unit: 'm' }, '1.414213562 m, computed'],
  [{ name: '', value: Number.NaN, kind: 'exact' as const }, 'undefined'],
  [{ name: '', value: 0.742, error: 0.02, interval: [0.7, 0.78] as const }, '0.742 ± 0.020 in [0.70, 0.78]'],
  [{ name: '', value: 3.27, error: 0.5, unit: 's' }, '3.3 ± 0.5 s'],
  [{ name: '', value: 0.72, kind: 'extreme' as const, among: 1300 }, '0.72 among 1\u2009300'],
  [{ name: '', value: 4.142, kind: 'statistic' as const }, '4.142, a test statistic'],
  [{ name: '', value: 0.5, error: 0 }, '0.5 ± 0'],
  [{ name: '', value: 0.5, error: Number.NaN }, '0.5 ± unknown'],
  [{ name: '', value: 0.5, interval: [-Infinity, 0.7] as const }, '0.5 in [−∞, 0.7]'],
])('a quantity in words: %o', (quantity, text) => expect(quantityText(quantity)).toBe(text));

test('a number with neither error nor interval nor word is bare; an unknown error is told', () => {
  const bare = JSON.parse('{"name":"","value":1,"kind":"bound"}');
  expect([bare, { ...bare, kind: undefined }].map(bareNumber)).toEqual([true, true]);
  const told = [{ error: 1 }, { error: Number.NaN }, { interval: [0, 2] }, { kind: 'exact' }, { value: Number.NaN }];
  expect(told.map((worth) => bareNumber({ ...bare, ...worth }))).toEqual(told.map(() => false));
});

test('published numbers stand beside ours only when there are some', () => {
  const ours = { name: 'mean', value: 1.5, error: 0.1 };
  expect(quantitiesTable('', [ours]).columns).toEqual(['quantity', 'ours']);
  expect(quantitiesTable('', [{ ...ours, published: -0.7616 }, ours]).rows.map((row) => row[1])).toEqual([
    '−0.7616',
    '–',
  ]);
});

test('an empty table has its head and no rows', () => {
  expect(tableText({ title: '', columns: ['a', 'b'], rows: [] })).toBe('a  b\n─  ─');
});
