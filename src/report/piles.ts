/** The two histogram layouts: 'ridges' (one row a series, each pile to the same height) and 'overlay' (counts on one baseline). */
import * as Plot from '@observablehq/plot';
import { domainOf } from './axes.ts';
import { gridOf, mergeOf, type Pile, pileUp } from './bins.ts';
import {
  bandMarks,
  type Content,
  dropCommonBeginning,
  markedValues,
  type Point,
  sampled,
  seriesColor,
  theoryRules,
} from './content.ts';
import type { HistogramMark, Panel } from './figure.ts';
import { formatNumber } from './format.ts';
import { fontSize, type LabelRequest } from './labels.ts';
import { shorten, wrapText } from './metrics.ts';
import { plainText } from './text.ts';

/** Share of a row that its tallest bar takes. */
const rowFill = 0.83;
/** A bar is at least this wide, in pixels. */
const barWidth = 4;
/** More series than this on one baseline are outlines only. */
const washed = 3;
/** Row names are broken after this many pixels, into two lines. */
const nameWidth = 128;

interface Series {
  readonly mark: HistogramMark;
  readonly color: { mark: string; text: string };
  readonly pile: Pile;
  readonly dashed: boolean;
}

export function ridges(panel: Panel, width: number): Content {
  const { series, xDomain } = pileSeries(panel, width, true);
  const yDomain: [number, number] = [0, Math.max(1, series.length)];
  const base = (i: number) => series.length - 1 - i;
  const names = dropCommonBeginning(series.map(({ mark }) => mark.label));
  const piles = series.flatMap(({ mark, pile, color }, i) => {
    const expected = expectedCounts(mark, pile, xDomain);
    const peak = Math.max(...pile.counts, ...expected.map(([, count]) => count));
    const floor = Plot.ruleY([base(i)], { x1: xDomain[0], x2: xDomain[1], className: 'grid' });
    if (Math.max(...pile.counts) === 0) return [floor];
    const height = (count: number) => base(i) + (rowFill * count) / peak;
    return [
      floor,
      Plot.areaY(outline(pile, height), { x: '0', y1: base(i), y2: '1', fill: color.mark }),
      ...expectedLine(expected, height),
    ];
  });
  return {
    xDomain,
    yDomain,
    yAxis: 'rows',
    marks: [...bandMarks(panel, xDomain, yDomain), ...piles, ...theoryRules(panel, xDomain, yDomain)],
    rowNames: series.map(({ mark, color, pile }, i) => ({
      lines: wrapText(names[i] ?? '', 'sans-bold', fontSize, nameWidth, 2),
      full: plainText(mark.label),
      style: `fill:${color.text}`,
      y: base(i),
      empty: Math.max(...pile.counts) === 0,
    })),
    finish: () => ({ labels: [], obstacles: [] }),
    leftOut: outsideWords(series),
  };
}

export function overlay(panel: Panel, width: number): Content {
  const { series, xDomain } = pileSeries(panel, width, false);
  const drawn = series.filter(({ pile }) => Math.max(...pile.counts) > 0);
  const expected = drawn.map(({ mark, pile }) => expectedCounts(mark, pile, xDomain));
  const peak = Math.max(1, ...drawn.flatMap(({ pile }) => pile.counts), ...expected.flat().map(([, count]) => count));
  const yDomain: [number, number] = [...(panel.y.domain ?? [0, 1.15 * peak])];
  const marks = drawn.flatMap(({ pile, color, dashed }, i) => {
    const points = outline(pile, (count) => Math.min(count, yDomain[1]));
    return [
      ...(drawn.length <= washed
        ? [Plot.areaY(points, { x: '0', y1: 0, y2: '1', fill: color.mark, className: 'wash' })]
        : []),
      Plot.line(points, { x: '0', y: '1', stroke: color.mark, className: dashed ? 'line dashed' : 'line' }),
      ...expectedLine(expected[i]!, (count) => Math.min(count, yDomain[1])),
    ];
  });
  return {
    xDomain,
    yDomain,
    yAxis: 'counts',
    marks: [...bandMarks(panel, xDomain, yDomain), ...marks, ...theoryRules(panel, xDomain, yDomain)],
    rowNames: [],
    finish: ({ x, y }) => ({
      labels: drawn.map(({ mark, pile, color }): LabelRequest => {
        const others = drawn.filter((other) => other.pile !== pile).map((other) => other.pile.counts);
        const anchors = showing(pile.counts, others).map((bin) => ({
          x: (x(pile.edge(bin)) + x(pile.edge(bin + 1))) / 2,
          y: y(Math.min(pile.counts[bin] ?? 0, yDomain[1])),
          sides: ['up', 'up-right', 'up-left', 'right', 'left'] as const,
        }));
        const lines = wrapText(mark.label, 'sans-bold', fontSize, width / 2, 2);
        return { lines, face: 'sans-bold', className: 'series halo', style: `fill:${color.text}`, anchors };
      }),
      obstacles: drawn.flatMap(({ pile }) =>
        sampled(outline(pile, (count) => count).map(([u, n]): Point => [x(u), y(n)])),
      ),
    }),
    leftOut: [
      ...outsideWords(series),
      ...series
        .filter((s) => !drawn.includes(s))
        .map(({ mark }) => `No data: ${shorten(mark.label, 'sans', fontSize, width / 2)}.`),
    ],
  };
}

