/** Counting critical points in real Chromium: the first evaluation on a fresh page gives what Node gives. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CountReport } from '../../dist/theory/index.js';
import { countReport } from '../../dist/theory/index.js';
import { executablePath, launch, serve } from './chromium.ts';

describe.skipIf(!executablePath)('theory in Chromium', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;

  beforeAll(async () => {
    // The package's own modules, as they are: no bundler.
    server = await serve((path) =>
      path.endsWith('.js')
        ? ['text/javascript', readFileSync(new URL(`../../dist${path}`, import.meta.url))]
        : ['text/html', '<!doctype html>'],
    );
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each([
    [100, -1.6],
    [100, Infinity],
    [30, -1.6],
    [7, -1.2],
  ])('Λ = %d, u = %d: every logarithm within its bound of Node’s, the first time a page asks', async (size, energy) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(server.url);
    // As text: the test runner would rewrite an import.
    const first = (await page.evaluate(
      `import('/theory/index.js').then(({ countReport }) => countReport(3, ${size}, ${energy}))`,
    )) as CountReport;
    const expected = countReport(3, size, energy);
    expect(first.lnByIndex).toHaveLength(expected.lnByIndex.length);
    // exp and log of two engines may differ in the last place; bounds contain that.
    for (const [k, ln] of [expected.lnTotal, ...expected.lnByIndex].entries()) {
      const value = [first.lnTotal, ...first.lnByIndex][k]!;
      expect(Math.abs(value - ln!)).toBeLessThanOrEqual(expected.errorBound);
    }
  });
});
