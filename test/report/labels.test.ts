import { expect, test } from 'vitest';
import { allSides, overlap, placeLabels } from '../../src/report/labels.ts';
import { namedLines, topLabel, topNames } from '../../src/report/theory-labels.ts';
import { normals } from './fabricated.ts';

const frame = { x0: 0, y0: 0, x1: 400, y1: 300 };
const request = (text: string, x: number, y: number) => ({
  lines: [text],
  face: 'sans' as const,
  className: '',
  anchors: [{ x, y, sides: allSides }],
});

test.each([1, 7, 31])('%i labels on one spot: all placed, none over another, none outside', (count) => {
  const placed = placeLabels(
    Array.from({ length: count }, (_, i) => request(`Λ = ${i}`, 200, 150)),
    frame,
    [[200, 150]],
  );
  expect(placed).toHaveLength(count);
  for (const [i, a] of placed.entries()) {
    expect(a.box.x0).toBeGreaterThanOrEqual(frame.x0);
    expect(a.box.x1).toBeLessThanOrEqual(frame.x1);
    for (const b of placed.slice(i + 1)) expect(overlap(a.box, b.box)).toBe(false);
  }
});

test('labels driven off by data have leaders to their anchors that cross no label', () => {
  const patch = normals(2000, 3, 0, 30);
  const data = patch.slice(0, 1000).map((x, i): [number, number] => [200 + x, 150 + (patch[1000 + i] ?? 0)]);
  const placed = placeLabels(
    [0, 1, 2, 3, 4].map((i) => request(`Λ = ${i}`, 192 + 4 * i, 150)),
    frame,
    data,
  );
  expect(placed).toHaveLength(5);
  const led = placed.filter((label) => label.leader);
  expect(led.length).toBeGreaterThan(0);
  for (const { leader } of led)
    for (let t = 0; t <= 1; t += 0.02) {
      const [x, y] = [leader!.x1 + t * (leader!.x2 - leader!.x1), leader!.y1 + t * (leader!.y2 - leader!.y1)];
      // Half a pixel inside, since a leader starts at the edge of its own label.
      const inside = placed.filter(
        ({ box }) => x > box.x0 + 0.5 && x < box.x1 - 0.5 && y > box.y0 + 1.5 && y < box.y1 - 1.5,
      );
      expect(inside).toEqual([]);
    }
});

test('a free place beside a line of data is preferred to one over it', () => {
  const line = Array.from({ length: 100 }, (_, i): [number, number] => [4 * i, 150]);
  const [label] = placeLabels([request('a label of some length', 200, 150)], frame, line);
  expect(label!.box.y1 <= 150 || label!.box.y0 >= 150).toBe(true);
});

test('where the full name has no room the short one stands', () => {
  const narrow = { x0: 0, y0: 0, x1: 100, y1: 60 };
  const long = { ...request('a name far too long for this frame', 30, 30), short: 'name' };
  expect(placeLabels([long], narrow, []).map((label) => label.request.lines)).toEqual([['name']]);
  expect(placeLabels([request('a name far too long for this frame', 30, 30)], narrow, [])).toEqual([]);
});

test('names above the frame: every line gets one, none over another, for 40 random sets of lines', () => {
  for (let trial = 0; trial < 40; trial++) {
    const values = normals(1 + (trial % 7), trial + 1, 200, trial * 4).map((value) =>
      Math.min(395, Math.max(5, value)),
    );
    const lines = values.map((value, i) => ({
      kind: 'barrier' as const,
      value,
      label: `energy barrier number ${i} = ${value.toFixed(3)}`,
      short: `no. ${i}`,
    }));
    const names = topNames(
      namedLines(lines, (value) => value, 'x'),
      0,
      400,
    );
    expect(names).toHaveLength(values.length);
    const boxes = names.map((name) => topLabel(name, 0).box);
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(overlap(a, b)).toBe(false);
  }
});

test('layers too near for a name each share one, others keep theirs', () => {
  const layer = (value: number, k: number) => ({ kind: 'layer' as const, value, label: `layer ${k}`, short: `E_${k}` });
  const named = namedLines([layer(0, 1), layer(3, 2), layer(6, 3), layer(300, 4)], (value) => value, 'y');
  expect(named.map((line) => line.label)).toEqual(['E_1 … E_3', 'layer 4']);
});