function pileSeries(panel: Panel, width: number, merging: boolean): { series: Series[]; xDomain: [number, number] } {
  const marks = panel.marks.filter((mark): mark is HistogramMark => mark.type === 'histogram');
  const values = marks.map((mark) => mark.values);
  const scale = panel.x.scale ?? 'linear';
  const xDomain: [number, number] = [
    ...(panel.x.domain ??
      domainOf([...values.flat(), ...marks.flatMap(expectedPlaces), ...markedValues(panel, 'x')], scale)),
  ];
  const grid = gridOf(values, xDomain, scale, Math.max(12, Math.floor(width / barWidth)));
  const series = marks.map((mark, i) => ({
    mark,
    color: seriesColor(mark.rank, i, marks.length),
    pile: pileUp(mark.values, grid, merging ? mergeOf(mark.values, grid) : 1),
    dashed: mark.rank === undefined && marks.length === 2 && i === 1,
  }));
  return { series, xDomain };
}

/** What the expected density predicts, inside the frame: [x, count of a bin there]. */
function expectedCounts({ expected = [] }: HistogramMark, pile: Pile, [low, high]: readonly [number, number]): Point[] {
  return expected.filter(([x]) => x >= low && x <= high).map(([x, density]): Point => [x, pile.predicted(x, density)]);
}

function expectedLine(expected: readonly Point[], height: (count: number) => number): Plot.Markish[] {
  if (expected.length === 0) return [];
  const points = expected.map(([x, count]): Point => [x, height(count)]);
  return [Plot.line(points, { x: '0', y: '1', stroke: 'var(--theory-barrier)', className: 'predicted' })];
}

/** Where the expected density is more than a hundredth of its largest. */
function expectedPlaces({ expected = [] }: HistogramMark): number[] {
  const most = Math.max(...expected.map(([, density]) => density));
  return expected.filter(([, density]) => density > 0.01 * most).map(([x]) => x);
}

/** Bins where a pile is named best: where it rises most above all others, then its tallest. */
function showing(counts: readonly number[], others: readonly (readonly number[])[]): number[] {
  const above = counts.map((count, i) => count - Math.max(0, ...others.map((other) => other[i] ?? 0)));
  const clearest = above.indexOf(Math.max(...above));
  return [...new Set([clearest, counts.indexOf(Math.max(...counts))])];
}

/** The steps of a pile from its first to its last full bin, down to the baseline at both ends. */
function outline(pile: Pile, height: (count: number) => number): Point[] {
  const first = pile.counts.findIndex((count) => count > 0);
  const last = pile.counts.findLastIndex((count) => count > 0);
  if (first < 0) return [];
  const steps = pile.counts.slice(first, last + 1).flatMap((count, k): Point[] => [
    [pile.edge(first + k), height(count)],
    [pile.edge(first + k + 1), height(count)],
  ]);
  return [[pile.edge(first), height(0)], ...steps, [pile.edge(last + 1), height(0)]];
}

function outsideWords(series: readonly Series[]): string[] {
  const outside = series.reduce((sum, { pile }) => sum + pile.outside, 0);
  return outside
    ? [`Not drawn: ${formatNumber(outside)} ${outside === 1 ? 'value' : 'values'}, outside the frame or not finite.`]
    : [];
}
