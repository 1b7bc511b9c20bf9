/**
 * Area-averaged resampling of square 8-bit images. A target pixel is the mean of the source over its cell, whose borders cut source
 * pixels in exact fractions.
 */
import { integer } from '../base/arguments.ts';

/**
 * Resamples `count` images of side × side bytes to m × m numbers in [0, 1].
 *      y_ab = Σ_ij o_ai o_bj p_ij / (255 n²),   o_ai = |[a n, (a+1) n] ∩ [i m, (i+1) m]|
 * with lengths in units of 1/m source pixel, so that every o is an integer and the sum is exact: the result is the correctly rounded
 * float64 quotient, rounded once more to float32, and bit-identical on every engine.
 * @param pixels  count × n × n, row-major
 * @param white   what becomes 1: 255 of bytes; for numbers of another kind sums are exact to rounding
 * @param m       side of the result, 1 ≤ m ≤ n
 * @returns       count × m × m, row-major
 * @throws ArgumentError  when m is no integer in range
 */
export function downsample(
  pixels: ArrayLike<number>,
  count: number,
  side: number,
  m: number,
  white = 255,
): Float32Array {
  integer('downsample', 'm', m, 1, side);
  const overlaps = Array.from({ length: m }, (_, cell) => cellOverlaps(cell, side, m));
  const out = new Float32Array(count * m * m);
  const rows = new Float64Array(m * side);
  const whole = white * side * side;
  for (let image = 0; image < count; image++) {
    const source = image * side * side;
    rows.fill(0);
    for (let a = 0; a < m; a++)
      for (const [i, overlap] of overlaps[a]!)
        for (let j = 0; j < side; j++) rows[a * side + j]! += overlap * pixels[source + i * side + j]!;
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++) {
        let sum = 0;
        for (const [j, overlap] of overlaps[b]!) sum += overlap * rows[a * side + j]!;
        out[(image * m + a) * m + b] = sum / whole;
      }
  }
  return out;
}

/** The source pixels that a cell touches, each with the length of the overlap in units of 1/m pixel; the lengths add up to n. */
function cellOverlaps(cell: number, side: number, m: number): [pixel: number, overlap: number][] {
  const overlaps: [number, number][] = [];
  for (let pixel = 0; pixel < side; pixel++) {
    const overlap = Math.min((cell + 1) * side, (pixel + 1) * m) - Math.max(cell * side, pixel * m);
    if (overlap > 0) overlaps.push([pixel, overlap]);
  }
  return overlaps;
}
