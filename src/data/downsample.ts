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
  const cells = overlapsOf(side, m);
  const out = new Float32Array(count * m * m);
  const rows = new Float64Array(m * side);
  const whole = white * side * side;
  for (let image = 0; image < count; image++) {
    const source = image * side * side;
    rows.fill(0);
    for (let a = 0; a < m; a++)
      for (let e = cells.first[a]!; e < cells.first[a + 1]!; e++) {
        const overlap = cells.lengths[e]!;
        const from = source + cells.pixels[e]! * side;
        for (let j = 0; j < side; j++) rows[a * side + j]! += overlap * pixels[from + j]!;
      }
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++) {
        let sum = 0;
        for (let e = cells.first[b]!; e < cells.first[b + 1]!; e++)
          sum += cells.lengths[e]! * rows[a * side + cells.pixels[e]!]!;
        out[(image * m + a) * m + b] = sum / whole;
      }
  }
  return out;
}

/**
 * The source pixels that each cell touches, one cell after another, each with the length of the overlap in units of 1/m pixel; those of cell
 * a are number first[a] … first[a + 1] − 1, and their lengths add up to n. Flat lists: every image runs through them.
 */
function overlapsOf(side: number, m: number) {
  const first = new Int32Array(m + 1);
  const pixels: number[] = [];
  const lengths: number[] = [];
  for (let cell = 0; cell < m; cell++) {
    for (let pixel = 0; pixel < side; pixel++) {
      const overlap = Math.min((cell + 1) * side, (pixel + 1) * m) - Math.max(cell * side, pixel * m);
      if (overlap <= 0) continue;
      pixels.push(pixel);
      lengths.push(overlap);
    }
    first[cell + 1] = pixels.length;
  }
  return { first, pixels: Int32Array.from(pixels), lengths: Float64Array.from(lengths) };
}
