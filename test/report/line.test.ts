import { expect, test } from 'vitest';
import { openStage } from '../../src/node/stage.ts';
import { lookOf, textLine, withoutWidths } from '../../src/report/line.ts';
import { textWidth } from '../../src/report/metrics.ts';

const { tokens } = await openStage();

test.each(['f-title', 'f-sub', 'f-source', 'tick', 'f-panel', 'series', 'axis-name'])(
  'size and weight of .%s are those of tokens.css',
  (name) => {
    const rules = [...tokens.figureRules.matchAll(/^(\.fig[^{]*)\{([^}]*)\}/gm)]
      .filter(([, selectors]) => selectors!.split(',').some((selector) => selector.trim() === `.fig .${name}`))
      .map(([, , body]) => body)
      .join(';');
    const { face, size } = lookOf(`${name} halo`);
    expect(size).toBe(Number(/font-size: (\d+)px/.exec(rules)?.[1] ?? 13));
    expect(face.endsWith('bold')).toBe(/font-weight: 600/.test(rules));
    expect(face.startsWith('serif')).toBe(/--serif/.test(rules));
  },
);

test('a line states the width of its runs, the words before it included', () => {
  const line = textLine(1, 2, 'E_∞ of *n* points', 'limit', { lead: 'Can show', anchor: 'end' });
  const width = textWidth('Can show ', 'sans-bold', 13) + textWidth('E_∞ of *n* points', 'sans', 13);
  expect(Number(/ textLength="([^"]*)"/.exec(line)![1])).toBeCloseTo(width, 1);
  expect(line).toContain('text-anchor="end"');
  expect(withoutWidths(line)).not.toContain('ength');
  expect(textLine(0, 0, '', 'tick')).not.toContain('textLength');
});
