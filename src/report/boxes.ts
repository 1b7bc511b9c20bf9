/**
 * The layout 'boxes': one box plot a row on a shared x. The box spans the quartiles (type 7), a line marks the median, whiskers end at
 * the outermost values within 1.5 interquartile ranges of the box, and each value beyond is a dot.
 * @source [tukey1977exploratory, ch. 2]
 */
import * as Plot from '@observablehq/plot';
import { domainOf } from './axes.ts';
import { bandMarks, type Content, dropCommonBeginning, markedValues, seriesColor, theoryRules } from './content.ts';
import type { BoxMark, Panel } from './figure.ts';
import { formatNumber } from './format.ts';
import { fontSize } from './labels.ts';
import { wrapText } from './metrics.ts';
import { plainText } from './text.ts';

/** Half the height of a box and of a whisker's end, in rows. */
const half = 0.3;
const cap = 0.12;
/** Reach of the whiskers, in interquartile ranges. */
const reach = 1.5;
/** Row names are broken after this many pixels, into two lines. */
const nameWidth = 128;

export interface FiveNumbers {
  readonly whiskers: readonly [number, number];
  readonly quartiles: readonly [number, number];
  readonly median: number;
  /** Values beyond the whiskers. */
  readonly outliers: readonly number[];
}

/** Of finite values; undefined when there are none. */
export function fiveNumbers(values: readonly number[]): FiveNumbers | undefined {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const at = (share: number) => {
    const rank = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
    return low + (rank - Math.floor(rank)) * (high - low);
  };
  const quartiles = [at(0.25), at(0.75)] as const;
  const range = quartiles[1] - quartiles[0];
  const within = sorted.filter((v) => v >= quartiles[0] - reach * range && v <= quartiles[1] + reach * range);
  const whiskers = [within[0]!, within.at(-1)!] as const;
  return { whiskers, quartiles, median: at(0.5), outliers: sorted.filter((v) => v < whiskers[0] || v > whiskers[1]) };
}

export function boxes(panel: Panel): Content {
  const marks = panel.marks.filter((mark): mark is BoxMark => mark.type === 'box');
  const values = marks.flatMap((mark) => mark.values);
  const scale = panel.x.scale ?? 'linear';
  const xDomain: [number, number] = [...(panel.x.domain ?? domainOf([...values, ...markedValues(panel, 'x')], scale))];
  const yDomain: [number, number] = [0, Math.max(1, marks.length)];
  const inside = (value: number) => value >= xDomain[0] && value <= xDomain[1];
  const outside = values.filter((value) => !inside(value)).length;
  const middle = (i: number) => marks.length - 0.5 - i;
  const color = (i: number) => seriesColor(marks[i]!.rank, i, marks.length);
  const names = dropCommonBeginning(marks.map(({ label }) => label));
  return {
    xDomain,
    yDomain,
    yAxis: 'rows',
    marks: [
      ...bandMarks(panel, xDomain, yDomain),
      ...marks.flatMap((mark, i) => boxDrawing(mark, middle(i), color(i).mark, xDomain)),
      ...theoryRules(panel, xDomain, yDomain),
    ],
    rowNames: marks.map((mark, i) => ({
      lines: wrapText(names[i] ?? '', 'sans-bold', fontSize, nameWidth, 2),
      full: plainText(mark.label),
      style: `fill:${color(i).text}`,
      y: middle(i) - cap,
      empty: !mark.values.some(inside),
    })),
    finish: () => ({ labels: [], obstacles: [] }),
    leftOut: outside
      ? [`Not drawn: ${formatNumber(outside)} ${outside === 1 ? 'value' : 'values'}, outside the frame or not finite.`]
      : [],
  };
}

/** Everything is cut to the frame; a part that lies wholly outside is not drawn. */
function boxDrawing(mark: BoxMark, y: number, stroke: string, [low, high]: readonly [number, number]): Plot.Markish[] {
  const numbers = fiveNumbers(mark.values);
  if (!numbers) return [];
  const { whiskers, quartiles, median, outliers } = numbers;
  const inside = (value: number) => value >= low && value <= high;
  const cut = ([from, to]: readonly [number, number]) => ({ x1: Math.max(low, from), x2: Math.min(high, to) });
  const span = (ends: readonly [number, number]) => (cut(ends).x1 <= cut(ends).x2 ? [cut(ends)] : []);
  const across = (places: readonly number[], height: number) =>
    Plot.ruleX(places.filter(inside), { y1: y - height, y2: y + height, stroke, className: 'line' });
  return [
    ...span([whiskers[0], quartiles[0]]).map((ends) => Plot.ruleY([y], { ...ends, stroke, className: 'line' })),
    ...span([quartiles[1], whiskers[1]]).map((ends) => Plot.ruleY([y], { ...ends, stroke, className: 'line' })),
    ...span(quartiles).map(({ x1, x2 }) =>
      Plot.rect([0], { x1: [x1], x2: [x2], y1: [y - half], y2: [y + half], fill: stroke, className: 'wash' }),
    ),
    across(quartiles, half),
    ...span(quartiles).map((ends) => Plot.ruleY([y - half, y + half], { ...ends, stroke, className: 'line' })),
    across([median], half),
    across(whiskers, cap),
    Plot.dot(outliers.filter(inside), { x: (v: number) => v, y, r: 2, fill: stroke, className: 'cloud' }),
  ];
}
