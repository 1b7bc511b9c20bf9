import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/base/errors.ts';
import { openStage } from '../../src/node/stage.ts';
import { axesText } from '../../src/report/alternative.ts';
import { renderSvg } from '../../src/report/svg.ts';
import { awkward, demo, figureOf, meanPanel, ridgePanel } from './fabricated.ts';
import { hostile } from './fabricated-report.ts';
import { collisions, parseSvg, readTexts } from './read-svg.ts';
import { expectSnapshot } from './snapshot.ts';

const stage = { ...(await openStage()), font: () => undefined };
const inPage = { ...stage, theme: 'css', standalone: false } as const;
const alone = { ...stage, theme: 'css', standalone: true } as const;

test('the picture is the one that was looked at', () => expectSnapshot('demo.svg', renderSvg(demo, inPage)));

test('the same figure gives the same text, in another document too', async () => {
  expect(renderSvg(demo, { ...inPage, document: (await openStage()).document })).toBe(renderSvg(demo, inPage));
});

describe.each(Object.entries({ demo, ...awkward }))('%s', (_, figure) => {
  test.each([alone, inPage])(
    'is well-formed, no text covers another, none leaves the picture (standalone $standalone)',
    (options) => {
      const root = parseSvg(renderSvg(figure, options));
      const [, , width = 0, height = 0] = (root.getAttribute('viewBox') ?? '').split(' ').map(Number);
      const texts = readTexts(root);
      expect(collisions(texts)).toEqual([]);
      for (const text of texts) {
        // Half a unit of rounding, since places are given to 0.1 px.
        expect(text.x0, text.text).toBeGreaterThanOrEqual(-0.05);
        expect(text.x1, text.text).toBeLessThanOrEqual(width + 0.05);
        expect(text.y0, text.text).toBeGreaterThanOrEqual(0);
        expect(text.y1, text.text).toBeLessThanOrEqual(height);
      }
      expect(root.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
    },
  );
});

test('every series, theory line and note of the demo is named', () => {
  const texts = readTexts(parseSvg(renderSvg(demo, alone))).map((text) => text.text);
  for (const label of ['Λ = 25', '50', '100', '200', '300', '400', '500', '−1.631 ± 0.004'])
    expect(texts.filter((text) => text === label).length, label).toBeGreaterThan(0);
  expect(texts.filter((text) => text === 'energy barrier −E∞ = −1.6330')).toHaveLength(2);
  expect(texts).toContain('−E1 … −E3');
});

test('title and description tell the finding to those who do not see it; ids follow the prefix', () => {
  const root = parseSvg(renderSvg(demo, { ...inPage, idPrefix: 'a-' }));
  expect(root.getAttribute('role')).toBe('img');
  expect(root.getAttribute('aria-labelledby')).toBe('a-fabricated-title a-fabricated-desc');
  expect(root.querySelector('#a-fabricated-title')?.textContent).toBe(demo.title);
  expect(root.querySelector('#a-fabricated-desc')?.textContent).toBe(axesText(demo));
});

test('a standalone picture declares exactly the tokens it uses, and follows the reader’s color scheme', () => {
  const svg = renderSvg(demo, alone);
  const declared = [...svg.matchAll(/(--[\w-]+): /g)].map((match) => match[1]);
  const used = [...svg.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]);
  expect(new Set(declared)).toEqual(new Set(used));
  expect(svg).toContain('color-scheme: light dark');
  expect(renderSvg(demo, inPage)).not.toContain('<style>');
});

test('colors come from tokens.css only: none in a page, and with a theme only its values', () => {
  expect(renderSvg(demo, inPage)).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/i);
  const values = [...stage.tokens.values.values()].join(' ');
  for (const theme of ['light', 'dark'] as const) {
    const svg = renderSvg(demo, { ...stage, theme, standalone: true });
    expect(svg).not.toMatch(/var\(|light-dark\(/);
    for (const [color] of svg.matchAll(/#[0-9a-f]{6}\b/gi)) expect(values).toContain(color);
  }
});

test('text from data cannot become markup', () => {
  const figure = figureOf(
    [
      {
        ...ridgePanel,
        title: hostile,
        x: { name: hostile },
        y: { name: hostile },
        marks: [{ type: 'histogram', label: hostile, values: [1, 2, 3] }],
      },
      { ...meanPanel, marks: [{ type: 'note', x: 0.1, y: 0, text: hostile }] },
    ],
    { title: hostile, subtitle: hostile, canShow: hostile, cannotShow: hostile, source: hostile },
  );
  const root = parseSvg(renderSvg(figure, inPage));
  expect(root.querySelectorAll('script, style')).toHaveLength(0);
  expect(root.querySelector('desc')?.textContent).toContain(hostile);
});

test('a label shown in part keeps the whole as its title', () => {
  const root = parseSvg(renderSvg(awkward['long labels']!, inPage));
  const titles = [...root.querySelectorAll('g > title')].map((title) => title.textContent);
  expect(titles).toContain('Pneumonoultramicroscopicsilicovolcanoconiosis');
});

test('the limits begin with their words once, whether the figure says them or not', () => {
  const figure = figureOf([ridgePanel], { canShow: 'Can show this.', cannotShow: 'that.' });
  const texts = readTexts(parseSvg(renderSvg(figure, inPage))).map((text) => text.text);
  expect(texts).toContain('Can show this.');
  expect(texts).toContain('Cannot show that.');
});

test('what is not drawn is said in the picture', () => {
  const texts = readTexts(parseSvg(renderSvg(awkward['values that are not numbers']!, inPage))).map(
    (text) => text.text,
  );
  expect(texts).toContain('Not drawn: 2 values, outside the frame or not finite.');
});

test.each([
  ['figure.panels', figureOf([])],
  ['figure.panels[1].weight', figureOf([ridgePanel, { ...meanPanel, weight: 0 }])],
  ['figure.panels[0].x.domain', figureOf([{ ...meanPanel, x: { name: 'x', domain: [1, 1] } }])],
  ['figure.panels[0].y.domain', figureOf([{ ...meanPanel, y: { name: 'y', domain: [0, 1], scale: 'log' } }])],
])('refuses %s', (argument, figure) => {
  expect(() => renderSvg(figure, inPage)).toThrow(ArgumentError);
  expect(() => renderSvg(figure, inPage)).toThrow(argument);
});

test.each(['ridges', 'overlay'] as const)(
  '%s: a density that theory expects is drawn as the counts it predicts',
  (layout) => {
    // 100 values on ten bins of [0, 1] and the uniform density 1: the line lies at the height of equal counts.
    const values = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100);
    const panelOf = (density: number) => ({
      ...ridgePanel,
      layout,
      x: { name: 'u', domain: [0, 1] as const },
      marks: [
        {
          type: 'histogram' as const,
          label: 'even',
          values,
          expected: [
            [0.1, density],
            [0.9, density],
          ] as const,
        },
      ],
    });
    const heights = (density: number) => {
      const root = parseSvg(renderSvg(figureOf([panelOf(density)]), inPage));
      const line = [...root.querySelectorAll('.predicted')].map(
        (node) => node.getAttribute('d') ?? node.querySelector('path')?.getAttribute('d'),
      );
      expect(line).toHaveLength(1);
      return [...line[0]!.matchAll(/-?[\d.]+,(-?[\d.]+)/g)].map((match) => Number(match[1]));
    };
    const [once, half] = [heights(1), heights(0.5)];
    expect(new Set(once).size).toBe(1);
    expect(half[0]!).toBeGreaterThan(once[0]!);
  },
);
