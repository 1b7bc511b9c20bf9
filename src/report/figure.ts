/**
 * A figure as a value: finding, panels of marks, limits and source. `svg.ts` renders it; nothing here knows a document.
 * Anatomy and rules: docs/figures.md (title is the finding, measured is cool, predicted is warm, larger is more ink).
 */

/** Theory lines: always named on the line with symbol and value. */
export interface TheoryLine {
  readonly kind: 'ground' | 'barrier' | 'layer';
  readonly value: number;
  /** e.g. 'energy barrier −E∞ = −1.6330' */
  readonly label: string;
  /** Shown where there is no room for the label. */
  readonly short: string;
}

/** One measured series; `rank` 1…7 is its place on the size ramp (see sizeRank), absent for a single series. */
export interface Series {
  readonly label: string;
  readonly rank?: number;
}

export interface HistogramMark extends Series {
  readonly type: 'histogram';
  readonly values: readonly number[];
  /** The probability density that theory expects of the values, at ascending places: drawn over the pile as the counts it predicts. */
  readonly expected?: readonly (readonly [x: number, density: number])[];
}
/** Quartiles, whiskers and outliers of the values, in the layout 'boxes'. */
export interface BoxMark extends Series {
  readonly type: 'box';
  readonly values: readonly number[];
}
export interface CurveMark extends Series {
  readonly type: 'curve';
  readonly points: readonly (readonly [number, number])[];
  readonly role: 'measured' | 'theory' | 'fit' | 'layer';
  readonly dashed?: boolean;
}
export interface PointMark extends Series {
  readonly type: 'points';
  /** x, y and optionally the ends of a bar in y. */
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low?: number;
    readonly high?: number;
    readonly label?: string;
    readonly rank?: number;
  }[];
}
export interface BandMark {
  readonly type: 'band';
  readonly from: number;
  readonly to: number;
  readonly axis: 'x' | 'y';
}
export interface TheoryMark {
  readonly type: 'theory';
  readonly axis: 'x' | 'y';
  readonly lines: readonly TheoryLine[];
}
/** A short text at a place, e.g. the limit of a fit. */
export interface NoteMark {
  readonly type: 'note';
  readonly x: number;
  readonly y: number;
  readonly text: string;
}
export type Mark = HistogramMark | BoxMark | CurveMark | PointMark | BandMark | TheoryMark | NoteMark;

export interface Axis {
  /** Words first, then the symbol: 'energy per spin u'. Italic symbols between asterisks: '*u*'. */
  readonly name: string;
  readonly domain?: readonly [number, number];
  readonly scale?: 'linear' | 'log';
}

export interface Panel {
  /** ridges: one histogram a row on a shared x. boxes: one box plot a row. overlay: histograms on one baseline. xy: curves and points. */
  readonly layout: 'ridges' | 'boxes' | 'overlay' | 'xy';
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** Relative width beside the other panels; 1 when absent. */
  readonly weight?: number;
}

export interface Figure {
  /** File-name safe id, unique within the claim. */
  readonly id: string;
  /** The finding, a sentence computed from the numbers. */
  readonly title: string;
  /** What was run: landscape, size, count, method. */
  readonly subtitle: string;
  readonly panels: readonly Panel[];
  /** The rest of the sentences 'Can show …' and 'Cannot show …'. */
  readonly canShow: string;
  readonly cannotShow: string;
  /** Claim, preset, seed, spec hash, backend, version. */
  readonly source: string;
}

const ladder: readonly number[] = [25, 50, 100, 200, 300, 400, 500];
const widths: Readonly<Record<number, number>> = { 10: 1, 25: 2, 50: 3, 100: 4, 250: 5, 500: 7 };

/** Place of a size on the ramp: a size keeps its color in every figure, whichever sizes are shown. */
export function sizeRank(size: number, kind: 'spins' | 'units'): number {
  if (kind === 'units') return widths[size] ?? Math.min(7, Math.max(1, Math.round(Math.log2(size / 5))));
  const exact = ladder.indexOf(size);
  return exact >= 0 ? exact + 1 : Math.min(7, Math.max(1, ladder.filter((s) => s <= size).length));
}
