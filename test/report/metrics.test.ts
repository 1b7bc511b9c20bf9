import { expect, test } from 'vitest';
import { assetPath } from '../../src/node/stage.ts';
import { advanceWidths, knownCharacters, shorten, textWidth, wrapText } from '../../src/report/metrics.ts';
import { advanceReader } from './ttf.ts';

test.each([
  ['sans', 'SourceSans3-Regular'],
  ['sans-bold', 'SourceSans3-Semibold'],
  ['serif-bold', 'SourceSerif4-Semibold'],
] as const)('the widths of %s are those of %s.ttf, exactly', (face, file) => {
  const advance = advanceReader(assetPath(`fonts/${file}.ttf`));
  const table = [...knownCharacters].map((character, i) => [character, advanceWidths[face][i]]);
  expect(table).toEqual([...knownCharacters].map((character) => [character, advance(character.codePointAt(0) ?? 0)]));
});

test('width is additive, linear in size, and counts shifted runs at 0.8', () => {
  expect(textWidth('ab', 'sans', 13)).toBeCloseTo(textWidth('a', 'sans', 13) + textWidth('b', 'sans', 13), 12);
  expect(textWidth('Λ', 'sans', 26)).toBeCloseTo(2 * textWidth('Λ', 'sans', 13), 12);
  expect(textWidth('E_∞', 'sans', 10)).toBeCloseTo(textWidth('E', 'sans', 10) + 0.8 * textWidth('∞', 'sans', 10), 12);
});

const prose = 'Descents pile up above the energy barrier −*E*_∞, and the pile closes in as Λ grows';

test.each([31, 90, 133, 1000])('lines of at most %i px hold all the words in order', (width) => {
  const lines = wrapText(prose, 'sans', 13, width);
  for (const line of lines) expect(textWidth(line, 'sans', 13)).toBeLessThanOrEqual(width);
  if (width > 60) expect(lines.join(' ')).toBe(prose);
});

test('what does not fit ends in an ellipsis, and no mark is cut open', () => {
  expect(wrapText(prose, 'sans', 13, 120, 2).at(-1)).toMatch(/…$/);
  for (let width = 20; width < 300; width += 3) {
    const short = shorten('at −*E*_{max} and x^(−1/2) and on', 'sans', 13, width);
    expect(textWidth(short, 'sans', 13)).toBeLessThanOrEqual(width);
    expect((short.match(/[*{}()]/g) ?? []).length % 2).toBe(0);
  }
  expect(wrapText('', 'sans', 13, 100)).toEqual([]);
});
