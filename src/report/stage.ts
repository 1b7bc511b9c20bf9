/** What a rendering stands on, injected so that the same code runs in Node and in a page: a document, the tokens, the fonts. */
import type { FontFace, Tokens } from './tokens.ts';

export interface Stage {
  /** Creates the elements that Plot draws into; nothing is ever attached to it. */
  readonly document: Document;
  readonly tokens: Tokens;
  /** Rules of the report page, beside the tokens. */
  readonly pageCss: string;
  /** A font file of assets/fonts as base64, or undefined to leave fonts out. */
  font(file: string): string | undefined;
}

/** @font-face rules with the fonts inside, for those of the `wanted` faces whose letters occur in `text`. */
export function inlineFaces(stage: Stage, text: string, wanted: (face: FontFace) => boolean = () => true): string {
  const points = new Set([...text].map((character) => character.codePointAt(0) ?? 0));
  const faces = stage.tokens.faces.filter(wanted);
  const covers = (face: FontFace, point: number) => face.ranges.some(([from, to]) => point >= from && point <= to);
  const needed = (face: FontFace) =>
    [...points].some((point) =>
      face.ranges.length ? covers(face, point) : !faces.some((other) => covers(other, point)),
    );
  return faces
    .filter(needed)
    .map((face) => {
      const bytes = stage.font(face.file);
      return bytes === undefined
        ? ''
        : `${face.rule.replace(/url\([^)]*\)/, `url(data:font/woff2;base64,${bytes})`)}\n`;
    })
    .join('');
}
