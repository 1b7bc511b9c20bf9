/** Reads a rendered figure back: its texts with the boxes they take, as the tests of layout need them. */
import { JSDOM } from 'jsdom';
import { textWidth } from '../../src/report/metrics.ts';

export interface ReadText {
  readonly text: string;
  readonly className: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Parses as XML. @throws when the text is not well-formed */
export function parseSvg(svg: string): Element {
  const { window } = new JSDOM('');
  const root = new window.DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  if (root.localName !== 'svg') throw new Error(`not well-formed: ${root.textContent?.slice(0, 200)}`);
  return root;
}

/** Boxes from the x-height's top to just under the baseline: descenders may come near another line, letters may not. */
export function readTexts(root: Element): ReadText[] {
  return [...root.querySelectorAll('text')].map((element) => {
    const className = element.getAttribute('class') ?? '';
    const bold = /f-panel|series/.test(className);
    const size = /f-title/.test(className)
      ? 20
      : /f-sub/.test(className)
        ? 14
        : /tick|f-source/.test(className)
          ? 12
          : 13;
    const face = /f-title/.test(className) ? 'serif-bold' : bold ? 'sans-bold' : 'sans';
    const width = [...element.childNodes].reduce((sum, node) => {
      const own = node.nodeType === 1 ? Number((node as Element).getAttribute('font-size') ?? size) : size;
      // Characters of a text node carry no markup, but '*' and '_' in them must not be read as such.
      return sum + [...(node.textContent ?? '')].reduce((w, character) => w + textWidth(character, face, own), 0);
    }, 0);
    const x = Number(element.getAttribute('x'));
    const y = Number(element.getAttribute('y'));
    const start = { start: 0, middle: 0.5, end: 1 }[element.getAttribute('text-anchor') ?? 'start'] ?? 0;
    return {
      text: element.textContent ?? '',
      className,
      x0: x - start * width,
      x1: x + (1 - start) * width,
      y0: y - 0.66 * size,
      y1: y + 1,
    };
  });
}

/** Pairs of texts that cover each other. */
export function collisions(texts: readonly ReadText[]): string[] {
  return texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter((b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1)
      .map((b) => `“${a.text}” over “${b.text}”`),
  );
}
