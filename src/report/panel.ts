/** One panel: title, axis names, theory names above, the drawing in its frame, labels. Measured first, so that frames stand level. */
import * as Plot from '@observablehq/plot';
import { ArgumentError } from '../base/errors.ts';
import { ticksOf } from './axes.ts';
import { boxes } from './boxes.ts';
import { type Content, type Point, theoryLines } from './content.ts';
import type { Panel } from './figure.ts';
import { type Box, fontSize, lineHeight, type PlacedLabel, placeLabels } from './labels.ts';
import { round, textLine } from './line.ts';
import { textWidth, wrapText } from './metrics.ts';
import { overlay, ridges } from './piles.ts';
import { serialize } from './serialize.ts';
import { escapeText } from './text.ts';
import { namedLines, sideNames, type TopName, topLabel, topNames } from './theory-labels.ts';
import { xy } from './xy.ts';

const tickSize = 12;
/** From the frame's bottom to the baselines of tick labels and of the axis name. */
const tickDrop = 18;
const nameDrop = 38;
const grid = { className: 'grid', strokeOpacity: 1 };
/** A tick label at the top of the frame reaches this far above it; names above stay clear of it. */
const tickRise = 6;

export interface PreparedPanel {
  /** Pixels needed above and below the frame. */
  readonly above: number;
  readonly below: number;
  /** Least height of the frame, in which names of rows have a line of their own each. */
  readonly least: number;
  draw(head: number, top: number, bottom: number, page: { width: number; height: number }, document: Document): string;
}

/**
 * Lays a panel out between x = left and x = right.
 * @param overhang pixels by which names above the frame may end right of it, in the room between panels or in the margin
 */
export function preparePanel(
  panel: Panel,
  left: number,
  right: number,
  overhang: number,
  where: string,
): PreparedPanel {
  const content = contentOf(panel, right - left);
  checkDomain(content.xDomain, panel.x.scale, `${where}.x.domain`);
  checkDomain(content.yDomain, panel.y.scale, `${where}.y.domain`);
  const yTicks = ticksOf(content.yDomain, panel.y.scale ?? 'linear', 5, content.yAxis === 'counts' ? 1 : 0);
  const x0 = left + leftMargin(content, yTicks.values.map(yTicks.format));
  const frameWidth = right - x0;
  const xTicks = ticksOf(
    content.xDomain,
    panel.x.scale ?? 'linear',
    Math.min(5, Math.max(2, Math.floor(frameWidth / 60))),
  );

  const title = wrapText(panel.title, 'sans-bold', fontSize, right - left, 3);
  const yName = wrapText(panel.y.name, 'sans', fontSize, right - left, 2);
  const xName = wrapText(panel.x.name, 'sans', fontSize, right - left, 3);
  const leftOut = content.leftOut.length ? wrapText(content.leftOut.join(' '), 'sans', fontSize, right - left, 2) : [];
  const toX = (value: number) => {
    const at = panel.x.scale === 'log' ? Math.log10 : Number;
    const [low, high] = content.xDomain;
    return x0 + ((at(value) - at(low)) / (at(high) - at(low))) * (right - x0);
  };
  const inSight = theoryLines(panel, 'x').filter(
    ({ value }) => value >= content.xDomain[0] && value <= content.xDomain[1],
  );
  const tops = topNames(namedLines(inSight, toX, 'x'), left, right + overhang);
  const rows = Math.max(0, ...tops.map((name) => name.row + 1));
  const headLines = title.length + yName.length + rows;
  const lift = content.yAxis !== 'rows' ? tickRise : 0;
  const linesOfRow = Math.max(0, ...content.rowNames.map(({ lines }) => lines.length));

  return {
    above: 10 + headLines * lineHeight + lift,
    below: nameDrop + lineHeight * (xName.length - 1 + leftOut.length) + 6,
    least: content.rowNames.length * linesOfRow * lineHeight,
    draw(head, top, bottom, page, document) {
      const frame: Box = { x0, y0: top, x1: right, y1: bottom };
      const plot = Plot.plot({
        document,
        width: page.width,
        height: page.height,
        marginLeft: frame.x0,
        marginRight: page.width - frame.x1,
        marginTop: frame.y0,
        marginBottom: page.height - frame.y1,
        x: { type: panel.x.scale ?? 'linear', domain: content.xDomain, axis: null },
        y: { type: panel.y.scale ?? 'linear', domain: content.yDomain, axis: null },
        color: { type: 'identity' },
        r: { type: 'identity' },
        marks: [
          content.yAxis !== 'rows' ? Plot.gridY(yTicks.values, grid) : Plot.gridX(xTicks.values, grid),
          ...content.marks,
        ],
      });
      const x = scaleOf(plot, 'x');
      const y = scaleOf(plot, 'y');
      const { labels, obstacles } = content.finish({ x, y });
      const horizontal = theoryLines(panel, 'y').filter(
        ({ value }) => value >= content.yDomain[0] && value <= content.yDomain[1],
      );
      const across = horizontal.flatMap(({ value }) => steps(frame.x0, frame.x1, 6).map((at): Point => [at, y(value)]));
      const up = inSight.flatMap(({ value }) => steps(frame.y0, frame.y1, 6).map((at): Point => [x(value), at]));
      const placed = placeLabels([...sideNames(namedLines(horizontal, y, 'y'), frame), ...labels], frame, [
        ...obstacles,
        ...across,
        ...up,
      ]);
      const yNameBase = top - 8 - (tops.length ? 0 : lift) - (rows + yName.length - 1) * lineHeight;
      return [
        ...title.map((text, i) => textLine(left, head + 12 + i * lineHeight, text, 'f-panel')),
        ...yName.map((text, i) => textLine(left, yNameBase + i * lineHeight, text, 'axis-name')),
        ...drawn(plot),
        ...tops.filter((name) => name.row > 0).map((name) => topLeader(name, top)),
        `<path class="axis" d="M${round(frame.x0)},${bottom}H${round(frame.x1)}"/>`,
        ...xTicks.values.map((value) => xTick(x(value), right, bottom, xTicks.format(value), content.yAxis !== 'rows')),
        ...(content.yAxis !== 'rows'
          ? yTicks.values.map((value) =>
              textLine(frame.x0 - 8, y(value) + 4, yTicks.format(value), 'tick', { anchor: 'end' }),
            )
          : []),
        ...content.rowNames.flatMap((row) => rowName(row, frame, y)),
        ...xName.map((line, i) =>
          textLine(right, bottom + nameDrop + i * lineHeight, line, 'axis-name', { anchor: 'end' }),
        ),
        ...leftOut.map((line, i) => textLine(left, bottom + nameDrop + (xName.length + i) * lineHeight, line, 'tick')),
        ...tops.map((name) => labelText(topLabel(name, top - 4))),
        ...placed.flatMap(leaderLine),
        ...placed.map(labelText),
      ].join('\n');
    },
  };
}

