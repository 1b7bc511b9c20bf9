/** The built package in a worker of real Chromium gives the bytes that Node gives. */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataPart, encodeDataset, joinPieces, loadDataset } from '../../dist/data/index.js';
import { packagedMnist } from '../../dist/node/mnist-files.js';
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
    const full = await loadDataset('mnist-10x10', packagedMnist());
    const part = (samples: DataPart, count: number) => ({
      ...samples,
      count,
      x: samples.x.slice(0, count * full.inputs),
      labels: samples.labels!.slice(0, count),
    });
    dataset = joinPieces(encodeDataset({ ...full, train: part(full.train, 700), test: part(full.test!, 300) }));
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

  it('descents, trained networks and saddles are equal to the bit: energies, losses, points, weights', async () => {
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
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(7);
    expect(answer.shards).toEqual(expected);
  });
});
