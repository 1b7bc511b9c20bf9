/** Newton's method in binary64 for a square system, to its rounding: the center of a box. Nothing is proved here. */
import { pivotedColumns } from '../../linalg/pivoted-columns.ts';

export interface Polished {
  readonly position: Float64Array;
  /** Near the inverse of F′ there, n × n, row-major. */
  readonly inverse: Float64Array;
}

const mostSteps = 30;

/** @returns undefined when F′ is singular on the way, or the steps do not become small */
export function newton(
  start: Float64Array,
  at: (position: Float64Array) => { readonly values: Float64Array; readonly rows: readonly Float64Array[] } | undefined,
): Polished | undefined {
  const n = start.length;
  let position = start.slice();
  let last = Infinity;
  for (let step = 0; step < mostSteps; step++) {
    const here = at(position);
    const chosen = here && pivotedColumns(here.rows);
    if (!here || !chosen || 'rank' in chosen) return undefined;
    const move = new Float64Array(n);
    const inverse = new Float64Array(n * n);
    chosen.columns.forEach((j, i) => {
      for (let k = 0; k < n; k++) {
        inverse[j * n + k] = chosen.inverse[i * n + k]!;
        move[j]! -= inverse[j * n + k]! * here.values[k]!;
      }
    });
    const size = Math.hypot(...move);
    const scale = 1 + Math.hypot(...position);
    // Where steps are rounding they no longer shrink.
    if (size <= 1e-9 * scale && size >= last / 2) return { position, inverse };
    if (!Number.isFinite(size)) return undefined;
    position = position.map((x, i) => x + move[i]!);
    if (size <= Number.EPSILON * scale) return { position, inverse };
    last = size;
  }
  return undefined;
}
