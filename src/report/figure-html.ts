/** A figure in a page, drawn twice: panels side by side, and stacked for narrow screens. The style sheet shows one of the two. */
import type { Figure } from './figure.ts';
import type { Stage } from './stage.ts';
import { renderSvg } from './svg.ts';
import { escapeText, plainText } from './text.ts';

/** Content width in pixels of a page on a screen 390 pixels wide, the narrowest that text at full size is set for. */
const narrow = 358;

/** @param idPrefix  beginning of the ids inside, unique in the page */
export function figureHtml(figure: Figure, stage: Stage, idPrefix: string): string {
  const drawn = { ...stage, theme: 'css', standalone: false } as const;
  return `<figure tabindex="0" aria-label="${escapeText(`Figure: ${plainText(figure.title)}`)}">
<div class="beside">${renderSvg(figure, { ...drawn, idPrefix })}</div>
<div class="stacked">${renderSvg(figure, { ...drawn, idPrefix: `${idPrefix}narrow-`, width: narrow })}</div>
</figure>`;
}
