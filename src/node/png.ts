/** A figure as PNG: the SVG with token values in place, drawn by resvg with the shipped fonts only, so bytes do not depend on the machine. */
import { oneOf, positive } from '../base/arguments.ts';
import type { Figure } from '../report/figure.ts';
import { withoutWidths } from '../report/line.ts';
import type { Stage } from '../report/stage.ts';
import { renderSvg } from '../report/svg.ts';
import { figureFontPaths, openStage } from './stage.ts';

export interface PngOptions {
  readonly theme: 'light' | 'dark';
  /** Pixels per figure pixel; 1 gives a picture 960 wide. */
  readonly scale: number;
  /** Opened when absent. */
  readonly stage?: Stage;
}

/** @throws ArgumentError when the scale is not positive or the theme unknown, and what renderSvg throws */
export async function renderPng(figure: Figure, options: PngOptions): Promise<Uint8Array> {
  const scale = positive('renderPng', 'scale', options.scale);
  const theme = oneOf('renderPng', 'theme', options.theme, ['light', 'dark']);
  const stage = options.stage ?? (await openStage());
  const { Resvg } = await import('@resvg/resvg-js');
  const font = { fontFiles: figureFontPaths(), loadSystemFonts: false, defaultFontFamily: 'Source Sans 3' };
  // resvg has the fonts, and sets runs with a textLength on each other.
  const svg = greekFirst(withoutWidths(renderSvg(figure, { ...stage, theme, standalone: true })));
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font }).render().asPng();
}

/**
 * resvg sets a whole text in the script of its first letter, and Source Sans draws Λ and Γ among Latin letters as the African
 * capitals Ʌ and Ɣ. An invisible Greek letter in front makes the script Greek; Latin letters look the same in it.
 */
function greekFirst(svg: string): string {
  const hidden = '<tspan font-size="0.01" stroke="none">Λ</tspan>';
  return svg.replace(/(<text [^>]*>)((?:(?!<\/text>).)*[\u0370-\u03ff])/gu, `$1${hidden}$2`);
}
