/** Names of theory lines. Vertical lines carry theirs above the frame, in rows; horizontal ones at the right end inside it. */
import type { TheoryLine } from './figure.ts';
import { type Box, fontSize, type LabelRequest, lineHeight, overlap, type PlacedLabel } from './labels.ts';
import { textWidth } from './metrics.ts';

/** Room between a vertical line and its name. */
const beside = 5;
/** Layers nearer than this (pixels) share one name. */
const crowded = { x: 40, y: lineHeight } as const;

interface NamedLine {
  readonly kind: TheoryLine['kind'];
  readonly at: number;
  readonly label: string;
  readonly short: string;
}

/** Layers that follow each other and leave no room for a name each get one together: 'first … last'. */
export function namedLines(
  lines: readonly TheoryLine[],
  position: (value: number) => number,
  axis: 'x' | 'y',
): NamedLine[] {
  const named = lines.map((line) => ({
    kind: line.kind,
    at: position(line.value),
    label: line.label,
    short: line.short,
  }));
  const layers = named.filter((line) => line.kind === 'layer');
  const groups: NamedLine[][] = [];
  for (const layer of layers) {
    const previous = groups.at(-1)?.at(-1);
    if (previous && Math.abs(layer.at - previous.at) < crowded[axis]) groups.at(-1)?.push(layer);
    else groups.push([layer]);
  }
  const joined = groups.map((group): NamedLine => {
    const [first, last] = [group[0] as NamedLine, group.at(-1) as NamedLine];
    if (group.length === 1) return first;
    const label = `${first.short} … ${last.short}`;
    return { kind: 'layer', at: (first.at + last.at) / 2, label, short: label };
  });
  return [...named.filter((line) => line.kind !== 'layer'), ...joined];
}

/** A name above the frame: row 0 is the lowest; its line is drawn up to it. */
export interface TopName {
  readonly line: NamedLine;
  readonly text: string;
  readonly row: number;
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

/**
 * Rows above the frame for the names of vertical lines, rightmost line first, so that the leaders of lines further left
 * pass beside the names below them.
 */
export function topNames(lines: readonly NamedLine[], from: number, to: number): TopName[] {
  const placed: TopName[] = [];
  const boxes: Box[] = [];
  for (const line of [...lines].sort((a, b) => b.at - a.at)) {
    const name = firstFree(
      line,
      lines.filter((other) => other.at < line.at),
      from,
      to,
      boxes,
    );
    placed.push(name);
    const width = textWidth(name.text, 'sans', fontSize);
    const x0 = name.anchor === 'start' ? name.x : name.x - width;
    boxes.push({ x0: x0 - 4, x1: x0 + width + 4, y0: name.row, y1: name.row + 1 });
    boxes.push({ x0: line.at - 3, x1: line.at + 3, y0: 0, y1: name.row + 1 });
  }
  return placed;
}

function firstFree(
  line: NamedLine,
  others: readonly NamedLine[],
  from: number,
  to: number,
  boxes: readonly Box[],
): TopName {
  for (let row = 0; ; row++) {
    for (const [text, at] of attempts(line, row))
      for (const anchor of ['start', 'end'] as const) {
        const width = textWidth(text, 'sans', fontSize);
        const x = line.at + (anchor === 'start' ? beside : -beside);
        const body = {
          x0: anchor === 'start' ? x : x - width,
          x1: anchor === 'start' ? x + width : x,
          y0: at,
          y1: at + 1,
        };
        if (row < 6 && (body.x0 < from || body.x1 > to)) continue;
        if (row < 4 && others.some((other) => other.at > body.x0 - beside && other.at < body.x1 + beside)) continue;
        const leader = { x0: line.at - 1, x1: line.at + 1, y0: 0, y1: at };
        if (boxes.some((box) => overlap(box, body) || (row < 4 && at > 0 && overlap(box, leader)))) continue;
        return { line, text, row: at, x, anchor };
      }
  }
}

/**
 * The full name in the two lowest rows, then the short one there, then both further up. From row 4 on a leader may pass behind a
 * name (which has a halo), from row 6 on a name may leave the panel: so a place is always found.
 */
function attempts(line: NamedLine, row: number): (readonly [text: string, row: number])[] {
  if (row < 2) return [[line.label, row]];
  const lower = row === 2 ? [[line.short, 0] as const, [line.short, 1] as const] : [];
  return [...lower, [line.label, row], [line.short, row]];
}

/** Requests for the names of horizontal lines: the topmost prefers to stand above its line, the others below. */
export function sideNames(lines: readonly NamedLine[], frame: Box): LabelRequest[] {
  const top = Math.min(...lines.map((line) => line.at));
  return lines.map((line): LabelRequest => {
    const above = line.at === top;
    const at = (side: 'end' | 'start') =>
      above ? ([`up-${side}`, `down-${side}`] as const) : ([`down-${side}`, `up-${side}`] as const);
    return {
      lines: [line.label],
      short: line.short,
      face: 'sans',
      className: `t-${line.kind} halo`,
      anchors: [
        { x: frame.x1, y: line.at, sides: at('end') },
        { x: frame.x0 + 6, y: line.at, sides: at('start') },
        ...[0.6, 0.4, 0.2].map((share) => ({
          x: frame.x0 + share * (frame.x1 - frame.x0),
          y: line.at,
          sides: ['up', 'down'] as const,
        })),
      ],
    };
  });
}

/** The placed name of a vertical line as a label, so that all labels are drawn by the same code. */
export function topLabel(name: TopName, bottom: number): PlacedLabel {
  const width = textWidth(name.text, 'sans', fontSize);
  const x0 = name.anchor === 'start' ? name.x : name.x - width;
  const y1 = bottom - name.row * lineHeight;
  const request: LabelRequest = {
    lines: [name.text],
    face: 'sans',
    className: `t-${name.line.kind} halo`,
    anchors: [],
  };
  return { request, flush: name.anchor, box: { x0, x1: x0 + width, y0: y1 - lineHeight, y1 } };
}
