/**
 * Small data sets by name. XOR: the corners of the unit square. Jellyfish: four points that sigmoid and rectified networks of few units
 * often do not learn [swirszcz2017local, §3.1.2]. Zig-zag: a triangle wave through 20 points on [−1, 1]; the paper shows its points in a
 * figure only [swirszcz2017local, fig. 5], so these are ours.
 */

export interface SmallSet {
  /** One input a row. */
  readonly x: readonly (readonly number[])[];
  /** Classes 0 and 1, or numbers. */
  readonly targets: 'labels' | 'numbers';
  readonly y: readonly number[];
}

const zigZagPoints = 20;

export const smallSets: Readonly<Record<string, SmallSet>> = {
  jellyfish: {
    x: [
      [1, 0],
      [0.2, 0.6],
      [0, 1],
      [0.6, 0.2],
    ],
    targets: 'labels',
    y: [1, 1, 0, 0],
  },
  xor: {
    x: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    targets: 'labels',
    y: [0, 1, 1, 0],
  },
  'zig-zag': {
    x: Array.from({ length: zigZagPoints }, (_, k) => [-1 + (2 * k) / (zigZagPoints - 1)]),
    targets: 'numbers',
    y: Array.from({ length: zigZagPoints }, (_, k) => Math.abs(((k + 2) % 8) - 4) / 2 - 1),
  },
};
