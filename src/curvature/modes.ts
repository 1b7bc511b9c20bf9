/**
 * The Hessian across directions in which the landscape is known to be constant. Where a continuous symmetry acts, a critical point is
 * never alone: it lies on a family, and its Hessian has the family's tangent as exact zero modes. On the slice across them it can be
 * isolated, and then be certified there. A critical point of the slice is one of the landscape, since along the modes nothing changes.
 */
import { ArgumentError } from '../base/errors.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { norm } from '../linalg/vectors.ts';

/** What is left of a direction beside the others, relative to its length, below which it is one of them. */
const dependent = 1e-8;

/**
 * An orthonormal basis of the directions at a point in which the landscape is known to be constant: those of its continuous symmetries,
 * and zero modes that it knows besides. There may be others that nobody knows.
 */
export function knownZeroModes(landscape: Landscape, point: Float64Array): Float64Array[] {
  const basis: Float64Array[] = [];
  const sources = [
    ...landscape.symmetries.map(({ directions }) => directions?.(point) ?? []),
    landscape.zeroModes?.(point) ?? [],
  ];
  for (const directions of sources)
    for (const direction of directions) {
      const rest = direction.slice();
      landscape.manifold.project(point, rest);
      addOrthonormal(basis, rest, norm(direction));
    }
  return basis;
}

/**
 * Modified Gram–Schmidt, twice; a direction that depends on the others, or of which nothing is left, is not added.
 * @param length  of the direction before anything was taken from it
 */
function addOrthonormal(basis: Float64Array[], direction: Float64Array, length: number): void {
  for (let pass = 0; pass < 2; pass++)
    for (const q of basis) {
      let along = 0;
      for (let i = 0; i < q.length; i++) along += q[i]! * direction[i]!;
      for (let i = 0; i < q.length; i++) direction[i]! -= along * q[i]!;
    }
  const left = norm(direction);
  if (left > dependent * length) basis.push(direction.map((x) => x / left));
}

export interface Slice {
  /** Row-major n × n, exactly symmetric. */
  readonly matrix: Float64Array;
  readonly n: number;
  /** Bound in norm on what rounding has added. */
  readonly error: number;
  /** Qᵀx of a vector of length m, and Qy of one of length n. */
  restrict(x: Float64Array): Float64Array;
  lift(y: Float64Array): Float64Array;
}

/**
 * QᵀHQ, the columns of Q an orthonormal basis of the complement of the modes; by one Householder reflection a mode, on both sides.
 * @param matrix  row-major m × m, symmetric; not changed
 * @param modes   k independent vectors of length m
 * @returns       n = m − k rows
 * @throws        ArgumentError when the modes are not independent
 * @accuracy      `error` = 12 k m u ‖H‖_F (u = 2⁻⁵³)
 * @source        [golub2013matrix, §5.2]
 */
export function acrossModes(matrix: Float64Array, m: number, modes: readonly Float64Array[]): Slice {
  const H = matrix.slice();
  const left = modes.map((mode) => mode.slice());
  const reflectors: Sparse[] = [];
  left.forEach((mode, k) => {
    const v = reflector(mode, k);
    reflectors.push(v);
    for (const other of left.slice(k + 1)) reflect(other, v);
    for (let i = 0; i < m; i++) reflect(H.subarray(i * m, (i + 1) * m), v);
    reflectRows(H, m, v);
  });
  const k = modes.length;
  const n = m - k;
  const across = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      across[i * n + j] = across[j * n + i] = (H[(i + k) * m + j + k]! + H[(j + k) * m + i + k]!) / 2;
  return {
    matrix: across,
    n,
    error: 12 * k * m * 2 ** -53 * norm(matrix),
    restrict(x) {
      const all = x.slice();
      for (const v of reflectors) reflect(all, v);
      return all.slice(k);
    },
    lift(y) {
      const all = new Float64Array(m);
      all.set(y, k);
      for (const v of [...reflectors].reverse()) reflect(all, v);
      return all;
    },
  };
}

/** A unit vector by its entries that are not 0: a mode along one coordinate has two, and costs no more than they do. */
interface Sparse {
  readonly at: readonly number[];
  readonly entries: readonly number[];
}

/** Unit v, 0 before place k, whose reflection I − 2vvᵀ takes the entries of x from place k on to a multiple of e_k. */
function reflector(x: Float64Array, k: number): Sparse {
  const v = x.map((xi, i) => (i < k ? 0 : xi));
  const length = norm(v);
  if (!(length > 1e-8 * norm(x))) throw new ArgumentError('acrossModes', 'modes', 'independent', k);
  v[k]! += v[k]! < 0 ? -length : length;
  const scale = 1 / norm(v);
  const at = [...v.keys()].filter((i) => v[i] !== 0);
  return { at, entries: at.map((i) => v[i]! * scale) };
}

/** x ← (I − 2vvᵀ) x */
function reflect(x: Float64Array, { at, entries }: Sparse): void {
  let along = 0;
  for (let e = 0; e < at.length; e++) along += entries[e]! * x[at[e]!]!;
  for (let e = 0; e < at.length; e++) x[at[e]!]! -= 2 * along * entries[e]!;
}

/** H ← (I − 2vvᵀ) H */
function reflectRows(H: Float64Array, m: number, { at, entries }: Sparse): void {
  const along = new Float64Array(m);
  for (let e = 0; e < at.length; e++)
    for (let j = 0, row = at[e]! * m; j < m; j++) along[j]! += entries[e]! * H[row + j]!;
  for (let e = 0; e < at.length; e++)
    for (let j = 0, row = at[e]! * m; j < m; j++) H[row + j]! -= 2 * entries[e]! * along[j]!;
}
