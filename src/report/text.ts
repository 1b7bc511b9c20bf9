/**
 * The markup of every text in figures, tables and pages, and what it becomes in SVG, HTML and plain text.
 *     *u*         italic symbol            E_∞  θ_k  w_{max}     subscript (a single small letter is italic)
 *     Λ^(−1/2)    superscript, also ^2 and ^{k,H}; brackets inside are its own: Λ^(−(H−1)/2)
 *     n₁  10⁻⁷    the small digits of Unicode are set as the same shifts, since few fonts have them all
 * A mark counts only where it cannot be ordinary text: `train_loss` and `2*3*4` stay as they are.
 */

export interface Run {
  readonly text: string;
  readonly italic: boolean;
  /** −1 below the line, 0 on it, 1 above. */
  readonly shift: -1 | 0 | 1;
}

const markup =
  /\*(\p{L}+)\*|(?<=[\p{L}*)\]}])_(?:\{([^}]*)\}|([\p{L}\p{N}∞])(?![\p{L}\p{N}]))|\^(?:\(((?:[^()]|\([^()]*\))*)\)|\{([^}]*)\}|([\p{L}\p{N}])(?![\p{L}\p{N}]))/gu;
const singleLetter = /^[a-zα-ω]$/u;

const small = { '⁰¹²³⁴⁵⁶⁷⁸⁹⁻': '^', '₀₁₂₃₄₅₆₇₈₉₋': '_' } as const;

/** Unicode's small digits as marks. */
function spelledOut(text: string): string {
  return Object.entries(small).reduce(
    (out, [digits, mark]) =>
      out.replace(new RegExp(`[${digits}]+`, 'g'), (found) => {
        const large = [...found].map((digit) => '0123456789−'[digits.indexOf(digit)]).join('');
        return `${mark}{${large}}`;
      }),
    text,
  );
}

/** Splits a text into runs of one style; a text without markup is one run, the empty text none. */
export function runs(text: string): Run[] {
  return split(spelledOut(text));
}

function split(text: string): Run[] {
  const out: Run[] = [];
  const push = (piece: string, italic: boolean, shift: Run['shift']) => {
    if (piece) out.push({ text: piece, italic, shift });
  };
  const shifted = (piece: string, shift: Run['shift']) => {
    for (const part of piece.split(/(\*\p{L}+\*|,)/u))
      push(part.replaceAll('*', ''), part.startsWith('*') || singleLetter.test(part), shift);
  };
  let end = 0;
  for (const match of text.matchAll(markup)) {
    push(text.slice(end, match.index), false, 0);
    const [whole, italic, longSub, sub, roundSup, longSup, sup] = match;
    if (italic !== undefined) push(italic, true, 0);
    else if (longSub !== undefined || sub !== undefined) shifted(longSub ?? sub ?? '', -1);
    else shifted(roundSup ?? longSup ?? sup ?? '', 1);
    end = match.index + whole.length;
  }
  push(text.slice(end), false, 0);
  return out;
}

/** The text without its marks, small digits as they are, for titles, file names and screen readers. */
export function plainText(text: string): string {
  return split(text)
    .map((run) => run.text)
    .join('');
}

/** Safe inside an element and inside a double-quoted attribute, in HTML and in XML. Control characters, which XML forbids, become U+FFFD. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

/** Share of the font size at which shifted runs are set. */
export const shiftedSize = 0.8;

/** Content of an SVG text element of the given font size in pixels. */
export function svgText(text: string, fontSize: number): string {
  const offset = { [-1]: 0.26, 0: 0, 1: -0.38 };
  let at = 0;
  return runs(text)
    .map((run) => {
      const target = offset[run.shift] * fontSize;
      const dy = Math.round((target - at) * 10) / 10;
      at += dy;
      const attributes = [
        run.italic ? ' class="v"' : '',
        dy ? ` dy="${dy}"` : '',
        run.shift ? ` font-size="${Math.round(shiftedSize * fontSize * 10) / 10}"` : '',
      ].join('');
      return attributes ? `<tspan${attributes}>${escapeText(run.text)}</tspan>` : escapeText(run.text);
    })
    .join('');
}

/** The same text as HTML phrasing content. */
export function htmlText(text: string): string {
  return runs(text)
    .map((run) => {
      const inner = run.italic ? `<i class="v">${escapeText(run.text)}</i>` : escapeText(run.text);
      if (run.shift === 0) return inner;
      return run.shift < 0 ? `<sub>${inner}</sub>` : `<sup>${inner}</sup>`;
    })
    .join('');
}
