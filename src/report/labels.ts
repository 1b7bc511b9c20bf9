/**
 * Direct labels: each beside its thing, none over another, none outside the frame. Greedy in the given order: a label takes the
 * cheapest free place around its anchor, where covering data, moving far and coming late in the list of sides all cost.
 * With no free place near it moves out along rings and gets a leader line, which passes behind another label only where there is
 * no other way. A label for which the frame has no room at all is left out.
 */
import { type Face, textWidth } from './metrics.ts';

export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

type Point = readonly [number, number];
interface Leader {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface LabelRequest {
  /** Lines of text with markup. */
  readonly lines: readonly string[];
  /** Tried when the lines find no place. */
  readonly short?: string;
  readonly face: Face;
  /** Class names and style of the text elements. */
  readonly className: string;
  readonly style?: string;
  /** Places where the label may sit, best first. The first free one that covers little wins. */
  readonly anchors: readonly Anchor[];
  /** Points along the thing that is named, where others of its kind could be meant instead. */
  readonly own?: readonly Point[];
  /** Points along those others: a label that is not clearly nearer to its own thing gets a leader line or moves. */
  readonly rivals?: readonly Point[];
}

export interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly sides: readonly Side[];
}

/** Where the text lies as seen from the anchor: 'up-end' is above it, ending at it. */
export type Side =
  | 'right'
  | 'left'
  | 'up'
  | 'down'
  | 'up-right'
  | 'up-left'
  | 'down-right'
  | 'down-left'
  | 'up-end'
  | 'down-end'
  | 'up-start'
  | 'down-start'
  | 'steep-right'
  | 'steep-left';
export const allSides: readonly Side[] = [
  'right',
  'left',
  'up-right',
  'up-left',
  'down-right',
  'down-left',
  'up',
  'down',
  'steep-right',
  'steep-left',
];

export interface PlacedLabel {
  readonly request: LabelRequest;
  readonly box: Box;
  /** The edge at which the lines are set flush: the one that faces the anchor. */
  readonly flush: 'start' | 'end';
  /** From the label's edge to its anchor, where they are far apart. */
  readonly leader?: Leader;
}

export const fontSize = 13;
export const lineHeight = 16;
/** Distance between an anchor and its label, and between labels. */
const gap = 8;
/** Cost of a label that could be taken for another thing's, and the distance in pixels by which it must be nearer to its own. */
const doubtful = 6;
const nearer = 4;
const rings = [0, 10, 22, 36, 52, 70, 90, 112, 136, 162];

/** Places labels inside `frame`, away from `obstacles` (points on data and lines), never over a box of `taken`. */
export function placeLabels(
  requests: readonly LabelRequest[],
  frame: Box,
  obstacles: readonly Point[],
  taken: readonly Box[] = [],
): PlacedLabel[] {
  const boxes = [...taken];
  const leaders: Point[] = [];
  const placed: PlacedLabel[] = [];
  for (const request of requests) {
    const shorter = request.short === undefined ? [] : [{ ...request, lines: [request.short] }];
    const attempts = [true, false].flatMap((strict) => [request, ...shorter].map((attempt) => ({ attempt, strict })));
    let best: PlacedLabel | undefined;
    for (const { attempt, strict } of attempts) best ??= bestPlace(attempt, frame, obstacles, boxes, leaders, strict);
    if (!best) continue;
    placed.push(best);
    boxes.push(best.box);
    if (best.leader) leaders.push(...alongLeader(best.leader));
  }
  return placed;
}

