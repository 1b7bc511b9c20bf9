/** Fabricated figures for the tests of the renderer: shapes that are awkward to draw, seeded, and results of nothing. */
import type { Figure, HistogramMark, Mark, Panel } from '../../src/report/figure.ts';

/** Deterministic normals by Box–Muller over a linear congruential generator (Numerical Recipes' constants). */
export function normals(count: number, seed: number, mean = 0, spread = 1): number[] {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  return Array.from(
    { length: count },
    () => mean + spread * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

const barrier = {
  kind: 'barrier',
  value: -1.633,
  label: 'energy barrier −*E*_∞ = −1.6330',
  short: 'barrier −*E*_∞',
} as const;
const ground = { kind: 'ground', value: -1.657, label: 'ground state −*E*_0 = −1.6570', short: '−*E*_0' } as const;
const layers = [-1.6529, -1.6503, -1.6484].map((value, k) => ({
  kind: 'layer' as const,
  value,
  label: `layer −*E*_${k + 1} = −${Math.abs(value).toFixed(4)}`,
  short: `−*E*_${k + 1}`,
}));

export const sizes = [25, 50, 100, 200, 300, 400, 500];
const mean = (size: number) => -1.633 + 0.8 / Math.sqrt(size) + 0.5 / size;
const spread = (size: number) => 1.62 * size ** -0.83 + 0.0035;

export function sevenPiles(count = 200): HistogramMark[] {
  return sizes.map((size, i) => ({
    type: 'histogram',
    label: `Λ = ${size}`,
    rank: i + 1,
    values: normals(count, 7 + size, mean(size), spread(size)),
  }));
}

export const ridgePanel: Panel = {
  layout: 'ridges',
  title: 'Where they stop',
  x: { name: 'energy per spin *u*, each pile to the same height' },
  y: { name: '' },
  marks: [
    { type: 'band', from: -1.657, to: -1.633, axis: 'x' },
    ...sevenPiles(),
    { type: 'theory', axis: 'x', lines: [ground, barrier] },
  ],
};

export const meanPanel: Panel = {
  layout: 'xy',
  title: 'Their mean comes down to the barrier like Λ^(−1/2)',
  weight: 0.8,
  x: { name: 'size, as Λ^(−1/2); bars: one standard deviation', domain: [0, 0.215] },
  y: { name: 'mean energy per spin *u*' },
  marks: [
    { type: 'band', from: -1.657, to: -1.633, axis: 'y' },
    { type: 'theory', axis: 'y', lines: [ground, barrier, ...layers] },
    {
      type: 'curve',
      label: '',
      role: 'fit',
      points: Array.from({ length: 60 }, (_, i) => {
        const x = (0.21 * i) / 59;
        return [x, -1.633 + 0.8 * x + 0.5 * x * x] as const;
      }),
    },
    {
      type: 'points',
      label: '',
      points: sizes.map((size, i) => ({
        x: size ** -0.5,
        y: mean(size),
        low: mean(size) - spread(size),
        high: mean(size) + spread(size),
        label: `Λ = ${size}`,
        rank: i + 1,
      })),
    },
    { type: 'note', x: 0, y: -1.633, text: 'fit, Λ → ∞:\n−1.631 ± 0.004' },
  ],
};

export function figureOf(panels: readonly Panel[], changes: Partial<Figure> = {}): Figure {
  return {
    id: 'fabricated',
    title: 'Fabricated piles close in on a line as Λ grows',
    subtitle:
      'Fabricated numbers of order *H* = 3 for the tests of the renderer; 200 values for each size Λ, every one from its own seed',
    panels,
    canShow: 'how the renderer sets titles, panels, labels and lines, up to seven series, and a fit with its error.',
    cannotShow: 'anything about a landscape: no number in this picture was measured.',
    source: 'Claim test/fabricated, preset smoke, seed 7, spec 00000000, backend none, version 0.0.0',
    ...changes,
  };
}

export const demo: Figure = figureOf([ridgePanel, meanPanel]);

export function overlayPanel(
  series: readonly { label: string; rank?: number; values: readonly number[] }[],
  more: readonly Mark[] = [],
): Panel {
  return {
    layout: 'overlay',
    title: 'Test losses',
    x: { name: 'test loss' },
    y: { name: 'networks' },
    marks: [...series.map((s): HistogramMark => ({ type: 'histogram', ...s })), ...more],
  };
}

/** Figures that tempt labels to collide, to be clipped, or scales to break down. */
export const awkward: Readonly<Record<string, Figure>> = {
  'one series': figureOf([{ ...ridgePanel, marks: [sevenPiles()[2] as HistogramMark] }]),
  'two unranked series': figureOf([
    overlayPanel([
      { label: 'ours', values: normals(300, 1) },
      { label: 'theirs', values: normals(300, 2, 0.6) },
    ]),
  ]),
  'all values equal': figureOf([
    { ...ridgePanel, marks: [{ type: 'histogram', label: 'constant', values: new Array(40).fill(0.25) }] },
    overlayPanel([{ label: 'constant', rank: 2, values: new Array(40).fill(3) }]),
  ]),
  'empty series': figureOf([
    {
      ...ridgePanel,
      marks: [{ type: 'histogram', label: 'Λ = 25', rank: 1, values: [] }, sevenPiles()[1] as HistogramMark],
    },
    overlayPanel([{ label: 'nothing', values: [] }]),
    { layout: 'xy', title: 'No data at all', x: { name: 'x' }, y: { name: 'y' }, marks: [] },
  ]),
  'long labels': figureOf(
    [
      {
        ...ridgePanel,
        marks: [
          {
            type: 'histogram',
            label: 'a network of one hidden layer with a very long description of how it was trained',
            rank: 2,
            values: normals(100, 3, -1.4, 0.1),
          },
          {
            type: 'histogram',
            label: 'Pneumonoultramicroscopicsilicovolcanoconiosis',
            rank: 5,
            values: normals(100, 4, -1.5, 0.1),
          },
          { type: 'theory', axis: 'x', lines: [ground, barrier, ...layers] },
        ],
        x: {
          name: 'an axis whose name was written by somebody who could not decide what to leave out, so that it runs on and on over the frame',
        },
      },
      overlayPanel([
        { label: 'networks trained with a decaying rate', rank: 1, values: normals(200, 5, 1, 0.1) },
        { label: 'networks trained with a constant rate', rank: 2, values: normals(200, 6, 1.02, 0.1) },
        { label: 'networks that were not trained at all', rank: 3, values: normals(200, 7, 1.04, 0.1) },
      ]),
    ],
    {
      title:
        'A finding that needs so many words to be told that no single line of any page could ever hold it without being cut off at the end',
    },
  ),
  'seven piles in one place': figureOf([
    overlayPanel(
      sizes.map((size, i) => ({ label: `n_1 = ${size}`, rank: i + 1, values: normals(200, size, 2, 0.05) })),
    ),
  ]),
  'logarithmic axes': figureOf([
    {
      layout: 'xy',
      title: 'Decades',
      x: { name: 'steps *t*', scale: 'log' },
      y: { name: 'gradient norm', scale: 'log' },
      marks: [
        {
          type: 'curve',
          label: 'measured',
          role: 'measured',
          points: Array.from({ length: 50 }, (_, i) => [1.3 ** i, 1.5 ** -i] as const),
        },
        {
          type: 'curve',
          label: 'predicted',
          role: 'theory',
          points: [
            [1, 1],
            [1e5, 1e-8],
            [1e6, 0],
          ],
        },
        {
          type: 'points',
          label: 'ends',
          points: [
            { x: 10, y: 1e-9 },
            { x: 0, y: 1 },
            { x: 1e5, y: 1e-4, low: 1e-5, high: 1e-3 },
          ],
        },
      ],
    },
    {
      ...overlayPanel([{ label: 'losses', values: normals(300, 9).map(Math.exp) }]),
      x: { name: 'loss', scale: 'log' },
    },
  ]),
  'lines close together': figureOf([
    {
      layout: 'xy',
      title: 'Complexity',
      x: { name: 'energy per spin *u*', domain: [-1.7, -1.6] },
      y: { name: '*Θ*_k' },
      marks: [
        { type: 'theory', axis: 'x', lines: [ground, barrier, ...layers] },
        ...[0, 1, 2, 3].map(
          (k): Mark => ({
            type: 'curve',
            role: k ? 'layer' : 'theory',
            label: `*Θ*_${k}`,
            points: Array.from(
              { length: 40 },
              (_, i) => [-1.7 + i / 390, 0.05 - (0.01 + 0.01 * k) * (i / 20 - 2) ** 2] as const,
            ),
          }),
        ),
      ],
    },
    {
      ...meanPanel,
      marks: [
        { type: 'theory', axis: 'y', lines: [ground, barrier, ...layers] },
        { type: 'points', label: 'one', points: [{ x: 0.1, y: -1.65 }] },
      ],
    },
  ]),
  'a cloud': figureOf([
    {
      layout: 'xy',
      title: 'Test loss against training loss',
      x: { name: 'training loss' },
      y: { name: 'test loss' },
      marks: [
        {
          type: 'points',
          label: 'n_1 = 25',
          rank: 2,
          points: normals(500, 11).map((x, i) => ({ x, y: 0.7 * x + 0.5 * (normals(1, 900 + i)[0] ?? 0) })),
        },
      ],
    },
  ]),
  'values that are not numbers': figureOf([
    overlayPanel([{ label: 'partly', values: [1, 2, Number.NaN, Number.POSITIVE_INFINITY, 2.5] }]),
    {
      layout: 'xy',
      title: 'Gaps',
      x: { name: 'x' },
      y: { name: 'y' },
      marks: [
        {
          type: 'curve',
          label: 'broken',
          role: 'measured',
          points: [
            [0, 0],
            [1, 1],
            [2, Number.NaN],
            [3, 1],
            [4, 0],
          ],
        },
      ],
    },
  ]),
};
