/** What a panel's layout hands to the frame around it: domains, Plot marks, and, once the scales are known, labels and obstacles. */
import * as Plot from '@observablehq/plot';
import type { BandMark, Panel, TheoryLine, TheoryMark } from './figure.ts';
import type { LabelRequest } from './labels.ts';

export type Point = readonly [number, number];
export type Scales = { readonly x: (value: number) => number; readonly y: (value: number) => number };

export interface Content {
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  /** 'counts' have ticks at whole numbers only; 'rows' have none, their names stand to the left. */
  readonly yAxis: 'ticks' | 'counts' | 'rows';
  /** Drawn over the grid, in this order. */
  readonly marks: readonly Plot.Markish[];
  readonly rowNames: readonly RowName[];
  /** Labels to place and points that they should not cover, in pixels. */
  finish(scales: Scales): { readonly labels: readonly LabelRequest[]; readonly obstacles: readonly Point[] };
  /** What is in the data but not in the picture, in words. */
  readonly leftOut: readonly string[];
}

export interface RowName {
  readonly lines: readonly string[];
  readonly full: string;
  readonly style: string;
  /** Middle of the row in units of the y domain. */
  readonly y: number;
  readonly empty: boolean;
}

/** Color of a series as mark and as text. A size keeps its rank; without one, the first series is the data color, the second ink. */
export function seriesColor(rank: number | undefined, position: number, count: number): { mark: string; text: string } {
  const place = rank ?? (count > 2 ? 1 + Math.round((6 * position) / (count - 1)) : undefined);
  if (place !== undefined) {
    const step = Math.min(7, Math.max(1, Math.round(place)));
    return { mark: `var(--size-${step})`, text: `var(--size-${step}-ink)` };
  }
  return position === 0 ? { mark: 'var(--data)', text: 'var(--data)' } : { mark: 'var(--ink)', text: 'var(--ink)' };
}

export function theoryLines(panel: Panel, axis: 'x' | 'y'): TheoryLine[] {
  const marks = panel.marks.filter((mark): mark is TheoryMark => mark.type === 'theory' && mark.axis === axis);
  return marks.flatMap((mark) => mark.lines).filter((line) => Number.isFinite(line.value));
}

/** Values on one axis that belong in sight although they are no data: theory lines, bands. */
export function markedValues(panel: Panel, axis: 'x' | 'y'): number[] {
  const bands = panel.marks.filter((mark): mark is BandMark => mark.type === 'band' && mark.axis === axis);
  return [...theoryLines(panel, axis).map((line) => line.value), ...bands.flatMap((band) => [band.from, band.to])];
}

/** Bands lie under everything, cut to the domain. */
export function bandMarks(
  panel: Panel,
  xDomain: readonly [number, number],
  yDomain: readonly [number, number],
): Plot.Markish[] {
  return panel.marks
    .filter((mark): mark is BandMark => mark.type === 'band')
    .map((band) => {
      const domain = band.axis === 'x' ? xDomain : yDomain;
      const from = clamp(Math.min(band.from, band.to), domain);
      const to = clamp(Math.max(band.from, band.to), domain);
      const [x1, x2] = band.axis === 'x' ? [from, to] : xDomain;
      const [y1, y2] = band.axis === 'y' ? [from, to] : yDomain;
      return Plot.rect([0], { x1: [x1], x2: [x2], y1: [y1], y2: [y2], className: 'band' });
    });
}

/** Lines across the whole frame; layers are thin and dashed, the barrier is the heaviest. */
export function theoryRules(
  panel: Panel,
  xDomain: readonly [number, number],
  yDomain: readonly [number, number],
): Plot.Markish[] {
  const across = (line: TheoryLine, axis: 'x' | 'y') =>
    axis === 'x'
      ? Plot.ruleX([line.value], { y1: yDomain[0], y2: yDomain[1], className: line.kind })
      : Plot.ruleY([line.value], { x1: xDomain[0], x2: xDomain[1], className: line.kind });
  const heaviness = { layer: 0, ground: 1, barrier: 2 };
  return (['x', 'y'] as const).flatMap((axis) => {
    const domain = axis === 'x' ? xDomain : yDomain;
    return theoryLines(panel, axis)
      .filter((line) => line.value >= domain[0] && line.value <= domain[1])
      .sort((a, b) => heaviness[a.kind] - heaviness[b.kind])
      .map((line) => across(line, axis));
  });
}

/** 'Λ = 25', 'Λ = 50', … need their common beginning only once. */
export function dropCommonBeginning(labels: readonly string[]): string[] {
  const beginning = /^(.*= )/.exec(labels[0] ?? '')?.[1];
  if (beginning === undefined || !labels.every((label) => label.startsWith(beginning))) return [...labels];
  return labels.map((label, i) => (i === 0 ? label : label.slice(beginning.length)));
}

export function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

/** Points along a polyline, at most `step` pixels apart. */
export function sampled(points: readonly Point[], step = 6): Point[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1];
    if (!next) return [point];
    const pieces = Math.max(1, Math.ceil(Math.hypot(next[0] - point[0], next[1] - point[1]) / step));
    return Array.from({ length: pieces }, (_, k): Point => {
      const t = k / pieces;
      return [point[0] + t * (next[0] - point[0]), point[1] + t * (next[1] - point[1])];
    });
  });
}