function bestPlace(
  request: LabelRequest,
  frame: Box,
  obstacles: readonly Point[],
  boxes: readonly Box[],
  leaders: readonly Point[],
  strict: boolean,
): PlacedLabel | undefined {
  const width = Math.max(...request.lines.map((line) => textWidth(line, request.face, fontSize)));
  const height = request.lines.length * lineHeight;
  let best: PlacedLabel | undefined;
  let cheapest = Infinity;
  for (const ring of rings) {
    for (const [order, anchor] of request.anchors.entries())
      for (const [rank, side] of anchor.sides.entries()) {
        const box = boxAt(anchor, side, width, height, ring);
        if (!inside(box, frame) || boxes.some((other) => overlap(box, other))) continue;
        const leader = ring > 12 ? leaderOf(box, anchor, side) : undefined;
        if (leaders.some((point) => covers(box, point))) continue;
        if (strict && leader && alongLeader(leader).some((point) => boxes.some((other) => covers(other, point))))
          continue;
        const covered = obstacles.filter((point) => covers(box, point)).length;
        const doubt = !leader && isDoubtful(box, request) ? doubtful : 0;
        const cost =
          1.5 * covered + 0.15 * ring + 0.4 * rank + (0.8 * order * 6) / Math.max(6, request.anchors.length) + doubt;
        if (cost >= cheapest) continue;
        cheapest = cost;
        const flush = /left$|end$/.test(side) ? 'end' : 'start';
        best = { request, box, flush, ...(leader ? { leader } : {}) };
      }
    if (best && cheapest < 0.15 * ring + 4) break;
  }
  return best;
}

function boxAt({ x, y }: Anchor, side: Side, width: number, height: number, ring: number): Box {
  const away = gap + ring;
  const near = 0.7 * away;
  const [x0, y0] = {
    right: [x + away, y - height / 2],
    left: [x - away - width, y - height / 2],
    up: [x - width / 2, y - away - height],
    down: [x - width / 2, y + away],
    'steep-right': [x + 0.3 * away, y - away - height],
    'steep-left': [x - 0.3 * away - width, y - away - height],
    'up-right': [x + near, y - near - height],
    'up-left': [x - near - width, y - near - height],
    'down-right': [x + near, y + near],
    'down-left': [x - near - width, y + near],
    'up-end': [x - width, y - 3 - ring - height],
    'down-end': [x - width, y + 3 + ring],
    'up-start': [x, y - 3 - ring - height],
    'down-start': [x, y + 3 + ring],
  }[side] as [number, number];
  return { x0, y0, x1: x0 + width, y1: y0 + height };
}

export function overlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

function inside(box: Box, frame: Box): boolean {
  return box.x0 >= frame.x0 && box.x1 <= frame.x1 && box.y0 >= frame.y0 && box.y1 <= frame.y1;
}

function isDoubtful(box: Box, { own, rivals }: LabelRequest): boolean {
  if (!own || !rivals?.length) return false;
  const nearest = (points: readonly Point[]) => Math.min(...points.map((point) => distance(box, point)));
  return nearest(rivals) < nearest(own) + nearer;
}

function distance(box: Box, [x, y]: Point): number {
  return Math.hypot(Math.max(box.x0 - x, 0, x - box.x1), Math.max(box.y0 - y, 0, y - box.y1));
}

/** Whether a point lies in the box or nearer than the halo reaches. */
function covers(box: Box, [x, y]: Point): boolean {
  return x > box.x0 - 2 && x < box.x1 + 2 && y > box.y0 - 1 && y < box.y1 + 1;
}

/** From the nearest edge of the label to just short of its anchor; names of horizontal lines are led from their free end. */
function leaderOf(box: Box, { x, y }: Anchor, side: Side): Leader {
  const middle = (box.y0 + box.y1) / 2;
  if (side.endsWith('-end')) return { x1: box.x0 - 3, y1: middle, x2: box.x0 - 14, y2: y };
  if (side.endsWith('-start')) return { x1: box.x1 + 3, y1: middle, x2: box.x1 + 14, y2: y };
  const x1 = Math.min(box.x1 + 3, Math.max(box.x0 - 3, x));
  const y1 = y > box.y1 ? box.y1 - 1 : y < box.y0 ? box.y0 + 1 : middle;
  const far = Math.hypot(x - x1, y - y1) || 1;
  return { x1, y1, x2: x - (5 * (x - x1)) / far, y2: y - (5 * (y - y1)) / far };
}

function alongLeader({ x1, y1, x2, y2 }: Leader): Point[] {
  const pieces = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 4);
  return Array.from({ length: pieces + 1 }, (_, i) => [x1 + (i / pieces) * (x2 - x1), y1 + (i / pieces) * (y2 - y1)]);
}
