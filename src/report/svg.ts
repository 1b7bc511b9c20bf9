/**
 * A figure as SVG, in the anatomy of docs/figures.md: finding, what was run, panels side by side, limits, source. Pure: the document
 * and the tokens are injected, the same figure gives the same text.
 */
import { ArgumentError } from '../base/errors.ts';
import type { Figure } from './figure.ts';
import { textWidth, wrapText } from './metrics.ts';
import { preparePanel } from './panel.ts';
import { inlineFaces, type Stage } from './stage.ts';
import { escapeText, plainText, svgText } from './text.ts';
import { type FontFace, resolve, usedDeclarations } from './tokens.ts';

export interface SvgOptions extends Stage {
  /** css: colors are custom properties and follow the reader; light, dark: their values. */
  readonly theme: 'css' | 'light' | 'dark';
  /** With a margin, a ground and a style sheet of its own; otherwise the page around it brings those. */
  readonly standalone: boolean;
  /** Beginning of the ids in the picture, for pages that hold several; the figure's id when absent. */
  readonly idPrefix?: string;
}

/** Width of a figure without its margin, in pixels; the margin of a standalone one; the room between panels. */
const contentWidth = 896;
const margin = 32;
const gutter = 56;
/** Height of the frames. */
const frameHeight = 320;

/** Vertical rhythm: font size, line height and class of each kind of text outside the panels. */
const kinds = {
  title: { face: 'serif-bold', size: 20, leading: 26, className: 'f-title' },
  subtitle: { face: 'sans', size: 14, leading: 20, className: 'f-sub' },
  limit: { face: 'sans', size: 13, leading: 18, className: 'limit' },
  source: { face: 'sans', size: 12, leading: 16, className: 'f-source' },
} as const;

/** @throws ArgumentError when the figure has no panel, a panel's domain is no interval or a weight is not positive */
export function renderSvg(figure: Figure, options: SvgOptions): string {
  if (figure.panels.length === 0)
    throw new ArgumentError('renderSvg', 'figure.panels', 'at least one panel', figure.panels);
  const pad = options.standalone ? margin : 0;
  const head: string[] = [];
  let y = pad - 4;
  const write = (out: string[], text: string, kind: keyof typeof kinds, lead = '') => {
    const { face, size, leading, className } = kinds[kind];
    const indent = lead ? textWidth(`${lead} `, 'sans-bold', size) : 0;
    const lines = wrapIndented(text, face, size, contentWidth, indent);
    for (const [i, line] of lines.entries()) {
      y += leading;
      const content = `${i === 0 && lead ? `<tspan class="lead">${lead}</tspan> ` : ''}${svgText(line, size)}`;
      out.push(`<text x="${pad}" y="${y - leading * 0.25}" class="${className}">${content}</text>`);
    }
  };
  write(head, figure.title, 'title');
  y += 2;
  write(head, figure.subtitle, 'subtitle');
  y += 10;

  const panels = placePanels(figure, pad);
  const y0 = y;
  const top = y + Math.max(...panels.map((panel) => panel.above));
  const bottom = Math.round(top) + frameHeight;
  y = bottom + Math.max(...panels.map((panel) => panel.below)) + 18;
  const foot = [`<path class="axis" d="M${pad},${y}h${contentWidth}"/>`];
  y += 10;
  write(foot, figure.canShow.replace(/^can show /i, ''), 'limit', 'Can show');
  y += 4;
  write(foot, figure.cannotShow.replace(/^cannot show /i, ''), 'limit', 'Cannot show');
  y += 14;
  write(foot, figure.source, 'source');

  const page = { width: contentWidth + 2 * pad, height: Math.round(y + (options.standalone ? margin - 8 : 6)) };
  const body = [
    ...(options.standalone ? [`<rect class="sheet" width="${page.width}" height="${page.height}"/>`] : []),
    ...head,
    ...panels.map((panel) => `<g>${panel.draw(y0, Math.round(top), bottom, page, options.document)}</g>`),
    ...foot,
  ].join('\n');
  return wrapUp(figure, body, page, options);
}

function placePanels(figure: Figure, pad: number) {
  const weights = figure.panels.map((panel) => panel.weight ?? 1);
  const bad = weights.findIndex((weight) => !(weight > 0 && Number.isFinite(weight)));
  if (bad >= 0)
    throw new ArgumentError('renderSvg', `figure.panels[${bad}].weight`, 'a finite number > 0', weights[bad]);
  const unit = (contentWidth - gutter * (weights.length - 1)) / weights.reduce((a, b) => a + b, 0);
  let left = pad;
  return figure.panels.map((panel, i) => {
    const right = left + unit * (weights[i] ?? 1);
    const prepared = preparePanel(panel, left, right, `figure.panels[${i}]`);
    left = right + gutter;
    return prepared;
  });
}

/** Figures are set in the sans; only their titles are serif, and upright. */
function inFigures({ family, italic }: FontFace): boolean {
  return !family.includes('Code') && !(family.includes('Serif') && italic);
}

/** The element itself with title, description and, for a picture that stands alone or has fixed colors, its style. */
function wrapUp(figure: Figure, body: string, page: { width: number; height: number }, options: SvgOptions): string {
  const { tokens, theme, standalone } = options;
  const id = escapeText(`${options.idPrefix ?? ''}${figure.id}`);
  const size = `viewBox="0 0 ${page.width} ${page.height}" width="${page.width}" height="${page.height}"`;
  let style = '';
  if (theme !== 'css') style = `<style>${resolve(tokens.figureRules, tokens, theme)}</style>\n`;
  else if (standalone) {
    const faces = inlineFaces(options, body, inFigures);
    const used = usedDeclarations(tokens.figureRules + body, tokens);
    style = `<style>${faces}:root { color-scheme: light dark; ${used} }\n${tokens.figureRules}</style>\n`;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" class="fig" ${size} role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${escapeText(plainText(figure.title))}</title>
<desc id="${id}-desc">${escapeText(plainText(figure.description))}</desc>
${style}${theme === 'css' ? body : resolve(body, tokens, theme)}
</svg>
`;
}

/** Lines of a paragraph whose first line begins `indent` pixels to the right. */
function wrapIndented(
  text: string,
  face: 'sans' | 'serif-bold',
  size: number,
  width: number,
  indent: number,
): string[] {
  const [first = '', ...others] = wrapText(text, face, size, width - indent);
  if (others.length === 0 || indent === 0) return [first, ...others];
  return [first, ...wrapText(others.join(' '), face, size, width)];
}
