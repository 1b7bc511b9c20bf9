/** The rules of docs/figures.md over the values in tokens.css: contrast (WCAG 2), and sizes told apart by four kinds of eyes. */
import { describe, expect, test } from 'vitest';
import { openStage } from '../../src/node/stage.ts';
import { type Mode, tokenValue } from '../../src/report/tokens.ts';

const { tokens } = await openStage();
const color = (name: string, mode: Mode) => tokenValue(tokens, `--${name}`, mode);
const channels = (hex: string) =>
  [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));

function contrast(front: string, back: string): number {
  const luminance = (hex: string) =>
    channels(hex).reduce((sum, c, i) => sum + c * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const [low = 0, high = 0] = [luminance(front), luminance(back)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const sizes = [1, 2, 3, 4, 5, 6, 7].map((i) => `size-${i}`);
const verdicts = ['proved', 'reproduced', 'measured', 'not-reproduced', 'contradicted', 'inconclusive'];
const points = ['minimum', 'saddle-1', 'saddle-2', 'saddle-k', 'flat'].map((point) => `point-${point}`);
const theory = ['ground', 'barrier', 'layer'].map((line) => `theory-${line}`);
const text = ['ink', 'muted', 'accent', ...sizes.map((size) => `${size}-ink`), ...theory, ...verdicts];
const pairs: [string, string, number][] = [
  ...text.flatMap((front): [string, string, number][] => [
    [front, 'paper', 4.5],
    [front, 'sheet', 4.5],
  ]),
  ...[...theory, 'ink'].map((front): [string, string, number] => [front, 'theory-wash', 4.5]),
  ...verdicts.map((verdict): [string, string, number] => [verdict, `${verdict}-wash`, 4.5]),
  ['ink', 'data-wash', 4.5],
  ['ink', 'accent-wash', 4.5],
  ['accent', 'accent-wash', 4.5],
  ['on-accent', 'accent', 4.5],
  ['paper', 'ink', 4.5],
  ...[...sizes, ...points, 'edge'].map((front): [string, string, number] => [front, 'paper', 3]),
];

test.each(pairs)('%s on %s: at least %f : 1, light and dark', (front, back, need) => {
  for (const mode of ['light', 'dark'] as const)
    expect(contrast(color(front, mode), color(back, mode))).toBeGreaterThanOrEqual(need);
});

/** Full-severity matrices in linear RGB. [machado2009physiologically] */
const eyes: Readonly<Record<string, readonly number[]>> = {
  typical: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const product = (matrix: readonly number[], v: readonly number[]) =>
  [0, 3, 6].map((row) => v.reduce((sum, x, k) => sum + (matrix[row + k] ?? 0) * x, 0));

/** OKLab of a color as an eye sees it. [ottosson2020oklab] */
function seen(hex: string, eye: readonly number[]): number[] {
  const rgb = product(eye, channels(hex)).map((c) => Math.min(1, Math.max(0, c)));
  const cones = product(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005,
    ],
    rgb,
  );
  return product(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    cones.map(Math.cbrt),
  );
}

const gap = (a: string, b: string, eye: readonly number[]) =>
  100 * Math.hypot(...seen(a, eye).map((x, i) => x - (seen(b, eye)[i] ?? 0)));

describe.each(['light', 'dark'] as const)('%s', (mode) => {
  test.each(Object.entries(eyes))(
    'to %s eyes neighboring sizes are 5 apart (OKLab × 100), and larger is more ink',
    (_, eye) => {
      const ramp = sizes.map((size) => color(size, mode));
      const lightness = ramp.map((hex) => seen(hex, eye)[0] ?? 0);
      for (let i = 1; i < ramp.length; i++) {
        expect(gap(ramp[i - 1]!, ramp[i]!, eye)).toBeGreaterThanOrEqual(5);
        expect(Math.sign(lightness[i]! - lightness[i - 1]!)).toBe(mode === 'light' ? -1 : 1);
      }
    },
  );

  test.each(Object.entries(eyes))('to %s eyes measured and predicted are 10 apart', (_, eye) => {
    expect(gap(color('size-3', mode), color('theory-barrier', mode), eye)).toBeGreaterThanOrEqual(10);
  });
});
