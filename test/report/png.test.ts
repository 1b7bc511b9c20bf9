import { createHash } from 'node:crypto';
import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { renderPng } from '../../src/node/png.ts';
import { figureFontPaths, openStage } from '../../src/node/stage.ts';
import { withoutWidths } from '../../src/report/line.ts';
import { renderSvg } from '../../src/report/svg.ts';
import { demo, figureOf } from './fabricated.ts';

const width = (png: Uint8Array) => Buffer.from(png).readUInt32BE(16);
const hash = (png: Uint8Array) => createHash('sha256').update(png).digest('hex');

test('the same bytes each time, other bytes in the dark, twice the size at scale 2', async () => {
  const light = await renderPng(demo, { theme: 'light', scale: 1 });
  expect(Buffer.from(light).toString('latin1', 1, 4)).toBe('PNG');
  expect(width(light)).toBe(960);
  expect(hash(await renderPng(demo, { theme: 'light', scale: 1 }))).toBe(hash(light));
  expect(hash(await renderPng(demo, { theme: 'dark', scale: 1 }))).not.toBe(hash(light));
  expect(width(await renderPng(demo, { theme: 'light', scale: 2 }))).toBe(1920);
});

test('refuses a scale of 0 and a theme it does not know', async () => {
  await expect(renderPng(demo, { theme: 'light', scale: 0 })).rejects.toThrow('renderPng: scale');
  await expect(renderPng(demo, { theme: 'sepia' as 'light', scale: 1 })).rejects.toThrow('renderPng: theme');
});

test('lines have the width of their letters: resvg has the fonts, and sets runs of a stated width on each other', async () => {
  const axis = { name: 'value', domain: [0, 1] } as const;
  const panel = { layout: 'xy', title: 'E_0 and E_1', x: axis, y: axis, marks: [] } as const;
  // No Greek letter, which would be set in another way.
  const figure = figureOf([panel], {
    title: 'A finding',
    subtitle: 'C_n and C_{k,n} of *n* points',
    source: 'none',
    canShow: 'this.',
    cannotShow: 'that.',
  });
  const svg = renderSvg(figure, { ...(await openStage()), theme: 'light', standalone: true });
  expect(svg).not.toMatch(/[\u0370-\u03ff]/);
  const font = { fontFiles: figureFontPaths(), loadSystemFonts: false, defaultFontFamily: 'Source Sans 3' };
  const drawn = (text: string) => hash(new Resvg(text, { fitTo: { mode: 'zoom', value: 1 }, font }).render().asPng());
  const png = hash(await renderPng(figure, { theme: 'light', scale: 1 }));
  expect(png).toBe(drawn(withoutWidths(svg)));
  expect(png).not.toBe(drawn(svg));
});
