/** Histograms: one grid of bins for a panel, its width chosen after Freedman and Diaconis. */

import type { Scale } from './axes.ts';

const fewest = 25;

export interface Pile {
  /** Count of each bin; bin i is [edge(i), edge(i+1)), the last one closed. */
  readonly counts: readonly number[];
  edge(i: number): number;
  /** What a probability density of the values predicts at x: the count of a bin there. */
  predicted(x: number, density: number): number;
  /** Values that are not drawn: outside the frame, or not finite. */
  readonly outside: number;
}

/** The bins of a panel: equal widths on a linear axis, equal ratios on a logarithmic one. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  readonly scale: Scale;
}

/** The finest grid that any series asks for, between `fewest` and `most` bins; an odd number, so that equal values stand in the middle of a bar. */
export function gridOf(
  series: readonly (readonly number[])[],
  domain: readonly [number, number],
  scale: Scale,
  most: number,
): Grid {
  const [low, high] = domain.map((end) => onAxis(end, scale)) as [number, number];
  const wanted = series.map((values) => (high - low) / freedmanDiaconis(values, scale)).filter(Number.isFinite);
  const bins = Math.min(most, Math.max(fewest, ...wanted));
  return { low, high, bins: 2 * Math.floor(bins / 2) + 1, scale };
}

/** Counts values on the grid; `merge` neighboring bins are drawn as one. */
export function pileUp(values: readonly number[], grid: Grid, merge = 1): Pile {
  const { low, high, bins, scale } = grid;
  const width = ((high - low) / bins) * merge;
  const counts = new Array<number>(Math.ceil(bins / merge)).fill(0);
  let outside = 0;
  for (const value of values) {
    const at = onAxis(value, scale);
    if (!(at >= low && at <= high)) outside++;
    else {
      const i = Math.min(counts.length - 1, Math.floor((at - low) / width));
      counts[i] = (counts[i] ?? 0) + 1;
    }
  }
  const edge = (i: number) => {
    const at = Math.min(high, low + i * width);
    return scale === 'log' ? 10 ** at : at;
  };
  const total = values.filter(Number.isFinite).length;
  // A bin on a logarithmic axis is x ln 10 · width long at x.
  const predicted = (x: number, density: number) => total * density * width * (scale === 'log' ? x * Math.LN10 : 1);
  return { counts, edge, predicted, outside };
}

/** How many bins one bar of this series should span, so that a wide pile of few values is no comb. */
export function mergeOf(values: readonly number[], { low, high, bins, scale }: Grid): number {
  const width = freedmanDiaconis(values, scale);
  return Number.isFinite(width) ? Math.max(1, Math.min(8, Math.round((width * bins) / (high - low)))) : 1;
}

/** Half of Freedman and Diaconis' 2 · IQR · n^(−1/3), since the eye smooths better than a bin; Infinity when the values do not spread. [freedman1981histogram] */
function freedmanDiaconis(values: readonly number[], scale: Scale): number {
  const sorted = values
    .map((value) => onAxis(value, scale))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const width = (at(0.75) - at(0.25)) / Math.cbrt(sorted.length);
  return width > 0 ? width : Infinity;
}

function onAxis(value: number, scale: Scale): number {
  return scale === 'log' ? Math.log10(value) : value;
}
