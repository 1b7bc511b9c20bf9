/**
 * A figure as SVG, in the anatomy of docs/figures.md: finding, what was run, panels, limits, source. Pure: the document
 * and the tokens are injected, the same figure gives the same text.
 */
import { ArgumentError } from '../base/errors.ts';
import { axesText } from './alternative.ts';
import type { Figure } from './figure.ts';
import { lookOf, textLine } from './line.ts';
import { textWidth, wrapText } from './metrics.ts';
import { type PreparedPanel, preparePanel } from './panel.ts';
import { inlineFaces, type Stage } from './stage.ts';
import { escapeText, plainText } from './text.ts';
import { type FontFace, resolve, usedDeclarations } from './tokens.ts';

export interface SvgOptions extends Stage {
  /** css: colors are custom properties and follow the reader; light, dark: their values. */
  readonly theme: 'css' | 'light' | 'dark';
  /** With a margin, a ground and a style sheet of its own; otherwise the page around it brings those. */
  readonly standalone: boolean;
  /** Beginning of the ids in the picture, for pages that hold several; the figure's id when absent. */
  readonly idPrefix?: string;
  /** Pixels without the margin, 896 when absent; under 560 the panels stand one below the other. */
  readonly width?: number;
}

type Page = { readonly width: number; readonly height: number };

/** Margin of a standalone figure; the room between panels; the width under which panels stack. */
const margin = 32;
const gutter = 56;
const stackedUnder = 560;
/** Panels narrower than this do not stand beside each other. */
const narrowest = 150;
/** Height of the frames, side by side and stacked; more where the names of rows need it. */
const frameHeight = { beside: 320, stacked: 260 } as const;
/** Room between one stacked panel and the next. */
const stackGap = 26;

/** Class and line height of each kind of text outside the panels. */
const kinds = {
  title: { leading: 26, className: 'f-title' },
  subtitle: { leading: 20, className: 'f-sub' },
  limit: { leading: 18, className: 'limit' },
  source: { leading: 16, className: 'f-source' },
} as const;

/** @throws ArgumentError when the figure has no panel, a panel's domain is no interval, a weight is not positive or the width is too small */
export function renderSvg(figure: Figure, options: SvgOptions): string {
  if (figure.panels.length === 0)
    throw new ArgumentError('renderSvg', 'figure.panels', 'at least one panel', figure.panels);
  const { width = 896 } = options;
  if (!(width >= 280 && Number.isFinite(width)))
    throw new ArgumentError('renderSvg', 'options.width', 'a finite number ≥ 280', width);
  const pad = options.standalone ? margin : 0;
  const head: string[] = [];
  let y = pad - 4;
  const write = (out: string[], text: string, kind: keyof typeof kinds, lead?: string) => {
    const { leading, className } = kinds[kind];
    for (const [i, line] of wrapIndented(text, className, width, lead).entries()) {
      y += leading;
      out.push(textLine(pad, y - leading * 0.25, line, className, i === 0 && lead ? { lead } : {}));
    }
  };
  write(head, figure.title, 'title');
  y += 2;
  write(head, figure.subtitle, 'subtitle');
  y += 10;

  const drawings: ((page: Page) => string[])[] = [];
  const rows = placePanels(figure, pad, width);
  const usual = frameHeight[rows.length > 1 || width < stackedUnder ? 'stacked' : 'beside'];
  for (const [i, panels] of rows.entries()) {
    const start = y;
    const height = Math.max(usual, ...panels.map((panel) => panel.least));
    const top = y + Math.max(...panels.map((panel) => panel.above));
    const bottom = Math.round(top) + height;
    y = bottom + Math.max(...panels.map((panel) => panel.below)) + (i < rows.length - 1 ? stackGap : 18);
    drawings.push((page) =>
      panels.map((panel) => `<g>${panel.draw(start, Math.round(top), bottom, page, options.document)}</g>`),
    );
  }
  const foot = [`<path class="axis" d="M${pad},${y}h${width}"/>`];
  y += 10;
  write(foot, figure.canShow.replace(/^can show /i, ''), 'limit', 'Can show');
  y += 4;
  write(foot, figure.cannotShow.replace(/^cannot show /i, ''), 'limit', 'Cannot show');
  y += 14;
  write(foot, figure.source, 'source');

  const page = { width: width + 2 * pad, height: Math.round(y + (options.standalone ? margin - 8 : 6)) };
  const body = [
    ...(options.standalone ? [`<rect class="sheet" width="${page.width}" height="${page.height}"/>`] : []),
    ...head,
    ...drawings.flatMap((draw) => draw(page)),
    ...foot,
  ].join('\n');
  return wrapUp(figure, body, page, options);
}

/** Panels by rows: beside each other in as few rows of like length as their widths allow, or one below the other where the figure is narrow. */
function placePanels(figure: Figure, pad: number, width: number): PreparedPanel[][] {
  const weights = figure.panels.map((panel) => panel.weight ?? 1);
  const bad = weights.findIndex((weight) => !(weight > 0 && Number.isFinite(weight)));
  if (bad >= 0)
    throw new ArgumentError('renderSvg', `figure.panels[${bad}].weight`, 'a finite number > 0', weights[bad]);
  const all = weights.map((weight, i) => ({ weight, i }));
  const widthOf = (row: typeof all) =>
    (width - gutter * (row.length - 1)) / row.reduce((sum, { weight }) => sum + weight, 0);
  const fits = (row: typeof all) => row.length === 1 || row.every(({ weight }) => widthOf(row) * weight >= narrowest);
  let longest = width < stackedUnder ? 1 : all.length;
  while (!inRows(all, longest).every(fits)) longest--;
  return inRows(all, longest).map((row) => {
    let left = pad;
    return row.map(({ weight, i }) => {
      const right = left + widthOf(row) * weight;
      const overhang = right >= pad + width - 1 ? 0.75 * pad : 24;
      const prepared = preparePanel(figure.panels[i]!, left, right, overhang, `figure.panels[${i}]`);
      left = right + gutter;
      return prepared;
    });
  });
}

/** As few rows of at most so many as there can be, of like length. */
function inRows<Item>(items: readonly Item[], longest: number): Item[][] {
  const each = Math.ceil(items.length / Math.ceil(items.length / longest));
  return Array.from({ length: Math.ceil(items.length / each) }, (_, row) => items.slice(row * each, (row + 1) * each));
}

/** Figures are set in the sans; only their titles are serif, and upright. */
function inFigures({ family, italic }: FontFace): boolean {
  return !family.includes('Code') && !(family.includes('Serif') && italic);
}

/** The element itself with title, description and, for a picture that stands alone or has fixed colors, its style. */
function wrapUp(figure: Figure, body: string, page: Page, options: SvgOptions): string {
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
<desc id="${id}-desc">${escapeText(axesText(figure))}</desc>
${style}${theme === 'css' ? body : resolve(body, tokens, theme)}
</svg>
`;
}

/** Lines of a paragraph of a class whose first line begins with semibold words. */
function wrapIndented(text: string, className: string, width: number, lead?: string): string[] {
  const { face, size } = lookOf(className);
  const indent = lead ? textWidth(`${lead} `, 'sans-bold', size) : 0;
  const [first = '', ...others] = wrapText(text, face, size, width - indent);
  if (others.length === 0 || indent === 0) return [first, ...others];
  return [first, ...wrapText(others.join(' '), face, size, width)];
}
