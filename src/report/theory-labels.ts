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

/** Neighboring layers that leave no room for a name each get one together: 'first … last'. */
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
  const layers = named.filter((line) => line.kind === 'layer').sort((a, b) => a.at - b.at);
  const groups: NamedLine[][] = [];
  for (const layer of layers) {
    const previous = groups.at(-1)?.at(-1);
    if (previous && layer.at - previous.at < crowded[axis]) groups.at(-1)?.push(layer);
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
    const name = firstFree(line, from, to, boxes);
    placed.push(name);
    const width = textWidth(name.text, 'sans', fontSize);
    const x0 = name.anchor === 'start' ? name.x : name.x - width;
    boxes.push({ x0: x0 - 4, x1: x0 + width + 4, y0: name.row, y1: name.row + 1 });
    boxes.push({ x0: line.at - 3, x1: line.at + 3, y0: 0, y1: name.row + 1 });
  }
  return placed;
}

function firstFree(line: NamedLine, from: number, to: number, boxes: readonly Box[]): TopName {
  for (let row = 0; ; row++)
    for (const text of row < 2 ? [line.label] : [line.label, line.short])
      for (const anchor of ['start', 'end'] as const) {
        const width = textWidth(text, 'sans', fontSize);
        const x = line.at + (anchor === 'start' ? beside : -beside);
        const [x0, x1] = anchor === 'start' ? [x, x + width] : [x - width, x];
        // Where three rows have no room, a leader may pass behind a name (which has a halo); after six a name may leave the panel.
        if ((x0 < from || x1 > to) && row < 6) continue;
        const body = { x0, x1, y0: row, y1: row + 1 };
        const leader = { x0: line.at - 1, x1: line.at + 1, y0: 0, y1: row };
        if (boxes.some((box) => overlap(box, body) || (row > 0 && row < 4 && overlap(box, leader)))) continue;
        return { line, text, row, x, anchor };
      }
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
  return { request, box: { x0, x1: x0 + width, y0: y1 - lineHeight, y1 } };
}
