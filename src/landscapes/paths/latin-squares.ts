/**
 * Latin squares: n × n arrays in which every symbol stands once in each row and once in each column. A layer of a network whose edges carry the weights
 * that a square names has each weight once at every unit and once at every input.
 */
import { integer } from '../../base/arguments.ts';
import type { Stream } from '../../base/philox.ts';

export const squareKinds = ['generic', 'cyclic', 'isotopic', 'permuted'] as const;
/**
 * generic: uniform over all squares. cyclic: a + b. isotopic: π(a) + σ(b), π and σ random orders. permuted: every row b a random order of its own; no square,
 * since columns are not balanced.
 */
export type SquareKind = (typeof squareKinds)[number];

/** n × n, row-major: the symbol in row b, column a. Every row is an order of 0 … n − 1. @throws ArgumentError when n is no integer ≥ 2 */
export function latinSquare(kind: SquareKind, n: number, draw: Stream): Int32Array {
  integer('latinSquare', 'n', n, 2);
  if (kind === 'generic') return genericSquare(n, draw);
  const order = () => {
    const items = Uint32Array.from({ length: n }, (_, i) => i);
    draw.shuffle(items);
    return items;
  };
  if (kind === 'permuted') return Int32Array.from(Array.from({ length: n }, () => [...order()]).flat());
  const [π, σ] = kind === 'isotopic' ? [order(), order()] : [undefined, undefined];
  return Int32Array.from({ length: n * n }, (_, at) => {
    const [b, a] = [Math.floor(at / n), at % n];
    return ((π ? π[a]! : a) + (σ ? σ[b]! : b)) % n;
  });
}

/** Proper squares that the chain passes through from the cyclic one. About n moves lie between two of them: 2n³ in all. */
const visits = (n: number) => 2 * n * n;

/**
 * A uniform Latin square by the ±1 moves on incidence cubes. Between proper squares the chain passes through improper ones, with one entry −1; seen at
 * proper squares only it is a symmetric chain, so their number, not that of moves, is fixed beforehand.
 * @source [jacobson1996generating]
 */
function genericSquare(n: number, draw: Stream): Int32Array {
  /** 1 where row i, column j has symbol k. */
  const cube = new Int8Array(n ** 3);
  const at = (i: number, j: number, k: number) => (i * n + j) * n + k;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) cube[at(i, j, (i + j) % n)] = 1;
  /** A place of 1 on the line from `start` by `stride`; of two, either. */
  const one = (start: number, stride: number) => {
    let [found, first, second] = [0, -1, -1];
    for (let x = 0; x < n; x++)
      if (cube[start + x * stride] === 1) {
        if (found++ === 0) first = x;
        else second = x;
      }
    return found === 2 && draw.uniform() < 0.5 ? second : first;
  };
  let improper: readonly [number, number, number] | undefined;
  for (let seen = 0; seen < visits(n); ) {
    let [i, j, k] = improper ?? [0, 0, 0];
    if (!improper)
      do [i, j, k] = [draw.integer(n), draw.integer(n), draw.integer(n)];
      while (cube[at(i, j, k)] !== 0);
    const [i2, j2, k2] = [one(at(0, j, k), n * n), one(at(i, 0, k), n), one(at(i, j, 0), 1)];
    for (const [x, y, z, sign] of [
      [i, j, k, 1],
      [i, j2, k2, 1],
      [i2, j, k2, 1],
      [i2, j2, k, 1],
      [i2, j, k, -1],
      [i, j2, k, -1],
      [i, j, k2, -1],
      [i2, j2, k2, -1],
    ] as const)
      cube[at(x, y, z)]! += sign;
    improper = cube[at(i2, j2, k2)]! < 0 ? [i2, j2, k2] : undefined;
    if (!improper) seen++;
  }
  return Int32Array.from({ length: n * n }, (_, cell) => cube.subarray(cell * n, (cell + 1) * n).indexOf(1));
}
