/**
 * One line of text in a picture. It states its width (textLength, that of the shipped fonts), so that a reader without them sees the
 * letters of another font set into the same room: nothing is cut at an edge and nothing runs into its neighbor, whichever fonts are there.
 * @source SVG 2, §11.5 "Text layout – pre-formatted text": textLength, lengthAdjust
 */
import { type Face, textWidth } from './metrics.ts';
import { svgText } from './text.ts';

/** Font and size by class, as tokens.css sets them (test/report/line.test.ts compares); other classes are sans at 13 px. */
const looks: Readonly<Record<string, { readonly face: Face; readonly size: number }>> = {
  'f-title': { face: 'serif-bold', size: 20 },
  'f-sub': { face: 'sans', size: 14 },
  'f-source': { face: 'sans', size: 12 },
  tick: { face: 'sans', size: 12 },
  'f-panel': { face: 'sans-bold', size: 13 },
  series: { face: 'sans-bold', size: 13 },
};

/** Font and size in pixels of a text of these classes. */
export function lookOf(className: string): { readonly face: Face; readonly size: number } {
  const name = className.split(' ').find((part) => part in looks);
  return (name === undefined ? undefined : looks[name]) ?? { face: 'sans', size: 13 };
}

export interface LineOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly style?: string;
  /** Words set in semibold before the text. */
  readonly lead?: string;
}

/** @param x,y  baseline in pixels, at the line's start, middle or end  @param text  with the markup of text.ts */
export function textLine(x: number, y: number, text: string, className: string, options: LineOptions = {}): string {
  const { anchor = 'start', style, lead } = options;
  const { face, size } = lookOf(className);
  const width = textWidth(text, face, size) + (lead ? textWidth(`${lead} `, 'sans-bold', size) : 0);
  const attributes = [
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    style ? ` style="${style}"` : '',
    width > 0 ? ` textLength="${round(width)}" lengthAdjust="spacingAndGlyphs"` : '',
  ].join('');
  const before = lead ? `<tspan class="lead">${lead}</tspan> ` : '';
  return `<text x="${round(x)}" y="${round(y)}" class="${className}"${attributes}>${before}${svgText(text, size)}</text>`;
}

/** Places are given to a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A picture whose lines take the width of their letters: for a program that has the fonts and does not know `textLength` of several runs. */
export function withoutWidths(svg: string): string {
  return svg.replaceAll(/ textLength="[^"]*" lengthAdjust="[^"]*"/g, '');
}
