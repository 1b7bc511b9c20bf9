/**
 * The Gauss–Newton part as if the units of each group fired alike: moments of the features under the softmax's curvature, one input x
 * after another, contracted with the output weights. The block of output weights needs no gates: it is moments of the hidden units.
 */
import { addMoments, chunk, type FormMemory, type FormSizes, floatsAt, tile, tileBytes } from './hessian-memory.ts';
import type { Instance } from './host.ts';

/** Inputs with inputs and with output weights. @param starts   first place of each group, and their number */
export function formInputs(instance: Instance, at: FormMemory, sizes: FormSizes, starts: readonly number[]): void {
  const { exports } = instance;
  const { width, m, u, outputs, pairs, groups, curvatureTiles, unitTiles, convex, n } = sizes;
  const row = curvatureTiles * tileBytes;
  const features = width + unitTiles * tile;
  const A = at.symmetric.matrix;
  for (let p = width - m; p < width; p++) {
    floatsAt(instance, at.moments, (groups * features * row) / 8).fill(0);
    for (let g = 0; g < groups; g++)
      addCurvatures(instance, at, sizes, p, starts[g]!, starts[g + 1]!, at.moments + g * features * row);
    for (let t = Math.floor(p / tile); t < features / tile; t++) {
      const first = t * tile;
      const M = at.moments + first * row;
      exports['hessianContract']!(M, row, features * row, groups, outputs, at.groupWeights, pairs, at.X, at.Z);
      if (first < width) {
        exports['hessianJoin']!(at.pairWeights, at.Z, groups * outputs, u, pairs, at.B);
        exports['hessianPlace']!(at.B, 2 * pairs * tileBytes, at.rows, width, u, p, first, A, n);
      }
      // The one ends the inputs' last tile: output biases; then the units: their output weights.
      const [from, to] = first < width ? [tile - 1, tile] : [0, Math.min(tile, width + u - first)];
      const column = convex - outputs + (first < width ? 0 : 1 + first - width) * outputs;
      if (first + tile >= width)
        exports['hessianCross']!(at.Z, groups, outputs, at.rows, width, u, p, from, to, column, A, n);
    }
  }
}

/** Output weights and biases among themselves. */
export function formOutputs(instance: Instance, at: FormMemory, sizes: FormSizes): void {
  const { count, width, u, outputs, curvatureTiles, unitTiles, convex, n } = sizes;
  const row = curvatureTiles * tile;
  const moments = floatsAt(instance, at.moments, (width + unitTiles * tile) * row);
  const matrix = floatsAt(instance, at.symmetric.matrix, n * n);
  const block = new Float64Array(outputs * outputs);
  for (let a = 0; a <= u; a++) {
    moments.fill(0);
    addCurvatures(instance, at, sizes, width - 1 + a, 0, count, at.moments);
    for (let b = a; b <= u; b++) {
      curvature(moments, (width - 1 + b) * row, outputs, block);
      const [i, j] = [convex - outputs + a * outputs, convex - outputs + b * outputs];
      for (let o = 0; o < outputs; o++)
        for (let other = a === b ? o : 0; other < outputs; other++)
          matrix[(i + o) * n + j + other] = block[o * outputs + other]!;
    }
  }
}

/** Adds the moments of feature x with those from itself on, over the places first … last − 1 of the order, to the sums. */
function addCurvatures(
  instance: Instance,
  at: FormMemory,
  { width, u, stride, curvatureTiles: tiles, count }: FormSizes,
  x: number,
  first: number,
  last: number,
  sums: number,
): void {
  const inputs: readonly [number, number][] = x < width ? [[x, width]] : [];
  const units = [Math.max(x, width), width + u] as const;
  for (let s = first; s < last; s += chunk) {
    const D = at.curvatures + s * tiles * tileBytes;
    const some = Math.min(chunk, last - s);
    addMoments(
      instance,
      at,
      { columns: at.columns + s * 8, stride, x, some, factor: 1 / count, D, tiles, sums },
      ...inputs,
      units,
    );
  }
}

/** diag(Σ_o′ M_oo′) − M from the pairs o < o′. */
function curvature(moments: Float64Array, from: number, outputs: number, out: Float64Array): void {
  out.fill(0);
  for (let o = 0, k = from; o < outputs; o++)
    for (let other = o + 1; other < outputs; other++, k++) {
      const w = moments[k]!;
      out[o * outputs + other] = out[other * outputs + o] = -w;
      out[o * (outputs + 1)]! += w;
      out[other * (outputs + 1)]! += w;
    }
}
