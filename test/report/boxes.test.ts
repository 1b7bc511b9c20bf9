import { expect, test } from 'vitest';
import { openStage } from '../../src/node/stage.ts';
import { fiveNumbers } from '../../src/report/boxes.ts';
import type { Panel } from '../../src/report/figure.ts';
import { renderSvg } from '../../src/report/svg.ts';
import { figureOf, normals } from './fabricated.ts';
import { collisions, parseSvg, readTexts } from './read-svg.ts';

const stage = { ...(await openStage()), font: () => undefined };
const draw = (panel: Panel) => parseSvg(renderSvg(figureOf([panel]), { ...stage, theme: 'css', standalone: true }));

test('quartiles of type 7, whiskers at the outermost values within 1.5 interquartile ranges, the rest outliers', () => {
  // numpy.percentile([1…9, 30], [25, 50, 75]) = 3.25, 5.5, 7.75; fences −3.5 and 14.5
  expect(fiveNumbers([9, 1, 8, 2, 7, 3, 6, 4, 5, 30])).toEqual({
    whiskers: [1, 9],
    quartiles: [3.25, 7.75],
    median: 5.5,
    outliers: [30],
  });
  expect(fiveNumbers([4])).toEqual({ whiskers: [4, 4], quartiles: [4, 4], median: 4, outliers: [] });
  expect(fiveNumbers([Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
});

const panel = (marks: Panel['marks'], domain?: [number, number]): Panel => ({
  layout: 'boxes',
  title: 'Boxes',
  x: { name: 'loss', domain },
  y: { name: 'hidden units' },
  marks,
});

test('one row a mark in the order given, named, with an outlier as a dot; no text covers another', () => {
  const marks = [10, 25, 500].map((n, i) => ({
    type: 'box' as const,
    label: `n₁ = ${n}`,
    rank: i + 1,
    values: [...normals(99, n, 1, 1 / n), ...(n === 25 ? [2] : [])],
  }));
  const root = draw(panel(marks));
  const texts = readTexts(root);
  expect(collisions(texts)).toEqual([]);
  const rows = ['n1 = 10', '25', '500'].map((name) => texts.find(({ text }) => text === name)!.y0);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  const dots = [...root.querySelectorAll('.cloud circle')].map((dot) => Number(dot.getAttribute('cx')));
  expect(Math.max(...dots)).toBeGreaterThan(800); // the planted 2 lies at the right end of 960 px
  expect(root.querySelectorAll('.wash rect')).toHaveLength(3);
});

test('a row without values says so, and what lies outside the frame is counted', () => {
  const root = draw(
    panel(
      [
        { type: 'box', label: 'a', values: [1, 2, 3, 10] },
        { type: 'box', label: 'b', values: [] },
      ],
      [0, 5],
    ),
  );
  const texts = readTexts(root).map(({ text }) => text);
  expect(texts).toContain('no data');
  expect(texts.join(' ')).toContain('Not drawn: 1 value');
  expect(root.outerHTML).not.toMatch(/NaN|Infinity/);
});

const inPage = { ...stage, theme: 'css', standalone: false } as const;
const rungs = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ type: 'box' as const, label: `rung-${i}`, values: [1, 2, 3 + i] }));

test.each([358, 896])('22 rows have a line of text each at %i px', (width) => {
  const texts = readTexts(parseSvg(renderSvg(figureOf([panel(rungs(22))]), { ...inPage, width })));
  expect(collisions(texts)).toEqual([]);
  const names = texts.filter(({ text }) => text.startsWith('rung-')).map(({ y0 }) => y0);
  expect(names).toHaveLength(22);
  // A line of text is 16 px high; places are given to 0.1.
  for (let i = 1; i < 22; i++) expect(names[i]! - names[i - 1]!).toBeGreaterThanOrEqual(15.9);
});

test('nine panels stand in three rows of three', () => {
  const root = parseSvg(renderSvg(figureOf(Array.from({ length: 9 }, () => panel(rungs(1)))), inPage));
  const titles = readTexts(root).filter(({ text }) => text === 'Boxes');
  expect(titles).toHaveLength(9);
  for (const side of ['x0', 'y0'] as const)
    expect(new Set(titles.map((title) => Math.round(title[side]))).size).toBe(3);
});
