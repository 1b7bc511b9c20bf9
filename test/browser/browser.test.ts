/** The built package in a worker of real Chromium gives the bytes that Node gives. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagedMnist } from '../../dist/data/files.js';
import { encodeDataset, joinPieces, loadDataset } from '../../dist/data/index.js';
import { shards } from './shards.ts';

const candidates = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((path) => path && existsSync(path));

it('a browser is there where it must be (CI)', () => {
  if (process.env['CI']) expect(executablePath).toBeDefined();
});

describe.skipIf(!executablePath)('in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let dataset: Uint8Array;

  beforeAll(async () => {
    const full = await loadDataset('mnist-10x10', packagedMnist());
    const part = (samples: typeof full.train, count: number) => ({
      ...samples,
      count,
      images: samples.images.slice(0, count * full.inputs),
      labels: samples.labels.slice(0, count),
    });
    dataset = joinPieces(encodeDataset({ ...full, train: part(full.train, 700), test: part(full.test, 300) }));
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
    server = createServer((request, response) => {
      const [type, body] =
        request.url === '/worker.js'
          ? ['text/javascript', code]
          : request.url === '/data'
            ? ['application/octet-stream', dataset]
            : ['text/html', '<!doctype html>'];
      response.setHeader('content-type', type).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('descents and trained networks are equal to the bit: energies, losses, points, weights', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
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
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(4);
    expect(answer.shards).toEqual(expected);
  });
});