function contentOf(panel: Panel, width: number): Content {
  if (panel.layout === 'ridges') return ridges(panel, width);
  if (panel.layout === 'boxes') return boxes(panel);
  return panel.layout === 'overlay' ? overlay(panel, width) : xy(panel, width);
}

function checkDomain([low, high]: readonly [number, number], scale: string | undefined, argument: string): void {
  const rule = scale === 'log' ? 'an increasing pair of positive numbers' : 'an increasing pair of finite numbers';
  if (!(Number.isFinite(low) && Number.isFinite(high) && high > low && (scale !== 'log' || low > 0)))
    throw new ArgumentError('renderSvg', argument, rule, [low, high]);
}

function leftMargin(content: Content, ticks: readonly string[]): number {
  const widths =
    content.yAxis === 'rows'
      ? content.rowNames.flatMap((row) => row.lines.map((line) => textWidth(line, 'sans-bold', fontSize) + 12))
      : ticks.map((tick) => textWidth(tick, 'sans', tickSize) + 8);
  return Math.max(32, ...widths);
}

/** Plot's own axes are off, so every child but its style sheet is one of our marks. */
function drawn(plot: Element): string[] {
  return [...plot.children].filter((child) => child.localName !== 'style').map(serialize);
}

function scaleOf(plot: ReturnType<typeof Plot.plot>, name: 'x' | 'y'): (value: number) => number {
  const scale = plot.scale(name);
  return (value) => Number(scale?.apply(value));
}

function rowName(row: Content['rowNames'][number], frame: Box, y: (value: number) => number): string[] {
  const base = y(row.y) - 1 - (row.lines.length - 1) * lineHeight;
  const lines = row.lines.map((line, i) =>
    textLine(frame.x0 - 12, base + i * lineHeight, line, 'series', { anchor: 'end', style: row.style }),
  );
  const cut = row.lines.some((line) => line.endsWith('…'));
  return [
    ...(cut ? [`<g><title>${escapeText(row.full)}</title>${lines.join('')}</g>`] : lines),
    ...(row.empty ? [textLine(frame.x0 + 8, y(row.y) - 6, 'no data', 'quiet')] : []),
  ];
}

/** Centered under its place, but never beyond the panel, where a page would cut it off. */
function xTick(x: number, right: number, bottom: number, label: string, line: boolean): string {
  const tick = line ? `<path class="axis" d="M${round(x)},${bottom}v5"/>` : '';
  const center = Math.min(x, right - textWidth(label, 'sans', tickSize) / 2);
  return tick + textLine(center, bottom + tickDrop, label, 'tick', { anchor: 'middle' });
}

function topLeader(name: TopName, top: number): string {
  const end = top - 4 - name.row * lineHeight - lineHeight / 2;
  return `<path class="${name.line.kind}" fill="none" d="M${round(name.line.at)},${top}V${round(end)}"/>`;
}

function labelText({ request, box, flush }: PlacedLabel): string {
  const { lines, className, style } = request;
  const x = flush === 'end' ? box.x1 : box.x0;
  return lines
    .map((text, i) =>
      textLine(x, box.y0 + 12 + i * lineHeight, text, className, { anchor: flush, ...(style ? { style } : {}) }),
    )
    .join('');
}

function leaderLine({ leader }: PlacedLabel): string[] {
  if (!leader) return [];
  const [x1, y1, x2, y2] = [leader.x1, leader.y1, leader.x2, leader.y2].map(round);
  return [`<path class="leader" d="M${x1},${y1}L${x2},${y2}"/>`];
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}
