/** The layout 'xy': curves, points with error bars, fits and notes on two axes. */
import * as Plot from '@observablehq/plot';
import { domainOf } from './axes.ts';
import { clipped } from './clip.ts';
import {
  bandMarks,
  type Content,
  clamp,
  dropCommonBeginning,
  markedValues,
  type Point,
  type Scales,
  sampled,
  seriesColor,
  theoryRules,
} from './content.ts';
import type { CurveMark, NoteMark, Panel, PointMark } from './figure.ts';
import { formatNumber } from './format.ts';
import { allSides, fontSize, type LabelRequest } from './labels.ts';
import { wrapText } from './metrics.ts';

/** Radius of a point, and of one of many (more than `cloud` in one mark). */
const radius = 4.5;
const smallRadius = 2;
const cloud = 100;
/** A curve this far from all others (pixels) can be named without doubt; two this near are one to the eye. */
const enough = 20;
const together = 3;
/** Places along a curve where its name may stand. */
const shares = [0.97, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.03];

type Dot = PointMark['points'][number];
interface PointSeries {
  readonly mark: PointMark;
  readonly dots: readonly Dot[];
  color(dot: Dot): { mark: string; text: string };
}
interface CurveSeries {
  readonly mark: CurveMark;
  readonly pieces: readonly (readonly Point[])[];
  readonly className: string;
  readonly color: { mark: string; text: string };
}

export function xy(panel: Panel, width: number): Content {
  const pointMarks = panel.marks.filter((mark): mark is PointMark => mark.type === 'points');
  const curveMarks = panel.marks.filter((mark): mark is CurveMark => mark.type === 'curve');
  const notes = panel.marks.filter((mark): mark is NoteMark => mark.type === 'note');
  const dots = pointMarks.flatMap((mark) => mark.points);
  const ends = curveMarks.flatMap((mark) => mark.points);
  const xDomain: [number, number] = [
    ...(panel.x.domain ??
      domainOf(
        [...dots.map((d) => d.x), ...ends.map((p) => p[0]), ...markedValues(panel, 'x')],
        panel.x.scale ?? 'linear',
      )),
  ];
  const heights = [
    ...dots.flatMap((d) => [d.y, d.low ?? d.y, d.high ?? d.y]),
    ...ends.map((p) => p[1]),
    ...markedValues(panel, 'y'),
  ];
  const yDomain: [number, number] = [...(panel.y.domain ?? domainOf(heights, panel.y.scale ?? 'linear', 0.08))];

  const inFrame = (dot: Dot) =>
    dot.x >= xDomain[0] && dot.x <= xDomain[1] && dot.y >= yDomain[0] && dot.y <= yDomain[1];
  const measured = curveMarks.filter((mark) => mark.role === 'measured');
  const points = pointMarks.map(
    (mark, i): PointSeries => ({
      mark,
      dots: mark.points.filter(inFrame),
      color: (dot) => seriesColor(dot.rank ?? mark.rank, i + measured.length, pointMarks.length + measured.length),
    }),
  );
  const curves = curveMarks.map((mark): CurveSeries => {
    const pieces = clippedOnPage(mark.points, panel, xDomain, yDomain);
    return { mark, pieces, ...curveStyle(mark, measured.indexOf(mark), measured.length) };
  });
  const outside = dots.length - points.reduce((sum, series) => sum + series.dots.length, 0);

  return {
    xDomain,
    yDomain,
    yAxis: 'ticks',
    marks: [
      ...bandMarks(panel, xDomain, yDomain),
      ...theoryRules(panel, xDomain, yDomain),
      ...curves.flatMap(curveDrawing),
      ...points.flatMap((series) => pointDrawing(series, yDomain)),
    ],
    rowNames: [],
    finish: (scales) => ({
      labels: [
        ...points.flatMap((series) => pointLabels(series, scales, width)),
        ...notes.map((note) => noteLabel(note, scales, width)),
        ...curveLabels(curves, scales, width),
      ],
      obstacles: [
        ...curves.flatMap((curve) => track(curve, scales)),
        ...points.flatMap((series) => pointObstacles(series, scales, yDomain)),
      ],
    }),
    leftOut: [
      ...(outside
        ? [
            `Not drawn: ${formatNumber(outside)} ${outside === 1 ? 'point' : 'points'}, outside the frame or not finite.`,
          ]
        : []),
      ...(dots.length + ends.length === 0 ? ['No data.'] : []),
    ],
  };
}

