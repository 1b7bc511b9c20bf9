import { describe, expect, test } from 'vitest';
import { alternativeText, longestAlternative } from '../../src/report/alternative.ts';
import type { Panel } from '../../src/report/figure.ts';

const panel = (layout: Panel['layout'], x: string, y: string): Panel => {
  return { layout, title: '', x: { name: x }, y: { name: y }, marks: [] };
};
const title = 'Descents end above the barrier';

describe('the alternative text of a figure tells axes and finding', () => {
  test.each([
    ['xy', 'Loss against size Λ.'],
    ['ridges', 'Distribution of size Λ by loss.'],
    ['overlay', 'Distribution of size Λ.'],
  ] as const)('of a panel of %s', (layout, axes) => {
    expect(alternativeText({ title, panels: [panel(layout, 'size *Λ*; bars: one error', 'loss')] })).toBe(
      `${axes} ${title}.`,
    );
  });

  test('panels with the same axes count once', () => {
    const one = panel('xy', 'x', 'y');
    expect(alternativeText({ title, panels: [one, one] })).toBe(`Y against x. ${title}.`);
  });

  test.each([1, 9])('and never has more than 300 signs, with %i panels of long names', (count) => {
    const panels = Array.from({ length: count }, (_, k) =>
      panel('xy', `${k} ${'long '.repeat(40)}`, 'loss '.repeat(40)),
    );
    const text = alternativeText({ title, panels });
    expect(text.length).toBeLessThanOrEqual(longestAlternative);
    expect(text.endsWith(`${title}.`)).toBe(true);
  });
});
