/** Cutting curves to their frame before they are drawn (Liang and Barsky 1984), so that no picture needs a clip path and its id. */
import type { Point } from './content.ts';

type Interval = readonly [number, number];

/** The parts of a polyline inside a rectangle, cut exactly at its sides; a point that is not finite ends a part. */
export function clipped(points: readonly Point[], xDomain: Interval, yDomain: Interval): Point[][] {
  const pieces: Point[][] = [];
  let open: Point[] | undefined;
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i] as Point, points[i + 1] as Point];
    const span = insideSpan(a, b, xDomain, yDomain);
    if (!span) {
      open = undefined;
      continue;
    }
    const at = (t: number): Point => (t === 0 ? a : t === 1 ? b : [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
    if (!open || span[0] > 0) {
      open = [at(span[0])];
      pieces.push(open);
    }
    open.push(at(span[1]));
    if (span[1] < 1) open = undefined;
  }
  return pieces;
}

function insideSpan(a: Point, b: Point, xDomain: Interval, yDomain: Interval): [number, number] | undefined {
  if (![...a, ...b].every(Number.isFinite)) return undefined;
  let [from, to] = [0, 1];
  for (const [k, domain] of [xDomain, yDomain].entries()) {
    const start = a[k] as number;
    const step = (b[k] as number) - start;
    const [t0, t1] = [(domain[0] - start) / step, (domain[1] - start) / step];
    if (step === 0) {
      if (start < domain[0] || start > domain[1]) return undefined;
    } else {
      from = Math.max(from, Math.min(t0, t1));
      to = Math.min(to, Math.max(t0, t1));
    }
  }
  return from <= to ? [from, to] : undefined;
}