/** Segments are straight on the page, so on a log axis they are cut in logarithms. */
function clippedOnPage(points: readonly Point[], { x, y }: Panel, xDomain: Point, yDomain: Point): Point[][] {
  const there = (scale: string | undefined, value: number) => (scale === 'log' ? Math.log10(value) : value);
  const back = (scale: string | undefined, value: number) => (scale === 'log' ? 10 ** value : value);
  const ends = (scale: string | undefined, [low, high]: Point): Point => [there(scale, low), there(scale, high)];
  const moved = points.map(([u, v]): Point => [there(x.scale, u), there(y.scale, v)]);
  return clipped(moved, ends(x.scale, xDomain), ends(y.scale, yDomain)).map((piece) =>
    piece.map(([u, v]): Point => [back(x.scale, u), back(y.scale, v)]),
  );
}

function curveStyle(mark: CurveMark, position: number, count: number): Pick<CurveSeries, 'className' | 'color'> {
  const warm = (name: string) => ({ mark: `var(--theory-${name})`, text: `var(--theory-${name})` });
  const dashed = (name: string, when = mark.dashed) => (when ? `${name} dashed` : name);
  if (mark.role === 'theory') return { className: dashed('predicted'), color: warm('barrier') };
  if (mark.role === 'layer') return { className: dashed('thin'), color: warm('layer') };
  if (mark.role === 'fit') return { className: dashed('fit'), color: { mark: 'var(--ink)', text: 'var(--ink)' } };
  const second = mark.rank === undefined && count === 2 && position === 1;
  return { className: dashed('line', mark.dashed ?? second), color: seriesColor(mark.rank, position, count) };
}

function curveDrawing({ pieces, className, color }: CurveSeries): Plot.Markish[] {
  return pieces.map((piece) => Plot.line(piece, { x: '0', y: '1', stroke: color.mark, className }));
}

function pointDrawing({ mark, dots, color }: PointSeries, yDomain: readonly [number, number]): Plot.Markish[] {
  const many = mark.points.length > cloud;
  const colors = [...new Set(dots.map((dot) => color(dot).mark))];
  return colors.flatMap((fill) => {
    const own = dots.filter((dot) => color(dot).mark === fill);
    const bars = own.filter(hasBar);
    const bar = { x: 'x', y1: (d: Dot) => clamp(d.low ?? d.y, yDomain), y2: (d: Dot) => clamp(d.high ?? d.y, yDomain) };
    return [
      ...(bars.length ? [Plot.ruleX(bars, { ...bar, stroke: fill, className: 'line' })] : []),
      Plot.dot(own, { x: 'x', y: 'y', r: many ? smallRadius : radius, fill, className: many ? 'cloud' : 'ring' }),
    ];
  });
}

/** Names of single points; a series whose points have none is named once, at its last point. */
function pointLabels({ mark, dots, color }: PointSeries, { x, y }: Scales, width: number): LabelRequest[] {
  const label = (text: string, at: readonly Dot[]): LabelRequest => ({
    lines: wrapText(text, 'sans-bold', fontSize, width / 2, 2),
    face: 'sans-bold',
    className: 'series halo',
    style: `fill:${color(at[0] as Dot).text}`,
    anchors: at.map((dot) => ({
      x: x(dot.x),
      y: y(dot.y),
      sides: ['up-left', 'up-right', 'left', 'right', 'down-right', 'down-left', 'up', 'down'],
    })),
  });
  const named = dots.filter((dot) => dot.label);
  if (named.length) {
    const texts = dropCommonBeginning(named.map((dot) => dot.label ?? ''));
    return named.map((dot, i) => label(texts[i] ?? '', [dot]));
  }
  return mark.label && dots.length ? [label(mark.label, dots.slice(-cloud).reverse())] : [];
}

