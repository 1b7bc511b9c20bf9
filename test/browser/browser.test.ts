/** The built package in a worker of real Chromium gives the bytes that Node gives. */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiments } from '../../dist/ensembles/index.js';
import { smallMnist } from '../../scripts/small-mnist.mjs';
import { executablePath, launch, serve } from './chromium.ts';
import { shards } from './shards.ts';

it('a browser is there where it must be (CI)', () => {
  if (process.env['CI']) expect(executablePath).toBeDefined();
});

describe.skipIf(!executablePath)('in Chromium', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  let dataset: Uint8Array;

  beforeAll(async () => {
    dataset = await smallMnist();
    const bundle = await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        write: false,
        target: 'es2022',
        minify: false,
        lib: { entry: fileURLToPath(new URL('worker.ts', import.meta.url)), formats: ['es'] },
      },
    });
    const code = (bundle as { output: { type: string; code: string }[] }[])[0]!.output.find(
      (part) => part.type === 'chunk',
    )!.code;
    server = await serve((path) =>
      path === '/worker.js'
        ? ['text/javascript', code]
        : path === '/data'
          ? ['application/octet-stream', dataset]
          : ['text/html', '<!doctype html>'],
    );
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('shards of every experiment are equal to the bit: energies, losses, points, weights', async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    const answer = await page.evaluate(async () => {
      const data = new Uint8Array(await (await fetch('/data')).arrayBuffer());
      const worker = new Worker('/worker.js', { type: 'module' });
      return await new Promise<{ shards?: Record<string, string>; error?: string }>((resolve) => {
        worker.onmessage = ({ data: message }) => resolve(message);
        worker.onerror = (event) => resolve({ error: event.message });
        worker.postMessage(data);
      });
    });
    expect(answer.error).toBeUndefined();
    const expected = await shards(dataset);
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(Object.keys(experiments)));
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(Object.keys(experiments).length + 5);
    expect(answer.shards).toEqual(expected);
  });
});
