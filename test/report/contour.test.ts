/** Level lines: circles and lines where they must be. */
import { describe, expect, it } from 'vitest';
import { contourLines } from '../../src/report/contour.ts';

const axis = (count: number) => Array.from({ length: count }, (_, k) => -1 + (2 * k) / (count - 1));
const fieldOf = (xs: number[], ys: number[], f: (x: number, y: number) => number) =>
  xs.map((x) => ys.map((y) => f(x, y)));

describe('contourLines', () => {
  it('of a plane is the line itself', () => {
    const [xs, ys] = [axis(7), axis(5)];
    const lines = contourLines(
      xs,
      ys,
      fieldOf(xs, ys, (x, y) => x + 2 * y),
      0.3,
    );
    expect(lines.length).toBe(1);
    for (const [x, y] of lines[0]!) expect(x + 2 * y).toBeCloseTo(0.3, 12);
    const across = lines[0]!.map(([x]) => x);
    expect([Math.min(...across), Math.max(...across)]).toEqual([-1, 1]);
  });

  it('of a circle is closed, near it, and goes around once', () => {
    const [xs, ys] = [axis(31), axis(33)];
    const lines = contourLines(
      xs,
      ys,
      fieldOf(xs, ys, (x, y) => Math.hypot(x, y)),
      0.6,
    );
    expect(lines.length).toBe(1);
    const [line] = lines;
    expect(line!.at(-1)).toEqual(line![0]);
    let length = 0;
    for (let k = 1; k < line!.length; k++)
      length += Math.hypot(line![k]![0] - line![k - 1]![0], line![k]![1] - line![k - 1]![1]);
    expect(length).toBeCloseTo(2 * Math.PI * 0.6, 1);
    for (const [x, y] of line!) expect(Math.hypot(x, y)).toBeCloseTo(0.6, 2);
  });

  it('at a saddle keeps apart what the middle keeps apart; nothing is drawn of a level that is not reached', () => {
    const saddle = (middle: number) =>
      contourLines(
        [0, 1],
        [0, 1],
        [
          [1 + middle, -1 + middle],
          [-1 + middle, 1 + middle],
        ],
        0,
      ).map((line) => line.length);
    expect(saddle(0.1)).toEqual([2, 2]);
    const [xs, ys] = [axis(9), axis(9)];
    const hyperbola = contourLines(
      xs,
      ys,
      fieldOf(xs, ys, (x, y) => x * y),
      0.05,
    );
    expect(hyperbola.length).toBe(2);
    for (const line of hyperbola) expect(new Set(line.map(([x]) => Math.sign(x))).size).toBe(1);
    expect(
      contourLines(
        xs,
        ys,
        fieldOf(xs, ys, (x) => x),
        3,
      ),
    ).toEqual([]);
  });
});
