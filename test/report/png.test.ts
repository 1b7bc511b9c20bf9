import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { renderPng } from '../../src/node/png.ts';
import { demo } from './fabricated.ts';

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
