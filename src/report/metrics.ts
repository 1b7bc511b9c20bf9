/**
 * How wide a text will be, without a document: advance widths of the shipped fonts, so that labels are placed the same everywhere.
 * Kerning is left out and italics count as upright: both only make the estimate larger, by about 2 %.
 * The widths are those of assets/fonts/*.ttf; test/report/metrics.test.ts reads the files and compares.
 */
import { runs, shiftedSize } from './text.ts';

export type Face = 'sans' | 'sans-bold' | 'serif-bold';

/** The characters that the table knows, in its order; any other counts as `unknownWidth`. */
export const knownCharacters =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u00a0\u2009°±·×−–—‘’“”…∞√≤≥≈≠→∂ΓΔΘΛΞΠΣΦΨΩαβγδεζηθικλμνξπρστυφχψω⁰¹²³⁴⁵⁶⁷⁸⁹';
const unknownWidth = 600;

/** Advance widths in thousandths of the font size. */
export const advanceWidths: Readonly<Record<Face, readonly number[]>> = {
  sans: [
    200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497, 497, 497, 497, 497,
    497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527, 494, 617, 652, 263, 480, 579, 486, 727,
    647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555,
    496, 292, 504, 544, 246, 247, 495, 255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303,
    241, 303, 497, 200, 100, 331, 497, 249, 497, 497, 480, 800, 249, 249, 426, 426, 948, 782, 557, 497, 497, 497, 497,
    619, 528, 498, 588, 664, 515, 533, 645, 538, 719, 699, 678, 560, 565, 484, 531, 448, 424, 541, 522, 262, 494, 494,
    562, 474, 431, 586, 549, 546, 458, 510, 680, 481, 689, 701, 367, 367, 367, 367, 367, 367, 367, 367, 367, 367,
  ],
  'sans-bold': [
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513, 513, 513, 513, 513,
    513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538, 510, 628, 663, 282, 494, 597, 502, 745,
    657, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324, 344, 324, 513, 500, 549, 516, 563, 462, 564,
    507, 317, 520, 558, 262, 263, 522, 271, 843, 560, 549, 564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324,
    255, 324, 513, 200, 100, 348, 513, 275, 513, 513, 480, 800, 275, 275, 482, 482, 964, 798, 573, 513, 513, 513, 513,
    618, 553, 510, 614, 674, 536, 552, 654, 544, 740, 726, 695, 578, 583, 509, 540, 460, 445, 552, 536, 282, 520, 524,
    578, 499, 450, 611, 559, 560, 474, 521, 710, 504, 721, 724, 372, 372, 372, 372, 372, 372, 372, 372, 372, 372,
  ],
  'serif-bold': [
    224, 316, 398, 545, 520, 883, 720, 207, 357, 357, 435, 537, 300, 325, 300, 356, 520, 520, 520, 520, 520, 520, 520,
    520, 520, 520, 300, 300, 537, 537, 537, 431, 861, 669, 639, 627, 708, 599, 579, 679, 777, 379, 384, 681, 589, 899,
    732, 705, 600, 705, 666, 526, 618, 729, 668, 971, 651, 629, 557, 333, 356, 333, 537, 525, 400, 519, 592, 500, 580,
    515, 358, 530, 609, 307, 291, 571, 310, 904, 611, 557, 596, 569, 443, 444, 341, 594, 515, 776, 538, 522, 460, 341,
    301, 341, 537, 224, 125, 328, 537, 300, 537, 537, 525, 825, 217, 217, 427, 425, 833, 787, 565, 537, 537, 537, 537,
    660, 545, 567, 603, 712, 669, 584, 767, 561, 769, 797, 729, 568, 576, 513, 536, 470, 442, 566, 517, 301, 546, 558,
    578, 513, 458, 603, 563, 608, 490, 535, 737, 515, 740, 761, 371, 371, 371, 371, 371, 371, 371, 371, 371, 371,
  ],
};

const position = new Map([...knownCharacters].map((character, i) => [character, i]));

/** Width in pixels of a text with markup, set in `face` at `size` pixels. */
export function textWidth(text: string, face: Face, size: number): number {
  let thousandths = 0;
  for (const run of runs(text))
    for (const character of run.text) {
      const width = advanceWidths[face][position.get(character) ?? -1] ?? unknownWidth;
      thousandths += run.shift ? width * shiftedSize : width;
    }
  return (thousandths * size) / 1000;
}

/** Breaks a text at spaces into lines of at most `width` pixels. A word that is longer alone, or what exceeds `maxLines`, is cut with an ellipsis. */
export function wrapText(text: string, face: Face, size: number, width: number, maxLines = Infinity): string[] {
  const lines: string[] = [];
  for (const word of text.split(/[ \n]+/).filter(Boolean)) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(joined, face, size) <= width) lines[lines.length - 1] = joined;
    else if (lines.length < maxLines) lines.push(word);
    else {
      lines[lines.length - 1] = `${joined}`;
      break;
    }
  }
  return lines.map((line) => shorten(line, face, size, width));
}

/** The text itself when it fits, otherwise as much of it as leaves room for an ellipsis; never cut inside a mark. */
export function shorten(text: string, face: Face, size: number, width: number): string {
  if (textWidth(text, face, size) <= width) return text;
  const pieces = [...text.matchAll(/\*\p{L}+\*|[_^](?:\{[^}]*\}|\([^)]*\)|.)|./gu)].map((match) => match[0]);
  while (pieces.length > 1 && textWidth(`${pieces.join('')}…`, face, size) > width) pieces.pop();
  return `${pieces.join('').trimEnd()}…`;
}
