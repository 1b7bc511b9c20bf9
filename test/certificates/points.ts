/** The data sets and points of [swirszcz2017local, Propositions 1–3], as printed and as corrected. */
import type { Layers, Problem } from '../../src/certificates/format.ts';
import { parse } from '../../src/certificates/rational.ts';

export const exact = (text: string | number) => parse(String(text))!;

/** A network of one hidden layer: the rows of W are numbers when there is one input. */
export function network(
  w: readonly (string | number | readonly (string | number)[])[],
  b: readonly (string | number)[],
  v: readonly (string | number)[],
  c: string | number,
): Layers {
  return [
    { W: w.map((row) => (Array.isArray(row) ? row : [row]).map(exact)), b: b.map(exact) },
    { W: [v.map(exact)], b: [exact(c)] },
  ];
}

export const data = (points: readonly (readonly [string | number, string | number])[]): Pick<Problem, 'x' | 'y'> => ({
  x: points.map(([x]) => [exact(x)]),
  y: points.map(([, y]) => exact(y)),
});

export const d1 = data([
  [5, 2],
  [4, 1],
  [3, 0],
  [1, -3],
  [-1, 3],
]);
export const d2 = data([
  [-1, 5],
  [0, 0],
  [1, -1],
  [10, -3],
  [11, -4],
  [12, -5],
]);
export const d3 = data([
  [-1, 3],
  [0, 0],
  [1, -1],
  [10, -3],
  [11, -4],
  [12, -6],
]);

export const points = {
  proposition1: { ...d1, network: network([1], [-3], [1], 0) },
  better1: { ...d1, network: network([-7], [-4], [1], 0) },
  proposition2GlobalAsPrinted: { ...d2, network: network([-5, -1], [1, -8], [1, -1], -1) },
  proposition2Global: { ...d2, network: network([-5, 1], [1, -8], [1, -1], -1) },
  proposition2LocalAsPrinted: { ...d2, network: network([-3, -1], ['13/3', -10], [1, -1], -3) },
  proposition2Local: { ...d2, network: network([-3, 1], ['13/3', -10], [1, -1], -3) },
  proposition3Better: { ...d3, network: network(['-1.5', '-1.5', '1.5'], [1, 0, '-79/6'], [1, 1, -1], -1) },
  proposition3Worse: { ...d3, network: network([-2, 1, 1], ['11/3', -10, -11], [1, -1, -1], -3) },
  zeroLoss3: { ...d3, network: network([1, 1, 1], ['-7/25', '-169/16', 2], ['25/9', '-16/9', -3], 6) },
} satisfies Record<string, Problem>;
