/**
 * No text of a committed figure is cut at an edge or lies on another, nor of a report page on a narrow screen: measured in Chromium, with
 * the house's fonts and without them. The same measure finds the faults of pictures whose lines do not state their width.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage } from '../../src/node/stage.ts';
import { reportPage } from '../../src/report/page.ts';
import { renderSvg } from '../../src/report/svg.ts';
import { awkward, demo } from '../report/fabricated.ts';
import { several } from '../report/fabricated-report.ts';
import { executablePath, launch } from './chromium.ts';
import { faults, measureInk } from './ink.ts';

declare global {
  /** measureInk, inside the page. */
  var inkOf: typeof measureInk;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const committed = ['docs', 'assets'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svg'))
    .map((name) => join(folder, name)),
);
const stage = await openStage();
const faces = stage.tokens.faces
  .map(({ rule, file }) => rule.replace(/url\([^)]*\)/, `url(data:font/woff2;base64,${stage.font(file)})`))
  .join('\n');
const withoutFaces = (text: string) => text.replaceAll(/@font-face\s*\{[^}]*\}\s*/g, '');

describe.skipIf(!executablePath)('in Chromium', () => {
  let browser: Browser;
  const pages: Record<string, Page> = {};

  beforeAll(async () => {
    browser = await launch();
    for (const fonts of ['with', 'without']) {
      const page = await browser.newPage({ viewport: { width: 1000, height: 600 } });
      await page.setContent(`<!doctype html><style>${fonts === 'with' ? faces : ''}</style><body></body>`);
      await page.evaluate(async () => void (await Promise.all([...document.fonts].map((face) => face.load()))));
      await page.evaluate(`globalThis.inkOf = ${measureInk.toString()}`);
      pages[fonts] = page;
    }
  }, 60_000); // Starting a browser on a busy machine takes longer than a hook's ten seconds.
  afterAll(() => browser?.close());

  const measured = (page: Page, svgs: readonly string[]) =>
    page.evaluate((pictures) => {
      const holder = document.createElement('div');
      document.body.append(holder);
      const found = pictures.map((picture) => {
        holder.innerHTML = picture;
        return inkOf(holder.querySelector('svg')!);
      });
      holder.remove();
      return found;
    }, svgs);

  it('the two pages really differ in their fonts', async () => {
    const bare =
      '<svg viewBox="0 0 999 9"><text style="font-family: \'Source Sans 3\', sans-serif">a number of words</text></svg>';
    const [a, b] = await Promise.all(
      ['with', 'without'].map(async (fonts) => (await measured(pages[fonts]!, [bare]))[0]!),
    );
    expect(Math.abs(a!.texts[0]!.runs[0]![2] - b!.texts[0]!.runs[0]![2])).toBeGreaterThan(5);
  });

  it.each(['with', 'without'])('every committed figure is whole, %s the fonts', async (fonts) => {
    expect(committed.length).toBeGreaterThan(40);
    const found = await measured(
      pages[fonts]!,
      committed.map((name) => withoutFaces(readFileSync(join(root, name), 'utf8'))),
    );
    expect(found.reduce((sum, { texts }) => sum + texts.length, 0)).toBeGreaterThan(1000);
    expect(found.flatMap((one, i) => faults(one).map((fault) => `${committed[i]}: ${fault}`))).toEqual([]);
  });

  it.each(['with', 'without'])('so is every awkward figure, wide and narrow, %s the fonts', async (fonts) => {
    const figures = Object.entries({ demo, ...awkward }).flatMap(([name, figure]) =>
      [896, 358].map((width) => [
        `${name} at ${width}`,
        renderSvg(figure, { ...stage, font: () => undefined, theme: 'css', standalone: true, width }),
      ]),
    );
    const found = await measured(
      pages[fonts]!,
      figures.map(([, svg]) => svg!),
    );
    expect(found.flatMap((one, i) => faults(one).map((fault) => `${figures[i]![0]}: ${fault}`))).toEqual([]);
  });

  it('lines that do not state their width are found out without the fonts', async () => {
    const loose = committed.map((name) =>
      withoutFaces(readFileSync(join(root, name), 'utf8')).replaceAll(/ textLength="[^"]*"/g, ''),
    );
    expect((await measured(pages['without']!, loose)).flatMap((one) => faults(one)).length).toBeGreaterThan(10);
  });

  it.each(['with', 'without'])(
    'a report on a screen of 390 pixels stacks its panels and has nothing to scroll to, %s the fonts',
    async (fonts) => {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      const html = await reportPage({ ...several, stage });
      await page.setContent(fonts === 'with' ? html : withoutFaces(html));
      await page.evaluate(`globalThis.inkOf = ${measureInk.toString()}`);
      const seen = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        scrolls: [...document.querySelectorAll('figure')].some((figure) => figure.scrollWidth > figure.clientWidth),
        pictures: [...document.querySelectorAll<SVGSVGElement>('figure svg')]
          .filter((svg) => svg.getClientRects().length > 0)
          .map((svg) => ({
            ink: inkOf(svg),
            scale: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
            frames: [...svg.querySelectorAll('.f-panel')].map((title) =>
              Math.round((title as SVGTextElement).getBBox().x),
            ),
          })),
      }));
      await page.close();
      expect(seen.wide).toBe(390);
      expect(seen.scrolls).toBe(false);
      expect(seen.pictures).toHaveLength(several.claims.length);
      for (const { ink, scale, frames } of seen.pictures) {
        expect(scale).toBeCloseTo(1, 2);
        expect(frames.length).toBeGreaterThan(1);
        expect(new Set(frames)).toEqual(new Set([0]));
        expect(faults(ink)).toEqual([]);
      }
    },
  );
});