function noteLabel(note: NoteMark, { x, y }: Scales, width: number): LabelRequest {
  const anchors = [{ x: x(note.x), y: y(note.y), sides: allSides }];
  const lines = note.text.split('\n').flatMap((line) => wrapText(line, 'sans', fontSize, width / 2, 3));
  return { lines, face: 'sans', className: 'halo', anchors };
}

/** Curves with one name: alone, or those that cannot be told apart anywhere in the frame. */
interface NamedCurves {
  readonly label: string;
  readonly text: string;
  readonly track: readonly Point[];
}

/** Curves that lie on each other share one name, 'k = 0 … 5', as layers of theory do. */
function namedCurves(curves: readonly CurveSeries[], scales: Scales): NamedCurves[] {
  const groups: { curve: CurveSeries; track: Point[] }[][] = [];
  for (const curve of curves) {
    const own = { curve, track: track(curve, scales) };
    if (!curve.mark.label || own.track.length === 0) continue;
    const twins = groups.find(([other]) => other && isSame(other.curve, curve) && isOn(own.track, other.track));
    if (twins) twins.push(own);
    else groups.push([own]);
  }
  return groups.map((group) => {
    const labels = dropCommonBeginning(group.map(({ curve }) => curve.mark.label));
    const [first, ...others] = labels as [string, ...string[]];
    const label = others.length > 1 ? `${first} … ${others.at(-1)}` : [first, ...others].join(', ');
    return { label, text: group[0]!.curve.color.text, track: group.flatMap((member) => member.track) };
  });
}

/** Drawn alike: then only a name could tell them apart. */
function isSame(a: CurveSeries, b: CurveSeries): boolean {
  return a.color.mark === b.color.mark && a.className === b.className;
}

/** Whether a curve stays within `together` pixels of another but for a part shorter than a label. */
function isOn(points: readonly Point[], other: readonly Point[]): boolean {
  const apart = points.filter(([px, py]) => other.every(([qx, qy]) => Math.hypot(px - qx, py - qy) > together));
  return apart.length <= 0.1 * points.length;
}

/** A curve is named where it is clear of the others, if it can be near its right end. */
function curveLabels(curves: readonly CurveSeries[], scales: Scales, width: number): LabelRequest[] {
  const named = namedCurves(curves, scales);
  return named.map(({ label, text, track: own }) => {
    const rivals = named.filter((other) => other.track !== own).flatMap((other) => other.track);
    const clearance = ([px, py]: Point) => Math.min(enough, ...rivals.map(([qx, qy]) => Math.hypot(px - qx, py - qy)));
    const anchors = shares
      .map((share) => own[Math.floor(share * (own.length - 1))] as Point)
      .map((point) => ({ point, clear: clearance(point) }))
      .sort((p, q) => q.clear - p.clear)
      .map(({ point: [x, y] }) => ({ x, y, sides: allSides }));
    const lines = wrapText(label, 'sans', fontSize, width / 2, 2);
    return { lines, face: 'sans', className: 'halo', style: `fill:${text}`, anchors, own, rivals };
  });
}

function track({ pieces }: CurveSeries, scales: Scales): Point[] {
  return pieces.flatMap((piece) => sampled(piece.map((p) => onPage(p, scales))));
}

function pointObstacles({ dots, mark }: PointSeries, scales: Scales, yDomain: readonly [number, number]): Point[] {
  if (mark.points.length > cloud) return dots.map((dot) => onPage([dot.x, dot.y], scales));
  const around = [-radius, 0, radius];
  return dots.flatMap((dot) => {
    const [px, py] = onPage([dot.x, dot.y], scales);
    const body = around.flatMap((dx) => around.map((dy): Point => [px + dx, py + dy]));
    const bar = [dot.low ?? dot.y, dot.high ?? dot.y].map((v): Point => [px, scales.y(clamp(v, yDomain))]);
    return hasBar(dot) ? [...body, ...sampled(bar)] : body;
  });
}

function hasBar(dot: Dot): boolean {
  return Number.isFinite(dot.low) && Number.isFinite(dot.high);
}

function onPage([u, v]: Point, { x, y }: Scales): Point {
  return [x(u), y(v)];
}
